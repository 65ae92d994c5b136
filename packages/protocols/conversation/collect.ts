// A whole answer as the events of a stream, and events gathered into a whole answer.

import type { Answer, Choice, Stop } from './answer.ts';
import type { StreamEvent } from './event.ts';
import type { Fault } from './fault.ts';
import type { Proof } from './origin.ts';
import type { Citation, Part, ToolCallPart } from './part.ts';
import type { Usage } from './usage.ts';

type Writable<Shape> = { -readonly [Field in keyof Shape]: Shape[Field] };
type Of<Type extends StreamEvent['type']> = Extract<StreamEvent, { type: Type }>;

/** Cuts a text into the pieces that its deltas carry. */
export type Cut = (text: string) => readonly string[];

const inOnePiece: Cut = text => (text === '' ? [] : [text]);

/** The events that tell a whole answer, in order; `cut` says in what pieces its texts come. */
export function eventsOf(answer: Answer, cut: Cut = inOnePiece): readonly StreamEvent[] {
  const events: StreamEvent[] = [{ type: 'start', id: answer.id, model: answer.model }];
  for (const [choice, given] of answer.choices.entries()) {
    let call = 0;
    for (const part of given.parts) {
      events.push(...partEvents(part, choice, call, cut));
      if (part.type === 'tool_call') call += 1;
    }
    if (given.logprobs !== undefined) events.push({ type: 'logprobs', choice, tokens: given.logprobs });
    events.push({ type: 'stop', choice, stop: given.stop });
  }
  if (answer.usage !== undefined) events.push({ type: 'usage', usage: answer.usage });
  events.push({ type: 'end' });
  return events;
}

function partEvents(part: Part, choice: number, call: number, cut: Cut): readonly StreamEvent[] {
  switch (part.type) {
    case 'text':
      return [
        ...cut(part.text).map((text): StreamEvent => ({ type: 'text', choice, text })),
        ...(part.citations ?? []).map((citation): StreamEvent => ({ type: 'citation', choice, citation })),
        { type: 'text_end', choice, ...proven(part.proof) },
      ];
    case 'thinking':
      if (part.redacted === true) return [{ type: 'part', choice, part }];
      return [
        ...cut(part.text).map((text): StreamEvent => ({ type: 'thinking', choice, text })),
        { type: 'thinking_end', choice, ...proven(part.proof) },
      ];
    case 'refusal':
      return cut(part.text).map((text): StreamEvent => ({ type: 'refusal', choice, text }));
    case 'tool_call':
      return [
        callEvent(part, choice, call),
        ...cut(part.input).map((text): StreamEvent => ({ type: 'tool_input', choice, call, text })),
        { type: 'tool_call_end', choice, call, ...proven(part.proof) },
      ];
    default:
      return [{ type: 'part', choice, part }];
  }
}

function callEvent(part: ToolCallPart, choice: number, call: number): StreamEvent {
  const { id, name, kind, namespace } = part;
  return { type: 'tool_call', choice, call, id, name, kind, ...(namespace === undefined ? {} : { namespace }) };
}

function proven(proof: Proof | undefined): { readonly proof?: Proof } {
  return proof === undefined ? {} : { proof };
}

/** Gathers the events of one stream. Memory grows with the answer: for answers that the client wants whole. */
export class AnswerCollector {
  private id = '';
  private model = '';
  private usage: Usage | undefined;
  private readonly choices = new Map<number, OpenChoice>();
  /** What went wrong, where the stream ended with an error. */
  fault: Fault | undefined;
  /** Whether the last event of a complete answer was seen. */
  ended = false;

  push(event: StreamEvent): void {
    switch (event.type) {
      case 'start':
        this.id = event.id;
        this.model = event.model;
        this.usage = event.usage ?? this.usage;
        return;
      case 'usage':
        this.usage = event.usage;
        return;
      case 'end':
        this.ended = true;
        return;
      case 'error':
        this.fault = event.fault;
        return;
      default:
        this.choice(event.choice).push(event);
    }
  }

