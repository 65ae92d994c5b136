// Fields written as rows of a table, read into JSON Schema and into the rows of a page.

import type { Language, Text } from './text.ts';

/**
 * A field: its name (dotted, `[]` for the members of a list, a star at the end when it must be given), its type, and its
 * meaning in English and Chinese. Types: `string`, `integer`, `number`, `boolean`, `object`, `file`, `any`, `null`, quoted
 * words, `[]` behind any of them, `|` between alternatives; then `1..10` for a range and `= value` for the default.
 */
export type Row = readonly [name: string, type: string, en: string, zh: string];

/** A JSON Schema, as far as fields need it. */
export interface Schema {
  properties?: Record<string, Schema>;
  items?: Schema;
  required?: string[];
  [keyword: string]: unknown;
}

/** A row, read. */
export interface Field {
  readonly name: string;
  readonly required: boolean;
  /** As the page shows it: `string`, `"low" | "high"`. */
  readonly type: string;
  /** The default as JSON text; undefined without one. */
  readonly preset: string | undefined;
  readonly range: string | undefined;
  readonly meaning: Text;
  readonly schema: Schema;
}

const RANGE = /\s+(-?\d+(?:\.\d+)?)?\.\.(-?\d+(?:\.\d+)?)?$/;

/** Reads a row; its schema speaks `language`. @throws Error for a type that is none */
export function readRow([written, expression, en, zh]: Row, language: Language = 'en'): Field {
  const required = written.endsWith('*');
  const name = required ? written.slice(0, -1) : written;
  const [described = '', preset] = expression.split(/\s=\s/);
  const found = RANGE.exec(described);
  const type = described.replace(RANGE, '').trim();
  const schema: Schema = { ...typeSchema(type), description: language === 'en' ? en : zh };
  if (found?.[1] !== undefined) schema['minimum'] = Number(found[1]);
  if (found?.[2] !== undefined) schema['maximum'] = Number(found[2]);
  if (preset !== undefined) schema['default'] = parsed(preset);
  const shown = type.split('|').join(' | ');
  const range = found === null ? undefined : found[0].trim();
  return { name, required, type: shown, preset, range, meaning: { en, zh }, schema };
}

function parsed(text: string): unknown {
  return JSON.parse(text);
}

function typeSchema(type: string): Schema {
  const parts = type.split('|').map(partSchema);
  const [first] = parts;
  if (first !== undefined && parts.length === 1) return first;
  if (parts.every(part => 'const' in part)) return { enum: parts.map(part => part['const']) };
  // Keywords of one type say nothing of another, so alternatives of plain types share one schema.
  if (parts.every(part => typeof part['type'] === 'string')) {
    const types = parts.map(part => part['type']);
    if (new Set(types).size === types.length) return Object.assign({}, ...parts, { type: types });
  }
  return { anyOf: parts };
}

function partSchema(part: string): Schema {
  if (part.endsWith('[]')) return { type: 'array', items: partSchema(part.slice(0, -2)) };
  if (part.startsWith('"')) return { const: parsed(part) };
  if (part === 'any') return {};
  if (part === 'file') return { type: 'string', contentMediaType: 'application/octet-stream' };
  if (/^(?:string|integer|number|boolean|object|array|null)$/.test(part)) return { type: part };
  throw new Error(`${part} is no type of a field`);
}

/** The schema of an object with these fields; what is not named passes too. A list or object stands before its members. */
export function objectSchema(rows: readonly Row[], language: Language = 'en'): Schema {
  const root: Schema = { type: 'object' };
  for (const row of rows) {
    const field = readRow(row, language);
    let owner = root;
    let place = root;
    let key = '';
    for (const step of field.name.split('.')) {
      const [name = '', ...lists] = step.split('[]');
      key = name;
      owner = place;
      const properties = (owner.properties ??= {});
      place = properties[name] ??= {};
      for (const _ of lists) place = place.items ??= {};
    }
    Object.assign(place, field.schema);
    if (field.required) (owner.required ??= []).push(key);
  }
  return named(root);
}

/** What has members is an object, what has items a list, also where no row says so. */
function named(schema: Schema): Schema {
  if (schema['type'] === undefined && schema['anyOf'] === undefined) {
    if (schema.properties !== undefined) schema['type'] = 'object';
    else if (schema.items !== undefined) schema['type'] = 'array';
  }
  for (const inner of Object.values(schema.properties ?? {})) named(inner);
  if (schema.items !== undefined) named(schema.items);
  return schema;
}

/** The rows as a Markdown table in a language; empty without rows. */
export function fieldTable(rows: readonly Row[], language: Language, words: TableWords): string {
  if (rows.length === 0) return '';
  const lines = rows.map(row => {
    const { name, required, type, preset, range, meaning } = readRow(row);
    const mark = required ? ` **${words.required}**` : '';
    const limits = range === undefined ? '' : ` ${range}`;
    const fallback = preset === undefined ? '' : `\`${preset}\``;
    return `| \`${name}\`${mark} | \`${type.replaceAll('|', '\\|')}\`${limits} | ${fallback} | ${meaning[language]} |`;
  });
  return [
    `| ${words.field} | ${words.type} | ${words.preset} | ${words.meaning} |`,
    '|---|---|---|---|',
    ...lines,
  ].join('\n');
}

/** The heads of a table of fields. */
export interface TableWords {
  readonly field: string;
  readonly type: string;
  readonly preset: string;
  readonly meaning: string;
  readonly required: string;
}
