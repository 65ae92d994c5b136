// Usage of Anthropic Messages: `input_tokens` excludes the cache, `output_tokens` includes thinking.

import { count, countOrNone, fields, isFields, part, type Fields } from '../conversation/counts.ts';
import { usageOf, type Usage } from '../conversation/usage.ts';

/** The raw usage of a message, or of the stream event that carries one. */
export function usageIn(event: unknown): unknown {
  const answer = fields(event);
  const usage = answer['usage'] ?? fields(answer['message'])['usage'];
  return isFields(usage) ? usage : undefined;
}

/** Tokens written to the cache; what the split does not name lives five minutes, as Anthropic's default does. */
function cacheWrites(value: Fields): { cacheWrite5m: number; cacheWrite1h: number } {
  const split = fields(value['cache_creation']);
  const hour = count(split['ephemeral_1h_input_tokens']);
  const minutes = count(split['ephemeral_5m_input_tokens']);
  const total = Math.max(countOrNone(value['cache_creation_input_tokens']) ?? 0, hour + minutes);
  return { cacheWrite5m: total - hour, cacheWrite1h: hour };
}

/** Reads a usage object into disjoint meters; undefined when there is none. Never throws. */
export function readUsage(value: unknown): Usage | undefined {
  if (!isFields(value)) return undefined;
  if (countOrNone(value['input_tokens']) === undefined && countOrNone(value['output_tokens']) === undefined)
    return undefined;
  const output = count(value['output_tokens']);
  return usageOf({
    input: count(value['input_tokens']),
    cacheRead: count(value['cache_read_input_tokens']),
    ...cacheWrites(value),
    output,
    reasoning: part(fields(value['output_tokens_details'])['thinking_tokens'], output),
    searches: count(fields(value['server_tool_use'])['web_search_requests']),
  });
}

/**
 * The usage of a stream so far, updated by a `message_delta`: its counts are cumulative, and a field it leaves out
 * keeps what `message_start` said. The cache's 5-minute and 1-hour split stays while the total stays.
 */
export function mergeUsage(before: Usage | undefined, delta: unknown): Usage | undefined {
  if (!isFields(delta)) return before;
  if (before === undefined) return readUsage(delta);
  const output = countOrNone(delta['output_tokens']) ?? before.output;
  return {
    ...before,
    input: countOrNone(delta['input_tokens']) ?? before.input,
    cacheRead: countOrNone(delta['cache_read_input_tokens']) ?? before.cacheRead,
    ...mergeWrites(before, delta),
    output,
    reasoning: part(fields(delta['output_tokens_details'])['thinking_tokens'] ?? before.reasoning, output),
    searches: countOrNone(fields(delta['server_tool_use'])['web_search_requests']) ?? before.searches,
  };
}

function mergeWrites(before: Usage, delta: Fields): { cacheWrite5m: number; cacheWrite1h: number } {
  const kept = { cacheWrite5m: before.cacheWrite5m, cacheWrite1h: before.cacheWrite1h };
  if (isFields(delta['cache_creation'])) return cacheWrites(delta);
  const total = countOrNone(delta['cache_creation_input_tokens']);
  if (total === undefined || total === before.cacheWrite5m + before.cacheWrite1h) return kept;
  return { cacheWrite5m: Math.max(total - before.cacheWrite1h, 0), cacheWrite1h: Math.min(before.cacheWrite1h, total) };
}

/** The usage object of a message. Audio and image tokens have no place of their own here: they are input and output. */
export function writeUsage(usage: Usage): Record<string, unknown> {
  return {
    input_tokens: usage.input + usage.audioIn + usage.imageIn,
    cache_creation_input_tokens: usage.cacheWrite5m + usage.cacheWrite1h,
    cache_read_input_tokens: usage.cacheRead,
    cache_creation: {
      ephemeral_5m_input_tokens: usage.cacheWrite5m,
      ephemeral_1h_input_tokens: usage.cacheWrite1h,
    },
    output_tokens: usage.output + usage.audioOut + usage.imageOut,
    ...(usage.reasoning > 0 ? { output_tokens_details: { thinking_tokens: usage.reasoning } } : {}),
    ...(usage.searches > 0 ? { server_tool_use: { web_search_requests: usage.searches, web_fetch_requests: 0 } } : {}),
    service_tier: 'standard',
  };
}
