// Writes an answer as a response, event by event: one item open at a time, and the final output as it was told.

import type { ClientContext } from '../codec.ts';
import type { Stop } from '../conversation/answer.ts';
import { ID_RULES, wireId } from '../conversation/call-ids.ts';
import type { StreamEvent } from '../conversation/event.ts';
import { FAULTS, type Fault } from '../conversation/fault.ts';
import type { Proof } from '../conversation/origin.ts';
import type { Citation, Part } from '../conversation/part.ts';
import type { Usage } from '../conversation/usage.ts';
import { clientTool, WholeCallWriter } from './write-calls.ts';
import { behindFunction } from './client-tools.ts';
import type { Owner } from './proofs.ts';
import { errorOf, outcomeOf, responseId, ResponseFrame, type Outcome } from './response.ts';
import { CallWriter, MessageWriter, ReasoningWriter, type Place, type Sink, type Status } from './write-items.ts';
import { wholeItems } from './write-parts.ts';
import { textOf, type Item } from './wire.ts';

type Open = MessageWriter | ReasoningWriter | CallWriter | WholeCallWriter;
type ItemEvent = Exclude<Extract<StreamEvent, { choice: number }>, { type: 'stop' }>;

const PREFIX = { message: 'msg', reasoning: 'rs', function: 'fc', custom: 'ctc' } as const;

export class ResponseWriter {
  private readonly client: ClientContext;
  private readonly frame: ResponseFrame;
  private readonly sink: Sink;
  private readonly bareId: string;
  private readonly output: Item[] = [];
  private open: Open | undefined;
  /** What came while a call was open that it does not belong to: told in order when the call is over. */
  private waiting: ItemEvent[] = [];
  private readonly callIds = new Map<string, number>();
  private characters = 0;
  private early: Citation[] = [];
  private refused = false;
  /** The item of a picture that is being drawn: it is open before the picture is there. */
  private drawing: string | undefined;
  private begun = false;
  private usage: Usage | undefined;
  private stop: Stop = { reason: 'end' };
  /** The response as it is in the end, once it is. */
  final: Record<string, unknown> | undefined;

  constructor(client: ClientContext, sink: Sink) {
    this.client = client;
    this.sink = sink;
    this.frame = new ResponseFrame(client);
    this.bareId = responseId(client.id).slice('resp_'.length, 'resp_'.length + 44);
  }

  push(event: StreamEvent): void {
    if (this.final !== undefined) return;
    this.begin();
    switch (event.type) {
      case 'start':
        this.usage = event.usage ?? this.usage;
        return;
      case 'usage':
        this.usage = event.usage;
        return;
      case 'stop':
        if (event.choice !== 0) return;
        this.stop = event.stop;
        this.closeAll(event.stop.reason === 'limit' || event.stop.reason === 'context' ? 'incomplete' : 'completed');
        return;
      case 'end':
        this.end();
        return;
      case 'error':
        this.fail(event.fault);
        return;
      default:
        // The protocol has one answer only.
        if (event.choice === 0) this.take(event);
    }
  }

  private begin(): void {
    if (this.begun) return;
    this.begun = true;
    const response = this.frame.response({ status: 'in_progress', output: [] });
    this.sink.tell('response.created', { response });
    this.sink.tell('response.in_progress', { response });
  }

  private take(event: ItemEvent): void {
    const { open } = this;
    const inCall = open !== undefined && (open.kind === 'call' || open.kind === 'whole_call');
    if (inCall && !('call' in event && event.type !== 'tool_call' && event.call === open.call)) {
      this.waiting.push(event);
      return;
    }
    this.handle(event);
    if (this.open === undefined && this.waiting.length > 0) this.drain();
  }

  private drain(): void {
    for (const event of this.waiting.splice(0)) this.take(event);
  }

  private handle(event: ItemEvent): void {
    switch (event.type) {
      case 'text':
      case 'refusal':
        if (event.type === 'refusal') this.refused = true;
        if (event.text !== '') this.message().say(event.type, event.text);
        return;
      case 'text_end':
        if (this.open?.kind === 'message') this.open.endBlock();
        if (event.proof !== undefined) this.prove(event.proof, { kind: 'text' });
        return;
      case 'thinking':
        if (event.text !== '') this.reasoning().think(event.text);
        return;
      case 'thinking_end':
        if (this.open?.kind === 'reasoning' || event.proof !== undefined) this.endThinking(event.proof);
        return;
      case 'tool_call':
        this.beginCall(event);
        return;
      case 'tool_input':
        if (this.open?.kind === 'call' || this.open?.kind === 'whole_call') this.open.write(event.text);
        return;
      case 'tool_call_end':
        this.endCall(event.proof);
        return;
      case 'part':
        this.part(event.part);
        return;
      case 'picture':
        this.sketch(event);
        return;
      case 'citation':
        if (this.open?.kind === 'message') this.open.cite(event.citation);
        else if (this.characters === 0) this.early.push(event.citation);
        return;
      case 'logprobs':
        if (this.open?.kind === 'message' && this.client.request.output.logprobs !== undefined)
          this.open.score(event.tokens);
    }
  }

  private message(): MessageWriter {
    if (this.open?.kind === 'message') return this.open;
    this.closeOpen('completed');
    const message = new MessageWriter(this.place(PREFIX.message), this.characters, this.early.splice(0));
    this.open = message;
    return message;
  }

  private reasoning(): ReasoningWriter {
    if (this.open?.kind === 'reasoning') return this.open;
    this.closeOpen('completed');
    const reasoning = new ReasoningWriter(this.place(PREFIX.reasoning));
    this.open = reasoning;
    return reasoning;
  }

  private endThinking(proof: Proof | undefined): void {
    this.finish(this.reasoning().close(proof));
  }

