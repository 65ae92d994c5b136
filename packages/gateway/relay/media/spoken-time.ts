// How long the speech is that has passed, by its bytes.

import type { SpeechFormat } from '@turnpike/protocols/audio/speech-request';
import { mp3Frame } from './sound-mp3.ts';

/** Bytes a second where they cannot be told from the bytes: what OpenAI's encoders make at their usual settings. */
const USUAL: Readonly<Record<SpeechFormat, number>> = {
  pcm: 48_000,
  wav: 48_000,
  mp3: 20_000,
  opus: 6_000,
  aac: 12_000,
  flac: 30_000,
};

/** Adds up the length of speech of one format. */
export class SpokenTime {
  private readonly format: SpeechFormat;
  private bytes = 0;
  private rate: number | undefined;
  private header = 0;

  constructor(format: SpeechFormat) {
    this.format = format;
  }

  /** Takes a piece; answers the seconds so far. */
  add(piece: Buffer): number {
    if (this.rate === undefined) this.rate = this.rateOf(piece);
    this.bytes += piece.length;
    return Math.max(this.bytes - this.header, 0) / this.rate;
  }

  /** By the first piece, which holds the header of a WAV and the first frame of an MP3. */
  private rateOf(first: Buffer): number {
    if (this.format === 'wav' && first.length >= 44 && first.toString('latin1', 0, 4) === 'RIFF') {
      this.header = 44;
      return first.readUInt32LE(28) || USUAL.wav;
    }
    if (this.format !== 'mp3') return USUAL[this.format];
    for (let at = 0; at + 4 <= Math.min(first.length, 64 * 1024); at += 1) {
      const frame = mp3Frame(first.readUInt32BE(at));
      if (frame !== undefined) return (frame.bitrate * 1000) / 8;
    }
    return USUAL.mp3;
  }
}
