// A whole chat answer, read: text, thinking, calls and media in all the places where vendors put them.

import type { Target } from '../codec.ts';
import type { Answer, Choice } from '../conversation/answer.ts';
import { ID_RULES, madeId } from '../conversation/call-ids.ts';
import { fields, isFields, type Fields } from '../conversation/counts.ts';
import { openCustomInput } from '../conversation/custom-input.ts';
import type { MediaPart, Part, TextPart, ToolCallPart } from '../conversation/part.ts';
import type { ToolNames } from '../conversation/tool-names.ts';
import { Failure } from '../failures.ts';
import { citationsIn, foreignAnnotations, listedSources } from './annotations.ts';
import { audioType, imagesIn } from './decode-content.ts';
import { argumentsText } from './decode-message.ts';
import { detailsIn, thinkingOf } from './reasoning-details.ts';
import { stopOf } from './stop.ts';
import { signatureOf } from './signatures.ts';
import { ThinkTagReader } from './think-tags.ts';
import { readUsage, usageIn } from './usage.ts';
import { quirksOf, UNKNOWN_TARGET } from './models.ts';

/** Reads a whole answer. @throws Failure `bad_response_body` when it is none. */
export function decodeAnswer(body: Fields, names: ToolNames, target: Target = UNKNOWN_TARGET): Answer {
  const choices = body['choices'];
  if (!Array.isArray(choices) || choices.length === 0)
    throw new Failure('bad_response_body', 'The upstream answered without any choice.');
  const { thinkTags } = quirksOf(target);
  const id = textIn(body, 'id');
  const ordered = choices
    .map(fields)
    .toSorted((left, right) => Number(left['index'] ?? 0) - Number(right['index'] ?? 0));
  const usage = readUsage(usageIn(body));
  const tier = textIn(body, 'service_tier');
  const listed = listedSources(body);
  return {
    id,
    model: textIn(body, 'model'),
    choices: ordered.map((choice, index) => decodeChoice(choice, { names, thinkTags, listed, seed: `${id}:${index}` })),
    ...(usage === undefined ? {} : { usage }),
    ...(tier === '' ? {} : { serviceTier: tier }),
  };
}

interface Reading {
  readonly names: ToolNames;
  readonly thinkTags: boolean;
  /** Sources that stand beside the answer. */
  readonly listed: NonNullable<TextPart['citations']>;
  /** What an id is made of for a call without one. */
  readonly seed: string;
}

function textIn(value: Fields, name: string): string {
  const text = value[name];
  return typeof text === 'string' ? text : '';
}

function decodeChoice(choice: Fields, reading: Reading): Choice {
  const message = fields(choice['message'] ?? choice['delta']);
  const said = contentOf(message['content'], reading.thinkTags);
  const words = textIn(message, 'reasoning_content') || textIn(message, 'reasoning') || said.thought;
  const thinking = thinkingOf(detailsIn(message['reasoning_details']), words);
  const refusal = textIn(message, 'refusal') || said.refusal;
  const calls = callsIn(message, reading);
  const images = [...said.images, ...imagesIn(message['images'])];
  const audio = audioOf(message['audio']);
  const text = textPart(said.text, message, reading);
  const parts: Part[] = [
    ...thinking,
    ...(text === undefined ? [] : [text]),
    ...images,
    ...(audio === undefined ? [] : [audio]),
    ...(refusal === '' ? [] : [{ type: 'refusal' as const, text: refusal }]),
    ...foreignAnnotations(message['annotations']),
    ...calls,
  ];
  const finish = textIn(choice, 'finish_reason');
  const tokens = fields(choice['logprobs'])['content'];
  return {
    parts,
    stop: stopOf(finish === '' ? undefined : finish, { calls: calls.length > 0, refused: refusal !== '' }),
    ...(Array.isArray(tokens) ? { logprobs: tokens } : {}),
  };
}

interface Said {
  text: string;
  thought: string;
  refusal: string;
  images: MediaPart[];
}

