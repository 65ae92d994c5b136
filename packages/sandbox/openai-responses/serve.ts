// OpenAI Responses, played: creation whole and streamed, what is stored, and the counting of input tokens.

import { misbehave, Refused, sendJson, sendStream, type Visit } from '../exchange.ts';
import { openaiError, openaiFault, openaiStatus, reasons, requireBearer } from '../openai-errors.ts';
import { askedOf } from '../play/asked.ts';
import { failing } from '../play/failing.ts';
import { mediaOf, newId, play, sign, type Performance, type Scene, type SceneTool } from '../play/scene.ts';
import { isObject } from '../shape.ts';
import { note } from '../tally.ts';
import { checkNames, checkResponses } from './rules.ts';
import { responsesRequest } from './shape.ts';
import { responseEvents } from './stream.ts';

type Json = Readonly<Record<string, unknown>>;

interface Stored {
  readonly response: Json;
  /** The whole conversation so far, the answer included. */
  readonly items: readonly Json[];
  readonly input: readonly Json[];
}

const stored = new Map<string, Stored>();
const MAX_STORED = 20_000;
const CACHE_LEAST = 1024;

/** Forgets every stored response. */
export function forgetResponses(): void {
  stored.clear();
}

/** Serves `POST /v1/responses`. */
export async function serveResponses(visit: Visit, request: Json): Promise<void> {
  const { scene, input, items } = read(visit, request);
  const played = play(scene);
  if (failing(played)) throw openaiStatus(played.markers.error?.status ?? 500, played.markers.error?.retryAfter);
  if (await misbehave(visit, played.markers)) return;
  const response = responseOf(request, played);
  if (request['store'] !== false)
    keep(String(response['id']), { response, items: [...items, ...outputOf(response)], input });
  const headers = {
    'x-request-id': newId('req_', played.seed),
    'openai-processing-ms': '12',
    'openai-version': '2020-10-01',
  };
  const model = String(request['model']);
  if (request['stream'] === true) {
    const errorEvent = `event: error\ndata: ${JSON.stringify({ type: 'error', code: 'server_error', message: 'The server had an error while processing your request.', param: null, sequence_number: played.markers.errorAfter ?? 0 })}\n\n`;
    const stream = {
      contentType: 'text/event-stream; charset=utf-8',
      headers,
      events: responseEvents(response),
      errorEvent,
    };
    note(model, played.usage, await sendStream(visit, stream, played.markers));
    return;
  }
  sendJson(visit, 200, response, headers);
  note(model, played.usage, true);
}

/** Serves `POST /v1/responses/input_tokens`. */
export function serveInputTokens(visit: Visit, request: Json): void {
  const { usage } = play(read(visit, request).scene);
  sendJson(visit, 200, {
    object: 'response.input_tokens',
    input_tokens: usage.input + usage.cacheRead + usage.cacheWrite,
  });
}

/** Serves what is stored: the response, its input items, its deletion and cancellation. */
export async function serveStored(visit: Visit, id: string, part: string): Promise<void> {
  requireBearer(visit.request.headers);
  const found = stored.get(id);
  if (found === undefined)
    throw new Refused(404, openaiError(`Response with id '${id}' not found.`, 'invalid_request_error', null, null));
  const { method } = visit.request;
  if (method === 'DELETE') {
    stored.delete(id);
    sendJson(visit, 200, { id, object: 'response', deleted: true });
  } else if (part === 'input_items') {
    const data = found.input
      .toReversed()
      .map((item, index) => ({ id: `msg_${id.slice(5)}${index}`, type: 'message', ...item }));
    sendJson(visit, 200, {
      object: 'list',
      data,
      first_id: data[0]?.id ?? null,
      last_id: data.at(-1)?.id ?? null,
      has_more: false,
    });
  } else if (part === 'cancel') {
    throw new Refused(400, openaiError('Cannot cancel a synchronous response.'));
  } else if (visit.query.get('stream') === 'true') {
    const after = Number(visit.query.get('starting_after') ?? -1);
    const events = responseEvents(found.response).slice(after + 1);
    await sendStream(
      visit,
      { contentType: 'text/event-stream; charset=utf-8', headers: {}, events, errorEvent: '' },
      {},
    );
  } else sendJson(visit, 200, found.response);
}

function keep(id: string, entry: Stored): void {
  if (stored.size >= MAX_STORED) stored.clear();
  stored.set(id, entry);
}

