// Gemini Live as it is relayed: frames pass as they came; turns are counted by what the provider says of each.

import { count, fields, isFields, type Fields } from '../conversation/counts.ts';
import { usageOf, type Usage } from '../conversation/usage.ts';
import type { Failure } from '../failures.ts';
import { bytesOf } from '../live/base64.ts';
import { PASSES, type ClientFrame, type Count, type LiveCodec, type Parties, type ServerFrame } from '../live/codec.ts';
import { parsed, either } from './setup.ts';
import { added, rawUsage, readLiveUsage, renamedUsage } from './usage.ts';

/** Figures of Google's, for estimates only: tokens of a second that is heard and of one that is spoken. */
const HEARD_TOKENS = 32;
const SPOKEN_TOKENS = 25;
/** Output is 16-bit PCM at 24 kHz; input at 16 kHz unless its type says another rate. */
const SPOKEN_BYTES = 48_000;
const USUAL_RATE = 16_000;
/** Seconds after which what is paid by the second is charged. */
const DUE_SECONDS = 15;

/** Frames of the upstream with any of these are read; all others are media on their way. */
const TELLING =
  /"(?:usageMetadata|usage_metadata|turnComplete|turn_complete|interrupted|groundingMetadata|grounding_metadata|sessionResumptionUpdate|session_resumption_update)"/;
/** Whatever could be a second set-up, spelled with escapes or without. */
const PERHAPS_SETUP = /"setup"|\\u/;

/** The two surfaces on which Google serves this protocol. */
export interface Surfaces {
  readonly clientIsVertex: boolean;
  readonly upstreamIsVertex: boolean;
}

/** One session. */
export class GeminiLive implements LiveCodec {
  answering = false;
  private readonly bySeconds: boolean;
  private readonly surfaces: Surfaces;
  /** Seconds heard since they were last charged, and since the last usage. */
  private dueSeconds = 0;
  private heardSeconds = 0;
  private readBytes = 0;
  private spokenBytes = 0;
  private writtenBytes = 0;
  /** What the last usage said, and the last of the turn that is under way. */
  private last: Fields | undefined;
  private ofTurn: Fields | undefined;
  /** A turn has ended, and its usage has not come. */
  private late = false;
  private queries = new Set<string>();

  constructor({ bySeconds }: Pick<Parties, 'bySeconds'>, surfaces: Surfaces) {
    this.bySeconds = bySeconds;
    this.surfaces = surfaces;
  }

  fromClient(frame: string): ClientFrame {
    if (PERHAPS_SETUP.test(frame) && 'setup' in fields(parsed(frame)))
      return { close: { code: 1007, reason: 'The set-up can be sent only once, as the first message.' } };
    if (frame.includes('audio/')) {
      const rate = Number(/rate=(\d{4,6})/.exec(frame)?.[1] ?? USUAL_RATE);
      const seconds = bytesOf(frame, 'data') / (rate * 2);
      this.heardSeconds += seconds;
      this.dueSeconds += seconds;
    } else if (frame.includes('"text"')) this.readBytes += frame.length;
    return PASSES;
  }

  fromUpstream(frame: string): ServerFrame {
    const spoken = frame.includes('audio/') ? bytesOf(frame, 'data') : 0;
    const before = spoken > 0 && this.late ? this.estimate() : undefined;
    this.spokenBytes += spoken;
    if (spoken > 0) this.answering = true;
    if (spoken > 0 && !TELLING.test(frame)) return before === undefined ? PASSES : { counts: [before] };
    const message = fields(parsed(frame));
    const told = this.read(message);
    return before === undefined ? told : { ...told, counts: [before, ...(told.counts ?? [])] };
  }

  /** A message that may tell something. */
  private read(message: Fields): ServerFrame {
    const content = fields(either(message, 'serverContent'));
    const late = this.write(either(content, 'modelTurn'));
    this.search(either(content, 'groundingMetadata'));
    if (isFields(either(message, 'toolCall'))) this.answering = true;
    const raw = rawUsage(message);
    const counts = [...(late === undefined ? [] : [late]), ...(raw === undefined ? [] : [this.count(raw)])];
    if (either(content, 'turnComplete') === true) this.endTurn(raw !== undefined);
    const handle = either(fields(either(message, 'sessionResumptionUpdate')), 'newHandle');
    const shown = raw === undefined ? undefined : this.renamed(message, raw);
    return {
      ...(shown === undefined ? {} : { shown }),
      ...(counts.length === 0 ? {} : { counts }),
      ...(typeof handle === 'string' && handle !== '' ? { handle } : {}),
    };
  }

