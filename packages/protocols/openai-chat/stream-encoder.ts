// A streamed answer, written for a client of chat: one chunk for what happened, and no more held back than chat demands.

import type { ClientContext, StreamEncoder } from '../codec.ts';
import type { Fields } from '../conversation/counts.ts';
import type { StreamEvent } from '../conversation/event.ts';
import { renderFault } from '../conversation/fault.ts';
import type { Citation, Part } from '../conversation/part.ts';
import type { Usage } from '../conversation/usage.ts';
import { sseEvent } from '../sse.ts';
import {
  brokenCall,
  chatId,
  clientCallId,
  imageEntry,
  markdownOf,
  showsMarkdown,
  showsThinking,
  TextOffsets,
} from './encode-answer.ts';
import { detailsFor } from './reasoning-details.ts';
import { signatureFields } from './signatures.ts';
import { finishReason } from './stop.ts';
import { writeUsage } from './usage.ts';

/** The encoder of one stream. */
export function streamEncoder(client: ClientContext): StreamEncoder {
  return new ChatStreamEncoder(client);
}

interface CallState {
  /** The place among the calls that the client sees. */
  readonly index: number;
  readonly kind: 'function' | 'custom';
  /** Whether any input was sent; a call without any has the empty object. */
  filled: boolean;
  ended: boolean;
}

/** Events that do not end a block of text. */
const KEEPS_TEXT: ReadonlySet<StreamEvent['type']> = new Set(['text', 'citation', 'logprobs', 'text_end']);

/** What is known of one choice. */
class ChoiceState {
  readonly offsets = new TextOffsets();
  readonly calls = new Map<number, CallState>();
  /** Where the open block of text began, and the last one that did. */
  textStart: number | undefined;
  lastStart = 0;
  /** Sources that came before the text in which they are quoted. */
  readonly early: Citation[] = [];
  readonly annotations: Fields[] = [];
  /** Blocks of thinking that are over, and whether one is open. */
  blocks = 0;
  thinking = false;
  images = 0;
  spoke = false;
  refused = false;
  stopped = false;
  audio = false;

  endText(): void {
    this.lastStart = this.textStart ?? this.lastStart;
    this.textStart = undefined;
  }
}

class ChatStreamEncoder implements StreamEncoder {
  private readonly client: ClientContext;
  private readonly choices = new Map<number, ChoiceState>();
  private readonly head: string;
  private readonly tail: string;
  private readonly legacy: boolean;
  private readonly thinks: boolean;
  private usage: Usage | undefined;
  private over = false;

  constructor(client: ClientContext) {
    this.client = client;
    this.legacy = client.request.legacy === true;
    this.thinks = showsThinking(client);
    const { created, model } = client;
    const opening = JSON.stringify({ id: chatId(client.id), object: 'chat.completion.chunk', created, model });
    this.head = `${opening.slice(0, -1)},"choices":[`;
    this.tail = client.wantsUsage ? '],"usage":null}' : ']}';
  }

  push(event: StreamEvent): string {
    if (this.over) return '';
    switch (event.type) {
      case 'start':
        if (event.usage !== undefined) this.usage = event.usage;
        return this.opened(0);
      case 'usage':
        this.usage = event.usage;
        return '';
      case 'end':
        return this.end();
      case 'error':
        this.over = true;
        return sseEvent(JSON.stringify(renderFault('openai-chat', event.fault, '')));
      default:
        return this.opened(event.choice) + this.happened(event);
    }
  }

  /** The role, in the first chunk of a choice. */
  private opened(choice: number): string {
    if (this.choices.has(choice)) return '';
    this.choices.set(choice, new ChoiceState());
    return this.chunk(choice, '{"role":"assistant","content":"","refusal":null}');
  }

  private chunk(choice: number, delta: string, logprobs = 'null', finish = 'null'): string {
    return `data: ${this.head}{"index":${choice},"delta":${delta},"logprobs":${logprobs},"finish_reason":${finish}}${this.tail}\n\n`;
  }

