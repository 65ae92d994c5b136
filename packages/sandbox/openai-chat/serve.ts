// OpenAI Chat Completions, played: the request understood, the answer in its own form, whole or streamed.

import { sendJson, sendStream, misbehave, type Visit } from '../exchange.ts';
import { openaiFault, openaiRefusal, openaiStatus, reasons, requireBearer, showsReasoning } from '../openai-errors.ts';
import { askedOf } from '../play/asked.ts';
import { failing } from '../play/failing.ts';
import { mediaOf, newId, pieces, play, type Performance, type Scene, type SceneTool } from '../play/scene.ts';
import { isObject } from '../shape.ts';
import { note } from '../tally.ts';
import { checkChat } from './rules.ts';
import { NOBODY, spokenOf, type Spoken } from './spoken.ts';
import { chatRequest } from './shape.ts';

type Json = Readonly<Record<string, unknown>>;

/** OpenAI caches prompts of this many tokens and more by itself. */
const CACHE_LEAST = 1024;

/** Serves `POST /v1/chat/completions`. */
export async function serveChat(visit: Visit, request: Json): Promise<void> {
  requireBearer(visit.request.headers);
  const fault = chatRequest(request, []);
  if (fault !== undefined) throw openaiFault(fault);
  const messages = Array.isArray(request['messages']) ? request['messages'].filter(isObject) : [];
  checkChat(request, messages);
  const model = String(request['model']);
  if (/-pro$|codex/.test(model) && reasons(model)) {
    throw openaiRefusal('This model is only supported in v1/responses and not in v1/chat/completions.', 'model');
  }
  const played = play(sceneOf(request, messages));
  if (failing(played)) throw openaiStatus(played.markers.error?.status ?? 500, played.markers.error?.retryAfter);
  if (await misbehave(visit, played.markers)) return;
  const id = newId('chatcmpl-', played.seed, 29);
  const spoken = spokenOf(request, messages, played, String(visit.request.headers.authorization));
  const headers = {
    'x-request-id': newId('req_', played.seed),
    'openai-processing-ms': '12',
    'openai-version': '2020-10-01',
  };
  const copies = typeof request['n'] === 'number' ? request['n'] : 1;
  if (request['stream'] === true) {
    const options = isObject(request['stream_options']) ? request['stream_options'] : {};
    const events = chatEvents(played, {
      id,
      model,
      copies,
      usage: options['include_usage'] === true && played.markers.noUsage !== true,
      spoken,
    });
    const errorEvent = `data: ${JSON.stringify({ error: { message: 'The server had an error while processing your request.', type: 'server_error', param: null, code: null } })}\n\n`;
    const whole = await sendStream(
      visit,
      { contentType: 'text/event-stream; charset=utf-8', headers, events, errorEvent },
      played.markers,
    );
    note(model, played.usage, whole);
    return;
  }
  sendJson(visit, 200, chatAnswer(played, id, model, copies, spoken), headers);
  note(model, played.usage, true);
}

/** Text of a message, whatever form its content has. */
function textsOf(content: unknown): string[] {
  if (typeof content === 'string') return [content];
  if (!Array.isArray(content)) return [];
  return content.filter(isObject).map(part => (typeof part['text'] === 'string' ? part['text'] : ''));
}

const textOf = (content: unknown): string => textsOf(content).join('\n');

function toolsOf(request: Json): SceneTool[] {
  const tools = Array.isArray(request['tools']) ? request['tools'].filter(isObject) : [];
  return tools.map(tool => {
    const custom = isObject(tool['custom']) ? tool['custom'] : undefined;
    const target = custom ?? (isObject(tool['function']) ? tool['function'] : {});
    return { name: String(target['name']), schema: target['parameters'] ?? {}, freeform: custom !== undefined };
  });
}