  /** Counts what is written. A turn that begins while the usage of the one before is missing: that will not come. */
  private write(turn: unknown): Count | undefined {
    const parts = fields(turn)['parts'];
    if (!Array.isArray(parts) || parts.length === 0) return undefined;
    const before = this.late ? this.estimate() : undefined;
    this.answering = true;
    for (const part of parts) {
      const { text } = fields(part);
      if (typeof text === 'string') this.writtenBytes += text.length;
    }
    return before;
  }

  private search(grounding: unknown): void {
    const queries = either(fields(grounding), 'webSearchQueries');
    if (Array.isArray(queries)) for (const query of queries) this.queries.add(String(query));
  }

  private count(raw: Fields): Count {
    const usage = added(this.ofTurn, raw);
    this.last = raw;
    this.ofTurn = raw;
    this.settle();
    return { usage: { ...usage, searches: this.takeSearches(), seconds: this.takeSeconds() }, id: '' };
  }

  /** Nothing is owed any more. */
  private settle(): void {
    this.heardSeconds = 0;
    this.readBytes = 0;
    this.spokenBytes = 0;
    this.writtenBytes = 0;
    this.late = false;
  }

  private takeSearches(): number {
    const { size } = this.queries;
    this.queries = new Set();
    return size;
  }

  private takeSeconds(): number {
    if (!this.bySeconds) return 0;
    const seconds = Math.round(this.dueSeconds * 1000) / 1000;
    this.dueSeconds = 0;
    return seconds;
  }

  private endTurn(counted: boolean): void {
    this.answering = false;
    this.ofTurn = undefined;
    if (!counted) this.late = this.spokenBytes + this.writtenBytes > 0;
  }

  /** What a turn cost whose usage never came: the context as it was last told, what was heard, and what was delivered. */
  private estimate(): Count {
    const usage = { ...this.running(), searches: this.takeSearches(), seconds: this.takeSeconds() };
    this.settle();
    return { usage, id: '', estimated: true };
  }

  running(): Usage {
    const known = this.last === undefined ? usageOf() : readLiveUsage(this.last);
    return usageOf({
      ...known,
      input: known.input + Math.ceil(this.readBytes / 4),
      audioIn: known.audioIn + Math.ceil(this.heardSeconds * HEARD_TOKENS),
      output: Math.ceil(this.writtenBytes / 4),
      reasoning: 0,
      audioOut: Math.ceil((this.spokenBytes / SPOKEN_BYTES) * SPOKEN_TOKENS),
      imageOut: 0,
      seconds: this.bySeconds ? this.dueSeconds : 0,
    });
  }

  due(): Count | undefined {
    if (!this.bySeconds || this.dueSeconds < DUE_SECONDS) return undefined;
    return { usage: usageOf({ seconds: this.takeSeconds() }), id: '', estimated: true };
  }

  owed(): Count | undefined {
    if (this.spokenBytes + this.writtenBytes > 0) return this.estimate();
    const usage = usageOf({ searches: this.takeSearches(), seconds: this.takeSeconds() });
    return count(usage.searches) + Math.ceil(usage.seconds) > 0 ? { usage, id: '', estimated: true } : undefined;
  }

  stop(): undefined {
    return undefined;
  }

  farewell(_failure: Failure): string {
    return JSON.stringify({ goAway: { timeLeft: '1s' } });
  }

  leaving(seconds: number): string {
    return JSON.stringify({ goAway: { timeLeft: `${seconds}s` } });
  }

  /** The message with the usage as the client's surface names it. */
  private renamed(message: Fields, raw: Fields): string | undefined {
    const { clientIsVertex, upstreamIsVertex } = this.surfaces;
    if (clientIsVertex === upstreamIsVertex) return undefined;
    return JSON.stringify({ ...message, usageMetadata: renamedUsage(raw, clientIsVertex) });
  }
}
