// Usage of OpenAI Responses: `input_tokens` includes the cache, `output_tokens` includes reasoning.

import { count, countOrNone, fields, isFields, nanoDollars, part } from '../conversation/counts.ts';
import { promptTokens, usageOf, type Usage } from '../conversation/usage.ts';

/** The raw usage of a response, or of the stream event that carries one. */
export function usageIn(event: unknown): unknown {
  const answer = fields(event);
  const usage = answer['usage'] ?? fields(answer['response'])['usage'];
  return isFields(usage) ? usage : undefined;
}

/** Reads a usage object into disjoint meters; undefined when there is none. Never throws. */
export function readUsage(value: unknown): Usage | undefined {
  if (!isFields(value)) return undefined;
  const inputTokens = countOrNone(value['input_tokens']);
  const outputTokens = countOrNone(value['output_tokens']);
  if (inputTokens === undefined && outputTokens === undefined) return undefined;
  const details = fields(value['input_tokens_details']);
  const made = fields(value['output_tokens_details']);
  const input = inputTokens ?? Math.max(count(value['total_tokens']) - count(outputTokens), 0);
  const output = outputTokens ?? Math.max(count(value['total_tokens']) - input, 0);
  const cacheRead = part(details['cached_tokens'], input);
  const cacheWrite5m = part(details['cache_write_tokens'], input - cacheRead);
  const audioIn = part(details['audio_tokens'], input - cacheRead - cacheWrite5m);
  const imageIn = part(details['image_tokens'], input - cacheRead - cacheWrite5m - audioIn);
  const audioOut = part(made['audio_tokens'], output);
  const imageOut = part(made['image_tokens'], output - audioOut);
  const text = output - audioOut - imageOut;
  const upstreamCost = nanoDollars(value['cost']);
  return usageOf({
    input: input - cacheRead - cacheWrite5m - audioIn - imageIn,
    cacheRead,
    cacheWrite5m,
    audioIn,
    imageIn,
    output: text,
    reasoning: part(made['reasoning_tokens'], text),
    audioOut,
    imageOut,
    ...(upstreamCost === undefined ? {} : { upstreamCost }),
  });
}

/** Web searches among a response's output items: each `web_search_call` that searched is charged by the provider. */
export function searchesIn(output: unknown): number {
  if (!Array.isArray(output)) return 0;
  return output.filter(item => fields(item)['type'] === 'web_search_call' && isSearch(fields(item)['action'])).length;
}

/** Opening a page or finding in one belongs to a search; only the search itself is charged. */
function isSearch(action: unknown): boolean {
  const type = fields(action)['type'];
  return type === undefined || type === 'search';
}

/** The usage object of a response; strict clients need both details objects. */
export function writeUsage(usage: Usage): Record<string, unknown> {
  const cacheWrite = usage.cacheWrite5m + usage.cacheWrite1h;
  const input = promptTokens(usage);
  const output = usage.output + usage.audioOut + usage.imageOut;
  return {
    input_tokens: input,
    input_tokens_details: {
      cached_tokens: usage.cacheRead,
      ...(cacheWrite > 0 ? { cache_write_tokens: cacheWrite } : {}),
      ...(usage.audioIn > 0 ? { audio_tokens: usage.audioIn } : {}),
      ...(usage.imageIn > 0 ? { image_tokens: usage.imageIn } : {}),
    },
    output_tokens: output,
    output_tokens_details: {
      reasoning_tokens: usage.reasoning,
      ...(usage.audioOut > 0 ? { audio_tokens: usage.audioOut } : {}),
      ...(usage.imageOut > 0 ? { image_tokens: usage.imageOut } : {}),
    },
    total_tokens: input + output,
  };
}