/** What a content says, be it a string or a list of parts (Mistral), with its thinking apart. */
function contentOf(content: unknown, thinkTags: boolean): Said {
  const said: Said = { text: '', thought: '', refusal: '', images: [] };
  if (typeof content === 'string') {
    if (!thinkTags) return { ...said, text: content };
    const reader = new ThinkTagReader();
    for (const { thought, text } of [...reader.push(content), ...reader.close()])
      if (thought) said.thought += text;
      else said.text += text;
    return said;
  }
  for (const part of Array.isArray(content) ? content.filter(isFields) : []) {
    said.text += saidBy(part);
    said.thought += thoughtBy(part);
    said.refusal += textIn(part, 'refusal');
    if (part['type'] === 'image_url') said.images.push(...imagesIn([part]));
  }
  return said;
}

/** The text of a content part of an answer. */
export function saidBy(part: Fields): string {
  return part['type'] === 'text' || part['type'] === 'output_text' ? textIn(part, 'text') : '';
}

/** The thinking of a content part of an answer: Mistral lists texts in it, Cohere writes one. */
export function thoughtBy(part: Fields): string {
  if (part['type'] !== 'thinking') return '';
  const inner = part['thinking'];
  if (typeof inner === 'string') return inner;
  return Array.isArray(inner) ? inner.map(piece => textIn(fields(piece), 'text')).join('') : '';
}

function textPart(text: string, message: Fields, { listed }: Reading): TextPart | undefined {
  if (text === '') return undefined;
  const own = citationsIn(message['annotations']);
  const citations = own.length > 0 ? own : listed;
  const proof = signatureOf(message);
  return {
    type: 'text',
    text,
    ...(citations.length === 0 ? {} : { citations }),
    ...(proof === undefined ? {} : { proof }),
  };
}

/** A spoken answer. Its id and transcript are for a client of chat. */
function audioOf(value: unknown): MediaPart | undefined {
  const audio = fields(value);
  const data = textIn(audio, 'data');
  if (data === '') return undefined;
  const { data: _data, format, ...rest } = audio;
  return {
    type: 'audio',
    source: { kind: 'base64', data },
    mediaType: audioType(typeof format === 'string' ? format : 'wav'),
    native: { origin: 'openai-chat', value: rest },
  };
}

function callsIn(message: Fields, reading: Reading): ToolCallPart[] {
  const list = message['tool_calls'];
  // Spark gives one call as an object.
  const calls = Array.isArray(list) ? list.filter(isFields) : isFields(list) ? [list] : [];
  const legacy = message['function_call'];
  const all = isFields(legacy) && textIn(legacy, 'name') !== '' && calls.length === 0 ? [{ function: legacy }] : calls;
  const seen = new Set<string>();
  return all.flatMap((call, index) => {
    const part = callOf(call, `${reading.seed}:${index}`, reading.names, seen);
    return part === undefined ? [] : [part];
  });
}

function callOf(call: Fields, seed: string, names: ToolNames, seen: Set<string>): ToolCallPart | undefined {
  const custom = isFields(call['custom']) ? call['custom'] : undefined;
  const target = custom ?? fields(call['function']);
  const wire = textIn(target, 'name');
  if (wire === '') return undefined;
  const { name, namespace, kind } = names.client(wire);
  const own = textIn(call, 'id');
  const id = own === '' || seen.has(own) ? madeId(ID_RULES['openai-chat'], seed) : own;
  seen.add(id);
  const text = custom === undefined ? argumentsText(target['arguments']) : textIn(custom, 'input');
  const proof = signatureOf(call);
  return {
    type: 'tool_call',
    id,
    name,
    ...(namespace === undefined ? {} : { namespace }),
    kind: custom === undefined ? kind : 'custom',
    input: custom === undefined && kind === 'custom' ? openCustomInput(text) : text,
    ...(proof === undefined ? {} : { proof }),
  };
}
