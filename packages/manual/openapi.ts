// The description of everything that the gateway serves (OpenAPI 3.1), made from the manual's calls and the management API's own.

import type { Call, CallFamily, FormField, Sample } from './call.ts';
import { objectSchema, readRow, type Row, type Schema } from './field.ts';
import { LANGUAGES, type Language } from './text.ts';

/** A JSON object of the document. */
type Json = Record<string, unknown>;

export interface OpenApiParts {
  readonly families: readonly CallFamily[];
  /** The management API's own document. */
  readonly management: { readonly paths: Json; readonly components: Json };
  readonly version: string;
  /** Where the reader reaches the gateway. */
  readonly origin: string;
  readonly language?: Language;
}

const SECURITY: Readonly<Record<NonNullable<Call['credential']>, readonly Json[]>> = {
  none: [],
  key: [{ key: [] }],
  account: [{ session: [] }, { token: [] }],
  operator: [{ session: [] }, { token: [] }],
};

const SCHEMES: Json = {
  key: { type: 'http', scheme: 'bearer', description: 'A key of the gateway: sk-… .' },
  session: { type: 'apiKey', in: 'cookie', name: '__Host-turnpike' },
  token: { type: 'http', scheme: 'bearer', description: 'An access token of an account: tp_… .' },
};

/** Methods and patterns of a call and of what is the same: `POST /v1/chat/completions`. */
export function routesOfCall(call: Call): readonly string[] {
  const others = (call.aliases ?? []).map(other => (other.startsWith('/') ? `${call.method} ${other}` : other));
  return [`${call.method} ${call.path}`, ...others];
}

/** The whole document. */
export function openApi({ families, management, version, origin, language = 'en' }: OpenApiParts): Json {
  const paths: Record<string, Json> = {};
  const bodies: Json = {};
  const tags: Json[] = [];
  for (const family of families) {
    tags.push({ name: family.id, description: family.title[language] });
    for (const call of family.calls) {
      const body = bodyOf(call);
      if (body !== undefined) bodies[call.id] = body;
      routesOfCall(call).forEach((route, index) => {
        const [method = '', pattern = ''] = route.split(' ');
        const path = (paths[pathOf(pattern)] ??= {});
        path[method.toLowerCase()] =
          index === 0 ? operation(family, call, language) : alias(family, call, pattern, index);
      });
    }
  }
  for (const [path, item] of Object.entries(management.paths)) {
    const own = paths[path];
    paths[path] = typeof item === 'object' && item !== null ? { ...item, ...own } : { ...own };
  }
  return {
    openapi: '3.1.0',
    info: { title: 'Turnpike', version, description: INTRODUCTION[language], license: { name: 'MIT' } },
    servers: [{ url: origin }],
    externalDocs: { url: `${origin}/docs/${language}` },
    'x-languages': LANGUAGES,
    tags,
    paths,
    components: {
      ...management.components,
      securitySchemes: SCHEMES,
      requestBodies: bodies,
    },
  };
}

const INTRODUCTION: Readonly<Record<Language, string>> = {
  en: 'One account, one key and one bill for every model provider.',
  zh: '一个账户、一把密钥、一张账单，调用所有模型供应商。',
};

/** `{model*}` is a parameter of the gateway's own; OpenAPI knows only `{model}`. */
export function pathOf(pattern: string): string {
  return pattern.replaceAll('*}', '}');
}

function operation(family: CallFamily, call: Call, language: Language): Json {
  const { id, title, purpose, credential = 'key', samples } = call;
  return {
    operationId: id,
    tags: [family.id],
    summary: title[language],
    description: purpose[language],
    security: SECURITY[credential],
    parameters: parametersOf(call, call.path),
    ...bodyReference(call),
    responses: responsesOf(call, samples),
  };
}

/** Another path of a call: it points to the first, and takes the same. */
function alias(family: CallFamily, call: Call, pattern: string, index: number): Json {
  return {
    operationId: `${call.id}--${index}`,
    tags: [family.id],
    summary: call.title.en,
    description: `The same as ${call.method} ${call.path}.`,
    'x-same-as': call.id,
    security: SECURITY[call.credential ?? 'key'],
    parameters: parametersOf(call, pattern),
    ...bodyReference(call),
    responses: { default: { description: `As ${call.method} ${call.path} answers.` } },
  };
}

function bodyReference(call: Call): Json {
  return bodyOf(call) === undefined ? {} : { requestBody: { $ref: `#/components/requestBodies/${call.id}` } };
}

/** The parameters of a path that are in its pattern, and those of the query and the headers. */
function parametersOf(call: Call, pattern: string): Json[] {
  const named = new Map((call.params ?? []).map(row => [readRow(row).name, row]));
  const inPath = [...pattern.matchAll(/\{([a-z]+)\*?\}/gi)].map(([, name = '']) => {
    const row = named.get(name);
    const schema: Schema = row === undefined ? { type: 'string' } : readRow(row).schema;
    return { name, in: 'path', required: true, schema };
  });
  return [...inPath, ...placed(call.query, 'query'), ...placed(call.headers, 'header')];
}

function placed(rows: readonly Row[] | undefined, place: 'query' | 'header'): Json[] {
  return (rows ?? []).map(row => {
    const { name, required, schema } = readRow(row);
    return { name, in: place, required, schema };
  });
}

/** The schema of a call's JSON body; undefined where it has none. */
export function bodySchema(call: Call): Schema | undefined {
  return call.body === undefined ? undefined : objectSchema(call.body);
}

/** The schema of what a success answers. */
export function answerSchema(call: Call): Schema | undefined {
  return call.returns === undefined ? undefined : objectSchema(call.returns);
}

function bodyOf(call: Call): Json | undefined {
  const schema = bodySchema(call);
  const raw = { 'application/octet-stream': { schema: {} } };
  if (call.bodyType === 'bytes')
    return { required: true, content: { ...(schema === undefined ? {} : { 'application/json': { schema } }), ...raw } };
  if (schema === undefined) return undefined;
  const examples = Object.fromEntries(
    call.samples
      .filter(sample => sample.body !== undefined || sample.form !== undefined)
      .map(sample => [sample.id, { summary: sample.title.en, value: sample.body ?? formValue(sample) }]),
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

/** A form as one object: a file is its name. Fields given more than once are lists. */
export function formValue(sample: Sample): Record<string, string | string[]> {
  const value: Record<string, string | string[]> = {};
  for (const field of sample.form ?? []) {
    const text = textOf(field);
    const name = field.name.replace(/\[\]$/, '');
    const before = value[name];
    value[name] = before === undefined ? text : [...(Array.isArray(before) ? before : [before]), text];
  }
  return value;
}

function textOf(field: FormField): string {
  return 'file' in field ? field.file : field.value;
}

function responsesOf(call: Call, samples: readonly Sample[]): Json {
  const schema = answerSchema(call);
  const streamed = samples.some(sample => sample.stream === true);
  const content: Json = {};
  if (call.returnsType !== undefined) content[call.returnsType] = { schema: {} };
  else if (schema !== undefined) content['application/json'] = { schema };
  if (streamed) content['text/event-stream'] = { schema: { type: 'string' } };
  return {
    '200': { description: 'Done.', ...(Object.keys(content).length === 0 ? {} : { content }) },
    ...Object.fromEntries((call.errors ?? []).map(([status, , meaning]) => [status, { description: meaning.en }])),
    default: { description: 'What went wrong, in the shape of the API that was called.' },
  };
}