function outputOf(response: Json): Json[] {
  return Array.isArray(response['output']) ? response['output'].filter(isObject) : [];
}

/** Reads and checks a request; its items include those of the previous response. */
function read(visit: Visit, request: Json): { scene: Scene; input: Json[]; items: Json[] } {
  requireBearer(visit.request.headers);
  checkNames(request);
  const fault = responsesRequest(request, []);
  if (fault !== undefined) throw openaiFault(fault);
  const previousId = request['previous_response_id'];
  const previous = typeof previousId === 'string' ? stored.get(previousId) : undefined;
  if (typeof previousId === 'string' && previous === undefined) {
    throw new Refused(
      400,
      openaiError(
        `Previous response with id '${previousId}' not found.`,
        'invalid_request_error',
        'previous_response_id',
        'previous_response_not_found',
      ),
    );
  }
  const given = request['input'];
  const input: Json[] =
    typeof given === 'string'
      ? [{ type: 'message', role: 'user', content: given }]
      : Array.isArray(given)
        ? given.filter(isObject)
        : [];
  const items = [...(previous?.items ?? []), ...input];
  checkResponses(request, items, request['store'] !== false || previous !== undefined);
  return { scene: sceneOf(request, items), input, items };
}

function textsOf(content: unknown): string[] {
  if (typeof content === 'string') return [content];
  if (!Array.isArray(content)) return [];
  return content.filter(isObject).map(part => (typeof part['text'] === 'string' ? part['text'] : ''));
}

const textOf = (content: unknown): string => textsOf(content).join('\n');

/** All tools, those inside namespaces and of `additional_tools` items too. */
function toolsOf(entries: readonly unknown[]): SceneTool[] {
  return entries.filter(isObject).flatMap(tool => {
    if (tool['type'] === 'namespace') return toolsOf(Array.isArray(tool['tools']) ? tool['tools'] : []);
    if (tool['type'] === 'custom') return [{ name: String(tool['name']), schema: undefined, freeform: true }];
    return tool['type'] === 'function' ? [{ name: String(tool['name']), schema: tool['parameters'] ?? {} }] : [];
  });
}

function sceneOf(request: Json, items: readonly Json[]): Scene {
  const role = (item: Json): unknown =>
    item['type'] === undefined || item['type'] === 'message' ? item['role'] : item['type'];
  const own = items.map(item => textOf(item['content'] ?? item['output']) + textOf(item['arguments'] ?? item['input']));
  const lastUser = items.findLastIndex(item => role(item) === 'user');
  const lastOutput = items.findLastIndex(item => role(item) === 'assistant' || String(item['type']).endsWith('_call'));
  const tools = Array.isArray(request['tools']) ? request['tools'] : [];
  const extra = items
    .filter(item => item['type'] === 'additional_tools')
    .flatMap(item => (Array.isArray(item['tools']) ? item['tools'] : []));
  const choice = request['tool_choice'];
  const format = isObject(request['text']) && isObject(request['text']['format']) ? request['text']['format'] : {};
  const parts = items.flatMap(item =>
    [item['content'], item['output']].flatMap(content => (Array.isArray(content) ? content.filter(isObject) : [])),
  );
  const reasoning = isObject(request['reasoning']) ? request['reasoning'] : {};
  return {
    model: String(request['model']),
    prompt: [String(request['instructions'] ?? '') + JSON.stringify(tools), ...own],
    messages: items.length,
    lastUser: textOf(items[lastUser]?.['content']),
    asked: askedOf(textsOf(items[lastUser]?.['content'])),
    results: items
      .slice(lastOutput + 1)
      .filter(item => String(item['type']).endsWith('_output'))
      .map(item => textOf(item['output'])),
    media: parts.flatMap(part => mediaOfPart(part) ?? []),
    tools: toolsOf([...tools, ...extra]),
    toolChoice:
      choice === 'none' || choice === 'required'
        ? choice
        : isObject(choice) && typeof choice['name'] === 'string'
          ? { name: choice['name'] }
          : 'auto',
    parallel: request['parallel_tool_calls'] !== false,
    thinks: reasons(String(request['model'])) && reasoning['effort'] !== 'none',
    structure:
      format['type'] === 'json_schema' ? format['schema'] : format['type'] === 'json_object' ? true : undefined,
    maxTokens: typeof request['max_output_tokens'] === 'number' ? request['max_output_tokens'] : Infinity,
    stops: [],
    searches: tools.some(tool => isObject(tool) && String(tool['type']).startsWith('web_search')),
    cache: { kind: 'automatic', least: CACHE_LEAST },
  };
}

