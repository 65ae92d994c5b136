// The turns of a conversation, written as chat messages: the calls and their results, media, and thinking where it is wanted.

import { wireId } from '../conversation/call-ids.ts';
import type { Fields } from '../conversation/counts.ts';
import { wrapCustomInput } from '../conversation/custom-input.ts';
import type { MediaPart, Part, TextPart, ThinkingPart, ToolCallPart, ToolResultPart } from '../conversation/part.ts';
import type { ToolNames } from '../conversation/tool-names.ts';
import type { PlacedPart, Turn } from '../conversation/turns.ts';
import { annotationOf } from './annotations.ts';
import { contentOf, markOf, mediaParts, refusePart, textPart, type Writing } from './encode-content.ts';
import { signatureFields } from './signatures.ts';
import { detailsFor } from './reasoning-details.ts';

/** What the writing of turns remembers from one to the next. */
export interface TurnWriting extends Writing {
  readonly names: ToolNames;
  /** Whether the model thinks in this request; calls without thinking then need what stands in for it. */
  readonly thinks: boolean;
  /** Whether the answer goes on from the last message. */
  readonly prefill: boolean;
}

type Message = Record<string, unknown>;

/** All messages. @throws Failure naming the message and the part that the target cannot hold. */
export function encodeTurns(writing: TurnWriting, turns: readonly Turn[]): Message[] {
  const messages: Message[] = [];
  // Ids of the running turn's calls, by their place; results stand in the same order.
  let calls: CallIds = new CallIds(writing);
  let shown: PlacedPart<MediaPart>[] = [];
  for (const [index, turn] of turns.entries()) {
    if (turn.role === 'assistant') {
      calls = new CallIds(writing);
      const last = index === turns.length - 1;
      const spoken = assistantMessage(writing, turn, calls, last);
      if (spoken.message !== undefined) messages.push(spoken.message);
      shown = spoken.images;
    } else if (turn.role === 'user') {
      messages.push(...userMessages(writing, turn, calls, shown));
      shown = [];
    } else messages.push(systemMessage(writing, turn));
  }
  if (shown.length > 0) messages.push({ role: 'user', content: shown.flatMap(image => mediaParts(writing, image)) });
  return writing.quirks.system === 'one' ? withOneSystem(messages) : messages;
}

/** The ids of one turn's calls on the wire: two calls of one id are told apart, and their results with them. */
class CallIds {
  private readonly writing: TurnWriting;
  private readonly called = new Map<string, number>();
  private readonly answered = new Map<string, number>();

  constructor(writing: TurnWriting) {
    this.writing = writing;
  }

  call(id: string): string {
    return this.next(this.called, id);
  }

  result(id: string): string {
    return this.next(this.answered, id);
  }

  private next(seen: Map<string, number>, id: string): string {
    const occurrence = seen.get(id) ?? 0;
    seen.set(id, occurrence + 1);
    const rule = this.writing.quirks.ids;
    const wire = wireId(rule, id, occurrence);
    // A rule of an exact length (Mistral's nine) is met by the digest alone.
    return rule.pattern.test(wire) ? wire : wire.slice(-rule.longest).replace(/[^a-zA-Z0-9]/g, '0');
  }
}

function systemMessage(writing: TurnWriting, turn: Turn): Message {
  const { quirks } = writing;
  const parts = turn.parts.flatMap(({ part, at }) => {
    if (part.type === 'text') return part.text === '' ? [] : [textPart(writing, part, at)];
    return refusePart(writing, part, at, 'a system message can only hold text.');
  });
  return {
    role: turn.role === 'developer' && quirks.developer ? 'developer' : 'system',
    content: contentOf(parts, quirks.lists === 'all' && writing.native, '\n\n'),
    ...nameOf(writing, turn),
  };
}

/** One system message at the head, for vendors that refuse any other. */
function withOneSystem(messages: readonly Message[]): Message[] {
  const texts = messages.filter(message => message['role'] === 'system').map(message => flat(message['content']));
  const others = messages.filter(message => message['role'] !== 'system');
  return texts.length === 0 ? others : [{ role: 'system', content: texts.join('\n\n') }, ...others];
}

function flat(content: unknown): string {
  if (typeof content === 'string') return content;
  return Array.isArray(content) ? content.map((part: Fields) => String(part['text'] ?? '')).join('\n\n') : '';
}

function nameOf(writing: TurnWriting, turn: Turn): Fields {
  if (turn.name === undefined) return {};
  if (writing.quirks.names) return { name: turn.name.replace(/[\s<|\\/>]+/g, '_').slice(0, 64) };
  const [first] = turn.parts;
  if (first !== undefined) writing.losses.path(`${first.at}.name`);
  return {};
}

