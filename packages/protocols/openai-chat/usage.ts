// Usage of OpenAI Chat: `prompt_tokens` includes the cache; `completion_tokens` includes reasoning, but for xAI.

import { count, countOrNone, fields, isFields, nanoDollars, part, type Fields } from '../conversation/counts.ts';
import { promptTokens, usageOf, type Usage } from '../conversation/usage.ts';

/**
 * The raw usage of an answer or a stream event, wherever a vendor puts it: `usage`, Moonshot's `choices[0].usage`,
 * Groq's `x_groq.usage`.
 */
export function usageIn(event: unknown): unknown {
  const answer = fields(event);
  if (isFields(answer['usage'])) return answer['usage'];
  const [choice] = Array.isArray(answer['choices']) ? answer['choices'] : [];
  const nested = fields(choice)['usage'] ?? fields(answer['x_groq'])['usage'];
  return isFields(nested) ? nested : undefined;
}

/** Tokens read from the cache, under the names that OpenAI, DeepSeek, Moonshot and Mistral (misspelt, too) use. */
function cached(usage: Fields, details: Fields): unknown {
  return (
    details['cached_tokens'] ??
    usage['prompt_cache_hit_tokens'] ??
    usage['cached_tokens'] ??
    usage['num_cached_tokens'] ??
    fields(usage['prompt_token_details'])['cached_tokens']
  );
}

/** What the upstream says it charges: OpenRouter a number, Perplexity a total, xAI ticks of a ten-billionth of a dollar. */
function costIn(usage: Fields): bigint | undefined {
  const { cost, cost_in_usd_ticks: ticks } = usage;
  if (typeof ticks === 'number') return nanoDollars(ticks / 1e10);
  return nanoDollars(isFields(cost) ? cost['total_cost'] : cost);
}

/** Reads a usage object into disjoint meters; undefined when there is none. Never throws. */
export function readUsage(value: unknown): Usage | undefined {
  if (!isFields(value)) return undefined;
  const prompt = fields(value['prompt_tokens_details']);
  const completion = fields(value['completion_tokens_details']);
  const reported = countOrNone(value['prompt_tokens']);
  const produced = countOrNone(value['completion_tokens']);
  if (reported === undefined && produced === undefined && countOrNone(value['total_tokens']) === undefined)
    return undefined;
  const total = count(value['total_tokens']);
  const input = reported ?? Math.max(total - (produced ?? 0), 0);
  // xAI leaves reasoning out of completion_tokens, and only its total tells (fixtures openai-chat/xai-*).
  const reasoned = count(completion['reasoning_tokens']);
  const apart = produced !== undefined && reasoned > 0 && total === input + produced + reasoned ? reasoned : 0;
  const output = produced === undefined ? Math.max(total - input, 0) : produced + apart;
  const cacheRead = part(cached(value, prompt), input);
  // Bailian names what its explicit marks wrote as Anthropic does.
  const written = prompt['cache_write_tokens'] ?? prompt['cache_creation_input_tokens'];
  const cacheWrite5m = part(written, input - cacheRead);
  const audioIn = part(prompt['audio_tokens'], input - cacheRead - cacheWrite5m);
  const imageIn = part(prompt['image_tokens'], input - cacheRead - cacheWrite5m - audioIn);
  const audioOut = part(completion['audio_tokens'], output);
  const imageOut = part(completion['image_tokens'], output - audioOut);
  const text = output - audioOut - imageOut;
  const searches = count(
    fields(value['server_tool_use_details'])['web_search_requests'] ?? value['num_search_queries'],
  );
  const upstreamCost = costIn(value);
  return usageOf({
    input: input - cacheRead - cacheWrite5m - audioIn - imageIn,
    cacheRead,
    cacheWrite5m,
    audioIn,
    imageIn,
    output: text,
    reasoning: part(reasoned, text),
    audioOut,
    imageOut,
    searches,
    ...(upstreamCost === undefined ? {} : { upstreamCost }),
  });
}

/** The usage object of an OpenAI Chat answer. */
export function writeUsage(usage: Usage): Record<string, unknown> {
  const cacheWrite = usage.cacheWrite5m + usage.cacheWrite1h;
  const prompt = promptTokens(usage);
  const completion = usage.output + usage.audioOut + usage.imageOut;
  return {
    prompt_tokens: prompt,
    completion_tokens: completion,
    total_tokens: prompt + completion,
    prompt_tokens_details: {
      cached_tokens: usage.cacheRead,
      audio_tokens: usage.audioIn,
      ...(cacheWrite > 0 ? { cache_write_tokens: cacheWrite } : {}),
      ...(usage.imageIn > 0 ? { image_tokens: usage.imageIn } : {}),
    },
    completion_tokens_details: {
      reasoning_tokens: usage.reasoning,
      audio_tokens: usage.audioOut,
      accepted_prediction_tokens: 0,
      rejected_prediction_tokens: 0,
      ...(usage.imageOut > 0 ? { image_tokens: usage.imageOut } : {}),
    },
  };
}