  private delta(choice: number, delta: object): string {
    return this.chunk(choice, JSON.stringify(delta));
  }

  private happened(event: Exclude<StreamEvent, { type: 'start' | 'usage' | 'end' | 'error' }>): string {
    const state = this.choices.get(event.choice);
    if (state === undefined || state.stopped) return '';
    const { choice } = event;
    if (!KEEPS_TEXT.has(event.type)) state.endText();
    switch (event.type) {
      case 'text':
        return this.text(choice, state, event.text);
      case 'thinking':
        return this.thought(choice, state, event.text);
      case 'thinking_end':
        return this.proved(choice, state, event);
      case 'refusal':
        state.refused = true;
        return event.text === '' ? '' : this.delta(choice, { refusal: event.text });
      case 'tool_call':
        return this.callBegins(state, event);
      case 'tool_input':
        return this.callInput(choice, state, event.call, event.text);
      case 'tool_call_end':
        return this.callEnds(choice, state, event);
      case 'part':
        return this.part(choice, state, event.part);
      case 'picture':
        return this.sketch(choice, state, event);
      case 'citation':
        return this.cited(state, event.citation);
      case 'logprobs':
        return this.chunk(choice, '{"content":""}', JSON.stringify({ content: event.tokens, refusal: null }));
      case 'text_end':
        state.endText();
        return event.proof === undefined ? '' : this.delta(choice, signatureFields(event.proof));
      case 'stop':
        return this.stop(choice, state, event);
    }
  }

  private text(choice: number, state: ChoiceState, text: string): string {
    if (text === '') return '';
    this.endThinking(state);
    state.spoke = true;
    const gap = state.offsets.gap(text);
    state.textStart ??= state.offsets.said;
    state.offsets.say(text);
    return this.chunk(choice, `{"content":${JSON.stringify(gap + text)}}`);
  }

  private thought(choice: number, state: ChoiceState, text: string): string {
    if (text === '' || !this.thinks) return '';
    state.thinking = true;
    const words = JSON.stringify(text);
    return this.chunk(
      choice,
      `{"reasoning_content":${words},"reasoning_details":[{"type":"reasoning.text","text":${words},"index":${state.blocks}}]}`,
    );
  }

  /** Sources wait for the end: one chunk has them all, because SDKs cannot put lists without an index together. */
  private cited(state: ChoiceState, citation: Citation): string {
    // Before there is any text, the place of a source is not known yet.
    if (state.offsets.said === 0 && citation.start === undefined) state.early.push(citation);
    else state.annotations.push(...state.offsets.annotations(citation, state.textStart ?? state.lastStart));
    return '';
  }

  private endThinking(state: ChoiceState): void {
    if (state.thinking) state.blocks += 1;
    state.thinking = false;
  }

  private proved(
    choice: number,
    state: ChoiceState,
    { proof }: Extract<StreamEvent, { type: 'thinking_end' }>,
  ): string {
    const index = state.blocks;
    if (proof !== undefined) state.thinking = true;
    this.endThinking(state);
    if (proof === undefined || !this.thinks) return '';
    const details = detailsFor({ type: 'thinking', text: '', proof }, index);
    return this.delta(choice, { reasoning_details: details });
  }

  private callBegins(state: ChoiceState, event: Extract<StreamEvent, { type: 'tool_call' }>): string {
    this.endThinking(state);
    const { choice, call, name, kind } = event;
    const id = clientCallId(event.id);
    const index = state.calls.size;
    state.calls.set(call, { index, kind, filled: false, ended: false });
    if (this.legacy) return index > 0 ? '' : this.delta(choice, { function_call: { name, arguments: '' } });
    const target =
      kind === 'custom'
        ? { type: kind, custom: { name, input: '' } }
        : { type: kind, function: { name, arguments: '' } };
    return this.delta(choice, { tool_calls: [{ index, id, ...target }] });
  }

