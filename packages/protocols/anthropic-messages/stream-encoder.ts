// Writes a Messages stream: one block open at a time, numbered without gaps, whatever order the events come in.

import type { ClientContext, StreamEncoder } from '../codec.ts';
import type { Stop } from '../conversation/answer.ts';
import type { StreamEvent } from '../conversation/event.ts';
import { renderFault } from '../conversation/fault.ts';
import { proofText, type Proof } from '../conversation/origin.ts';
import type { Citation } from '../conversation/part.ts';
import { usageOf, type Usage } from '../conversation/usage.ts';
import { sseEvent } from '../sse.ts';
import { answerBlocks, UNPROVEN } from './answer-blocks.ts';
import { messageHead } from './answer.ts';
import { BlockWriter } from './block-writer.ts';
import { citationBlock } from './citations.ts';
import { toolUseId } from './ids.ts';
import { stopFields } from './stops.ts';
import { writeUsage } from './usage.ts';
import { PROTOCOL } from './wire.ts';

type Of<Type extends StreamEvent['type']> = Extract<StreamEvent, { type: Type }>;
type Content = Extract<StreamEvent, { choice: number }>;

/** What the open block is. A call's block stays open until the call is complete. */
type Open =
  | { readonly type: 'text' | 'refusal'; over: boolean }
  | { readonly type: 'thinking' }
  | { readonly type: 'call'; readonly call: number; readonly custom: boolean };

/**
 * Writes one stream. While a call is open, what belongs behind it waits; everything else leaves at once. After the end
 * or an error nothing more is written.
 */
export class MessagesStreamEncoder implements StreamEncoder {
  private readonly client: ClientContext;
  private readonly blocks = new BlockWriter();
  private out = '';
  private open: Open | undefined;
  private waiting: Content[] = [];
  private readonly early: Citation[] = [];
  private usage: Usage | undefined;
  private stop: Stop | undefined;
  private called = false;
  private begun = false;
  private over = false;

  constructor(client: ClientContext) {
    this.client = client;
  }

  push(event: StreamEvent): string {
    if (this.over) return '';
    this.out = '';
    this.take(event);
    return this.out;
  }

  private take(event: StreamEvent): void {
    switch (event.type) {
      case 'start':
        this.usage = event.usage;
        this.begin();
        return;
      case 'usage':
        this.usage = event.usage;
        return;
      case 'stop':
        if (event.choice === 0) this.stop = event.stop;
        return;
      case 'end':
        this.end();
        return;
      case 'error':
        this.over = true;
        this.out += sseEvent(JSON.stringify(errorEvent(event)), 'error');
        return;
      default:
        if (event.choice !== 0) return;
        this.begin();
        this.content(event);
    }
  }

  private begin(): void {
    if (this.begun) return;
    this.begun = true;
    const message = {
      ...messageHead(this.client),
      content: [],
      stop_reason: null,
      stop_sequence: null,
      stop_details: null,
      usage: writeUsage(this.usage ?? usageOf()),
    };
    this.out += sseEvent(JSON.stringify({ type: 'message_start', message }), 'message_start');
  }

  private end(): void {
    this.begin();
    while (this.open !== undefined || this.waiting.length > 0) this.closeBlock();
    const stop = stopFields(this.stop ?? { reason: 'end' }, this.called);
    const usage = writeUsage(this.usage ?? usageOf());
    this.out += sseEvent(JSON.stringify({ type: 'message_delta', delta: stop, usage }), 'message_delta');
    this.out += sseEvent('{"type":"message_stop"}', 'message_stop');
    this.over = true;
  }

  /** Content waits while a call is open that it does not belong to. */
  private content(event: Content): void {
    if (this.open?.type === 'call' && !('call' in event && event.call === this.open.call)) {
      this.waiting.push(event);
      return;
    }
    switch (event.type) {
      case 'text':
      case 'refusal':
        this.text(event);
        return;
      case 'text_end':
        // The block stays open: citations may follow, and they belong to it.
        if (this.open?.type === 'text') this.open.over = true;
        return;
      case 'thinking':
        this.thinking(event.text);
        return;
      case 'thinking_end':
        this.thinkingEnd(event.proof);
        return;
      case 'citation':
        this.cite(event.citation);
        return;
      case 'part':
        this.part(event);
        return;
      default:
        this.call(event);
    }
  }

  private text(event: Of<'text'> | Of<'refusal'>): void {
    const { type, text } = event;
    if (text === '') return;
    if (this.open?.type !== type || this.open.over) {
      this.closeBlock();
      this.out += this.blocks.open({ type: 'text', text: '' });
      this.open = { type, over: false };
      if (type === 'text') for (const citation of this.early.splice(0)) this.cite(citation);
    }
    this.out += this.blocks.delta('text_delta', 'text', text);
  }

  private thinking(text: string): void {
    if (text === '') return;
    this.openThinking();
    this.out += this.blocks.delta('thinking_delta', 'thinking', text);
  }

  private openThinking(): void {
    if (this.open?.type === 'thinking') return;
    this.closeBlock();
    this.out += this.blocks.open({ type: 'thinking', thinking: '', signature: '' });
    this.open = { type: 'thinking' };
  }

  private thinkingEnd(proof: Proof | undefined): void {
    if (proof !== undefined) this.openThinking();
    if (this.open?.type !== 'thinking') return;
    this.closeBlock(proof === undefined ? UNPROVEN : proofText(proof, PROTOCOL));
  }

  private cite(citation: Citation): void {
    const block = citationBlock(citation);
    if (block === undefined) return;
    if (this.open?.type === 'text') this.out += this.blocks.citation(block);
    else this.early.push(citation);
  }

  private part({ part }: Of<'part'>): void {
    if (part.type === 'tool_call') this.called = true;
    for (const block of answerBlocks(part)) {
      this.closeBlock();
      this.out += this.blocks.whole(block);
    }
  }

  private call(event: Content): void {
    switch (event.type) {
      case 'tool_call': {
        // Some upstreams say a call's name again with every piece.
        if (this.open?.type === 'call') return;
        this.closeBlock();
        this.called = true;
        this.out += this.blocks.open({ type: 'tool_use', id: toolUseId(event.id), name: event.name, input: {} });
        this.open = { type: 'call', call: event.call, custom: event.kind === 'custom' };
        if (event.kind === 'custom') this.out += this.blocks.delta('input_json_delta', 'partial_json', '{"input":"');
        return;
      }
      case 'tool_input':
        if (this.open?.type === 'call' && event.text !== '') {
          const piece = this.open.custom ? JSON.stringify(event.text).slice(1, -1) : event.text;
          this.out += this.blocks.delta('input_json_delta', 'partial_json', piece);
        }
        return;
      case 'tool_call_end':
        if (this.open?.type === 'call') this.closeBlock();
    }
  }

  /** Closes the open block, its signature before; what waited behind a call follows. */
  private closeBlock(signature = UNPROVEN): void {
    const closed = this.open;
    this.open = undefined;
    if (closed?.type === 'thinking') this.out += this.blocks.delta('signature_delta', 'signature', signature);
    if (closed?.type === 'call' && closed.custom)
      this.out += this.blocks.delta('input_json_delta', 'partial_json', '"}');
    if (closed !== undefined) this.out += this.blocks.close();
    const waiting = this.waiting;
    this.waiting = [];
    for (const event of waiting) this.content(event);
  }
}

function errorEvent({ fault }: Of<'error'>): unknown {
  const { error } = renderFault(PROTOCOL, fault, '');
  return { type: 'error', error };
}
