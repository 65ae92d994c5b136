// The description of everything that the gateway serves (OpenAPI 3.1), made from the manual's calls and the management API's own.

import { setImmediate } from 'node:timers/promises';
import { errorsOf } from './call-page.ts';
import type { Call, CallFamily } from './call.ts';
import { readRow, type Row, type Schema } from './field.ts';
import { managementOperation, managementTags, operationsOf, type ManagementDocument } from './openapi-management.ts';
import { Responses } from './openapi-responses.ts';
import { bodySchema, formValue } from './call-schema.ts';
import { LANGUAGES, t, type Language, type Text } from './text.ts';

/** A JSON object of the document. */
type Json = Record<string, unknown>;

export interface OpenApiParts {
  readonly families: readonly CallFamily[];
  /** The management API's own document. */
  readonly management: ManagementDocument;
  readonly version: string;
  /** Where the reader reaches the gateway. */
  readonly origin: string;
  readonly language?: Language;
}

/** Where a key may stand, the usual place first: clients of every maker put it where their own API has it. */
const KEY_PLACES: Readonly<Record<string, Json>> = {
  key: { type: 'http', scheme: 'bearer' },
  xApiKey: { type: 'apiKey', in: 'header', name: 'x-api-key' },
  xGoogApiKey: { type: 'apiKey', in: 'header', name: 'x-goog-api-key' },
  apiKey: { type: 'apiKey', in: 'header', name: 'api-key' },
  queryKey: { type: 'apiKey', in: 'query', name: 'key' },
};
const PLACE_WORDS: Readonly<Record<string, Text>> = {
  key: t('A key of the gateway, `sk-…`, as a bearer token.', '网关密钥 `sk-…`，Bearer 方式。'),
  xApiKey: t('The same key, as Anthropic’s clients send it.', '同一密钥，Anthropic 客户端的写法。'),
  xGoogApiKey: t('The same key, as Google’s clients send it.', '同一密钥，Google 客户端的写法。'),
  apiKey: t('The same key, as Azure’s clients send it.', '同一密钥，Azure 客户端的写法。'),
  queryKey: t(
    'The same key in the address; headers are better, for addresses are logged.',
    '同一密钥放在地址中；地址会被记录，建议用请求头。',
  ),
  session: t('The cookie of whoever is signed in at the console.', '控制台登录会话的 Cookie。'),
  token: t('An access token of an account, `tp_…`.', '账户访问令牌 `tp_…`。'),
};

const KEY = Object.keys(KEY_PLACES).map(name => ({ [name]: [] }));
const ACCOUNT = [{ token: [] }, { session: [] }];
const SECURITY: Readonly<Record<NonNullable<Call['credential']>, readonly Json[]>> = {
  none: [],
  key: KEY,
  account: ACCOUNT,
  operator: ACCOUNT,
};

function securitySchemes(language: Language): Json {
  const all: Readonly<Record<string, Json>> = {
    ...KEY_PLACES,
    session: { type: 'apiKey', in: 'cookie', name: '__Host-turnpike' },
    token: { type: 'http', scheme: 'bearer' },
  };
  return Object.fromEntries(
    Object.entries(all).map(([name, scheme]) => [
      name,
      { ...scheme, description: PLACE_WORDS[name]?.[language] ?? '' },
    ]),
  );
}

/** Methods and patterns of a call and of what is the same: `POST /v1/chat/completions`. */
export function routesOfCall(call: Call): readonly string[] {
  const others = (call.aliases ?? []).map(other => (other.startsWith('/') ? `${call.method} ${other}` : other));
  return [`${call.method} ${call.path}`, ...others];
}

/** `{model*}` is a parameter of the gateway's own; OpenAPI knows only `{model}`. */
export function pathOf(pattern: string): string {
  return pattern.replaceAll('*}', '}');
}

/**
 * Puts paths together that differ by the names of their parameters alone: OpenAPI takes them for one. The first name
 * stands for all.
 */
class Paths {
  readonly all: Record<string, Json> = {};
  private readonly templates = new Map<string, string>();

  /** The path under which a pattern stands. */
  templateOf(pattern: string): string {
    const path = pathOf(pattern);
    const shape = path.replace(/\{[^}]*\}/g, '{}');
    const template = this.templates.get(shape) ?? path;
    this.templates.set(shape, template);
    return template;
  }

  put(template: string, method: string, operation: Json): void {
    (this.all[template] ??= {})[method.toLowerCase()] = operation;
  }
}

/** Calls that are described before others have their turn: the gateway has streams to carry meanwhile. */
const AT_ONCE = 4;

