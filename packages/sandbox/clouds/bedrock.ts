// AWS Bedrock, played: signatures verified, Claude by InvokeModel, others by Converse, streams in binary frames.

import { serveCount, serveMessages } from '../anthropic-messages/serve.ts';
import { Refused, sendJson, type Framing, type Visit } from '../exchange.ts';
import { dottedPath, isObject } from '../shape.ts';
import { converseFault, converseFraming, eventsIn, messagesOf } from './converse.ts';
import { converseRequest, countRequest } from './converse-shape.ts';
import { eventFrame, exceptionFrame } from './frames.ts';
import { innerVisit, objectBody, refusing, wordsOf, type CloudRoute } from './inner.ts';
import { signatureFault } from './sigv4.ts';

/** The API key that the practice cloud knows. */
export const BEDROCK_KEY = 'bedrock-api-key-c2FuZGJveA==';

class BedrockRefused extends Refused {
  readonly exception: string;

  constructor(status: number, exception: string, message: string) {
    super(status, { message });
    this.exception = exception;
  }
}

const invalid = (message: string): BedrockRefused => new BedrockRefused(400, 'ValidationException', message);

/** Exceptions by the status of the inner provider, with the status that Bedrock gives them. */
const EXCEPTIONS: Readonly<Record<number, readonly [number, string]>> = {
  400: [400, 'ValidationException'],
  401: [403, 'UnrecognizedClientException'],
  403: [403, 'AccessDeniedException'],
  404: [404, 'ResourceNotFoundException'],
  413: [400, 'ValidationException'],
  429: [429, 'ThrottlingException'],
  503: [503, 'ServiceUnavailableException'],
  529: [503, 'ServiceUnavailableException'],
};

/** Serves in Bedrock's shape: identity first, then the work, and its refusals in Bedrock's words. */
function serve(visit: Visit, work: () => Promise<void> | void): Promise<void> {
  return refusing(
    visit,
    () => {
      authorize(visit);
      return work();
    },
    refused => {
      if (refused instanceof BedrockRefused) return shaped(refused.status, refused.exception, wordsIn(refused));
      const [status, exception] = EXCEPTIONS[refused.status] ?? [500, 'InternalServerException'];
      return shaped(status, exception, wordsOf(refused));
    },
  );
}

function wordsIn({ body }: Refused): string {
  return isObject(body) && typeof body['message'] === 'string' ? body['message'] : '';
}

function shaped(status: number, exception: string, message: string) {
  const headers = {
    'x-amzn-errortype': `${exception}:http://internal.amazon.com/coral/com.amazon.bedrock/`,
    'x-amzn-requestid': 'sandbox',
  };
  return { status, body: { message }, headers };
}

function authorize(visit: Visit): void {
  const { authorization = '' } = visit.request.headers;
  if (authorization === `Bearer ${BEDROCK_KEY}`) return;
  if (authorization.startsWith('Bearer '))
    throw new BedrockRefused(
      403,
      'AccessDeniedException',
      'Authentication failed: Please make sure your API Key is valid.',
    );
  const fault = signatureFault(visit, 'bedrock');
  if (fault !== undefined) throw new BedrockRefused(403, ...fault);
}

const FIELDS = new Set(
  'anthropic_version max_tokens messages anthropic_beta system stop_sequences temperature top_p top_k tools tool_choice thinking metadata output_config context_management'.split(
    ' ',
  ),
);
const BETA =
  /^(?:computer-use-.+|context-1m-2025-08-07|context-management-2025-06-27|compact-2026-01-12|effort-2025-11-24|fine-grained-tool-streaming-2025-05-14|tool-search-tool-2025-10-19|interleaved-thinking-2025-05-14)$/;

