// The practice ear of Gemini Live: 16-bit PCM of any rate, turns by loudness and quiet, or by the client's own marks.

import { isLoud } from '../sockets/sound.ts';
import { isObject } from '../shape.ts';
import { Closing, INVALID } from './setup.ts';

type Json = Readonly<Record<string, unknown>>;

const object = (value: unknown): Json => (isObject(value) ? value : {});

/** Sound is looked at in pieces of this length, milliseconds. */
const WINDOW_MS = 20;

/** What a piece of sound means: somebody begins to speak, has ended, or nothing of the kind. */
export type Heard = 'begins' | 'ends' | 'goes on';

/** Listens to one session. */
export class Ear {
  readonly isAutomatic: boolean;
  /** Whether somebody who begins to speak interrupts the model. */
  readonly interrupts: boolean;
  private readonly silenceMs: number;
  private isSpeaking = false;
  private quietMs = 0;
  /** Seconds of sound since they were last taken. */
  private seconds = 0;

  constructor(setup: Json) {
    const config = object(setup['realtimeInputConfig']);
    const detection = object(config['automaticActivityDetection']);
    this.isAutomatic = detection['disabled'] !== true;
    this.interrupts = config['activityHandling'] !== 'NO_INTERRUPTION';
    this.silenceMs = Number(detection['silenceDurationMs'] ?? 500);
  }

  /** Hears a blob, window by window; what of it means something. @throws Closing for what is no sound */
  hear({ mimeType, data }: Json): readonly Heard[] {
    if (!/^audio\/pcm\b/.test(String(mimeType)) || !/^[A-Za-z0-9+/_-]*={0,2}$/.test(String(data)))
      throw new Closing(1007, INVALID);
    const rate = Number(/rate=(\d+)/.exec(String(mimeType))?.[1] ?? 16_000);
    const pcm = Buffer.from(String(data), 'base64');
    const window = Math.round((rate * WINDOW_MS) / 1000) * 2;
    const heard: Heard[] = [];
    for (let at = 0; at < pcm.length; at += window) heard.push(this.window(pcm.subarray(at, at + window), rate));
    return heard.filter(one => one !== 'goes on');
  }

  private window(pcm: Buffer, rate: number): Heard {
    const milliseconds = (pcm.length / (rate * 2)) * 1000;
    this.seconds += milliseconds / 1000;
    if (!this.isAutomatic) return 'goes on';
    if (isLoud(pcm)) {
      const begins = !this.isSpeaking;
      this.isSpeaking = true;
      this.quietMs = 0;
      return begins ? 'begins' : 'goes on';
    }
    if (!this.isSpeaking) return 'goes on';
    this.quietMs += milliseconds;
    return this.quietMs >= this.silenceMs ? this.end() : 'goes on';
  }

  /** The stream or the activity has ended; `ends` where somebody was speaking. */
  end(): Heard {
    const was = this.isSpeaking;
    this.isSpeaking = false;
    this.quietMs = 0;
    return was ? 'ends' : 'goes on';
  }

  /** The client says itself when somebody speaks. @throws Closing where that is ours to find out */
  mark(begins: boolean): Heard {
    if (this.isAutomatic)
      throw new Closing(
        1007,
        'Explicit activity control is not supported when automatic activity detection is enabled.',
      );
    if (!begins) return this.end();
    this.isSpeaking = true;
    return 'begins';
  }

  /** Seconds heard since the last time this was asked. */
  take(): number {
    const { seconds } = this;
    this.seconds = 0;
    return seconds;
  }
}
