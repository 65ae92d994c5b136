// What a client wants written down, in OpenAI's format, and what cannot be meant by it.

import { Failure } from '../failures.ts';

/** The forms of a transcript. */
export const TRANSCRIPT_FORMATS = ['json', 'text', 'srt', 'verbose_json', 'vtt', 'diarized_json'] as const;
export type TranscriptFormat = (typeof TRANSCRIPT_FORMATS)[number];

/** One recording to write down, without the recording. */
export interface TranscriptRequest {
  readonly translates: boolean;
  readonly model: string;
  readonly format: TranscriptFormat;
  readonly streams: boolean;
  readonly language: string | undefined;
  readonly prompt: string | undefined;
}

/** Values of a form: one text, or several of a name. */
export type FormFields = Readonly<Record<string, string | readonly string[]>>;

function bad(param: string, message: string): Failure {
  return new Failure('invalid_request', message, { param });
}

/** Reads the fields. @throws Failure naming the one at fault */
export function readTranscriptRequest(fields: FormFields, translates: boolean): TranscriptRequest {
  const one = (name: string): string | undefined => {
    const value = fields[name];
    const text = typeof value === 'string' ? value : value?.at(-1);
    return text === '' ? undefined : text;
  };
  const model = one('model');
  if (model === undefined || model.length > 256) throw bad('model', 'model must name a model.');
  const wanted = one('response_format') ?? 'json';
  const format = TRANSCRIPT_FORMATS.find(known => known === wanted);
  if (format === undefined || (translates && format === 'diarized_json'))
    throw bad('response_format', `response_format must be one of ${TRANSCRIPT_FORMATS.join(', ')}.`);
  const temperature = one('temperature');
  if (temperature !== undefined && !(Number(temperature) >= 0 && Number(temperature) <= 1))
    throw bad('temperature', 'temperature must be a number from 0 to 1.');
  const stream = one('stream') ?? 'false';
  if (!/^(?:true|false)$/i.test(stream)) throw bad('stream', 'stream must be true or false.');
  const granularities = [fields['timestamp_granularities'] ?? []].flat();
  if (granularities.some(word => word !== 'word' && word !== 'segment'))
    throw bad('timestamp_granularities', 'timestamp_granularities must be word or segment.');
  if (granularities.length > 0 && format !== 'verbose_json')
    throw bad('timestamp_granularities', 'timestamp_granularities need response_format verbose_json.');
  const speakers = [fields['known_speaker_names'] ?? []].flat();
  if (speakers.length > 4) throw bad('known_speaker_names', 'At most four speakers can be known.');
  return {
    translates,
    model,
    format,
    // The first model has no stream, and answers whole whatever it is asked.
    streams: /true/i.test(stream) && !translates && model !== 'whisper-1',
    language: one('language'),
    prompt: one('prompt'),
  };
}
