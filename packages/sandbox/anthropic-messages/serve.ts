// Anthropic Messages, played: answers whole and streamed, token counting, message threads.

import { misbehave, sendJson, sendStream, type Visit } from '../exchange.ts';
import { askedOf } from '../play/asked.ts';
import { failing } from '../play/failing.ts';
import { mediaOf, newId, pieces, play, sign, type Performance, type Scene } from '../play/scene.ts';
import { isObject } from '../shape.ts';
import { note } from '../tally.ts';
import { anthropicError, anthropicFault, anthropicRefusal } from './errors.ts';
import { blocksOf, checkMessages } from './rules.ts';
import { messagesRequest } from './shape.ts';

type Json = Readonly<Record<string, unknown>>;

/** Conversations of message threads, by the id of their last message. */
const threads = new Map<string, { readonly request: Json; readonly messages: readonly Json[] }>();
const MAX_THREADS = 10_000;
const VERSIONS = new Set(['2023-06-01', '2026-10-21']);

/** Forgets all threads. */
export function forgetThreads(): void {
  threads.clear();
}

/** Serves `POST /v1/messages`. */
export async function serveMessages(visit: Visit, body: Json): Promise<void> {
  const version = requireHeaders(visit);
  const { request, messages } = threaded(check(body), visit);
  if (request['max_tokens'] === undefined) throw anthropicRefusal('max_tokens: Field required');
  checkMessages(request, messages, version);
  const played = play(sceneOf(request, messages));
  if (failing(played))
    throw anthropicError(played.markers.error?.status ?? 500, undefined, undefined, played.markers.error?.retryAfter);
  if (await misbehave(visit, played.markers)) return;
  const message = messageOf(request, played);
  remember(request, messages, message);
  const headers = headersOf(played);
  const model = String(request['model']);
  if (request['stream'] === true) {
    const errorEvent = `event: error\ndata: ${JSON.stringify({ type: 'error', error: { type: 'overloaded_error', message: 'Overloaded' } })}\n\n`;
    const stream = {
      contentType: 'text/event-stream; charset=utf-8',
      headers,
      events: messageEvents(message, played),
      errorEvent,
    };
    note(model, played.usage, await sendStream(visit, stream, played.markers));
    return;
  }
  sendJson(visit, 200, message, headers);
  note(model, played.usage, true);
}

/** Serves `POST /v1/messages/count_tokens`. */
export function serveCount(visit: Visit, body: Json): void {
  const version = requireHeaders(visit);
  const { request, messages } = threaded(check(body), visit);
  checkMessages(request, messages, version);
  const { usage } = play(sceneOf(request, messages));
  sendJson(visit, 200, { input_tokens: usage.input + usage.cacheRead + usage.cacheWrite + usage.cacheWrite1h });
}

/** The key and the version that every call needs; answers the version. */
export function requireHeaders(visit: Visit): string {
  const { headers } = visit.request;
  const bearer = typeof headers.authorization === 'string' && /^bearer \S+/i.test(headers.authorization);
  if (!bearer && (headers['x-api-key'] ?? '') === '') throw anthropicError(401, 'x-api-key header is required');
  const version = headers['anthropic-version'];
  if (typeof version !== 'string') throw anthropicRefusal('anthropic-version: header is required');
  if (!VERSIONS.has(version)) throw anthropicRefusal(`anthropic-version: "${version}" is not a valid version`);
  return version;
}

function check(body: Json): Json {
  const fault = messagesRequest(body, []);
  if (fault !== undefined) throw anthropicFault(fault);
  return body;
}

/** A request with the whole conversation of its thread. */
function threaded(body: Json, visit: Visit): { request: Json; messages: readonly Json[] } {
  const own = Array.isArray(body['messages']) ? body['messages'].filter(isObject) : [];
  const thread = body['thread'];
  if (!isObject(thread)) return { request: body, messages: own };
  if (!String(visit.request.headers['anthropic-beta'] ?? '').includes('message-threads'))
    throw anthropicRefusal('thread: Extra inputs are not permitted');
  if (thread['type'] === 'create') return { request: body, messages: own };
  const before = threads.get(String(thread['previous_message_id']));
  if (before === undefined)
    throw anthropicError(400, 'thread: previous message not found', { error_code: 'thread_not_found' });
  return { request: { ...before.request, ...body }, messages: [...before.messages, ...own] };
}

function remember(request: Json, messages: readonly Json[], message: Json): void {
  if (!isObject(request['thread'])) return;
  if (threads.size >= MAX_THREADS) threads.clear();
  threads.set(String(message['id']), {
    request,
    messages: [...messages, { role: 'assistant', content: message['content'] }],
  });
}

