// One practice session of Gemini Live: its set-up, what it hears, its turns, its tools, and its resumption.

import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Refused } from '../exchange.ts';
import { geminiFault } from '../gemini-generate/errors.ts';
import { camelCased, listed } from '../gemini-generate/names.ts';
import { readMarkers, type Markers } from '../play/markers.ts';
import { countTokens } from '../play/tokens.ts';
import { isObject } from '../shape.ts';
import { answerTo } from '../sockets/answer.ts';
import type { Socket } from '../sockets/frames.ts';
import { contextOf, HEARD_TOKENS, joined, NOTHING, PICTURE_TOKENS, type Context } from './context.ts';
import { Ear, type Heard } from './ear.ts';
import { Closing, INVALID, readSetup, type Entry, type Setup } from './setup.ts';
import { clientMessage } from './shape.ts';
import { savedSession, saveSession } from './tokens.ts';
import { say, type Turn } from './turn.ts';
import { usageOf } from './usage.ts';

export type { Entry } from './setup.ts';

type Json = Readonly<Record<string, unknown>>;

const object = (value: unknown): Json => (isObject(value) ? value : {});
const seconds = (milliseconds: number): string => `${milliseconds / 1000}s`;

/** The session. Messages arrive by `take`; `gone` ends what it is doing. */
export class LiveSession {
  private readonly socket: Socket;
  private readonly entry: Entry;
  private setup: Setup | undefined;
  private ear = new Ear({});
  private context: Context = NOTHING;
  /** What was said since the last turn. */
  private said = '';
  private turn: Turn | undefined;
  /** Calls that wait for their answers. */
  private calls: string[] = [];

  constructor(socket: Socket, entry: Entry) {
    this.socket = socket;
    this.entry = entry;
  }

  gone(): void {
    if (this.turn !== undefined) this.turn.interrupted = true;
  }

  /** Acts on one message; whatever is wrong with it closes the connection. */
  take(text: string): void {
    try {
      this.act(messageOf(text));
    } catch (error) {
      const closing = error instanceof Closing ? error : new Closing(1011, 'Internal error occurred.');
      this.socket.close(closing.code, closing.message.slice(0, 120));
    }
  }

  private act(message: Json): void {
    const [kind = '', ...others] = Object.keys(message);
    if (others.length > 0 || (kind === 'setup') !== (this.setup === undefined)) throw new Closing(1007, INVALID);
    const value = object(message[kind]);
    if (kind === 'setup') this.begin(value);
    else if (kind === 'clientContent') this.content(value);
    else if (kind === 'realtimeInput') this.input(value);
    else this.results(listed(value['functionResponses']));
  }

  private begin(given: Json): void {
    const setup = readSetup(given, this.entry);
    const { handle, fields } = setup;
    if (handle !== undefined) {
      const found = savedSession(handle, this.entry.key);
      if (found === undefined || found.model !== setup.model)
        throw new Closing(1008, 'Requested entity was not found.');
      this.context = found.context;
    } else this.context = contextOf([fields['systemInstruction']]).context;
    this.setup = setup;
    this.ear = new Ear(fields);
    this.tell({ setupComplete: this.entry.vertex ? { sessionId: randomUUID() } : {} });
  }

  private content(value: Json): void {
    this.interrupt();
    const { said, context } = contextOf(value['turns']);
    this.said = said === '' ? this.said : said;
    this.context = joined(this.context, context);
    if (value['turnComplete'] === true) this.answer(false);
  }

  private input(value: Json): void {
    const chunk = listed(value['mediaChunks'])[0];
    const blob = isObject(value['audio']) ? value['audio'] : chunk;
    if (blob !== undefined && !String(blob['mimeType']).startsWith('image/'))
      for (const heard of this.ear.hear(blob)) this.listen(heard);
    const picture = isObject(value['video']) ? value['video'] : chunk;
    if (picture !== undefined && String(picture['mimeType']).startsWith('image/'))
      this.context = joined(this.context, { ...NOTHING, IMAGE: PICTURE_TOKENS });
    if (value['audioStreamEnd'] === true) this.listen(this.ear.end());
    if (value['activityStart'] !== undefined) this.listen(this.ear.mark(true));
    if (value['activityEnd'] !== undefined) this.listen(this.ear.mark(false));
    if (typeof value['text'] !== 'string') return;
    this.interrupt();
    this.said = value['text'];
    this.context = joined(this.context, { ...NOTHING, TEXT: countTokens(value['text']) });
    this.answer(false);
  }

  private listen(heard: Heard): void {
    if (heard === 'begins' && this.ear.interrupts) this.interrupt();
    if (heard !== 'ends') return;
    const length = this.ear.take();
    this.context = joined(this.context, { ...NOTHING, AUDIO: Math.ceil(length * HEARD_TOKENS) });
    if (this.setup?.fields['inputAudioTranscription'] !== undefined) {
      const text = `[sandbox] ${length.toFixed(1)} seconds of speech.`;
      this.tell({ serverContent: { inputTranscription: { text, finished: true } } });
    }
    this.said = '';
    this.answer(false);
  }

