// A value that fits a JSON Schema, as a person would fill it in: for requests and answers that nobody has recorded.

type Json = Readonly<Record<string, unknown>>;

const isJson = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value);
const json = (value: unknown): Json => (isJson(value) ? value : {});

/** 26 November 2026, in milliseconds: what stands for a time. */
const MOMENT_MS = 1_795_651_200_000;

/** Texts by the name of their field: what such a field usually holds. */
const BY_NAME: Readonly<Record<string, string>> = {
  name: 'ada',
  display_name: 'Ada',
  email: 'ada@example.com',
  to: 'ada@example.com',
  password: 'correct horse battery staple',
  model: 'gpt-4o-mini',
  group: 'default',
  time_zone: 'Asia/Shanghai',
  url: 'https://example.com/hook',
  base_url: 'https://api.openai.com',
  code: 'TP-7Q4M-2K9X',
  description: 'For everyone',
  reason: 'A gift for the first month',
  note: 'Seen on the bank statement',
  month: '2026-11',
  gateway: 'stripe',
  currency: 'usd',
  secret: 'sk-your-key',
  hint: 'sk-…7f3a',
  version: '1.0.0',
  role: 'user',
  author: 'root',
  actor: 'root',
  platform: 'openai-video',
  address: '203.0.113.7',
  user_agent: 'Mozilla/5.0',
  title: 'Maintenance on Sunday',
  message: 'Done.',
  language: 'en',
  host: 'smtp.example.com',
  provider: 'openai',
};

/** Amounts and decimals come as texts; shapes of other texts say what they hold. */
const BY_PATTERN: readonly (readonly [sign: RegExp, text: string])[] = [
  [/\\d\{1,9\}|\\d\+/, '12.5'],
  [/@/, 'ada@example.com'],
  [/\\d\{4\}-\\d\{2\}-\\d\{2\}/, '2026-11-26'],
  [/\\d\{4\}-\\d\{2\}/, '2026-11'],
];

function textFor(name: string, { pattern, minLength, maxLength, default: preset }: Json): string {
  if (typeof preset === 'string') return preset;
  const fitting = (text: string): boolean =>
    (typeof pattern !== 'string' || new RegExp(pattern, 'u').test(text)) &&
    (typeof minLength !== 'number' || text.length >= minLength) &&
    (typeof maxLength !== 'number' || text.length <= maxLength);
  const shaped = BY_PATTERN.filter(([sign]) => typeof pattern === 'string' && sign.test(pattern)).map(
    ([, text]) => text,
  );
  const known = BY_NAME[name];
  const tried = [
    ...shaped,
    ...(known === undefined ? [] : [known]),
    name.replaceAll('_', '-') || 'text',
    'text-of-yours',
  ];
  return tried.find(fitting) ?? 'text';
}

/** A schema whose parts all hold (`allOf`) as one schema of an object. */
export function flattened(schema: Json): Json {
  const parts = schema['allOf'];
  if (!Array.isArray(parts)) return schema;
  const all = parts.map(part => flattened(json(part)));
  return {
    type: 'object',
    required: all.flatMap(part => (Array.isArray(part['required']) ? part['required'] : [])),
    properties: Object.assign({}, ...all.map(part => json(part['properties']))),
  };
}

/** A value for a schema. `most` leaves the fields out that need not be given. */
export function exampleOf(schema: unknown, name = '', most: 'all' | 'required' = 'all'): unknown {
  const one = flattened(json(schema));
  if ('const' in one) return one['const'];
  if (Array.isArray(one['enum'])) return one['enum'][0];
  const options = one['anyOf'] ?? one['oneOf'];
  if (Array.isArray(options)) {
    const first = options.find(option => json(option)['type'] !== 'null') ?? options[0];
    return exampleOf(first, name, most);
  }
  const { type } = one;
  const kind = Array.isArray(type) ? type[0] : type;
  if (kind === 'string') return textFor(name, one);
  if (kind === 'boolean') return one['default'] ?? true;
  if (kind === 'integer' || kind === 'number') return numberFor(name, one);
  if (kind === 'array') {
    const inner = exampleOf(one['items'], name.replace(/s$/, ''), most);
    return inner === undefined ? [] : [inner];
  }
  if (kind === 'object' || isJson(one['properties'])) {
    const required = Array.isArray(one['required']) ? one['required'] : [];
    const entries = Object.entries(json(one['properties'])).filter(([key]) => most === 'all' || required.includes(key));
    return Object.fromEntries(entries.map(([key, value]) => [key, exampleOf(value, key, most)]));
  }
  return kind === 'null' ? null : {};
}

function numberFor(name: string, { default: preset, minimum, maximum, description }: Json): number {
  if (typeof preset === 'number') return preset;
  const least = typeof minimum === 'number' ? minimum : 0;
  const isTime = /milliseconds since/i.test(String(description)) || /(?:_at|^from|^until|^at)$/.test(name);
  const wish = isTime ? MOMENT_MS : name === 'id' || name.endsWith('_id') ? 7 : Math.max(1, least);
  return typeof maximum === 'number' && wish > maximum ? maximum : wish;
}