function choiceOf(choice: unknown): Scene['toolChoice'] {
  if (choice === 'none' || choice === 'required') return choice;
  if (!isObject(choice)) return 'auto';
  const target = isObject(choice['function'])
    ? choice['function']
    : isObject(choice['custom'])
      ? choice['custom']
      : undefined;
  if (target !== undefined) return { name: String(target['name']) };
  return isObject(choice['allowed_tools']) && choice['allowed_tools']['mode'] === 'required' ? 'required' : 'auto';
}

function structureOf(format: unknown): unknown {
  if (!isObject(format) || format['type'] === 'text') return undefined;
  return isObject(format['json_schema']) ? (format['json_schema']['schema'] ?? true) : true;
}

function sceneOf(request: Json, messages: readonly Json[]): Scene {
  const model = String(request['model']);
  const lastUser = messages.findLastIndex(message => message['role'] === 'user');
  const lastAssistant = messages.findLastIndex(message => message['role'] === 'assistant');
  const limit = request['max_completion_tokens'] ?? request['max_tokens'];
  const stop = request['stop'];
  const parts = messages.flatMap(message =>
    Array.isArray(message['content']) ? message['content'].filter(isObject) : [],
  );
  return {
    model,
    prompt: [
      JSON.stringify(request['tools'] ?? ''),
      ...messages.map(message => textOf(message['content']) + JSON.stringify(message['tool_calls'] ?? '')),
    ],
    messages: messages.length,
    lastUser: textOf(messages[lastUser]?.['content']),
    asked: askedOf(textsOf(messages[lastUser]?.['content'])),
    results: messages
      .slice(lastAssistant + 1)
      .filter(message => message['role'] === 'tool')
      .map(message => textOf(message['content'])),
    media: parts.flatMap(part => mediaOfPart(part) ?? []),
    tools: toolsOf(request),
    toolChoice: choiceOf(request['tool_choice']),
    parallel: request['parallel_tool_calls'] !== false,
    thinks: (reasons(model) && request['reasoning_effort'] !== 'none') || showsReasoning(model),
    structure: structureOf(request['response_format']),
    maxTokens: typeof limit === 'number' ? limit : Infinity,
    stops: typeof stop === 'string' ? [stop] : Array.isArray(stop) ? stop.map(String) : [],
    searches: isObject(request['web_search_options']),
    cache: { kind: 'automatic', least: CACHE_LEAST },
  };
}

function mediaOfPart(part: Json): ReturnType<typeof mediaOf> {
  const image = isObject(part['image_url']) ? String(part['image_url']['url']) : undefined;
  if (image !== undefined)
    return image.startsWith('data:') ? mediaOf(image) : { type: 'image/url', width: 512, height: 512, bytes: 0 };
  const audio = isObject(part['input_audio']) ? String(part['input_audio']['data']) : undefined;
  const file = isObject(part['file']) ? part['file']['file_data'] : undefined;
  const data = audio ?? (typeof file === 'string' ? file : undefined);
  return data === undefined ? undefined : mediaOf(data);
}

/** Chat usage: the prompt includes the cache, the completion includes the reasoning. */
export function chatUsage({ usage }: Performance, copies = 1, spoken: Spoken = NOBODY): Record<string, unknown> {
  const prompt = usage.input + usage.cacheRead + usage.cacheWrite + usage.cacheWrite1h;
  const completion = (usage.output + spoken.tokens) * copies;
  return {
    prompt_tokens: prompt,
    completion_tokens: completion,
    total_tokens: prompt + completion,
    prompt_tokens_details: { cached_tokens: usage.cacheRead, audio_tokens: spoken.heard },
    completion_tokens_details: {
      reasoning_tokens: usage.thinking * copies,
      audio_tokens: spoken.tokens * copies,
      accepted_prediction_tokens: 0,
      rejected_prediction_tokens: 0,
    },
  };
}

const FINISH = { end: 'stop', stop: 'stop', length: 'length', tools: 'tool_calls', refusal: 'stop' } as const;