  /** Whoever speaks now ends what is being said, and takes back the calls that wait. */
  private interrupt(): void {
    if (this.turn !== undefined) this.turn.interrupted = true;
    if (this.calls.length === 0) return;
    this.tell({ toolCallCancellation: { ids: this.calls } });
    this.calls = [];
  }

  private results(responses: readonly Json[]): void {
    for (const { id, response } of responses) {
      if (typeof id !== 'string' && !this.entry.vertex) throw new Closing(1007, INVALID);
      this.calls = this.calls.filter(call => call !== id);
      this.context = joined(this.context, { ...NOTHING, TEXT: countTokens(JSON.stringify(response)) });
    }
    if (this.calls.length === 0) this.answer(true);
  }

  private answer(answered: boolean): void {
    const turn: Turn = { interrupted: false };
    // One that is being interrupted ends first.
    const before = this.turn === undefined ? undefined : this.ending;
    this.turn = turn;
    const markers = answered ? {} : readMarkers(this.said);
    this.ending = (async () => {
      await before;
      await this.play(turn, markers, answered);
      if (this.turn === turn) this.turn = undefined;
    })();
  }

  private ending: Promise<void> | undefined;

  private async play(turn: Turn, markers: Markers, answered: boolean): Promise<void> {
    const { setup } = this;
    if (setup === undefined) return;
    if (markers.firstByte !== undefined) await sleep(markers.firstByte);
    if (markers.hang === true) return;
    if (markers.error !== undefined) {
      const quota = markers.error.status === 429;
      this.socket.close(1011, quota ? 'You exceeded your current quota.' : 'Internal error occurred.');
      return;
    }
    if (markers.goAway !== undefined) void this.leave(markers.goAway);
    const tools = listed(setup.fields['tools']);
    const { text, call } = answerTo(
      tools.flatMap(tool => listed(tool['functionDeclarations'])),
      this.said,
      markers,
      answered,
    );
    if (setup.resumes) this.tell({ sessionResumptionUpdate: { resumable: false } });
    if (call !== undefined) {
      this.call(setup, call, markers);
      return;
    }
    if (tools.some(tool => 'googleSearch' in tool) && (markers.search === true || /news/i.test(this.said))) {
      const groundingMetadata = { webSearchQueries: [this.said.slice(0, 60)], groundingChunks: [] };
      this.tell({ serverContent: { groundingMetadata } });
    }
    const told = await say(
      {
        speaks: setup.speaks,
        transcribes: setup.fields['outputAudioTranscription'] !== undefined,
        tell: message => this.tell(message),
        drop: () => this.socket.drop(),
      },
      turn,
      text,
      markers,
    );
    if (told === undefined) return;
    this.tell({ serverContent: turn.interrupted ? { interrupted: true } : { generationComplete: true } });
    this.end(setup, told, markers);
  }

  private call(setup: Setup, call: { name: string; input: string }, markers: Markers): void {
    const id = `function-call-${randomUUID().slice(0, 8)}`;
    this.calls.push(id);
    const told = { ...NOTHING, TEXT: countTokens(call.input) };
    const usageMetadata = usageOf(setup.model, this.context, told, this.entry.vertex, markers);
    this.context = joined(this.context, told);
    const args: unknown = JSON.parse(call.input);
    this.tell({ toolCall: { functionCalls: [{ id, name: call.name, args }] }, usageMetadata });
  }

  private end(setup: Setup, told: Context, markers: Markers): void {
    const { vertex, key } = this.entry;
    const usageMetadata =
      markers.noUsage === true ? undefined : usageOf(setup.model, this.context, told, vertex, markers);
    this.context = joined(this.context, told);
    this.tell({ serverContent: { turnComplete: true }, ...(usageMetadata === undefined ? {} : { usageMetadata }) });
    if (!setup.resumes) return;
    const newHandle = saveSession({ key, model: setup.model, context: this.context });
    this.tell({ sessionResumptionUpdate: { newHandle, resumable: true } });
  }

  private async leave(milliseconds: number): Promise<void> {
    this.tell({ goAway: { timeLeft: seconds(milliseconds) } });
    await sleep(milliseconds);
    this.socket.close(1000, 'The connection was aborted.');
  }

  private tell(message: Json): void {
    this.socket.send(message);
  }
}

/** A message in camelCase, of the right shape. @throws Closing */
function messageOf(text: string): Json {
  let value: unknown;
  try {
    value = camelCased(JSON.parse(text));
  } catch {
    throw new Closing(1007, 'Invalid JSON payload received. Unexpected token.');
  }
  const fault = clientMessage(value, []);
  if (fault !== undefined) throw new Closing(1007, wordsOf(geminiFault(fault)));
  return object(value);
}

function wordsOf({ body }: Refused): string {
  return String(object(object(body)['error'])['message'] ?? INVALID);
}
