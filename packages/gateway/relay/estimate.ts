// How much a call can cost at most: prompt tokens from the weight of the body, output from the limits in force.

import type { CatalogModel } from '../catalog/model.ts';
import type { Call } from './call.ts';
import type { Weight } from './envelope.ts';
import { searchesHeld } from './searches.ts';

/** Tokens assumed for state that the provider holds and the body does not show. */
const STATE_TOKENS = 32_000;
/** The same of an answer that was spoken: some minutes. */
const SPOKEN_TOKENS = 4_000;
/** Tokens of one image at the dearest usual setting (a tall image at high detail). */
const IMAGE_TOKENS = 5_000;
/** Base64 bytes that make one token of a document, and of audio or video, at the dense end of what is seen. */
const DOCUMENT_BYTES_PER_TOKEN = 25;
const MEDIA_BYTES_PER_TOKEN = 300;
/** Tokens that the protocol itself adds: roles, separators, tool preambles. */
const OVERHEAD_TOKENS = 64;
/** Output assumed for a model whose limit nobody knows. */
const UNKNOWN_OUTPUT = 16_384;
/** Tokens that the results of one search add to the prompt. */
const SEARCH_TOKENS = 8_000;

/** The worst case of one call, in the units prices are put on. */
export interface Estimate {
  readonly promptTokens: number;
  readonly maxOutputTokens: number;
  readonly n: number;
  readonly searches: number;
  readonly images: number;
}

/** Prompt tokens at the dense end: two and a half ASCII bytes a token, two bytes of other scripts. */
export function promptTokens(weight: Weight): number {
  const text = weight.ascii / 2.5 + weight.wide / 2;
  const media =
    weight.images * IMAGE_TOKENS +
    weight.links * (IMAGE_TOKENS / 5) +
    weight.documentBytes / DOCUMENT_BYTES_PER_TOKEN +
    weight.mediaBytes / MEDIA_BYTES_PER_TOKEN;
  return Math.ceil(text + media) + OVERHEAD_TOKENS;
}

/** Prompt tokens as they most likely are, for a bill without a reported usage. */
export function likelyPromptTokens(weight: Weight): number {
  const media = weight.images * 1_000 + weight.documentBytes / 100 + weight.mediaBytes / 500;
  return Math.ceil(weight.ascii / 4 + weight.wide / 3.5 + media);
}

/** The worst case of a call on a model; `outputCap` bounds the output of requests that name no limit (tokens). */
export function estimate(call: Call, model: CatalogModel | undefined, outputCap: number): Estimate {
  const state = call.state === undefined ? 0 : call.state.kind === 'openai-audio' ? SPOKEN_TOKENS : STATE_TOKENS;
  const searches = searchesHeld(call);
  const modelLimit = model?.maxOutput ?? UNKNOWN_OUTPUT;
  return {
    promptTokens: promptTokens(call.envelope.weight) + state + searches * SEARCH_TOKENS,
    maxOutputTokens: call.outputLimit ?? Math.min(modelLimit, outputCap),
    n: call.choices,
    searches,
    images: 0,
  };
}
