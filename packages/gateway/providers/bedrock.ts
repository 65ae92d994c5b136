// AWS Bedrock: Claude by InvokeModel, all others by Converse; signed with an access key, or an API key as a bearer.

import { objectOf, objectsOf, readNamed } from './account-calls.ts';
import { converseAnswer, ConverseEvents } from './bedrock/converse-answer.ts';
import { converseBody } from './bedrock/converse-request.ts';
import { FrameReader, type Frame } from './bedrock/event-stream.ts';
import { invokeBody, invokeEvent } from './bedrock/invoke.ts';
import { bedrockKey, type BedrockKey } from './bedrock/key.ts';
import { baseModel, isClaude, wireModel } from './bedrock/models.ts';
import { signed } from './bedrock/sigv4.ts';
import { bodyFields } from './claude-body.ts';
import {
  headerOf,
  WholeUndressing,
  withBody,
  withoutHeaders,
  type Account,
  type AnswerHead,
  type Details,
  type Outgoing,
  type Undressing,
  piecesOf,
} from './outer.ts';
import type { Operation } from './outer.ts';
import { providerOf } from './provider.ts';

const DEFAULT_REGION = 'us-east-1';
const PROFILES = '/inference-profiles?maxResults=1000&typeEquals=SYSTEM_DEFINED';

export const bedrock = providerOf({
  name: 'bedrock',
  title: 'AWS Bedrock',
  defaultBaseUrl: hostOf(DEFAULT_REGION),
  roots: { 'anthropic-messages': '' },
  catalog: ['anthropic'],
  details: ['region'],
  fetches: false,
  // Models, and the profiles by which those without capacity on demand are called; on the host of the control plane.
  list: {
    path: '/foundation-models',
    origin: origin => origin.replace('//bedrock-runtime.', '//bedrock.'),
    read: body =>
      readNamed(objectOf(body)['modelSummaries'], 'modelId', 'modelName') ??
      readNamed(objectOf(body)['inferenceProfileSummaries'], 'inferenceProfileId', 'inferenceProfileName'),
    next: body => {
      if (objectsOf(objectOf(body)['modelSummaries']) !== undefined) return PROFILES;
      const token = objectOf(body)['nextToken'];
      return typeof token === 'string' ? `${PROFILES}&nextToken=${encodeURIComponent(token)}` : undefined;
    },
  },
  failures: [
    {
      status: [400, 403],
      words: /security token .{0,40}(?:invalid|expired)|signature (?:we calculated|expired)|authentication token/i,
      means: 401,
    },
    // About the channel's configuration, not about the caller's request.
    { status: [400], words: /on-demand throughput|model identifier is invalid|provided model/i, means: 404 },
    { status: [400], words: /quota|too many tokens/i, means: 429 },
    { status: [403], words: /security token|signature|expired|UnrecognizedClient|invalid.*(?:key|token)/i, means: 401 },
    { status: [408, 424], means: 503 },
  ],
  authorize: () => [],
  address: ({ region }) => hostOf(region ?? DEFAULT_REGION),
  path: operation => `/model/{model}/${verbOf(operation)}`,
  dress,
  undress,
});

/** The host of a region (clouds §3.1). */
function hostOf(region: string): string {
  const suffix = region.startsWith('cn-')
    ? 'amazonaws.com.cn'
    : region.startsWith('eusc-')
      ? 'amazonaws.eu'
      : 'amazonaws.com';
  return `https://bedrock-runtime.${region}.${suffix}`;
}

function verbOf({ action, model, streamed }: Operation): string {
  if (action === 'count') return 'count-tokens';
  if (isClaude(model)) return streamed ? 'invoke-with-response-stream' : 'invoke';
  return streamed ? 'converse-stream' : 'converse';
}

/** Where a signature must hold: as the key says, else the channel, else the host. */
function regionOf(key: BedrockKey, { region }: Details, origin: string): string {
  return key.region ?? region ?? /bedrock(?:-runtime)?\.([a-z0-9-]+)\./.exec(origin)?.[1] ?? DEFAULT_REGION;
}

function dress(request: Outgoing, account: Account): Outgoing {
  const { secret, details, now } = account;
  const key = bedrockKey(secret);
  const region = regionOf(key, details, request.origin);
  const standard = hostOf(details.region ?? DEFAULT_REGION);
  const origin = request.origin === standard ? hostOf(region) : request.origin;
  const shaped = request.operation === undefined ? request : inShape(request, request.operation, region);
  const kept = withoutHeaders(shaped.headers, name => !PASSED.test(name));
  const ready = { ...shaped, origin, headers: kept };
  if (key.aws === undefined)
    return key.bearer === '' ? ready : { ...ready, headers: [...kept, 'authorization', `Bearer ${key.bearer ?? ''}`] };
  const signable = {
    method: ready.method,
    host: new URL(origin).host,
    path: ready.path,
    contentType: headerOf(kept, 'content-type'),
    body: piecesOf(ready),
  };
  const proof = signed(signable, key.aws, { region, service: 'bedrock', now });
  return { ...ready, headers: [...kept, ...proof.flat()] };
}

