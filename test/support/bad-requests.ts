// Generators of bad requests: each says what was sent and whether the gateway may pass it on.

import * as fc from 'fast-check';
import { FAMILIES } from './families.ts';
import type { FamilyCase } from './families.ts';

/** One generated request. */
export interface BadRequest {
  readonly kind: string;
  readonly family: FamilyCase;
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer | undefined;
  /** `never`: it must be refused; `always`: it is sound; `maybe`: what is inside is the upstream's business. */
  readonly passes: 'never' | 'always' | 'maybe';
}

/** The priced model of a family. */
export const modelOf = (family: FamilyCase) => `sold-${family.name}`;

const families = fc.constantFrom(...FAMILIES);
const isGemini = (family: FamilyCase) => family.name === 'gemini-generate';

/** A sound body as a plain object. */
function soundBody(family: FamilyCase): Record<string, unknown> {
  return { ...(JSON.parse(family.body(modelOf(family), false)) as object) };
}

interface Draft {
  readonly method?: string;
  readonly path?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer | undefined;
}

function make(kind: string, family: FamilyCase, key: string, passes: BadRequest['passes'], draft: Draft): BadRequest {
  const body = 'body' in draft ? draft.body : family.body(modelOf(family), false);
  return {
    kind,
    family,
    method: draft.method ?? 'POST',
    path: draft.path ?? family.path(modelOf(family), false),
    headers: { ...family.headers(key), ...draft.headers },
    body: body === undefined ? undefined : Buffer.from(body as string),
    passes,
  };
}