/** A turn of the user: the results of tools each in a message of its own, then the rest in one. */
function userMessages(
  writing: TurnWriting,
  turn: Turn,
  calls: CallIds,
  shown: readonly PlacedPart<MediaPart>[],
): Message[] {
  const messages: Message[] = [];
  const content: Fields[] = [];
  for (const { part, at } of turn.parts) {
    if (part.type !== 'tool_result') continue;
    const { message, media } = resultMessage(writing, part, at, calls.result(part.callId));
    messages.push(message);
    content.push(...media);
  }
  content.push(...shown.flatMap(image => mediaParts(writing, image)));
  for (const placed of turn.parts) content.push(...userParts(writing, placed));
  if (content.length > 0 || messages.length === 0) {
    const { lists } = writing.quirks;
    messages.push({
      role: 'user',
      content: contentOf(content, lists !== 'none' && writing.native, '\n\n'),
      ...nameOf(writing, turn),
    });
  }
  return messages;
}

function userParts(writing: TurnWriting, { part, at }: PlacedPart): Fields[] {
  switch (part.type) {
    case 'tool_result':
      return [];
    case 'text':
      return part.text === '' ? [] : [textPart(writing, part, at)];
    case 'image':
    case 'audio':
    case 'video':
    case 'file':
      return mediaParts(writing, { part, at });
    case 'native':
      if (part.native.origin === 'openai-chat' && writing.quirks.extras === 'pass') return [part.native.value];
      return refusePart(writing, part, at, `${part.label} has no like in OpenAI Chat.`);
    case 'refusal':
      return [{ type: 'text', text: part.text }];
    default:
      return refusePart(writing, part, at, `a ${part.type} cannot stand in a user's message.`);
  }
}

/** The result of a tool: its text in the message, its media for a message of the user's after all results. */
function resultMessage(
  writing: TurnWriting,
  part: ToolResultPart,
  at: string,
  id: string,
): { readonly message: Message; readonly media: Fields[] } {
  const texts = part.content.filter((inner): inner is TextPart => inner.type === 'text' && inner.text !== '');
  const media = part.content.filter((inner): inner is MediaPart => inner.type !== 'text');
  const shown = media.flatMap(inner => mediaParts(writing, { part: inner, at }));
  const parts: Fields[] = texts.map(text => textPart(writing, text, at));
  if (part.object !== undefined && parts.length === 0) parts.push({ type: 'text', text: part.object });
  if (shown.length > 0) {
    writing.losses.part(part, at, undefined, 'emulated');
    parts.push({
      type: 'text',
      text: `(${shown.length === 1 ? 'A file of this result follows' : `${shown.length} files of this result follow`} in the next user message.)`,
    });
  }
  if (parts.length === 0) parts.push({ type: 'text', text: '(no output)' });
  const first = parts[0];
  if (part.failed && first !== undefined && !/^\s*error/i.test(String(first['text'])))
    parts[0] = { ...first, text: `Error: ${String(first['text'])}` };
  const last = parts.at(-1);
  if (last !== undefined) parts[parts.length - 1] = { ...last, ...markOf(writing, part, at) };
  const label = { type: 'text', text: `From the result of the tool call ${id}:` };
  return {
    message: {
      role: 'tool',
      tool_call_id: id,
      content: contentOf(parts, writing.quirks.lists === 'all' && writing.native, '\n'),
    },
    media: shown.length === 0 ? [] : [label, ...shown],
  };
}

interface Spoken {
  readonly message: Message | undefined;
  /** Images that the assistant made, which its own message cannot hold. */
  readonly images: PlacedPart<MediaPart>[];
}

function assistantMessage(writing: TurnWriting, turn: Turn, ids: CallIds, last: boolean): Spoken {
  const { quirks, losses } = writing;
  const draft = new AssistantDraft();
  for (const { part, at } of turn.parts) addToAssistant(writing, draft, part, at, ids);
  const thinking = thinkingFields(writing, draft);
  const tags = thinking['tags'];
  const content = contentOf(draft.content, quirks.lists === 'all' && writing.native, draft.glue);
  const text = typeof tags === 'string' && typeof content === 'string' ? tags + content : content;
  const { tags: _tags, ...fields } = thinking;
  if (draft.empty && Object.keys(fields).length === 0) return { message: undefined, images: draft.images };
  const silent =
    draft.content.length === 0 &&
    (draft.calls.length > 0 || draft.fields['refusal'] !== undefined || draft.fields['audio'] !== undefined);
  const ownImages = quirks.history.includes('images') ? draft.images : [];
  const message: Message = {
    role: 'assistant',
    content: silent && text === '' ? null : text,
    ...nameOf(writing, turn),
    ...fields,
    ...draft.fields,
    ...(ownImages.length === 0 ? {} : { images: ownImages.flatMap(image => mediaParts(writing, image)) }),
    ...(draft.calls.length === 0 ? {} : { tool_calls: draft.calls }),
    ...(last && writing.prefill && quirks.prefill !== undefined ? { [quirks.prefill]: true } : {}),
  };
  const left = ownImages.length === 0 ? draft.images : [];
  for (const image of left) losses.part(image.part, image.at, undefined, 'emulated');
  return { message, images: left };
}

/** An assistant's message while it is put together. */
class AssistantDraft {
  readonly content: Fields[] = [];
  readonly calls: Fields[] = [];
  readonly thinking: PlacedPart<ThinkingPart>[] = [];
  readonly images: PlacedPart<MediaPart>[] = [];
  readonly fields: Record<string, unknown> = {};
  /** What joins its texts: nothing when they follow each other, a blank line when something stood between. */
  glue = '';

