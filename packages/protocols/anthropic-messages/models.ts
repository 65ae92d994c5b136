// What each generation of Claude takes and refuses: one table, read by the version in the model's name.

import type { Effort } from '../conversation/request.ts';

/** The rules of a model. */
export interface ModelRules {
  /**
   * How it thinks: not at all; within a budget of tokens; as it sees fit by effort, a budget being taken too; by effort
   * alone; or always, so that it cannot be told not to.
   */
  readonly thinking: 'none' | 'budget' | 'either' | 'effort' | 'always';
  /** Whether it thinks when nobody says anything. */
  readonly thinksUnasked: boolean;
  /** Whether it thinks between calls of tools too, when it is told to by a beta header. */
  readonly interleaves: boolean;
  /** The values of `output_config.effort`. */
  readonly efforts: readonly Effort[];
  /** Which of temperature, top_p and top_k it takes: all; not temperature and top_p together; none. */
  readonly sampling: 'all' | 'one' | 'none';
  /** Whether the last message may be the beginning of the answer. */
  readonly prefill: boolean;
  /** Whether messages of the role `system` may stand among the others. */
  readonly systemTurns: boolean;
  /** Whether it takes a JSON Schema for its answer (`output_config.format`), and tools with `strict`. */
  readonly schemas: boolean;
  /** Tokens that it can answer with, where nobody knows better. */
  readonly maxOutput: number;
}

const BEFORE_THINKING: ModelRules = {
  thinking: 'none',
  thinksUnasked: false,
  interleaves: false,
  efforts: [],
  sampling: 'all',
  prefill: true,
  systemTurns: false,
  schemas: false,
  maxOutput: 4096,
};

const THREE_SEVEN: ModelRules = { ...BEFORE_THINKING, thinking: 'budget', maxOutput: 32_000 };
const FOUR: ModelRules = { ...THREE_SEVEN, interleaves: true };
const FOUR_ONE: ModelRules = { ...FOUR, sampling: 'one' };
const FOUR_FIVE: ModelRules = { ...FOUR_ONE, schemas: true, maxOutput: 64_000 };
const FOUR_SIX: ModelRules = {
  ...FOUR_FIVE,
  thinking: 'either',
  // Adaptive thinking does it by itself.
  interleaves: false,
  efforts: ['low', 'medium', 'high', 'max'],
  prefill: false,
  systemTurns: true,
};
const FOUR_SEVEN: ModelRules = {
  ...FOUR_SIX,
  thinking: 'effort',
  efforts: ['low', 'medium', 'high', 'xhigh', 'max'],
  sampling: 'none',
};
const FIVE: ModelRules = { ...FOUR_SEVEN, thinksUnasked: true };
const ALWAYS: ModelRules = { ...FIVE, thinking: 'always' };

/** From which version on a generation's rules hold: 407 is 4.7. Newest first. */
const GENERATIONS: readonly (readonly [from: number, rules: ModelRules])[] = [
  [500, FIVE],
  [407, FOUR_SEVEN],
  [406, FOUR_SIX],
  [405, FOUR_FIVE],
  [401, FOUR_ONE],
  [400, FOUR],
  [307, THREE_SEVEN],
  [305, { ...BEFORE_THINKING, maxOutput: 8192 }],
  [0, BEFORE_THINKING],
];

/** Another vendor's model behind this protocol: what all of them take. */
const OTHER_VENDOR: ModelRules = { ...BEFORE_THINKING, thinking: 'budget', maxOutput: 8192 };

/** The rules of a model by its name at any host: `claude-opus-4-6`, `us.anthropic.claude-3-7-sonnet-…-v1:0`, `claude-sonnet-4@20250514`. */
export function rulesOf(model: string): ModelRules {
  const name = model.toLowerCase();
  if (!name.includes('claude')) return OTHER_VENDOR;
  if (/claude-(?:fable|mythos)/.test(name)) return ALWAYS;
  const version = versionOf(name);
  if (version === undefined) return FIVE;
  const rules = GENERATIONS.find(([from]) => version >= from)?.[1] ?? BEFORE_THINKING;
  return rules === FOUR_FIVE && name.includes('opus') ? { ...rules, efforts: ['low', 'medium', 'high'] } : rules;
}

/** The version in a name, a date behind it left aside: 405 for 4.5, 400 for 4; undefined where there is none. */
function versionOf(name: string): number | undefined {
  const found = /claude-(?:[a-z]+-)?v?(\d{1,2})(?:[.-](\d{1,2}))?(?!\d)/.exec(name);
  if (found === null) return undefined;
  return Number(found[1]) * 100 + Number(found[2] ?? 0);
}
