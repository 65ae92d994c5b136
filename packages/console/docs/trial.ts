// What a page tells its script of a sample: the request that the panel starts from, and what is done before it.

/** A field for which the form has an input. */
export interface FormField {
  readonly name: string;
  readonly kind: 'string' | 'integer' | 'number' | 'boolean' | 'choice';
  readonly choices?: readonly string[];
}

/** A part of a multipart form. */
export type Part = { readonly name: string; readonly value: string } | { readonly name: string; readonly file: string };

/** What a request is made of; `<name>` in it stands for what a call before it answers. */
export interface Wished {
  readonly method: string;
  /** Path and query. */
  readonly url: string;
  readonly headers: readonly (readonly [string, string])[];
  readonly json?: unknown;
  readonly form?: readonly Part[];
  readonly bytes?: string;
  /** Platforms' own states: it is asked again until one of them stands at the dotted path. */
  readonly until?: { readonly at: string; readonly over: readonly string[] };
}

/** A call that is made before, and what of its answer stands for `<name>`: dotted paths, `:last` for what is behind a slash. */
export interface Step extends Wished {
  readonly title: string;
  readonly take: Readonly<Record<string, string>>;
}

export interface Trial extends Wished {
  readonly call: string;
  readonly sample: string;
  readonly credential: 'none' | 'key' | 'account' | 'operator';
  readonly fields: readonly FormField[];
  /** The first is made first. */
  readonly steps: readonly Step[];
  /** Nothing is charged for it. */
  readonly free: boolean;
  /** It begins a task, which goes on behind its answer. */
  readonly task: boolean;
  /** It is a socket: events to begin with. */
  readonly socket?: readonly unknown[];
}

/** The trial of a panel. */
export function trialOf(panel: HTMLElement): Trial | undefined {
  const block = document.getElementById(panel.dataset['trial'] ?? '');
  if (block === null) return undefined;
  const trial: Trial = JSON.parse(block.textContent);
  return trial;
}

/** What stands for the marks of a request. */
export type Values = Readonly<Record<string, string>>;

const MARK = /<([a-z]+)>/g;

/** The marks that a request still has. */
export function marksOf({ url, json }: Pick<Wished, 'url' | 'json'>): readonly string[] {
  return [...new Set([...`${url}${JSON.stringify(json ?? '')}`.matchAll(MARK)].map(([mark]) => mark))];
}

/** An address with its marks filled in. */
export function filledAddress(url: string, values: Values): string {
  return url.replace(MARK, (mark, name: string) => {
    const value = values[name];
    return value === undefined ? mark : value.split('/').map(encodeURIComponent).join('/');
  });
}

/** A JSON value with its marks filled in; a mark that is a whole text becomes a number where it names one. */
export function filledValue(value: unknown, values: Values): unknown {
  if (typeof value === 'string') {
    const text = value.replace(MARK, (mark, name: string) => values[name] ?? mark);
    return /^<[a-z]+>$/.test(value) && /^\d{1,15}$/.test(text) ? Number(text) : text;
  }
  if (Array.isArray(value)) return value.map(item => filledValue(item, values));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, filledValue(item, values)]));
}

/** The value at a dotted path. */
export function valueAt(value: unknown, path: string): unknown {
  return path.split('.').reduce<unknown>((inner, step) => Reflect.get(Object(inner), step), value);
}
