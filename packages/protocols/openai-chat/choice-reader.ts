// One choice of a chat stream: its deltas in order, and what can only be said when it is over.

import type { Stop } from '../conversation/answer.ts';
import { fields, isFields, type Fields } from '../conversation/counts.ts';
import type { StreamEvent } from '../conversation/event.ts';
import type { Proof } from '../conversation/origin.ts';
import type { Citation, ThinkingPart } from '../conversation/part.ts';
import type { ToolNames } from '../conversation/tool-names.ts';
import { citationsIn, foreignAnnotations } from './annotations.ts';
import { saidBy, thoughtBy } from './answer.ts';
import { CallAssembly } from './call-assembly.ts';
import { imagesIn } from './decode-content.ts';
import { detailsIn, DetailsReader, saysWords } from './reasoning-details.ts';
import { stopOf } from './stop.ts';
import { signatureOf } from './signatures.ts';
import { ThinkTagReader } from './think-tags.ts';

/** Reads one choice. */
export class ChoiceReader {
  readonly index: number;
  private readonly calls: CallAssembly;
  private readonly tags: ThinkTagReader | undefined;
  private readonly details = new DetailsReader(false);
  private finish: string | undefined;
  private spoken = false;
  private refused = false;
  /** Citations that came as annotations; listed ones are then the same again. */
  private cited = false;
  private proof: Proof | undefined;

  constructor(index: number, names: ToolNames, thinkTags: boolean, seed: string) {
    this.index = index;
    this.calls = new CallAssembly(index, names, seed);
    this.tags = thinkTags ? new ThinkTagReader() : undefined;
  }

  /** Whether the upstream gave a reason for the end. An early one is not believed before the stream is over. */
  get finished(): boolean {
    return this.finish !== undefined;
  }

  get stop(): Stop {
    return stopOf(this.finish, { calls: this.calls.any, refused: this.refused });
  }

  /** One chunk's choice. The chunk that says the finish may carry the last delta too. */
  push(choice: Fields): StreamEvent[] {
    const events: StreamEvent[] = [];
    // MiniMax ends with the whole message again; a server that does not stream has only that.
    const delta = isFields(choice['delta']) ? choice['delta'] : this.spoken ? {} : fields(choice['message']);
    this.think(delta, events);
    this.say(delta['content'], events);
    this.refuse(delta['refusal'], events);
    this.annotate(delta['annotations'], events);
    this.show(delta, events);
    this.call(delta, events);
    const tokens = fields(choice['logprobs'])['content'];
    if (Array.isArray(tokens)) events.push({ type: 'logprobs', choice: this.index, tokens });
    const finish = choice['finish_reason'];
    if (typeof finish === 'string' && finish !== '') this.finish = finish;
    if (events.length > 0) this.spoken = true;
    return events;
  }

  /** The stream is over: what was held back, and the sources that stood beside the answer. */
  close(listed: readonly Citation[]): StreamEvent[] {
    const events: StreamEvent[] = [];
    for (const { thought, text } of this.tags?.close() ?? []) this.give(thought, text, events);
    this.endThinking(events);
    events.push(...this.calls.close());
    if (!this.cited) for (const citation of listed) events.push({ type: 'citation', choice: this.index, citation });
    if (this.proof !== undefined) events.push({ type: 'text_end', choice: this.index, proof: this.proof });
    return events;
  }

  private think(delta: Fields, events: StreamEvent[]): void {
    const words = delta['reasoning_content'] ?? delta['reasoning'];
    const text = typeof words === 'string' ? words : '';
    const details = detailsIn(delta['reasoning_details']);
    if (text !== '' && !saysWords(details)) this.give(true, text, events);
    for (const detail of details) {
      const finished = this.details.push(detail);
      if (finished !== undefined) this.prove(finished, events);
      const own = detail['text'] ?? detail['summary'];
      if (typeof own === 'string') this.give(true, own, events);
    }
  }

  private prove(part: ThinkingPart, events: StreamEvent[]): void {
    if (part.redacted === true) events.push({ type: 'part', choice: this.index, part });
    else if (part.proof !== undefined) events.push({ type: 'thinking_end', choice: this.index, proof: part.proof });
    else events.push({ type: 'thinking_end', choice: this.index });
  }

  private endThinking(events: StreamEvent[]): void {
    const part = this.details.close();
    if (part?.proof !== undefined) this.prove(part, events);
  }

  private say(content: unknown, events: StreamEvent[]): void {
    if (typeof content === 'string') {
      if (this.tags === undefined) this.give(false, content, events);
      else for (const { thought, text } of this.tags.push(content)) this.give(thought, text, events);
      return;
    }
    for (const part of Array.isArray(content) ? content.filter(isFields) : []) {
      this.give(true, thoughtBy(part), events);
      this.give(false, saidBy(part), events);
      if (part['type'] === 'refusal') this.refuse(part['refusal'], events);
      if (part['type'] === 'image_url') this.show({ images: [part] }, events);
    }
  }

  private give(thought: boolean, text: string, events: StreamEvent[]): void {
    if (text === '') return;
    if (thought) {
      events.push({ type: 'thinking', choice: this.index, text });
      return;
    }
    this.endThinking(events);
    events.push({ type: 'text', choice: this.index, text });
  }

  private refuse(refusal: unknown, events: StreamEvent[]): void {
    if (typeof refusal !== 'string' || refusal === '') return;
    this.refused = true;
    this.endThinking(events);
    events.push({ type: 'refusal', choice: this.index, text: refusal });
  }

  private annotate(annotations: unknown, events: StreamEvent[]): void {
    for (const citation of citationsIn(annotations)) {
      this.cited = true;
      events.push({ type: 'citation', choice: this.index, citation });
    }
    for (const part of foreignAnnotations(annotations)) events.push({ type: 'part', choice: this.index, part });
  }

  private show(delta: Fields, events: StreamEvent[]): void {
    for (const part of imagesIn(delta['images'])) events.push({ type: 'part', choice: this.index, part });
    const audio = fields(delta['audio']);
    const data = audio['data'];
    // Streamed sound is raw samples, each piece whole base64.
    if (typeof data === 'string' && data !== '')
      events.push({
        type: 'part',
        choice: this.index,
        part: { type: 'audio', source: { kind: 'base64', data }, mediaType: 'audio/l16' },
      });
    this.proof = signatureOf(delta) ?? this.proof;
  }

  private call(delta: Fields, events: StreamEvent[]): void {
    const list = delta['tool_calls'];
    const legacy = delta['function_call'];
    const pieces = Array.isArray(list) ? list.filter(isFields) : isFields(list) ? [list] : [];
    const old =
      isFields(legacy) && pieces.length === 0 && (legacy['name'] ?? legacy['arguments'] ?? '') !== ''
        ? [{ index: 0, function: legacy }]
        : [];
    for (const piece of [...pieces, ...old]) {
      this.endThinking(events);
      events.push(...this.calls.push(piece));
    }
  }
}
