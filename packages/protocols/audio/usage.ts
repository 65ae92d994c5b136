// OpenAI's usage of audio: tokens by kind, or a duration; read into disjoint meters.

import { count, fields, isFields, part } from '../conversation/counts.ts';
import { usageOf, type Usage } from '../conversation/usage.ts';

/** The usage of a transcript; undefined when there is none. Without a type it is tokens. */
export function readTranscriptUsage(value: unknown): Usage | undefined {
  if (!isFields(value)) return undefined;
  const { seconds } = value;
  if (typeof seconds === 'number' && seconds >= 0 && value['input_tokens'] === undefined)
    return usageOf({ seconds: Math.round(seconds * 1000) / 1000 });
  if (typeof value['input_tokens'] !== 'number' && typeof value['prompt_tokens'] !== 'number') return undefined;
  const input = count(value['input_tokens'] ?? value['prompt_tokens']);
  const details = fields(value['input_token_details'] ?? value['input_tokens_details']);
  // Where nothing is said of its kind, a recording was read.
  const text = part(details['text_tokens'], input);
  const cacheRead = part(details['cached_tokens'], text);
  return usageOf({
    input: text - cacheRead,
    cacheRead,
    audioIn: input - text,
    output: count(value['output_tokens'] ?? value['completion_tokens']),
  });
}

/** The usage of speech: text is read, audio is made. */
export function readSpeechUsage(value: unknown): Usage | undefined {
  if (!isFields(value) || typeof value['output_tokens'] !== 'number') return undefined;
  return usageOf({ input: count(value['input_tokens']), audioOut: count(value['output_tokens']) });
}
