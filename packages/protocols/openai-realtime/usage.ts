// Usage of OpenAI Realtime: each response bills its whole context anew, by text, audio and images, cached apart.

import { count, fields, isFields, part, type Fields } from '../conversation/counts.ts';
import { usageOf, type Usage } from '../conversation/usage.ts';

/** Reads the usage of `response.done`; undefined when there is none. Never throws. */
export function readResponseUsage(value: unknown): Usage | undefined {
  if (!isFields(value)) return undefined;
  const input = fields(value['input_token_details']);
  const output = fields(value['output_token_details']);
  const total = count(value['input_tokens']);
  const told = fields(input['cached_tokens_details']);
  const cached = part(input['cached_tokens'], total);
  const cacheReadAudio = part(told['audio_tokens'], cached);
  const cacheReadImage = part(told['image_tokens'], cached - cacheReadAudio);
  const fresh = (name: string): number => Math.max(0, count(input[name]) - count(told[name]));
  const audioIn = part(fresh('audio_tokens'), total - cached);
  const imageIn = part(fresh('image_tokens'), total - cached - audioIn);
  const produced = count(value['output_tokens']);
  const audioOut = part(output['audio_tokens'], produced);
  return usageOf({
    input: total - cached - audioIn - imageIn,
    cacheRead: cached - cacheReadAudio - cacheReadImage,
    cacheReadAudio,
    cacheReadImage,
    audioIn,
    imageIn,
    output: produced - audioOut,
    reasoning: part(output['reasoning_tokens'], produced - audioOut),
    audioOut,
  });
}

/** Reads the usage of a finished input transcription: tokens, or seconds. */
export function readTranscriptionUsage(value: unknown): Usage | undefined {
  if (!isFields(value)) return undefined;
  if (value['type'] === 'duration') return usageOf({ seconds: secondsOf(value) });
  const details = fields(value['input_token_details']);
  const total = count(value['input_tokens']);
  const audioIn = part(details['audio_tokens'], total);
  return usageOf({ input: total - audioIn, audioIn, output: count(value['output_tokens']) });
}

function secondsOf(value: Fields): number {
  const seconds = value['seconds'];
  return typeof seconds === 'number' && seconds >= 0 && seconds < 1e6 ? Math.round(seconds * 1000) / 1000 : 0;
}
