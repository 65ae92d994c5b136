// OpenAI Realtime as it is relayed: frames pass as they came, the beta's in the beta's shapes; answers are counted one by one.

import { fields, isFields, type Fields } from '../conversation/counts.ts';
import { usageOf, type Usage } from '../conversation/usage.ts';
import { renderFailure, type Failure } from '../failures.ts';
import { bytesOf } from '../live/base64.ts';
import { PASSES, type ClientFrame, type Count, type LiveCodec, type Parties, type ServerFrame } from '../live/codec.ts';
import { fromBeta, isSameInBeta, toBeta } from './beta.ts';
import { readResponseUsage, readTranscriptionUsage } from './usage.ts';

/** A type is told by its first occurrence near the front of a frame; anywhere else the frame is read whole. */
const TYPE = /"type"\s*:\s*"([a-z_.]+)"/;
const FRONT = 400;
/** Frames of the upstream that are read; all others pass. */
const READ =
  /^(?:(?:transcription_)?session\.(?:created|updated)|response\.(?:created|done)|conversation\.item\.input_audio_transcription\.completed|error)$/;
const TRANSCRIBED = 'conversation.item.input_audio_transcription.completed';
/** Events that change a session; the second is the beta's, of a session that only writes down. */
const UPDATES: ReadonlySet<unknown> = new Set(['session.update', 'transcription_session.update']);
const OF_SESSION = /^(?:transcription_)?session\./;
/** Tokens of a second that is spoken, for estimates: one for 50 ms. */
const SPOKEN_TOKENS = 20;
/** Bytes of a second by format: 16-bit PCM at 24 kHz, or telephone audio. */
const PCM_BYTES = 48_000;
const PHONE_BYTES = 8_000;
/** Seconds after which what is paid by the second is charged. */
const DUE_SECONDS = 15;

/** The settings of a prepared session were refused: it would begin without them. */
const REFUSED = { code: 1008, reason: 'the settings of this session token are refused' };

/** What a session of this protocol is told beside its parties. */
export interface RealtimeOptions {
  /** The client speaks the beta. */
  readonly beta: boolean;
  /** The session was prepared with its pass: it begins when the upstream has taken those settings. */
  readonly prepared: boolean;
  /** Why the session may not use another model for what is heard; undefined where it may. */
  mayTranscribe(model: string): string | undefined;
  /** What the upstream calls such a model. */
  upstreamOf?(model: string): string;
}

/** One session. */
export class OpenaiRealtime implements LiveCodec {
  answering = false;
  private readonly parties: Parties;
  private readonly options: RealtimeOptions;
  /** The client speaks the beta and the upstream does not. */
  private translates = false;
  /** The model that writes down what the client says, billed at its own price (openai-realtime §5). */
  private writer: string | undefined;
  /** Such models by what the upstream calls them: the client knows the other name, and it is the one that has a price. */
  private readonly writers = new Map<string, string>();
  /** The settings of a prepared session are on their way: it has not begun for the client. */
  private preparing: boolean;
  private bytesASecond = PCM_BYTES;
  private dueSeconds = 0;
  private spokenBytes = 0;

  constructor(parties: Parties, options: RealtimeOptions) {
    this.parties = parties;
    this.options = options;
    this.preparing = options.prepared;
  }

  fromClient(frame: string): ClientFrame {
    if (isAppend(frame)) {
      this.dueSeconds += bytesOf(frame, 'audio') / this.bytesASecond;
      return PASSES;
    }
    const given = fields(parsed(frame));
    const updates = UPDATES.has(given['type']);
    const answer = updates ? this.refusal(fields(given['session'])) : undefined;
    if (answer !== undefined) return { answer };
    const event = updates ? this.renamed(given) : given;
    const changes = updates || event['type'] === 'response.create';
    if (this.translates && changes) return { sent: JSON.stringify(fromBeta(event)) };
    return event === given ? PASSES : { sent: JSON.stringify(event) };
  }

