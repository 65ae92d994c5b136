// Writes a streamed answer for a client of Google's: increments as they come, calls only whole, the end in one last chunk.

import type { Stop } from '../conversation/answer.ts';
import type { Fields } from '../conversation/counts.ts';
import type { StreamEvent } from '../conversation/event.ts';
import { renderFault } from '../conversation/fault.ts';
import type { Citation, ToolCallPart } from '../conversation/part.ts';
import type { Usage } from '../conversation/usage.ts';
import { Utf8Ruler } from '../conversation/utf8-ruler.ts';
import type { ClientContext, StreamEncoder } from '../codec.ts';
import { sseEvent } from '../sse.ts';
import { answerParts } from './answer-parts.ts';
import { GroundingWriter } from './grounding.ts';
import { encodeLogprobs } from './logprobs.ts';
import { signedFor } from './proof.ts';
import { finishReason } from './stop.ts';
import { GEMINI } from './wire.ts';
import { writeUsage } from './usage.ts';

type Of<Type extends StreamEvent['type']> = Extract<StreamEvent, { type: Type }>;
type ChoiceEvent = Extract<StreamEvent, { choice: number }>;

/** Events after which a block of text may go on. */
const GOES_ON: ReadonlySet<StreamEvent['type']> = new Set<StreamEvent['type']>(['text', 'citation', 'logprobs']);

/** A call while its input comes; it is told when it is complete. */
interface OpenCall {
  readonly begun: Of<'tool_call'>;
  input: string;
  /** Set when nothing more of it comes. */
  whole?: ToolCallPart;
}

/** What is known of one choice. */
class OpenChoice {
  readonly calls = new Map<number, OpenCall>();
  readonly grounding = new GroundingWriter();
  readonly ruler = new Utf8Ruler();
  stop: Stop = { reason: 'end' };
  /** Where the open block of text begins, in code points. */
  private begin: number | undefined;
  /** Citations of the whole block that they stand in; some upstreams send them before its text. */
  private readonly pending: Citation[] = [];

  say(text: string): void {
    this.begin ??= this.ruler.length;
    this.ruler.push(text);
  }

  cite(citation: Citation): void {
    if (citation.start === undefined) this.pending.push(citation);
    else this.grounding.cite(citation);
  }

  /** The block of text, if there is one, is over. */
  endText(): void {
    if (this.begin === undefined) return;
    const span = { start: this.begin, end: this.ruler.length };
    for (const citation of this.pending.splice(0)) this.grounding.cite({ ...citation, ...span });
    this.begin = undefined;
  }
}

/** Events in, the text of chunks out. */
export class AnswerWriter implements StreamEncoder {
  private readonly client: ClientContext;
  private readonly choices = new Map<number, OpenChoice>();
  private usage: Usage | undefined;
  private begun = false;

  constructor(client: ClientContext) {
    this.client = client;
  }

  push(event: StreamEvent): string {
    switch (event.type) {
      case 'start':
        this.usage = event.usage;
        return '';
      case 'usage':
        this.usage = event.usage;
        return '';
      case 'end':
        return this.end();
      case 'error':
        return this.framed(renderFault(GEMINI, event.fault, ''), true);
      default:
        return this.ofChoice(event);
    }
  }

