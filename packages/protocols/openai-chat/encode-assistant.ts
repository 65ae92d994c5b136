// A turn of the assistant, written as one chat message: text, calls, and thinking where the vendor wants it back.

import type { Fields } from '../conversation/counts.ts';
import { wrapCustomInput } from '../conversation/custom-input.ts';
import type { MediaPart, Part, TextPart, ThinkingPart, ToolCallPart } from '../conversation/part.ts';
import type { PlacedPart, Turn } from '../conversation/turns.ts';
import { annotationOf } from './annotations.ts';
import { contentOf, mediaParts, refusePart, textPart } from './encode-content.ts';
import { detailsFor } from './reasoning-details.ts';
import { signatureFields } from './signatures.ts';
import { nameOf, type CallIds, type Message, type TurnWriting } from './turn-writing.ts';

/** A turn of the assistant on the wire. */
export interface Spoken {
  readonly message: Message | undefined;
  /** Images that the assistant made, which its own message cannot hold. */
  readonly images: PlacedPart<MediaPart>[];
}

/** Writes a turn; `last` when the conversation ends with it. */
export function assistantMessage(writing: TurnWriting, turn: Turn, ids: CallIds, last: boolean): Spoken {
  const { quirks, losses } = writing;
  const draft = new AssistantDraft();
  for (const { part, at } of turn.parts) addToAssistant(writing, draft, part, at, ids);
  const thinking = thinkingFields(writing, draft);
  const tags = thinking['tags'];
  const content = contentOf(draft.content, quirks.lists === 'all' && writing.native, draft.glue);
  const text = typeof tags === 'string' && typeof content === 'string' ? tags + content : content;
  const { tags: _tags, ...fields } = thinking;
  // Thinking that is left out leaves no message behind.
  if (draft.empty && draft.thinking.length > 0 && Object.keys(fields).length === 0)
    return { message: undefined, images: draft.images };
  const silent =
    draft.content.length === 0 &&
    (draft.calls.length > 0 || draft.fields['refusal'] !== undefined || draft.fields['audio'] !== undefined);
  const ownImages = quirks.history.includes('images') ? draft.images : [];
  const message: Message = {
    role: 'assistant',
    content: silent && text === '' && quirks.nulls ? null : text,
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