const isJsonObject = (bytes: Uint8Array | string): boolean => {
  try {
    const text = typeof bytes === 'string' ? bytes : new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
};

type Build = (key: string) => fc.Arbitrary<BadRequest>;

const sound: Build = key => families.map(family => make('sound', family, key, 'always', {}));

const garbage: Build = key =>
  fc
    .tuple(families, fc.uint8Array({ maxLength: 200 }))
    .map(([family, bytes]) =>
      make('garbage', family, key, isJsonObject(bytes) ? 'maybe' : 'never', { body: Buffer.from(bytes) }),
    );

const truncated: Build = key =>
  fc.tuple(families, fc.double({ min: 0, max: 0.999, noNaN: true })).map(([family, share]) => {
    const whole = family.body(modelOf(family), false);
    return make('truncated', family, key, 'never', { body: whole.slice(0, Math.floor(whole.length * share)) });
  });

const tail: Build = key =>
  fc
    .tuple(families, fc.constantFrom('}', 'x', '{}', ',', '\0', '"', '[1]', ' null'))
    .map(([family, rest]) => make('tail', family, key, 'never', { body: family.body(modelOf(family), false) + rest }));

/** A stray byte inside a string: never legal UTF-8. */
const brokenUtf8: Build = key =>
  fc
    .tuple(
      families,
      fc.constantFrom(
        [0xff],
        [0xc0, 0xaf],
        [0xed, 0xa0, 0x80],
        [0xf8, 0x88, 0x80, 0x80, 0x80],
        [0xe2, 0x28, 0xa1],
        [0x80],
      ),
    )
    .map(([family, bytes]) => {
      const [front = '', back = ''] = family.body(modelOf(family), false).split('Hello', 2);
      return make('broken utf-8', family, key, 'never', {
        body: Buffer.concat([Buffer.from(front), Buffer.from(bytes), Buffer.from(back)]),
      });
    });

const notAnObject: Build = key =>
  fc
    .tuple(
      families,
      fc.oneof(
        fc.constantFrom('null', 'true', '[]', '""', '0', '[{}]', ''),
        fc.double().map(String),
        fc.string().map(text => JSON.stringify(text)),
      ),
    )
    .map(([family, body]) => make('not an object', family, key, 'never', { body }));

const wrongModel: Build = key =>
  fc
    .tuple(
      families,
      fc.oneof(
        fc.constantFrom<unknown>(
          undefined,
          null,
          '',
          0,
          true,
          [],
          {},
          ['x'],
          'no-such-model',
          'x'.repeat(300_000),
          '\u0000',
          'a\nb',
          '../../etc',
          '__proto__',
          'constructor',
        ),
        fc.string({ minLength: 1 }),
      ),
    )
    .map(([family, model]) => {
      if (!isGemini(family))
        return make('wrong model', family, key, 'never', { body: JSON.stringify({ ...soundBody(family), model }) });
      const name = encodeURIComponent(
        typeof model === 'string' ? model.slice(0, 2000) : JSON.stringify(model ?? 'none'),
      ).replaceAll('.', '%2E');
      return make('wrong model', family, key, 'never', { path: family.path(name, false) });
    });

/** Values that are wrong for the named fields in every protocol, already in JSON. */
const WRONG_FIELDS: Readonly<Record<FamilyCase['name'], Readonly<Record<string, readonly string[]>>>> = {
  'openai-chat': {
    messages: ['5', '"x"', 'null', '{}', 'true'],
    stream: ['"yes"', '1', '[]', '{}'],
    max_tokens: ['-1', '0', '1.5', '"16"', '1e308', '1e400', '99999999999999999999', '[]', '{}'],
    max_completion_tokens: ['-1', '1e99', '"x"', 'true'],
    n: ['0', '-1', '1e9', '"2"', '1e400'],
    temperature: ['"hot"', '[]', '{}'],
    tools: ['5', '"x"', '{}'],
    stream_options: ['5', '"x"', '[]'],
  },
  'openai-responses': {
    input: ['5', 'true', '{}'],
    stream: ['"yes"', '1', '[]'],
    max_output_tokens: ['-1', '0', '1.5', '"16"', '1e308', '1e400', '99999999999999999999'],
    tools: ['5', '"x"', '{}'],
    previous_response_id: ['5', '[]', '"resp_of_nobody"'],
  },
  'anthropic-messages': {
    messages: ['5', '"x"', 'null', '{}'],
    stream: ['"yes"', '1', '[]'],
    max_tokens: ['null', '-1', '0', '1.5', '"16"', '1e308', '1e400', '99999999999999999999', '[]'],
    system: ['5', 'true', '{}'],
    tools: ['5', '"x"', '{}'],
  },
  'gemini-generate': {
    contents: ['5', 'null', 'true'],
    generationConfig: [
      '5',
      '"x"',
      '[]',
      '{"maxOutputTokens":-1}',
      '{"maxOutputTokens":1e400}',
      '{"maxOutputTokens":"x"}',
      '{"candidateCount":1e9}',
    ],
  },
};

const wrongField: Build = key =>
  families.chain(family => {
    const pairs = Object.entries(WRONG_FIELDS[family.name]).flatMap(([field, values]) =>
      values.map(value => [field, value] as const),
    );
    return fc.constantFrom(...pairs).map(([field, value]) => {
      const { [field]: _replaced, ...rest } = soundBody(family);
      return make(`wrong ${field}`, family, key, 'never', {
        body: `${JSON.stringify(rest).slice(0, -1)},"${field}":${value}}`,
      });
    });
  });

/** Unknown fields and odd values deep inside are the upstream's business, whatever they are. */
const oddContent: Build = key =>
  fc.tuple(families, fc.jsonValue({ maxDepth: 4 }), fc.string()).map(([family, value, name]) => {
    const body = { ...soundBody(family), [`x${name}`]: value };
    return make('odd content', family, key, 'maybe', { body: JSON.stringify(body) });
  });

const deep: Build = key =>
  fc
    .tuple(families, fc.constantFrom(10, 500, 5000, 50_000), fc.boolean(), fc.boolean())
    .map(([family, depth, closed, objects]) => {
      const [open, close] = objects ? ['{"a":', '}'] : ['[', ']'];
      const nest = open.repeat(depth) + (closed ? `1${close.repeat(depth)}` : '');
      return make('deep', family, key, closed ? 'maybe' : 'never', {
        body: `${family.body(modelOf(family), false).slice(0, -1)},"x":${nest}${closed ? '}' : ''}`,
      });
    });

/** Two models in one body: readers differ on which counts, so it must not be served under one and priced as the other. */
const duplicates: Build = key =>
  fc
    .tuple(
      families,
      fc.constantFrom('model', 'stream', 'messages', 'max_tokens'),
      fc.constantFrom('"no-such-model"', 'false', '[]', '1'),
      fc.boolean(),
    )
    .map(([family, field, value, first]) => {
      const body = family.body(modelOf(family), false);
      const twice = first ? `{"${field}":${value},${body.slice(1)}` : `${body.slice(0, -1)},"${field}":${value}}`;
      return make('duplicate key', family, key, 'maybe', { body: twice });
    });

const hugeString: Build = key =>
  fc
    .tuple(families, fc.constantFrom(70_000, 300_000), fc.constantFrom('x', '\\u0000', '\\\\', 'é'))
    .map(([family, size, unit]) =>
      make('huge string', family, key, 'maybe', {
        body: `${family.body(modelOf(family), false).slice(0, -1)},"x":"${unit.repeat(size / 6)}"}`,
      }),
    );

const headerName = fc.stringMatching(/^x-[a-z0-9-]{1,20}$/);
const oddHeaders: Build = key =>
  fc
    .tuple(families, fc.dictionary(headerName, fc.stringMatching(/^[ -~]{0,200}$/), { maxKeys: 20 }))
    .map(([family, headers]) => {
      const trimmed = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, value.trim()]));
      return make('odd headers', family, key, 'maybe', { headers: trimmed });
    });