/** What AWS has a use for; nothing else of a client's is its business. */
const PASSED = /^(?:accept|accept-encoding|content-type|content-length|user-agent|x-amzn-bedrock-.+)$/;

/** The request in the form of the API that its model is asked in. The path is the one that is signed: it is made once. */
function inShape(request: Outgoing, operation: Operation, region: string): Outgoing {
  const { model, action } = operation;
  const id = wireModel(model, region);
  const base = request.path.slice(0, request.path.lastIndexOf('/model/{model}/'));
  const path = `${base}/model/${encodeURIComponent(action === 'count' ? baseModel(id) : id)}/${verbOf(operation)}`;
  return withBody({ ...request, path }, action === 'count' ? countBody(request, id) : callBody(request, id));
}

function callBody(request: Outgoing, id: string): Record<string, unknown> {
  return isClaude(id) ? invokeBody(request, id) : converseBody(bodyFields(request), id);
}

/** A call that is to be counted must be whole: a request to count names no limit. */
function countBody(request: Outgoing, id: string): Record<string, unknown> {
  if (!isClaude(id)) {
    const { messages, system, toolConfig } = converseBody(bodyFields(request), id);
    return { input: { converse: { messages, system, toolConfig } } };
  }
  const body = JSON.stringify({ max_tokens: 1, ...invokeBody(request, id) });
  return { input: { invokeModel: { body: Buffer.from(body).toString('base64') } } };
}

function undress({ operation }: Outgoing, { status, contentType }: AnswerHead): Undressing | undefined {
  if (operation === undefined || status >= 300) return undefined;
  const { model, action } = operation;
  if (contentType.startsWith('application/vnd.amazon.eventstream')) return new FrameUndressing(model);
  if (action === 'count')
    return new WholeUndressing(body => JSON.stringify({ input_tokens: objectOf(JSON.parse(body))['inputTokens'] }));
  return isClaude(model) ? undefined : new WholeUndressing(body => converseAnswer(body, model));
}

/** Frames as server-sent events of Anthropic's. */
class FrameUndressing implements Undressing {
  readonly contentType = 'text/event-stream; charset=utf-8';
  private readonly frames = new FrameReader();
  private readonly converse: ConverseEvents | undefined;

  constructor(model: string) {
    this.converse = isClaude(model) ? undefined : new ConverseEvents(model);
  }

  feed(chunk: Buffer): readonly Buffer[] {
    return pieceOf(
      this.frames
        .push(chunk)
        .map(frame => this.eventOf(frame))
        .join(''),
    );
  }

  /** Half a frame is no end: the stream is cut. */
  end(): readonly Buffer[] {
    return this.frames.rest > 0 ? [] : pieceOf(this.converse?.end() ?? '');
  }

  private eventOf(frame: Frame): string {
    const kind = frame.headers.get(':message-type');
    if (kind === 'exception' || kind === 'error') return failureEvent(frame);
    return this.converse === undefined ? invokeEvent(frame) : this.converse.push(frame);
  }
}

function pieceOf(text: string): readonly Buffer[] {
  return text === '' ? [] : [Buffer.from(text)];
}

/** Exceptions by Anthropic's words for them. */
const EXCEPTIONS: Readonly<Record<string, string>> = {
  throttlingexception: 'rate_limit_error',
  servicequotaexceededexception: 'rate_limit_error',
  serviceunavailableexception: 'overloaded_error',
  modelnotreadyexception: 'overloaded_error',
  modeltimeoutexception: 'timeout_error',
  validationexception: 'invalid_request_error',
};

function failureEvent({ headers, payload }: Frame): string {
  const name = headers.get(':exception-type') ?? headers.get(':error-code') ?? '';
  let message = headers.get(':error-message');
  try {
    const body = objectOf(JSON.parse(payload.toString('utf8')));
    const said = body['message'] ?? body['Message'];
    if (typeof said === 'string') message ??= said;
  } catch {
    // Errors have no payload.
  }
  const error = { type: EXCEPTIONS[name.toLowerCase()] ?? 'api_error', message: message ?? 'The upstream failed.' };
  return `event: error\ndata: ${JSON.stringify({ type: 'error', error })}\n\n`;
}
