// Reads a request of DashScope's own generation of text, and puts it as a chat for whoever speaks no DashScope.

import { isFields, type Fields } from '../conversation/counts.ts';
import { flagField, integerField, isAbsent, objectField, present, refuseField } from '../read-fields.ts';

/** What a client of DashScope's asks. */
export interface GenerationRequest {
  readonly model: string;
  readonly streamed: boolean;
  /** Each event has only what is new; else all of the text so far. */
  readonly incremental: boolean;
  /** How the answer is put: as messages, as one text, or as both where nobody said. */
  readonly format: 'message' | 'text' | 'both';
  /** Messages have lists of parts, in the question and in the answer. */
  readonly multimodal: boolean;
  /** The output limit in tokens that the request names, or undefined. */
  readonly limit: number | undefined;
  readonly choices: number;
  readonly body: Fields;
}

/** No real limit is larger. */
const MOST_TOKENS = 100_000_000;

/** Reads a body. @throws Failure `invalid_request` naming the field */
export function decodeGeneration(
  body: Fields,
  model: string,
  { streamed, multimodal }: Pick<GenerationRequest, 'streamed' | 'multimodal'>,
): GenerationRequest {
  const input = objectField(body, 'input');
  const parameters = objectField(body, 'parameters');
  const { messages, prompt } = input;
  if (!isAbsent(messages) && !Array.isArray(messages)) refuseField('input.messages', 'give a list of messages.');
  if (!isAbsent(prompt) && typeof prompt !== 'string') refuseField('input.prompt', 'give a text.');
  const isAsked = (Array.isArray(messages) && messages.length > 0) || (typeof prompt === 'string' && prompt !== '');
  if (!isAsked) refuseField('input', 'give messages, or a prompt.');
  const format = parameters['result_format'];
  if (!isAbsent(format) && format !== 'message' && format !== 'text')
    refuseField('parameters.result_format', 'give "message" or "text".');
  const hasTools = Array.isArray(parameters['tools']) && parameters['tools'].length > 0;
  return {
    model,
    streamed,
    multimodal,
    incremental: flagField(parameters, 'incremental_output') ?? false,
    format: multimodal || hasTools || format === 'message' ? 'message' : format === 'text' ? 'text' : 'both',
    limit: integerField(parameters, 'max_tokens', 1, MOST_TOKENS),
    choices: integerField(parameters, 'n', 1, 128) ?? 1,
    body,
  };
}

/** Parameters that a chat calls the same. */
const SAME = [
  'temperature',
  'top_p',
  'top_k',
  'seed',
  'max_tokens',
  'stop',
  'presence_penalty',
  'frequency_penalty',
  'repetition_penalty',
  'enable_thinking',
  'thinking_budget',
  'enable_search',
  'search_options',
  'tools',
  'tool_choice',
  'parallel_tool_calls',
  'response_format',
  'n',
  'logprobs',
  'top_logprobs',
] as const;

/** The request as a chat. @throws Failure for what no chat can hold */
export function asChat(request: GenerationRequest): Fields {
  const { body, model, streamed } = request;
  const input = objectField(body, 'input');
  const parameters = objectField(body, 'parameters');
  const same = Object.fromEntries(SAME.map(name => [name, parameters[name] ?? undefined]));
  return present({
    model,
    messages: messagesOf(input),
    ...same,
    ...(streamed ? { stream: true, stream_options: { include_usage: true } } : {}),
  });
}

function messagesOf(input: Fields): readonly Fields[] {
  const { messages, prompt, history } = input;
  const earlier = (Array.isArray(history) ? history.filter(isFields) : []).flatMap(turn => [
    ...(typeof turn['user'] === 'string' ? [{ role: 'user', content: turn['user'] }] : []),
    ...(typeof turn['bot'] === 'string' ? [{ role: 'assistant', content: turn['bot'] }] : []),
  ]);
  const spoken = Array.isArray(messages)
    ? messages.map((message: unknown, index) => messageOf(message, `input.messages[${index}]`))
    : [];
  const last = typeof prompt === 'string' && prompt !== '' ? [{ role: 'user', content: prompt }] : [];
  return [...earlier, ...spoken, ...last];
}

function messageOf(value: unknown, at: string): Fields {
  if (!isFields(value)) return refuseField(at, 'give a message with a role and a content.');
  const { content } = value;
  if (!Array.isArray(content)) return value;
  const parts = content.flatMap((part: unknown, index) => partsOf(part, `${at}.content[${index}]`));
  // Only what a user shows is a list; all others say texts.
  const isPlain = parts.every(part => part['type'] === 'text');
  const text = parts.map(part => String(part['text'])).join(value['role'] === 'user' ? '\n' : '');
  return { ...value, content: isPlain ? text : parts };
}

/** One part of a message: a text, or media by their addresses. */
function partsOf(value: unknown, at: string): readonly Fields[] {
  if (typeof value === 'string') return [{ type: 'text', text: value }];
  if (!isFields(value)) return refuseField(at, 'give an object such as {"text": "…"}.');
  const { text, image, audio, video } = value;
  if (typeof text === 'string') return [{ type: 'text', text }];
  if (typeof image === 'string') return [{ type: 'image_url', image_url: { url: image } }];
  if (typeof audio === 'string') return [audioPart(audio)];
  if (typeof video === 'string') return [{ type: 'video_url', video_url: { url: video } }];
  // Frames of a film, one after another.
  if (Array.isArray(video) && video.every(frame => typeof frame === 'string'))
    return video.map(url => ({ type: 'image_url', image_url: { url } }));
  return refuseField(at, 'give a text, an image, an audio or a video.');
}

function audioPart(address: string): Fields {
  const [, type, data] = /^data:audio\/([\w.+-]+);base64,(.*)$/s.exec(address) ?? [];
  if (type !== undefined && data !== undefined)
    return { type: 'input_audio', input_audio: { data, format: type === 'mpeg' ? 'mp3' : type } };
  const format = /\.([a-z0-9]{2,4})(?:\?|$)/i.exec(address)?.[1]?.toLowerCase() ?? 'wav';
  return { type: 'input_audio', input_audio: { data: address, format } };
}
