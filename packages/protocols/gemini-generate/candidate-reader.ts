// Reads one candidate of an answer as it comes, chunk by chunk or whole, into the events of its choice.

import type { Stop } from '../conversation/answer.ts';
import { ID_RULES, madeId } from '../conversation/call-ids.ts';
import { fields, isFields, type Fields } from '../conversation/counts.ts';
import { CustomInputReader } from '../conversation/custom-input.ts';
import type { StreamEvent } from '../conversation/event.ts';
import type { Proof } from '../conversation/origin.ts';
import type { MediaPart, ServerToolPart } from '../conversation/part.ts';
import type { ToolNames } from '../conversation/tool-names.ts';
import { Utf8Ruler } from '../conversation/utf8-ruler.ts';
import { citationsOf, fetchesOf, recitationsOf, searchOf } from './grounding.ts';
import { decodeLogprobs } from './logprobs.ts';
import { PartialArguments } from './partial-arguments.ts';
import { answers, isServerTool, serverToolOf } from './server-tools.ts';
import { stopOf } from './stop.ts';
import { decodeMedia } from './media.ts';
import { GEMINI, listed, namedOrNone, textOrNone } from './wire.ts';
import { searchesIn } from './usage.ts';

/** A call whose arguments are still coming. */
interface OpenCall {
  readonly call: number;
  readonly text: PartialArguments;
  readonly custom: CustomInputReader | undefined;
  proof: Proof | undefined;
}

/** One candidate. */
export class CandidateReader {
  /** The finish reason, empty before it came. */
  finish = '';
  /** Queries that the provider searched the web for. */
  searches = 0;
  private readonly choice: number;
  private readonly names: ToolNames;
  private readonly seed: string;
  private readonly ruler = new Utf8Ruler();
  private calls = 0;
  private openCall: OpenCall | undefined;
  private waiting: ServerToolPart[] = [];
  private serverTools = 0;
  private searched = false;
  private grounding: Fields | undefined;
  private recitations: unknown;
  private fetched: unknown;

  constructor(choice: number, names: ToolNames, seed: string) {
    this.choice = choice;
    this.names = names;
    this.seed = `${seed}/${choice}`;
  }

  /** Another chunk of the candidate. */
  read(candidate: Fields): readonly StreamEvent[] {
    const events: StreamEvent[] = [];
    for (const part of listed(namedOrNone(candidate['content'])['parts'])) this.part(namedOrNone(part), events);
    if (isFields(candidate['logprobsResult']))
      events.push({ type: 'logprobs', choice: this.choice, tokens: decodeLogprobs(candidate['logprobsResult']) });
    this.finish = textOrNone(candidate['finishReason']) ?? this.finish;
    this.metadata(candidate);
    return events;
  }

  /** What comes at the end of the candidate: sources, searches, why it ended. */
  close(): readonly StreamEvent[] {
    const events: StreamEvent[] = [];
    const { choice } = this;
    this.endCall(events);
    this.flush(events);
    const grounding = this.grounding ?? {};
    const citations = [...citationsOf(grounding, this.ruler), ...recitationsOf(this.recitations, this.ruler)];
    for (const citation of citations) events.push({ type: 'citation', choice, citation });
    const search = this.searched ? undefined : searchOf(grounding, `${this.seed}/search`);
    if (search !== undefined) events.push({ type: 'part', choice, part: search });
    for (const part of fetchesOf(this.fetched, this.seed)) events.push({ type: 'part', choice, part });
    events.push({ type: 'stop', choice, stop: this.stop() });
    return events;
  }

  private stop(): Stop {
    return stopOf(this.finish === '' ? 'STOP' : this.finish, this.calls > 0);
  }

  /** The last one of each kind counts: it says all that the earlier ones did. */
  private metadata(candidate: Fields): void {
    if (isFields(candidate['groundingMetadata'])) {
      this.grounding = namedOrNone(candidate['groundingMetadata']);
      this.searches = Math.max(this.searches, searchesIn(this.grounding));
    }
    this.recitations = candidate['citationMetadata'] ?? this.recitations;
    this.fetched = candidate['urlContextMetadata'] ?? this.fetched;
  }

  private part(part: Fields, events: StreamEvent[]): void {
    if (isServerTool(part)) return this.serverTool(part, events);
    const call = part['functionCall'];
    const text = textOrNone(part['text']);
    const signature = textOrNone(part['thoughtSignature']);
    const proof: Proof | undefined = signature === undefined ? undefined : { origin: GEMINI, value: signature };
    if (call === undefined && text === '' && proof === undefined) return;
    this.flush(events);
    if (call !== undefined) return this.call(namedOrNone(call), proof, events);
    this.endCall(events);
    const thought = part['thought'] === true;
    if (part['inlineData'] !== undefined || part['fileData'] !== undefined) return this.medium(part, thought, events);
    if (text === undefined && proof === undefined) return this.native(part, events);
    this.said(text ?? '', thought, proof, events);
  }

