// The items that a response is writing: each tells its steps as they come, and stands whole at its end.

import type { Proof } from '../conversation/origin.ts';
import type { Citation } from '../conversation/part.ts';
import { CustomInputReader } from '../conversation/custom-input.ts';
import { codePoints, writeAnnotation } from './citations.ts';
import { sealProof, UNPROVEN, type Owner } from './proofs.ts';
import { given, type Item } from './wire.ts';

type Fields = Readonly<Record<string, unknown>>;

/** Where the steps of a response go. */
export interface Sink {
  /** One step. */
  tell(type: string, fields: Fields): void;
  /** The many steps that differ in their `delta` alone: what they share is put together once. */
  deltas(type: string, fields: Fields): (delta: string) => void;
}

/** Where an item stands. */
export interface Place {
  readonly id: string;
  readonly index: number;
  readonly sink: Sink;
}

/** How an item ends. */
export type Status = 'completed' | 'incomplete';

/** A message of the assistant: texts and refusals, one content part after another. */
export class MessageWriter {
  readonly kind = 'message';
  private readonly place: Place;
  private readonly content: Item[] = [];
  private part: 'text' | 'refusal' | undefined;
  private more: (delta: string) => void = () => undefined;
  private text = '';
  private annotations: Item[] = [];
  private logprobs: unknown[] = [];
  /** Citations that are of everything since the block began, or of text that is still to come. */
  private waiting: Citation[];
  private blockStart = 0;
  /** Code points of the answer's text before the open part. */
  private base: number;

  constructor(place: Place, base: number, early: readonly Citation[]) {
    this.place = place;
    this.base = base;
    this.waiting = [...early];
    place.sink.tell('response.output_item.added', { output_index: place.index, item: this.item('in_progress', []) });
  }

  /** Code points of the answer's text up to here. */
  get characters(): number {
    return this.base + (this.part === 'text' ? codePoints(this.text) : 0);
  }

  say(kind: 'text' | 'refusal', delta: string): void {
    if (this.part !== kind) this.open(kind);
    this.text += delta;
    this.more(delta);
  }

  score(tokens: readonly unknown[]): void {
    if (this.part !== 'text') return;
    this.logprobs.push(...tokens);
    this.tell('response.output_text.delta', { delta: '', logprobs: tokens });
  }

  cite(citation: Citation): void {
    const { start, end } = citation;
    const ready = this.part === 'text' && start !== undefined && end !== undefined && end <= this.characters;
    if (ready) this.annotate(citation);
    else this.waiting.push(citation);
  }

  /** A block of the text is over: what cites all of it is written now. The text goes on in the same part. */
  endBlock(): void {
    if (this.part !== 'text') return;
    for (const citation of this.waiting.splice(0)) this.annotate(citation);
    this.blockStart = codePoints(this.text);
  }

  close(status: Status): Item {
    this.closePart();
    const item = this.item(status, this.content);
    this.place.sink.tell('response.output_item.done', { output_index: this.place.index, item });
    return item;
  }

  private open(kind: 'text' | 'refusal'): void {
    this.closePart();
    this.part = kind;
    const part =
      kind === 'text' ? { type: 'output_text', text: '', annotations: [], logprobs: [] } : { type: kind, refusal: '' };
    this.tell('response.content_part.added', { part });
    this.more =
      kind === 'text'
        ? this.place.sink.deltas('response.output_text.delta', { ...this.where(), logprobs: [] })
        : this.place.sink.deltas('response.refusal.delta', this.where());
  }

  private closePart(): void {
    if (this.part === undefined) return;
    const { text, annotations, logprobs } = this;
    if (this.part === 'text') {
      this.endBlock();
      this.tell('response.output_text.done', { text, logprobs });
      this.base += codePoints(text);
      this.endPart({ type: 'output_text', text, annotations, logprobs });
    } else {
      this.tell('response.refusal.done', { refusal: text });
      this.endPart({ type: 'refusal', refusal: text });
    }
  }

  private endPart(part: Item): void {
    this.tell('response.content_part.done', { part });
    this.content.push(part);
    this.part = undefined;
    this.text = '';
    this.annotations = [];
    this.logprobs = [];
    this.blockStart = 0;
  }

  private annotate(citation: Citation): void {
    const annotation = writeAnnotation(citation, this.base, this.blockStart, codePoints(this.text));
    if (annotation === undefined) return;
    const index = this.annotations.push(annotation) - 1;
    this.tell('response.output_text.annotation.added', { annotation_index: index, annotation });
  }

  private tell(type: string, fields: Fields): void {
    this.place.sink.tell(type, { ...this.where(), ...fields });
  }

