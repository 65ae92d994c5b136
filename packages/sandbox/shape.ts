// A small language for the shapes of requests: strict by default, so that what a real provider refuses is refused here.

/** What is wrong with a value, and where. `path` is made of names and indices. */
export interface Fault {
  readonly kind: 'unknown' | 'missing' | 'type' | 'range';
  readonly path: readonly (string | number)[];
  /** What was expected, in words: `an integer`, `one of 'a', 'b'`. */
  readonly expected: string;
  readonly found: unknown;
}

/** Checks a value; the first fault, or undefined. */
export type Shape = (value: unknown, path: readonly (string | number)[]) => Fault | undefined;

type Json = Readonly<Record<string, unknown>>;

/** Whether a value is a JSON object. */
export function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const fault = (kind: Fault['kind'], path: Fault['path'], expected: string, found: unknown): Fault => ({
  kind,
  path,
  expected,
  found,
});

/** Anything at all. */
export const any: Shape = () => undefined;

/** A text, at most `max` characters. */
export const text =
  (max = Infinity): Shape =>
  (value, path) => {
    if (typeof value !== 'string') return fault('type', path, 'a string', value);
    return value.length > max ? fault('range', path, `a string of at most ${max} characters`, value) : undefined;
  };

/** A whole number within bounds. */
export const integer =
  (min = -Infinity, max = Infinity): Shape =>
  (value, path) => {
    if (typeof value !== 'number' || !Number.isInteger(value)) return fault('type', path, 'an integer', value);
    return value < min || value > max ? fault('range', path, bounds(min, max), value) : undefined;
  };

/** A number within bounds. */
export const decimal =
  (min = -Infinity, max = Infinity): Shape =>
  (value, path) => {
    if (typeof value !== 'number') return fault('type', path, 'a number', value);
    return value < min || value > max ? fault('range', path, bounds(min, max), value) : undefined;
  };

function bounds(min: number, max: number): string {
  if (max === Infinity) return `a value greater than or equal to ${min}`;
  return min === -Infinity ? `a value less than or equal to ${max}` : `a value between ${min} and ${max}`;
}

export const flag: Shape = (value, path) =>
  typeof value === 'boolean' ? undefined : fault('type', path, 'a boolean', value);

/** One of a few words. */
export const word =
  (...words: readonly string[]): Shape =>
  (value, path) =>
    typeof value === 'string' && words.includes(value)
      ? undefined
      : fault(
          typeof value === 'string' ? 'range' : 'type',
          path,
          `one of ${words.map(name => `'${name}'`).join(', ')}`,
          value,
        );

/** Null counts as absent: what OpenAI does with optional fields. */
export const nullable =
  (shape: Shape): Shape =>
  (value, path) =>
    value === null ? undefined : shape(value, path);

/** A list. */
export const list =
  (item: Shape, min = 0, max = Infinity): Shape =>
  (value, path) => {
    if (!Array.isArray(value)) return fault('type', path, 'an array', value);
    if (value.length < min || value.length > max)
      return fault('range', path, `an array of ${min} to ${max} items`, value);
    for (const [index, entry] of value.entries()) {
      const found = item(entry, [...path, index]);
      if (found !== undefined) return found;
    }
    return undefined;
  };

/** The fields of an object; a name that ends in `!` is required. Fields that are not named are faults, unless `open`. */
export const object = (fields: Readonly<Record<string, Shape>>, open = false): Shape => {
  const shapes = new Map(Object.entries(fields).map(([name, shape]) => [name.replace(/!$/, ''), shape]));
  const required = Object.keys(fields)
    .filter(name => name.endsWith('!'))
    .map(name => name.slice(0, -1));
  return (value, path) => {
    if (!isObject(value)) return fault('type', path, 'an object', value);
    for (const [name, entry] of Object.entries(value)) {
      const shape = shapes.get(name);
      if (shape === undefined && !open) return fault('unknown', [...path, name], 'nothing', entry);
      const found = shape?.(entry, [...path, name]);
      if (found !== undefined) return found;
    }
    const missing = required.find(name => value[name] === undefined);
    return missing === undefined ? undefined : fault('missing', [...path, missing], 'a value', undefined);
  };
};

/** An object whose shape depends on one of its fields. `prefix` also accepts dated names: `web_search_20250305`. */
export const tagged =
  (
    field: string,
    shapes: Readonly<Record<string, Shape>>,
    options: { readonly fallback?: string; readonly prefix?: boolean } = {},
  ): Shape =>
  (value, path) => {
    if (!isObject(value)) return fault('type', path, 'an object', value);
    const tag = value[field] ?? options.fallback;
    if (tag === undefined) return fault('missing', [...path, field], 'a value', undefined);
    const name = String(tag);
    const key = Object.hasOwn(shapes, name)
      ? name
      : options.prefix === true
        ? Object.keys(shapes).find(known => name.startsWith(known))
        : undefined;
    const shape = key === undefined ? undefined : shapes[key];
    if (shape !== undefined) return shape(value, path);
    return fault(
      'range',
      [...path, field],
      `one of ${Object.keys(shapes)
        .map(known => `'${known}'`)
        .join(', ')}`,
      tag,
    );
  };

/** The first of several shapes that fits; the fault of the one whose type is right, else of the last. */
export const either =
  (...shapes: readonly Shape[]): Shape =>
  (value, path) => {
    let last: Fault | undefined;
    let deepest: Fault | undefined;
    for (const shape of shapes) {
      const found = shape(value, path);
      if (found === undefined) return undefined;
      last = found;
      if (found.path.length > path.length) deepest ??= found;
    }
    return deepest ?? last;
  };

/** A path as `messages[0].content`. */
export function bracketPath(path: Fault['path']): string {
  return path.reduce<string>(
    (joined, part) => (typeof part === 'number' ? `${joined}[${part}]` : joined === '' ? part : `${joined}.${part}`),
    '',
  );
}

/** A path as `messages.0.content`. */
export function dottedPath(path: Fault['path']): string {
  return path.join('.');
}