  private ofChoice(event: ChoiceEvent): string {
    const open = this.open(event.choice);
    if (!GOES_ON.has(event.type)) open.endText();
    switch (event.type) {
      case 'text':
        open.say(event.text);
        return this.parts(event.choice, [{ text: event.text }]);
      case 'refusal':
        return this.parts(event.choice, [{ text: event.text }]);
      case 'thinking':
        return this.parts(event.choice, [{ thought: true, text: event.text }]);
      case 'text_end':
        return event.proof === undefined ? '' : this.parts(event.choice, [{ text: '', ...signedFor(event.proof) }]);
      case 'thinking_end':
        return this.parts(event.choice, answerParts({ ...event, type: 'thinking', text: '' }));
      case 'tool_call':
        open.calls.set(event.call, { begun: event, input: '' });
        return '';
      case 'tool_input': {
        const call = open.calls.get(event.call);
        if (call !== undefined) call.input += event.text;
        return '';
      }
      case 'tool_call_end':
        return this.call(event, open);
      case 'part':
        return this.part(event, open);
      case 'picture':
        // What is drawn on the way to a picture is a thought of the model's (gemini-native-media §2).
        return this.parts(
          event.choice,
          answerParts(event.picture).map(part => ({ thought: true, ...part })),
        );
      case 'citation':
        open.cite(event.citation);
        return '';
      case 'logprobs':
        if (event.tokens.length === 0) return '';
        return this.chunk([
          { ...candidate(event.choice, [{ text: '' }]), logprobsResult: encodeLogprobs(event.tokens) },
        ]);
      case 'stop':
        open.stop = event.stop;
        return this.unclosed(event.choice, open);
    }
  }

  /** Complete calls leave in their order: the first of them is the one that is signed. */
  private call(event: Of<'tool_call_end'>, open: OpenChoice): string {
    const call = open.calls.get(event.call);
    if (call === undefined) return '';
    call.whole = callOf(call, event.proof);
    const parts: Fields[] = [];
    for (const [number, { whole }] of open.calls) {
      if (whole === undefined) break;
      parts.push(...answerParts(whole));
      open.calls.delete(number);
    }
    return this.parts(event.choice, parts);
  }

  /** Calls that nobody said the end of are complete when the answer is. */
  private unclosed(choice: number, open: OpenChoice): string {
    const parts = [...open.calls.values()].flatMap(call => answerParts(call.whole ?? callOf(call, undefined)));
    open.calls.clear();
    return this.parts(choice, parts);
  }

  private part({ choice, part }: Of<'part'>, open: OpenChoice): string {
    if (part.type === 'text') {
      open.say(part.text);
      for (const citation of part.citations ?? []) open.cite(citation);
      open.endText();
    }
    if (part.type === 'server_tool' && open.grounding.take(part) && part.native?.[0]?.value['toolCall'] === undefined)
      return '';
    return this.parts(choice, answerParts(part));
  }

  private parts(choice: number, parts: readonly Fields[]): string {
    return parts.length === 0 ? '' : this.chunk([candidate(choice, parts)]);
  }

  private chunk(candidates: readonly Fields[], further: Fields = {}, last = false): string {
    const { model: modelVersion, id: responseId } = this.client;
    return this.framed({ candidates, ...further, modelVersion, responseId }, last);
  }

  /** The last chunk has a text, though an empty one: the provider's clients forget an answer with a chunk without parts. */
  private end(): string {
    if (this.choices.size === 0) this.open(0);
    for (const open of this.choices.values()) open.endText();
    const candidates = [...this.choices].map(([index, { stop, grounding, ruler }]) => ({
      ...candidate(index, [{ text: '' }]),
      finishReason: finishReason(stop),
      ...grounding.fields(index === 0 ? this.usage?.searches : undefined, ruler),
    }));
    return this.chunk(candidates, this.usage === undefined ? {} : { usageMetadata: writeUsage(this.usage) }, true);
  }

  private framed(value: unknown, last: boolean): string {
    const json = JSON.stringify(value);
    if (this.client.form === 'events') return sseEvent(json);
    const before = this.begun ? ',\n' : '[';
    this.begun = true;
    return `${before}${json}${last ? ']' : ''}`;
  }

  private open(choice: number): OpenChoice {
    const known = this.choices.get(choice);
    if (known !== undefined) return known;
    const made = new OpenChoice();
    this.choices.set(choice, made);
    return made;
  }
}

function candidate(index: number, parts: readonly Fields[]): Fields {
  return { content: { parts, role: 'model' }, index };
}

function callOf({ begun, input }: OpenCall, proof: ToolCallPart['proof']): ToolCallPart {
  const { id, name, kind } = begun;
  return { type: 'tool_call', id, name, kind, input, ...(proof === undefined ? {} : { proof }) };
}
