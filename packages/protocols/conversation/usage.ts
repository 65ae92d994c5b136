// What an answer used, in disjoint meters: the one form in which every protocol's usage object is read and priced.

/**
 * Disjoint meters of one call. Tokens and counts are non-negative integers; `seconds` may have up to three decimals.
 * `reasoning` is the one exception to disjointness: it is a part of `output`, named apart because it is shown apart.
 */
export interface Usage {
  /** Text tokens read at the plain input rate: neither cached, nor audio, nor image. */
  input: number;
  /** Tokens read from the provider's prompt cache: text, and all where the provider does not tell them apart. */
  cacheRead: number;
  /** Cached audio and image tokens where they are told apart (OpenAI Realtime). */
  cacheReadAudio: number;
  cacheReadImage: number;
  /** Tokens written to a cache that lives five minutes (also where the provider does not say how long). */
  cacheWrite5m: number;
  /** Tokens written to a cache that lives one hour. */
  cacheWrite1h: number;
  /** Text tokens produced, reasoning included; audio and image tokens excluded. */
  output: number;
  /** The part of `output` that was reasoning. */
  reasoning: number;
  audioIn: number;
  audioOut: number;
  imageIn: number;
  imageOut: number;
  /** Web searches run by the provider. */
  searches: number;
  seconds: number;
  characters: number;
  images: number;
  calls: number;
  /** What the upstream itself says that the call cost, in nano-dollars (OpenRouter `usage.cost`). */
  upstreamCost?: bigint;
}

/** The names of all meters that a price can be put on. */
export type Meter = Exclude<keyof Usage, 'upstreamCost'>;

export const METERS: readonly Meter[] = [
  'input',
  'cacheRead',
  'cacheReadAudio',
  'cacheReadImage',
  'cacheWrite5m',
  'cacheWrite1h',
  'output',
  'reasoning',
  'audioIn',
  'audioOut',
  'imageIn',
  'imageOut',
  'searches',
  'seconds',
  'characters',
  'images',
  'calls',
];

/** A usage with every meter at zero, overlaid with what is given. */
export function usageOf(meters: Partial<Usage> = {}): Usage {
  return {
    input: 0,
    cacheRead: 0,
    cacheReadAudio: 0,
    cacheReadImage: 0,
    cacheWrite5m: 0,
    cacheWrite1h: 0,
    output: 0,
    reasoning: 0,
    audioIn: 0,
    audioOut: 0,
    imageIn: 0,
    imageOut: 0,
    searches: 0,
    seconds: 0,
    characters: 0,
    images: 0,
    calls: 0,
    ...meters,
  };
}

/** Tokens of the whole prompt that came from a cache. */
export function cachedTokens(usage: Usage): number {
  return usage.cacheRead + usage.cacheReadAudio + usage.cacheReadImage;
}

/** Tokens of the whole prompt, what was cached included. */
export function promptTokens(usage: Usage): number {
  return usage.input + cachedTokens(usage) + usage.cacheWrite5m + usage.cacheWrite1h + usage.audioIn + usage.imageIn;
}
