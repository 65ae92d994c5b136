// What a speech API answers, in the neutral form, and how it is written in OpenAI's.

import type { Fields } from '../conversation/counts.ts';
import type { Fault } from '../conversation/fault.ts';
import type { Usage } from '../conversation/usage.ts';
import type { SpeechFormat, SpeechRequest } from './speech-request.ts';

/** Speech that was made. */
export interface Speech {
  /** Base64, hexadecimal digits, or where it can be had. */
  readonly audio: { readonly base64: string } | { readonly hex: string } | { readonly url: string };
  /** What the bytes are; `pcm` with its rate has no header yet. */
  readonly format: SpeechFormat;
  /** Samples a second of `pcm`. */
  readonly rate: number;
  readonly usage: Usage | undefined;
}

/** What one answer of an upstream means. */
export type SpeechOutcome =
  { readonly kind: 'done'; readonly speech: Speech } | { readonly kind: 'fault'; readonly fault: Fault };

/** One speech API's wire format. */
export interface SpeechCodec {
  /** What it can make, WAV among it. */
  readonly formats: readonly SpeechFormat[];
  /** The request is for one of those formats. @throws Failure `invalid_request` for what the API cannot do, such as a voice */
  encode(request: SpeechRequest, upstream: string): { readonly path: string; readonly body: Fields };
  decode(body: Fields, request: SpeechRequest): SpeechOutcome;
  fault(status: number, body: Fields): Fault;
}

/** The events of speech that came whole; `chunks` are base64. */
export function encodeSpeechEvents(chunks: readonly string[], usage: Usage | undefined): string {
  const events: unknown[] = chunks.map(audio => ({ type: 'speech.audio.delta', audio }));
  const input = usage === undefined ? 0 : usage.input + usage.cacheRead;
  const output = usage === undefined ? 0 : usage.output + usage.audioOut;
  const tokens = { input_tokens: input, output_tokens: output, total_tokens: input + output };
  events.push({ type: 'speech.audio.done', usage: tokens });
  return events.map(event => `data: ${JSON.stringify(event)}\n\n`).join('');
}

/** The 44 bytes in front of 16-bit mono samples that make them a WAV. `samples` is bytes. */
export function wavHeader(samples: number, rate: number): Uint8Array {
  const head = new Uint8Array(44);
  const view = new DataView(head.buffer);
  const put = (at: number, word: string): void => {
    for (let index = 0; index < word.length; index += 1) head[at + index] = word.charCodeAt(index);
  };
  put(0, 'RIFF');
  view.setUint32(4, 36 + samples, true);
  put(8, 'WAVEfmt ');
  view.setUint32(16, 16, true);
  view.setUint16(20, 1, true);
  view.setUint16(22, 1, true);
  view.setUint32(24, rate, true);
  view.setUint32(28, rate * 2, true);
  view.setUint16(32, 2, true);
  view.setUint16(34, 16, true);
  put(36, 'data');
  view.setUint32(40, samples, true);
  return head;
}
