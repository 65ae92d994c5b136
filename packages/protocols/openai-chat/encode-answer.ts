// A neutral answer, written for a client of chat: whole.

import type { ClientContext } from '../codec.ts';
import type { Answer, Choice } from '../conversation/answer.ts';
import { ID_RULES, wireId } from '../conversation/call-ids.ts';
import type { Fields } from '../conversation/counts.ts';
import { dataUrl } from '../conversation/media.ts';
import type { Citation, MediaPart, Part, TextPart, ToolCallPart } from '../conversation/part.ts';
import { annotationOf, codePoints } from './annotations.ts';
import { detailsFor } from './reasoning-details.ts';
import { signatureFields } from './signatures.ts';
import { finishReason } from './stop.ts';
import { wavOfSamples } from './wav.ts';
import { writeUsage } from './usage.ts';

/** Our id of an answer in the protocol's style. */
export function chatId(id: string): string {
  return id.startsWith('chatcmpl-') ? id : `chatcmpl-${id}`;
}

/** Whether a client is shown what the model thought; it can ask not to be. */
export function showsThinking({ request }: ClientContext): boolean {
  return request.reasoning?.show !== 'none';
}

/** Whether made images stand in the text too: for clients that did not ask for images in the way that knows `images`. */
export function showsMarkdown({ request }: ClientContext): boolean {
  return request.output.modalities?.includes('image') !== true;
}

/** Writes a whole answer. */
export function encodeAnswer(answer: Answer, client: ClientContext): Record<string, unknown> {
  return {
    id: chatId(client.id),
    object: 'chat.completion',
    created: client.created,
    model: client.model,
    choices: answer.choices.map((choice, index) => encodeChoice(choice, index, client)),
    ...(answer.usage === undefined ? {} : { usage: writeUsage(answer.usage) }),
    ...(answer.serviceTier === undefined ? {} : { service_tier: answer.serviceTier }),
  };
}

function encodeChoice(choice: Choice, index: number, client: ClientContext): Fields {
  const calls = choice.parts.filter(part => part.type === 'tool_call');
  const refusal = choice.parts.flatMap(part => (part.type === 'refusal' ? [part.text] : [])).join('');
  const ending = { calls: calls.length > 0, refused: refusal !== '' };
  const legacy = client.request.legacy === true;
  const { text, annotations } = spokenText(choice, client);
  return {
    index,
    message: {
      role: 'assistant',
      content: text === '' ? null : text,
      refusal: refusal === '' ? null : refusal,
      ...(annotations.length === 0 ? {} : { annotations }),
      ...(showsThinking(client) ? thinkingFields(choice.parts) : {}),
      ...imageFields(choice.parts),
      ...audioFields(choice.parts, client),
      ...callFields(calls, legacy),
      ...signatureFields(choice.parts.findLast((part): part is TextPart => part.type === 'text')?.proof),
    },
    logprobs: choice.logprobs === undefined ? null : { content: choice.logprobs, refusal: null },
    finish_reason: finishReason(choice.stop, ending, legacy),
  };
}

/** The text with the places of its sources, which move when images stand between. */
function spokenText(choice: Choice, client: ClientContext): { readonly text: string; readonly annotations: Fields[] } {
  let text = '';
  const annotations: Fields[] = [];
  const offsets = new TextOffsets();
  for (const part of choice.parts) {
    if (part.type === 'text') {
      text += offsets.gap(part.text);
      const start = offsets.said;
      offsets.say(part.text);
      text += part.text;
      for (const citation of part.citations ?? []) annotations.push(...offsets.annotations(citation, start));
    } else if (part.type === 'image' && showsMarkdown(client)) {
      const shown = markdownOf(part, text === '');
      offsets.insert(shown);
      text += shown;
    } else if (part.type === 'native' && part.native.origin === 'openai-chat' && part.label === 'annotation')
      annotations.push(part.native.value);
  }
  if (choice.stop.reason === 'broken_call') text += brokenCall(text === '');
  return { text, annotations };
}

const GAP = '\n\n';

/** Follows how long the text has grown, by the count of the neutral form and by what the client sees. */
export class TextOffsets {
  /** Characters said by the model. */
  said = 0;
  private readonly inserted: { readonly at: number; readonly length: number }[] = [];
  private afterImage = false;

  say(text: string): void {
    this.said += codePoints(text);
  }