  private callInput(choice: number, state: ChoiceState, call: number, text: string): string {
    const known = state.calls.get(call);
    if (known === undefined || text === '') return '';
    known.filled = true;
    const words = JSON.stringify(text);
    if (this.legacy) return known.index > 0 ? '' : this.chunk(choice, `{"function_call":{"arguments":${words}}}`);
    const target = known.kind === 'custom' ? `"custom":{"input":${words}}` : `"function":{"arguments":${words}}`;
    return this.chunk(choice, `{"tool_calls":[{"index":${known.index},${target}}]}`);
  }

  private callEnds(
    choice: number,
    state: ChoiceState,
    event: Pick<Extract<StreamEvent, { type: 'tool_call_end' }>, 'call' | 'proof'>,
  ): string {
    const known = state.calls.get(event.call);
    if (known === undefined || known.ended) return '';
    known.ended = true;
    const empty = known.filled || known.kind === 'custom' ? '' : this.callInput(choice, state, event.call, '{}');
    if (event.proof === undefined || this.legacy) return empty;
    const call = { index: known.index, function: { arguments: '' }, ...signatureFields(event.proof) };
    return empty + this.delta(choice, { tool_calls: [call] });
  }

  private part(choice: number, state: ChoiceState, part: Part): string {
    switch (part.type) {
      case 'thinking':
        if (!this.thinks) return '';
        this.endThinking(state);
        state.blocks += 1;
        return this.delta(choice, { reasoning_details: detailsFor(part, state.blocks - 1) });
      case 'image': {
        const markdown = showsMarkdown(this.client) ? markdownOf(part, !state.spoke) : '';
        state.offsets.insert(markdown);
        state.spoke ||= markdown !== '';
        const images = imageEntry(part, state.images);
        state.images += 1;
        return this.delta(choice, { ...(markdown === '' ? {} : { content: markdown }), images });
      }
      case 'audio': {
        if (part.source.kind !== 'base64') return '';
        const named = state.audio ? {} : { id: `audio_${this.client.id}` };
        state.audio = true;
        return this.delta(choice, { audio: { ...named, data: part.source.data } });
      }
      case 'native':
        if (part.native.origin !== 'openai-chat' || part.label !== 'annotation') return '';
        state.annotations.push(part.native.value);
        return '';
      case 'text':
        return this.text(choice, state, part.text);
      default:
        // What the provider's own tools did has no place in chat; what they found is in the text.
        return '';
    }
  }

  /** A picture on its way has the place of the one to come, and says that it is none yet; Markdown shows only that one. */
  private sketch(choice: number, state: ChoiceState, event: Extract<StreamEvent, { type: 'picture' }>): string {
    const images = imageEntry(event.picture, state.images);
    const [entry] = images;
    return entry === undefined ? '' : this.delta(choice, { images: [{ ...entry, partial_image_index: event.index }] });
  }

  private stop(choice: number, state: ChoiceState, { stop }: Extract<StreamEvent, { type: 'stop' }>): string {
    const open = [...state.calls.keys()].map(call => this.callEnds(choice, state, { call })).join('');
    const told = stop.reason === 'broken_call' ? this.text(choice, state, brokenCall(!state.spoke)) : '';
    const early = state.early.flatMap(citation => state.offsets.annotations(citation, state.lastStart));
    const annotations = [...early, ...state.annotations];
    const sources = annotations.length === 0 ? '' : this.delta(choice, { annotations });
    state.stopped = true;
    const reason = finishReason(stop, { calls: state.calls.size > 0, refused: state.refused }, this.legacy);
    return open + told + sources + this.chunk(choice, '{}', 'null', JSON.stringify(reason));
  }

  private end(): string {
    this.over = true;
    const usage = this.client.wantsUsage && this.usage !== undefined ? this.usageChunk(this.usage) : '';
    return `${usage}data: [DONE]\n\n`;
  }

  private usageChunk(usage: Usage): string {
    return `data: ${this.head}],"usage":${JSON.stringify(writeUsage(usage))}}\n\n`;
  }
}