const wrongEncoding: Build = key =>
  fc
    .tuple(
      families,
      fc.constantFrom('gzip', 'br', 'zstd', 'deflate', 'compress', 'x-unknown', 'constructor', 'gzip, gzip'),
    )
    .map(([family, encoding]) =>
      make('wrong encoding', family, key, 'never', { headers: { 'content-encoding': encoding } }),
    );

const wrongMethod: Build = key =>
  fc.tuple(families, fc.constantFrom('PUT', 'PATCH', 'DELETE', 'GET', 'TRACE', 'PROPFIND')).map(([family, method]) =>
    make(`method ${method}`, family, key, 'never', {
      method,
      ...(method === 'GET' || method === 'TRACE' ? { body: undefined } : {}),
    }),
  );

const PATHS = [
  '/v1',
  '/v1/nothing',
  '/v1/chat',
  '/v1/chat/completions/x',
  '/v1/messages/x',
  '/v1/responses/x/y/z',
  '/v1beta/models/x',
  '/v1beta/models/x:explode',
  '/v1/models/x:explode',
  '/v2/chat/completions',
  '/v1/chat/completions%00',
  '/v1/../../etc/passwd',
  '/%2e%2e/%2e%2e/',
  '/v1/%ff',
  '/v1/chat/completions;x=1',
  '//',
  '/.env',
  '/v1beta/models/:generateContent',
  '/v1beta/models/%zz:generateContent',
  '/v1/chat/completions/../messages/..',
];
const wrongPath: Build = key =>
  fc
    .tuple(families, fc.constantFrom(...PATHS))
    .map(([family, path]) => make(`path ${path}`, family, key, 'never', { path }));

const wrongKey: Build = key =>
  fc
    .tuple(
      families,
      fc.oneof(
        fc.constantFrom(
          '',
          'x',
          'sk-',
          `${key}x`,
          key.slice(0, -1),
          `sk-${'0'.repeat(48)}`,
          `${key}-999999`,
          key.toUpperCase(),
        ),
        fc.stringMatching(/^[!-~]{1,300}$/),
      ),
    )
    .map(([family, wrong]) => make('wrong key', family, key, 'never', { headers: family.headers(wrong) }));

/** Names that every object of the language has are fields like all others. */
const objectNames: Build = key =>
  fc
    .tuple(families, fc.constantFrom('constructor', '__proto__', 'toString', 'hasOwnProperty'), fc.jsonValue())
    .map(([family, name, value]) => {
      const body = family.body(modelOf(family), false);
      const odd = `{${JSON.stringify(name)}:${JSON.stringify(value)},${body.trimStart().slice(1)}`;
      return make('object names', family, key, 'always', { body: odd });
    });

/** All kinds, with their shares. */
const KINDS: readonly (readonly [weight: number, build: Build])[] = [
  [2, sound],
  [2, objectNames],
  [3, garbage],
  [3, truncated],
  [2, tail],
  [3, brokenUtf8],
  [2, notAnObject],
  [4, wrongModel],
  [6, wrongField],
  [3, oddContent],
  [1, deep],
  [2, duplicates],
  [1, hugeString],
  [2, oddHeaders],
  [2, wrongEncoding],
  [2, wrongMethod],
  [3, wrongPath],
  [3, wrongKey],
];

/** Any request of any kind, with `key` as its credential where it has a good one. */
export function badRequests(key: string): fc.Arbitrary<BadRequest> {
  return fc.oneof(...KINDS.map(([weight, build]) => ({ weight, arbitrary: build(key) })));
}
