// Reads YAML nodes with their places: every fault says file, line, column, and what to write instead.

import { isAlias, isMap, isScalar, isSeq, LineCounter, parseDocument, type Document, type Node } from 'yaml';

/** A YAML document being read, with the faults found so far. */
export class YamlSource {
  readonly faults: string[] = [];
  readonly root: YamlNode | undefined;
  private readonly file: string;
  private readonly lines = new LineCounter();
  private readonly environment: NodeJS.ProcessEnv | undefined;
  private readonly document: Document;

  /** Without an environment, `${NAME}` stands for itself. */
  constructor(file: string, text: string, environment: NodeJS.ProcessEnv | undefined) {
    this.file = file;
    this.environment = environment;
    const document = parseDocument(text, { lineCounter: this.lines, uniqueKeys: true, schema: 'core' });
    this.document = document;
    for (const error of [...document.errors, ...document.warnings]) {
      this.add(error.pos[0], (error.message.split('\n')[0] ?? '').replace(/ at line \d+, column \d+:?$/, ''));
    }
    if (document.contents !== null && this.faults.length === 0)
      this.root = new YamlNode(this, document.contents, 'the file');
  }

  /** Notes a fault at a byte of the file. */
  add(offset: number, message: string): void {
    const { line, col } = this.lines.linePos(offset);
    const fault = `${this.file}:${line}:${col}: ${message}`;
    // Two readers of one node find the same.
    if (!this.faults.includes(fault)) this.faults.push(fault);
  }

  /** Where a byte of the file stands: `turnpike.yaml:12`. */
  place(offset: number): string {
    return `${this.file}:${this.lines.linePos(offset).line}`;
  }

  /** What an alias such as `*base` stands for; any other node is itself. */
  resolve(node: Node | null): Node | null {
    return isAlias(node) ? (node.resolve(this.document) ?? null) : node;
  }

  /** Puts values of the environment for `${NAME}` and `${NAME:-default}`. */
  expand(text: string, offset: number): string {
    const { environment } = this;
    if (environment === undefined) return text;
    return text.replace(
      /\$\{([A-Za-z_][A-Za-z0-9_]*)(?::-([^}]*))?\}/g,
      (_, name: string, fallback: string | undefined) => {
        const value = environment[name];
        if (value !== undefined && value !== '') return value;
        if (fallback !== undefined) return fallback;
        this.add(offset, `the environment variable ${name} is not set; set it, or write \${${name}:-default}`);
        return '';
      },
    );
  }
}

/** One node and what it stands for, such as `channels[0].models`. */
export class YamlNode {
  readonly path: string;
  private readonly source: YamlSource;
  private readonly node: Node | null;

  constructor(source: YamlSource, node: Node | null, path: string) {
    this.source = source;
    this.node = source.resolve(node);
    this.path = path;
  }

  private get offset(): number {
    return this.node?.range?.[0] ?? 0;
  }

  /** Where the node stands, as file and line. */
  get place(): string {
    return this.source.place(this.offset);
  }

  /** Notes a fault at this node. */
  fault(message: string): void {
    this.source.add(this.offset, `${this.path} ${message}`);
  }

  /** The fields of a map, none but the allowed ones. */
  fields(allowed: readonly string[]): ReadonlyMap<string, YamlNode> {
    const fields = new Map<string, YamlNode>();
    if (!isMap(this.node)) {
      this.fault(`must be a map with the fields ${allowed.join(', ')}`);
      return fields;
    }
    for (const { key, value } of this.node.items) {
      const name = isScalar(key) ? String(key.value) : '';
      const at = isScalar(key) ? (key.range?.[0] ?? 0) : this.offset;
      if (!allowed.includes(name)) this.source.add(at, unknownField(name, allowed, this.path));
      else if (!isScalar(value) || value.value !== null) {
        fields.set(
          name,
          new YamlNode(
            this.source,
            isNode(value) ? value : null,
            this.path === 'the file' ? name : `${this.path}.${name}`,
          ),
        );
      }
    }
    return fields;
  }

  /** The entries of a map with free names. */
  entries(): readonly (readonly [string, YamlNode])[] {
    if (!isMap(this.node)) {
      this.fault('must be a map');
      return [];
    }
    return this.node.items.map(({ key, value }) => {
      const name = isScalar(key) ? String(key.value) : '';
      return [name, new YamlNode(this.source, isNode(value) ? value : null, `${this.path}.${name}`)];
    });
  }

