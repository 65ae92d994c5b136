// Values as the languages of the examples write them.

import type { Json } from '../json.ts';

/** A value in TypeScript, its further lines indented by so many blanks. */
export function typescript(value: unknown, indent = 0): string {
  return JSON.stringify(value, null, 2).replaceAll('\n', `\n${' '.repeat(indent)}`);
}

/** A value in Python. Texts of JSON are texts of Python. */
export function python(value: unknown, indent = 0): string {
  const inner = ' '.repeat(indent + 4);
  const close = `\n${' '.repeat(indent)}`;
  if (value === true) return 'True';
  if (value === false) return 'False';
  if (value === null || value === undefined) return 'None';
  if (Array.isArray(value))
    return value.length === 0
      ? '[]'
      : `[${value.map(item => `\n${inner}${python(item, indent + 4)},`).join('')}${close}]`;
  if (typeof value !== 'object') return JSON.stringify(value);
  const entries = Object.entries(value);
  if (entries.length === 0) return '{}';
  return `{${entries.map(([name, item]) => `\n${inner}${JSON.stringify(name)}: ${python(item, indent + 4)},`).join('')}${close}}`;
}

/** The fields of an object as arguments of a call in Python, each on its own line. */
export function pythonArguments(fields: Json): string {
  return Object.entries(fields)
    .map(([name, value]) => `    ${name}=${python(value, 4)},\n`)
    .join('');
}

/** A text as one word of the shell. */
export function shell(word: string): string {
  return `'${word.replaceAll("'", `'\\''`)}'`;
}

/** A request with a JSON body for the shell: the body comes from the script itself, so that it may be long. */
export function curlJson(url: string, headers: readonly string[], body: Json, flags = ''): string {
  const lines = [...headers, 'content-type: application/json'].map(header => `  -H ${shell(header)} \\`);
  return [
    `curl${flags} ${shell(url)} \\`,
    ...lines,
    "  --data-binary @- <<'JSON'",
    JSON.stringify(body, null, 2),
    'JSON',
  ].join('\n');
}