/** The inner body of an InvokeModel call, checked. */
function invokeBody(body: Record<string, unknown>): Record<string, unknown> {
  const foreign = Object.keys(body).find(name => !FIELDS.has(name));
  if (foreign !== undefined) throw invalid(`${foreign}: Extra inputs are not permitted`);
  const { anthropic_version: version, anthropic_beta: betas = [], ...rest } = body;
  if (version !== 'bedrock-2023-05-31') throw invalid('anthropic_version: Field required, with a version of Bedrock’s');
  if (!Array.isArray(betas) || betas.some(beta => !BETA.test(String(beta)))) throw invalid('invalid beta flag');
  const text = JSON.stringify(rest);
  if (/"source":\{"type":"url"/.test(text)) throw invalid('messages: URL sources are not supported');
  if (/"cache_control":\{[^}]*"scope"/.test(text)) throw invalid('cache_control.scope: Extra inputs are not permitted');
  if (/"type":"web_search_/.test(text)) throw invalid('tools.0: Input tag web_search is not supported');
  return rest;
}

/** The model in a path, and its name without profile and version. @throws BedrockRefused for one that is no id */
function modelOf(encoded: string): { readonly id: string; readonly plain: string } {
  const id = decodeURIComponent(encoded);
  const [, , name] = /^((?:us-gov|us|eu|apac|jp|au|global)\.)?([a-z0-9-]+\.[\w.:-]+)$/.exec(id) ?? [];
  if (name === undefined) throw invalid('The provided model identifier is invalid.');
  return { id, plain: name.replace(/^anthropic\./, '').replace(/-v\d+(?::\d+)?$/, '') };
}

const INNER = { 'x-api-key': 'sandbox', 'anthropic-version': '2023-06-01' };

/** Anthropic's events, each in a frame; the last with the counts that Bedrock adds. */
const invokeFraming: Framing = {
  contentType: 'application/vnd.amazon.eventstream',
  event: text =>
    Buffer.concat(
      eventsIn(text).map(event => {
        if (event['type'] === 'error') return exceptionFrame('modelStreamErrorException', 'The model stream failed.');
        const metrics = { inputTokenCount: 1, outputTokenCount: 1, invocationLatency: 12, firstByteLatency: 3 };
        const whole =
          event['type'] === 'message_stop' ? { ...event, 'amazon-bedrock-invocationMetrics': metrics } : event;
        return eventFrame('chunk', { bytes: Buffer.from(JSON.stringify(whole)).toString('base64') });
      }),
    ),
  whole: value => value,
};

function serveInvoke(visit: Visit, [, encoded = '', streamed]: RegExpExecArray): Promise<void> {
  return serve(visit, () => {
    const { id, plain } = modelOf(encoded);
    if (!id.includes('anthropic.')) throw invalid('This play invokes Claude alone; ask the others by Converse.');
    const body = invokeBody(objectBody(visit, invalid));
    const stream = streamed !== undefined;
    const inner = innerVisit(visit, stream ? { headers: INNER, framing: invokeFraming } : { headers: INNER });
    return serveMessages(inner, { ...body, model: plain, ...(stream ? { stream } : {}) });
  });
}

function serveConverse(visit: Visit, [, encoded = '', streamed]: RegExpExecArray): Promise<void> {
  return serve(visit, () => {
    const { plain } = modelOf(encoded);
    const body = checked(objectBody(visit, invalid), converseRequest);
    const fault = converseFault(body);
    if (fault !== undefined) throw invalid(fault);
    const inner = innerVisit(visit, { headers: INNER, framing: converseFraming() });
    return serveMessages(inner, messagesOf(body, plain, streamed !== undefined));
  });
}

function serveCountTokens(visit: Visit, [, encoded = '']: RegExpExecArray): Promise<void> {
  return serve(visit, () => {
    const { id, plain } = modelOf(encoded);
    if (/^(?:us|eu|apac|jp|au|global)\./.test(id)) throw invalid('The provided model identifier is invalid.');
    const { input } = checked(objectBody(visit, invalid), countRequest);
    const framing = { event: (text: string) => text, whole: countWhole };
    const inner = innerVisit(visit, { headers: INNER, framing });
    const asked = isObject(input) ? input : {};
    if (isObject(asked['converse']))
      return serveCount(inner, withoutLimit(messagesOf(asked['converse'], plain, false)));
    const invoke = isObject(asked['invokeModel']) ? String(asked['invokeModel']['body']) : '';
    const body: unknown = JSON.parse(Buffer.from(invoke, 'base64').toString('utf8'));
    const whole = invokeBody(isObject(body) ? { ...body } : {});
    if (whole['max_tokens'] === undefined) throw invalid('max_tokens: Field required');
    return serveCount(inner, withoutLimit({ ...whole, model: plain }));
  });
}

function withoutLimit({
  max_tokens: _limit,
  stream: _stream,
  ...rest
}: Record<string, unknown>): Record<string, unknown> {
  return rest;
}

function countWhole(value: unknown): unknown {
  return { inputTokens: isObject(value) ? value['input_tokens'] : 0 };
}

function checked(body: Record<string, unknown>, shape: typeof converseRequest): Record<string, unknown> {
  const fault = shape(body, []);
  if (fault === undefined) return body;
  const what = fault.kind === 'unknown' ? 'is not a known field' : `must be ${fault.expected}`;
  throw invalid(
    `1 validation error detected: Value at '${dottedPath(fault.path)}' failed to satisfy constraint: Member ${what}`,
  );
}

export const bedrockRoutes: readonly CloudRoute[] = [
  ['POST', /^\/model\/([^/]+)\/invoke(-with-response-stream)?$/, serveInvoke],
  ['POST', /^\/model\/([^/]+)\/converse(-stream)?$/, serveConverse],
  ['POST', /^\/model\/([^/]+)\/count-tokens$/, serveCountTokens],
  [
    'GET',
    /^\/foundation-models$/,
    visit =>
      serve(visit, () =>
        sendJson(visit, 200, {
          modelSummaries: [{ modelId: 'amazon.nova-pro-v1:0', modelName: 'Nova Pro', providerName: 'Amazon' }],
        }),
      ),
  ],
  [
    'GET',
    /^\/inference-profiles$/,
    visit =>
      serve(visit, () => {
        const second = visit.query.get('nextToken') === 'a+b/c=';
        const id = `us.anthropic.claude-${second ? 'haiku-4-5-20251001' : 'sonnet-4-5-20250929'}-v1:0`;
        sendJson(visit, 200, {
          inferenceProfileSummaries: [{ inferenceProfileId: id, inferenceProfileName: 'Claude', status: 'ACTIVE' }],
          ...(second ? {} : { nextToken: 'a+b/c=' }),
        });
      }),
  ],
];