function toolCalls(played: Performance): Json[] {
  return played.calls.map(call => {
    const id = newId('call_', played.seed);
    return call.freeform
      ? { id, type: 'custom', custom: { name: call.name, input: call.input } }
      : { id, type: 'function', function: { name: call.name, arguments: call.input } };
  });
}

function annotations(played: Performance): Json[] {
  if (played.search === undefined) return [];
  const { url, title } = played.search;
  return [
    { type: 'url_citation', url_citation: { url, title, start_index: 0, end_index: Math.min(9, played.text.length) } },
  ];
}

function chatAnswer(played: Performance, id: string, model: string, copies: number, spoken: Spoken): Json {
  const refused = played.finish === 'refusal';
  const choices = Array.from({ length: copies }, (_, index) => ({
    index,
    message: {
      role: 'assistant',
      content: refused || played.text === '' || spoken.audio !== undefined ? null : played.text,
      refusal: refused ? played.text : null,
      ...(showsReasoning(model) && played.thinking !== '' ? { reasoning_content: played.thinking } : {}),
      annotations: annotations(played),
      ...(spoken.audio === undefined ? {} : { audio: spoken.audio }),
      ...(played.calls.length > 0 ? { tool_calls: toolCalls(played) } : {}),
    },
    logprobs: null,
    finish_reason: FINISH[played.finish],
  }));
  return {
    id,
    object: 'chat.completion',
    created: Math.floor(Date.now() / 1000),
    model,
    choices,
    ...(played.markers.noUsage === true ? {} : { usage: chatUsage(played, copies, spoken) }),
    service_tier: 'default',
    system_fingerprint: 'fp_sandbox',
  };
}

interface StreamOptions {
  readonly id: string;
  readonly model: string;
  readonly copies: number;
  readonly usage: boolean;
  readonly spoken: Spoken;
}

function chatEvents(played: Performance, options: StreamOptions): string[] {
  const created = Math.floor(Date.now() / 1000);
  const chunk = (choices: unknown, usage: unknown = null): string => {
    const value = {
      id: options.id,
      object: 'chat.completion.chunk',
      created,
      model: options.model,
      service_tier: 'default',
      system_fingerprint: 'fp_sandbox',
      choices,
    };
    return `data: ${JSON.stringify(options.usage ? { ...value, usage } : value)}\n\n`;
  };
  const events = Array.from({ length: options.copies }, (_, index) =>
    deltasOf(played, showsReasoning(options.model), options.spoken).map(({ delta, finish }) =>
      chunk([{ index, delta, logprobs: null, finish_reason: finish }]),
    ),
  ).flat();
  if (options.usage) events.push(chunk([], chatUsage(played, options.copies, options.spoken)));
  events.push('data: [DONE]\n\n');
  return events;
}

function deltasOf(played: Performance, thoughts: boolean, spoken: Spoken): { delta: Json; finish: string | null }[] {
  const deltas: Json[] = [
    { role: 'assistant', content: played.calls.length > 0 && played.text === '' ? null : '', refusal: null },
  ];
  if (thoughts) for (const piece of pieces(played.thinking)) deltas.push({ reasoning_content: piece });
  const field = played.finish === 'refusal' ? 'refusal' : 'content';
  if (spoken.audio === undefined) for (const piece of pieces(played.text)) deltas.push({ [field]: piece });
  else deltas.push(...spoken.deltas);
  if (played.search !== undefined) deltas.push({ annotations: annotations(played) });
  toolCalls(played).forEach((call, index) => {
    const target = isObject(call['function']) ? call['function'] : undefined;
    if (target === undefined) {
      deltas.push({ tool_calls: [{ index, ...call }] });
      return;
    }
    deltas.push({
      tool_calls: [{ index, id: call['id'], type: 'function', function: { name: target['name'], arguments: '' } }],
    });
    for (const piece of pieces(String(target['arguments'])))
      deltas.push({ tool_calls: [{ index, function: { arguments: piece } }] });
  });
  return [...deltas.map(delta => ({ delta, finish: null })), { delta: {}, finish: FINISH[played.finish] }];
}
