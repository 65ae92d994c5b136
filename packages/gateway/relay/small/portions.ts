// How many inputs a channel embeds in one call, and which channels read tokens: a longer list goes in several calls.

import type { EmbeddingsAnswer, EmbeddingsRequest } from '@turnpike/protocols/embeddings/embeddings';
import { METERS, usageOf, type Usage } from '@turnpike/protocols/conversation/usage';
import type { Channel } from '../../world.ts';

/** Inputs of one call: by wire format, then by who speaks it and by model; the first row that fits (embeddings.md §2 to §4). */
const MOST: readonly (readonly [format: RegExp, provider: RegExp, model: RegExp, inputs: number])[] = [
  [/^openai|^bailian/, /^bailian$/, /v[34]|qwen3|multimodal/, 10],
  [/^openai|^bailian/, /^bailian$/, /^/, 25],
  [/^bailian/, /^/, /v[34]|qwen3/, 10],
  [/^bailian/, /^/, /^/, 25],
  [/^gemini/, /^/, /^/, 100],
  // Google's newest models take one text a call on Vertex AI.
  [/^vertex/, /^/, /gemini-embedding/, 1],
  [/^vertex/, /^/, /^/, 250],
  [/^cohere/, /^/, /^/, 96],
  [/^voyage/, /^/, /^/, 1000],
  [/^openai/, /^zhipu$/, /^/, 64],
  [/^openai/, /^siliconflow$/, /^/, 32],
  [/^openai/, /^(?:ark|baidu)$/, /^/, 16],
];
const USUAL_MOST = 2048;

/** Inputs that a channel takes in one call. */
export function mostInputs(format: string, { provider }: Channel, upstream: string): number {
  const fits = MOST.find(([name, sold, model]) => name.test(format) && sold.test(provider) && model.test(upstream));
  return fits?.[3] ?? USUAL_MOST;
}

/** Who may know what tokens stand for: OpenAI and its hosts, servers of open models, and gateways to any of them. */
const READS_TOKENS =
  /^(?:openai|azure|sandbox|github|compatible|custom|relay|poloapi|openrouter|zenmux|vllm|xinference|deepinfra|nvidia)$/;

/** Whether a channel is given tokens as they came. */
export function readsTokens(format: string, { provider }: Channel): boolean {
  return format === 'openai-embeddings' && READS_TOKENS.test(provider);
}

/** A request in pieces of so many inputs. */
export function inPortions(request: EmbeddingsRequest, most: number): readonly EmbeddingsRequest[] {
  const { inputs } = request;
  if (inputs.length <= most) return [request];
  return Array.from({ length: Math.ceil(inputs.length / most) }, (_, index) => ({
    ...request,
    single: false,
    inputs: inputs.slice(index * most, (index + 1) * most),
  }));
}

/** Answers to the pieces of a request, in their order, as one. What one of them does not tell is told of none. */
export function joined(answers: readonly EmbeddingsAnswer[]): EmbeddingsAnswer {
  const [first] = answers;
  const usages = answers.flatMap(({ usage }) => (usage === undefined ? [] : [usage]));
  return {
    vectors: answers.flatMap(({ vectors }) => vectors),
    model: first?.model ?? '',
    id: first?.id ?? '',
    usage: usages.length < answers.length ? undefined : usages.reduce(sum, usageOf()),
  };
}

function sum(left: Usage, right: Usage): Usage {
  const all = usageOf();
  for (const meter of METERS) all[meter] = left[meter] + right[meter];
  return all;
}