  /** The items of a list. */
  items(): readonly YamlNode[] {
    if (isSeq(this.node))
      return this.node.items.map(
        (item, index) => new YamlNode(this.source, isNode(item) ? item : null, `${this.path}[${index}]`),
      );
    this.fault('must be a list, such as [ a, b ]');
    return [];
  }

  /** Whether the node is a single value. */
  get isScalar(): boolean {
    return isScalar(this.node);
  }

  /** Whether the node is a map. */
  get isMap(): boolean {
    return isMap(this.node);
  }

  /** The text of a scalar with the environment's values put in; undefined, with a fault, for anything else. */
  text(what = 'a text'): string | undefined {
    if (isScalar(this.node)) {
      const { value, source } = this.node;
      if (typeof value === 'string') return this.source.expand(value, this.offset);
      if (typeof value === 'number' || typeof value === 'boolean') return source ?? String(value);
    }
    this.fault(`must be ${what}`);
    return undefined;
  }

  /** A text that `read` makes a value of; what it throws becomes a fault. */
  value<Value>(what: string, read: (text: string) => Value): Value | undefined {
    const text = this.text(what);
    if (text === undefined) return undefined;
    try {
      return read(text);
    } catch (error) {
      this.fault(`is wrong: ${error instanceof Error ? error.message : String(error)}`);
      return undefined;
    }
  }

  /** One of a few words. */
  word<Word extends string>(words: readonly Word[]): Word | undefined {
    const text = this.text(`one of ${words.join(', ')}`);
    const found = words.find(word => word === text);
    if (text !== undefined && found === undefined)
      this.fault(`must be one of ${words.join(', ')}, not ${JSON.stringify(text)}${meant(text, words)}`);
    return found;
  }

  /** A whole number within bounds. */
  integer(min: number, max: number): number | undefined {
    const text = this.text(`a whole number from ${min} to ${max}`);
    const number = text !== undefined && /^-?\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
    if (number >= min && number <= max) return number;
    if (text !== undefined) this.fault(`must be a whole number from ${min} to ${max}, not ${JSON.stringify(text)}`);
    return undefined;
  }

  /** A decimal number within bounds. */
  decimal(min: number, max: number): number | undefined {
    const text = this.text(`a number from ${min} to ${max}`);
    const number = text !== undefined && /^\d{1,9}(?:\.\d{1,9})?$/.test(text) ? Number(text) : Number.NaN;
    if (number >= min && number <= max) return number;
    if (text !== undefined) this.fault(`must be a number from ${min} to ${max}, not ${JSON.stringify(text)}`);
    return undefined;
  }

  /** Any value of JSON, with the environment's values put into its texts. */
  json(): unknown {
    if (isMap(this.node)) return Object.fromEntries(this.entries().map(([name, value]) => [name, value.json()]));
    if (isSeq(this.node)) return this.items().map(item => item.json());
    if (!isScalar(this.node) || this.node.value === null) return null;
    return typeof this.node.value === 'string' ? this.text() : this.node.value;
  }

  /** True or false. */
  switch(): boolean | undefined {
    const text = this.text('true or false');
    if (text === 'true' || text === 'false') return text === 'true';
    if (text !== undefined) this.fault(`must be true or false, not ${JSON.stringify(text)}`);
    return undefined;
  }
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'range' in value;
}

function unknownField(name: string, allowed: readonly string[], path: string): string {
  return `unknown field "${name}" in ${path}${meant(name, allowed) || `; known are ${allowed.join(', ')}`}`;
}

/** `; did you mean "…"?` when one of the words is near what was written, else nothing. */
export function meant(written: string, words: readonly string[]): string {
  const near = [...words].sort((left, right) => distance(written, left) - distance(written, right))[0];
  if (near === undefined || distance(written, near) > Math.max(2, written.length / 3)) return '';
  return `; did you mean "${near}"?`;
}

/** Edits between two words (Levenshtein). */
function distance(left: string, right: string): number {
  let row = Array.from({ length: right.length + 1 }, (_, index) => index);
  for (let i = 1; i <= left.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= right.length; j += 1) {
      const change = (row[j - 1] ?? 0) + (left[i - 1] === right[j - 1] ? 0 : 1);
      next.push(Math.min(change, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[right.length] ?? 0;
}
