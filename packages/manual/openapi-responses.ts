// The answers of the description: each call's success with what was recorded of it, and refusals that many calls share.

import { refusalOfCall, type CallError } from './call-page.ts';
import { answerSchema } from './call-schema.ts';
import type { Call } from './call.ts';
import { recordedOf } from './recorded.ts';
import { t, type Language, type Text } from './text.ts';

type Json = Record<string, unknown>;

const DONE = t('Done.', '成功。');
const STREAM = t('Server-sent events, where a stream was asked for.', '请求流式时返回服务器推送事件。');
const OTHERWISE = t(
  'Whatever else went wrong, in the shape of the API that was called; the message says what to do.',
  '其他错误，格式与所调用的接口一致，说明中写明处理办法。',
);
const HEADERS: Readonly<Record<string, Text>> = {
  'x-request-id': t('Id of the request, for questions to the operator.', '请求 ID，反馈问题时提供。'),
};
/** Marks of what a recording leaves out: such a text is no example. */
const SHORTENED = /… \(\d+ (?:more|characters)\)|"…"|^\(/;

/** Error shapes by what only they have; others are named by their fields. */
const SHAPES: readonly (readonly [name: string, is: (body: Json) => boolean])[] = [
  ['OpenAIError', body => 'type' in inner(body) && 'param' in inner(body) && !('type' in body)],
  ['AnthropicError', body => body['type'] === 'error' && 'request_id' in body && !('http_code' in inner(body))],
  ['GoogleError', body => 'status' in inner(body)],
  ['ManagementError', body => 'success' in body],
];

const isJson = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value);
const inner = (body: Json): Json => (isJson(body['error']) ? body['error'] : {});

function parsed(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return value;
  } catch {
    return undefined;
  }
}

function shapeOf(body: Json): string {
  const known = SHAPES.find(([, is]) => is(body))?.[0];
  const fields = Object.keys(body).map(name => name.charAt(0).toUpperCase() + name.slice(1).replaceAll('_', ''));
  return known ?? `Error${fields.join('')}`;
}

/** The schema of which a value is an example. */
function schemaOf(value: unknown): Json {
  if (value === null) return {};
  if (Array.isArray(value)) return { type: 'array' };
  if (isJson(value))
    return {
      type: 'object',
      required: Object.keys(value).filter(name => value[name] !== null && value[name] !== ''),
      properties: Object.fromEntries(Object.entries(value).map(([name, one]) => [name, schemaOf(one)])),
    };
  return { type: typeof value };
}

/** Gathers the answers of all calls in one language. */
export class Responses {
  readonly all: Json = {};
  readonly schemas: Json = {};
  readonly headers: Json;
  private readonly language: Language;
  private readonly names = new Map<string, string>();

  constructor(language: Language) {
    this.language = language;
    this.headers = Object.fromEntries(
      Object.entries(HEADERS).map(([name, said]) => [
        name,
        { description: said[language], schema: { type: 'string' } },
      ]),
    );
  }

  /** The answers of a call, as references. */
  of(call: Call, errors: readonly CallError[]): Json {
    this.all[call.id] = this.success(call);
    return { '200': this.reference(call.id), ...this.refusals(call, errors) };
  }

  private success(call: Call): Json {
    const { language } = this;
    const schema = answerSchema(call, language);
    const content: Json = {};
    const recordings = call.samples.map(sample => ({ sample, recorded: recordedOf(`${call.id}/${sample.id}`) }));
    if (call.returnsType !== undefined) content[call.returnsType] = { schema: {} };
    else {
      const [example] = recordings.flatMap(({ sample, recorded }) =>
        sample.stream === true || recorded === undefined || recorded.status >= 300 || SHORTENED.test(recorded.body)
          ? []
          : [parsed(recorded.body)].filter(value => value !== undefined),
      );
      if (schema !== undefined || example !== undefined)
        content['application/json'] = { schema: schema ?? {}, ...(example === undefined ? {} : { example }) };
    }
    const stream = recordings.find(({ sample }) => sample.stream === true);
    if (stream !== undefined)
      content['text/event-stream'] = {
        schema: { type: 'string', description: STREAM[language] },
        ...(stream.recorded === undefined ? {} : { example: stream.recorded.body }),
      };
    return this.described(DONE, content);
  }

  /** The refusals of a call, each status once. */
  refusals(call: Call, errors: readonly CallError[]): Json {
    const { language } = this;
    const refusal = refusalOfCall(call);
    const value = refusal === undefined ? undefined : parsed(refusal.body);
    const body = isJson(value) ? value : undefined;
    const shape = body === undefined ? undefined : shapeOf(body);
    if (shape !== undefined) this.schemas[shape] ??= { ...schemaOf(body), examples: [body] };
    const content: Json =
      shape === undefined ? {} : { 'application/json': { schema: { $ref: `#/components/schemas/${shape}` } } };
    const statuses = [...new Set(errors.map(({ status }) => status))].sort((one, other) => one - other);
    const entries = statuses.map(status => {
      const lines = errors
        .filter(one => one.status === status)
        .map(({ code, meaning }) => `\`${code}\`: ${meaning[language]}`);
      return [String(status), this.shared(`${shape ?? 'Error'}${status}`, lines.join('\n\n'), content)];
    });
    return {
      ...Object.fromEntries(entries),
      default: this.shared(`${shape ?? 'Error'}`, OTHERWISE[language], content),
    };
  }

  private described(said: Text, content: Json): Json {
    return {
      description: said[this.language],
      headers: { 'x-request-id': { $ref: '#/components/headers/x-request-id' } },
      ...(Object.keys(content).length === 0 ? {} : { content }),
    };
  }

  /** A response under a name, made once for all that answer it. */
  private shared(wish: string, description: string, content: Json): Json {
    const response = this.described({ en: description, zh: description }, content);
    const text = JSON.stringify(response);
    let name = this.names.get(text);
    for (let number = 2; name === undefined; number += 1) {
      const tried = number === 2 ? wish : `${wish}-${number - 1}`;
      if (tried in this.all) continue;
      name = tried;
      this.names.set(text, tried);
      this.all[tried] = response;
    }
    return this.reference(name);
  }

  private reference(name: string): Json {
    return { $ref: `#/components/responses/${name}` };
  }
}
