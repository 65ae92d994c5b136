// What a client wants spoken, in OpenAI's format, and what cannot be meant by it.

import { fields, type Fields } from '../conversation/counts.ts';
import { Failure } from '../failures.ts';

/** The formats of speech. */
export const SPEECH_FORMATS = ['mp3', 'opus', 'aac', 'flac', 'wav', 'pcm'] as const;
export type SpeechFormat = (typeof SPEECH_FORMATS)[number];

/** The media type of each format. */
export const SPEECH_TYPES: Readonly<Record<SpeechFormat, string>> = {
  mp3: 'audio/mpeg',
  opus: 'audio/opus',
  aac: 'audio/aac',
  flac: 'audio/flac',
  wav: 'audio/wav',
  pcm: 'audio/pcm',
};

/** One text to speak. */
export interface SpeechRequest {
  readonly model: string;
  readonly input: string;
  readonly voice: string;
  readonly instructions: string | undefined;
  readonly format: SpeechFormat;
  readonly speed: number;
  /** Events with base64 and the usage, instead of bytes. */
  readonly events: boolean;
  readonly extras: Fields;
}

/** OpenAI's voices; its models know no other, but for those that were made for an account. */
const VOICES = 'alloy ash ballad coral echo fable onyx nova sage shimmer verse marin cedar'.split(' ');
const OPENAIS = /^(?:tts-1|gpt-4o(?:-mini)?-tts)/;
const KNOWN = new Set(['model', 'input', 'voice', 'instructions', 'response_format', 'speed', 'stream_format']);
const MOST_INPUT = 4096;
/** Of other makers. */
const MOST_LONG_INPUT = 100_000;

function bad(param: string, message: string): Failure {
  return new Failure('invalid_request', message, { param });
}

/** Reads a request. @throws Failure naming the field */
export function readSpeechRequest(body: Fields): SpeechRequest {
  const model = text(body, 'model');
  if (model === undefined || model.length > 256) throw bad('model', 'model must name a model.');
  const input = text(body, 'input');
  if (input === undefined || input.trim() === '') throw bad('input', 'input must be the text to speak.');
  const most = OPENAIS.test(model) ? MOST_INPUT : MOST_LONG_INPUT;
  if (charactersOf(input) > most) throw bad('input', `input may have at most ${most} characters.`);
  const voice = voiceIn(body, model);
  const instructions = text(body, 'instructions');
  if (instructions !== undefined && charactersOf(instructions) > MOST_INPUT)
    throw bad('instructions', `instructions may have at most ${MOST_INPUT} characters.`);
  const wanted = text(body, 'response_format') ?? 'mp3';
  const format = SPEECH_FORMATS.find(known => known === wanted);
  if (format === undefined)
    throw bad('response_format', `response_format must be one of ${SPEECH_FORMATS.join(', ')}.`);
  const speed = body['speed'] ?? 1;
  if (typeof speed !== 'number' || !(speed >= 0.25 && speed <= 4))
    throw bad('speed', 'speed must be a number from 0.25 to 4.');
  const stream = text(body, 'stream_format') ?? 'audio';
  if (stream !== 'audio' && stream !== 'sse') throw bad('stream_format', 'stream_format must be audio or sse.');
  if (stream === 'sse' && model.startsWith('tts-1'))
    throw bad('stream_format', `${model} has no events. Leave stream_format out.`);
  const extras = Object.fromEntries(Object.entries(body).filter(([name]) => !KNOWN.has(name)));
  return { model, input, voice, instructions, format, speed, events: stream === 'sse', extras };
}

function voiceIn(body: Fields, model: string): string {
  const { voice } = body;
  const made = fields(voice)['id'];
  if (typeof made === 'string' && made !== '') return made;
  if (typeof voice !== 'string' || voice === '') throw bad('voice', 'voice must name a voice.');
  if (OPENAIS.test(model) && !VOICES.includes(voice))
    throw bad('voice', `voice must be one of ${VOICES.join(', ')}, or an object with the id of a voice of yours.`);
  return voice;
}

/** Characters as people and price lists count them. */
export function charactersOf(source: string): number {
  let count = 0;
  for (const _ of source) count += 1;
  return count;
}

function text(body: Fields, name: string): string | undefined {
  const value = body[name];
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'string') throw bad(name, `${name} must be a string.`);
  return value;
}