function headersOf(played: Performance): Record<string, string> {
  return {
    'request-id': newId('req_', played.seed),
    'anthropic-organization-id': 'sandbox',
    'anthropic-ratelimit-requests-limit': '4000',
    'anthropic-ratelimit-requests-remaining': '3999',
  };
}

function textOf(blocks: readonly Json[]): string {
  return blocks
    .map(block => (typeof block['text'] === 'string' ? block['text'] : ''))
    .filter(Boolean)
    .join('\n');
}

/** What stands for a block in the counted prompt. */
function weightOf(block: Json): string {
  if (typeof block['text'] === 'string') return block['text'];
  if (block['type'] === 'tool_result') return blocksOf(block['content']).map(weightOf).join('\n');
  if (block['type'] === 'image' || block['type'] === 'document') return '';
  return JSON.stringify(block['input'] ?? block['thinking'] ?? '');
}

function mediaOfBlocks(blocks: readonly Json[]): NonNullable<ReturnType<typeof mediaOf>>[] {
  return blocks.flatMap(block => {
    if (block['type'] === 'tool_result') return mediaOfBlocks(blocksOf(block['content']));
    const source =
      isObject(block['source']) && (block['type'] === 'image' || block['type'] === 'document')
        ? block['source']
        : undefined;
    if (source === undefined) return [];
    if (source['type'] === 'base64') return mediaOf(String(source['data'])) ?? [];
    return [
      { type: block['type'] === 'image' ? 'image/url' : 'application/pdf', width: 512, height: 512, bytes: 4000 },
    ];
  });
}

function structureOf(request: Json): unknown {
  const config = isObject(request['output_config']) ? request['output_config']['format'] : undefined;
  const format = config ?? request['output_format'];
  return isObject(format) && format['type'] === 'json_schema' ? (format['schema'] ?? true) : undefined;
}

function sceneOf(request: Json, messages: readonly Json[]): Scene {
  const tools = Array.isArray(request['tools']) ? request['tools'].filter(isObject) : [];
  const system = request['system'] === undefined ? [] : blocksOf(request['system']);
  const blocks = [...tools, ...system, ...messages.flatMap(message => [...blocksOf(message['content'])])];
  const prompt = blocks.map(block => (tools.includes(block) ? JSON.stringify(block) : weightOf(block)));
  const marks = blocks.flatMap((block, index) => {
    const control = block['cache_control'];
    return isObject(control) ? [{ upTo: index + 1, hour: control['ttl'] === '1h' }] : [];
  });
  const users = messages.filter(message => message['role'] === 'user').map(message => blocksOf(message['content']));
  const last = messages.at(-1)?.['role'] === 'user' ? (users.at(-1) ?? []) : [];
  const asked = users.findLast(turn => turn.some(block => block['type'] === 'text')) ?? [];
  const choice = isObject(request['tool_choice']) ? request['tool_choice'] : {};
  return {
    model: String(request['model']),
    prompt,
    messages: messages.length,
    lastUser: textOf(asked),
    asked: askedOf(asked.map(block => textOf([block]))),
    results: last.filter(block => block['type'] === 'tool_result').map(block => textOf(blocksOf(block['content']))),
    media: mediaOfBlocks(messages.flatMap(message => [...blocksOf(message['content'])])),
    tools: tools
      .filter(tool => isObject(tool['input_schema']))
      .map(tool => ({ name: String(tool['name']), schema: tool['input_schema'] })),
    toolChoice:
      choice['type'] === 'any'
        ? 'required'
        : choice['type'] === 'tool'
          ? { name: String(choice['name']) }
          : choice['type'] === 'none'
            ? 'none'
            : 'auto',
    parallel: choice['disable_parallel_tool_use'] !== true,
    thinks: isObject(request['thinking']) && request['thinking']['type'] !== 'disabled',
    structure: structureOf(request),
    maxTokens: typeof request['max_tokens'] === 'number' ? request['max_tokens'] : Infinity,
    stops: Array.isArray(request['stop_sequences']) ? request['stop_sequences'].map(String) : [],
    searches: tools.some(tool => String(tool['type']).startsWith('web_search_')),
    cache: { kind: 'marked', marks },
  };
}

