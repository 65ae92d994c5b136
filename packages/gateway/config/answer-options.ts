// The settings of kept answers: whether any are kept, how long, how many, for whom, and what one costs.

const number = (unit: string, fallback: number, min: number, max: number, text: string) => ({
  type: 'integer' as const,
  unit,
  default: fallback,
  min,
  max,
  text,
});

/** A part of the one table of settings. */
export const ANSWER_OPTIONS = {
  response_cache: {
    type: 'switch' as const,
    default: false,
    text: 'Whether answers are kept for equal requests that ask for it, by `x-turnpike-cache: on`, by their key or by a channel.',
  },
  response_cache_scope: {
    type: 'word' as const,
    words: ['account', 'key', 'everyone'] as const,
    default: 'account' as const,
    text: 'Whose equal requests are given a kept answer: those of the same account, of the same key, or everybody’s.',
  },
  response_cache_seconds: number(
    'seconds',
    300,
    1,
    2_592_000,
    'How long an answer is kept; a request may ask for less with `x-turnpike-cache-ttl`.',
  ),
  response_cache_bytes: number(
    'bytes',
    64 * 1024 ** 2,
    0,
    1024 ** 4,
    'How much room kept answers may take: in the memory of each node, or together in Redis; the oldest make way.',
  ),
  response_cache_answer_bytes: number('bytes', 1024 ** 2, 1024, 256 * 1024 ** 2, 'The largest answer that is kept.'),
  response_cache_percent: number(
    'percent',
    0,
    0,
    100,
    'What a kept answer costs, in percent of what the call would cost now; 0 gives it free.',
  ),
};
