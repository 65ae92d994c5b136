// The usage of DashScope's own answers: input includes what was cached, output what was thought.

import { count, countOrNone, fields, isFields, part, type Fields } from '../conversation/counts.ts';
import { cachedTokens, promptTokens, usageOf, type Usage } from '../conversation/usage.ts';

/** Reads a usage object into disjoint meters; undefined when there is none. Never throws. */
export function readUsage(value: unknown): Usage | undefined {
  if (!isFields(value)) return undefined;
  const total = countOrNone(value['total_tokens']);
  const told = countOrNone(value['input_tokens']);
  const made = countOrNone(value['output_tokens']);
  if (told === undefined && made === undefined && total === undefined) return undefined;
  const output = made ?? Math.max((total ?? 0) - (told ?? 0), 0);
  const input = told ?? Math.max((total ?? 0) - output, 0);
  const prompt = fields(value['prompt_tokens_details']);
  const inner = fields(value['input_tokens_details']);
  const cacheRead = part(prompt['cached_tokens'] ?? inner['cached_tokens'], input);
  const cacheWrite5m = part(prompt['cache_creation_input_tokens'], input - cacheRead);
  const audioIn = part(inner['audio_tokens'] ?? value['audio_tokens'], input - cacheRead - cacheWrite5m);
  const spoken = fields(value['output_tokens_details']);
  return usageOf({
    input: input - cacheRead - cacheWrite5m - audioIn,
    cacheRead,
    cacheWrite5m,
    audioIn,
    output,
    reasoning: part(spoken['reasoning_tokens'], output),
    searches: count(fields(fields(value['plugins'])['search'])['count']),
  });
}

/** The usage object of an answer. */
export function writeUsage(usage: Usage): Fields {
  const [input, output] = [promptTokens(usage), usage.output + usage.audioOut + usage.imageOut];
  return {
    input_tokens: input,
    output_tokens: output,
    total_tokens: input + output,
    prompt_tokens_details: { cached_tokens: cachedTokens(usage) },
    ...(usage.reasoning > 0 ? { output_tokens_details: { reasoning_tokens: usage.reasoning } } : {}),
  };
}