  /** The event with its models by the upstream's names. */
  private renamed(event: Fields): Fields {
    const { model, upstreamModel } = this.parties;
    const session = fields(event['session']);
    const writer = writerOf(session);
    const upstreamWriter = writer === undefined ? undefined : (this.options.upstreamOf?.(writer) ?? writer);
    if (writer !== undefined && upstreamWriter !== undefined) this.writers.set(upstreamWriter, writer);
    const names = session['model'] === model && model !== upstreamModel;
    if (!names && upstreamWriter === writer) return event;
    const named = names ? { ...session, model: upstreamModel } : session;
    return { ...event, session: upstreamWriter === undefined ? named : withWriter(named, upstreamWriter) };
  }

  /** A session stays with the models that were authorized and priced. */
  private refusal(session: Fields): string | undefined {
    const { model, upstreamModel } = this.parties;
    const asked = session['model'];
    if (asked !== undefined && asked !== model && asked !== upstreamModel) {
      const message = `The model of a session cannot be changed. Open another session for ${String(asked)}.`;
      return invalid('session.model', message);
    }
    const writer = writerOf(session);
    const why = writer === undefined ? undefined : this.options.mayTranscribe(writer);
    return why === undefined ? undefined : invalid('session.audio.input.transcription.model', why);
  }

  fromUpstream(frame: string): ServerFrame {
    const type = typeOf(frame);
    if (type.endsWith('audio.delta')) this.spokenBytes += bytesOf(frame, 'delta');
    if (type !== '' && !READ.test(type)) return this.unread(frame, type);
    const event = parsed(frame);
    return isFields(event) ? this.read(event) : PASSES;
  }

  private unread(frame: string, type: string): ServerFrame {
    if (!this.translates || isSameInBeta(type)) return PASSES;
    const told = toBeta(fields(parsed(frame)));
    return { shown: told === undefined ? null : JSON.stringify(told) };
  }

  private read(event: Fields): ServerFrame {
    const type = String(event['type'] ?? '');
    const session = fields(event['session']);
    if (type === 'session.created') this.translates = this.options.beta && 'type' in session;
    if (OF_SESSION.test(type)) this.settle(session);
    if (type === 'response.created') this.answering = true;
    const count = this.count(type, event);
    if (type === 'response.done') this.endAnswer();
    return { ...this.shown(type, event), ...(count === undefined ? {} : { counts: [count] }) };
  }

  private settle(session: Fields): void {
    const writer = writerOf(session);
    this.writer = this.writers.get(writer ?? '') ?? writer;
    const input = fields(fields(session['audio'])['input']);
    const format = fields(input['format'])['type'] ?? session['input_audio_format'];
    this.bytesASecond = /pcm[ua]|g711/.test(String(format)) ? PHONE_BYTES : PCM_BYTES;
  }

  private endAnswer(): void {
    this.answering = false;
    this.spokenBytes = 0;
  }

  private count(type: string, event: Fields): Count | undefined {
    const response = fields(event['response']);
    if (type === TRANSCRIBED) {
      const usage = readTranscriptionUsage(event['usage']);
      const id = event['item_id'];
      const model = this.writer;
      if (usage === undefined) return undefined;
      return { usage, id: typeof id === 'string' ? id : '', ...(model === undefined ? {} : { model }) };
    }
    const usage = type === 'response.done' ? readResponseUsage(response['usage']) : undefined;
    if (usage === undefined) return undefined;
    const id = response['id'];
    return { usage: { ...usage, seconds: this.takeSeconds() }, id: typeof id === 'string' ? id : '' };
  }

  /** The event with the session's model by the name the client asked for, in the shapes that it knows. */
  private shown(type: string, event: Fields): Pick<ServerFrame, 'shown' | 'close'> {
    if (this.preparing && type === 'error') return { close: REFUSED };
    const given = OF_SESSION.test(type) && isFields(event['session']) ? this.told(event, event['session']) : event;
    const named = this.preparing ? this.prepare(type, given) : given;
    if (named === undefined) return { shown: null };
    if (!this.translates || isSameInBeta(type)) return named === event ? {} : { shown: JSON.stringify(named) };
    const told = toBeta(named);
    return { shown: told === undefined ? null : JSON.stringify(told) };
  }