  /** A signature of what was just said: an item of its own behind it. */
  private prove(proof: Proof, owner: Owner): void {
    this.closeOpen('completed');
    this.finish(this.reasoning().close(proof, owner));
  }

  private beginCall(event: Extract<ItemEvent, { type: 'tool_call' }>): void {
    this.closeOpen('completed');
    const occurrence = this.callIds.get(event.id) ?? 0;
    this.callIds.set(event.id, occurrence + 1);
    const callId = wireId(ID_RULES['openai-responses'], event.id, occurrence);
    const tool = clientTool(this.client.request, event);
    const known = tool?.type === 'function' ? behindFunction(tool) : undefined;
    if (known !== undefined) {
      this.open = new WholeCallWriter(event.call, known, callId, () => this.place(known.call.split('_')[0] ?? 'call'));
      return;
    }
    const kind = tool?.type ?? event.kind;
    this.open = new CallWriter(this.place(PREFIX[kind]), event.call, {
      callId,
      name: tool?.name ?? event.name,
      namespace: tool?.namespace ?? event.namespace,
      kind,
      wrapped: kind === 'custom' && event.kind === 'function',
    });
  }

  private endCall(proof: Proof | undefined): void {
    if (this.open?.kind !== 'call' && this.open?.kind !== 'whole_call') return;
    const item = this.open.close('completed');
    this.finish(item);
    if (proof !== undefined) this.prove(proof, { kind: 'call', id: textOf(item['call_id']) });
  }

  private part(part: Part): void {
    if (part.type === 'thinking') {
      this.closeOpen('completed');
      if (part.text !== '') this.reasoning().think(part.text);
      const owner: Owner = { kind: part.redacted === true ? 'redacted' : 'thinking' };
      if (part.text !== '' || part.proof !== undefined) this.finish(this.reasoning().close(part.proof, owner));
      return;
    }
    const { items, text } = wholeItems(part);
    if (text !== undefined) this.message().say('text', text);
    for (const { prefix, fields, steps } of items) {
      this.closeOpen('completed');
      const id = this.drawing ?? (textOf(fields['id']) || this.itemId(prefix));
      if (this.drawing === undefined) this.announce({ ...fields, id }, steps.slice(0, -1));
      this.drawing = undefined;
      this.whole({ ...fields, id }, steps.slice(-1));
    }
  }

  /** A picture on its way. */
  private sketch({ index, picture }: Extract<ItemEvent, { type: 'picture' }>): void {
    if (picture.source.kind !== 'base64') return;
    if (this.drawing === undefined) {
      this.closeOpen('completed');
      this.drawing = this.itemId('ig');
      const type = 'image_generation_call';
      this.announce({ type, id: this.drawing, result: null }, ['in_progress', 'generating']);
    }
    this.sink.tell('response.image_generation_call.partial_image', {
      item_id: this.drawing,
      output_index: this.output.length,
      partial_image_index: index,
      partial_image_b64: picture.source.data,
    });
  }

  private announce(item: Item, steps: readonly string[]): void {
    const output_index = this.output.length;
    const { result, ...rest } = item;
    const started = { ...rest, ...(result === undefined ? {} : { result: null }), status: 'in_progress' };
    this.sink.tell('response.output_item.added', { output_index, item: { ...started, type: item.type } });
    this.steps(item, steps);
  }

  private whole(item: Item, steps: readonly string[]): void {
    this.steps(item, steps);
    this.sink.tell('response.output_item.done', { output_index: this.output.length, item });
    this.output.push(item);
  }

  private steps(item: Item, steps: readonly string[]): void {
    const output_index = this.output.length;
    for (const step of steps) this.sink.tell(`response.${item.type}.${step}`, { item_id: item['id'], output_index });
  }

  private place(prefix: string): Place {
    return { id: this.itemId(prefix), index: this.output.length, sink: this.sink };
  }

  private itemId(prefix: string): string {
    return `${prefix}_${this.bareId}_${this.output.length}`;
  }

  /** The open item is over. */
  private finish(item: Item): void {
    this.output.push(item);
    this.open = undefined;
  }

  private closeOpen(status: Status): void {
    const { open } = this;
    if (open === undefined) return;
    if (open.kind === 'reasoning') {
      this.finish(open.close());
      return;
    }
    const item = open.close(status);
    if (open.kind === 'message') this.characters = open.characters;
    this.finish(item);
  }

  /** Closes everything; the last item is cut short when the whole answer is. */
  private closeAll(status: Status): void {
    while (this.open !== undefined || this.waiting.length > 0) {
      this.closeOpen(this.waiting.length > 0 ? 'completed' : status);
      this.drain();
    }
  }

  private end(): void {
    this.closeAll('completed');
    const outcome = outcomeOf(this.stop, this.refused);
    if (outcome.error !== undefined) this.tellError(outcome.error, 'server_error', null);
    this.conclude(outcome);
  }

  private fail(fault: Fault): void {
    this.closeAll('incomplete');
    const error = errorOf(fault);
    this.tellError(error, FAULTS[fault.kind].openai, fault.param ?? null);
    this.conclude({ status: 'failed', error });
  }

  /** Flat as the schema has it, and nested as the service really sends it: SDKs look in one place or the other. */
  private tellError(
    error: { readonly code: string; readonly message: string },
    type: string,
    param: string | null,
  ): void {
    this.sink.tell('error', { ...error, param, error: { type, ...error, param } });
  }

  private conclude(outcome: Pick<Outcome, 'status' | 'incomplete' | 'error'>): void {
    this.final = this.frame.response({ ...outcome, output: this.output, usage: this.usage });
    this.sink.tell(`response.${outcome.status}`, { response: this.final });
  }
}