  get empty(): boolean {
    return this.content.length === 0 && this.calls.length === 0 && Object.keys(this.fields).length === 0;
  }
}

function addToAssistant(writing: TurnWriting, draft: AssistantDraft, part: Part, at: string, ids: CallIds): void {
  switch (part.type) {
    case 'text':
      if (part.text === '') return;
      if (draft.content.length > 0 && draft.calls.length > 0) draft.glue = '\n\n';
      draft.content.push(textPart(writing, part, at));
      if (part.proof?.origin === 'gemini-generate' && writing.quirks.history.includes('signatures'))
        Object.assign(draft.fields, signatureFields(part.proof));
      addSources(writing, draft, part, at);
      return;
    case 'thinking':
      draft.thinking.push({ part, at });
      return;
    case 'tool_call':
      draft.calls.push(callOf(writing, part, at, ids.call(part.id)));
      return;
    case 'refusal':
      if (writing.quirks.history.includes('refusal')) draft.fields['refusal'] = part.text;
      else draft.content.push({ type: 'text', text: part.text });
      return;
    case 'audio':
      return addAudio(writing, draft, part, at);
    case 'image':
      draft.images.push({ part, at });
      return;
    case 'server_tool':
      // What the provider's own tool found is in the answer that follows; the blocks mean nothing elsewhere.
      writing.losses.part(part, at);
      return;
    case 'native':
      if (part.native.origin === 'openai-chat' && writing.quirks.history.includes('annotations'))
        addAnnotations(draft, [part.native.value]);
      else writing.losses.part(part, at);
      return;
    default:
      refusePart(writing, part, at, `a ${part.type} cannot stand in an assistant's message.`);
  }
}

function addAnnotations(draft: AssistantDraft, annotations: readonly Fields[]): void {
  const known = draft.fields['annotations'];
  draft.fields['annotations'] = [...(Array.isArray(known) ? known : []), ...annotations];
}

function addSources(writing: TurnWriting, draft: AssistantDraft, part: TextPart, at: string): void {
  if (part.citations === undefined || part.citations.length === 0) return;
  if (writing.native && writing.quirks.history.includes('annotations'))
    addAnnotations(
      draft,
      part.citations.map(citation => annotationOf(citation, citation.start ?? 0, citation.end ?? 0)),
    );
  else writing.losses.part(part, at, 'annotations');
}

/** A spoken answer: by its id where that is known; else there is no place for it. */
function addAudio(writing: TurnWriting, draft: AssistantDraft, part: MediaPart, at: string): void {
  const { source } = part;
  if (source.kind === 'file' && source.origin === 'openai-chat' && writing.quirks.history.includes('audio'))
    draft.fields['audio'] = { id: source.id };
  else writing.losses.part(part, at);
}

function callOf(writing: TurnWriting, part: ToolCallPart, at: string, id: string): Fields {
  const { quirks, names, losses } = writing;
  const name = names.wire({
    name: part.name,
    kind: part.kind,
    ...(part.namespace === undefined ? {} : { namespace: part.namespace }),
  });
  if (part.cache !== undefined) losses.part(part, at, 'cache_control');
  if (part.kind === 'custom' && quirks.customTools) return { id, type: 'custom', custom: { name, input: part.input } };
  const text = part.kind === 'custom' ? wrapCustomInput(part.input) : part.input.trim() === '' ? '{}' : part.input;
  const signed = part.proof?.origin === 'gemini-generate' && quirks.history.includes('signatures');
  return {
    id,
    type: 'function',
    function: { name, arguments: text },
    ...(signed ? signatureFields(part.proof) : {}),
  };
}

/** Earlier thinking in the place where the vendor wants it; elsewhere it stays away, and is a loss. */
function thinkingFields(writing: TurnWriting, draft: AssistantDraft): Record<string, unknown> {
  const { back } = writing.quirks;
  const wanted = back !== undefined && (back.when === 'always' || draft.calls.length > 0);
  if (!wanted) {
    for (const { part, at } of draft.thinking) writing.losses.part(part, at);
    return {};
  }
  const text = draft.thinking.map(({ part }) => part.text).join('');
  const lost = draft.calls.length > 0 && writing.thinks ? back.lost : undefined;
  if (back.as === 'tags') return text === '' ? {} : { tags: `<think>${text}</think>` };
  if (back.as !== 'reasoning_details') {
    const said = text === '' ? lost : text;
    return said === undefined ? {} : { [back.as]: said };
  }
  if (draft.thinking.length === 0) return {};
  const details = draft.thinking.flatMap(({ part }, index) => detailsFor(ownProof(part), index));
  const kept = details.filter(
    detail => detail['type'] !== 'reasoning.text' || detail['text'] !== '' || 'signature' in detail,
  );
  return kept.length === 0 ? {} : { reasoning_details: kept };
}

/** Thinking less the proof of another protocol's maker, which nobody here can read. */
function ownProof(part: ThinkingPart): ThinkingPart {
  if (part.proof === undefined || part.proof.origin === 'openai-chat') return part;
  return { type: 'thinking', text: part.text };
}