/** The whole document. */
export async function openApi({ families, management, version, origin, language = 'en' }: OpenApiParts): Promise<Json> {
  let described = 0;
  const breathe = async (): Promise<void> => {
    described += 1;
    if (described % AT_ONCE === 0) await setImmediate();
  };
  const paths = new Paths();
  const bodies: Json = {};
  const responses = new Responses(language);
  for (const family of families) {
    for (const call of family.calls) {
      await breathe();
      const body = bodyOf(call, language);
      if (body !== undefined) bodies[call.id] = body;
      const answers = responses.of(call, errorsOf(call));
      routesOfCall(call).forEach((route, index) => {
        const [method = '', pattern = ''] = route.split(' ');
        const template = paths.templateOf(pattern);
        paths.put(template, method, operationAt({ family, call, pattern, template, index, answers, language }));
      });
    }
  }
  for (const one of operationsOf(management)) {
    await breathe();
    paths.put(paths.templateOf(one.path), one.method, managementOperation(one, responses, language));
  }
  const document = {
    openapi: '3.1.0',
    info: {
      title: 'Turnpike',
      version,
      description: INTRODUCTION[language],
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: origin }],
    externalDocs: { url: `${origin}/docs/${language}` },
    'x-languages': LANGUAGES,
    tags: [
      ...families.map(({ id, title }) => ({ name: id, description: title[language] })),
      ...managementTags(management, language),
    ],
    paths: paths.all,
    components: {
      schemas: responses.schemas,
      responses: responses.all,
      requestBodies: bodies,
      securitySchemes: securitySchemes(language),
      headers: responses.headers,
    },
  };
  return absolute(document, origin, language);
}

const INTRODUCTION = t(
  'One account, one key and one bill for every model provider. Calls of every maker’s API are served at their own paths; each answers errors in its maker’s own shape.',
  '一个账户、一把密钥、一张账单，调用所有模型供应商。各厂商接口按其原有路径提供，错误也使用各自的格式。',
);
const SAME = t('The same as', '等同于');

/** Links within the manual become links to it. */
function absolute<Value>(value: Value, origin: string, language: Language): Value {
  const text = JSON.stringify(value).replaceAll('](/docs/', `](${origin}/docs/${language}/`);
  const linked: Value = JSON.parse(text);
  return linked;
}

interface Place {
  readonly family: CallFamily;
  readonly call: Call;
  readonly pattern: string;
  /** The pattern with the names of parameters that stand in the document. */
  readonly template: string;
  /** 0 for the call's own path. */
  readonly index: number;
  readonly answers: Json;
  readonly language: Language;
}

/** A call at one of its paths; at the others it says of which it is the same. */
function operationAt({ family, call, pattern, template, index, answers, language }: Place): Json {
  const { id, title, purpose, credential = 'key' } = call;
  const same = `${SAME[language]} ${call.method} ${call.path.replaceAll('*}', '}')}${language === 'zh' ? '。' : '.'}`;
  return {
    operationId: index === 0 ? id : `${id}--${index}`,
    tags: [family.id],
    summary: title[language],
    description: index === 0 ? purpose[language] : `${same} ${purpose[language]}`,
    ...(index === 0 ? {} : { 'x-same-as': id }),
    security: SECURITY[credential],
    parameters: parametersOf(call, pattern, template, language),
    ...(bodyOf(call, language) === undefined ? {} : { requestBody: { $ref: `#/components/requestBodies/${id}` } }),
    responses: answers,
  };
}

const NAMES = /\{([^}*]+)\*?\}/g;
const PART = t('Part of the path.', '路径的一部分。');

/** The parameters of a path that are in its pattern, and those of the query and the headers. */
function parametersOf(call: Call, pattern: string, template: string, language: Language): Json[] {
  const named = new Map((call.params ?? []).map(row => [readRow(row).name, row]));
  const written = [...template.matchAll(NAMES)].map(([, name = '']) => name);
  const inPath = [...pattern.matchAll(NAMES)].map(([, own = ''], index) => {
    const name = written[index] ?? own;
    const row = named.get(own);
    if (row === undefined)
      return { name, in: 'path', required: true, description: PART[language], schema: { type: 'string' } };
    return { required: true, ...parameter(row, 'path', language), name, in: 'path' };
  });
  return [...inPath, ...placed(call.query, 'query', language), ...placed(call.headers, 'header', language)];
}

function placed(rows: readonly Row[] | undefined, place: 'query' | 'header', language: Language): Json[] {
  return (rows ?? []).map(row => parameter(row, place, language));
}

function parameter(row: Row, place: 'path' | 'query' | 'header', language: Language): Json {
  const { name, required, schema, meaning } = readRow(row);
  const { description: _said, ...kind }: Schema = schema;
  return { name, in: place, required: required || place === 'path', description: meaning[language], schema: kind };
}

function bodyOf(call: Call, language: Language): Json | undefined {
  const schema = bodySchema(call, language);
  const raw = { 'application/octet-stream': { schema: {} } };
  if (call.bodyType === 'bytes')
    return { required: true, content: { ...(schema === undefined ? {} : { 'application/json': { schema } }), ...raw } };
  if (schema === undefined) return undefined;
  const examples = Object.fromEntries(
    call.samples
      .filter(sample => sample.body !== undefined || sample.form !== undefined)
      .map(sample => [sample.id, { summary: sample.title[language], value: sample.body ?? formValue(sample) }]),
  );
  const content = { schema, ...(Object.keys(examples).length === 0 ? {} : { examples }) };
  const types: Readonly<Record<'json' | 'form' | 'both', readonly string[]>> = {
    json: ['application/json'],
    form: ['multipart/form-data'],
    both: ['application/json', 'multipart/form-data'],
  };
  const media = types[call.bodyType ?? 'json'].map(type => [type, content]);
  return { required: schema.required !== undefined, content: Object.fromEntries(media) };
}
