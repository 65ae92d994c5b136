// An order of a picture read out of a conversation: what was said last, with the pictures that it is about.

import type { MediaPart, Part } from '@turnpike/protocols/conversation/part';
import type { ConversationRequest } from '@turnpike/protocols/conversation/request';
import { Failure } from '@turnpike/protocols/failures';
import { MOST_SOURCES, readImageRequest } from '@turnpike/protocols/images/openai-request';
import type { ImageRequest, ImageSource } from '@turnpike/protocols/images/request';
import { imageDialectOf } from '../../providers/image-offers.ts';
import type { Channel, World } from '../../world.ts';
import type { Call } from '../call.ts';
import { fieldValue, scanObject } from '../envelope.ts';
import { list, record, text } from '../json.ts';

/** Fields of OpenAI's order that clients write beside a conversation. */
const BESIDE = ['size', 'quality', 'background', 'output_format', 'aspect_ratio', 'style', 'n', 'seed', 'moderation'];
/** Pictures on their way to one (openai-images §2). */
const MOST_SKETCHES = 3;
const MARKDOWN = /!\[[^\]]*\]\(((?:data:image\/|https?:\/\/)[^)\s]+)\)/g;

/**
 * Whether a call of a language model is one for a picture: its model draws and does nothing else, and its channel is
 * asked for pictures in another way than by conversations.
 */
export function drawsInChat(world: World, call: Call, channel: Channel, upstream: string): boolean {
  if (call.operation !== 'generate') return false;
  const model = world.model(call.model);
  // What the catalog does not know draws where its channel has nothing else to say.
  const draws =
    model === undefined ? channel.speaks.length === 0 : model.kind === 'image' && model.provider !== 'google';
  if (!draws) return false;
  const dialect = imageDialectOf(channel, upstream);
  return dialect !== undefined && dialect !== 'gemini';
}

/** The order in a conversation. @throws Failure when nothing is asked for */
export function orderIn(call: Call, { messages }: ConversationRequest): ImageRequest {
  const last = messages.findLast(({ role }) => role === 'user');
  const prompt = (last?.parts ?? []).flatMap(part => (part.type === 'text' ? [part.text] : [])).join('\n');
  if (prompt.trim() === '')
    throw new Failure('invalid_request', 'The last message must say in words what is to be drawn.', {
      param: 'messages',
    });
  const rules = messages
    .filter(({ role }) => role === 'system' || role === 'developer')
    .flatMap(({ parts }) => parts.flatMap(part => (part.type === 'text' ? [part.text] : [])));
  const shown = picturesIn(last?.parts ?? []);
  // Nothing shown with it: it is about the picture that came last, drawn or shown.
  const before = messages.slice(0, last === undefined ? 0 : messages.indexOf(last));
  const images = shown.length > 0 ? shown : before.flatMap(({ parts }) => picturesIn(parts)).slice(-1);
  const body = { ...besideIn(call), model: call.model, prompt: [...rules, prompt].join('\n\n') };
  const request = readImageRequest(
    images.length > 0 ? 'edit' : 'generate',
    body,
    images.slice(-MOST_SOURCES),
    undefined,
  );
  return { ...request, wants: 'b64_json', streams: false };
}

/** Pictures among parts, and those that an assistant showed in Markdown. */
function picturesIn(parts: readonly Part[]): ImageSource[] {
  return parts.flatMap((part): ImageSource[] => {
    if (part.type === 'image') return sourceOf(part);
    if (part.type !== 'text') return [];
    return [...part.text.matchAll(MARKDOWN)].flatMap(([, url = '']): ImageSource[] => {
      const [, mediaType, data] = /^data:([^;,]+);base64,(.+)$/.exec(url) ?? [];
      if (data !== undefined && mediaType !== undefined) return [{ kind: 'base64', data, mediaType }];
      return url.startsWith('data:') ? [] : [{ kind: 'url', url }];
    });
  });
}

function sourceOf({ source, mediaType }: MediaPart): ImageSource[] {
  if (source.kind === 'base64') return [{ kind: 'base64', data: source.data, mediaType: mediaType ?? 'image/png' }];
  return source.kind === 'url' ? [{ kind: 'url', url: source.url }] : [];
}

/**
 * How many pictures on their way the client wants to be shown: beside the conversation, or in Responses' tool that draws.
 * @throws Failure for a number that there is not
 */
export function sketchesIn(call: Call): number {
  const value = fieldValue(call.envelope, 'partial_images') ?? toolIn(call)['partial_images'];
  if (value === undefined || value === null) return 0;
  if (typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= MOST_SKETCHES) return value;
  throw new Failure('invalid_request', `partial_images must be a whole number from 0 to ${MOST_SKETCHES}.`, {
    param: 'partial_images',
  });
}

/** Responses' tool that draws, where it is offered: its fields are those of an order. */
function toolIn({ envelope, protocol }: Call): Readonly<Record<string, unknown>> {
  if (protocol !== 'openai-responses' || !envelope.fields.has('tools')) return {};
  return (
    list(fieldValue(envelope, 'tools'))
      .map(record)
      .find(tool => tool['type'] === 'image_generation') ?? {}
  );
}

/** What the client says of the picture beside the conversation: OpenAI's fields, or Google's configuration. */
function besideIn(call: Call): Record<string, unknown> {
  const { envelope } = call;
  const beside: Record<string, unknown> = {};
  const tool = toolIn(call);
  for (const name of BESIDE) {
    const value = fieldValue(envelope, name) ?? tool[name];
    if (value !== undefined && value !== null) beside[name] = value;
  }
  const span = envelope.fields.get('generationConfig') ?? envelope.fields.get('generation_config');
  const config = span === undefined ? undefined : scanObject(envelope.body, span);
  if (config === undefined) return beside;
  const image = record(fieldValue(config, 'imageConfig') ?? fieldValue(config, 'image_config'));
  const ratio = text(image['aspectRatio'] ?? image['aspect_ratio']);
  const size = text(image['imageSize'] ?? image['image_size']);
  return { ...beside, ...(ratio === '' ? {} : { aspect_ratio: ratio }), ...(size === '' ? {} : { quality: size }) };
}