function mediaOfPart(part: Json): ReturnType<typeof mediaOf> {
  const data = part['image_url'] ?? part['file_data'];
  if (typeof data !== 'string') return undefined;
  return data.startsWith('http') ? { type: 'image/url', width: 512, height: 512, bytes: 0 } : mediaOf(data);
}

function itemsOf(request: Json, played: Performance): Json[] {
  const items: Json[] = [];
  const include = Array.isArray(request['include']) ? request['include'].map(String) : [];
  const reasoning = isObject(request['reasoning']) ? request['reasoning'] : {};
  if (played.thinking !== '') {
    const summary = typeof reasoning['summary'] === 'string' ? [{ type: 'summary_text', text: played.thinking }] : [];
    const encrypted = include.includes('reasoning.encrypted_content')
      ? { encrypted_content: `sandbox.${sign(played.thinking)}` }
      : {};
    items.push({ id: newId('rs_', played.seed, 40), type: 'reasoning', summary, ...encrypted });
  }
  if (played.search !== undefined) {
    const { query, url } = played.search;
    items.push({
      id: newId('ws_', played.seed, 40),
      type: 'web_search_call',
      status: 'completed',
      action: { type: 'search', query, sources: [{ type: 'url', url }] },
    });
  }
  if (played.text !== '' || played.calls.length === 0) {
    const annotations =
      played.search === undefined
        ? []
        : [
            {
              type: 'url_citation',
              url: played.search.url,
              title: played.search.title,
              start_index: 0,
              end_index: Math.min(9, played.text.length),
            },
          ];
    const content =
      played.finish === 'refusal'
        ? { type: 'refusal', refusal: played.text }
        : { type: 'output_text', text: played.text, annotations, logprobs: [] };
    items.push({
      id: newId('msg_', played.seed, 40),
      type: 'message',
      status: played.finish === 'length' ? 'incomplete' : 'completed',
      role: 'assistant',
      content: [content],
    });
  }
  for (const call of played.calls) {
    const id = newId(call.freeform ? 'ctc_' : 'fc_', played.seed, 40);
    const callId = newId('call_', played.seed);
    items.push(
      call.freeform
        ? { id, type: 'custom_tool_call', status: 'completed', call_id: callId, name: call.name, input: call.input }
        : { id, type: 'function_call', status: 'completed', call_id: callId, name: call.name, arguments: call.input },
    );
  }
  return items;
}

function responseOf(request: Json, played: Performance): Json {
  const now = Math.floor(Date.now() / 1000);
  const { usage } = played;
  const input = usage.input + usage.cacheRead + usage.cacheWrite + usage.cacheWrite1h;
  const incomplete = played.finish === 'length';
  return {
    id: newId('resp_', played.seed, 40),
    object: 'response',
    created_at: now,
    status: incomplete ? 'incomplete' : 'completed',
    background: false,
    completed_at: incomplete ? null : now,
    error: null,
    incomplete_details: incomplete ? { reason: 'max_output_tokens' } : null,
    instructions: request['instructions'] ?? null,
    max_output_tokens: request['max_output_tokens'] ?? null,
    max_tool_calls: null,
    model: request['model'],
    output: itemsOf(request, played),
    parallel_tool_calls: request['parallel_tool_calls'] ?? true,
    previous_response_id: request['previous_response_id'] ?? null,
    prompt_cache_key: request['prompt_cache_key'] ?? null,
    reasoning: { effort: null, summary: null, ...(isObject(request['reasoning']) ? request['reasoning'] : {}) },
    safety_identifier: null,
    service_tier: 'default',
    store: request['store'] ?? true,
    temperature: request['temperature'] ?? 1,
    text: isObject(request['text']) ? request['text'] : { format: { type: 'text' }, verbosity: 'medium' },
    tool_choice: request['tool_choice'] ?? 'auto',
    tools: request['tools'] ?? [],
    top_logprobs: 0,
    top_p: request['top_p'] ?? 1,
    truncation: request['truncation'] ?? 'disabled',
    usage:
      played.markers.noUsage === true
        ? null
        : {
            input_tokens: input,
            input_tokens_details: { cached_tokens: usage.cacheRead },
            output_tokens: usage.output,
            output_tokens_details: { reasoning_tokens: usage.thinking },
            total_tokens: input + usage.output,
          },
    user: request['user'] ?? null,
    metadata: request['metadata'] ?? {},
  };
}