  /** An event of the session with its models by the client's names; the same one where they are no others. */
  private told(event: Fields, session: Fields): Fields {
    const { model, upstreamModel } = this.parties;
    const writes = session['type'] === 'transcription' || session['object'] === 'realtime.transcription_session';
    const renames = model !== upstreamModel && (session['model'] !== undefined || !writes);
    const writer = writerOf(session);
    const known = this.writers.get(writer ?? '') ?? writer;
    if (!renames && known === writer) return event;
    const named = renames ? { ...session, model } : session;
    return { ...event, session: known === undefined ? named : withWriter(named, known) };
  }

  /** A prepared session begins with its own settings; undefined for the beginning without them. */
  private prepare(type: string, event: Fields): Fields | undefined {
    if (type === 'session.created') return undefined;
    this.preparing = false;
    return type === 'session.updated' ? { ...event, type: 'session.created' } : event;
  }

  private takeSeconds(): number {
    if (!this.parties.bySeconds) return 0;
    const seconds = Math.round(this.dueSeconds * 1000) / 1000;
    this.dueSeconds = 0;
    return seconds;
  }

  running(): Usage {
    return usageOf({
      audioOut: Math.ceil((this.spokenBytes / PCM_BYTES) * SPOKEN_TOKENS),
      seconds: this.parties.bySeconds ? this.dueSeconds : 0,
    });
  }

  due(): Count | undefined {
    if (!this.parties.bySeconds || this.dueSeconds < DUE_SECONDS) return undefined;
    return { usage: usageOf({ seconds: this.takeSeconds() }), id: '', estimated: true };
  }

  /** An answer that was not told is not charged; seconds that were heard are. */
  owed(): Count | undefined {
    const seconds = this.takeSeconds();
    return seconds > 0 ? { usage: usageOf({ seconds }), id: '', estimated: true } : undefined;
  }

  stop(): string | undefined {
    return this.answering ? JSON.stringify({ type: 'response.cancel' }) : undefined;
  }

  farewell(failure: Failure, requestId: string): string {
    const code = failure.code === 'insufficient_user_quota' ? 'insufficient_quota' : failure.code;
    const { error } = fields(renderFailure('openai-chat', failure, requestId));
    const event = { ...fields(error), code, event_id: null };
    return JSON.stringify({ type: 'error', event_id: `event_${requestId}`, error: event });
  }

  leaving(): undefined {
    return undefined;
  }
}

/** The event's type where it stands at the front, alone; empty means that the frame must be read to know. */
function typeOf(frame: string): string {
  const front = frame.slice(0, FRONT);
  const nested = front.indexOf('{', 1);
  const found = TYPE.exec(front);
  if (found === null || (nested !== -1 && found.index > nested)) return '';
  return found[1] ?? '';
}

/** Sound of the client's, and nothing that could be read as another event: no escapes, and one type. */
function isAppend(frame: string): boolean {
  if (typeOf(frame) !== 'input_audio_buffer.append' || frame.includes('\\')) return false;
  return frame.indexOf('"type"') === frame.lastIndexOf('"type"');
}

function writerOf(session: Fields): string | undefined {
  const input = fields(fields(session['audio'])['input']);
  const { model } = fields(input['transcription'] ?? session['input_audio_transcription']);
  return typeof model === 'string' ? model : undefined;
}

/** The session with another model that writes down what is heard, wherever it names one. */
function withWriter(session: Fields, model: string): Fields {
  const flat = session['input_audio_transcription'];
  if (isFields(flat)) return { ...session, input_audio_transcription: { ...flat, model } };
  const audio = fields(session['audio']);
  const input = fields(audio['input']);
  const transcription = { ...fields(input['transcription']), model };
  return { ...session, audio: { ...audio, input: { ...input, transcription } } };
}

function parsed(frame: string): unknown {
  try {
    const value: unknown = JSON.parse(frame);
    return value;
  } catch {
    return undefined;
  }
}

function invalid(param: string, message: string): string {
  const error = { type: 'invalid_request_error', code: 'invalid_value', message, param, event_id: null };
  return JSON.stringify({ type: 'error', event_id: 'event_turnpike', error });
}