function contentOf(played: Performance): Json[] {
  const content: Json[] = [];
  if (played.thinking !== '') {
    content.push(
      played.markers.redact === true
        ? { type: 'redacted_thinking', data: `sandbox.${sign(played.thinking)}` }
        : { type: 'thinking', thinking: played.thinking, signature: sign(played.thinking) },
    );
  }
  if (played.finish === 'refusal') return content;
  const { search } = played;
  if (search !== undefined) {
    const id = newId('srvtoolu_', played.seed);
    const page = {
      type: 'web_search_result',
      url: search.url,
      title: search.title,
      encrypted_content: 'c2FuZGJveA==',
      page_age: null,
    };
    content.push(
      { type: 'server_tool_use', id, name: 'web_search', input: { query: search.query } },
      { type: 'web_search_tool_result', tool_use_id: id, content: [page] },
    );
  }
  if (played.text !== '') {
    const citations =
      search === undefined
        ? null
        : [
            {
              type: 'web_search_result_location',
              url: search.url,
              title: search.title,
              encrypted_index: 'c2FuZGJveA==',
              cited_text: 'all is well',
            },
          ];
    content.push({ type: 'text', text: played.text, ...(citations === null ? {} : { citations }) });
  }
  for (const call of played.calls)
    content.push({
      type: 'tool_use',
      id: newId('toolu_', played.seed),
      name: call.name,
      input: JSON.parse(call.input),
    });
  return content;
}

const STOPS = {
  end: 'end_turn',
  length: 'max_tokens',
  tools: 'tool_use',
  stop: 'stop_sequence',
  refusal: 'refusal',
} as const;

function usageOf({ usage }: Performance): Json {
  return {
    input_tokens: usage.input,
    cache_creation_input_tokens: usage.cacheWrite + usage.cacheWrite1h,
    cache_read_input_tokens: usage.cacheRead,
    cache_creation: { ephemeral_5m_input_tokens: usage.cacheWrite, ephemeral_1h_input_tokens: usage.cacheWrite1h },
    output_tokens: usage.output,
    ...(usage.searches > 0 ? { server_tool_use: { web_search_requests: usage.searches, web_fetch_requests: 0 } } : {}),
    service_tier: 'standard',
  };
}

function messageOf(request: Json, played: Performance): Json {
  return {
    id: newId('msg_', played.seed),
    type: 'message',
    role: 'assistant',
    model: request['model'],
    content: contentOf(played),
    stop_reason: STOPS[played.finish],
    stop_sequence: played.stopText ?? null,
    usage: usageOf(played),
  };
}

const event = (type: string, fields: Json): string =>
  `event: ${type}\ndata: ${JSON.stringify({ type, ...fields })}\n\n`;

/** The stream of a message: blocks one after another, the input side of the usage first, the output side last. */
function messageEvents(message: Json, played: Performance): string[] {
  const usage = usageOf(played);
  const events = [
    event('message_start', {
      message: {
        ...message,
        content: [],
        stop_reason: null,
        stop_sequence: null,
        usage: { ...usage, output_tokens: 1 },
      },
    }),
    event('ping', {}),
  ];
  const content = Array.isArray(message['content']) ? message['content'].filter(isObject) : [];
  content.forEach((block, index) => {
    events.push(event('content_block_start', { index, content_block: opened(block) }));
    for (const delta of deltasOf(block)) events.push(event('content_block_delta', { index, delta }));
    events.push(event('content_block_stop', { index }));
  });
  events.push(
    event('message_delta', {
      delta: { stop_reason: message['stop_reason'], stop_sequence: message['stop_sequence'] },
      usage,
    }),
    event('message_stop', {}),
  );
  return events;
}

function opened(block: Json): Json {
  switch (block['type']) {
    case 'text':
      return { type: 'text', text: '', ...(block['citations'] === undefined ? {} : { citations: [] }) };
    case 'thinking':
      return { type: 'thinking', thinking: '', signature: '' };
    case 'tool_use':
    case 'server_tool_use':
      return { ...block, input: {} };
    default:
      return block;
  }
}

function deltasOf(block: Json): Json[] {
  switch (block['type']) {
    case 'text': {
      const citations = Array.isArray(block['citations']) ? block['citations'] : [];
      return [
        ...pieces(String(block['text'])).map(text => ({ type: 'text_delta', text })),
        ...citations.map(citation => ({ type: 'citations_delta', citation })),
      ];
    }
    case 'thinking':
      return [
        ...pieces(String(block['thinking'])).map(thinking => ({ type: 'thinking_delta', thinking })),
        { type: 'signature_delta', signature: block['signature'] },
      ];
    case 'tool_use':
    case 'server_tool_use': {
      const json = JSON.stringify(block['input']);
      return json === '{}'
        ? [{ type: 'input_json_delta', partial_json: '' }]
        : ['', ...pieces(json)].map(partial => ({ type: 'input_json_delta', partial_json: partial }));
    }
    default:
      return [];
  }
}
