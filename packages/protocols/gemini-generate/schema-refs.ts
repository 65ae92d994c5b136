// Puts the definitions of a JSON Schema in the places that refer to them, for models that do not follow references.

import { isFields, type Fields } from '../conversation/counts.ts';

/** Copies of one definition inside itself; deeper it says nothing. */
const RECURSION = 2;
/** Schemas in all, so that definitions that name each other many times cannot fill the memory. */
const MOST_NODES = 20_000;

/** The same schema without `$ref`, `$defs` and `definitions`. A reference that leads nowhere allows anything. */
export function inlineReferences(schema: Fields): Fields {
  if (!JSON.stringify(schema).includes('"$ref"')) return schema;
  const { $defs: _defs, definitions: _definitions, ...body } = schema;
  return new Inliner(schema).fieldsOf(body, []);
}

class Inliner {
  private readonly root: Fields;
  private nodes = 0;

  constructor(root: Fields) {
    this.root = root;
  }

  fieldsOf(schema: Fields, path: readonly string[]): Fields {
    this.nodes += 1;
    if (this.nodes > MOST_NODES) return {};
    const { $ref, ...rest } = schema;
    if (typeof $ref !== 'string') return this.mapped(schema, path);
    const target = pointed(this.root, $ref);
    const here = this.mapped(rest, path);
    if (!isFields(target) || path.filter(one => one === $ref).length >= RECURSION) return here;
    return { ...this.fieldsOf(target, [...path, $ref]), ...here };
  }

  private mapped(value: Fields, path: readonly string[]): Fields {
    return Object.fromEntries(Object.entries(value).map(([name, entry]) => [name, this.value(name, entry, path)]));
  }

  /** Schemas by names of the user's own, which may be words of JSON Schema. */
  private named(entry: unknown, path: readonly string[]): unknown {
    if (!isFields(entry)) return entry;
    const schemas = Object.entries(entry);
    return Object.fromEntries(schemas.map(([name, one]) => [name, isFields(one) ? this.fieldsOf(one, path) : one]));
  }

  private value(name: string, entry: unknown, path: readonly string[]): unknown {
    // Values of the user's own are data, whatever their fields are called.
    if (name === 'const' || name === 'enum' || name === 'default' || name === 'examples') return entry;
    if (name === 'properties' || name === 'patternProperties') return this.named(entry, path);
    if (Array.isArray(entry)) return entry.map((one: unknown) => (isFields(one) ? this.fieldsOf(one, path) : one));
    return isFields(entry) ? this.fieldsOf(entry, path) : entry;
  }
}

/** What a JSON pointer inside the document leads to. */
function pointed(root: Fields, reference: string): unknown {
  if (!reference.startsWith('#')) return undefined;
  let value: unknown = root;
  for (const step of reference.slice(1).split('/').filter(Boolean)) {
    const name = unescaped(step);
    if (Array.isArray(value)) value = value[Number(name)];
    else value = isFields(value) ? value[name] : undefined;
  }
  return value;
}

function unescaped(step: string): string {
  const text = step.replaceAll('~1', '/').replaceAll('~0', '~');
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
