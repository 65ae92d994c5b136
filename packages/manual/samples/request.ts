// The request of a sample, ready to be written down in any language.

import type { Call, FormField, Sample } from '../call.ts';

/** What stands for the reader's key, his access token and his gateway until they are known. */
export const KEY = 'sk-your-key';
export const TOKEN = 'tp_your-token';
export const BASE = '{{base}}';
/** The gateway as sockets reach it: `wss://…`. */
export const SOCKET = '{{socket}}';

/** A request as it goes over the wire. */
export interface Request {
  readonly method: string;
  readonly url: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly json?: unknown;
  readonly form?: readonly FormField[];
  readonly bytes?: string;
  /** The answer comes bit by bit. */
  readonly stream: boolean;
  /** The answer is a file: its extension. */
  readonly file?: string;
}

export interface RequestOptions {
  readonly base?: string;
  readonly key?: string;
  readonly token?: string;
  /** What stands for `<name>` in the sample. */
  readonly values?: Readonly<Record<string, string>>;
}

const EXTENSIONS: Readonly<Record<string, string>> = {
  'audio/mpeg': 'mp3',
  'image/png': 'png',
  'video/mp4': 'mp4',
  'application/octet-stream': 'bin',
};

/** Media types of the example files. */
export function typeOfFile(name: string): string {
  return name.endsWith('.png') ? 'image/png' : 'audio/wav';
}

/** The request that a sample makes. */
export function requestOf(
  call: Pick<Call, 'method' | 'path' | 'credential' | 'returnsType'>,
  sample: Sample,
  options: RequestOptions = {},
): Request {
  const { base = BASE, key = KEY, token = TOKEN, values = {} } = options;
  const fill = (text: string): string =>
    text.replaceAll('{{base}}', base).replace(/<([a-z]+)>/g, (mark, name: string) => values[name] ?? mark);
  const path = call.path.replace(/\{([a-z]+)(\*?)\}/gi, (_mark, name: string, star: string) => {
    const value = fill(sample.path?.[name] ?? name.toUpperCase());
    return star === '*' ? value.split('/').map(encodeURIComponent).join('/') : encodeURIComponent(value);
  });
  const query = Object.entries(sample.query ?? {})
    .map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(fill(value))}`)
    .join('&');
  const file = call.returnsType === undefined ? undefined : EXTENSIONS[call.returnsType];
  const json = sample.body === undefined ? undefined : filled(sample.body, fill);
  return {
    method: call.method,
    url: `${base}${path.replaceAll('%3A', ':')}${query === '' ? '' : `?${query}`}`,
    headers: headersOf(sample, call.credential ?? 'key', key, token),
    ...(json === undefined ? {} : { json }),
    ...(sample.form === undefined ? {} : { form: sample.form }),
    ...(sample.bytes === undefined ? {} : { bytes: sample.bytes }),
    stream: sample.stream === true,
    ...(file === undefined ? {} : { file }),
  };
}

function headersOf(
  sample: Sample,
  credential: NonNullable<Call['credential']>,
  key: string,
  token: string,
): Request['headers'] {
  const secret = credential === 'none' ? undefined : credential === 'key' ? key : token;
  return [
    ...(secret === undefined ? [] : [['Authorization', `Bearer ${secret}`] as const]),
    ...(sample.body === undefined ? [] : [['Content-Type', 'application/json'] as const]),
    ...Object.entries(sample.headers ?? {}),
  ];
}

/** A value with its marks filled in; a mark that is a whole text becomes a number where it names one. */
function filled(value: unknown, fill: (text: string) => string): unknown {
  if (typeof value === 'string') {
    const text = fill(value);
    return /^<[a-z]+>$/.test(value) && /^\d{1,15}$/.test(text) ? Number(text) : text;
  }
  if (Array.isArray(value)) return value.map(item => filled(item, fill));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, filled(item, fill)]));
}

/** JSON as people write it: short lists and objects on one line. */
export function pretty(value: unknown, indent = ''): string {
  const flat = JSON.stringify(value);
  if (typeof value !== 'object' || value === null || flat.length + indent.length <= 72) return spaced(value);
  const inner = `${indent}  `;
  if (Array.isArray(value)) return `[\n${value.map(item => inner + pretty(item, inner)).join(',\n')}\n${indent}]`;
  const fields = Object.entries(value).map(([name, item]) => `${inner}${JSON.stringify(name)}: ${pretty(item, inner)}`);
  return `{\n${fields.join(',\n')}\n${indent}}`;
}

function spaced(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(spaced).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const fields = Object.entries(value).map(([name, item]) => `${JSON.stringify(name)}: ${spaced(item)}`);
  return fields.length === 0 ? '{}' : `{ ${fields.join(', ')} }`;
}

/** Lines with an indentation, those that are undefined left out. */
export function lines(...parts: readonly (string | undefined | readonly (string | undefined)[])[]): string {
  return parts
    .flat()
    .filter(part => part !== undefined)
    .join('\n');
}

/** Every line of a text moved to the right. */
export function indented(text: string, by: string): string {
  return text
    .split('\n')
    .map(line => (line === '' ? line : by + line))
    .join('\n');
}