  private where(): Fields {
    const { id, index } = this.place;
    return { item_id: id, output_index: index, content_index: this.content.length };
  }

  private item(status: Status | 'in_progress', content: readonly Item[]): Item {
    return { id: this.place.id, type: 'message', status, role: 'assistant', content };
  }
}

/** Thinking, as a summary of one part; `encrypted_content` carries what proves it. */
export class ReasoningWriter {
  readonly kind = 'reasoning';
  private readonly place: Place;
  private text: string | undefined;
  private more: (delta: string) => void = () => undefined;

  constructor(place: Place) {
    this.place = place;
    const item = { id: place.id, type: 'reasoning', summary: [] };
    place.sink.tell('response.output_item.added', { output_index: place.index, item });
  }

  think(delta: string): void {
    if (this.text === undefined) {
      this.text = '';
      this.tell('response.reasoning_summary_part.added', { part: { type: 'summary_text', text: '' } });
      this.more = this.place.sink.deltas('response.reasoning_summary_text.delta', this.where());
    }
    this.text += delta;
    this.more(delta);
  }

  close(proof?: Proof, owner: Owner = { kind: 'thinking' }): Item {
    const { id, index, sink } = this.place;
    const summary = this.text === undefined ? [] : [{ type: 'summary_text', text: this.text }];
    for (const part of summary) {
      this.tell('response.reasoning_summary_text.done', { text: part.text });
      this.tell('response.reasoning_summary_part.done', { part });
    }
    const sealed = proof === undefined ? UNPROVEN : sealProof(proof, owner);
    const item = { id, type: 'reasoning', summary, encrypted_content: sealed };
    sink.tell('response.output_item.done', { output_index: index, item });
    return item;
  }

  private tell(type: string, fields: Fields): void {
    this.place.sink.tell(type, { ...this.where(), ...fields });
  }

  private where(): Fields {
    return { item_id: this.place.id, output_index: this.place.index, summary_index: 0 };
  }
}

/** What is known of a call when it begins. */
export interface CallHead {
  readonly callId: string;
  readonly name: string;
  readonly namespace?: string | undefined;
  /** How the client's own tool is called. */
  readonly kind: 'function' | 'custom';
  /** Whether the input comes as the arguments of a function that stands for a custom tool. */
  readonly wrapped: boolean;
}

/** A call of a function or of a custom tool. */
export class CallWriter {
  readonly kind = 'call';
  readonly call: number;
  private readonly place: Place;
  private readonly head: CallHead;
  private readonly reader: CustomInputReader | undefined;
  private readonly more: (delta: string) => void;
  private input = '';

  constructor(place: Place, call: number, head: CallHead) {
    this.place = place;
    this.call = call;
    this.head = head;
    this.reader = head.wrapped ? new CustomInputReader() : undefined;
    place.sink.tell('response.output_item.added', { output_index: place.index, item: this.item('in_progress') });
    const type =
      head.kind === 'custom' ? 'response.custom_tool_call_input.delta' : 'response.function_call_arguments.delta';
    this.more = place.sink.deltas(type, this.where());
  }

  write(piece: string): void {
    const delta = this.reader === undefined ? piece : this.reader.push(piece);
    if (delta !== '') this.piece(delta);
  }

  close(status: Status): Item {
    const rest = this.reader?.close() ?? '';
    if (rest !== '') this.piece(rest);
    // No arguments at all is the empty object, for clients that parse them.
    if (this.head.kind === 'function' && this.input === '') this.piece('{}');
    const { name, kind } = this.head;
    if (kind === 'function') this.tell('response.function_call_arguments.done', { arguments: this.input, name });
    else this.tell('response.custom_tool_call_input.done', { input: this.input });
    const item = this.item(status);
    this.place.sink.tell('response.output_item.done', { output_index: this.place.index, item });
    return item;
  }

  private piece(delta: string): void {
    this.input += delta;
    this.more(delta);
  }

  private tell(type: string, fields: Fields): void {
    this.place.sink.tell(type, { ...this.where(), ...fields });
  }

  private where(): Fields {
    return { item_id: this.place.id, output_index: this.place.index };
  }

  private item(status: Status | 'in_progress'): Item {
    const { callId, name, namespace, kind } = this.head;
    const about = { call_id: callId, name, ...given('namespace', namespace) };
    const { id } = this.place;
    return kind === 'custom'
      ? { id, type: 'custom_tool_call', status, ...about, input: this.input }
      : { id, type: 'function_call', status, ...about, arguments: this.input };
  }
}
