// What is known of OpenAI's models by their names alone: which reason, and how they can be told to.

import type { Effort } from '../conversation/request.ts';

/** Names may stand behind a vendor's prefix: `openai/gpt-5`, `openai.gpt-5.6-luna`. */
const REASONING = /(?:^|[/.])(?:o\d|gpt-[5-9]|gpt-oss|codex)/;
const PLAIN = /(?:^|[/.])(?:gpt-3|gpt-4|chatgpt)|gpt-5[\d.]*-chat/;

/** Whether the model surely reasons: it then has encrypted content to return, and refuses most sampling. */
export function reasons(model: string): boolean {
  return REASONING.test(model) && !PLAIN.test(model);
}

/** Whether the model surely does not reason: it refuses to be told how hard to. */
export function cannotReason(model: string): boolean {
  return PLAIN.test(model);
}

/** Whether the model refuses temperature and top_p: reasoning ones do, but later ones that were told not to reason. */
export function refusesSampling(model: string, effort: Effort | undefined): boolean {
  return reasons(model) && !(effort === 'none' && KNOWS_NONE.test(model));
}

const KNOWS_NONE = /gpt-5\.\d|gpt-[6-9]/;

/** The effort that tells a model as good as it can be told: not all know how not to reason at all. */
export function effortFor(model: string, effort: Effort): Effort {
  if (!reasons(model) || KNOWS_NONE.test(model)) return effort;
  const older = /(?:^|[/.])o\d|codex|gpt-oss/.test(model);
  if (effort === 'none' || effort === 'minimal') return older ? 'low' : 'minimal';
  return effort === 'xhigh' || effort === 'max' ? 'high' : effort;
}

/** The effort that a budget of thinking tokens stands for (conversion §2). */
export function effortOfBudget(budget: number): Effort {
  if (budget === 0) return 'none';
  if (budget < 2048) return 'low';
  return budget < 10_000 ? 'medium' : 'high';
}