  /** The answer as far as it came. */
  answer(): Answer {
    return {
      id: this.id,
      model: this.model,
      choices: [...this.choices].sort(([left], [right]) => left - right).map(([, choice]) => choice.close()),
      ...(this.usage === undefined ? {} : { usage: this.usage }),
    };
  }

  /** Upstreams count choices as they like, also with gaps: only those that were spoken of are there. */
  private choice(index: number): OpenChoice {
    const known = this.choices.get(index);
    if (known !== undefined) return known;
    const opened = new OpenChoice();
    this.choices.set(index, opened);
    return opened;
  }
}

type Draft = Writable<Part>;
type DraftText = Extract<Draft, { type: 'text' }>;
type DraftCall = Extract<Draft, { type: 'tool_call' }>;
type ChoiceEvent = Extract<StreamEvent, { choice: number }>;

/** One choice while it is gathered. */
class OpenChoice {
  private readonly parts: Draft[] = [];
  private readonly calls = new Map<number, DraftCall>();
  /** The block of text, thinking or refusal that further deltas belong to. */
  private open: Extract<Draft, { text: string }> | undefined;
  private readonly early: Citation[] = [];
  private tokens: unknown[] | undefined;
  private stop: Stop | undefined;

  push(event: ChoiceEvent): void {
    switch (event.type) {
      case 'text':
      case 'thinking':
      case 'refusal':
        this.block(event.type).text += event.text;
        return;
      case 'text_end':
      case 'thinking_end':
        this.endBlock(event);
        return;
      case 'tool_call':
        this.beginCall(event);
        return;
      case 'tool_input': {
        const call = this.calls.get(event.call);
        if (call !== undefined) call.input += event.text;
        return;
      }
      case 'tool_call_end': {
        const call = this.calls.get(event.call);
        if (call !== undefined && event.proof !== undefined) call.proof = event.proof;
        return;
      }
      case 'part':
        this.open = undefined;
        this.parts.push(event.part);
        return;
      case 'citation':
        this.cite(event.citation);
        return;
      case 'logprobs':
        (this.tokens ??= []).push(...event.tokens);
        return;
      case 'stop':
        this.stop = event.stop;
    }
  }

  close(): Choice {
    this.settleCitations();
    for (const call of this.calls.values()) if (call.kind === 'function' && call.input === '') call.input = '{}';
    const called = this.calls.size > 0;
    return {
      parts: this.parts,
      stop: this.stop ?? { reason: called ? 'tool_calls' : 'end' },
      ...(this.tokens === undefined ? {} : { logprobs: this.tokens }),
    };
  }

  private block(type: 'text' | 'thinking' | 'refusal'): { text: string } {
    if (this.open?.type === type) return this.open;
    const part = { type, text: '' };
    this.open = part;
    this.parts.push(part);
    if (part.type === 'text' && this.early.length > 0) Object.assign(part, { citations: this.early.splice(0) });
    return part;
  }

  /** An end without a block before it stands for itself when it proves something: thinking whose text was omitted. */
  private endBlock(event: Of<'text_end'> | Of<'thinking_end'>): void {
    const type = event.type === 'text_end' ? 'text' : 'thinking';
    if (event.proof !== undefined) Object.assign(this.block(type), { proof: event.proof });
    if (this.open?.type === type) this.open = undefined;
  }

  private beginCall(event: Of<'tool_call'>): void {
    const { id, name, kind, namespace } = event;
    const part: DraftCall = {
      type: 'tool_call',
      id,
      name,
      kind,
      input: '',
      ...(namespace === undefined ? {} : { namespace }),
    };
    this.open = undefined;
    this.calls.set(event.call, part);
    this.parts.push(part);
  }

  /** Most upstreams send citations in the block of their text or behind all texts, one at the beginning of the block. */
  private cite(citation: Citation): void {
    const open = this.parts.find(part => part === this.open);
    if (open?.type === 'text') open.citations = [...(open.citations ?? []), citation];
    else this.early.push(citation);
  }

  /** Citations that no text followed belong to the last one. */
  private settleCitations(): void {
    const text = this.parts.findLast((part): part is DraftText => part.type === 'text');
    if (text !== undefined && this.early.length > 0)
      text.citations = [...(text.citations ?? []), ...this.early.splice(0)];
  }
}