  /** An image stands in the text. */
  insert(markdown: string): void {
    this.inserted.push({ at: this.said, length: codePoints(markdown) });
    this.afterImage = markdown !== '';
  }

  /** What must stand between an image and the text behind it: a blank line, unless there is one. */
  gap(text: string): string {
    if (!this.afterImage || text === '') return '';
    this.afterImage = false;
    if (/^\s/.test(text)) return '';
    this.inserted.push({ at: this.said, length: GAP.length });
    return GAP;
  }

  /** A source as an annotation; without a place of its own it belongs to what was said since `start`. */
  annotations(citation: Citation, start: number): Fields[] {
    // A document of the conversation has no address, and chat no other way to name it.
    if (citation.url === '') return [];
    const from = citation.start ?? start;
    const to = citation.end ?? this.said;
    return [annotationOf(citation, this.shifted(from), this.shifted(to - 1) + 1)];
  }

  private shifted(offset: number): number {
    return this.inserted.reduce((sum, { at, length }) => (at <= offset ? sum + length : sum), offset);
  }
}

/** An image for clients that show Markdown and know no other place for it. */
export function markdownOf(part: MediaPart, first: boolean): string {
  const url = imageUrl(part);
  return url === undefined ? '' : `${first ? '' : '\n\n'}![image](${url})`;
}

/** What a client is told when the model's own call was broken. */
export function brokenCall(first: boolean): string {
  return `${first ? '' : '\n\n'}The model tried to call a tool, but its call was malformed.`;
}

/** The address of an image that the model made. */
export function imageUrl(part: MediaPart): string | undefined {
  const { source } = part;
  if (source.kind === 'url') return source.url;
  return source.kind === 'base64' ? dataUrl(part.mediaType ?? 'image/png', source.data) : undefined;
}

/** One entry of `images`. */
export function imageEntry(part: MediaPart, index: number): Fields[] {
  const url = imageUrl(part);
  return url === undefined ? [] : [{ type: 'image_url', image_url: { url }, index }];
}

function imageFields(parts: readonly Part[]): Fields {
  const images = parts.filter((part): part is MediaPart => part.type === 'image').flatMap(imageEntry);
  return images.length === 0 ? {} : { images };
}

function thinkingFields(parts: readonly Part[]): Fields {
  const thinking = parts.filter(part => part.type === 'thinking');
  if (thinking.length === 0) return {};
  const text = thinking.map(part => part.text).join('');
  return {
    ...(text === '' ? {} : { reasoning_content: text }),
    reasoning_details: thinking.flatMap((part, index) => detailsFor(part, index)),
  };
}

function audioFields(parts: readonly Part[], client: ClientContext): Fields {
  const sounds = parts.filter((part): part is MediaPart => part.type === 'audio' && part.source.kind === 'base64');
  const [first] = sounds;
  if (first === undefined || first.source.kind !== 'base64') return {};
  const own = first.native?.origin === 'openai-chat' ? first.native.value : {};
  const pieces = sounds.flatMap(({ source }) => (source.kind === 'base64' ? [source.data] : []));
  const samples = first.mediaType === 'audio/l16' || first.mediaType === 'audio/pcm';
  const raw = samples && client.request.output.speech?.format === 'pcm16';
  const data = samples ? wavOfSamples(pieces, raw) : (pieces[0] ?? '');
  return {
    audio: { id: `audio_${client.id}`, expires_at: client.created + 3600, transcript: '', ...own, data },
  };
}

/** The id by which the client knows a call: within what it can send to OpenAI itself. */
export function clientCallId(id: string): string {
  return wireId(ID_RULES['openai-chat'], id);
}

/** A call as the client sees it, with the whole of its input. */
export function callFor(part: ToolCallPart): Fields {
  const { name, input } = part;
  const id = clientCallId(part.id);
  const target =
    part.kind === 'custom'
      ? { type: 'custom', custom: { name, input } }
      : { type: 'function', function: { name, arguments: input.trim() === '' ? '{}' : input } };
  return { id, ...target, ...signatureFields(part.proof) };
}

function callFields(calls: readonly ToolCallPart[], legacy: boolean): Fields {
  const [first] = calls;
  if (first === undefined) return {};
  if (!legacy) return { tool_calls: calls.map(callFor) };
  return { function_call: { name: first.name, arguments: first.input.trim() === '' ? '{}' : first.input } };
}