  private said(text: string, thought: boolean, proof: Proof | undefined, events: StreamEvent[]): void {
    const { choice } = this;
    if (text !== '') events.push({ type: thought ? 'thinking' : 'text', choice, text });
    if (!thought) this.ruler.push(text);
    if (proof !== undefined) events.push({ type: thought ? 'thinking_end' : 'text_end', choice, proof });
  }

  private medium(part: Fields, thought: boolean, events: StreamEvent[]): void {
    // A draft that the model looked at while it thought is not part of its answer.
    if (thought) return this.native(part, events);
    const medium = mediumOf(part);
    if (medium !== undefined) events.push({ type: 'part', choice: this.choice, part: medium });
  }

  private native(part: Fields, events: StreamEvent[]): void {
    const label = Object.keys(part).find(name => name !== 'thought');
    if (label === undefined) return;
    events.push({
      type: 'part',
      choice: this.choice,
      part: { type: 'native', native: { origin: GEMINI, value: part }, label },
    });
  }

  /** Work of the provider's tools is told when its result is there, or when something else comes. */
  private serverTool(part: Fields, events: StreamEvent[]): void {
    this.endCall(events);
    const index = this.waiting.findIndex(one => answers(part, one));
    const tool = serverToolOf(
      part,
      this.waiting[index],
      madeId({ ...ID_RULES[GEMINI], prefix: 'run_' }, `${this.seed}/${this.serverTools}`),
    );
    this.serverTools += 1;
    if (tool.tool === 'web_search') this.searched = true;
    if (index >= 0) this.waiting.splice(index, 1, tool);
    else this.waiting.push(tool);
  }

  private flush(events: StreamEvent[]): void {
    for (const part of this.waiting) events.push({ type: 'part', choice: this.choice, part });
    this.waiting = [];
  }

  private call(call: Fields, proof: Proof | undefined, events: StreamEvent[]): void {
    const name = textOrNone(call['name']) ?? '';
    const goesOn = call['willContinue'] === true || call['partialArgs'] !== undefined;
    if (this.openCall !== undefined && name === '') return this.continueCall(call, proof, goesOn, events);
    this.endCall(events);
    if (name === '') return;
    const begun = this.beginCall(call, name, events);
    begun.proof = proof;
    if (goesOn) {
      this.openCall = begun;
      this.continueCall(call, undefined, true, events);
      return;
    }
    this.input(begun, isFields(call['args']) ? JSON.stringify(call['args']) : '{}', events);
    this.endOf(begun, events);
  }

  private beginCall(call: Fields, wire: string, events: StreamEvent[]): OpenCall {
    const { name, namespace, kind } = this.names.client(wire);
    const number = this.calls;
    this.calls += 1;
    const id = textOrNone(call['id']) ?? madeId(ID_RULES[GEMINI], `${this.seed}/${number}`);
    const space = namespace === undefined ? {} : { namespace };
    events.push({ type: 'tool_call', choice: this.choice, call: number, id, name, ...space, kind });
    const custom = kind === 'custom' ? new CustomInputReader() : undefined;
    return { call: number, text: new PartialArguments(), custom, proof: undefined };
  }

  private continueCall(call: Fields, proof: Proof | undefined, goesOn: boolean, events: StreamEvent[]): void {
    const open = this.openCall;
    if (open === undefined) return;
    open.proof = proof ?? open.proof;
    for (const entry of listed(call['partialArgs'])) this.input(open, open.text.push(fields(entry)), events);
    const over = call['willContinue'] !== true && (!goesOn || call['partialArgs'] === undefined);
    if (over) this.endCall(events);
  }

  private endCall(events: StreamEvent[]): void {
    const open = this.openCall;
    if (open === undefined) return;
    this.openCall = undefined;
    this.input(open, open.text.close(), events);
    this.endOf(open, events);
  }

  private input(open: OpenCall, text: string, events: StreamEvent[]): void {
    const piece = open.custom === undefined ? text : open.custom.push(text);
    if (piece !== '') events.push({ type: 'tool_input', choice: this.choice, call: open.call, text: piece });
  }

  private endOf({ call, custom, proof }: OpenCall, events: StreamEvent[]): void {
    const { choice } = this;
    const rest = custom?.close() ?? '';
    if (rest !== '') events.push({ type: 'tool_input', choice, call, text: rest });
    events.push({ type: 'tool_call_end', choice, call, ...(proof === undefined ? {} : { proof }) });
  }
}

/** The medium of an answer's part; nothing when it has no data, because an answer is not refused for it. */
function mediumOf(part: Fields): MediaPart | undefined {
  try {
    return decodeMedia(part, 'part');
  } catch {
    return undefined;
  }
}
