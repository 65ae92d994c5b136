// How thinking is asked of a Messages upstream: by budget or by effort, and off where the request allows none.

import type { Target } from '../codec.ts';
import type { Losses } from '../conversation/losses.ts';
import type { ConversationRequest, Effort, Reasoning } from '../conversation/request.ts';
import type { ModelRules } from './models.ts';
import { PROTOCOL, type Block } from './wire.ts';

/** What of the request bears on thinking. */
export interface Circumstances {
  readonly rules: ModelRules;
  /** `max_tokens` of the request as it will be sent. */
  readonly limit: number;
  /** A tool is forced: thinking is refused then. */
  readonly forced: boolean;
  /** The last message is the assistant's own: nothing can be thought before it. */
  readonly prefilled: boolean;
  /** A loop of tools is running and the turn that called has no thinking with a proof of Anthropic's own. */
  readonly unproven: boolean;
}

/** The fields that ask for thinking, and whether it is on. */
export interface Asked {
  readonly thinking?: Block;
  readonly effort?: Effort;
  readonly on: boolean;
}

/** Fewest tokens that a budget may have. */
const LEAST = 1024;

/** Budgets by effort (conversion §2); what is beyond `high` gets all that the model has. */
const BUDGETS: Readonly<Partial<Record<Effort, number>>> = { low: 1024, medium: 4096, high: 16_384 };

/** The effort that a budget means, for models that know no budgets (conversion §2). */
function effortOf(budget: number): Effort {
  if (budget < 2048) return 'low';
  return budget < 10_000 ? 'medium' : 'high';
}

/** What is sent for the reasoning of a request. A client of this protocol gets what it asked for, and the upstream's word on it. */
export function encodeThinking(request: ConversationRequest, circumstances: Circumstances, losses: Losses): Asked {
  const { reasoning } = request;
  if (request.origin === PROTOCOL) return asWritten(reasoning);
  const { rules } = circumstances;
  if (reasoning === undefined || !saysAnything(reasoning)) return unasked(circumstances);
  if (isOff(reasoning)) return off(rules);
  if (rules.thinking === 'none') {
    losses.field('reasoning');
    return { on: false };
  }
  if (isImpossible(circumstances)) {
    losses.field('reasoning');
    return off(rules);
  }
  return rules.thinking === 'budget' ? byBudget(reasoning, circumstances) : byEffort(reasoning, circumstances, losses);
}

/** Who only says that no thoughts shall be shown does not ask for any. */
function saysAnything({ effort, budget, adaptive, show }: Reasoning): boolean {
  return effort !== undefined || budget !== undefined || adaptive === true || (show !== undefined && show !== 'none');
}

function isOff({ effort, budget, adaptive }: Reasoning): boolean {
  if (effort === 'none' || effort === 'minimal') return true;
  return effort === undefined && adaptive !== true && budget === 0;
}

function isImpossible({ limit, forced, prefilled, unproven }: Circumstances): boolean {
  return limit <= LEAST || forced || prefilled || unproven;
}

/** Nobody spoke of thinking: a model that thinks unasked is told not to where it would be refused. */
function unasked(circumstances: Circumstances): Asked {
  const { rules, forced, prefilled, unproven } = circumstances;
  if (rules.thinksUnasked && (forced || prefilled || unproven)) return off(rules);
  return { on: rules.thinksUnasked };
}

/** A model that always thinks can only be told to do it least. */
function off(rules: ModelRules): Asked {
  if (rules.thinking === 'none') return { on: false };
  if (rules.thinking === 'always') return { effort: 'low', on: true };
  return { thinking: { type: 'disabled' }, on: false };
}

function asWritten(reasoning: Reasoning | undefined): Asked {
  if (reasoning === undefined) return { on: false };
  const { effort, budget, adaptive, show } = reasoning;
  const display = show === undefined ? {} : { display: show === 'none' ? 'omitted' : 'summarized' };
  const level = effort === undefined ? {} : { effort };
  if (budget === 0) return { thinking: { type: 'disabled' }, on: false };
  if (adaptive === true) return { thinking: { type: 'adaptive', ...display }, ...level, on: true };
  if (budget !== undefined)
    return { thinking: { type: 'enabled', budget_tokens: budget, ...display }, ...level, on: true };
  return { ...level, on: false };
}

function byBudget(reasoning: Reasoning, { rules, limit }: Circumstances): Asked {
  const wanted = budgetOf(reasoning, rules, limit);
  // Thinking counts against the limit: what can be left for the answer is left for it.
  const budget = Math.max(LEAST, Math.min(wanted, limit - LEAST));
  const display = reasoning.show === 'none' ? { display: 'omitted' } : {};
  return { thinking: { type: 'enabled', budget_tokens: budget, ...display }, on: true };
}

function budgetOf(reasoning: Reasoning, rules: ModelRules, limit: number): number {
  if (reasoning.budget !== undefined && reasoning.budget > 0) return reasoning.budget;
  const effort = reasoning.effort ?? 'medium';
  return BUDGETS[effort] ?? Math.max(limit, rules.maxOutput);
}

function byEffort(reasoning: Reasoning, { rules, limit }: Circumstances, losses: Losses): Asked {
  const { effort, budget, show } = reasoning;
  const display = show === 'none' ? 'omitted' : 'summarized';
  if (effort === undefined && budget !== undefined && budget > 0) {
    if (rules.thinking === 'either') return byBudget(reasoning, { ...BARE, rules, limit });
    losses.field('reasoning', 'emulated');
  }
  const level = effort ?? (budget !== undefined && budget > 0 ? effortOf(budget) : undefined);
  return {
    thinking: { type: 'adaptive', display },
    ...(level === undefined ? {} : { effort: nearest(level, rules) }),
    on: true,
  };
}

const BARE = { forced: false, prefilled: false, unproven: false };

/** The effort itself, or the highest that the model has. */
function nearest(effort: Effort, rules: ModelRules): Effort {
  return rules.efforts.includes(effort) ? effort : (rules.efforts.at(-1) ?? 'high');
}

/** Tokens that an answer may have when nobody set a limit, or the limit that was set, within what the model can. */
export function limitOf(request: ConversationRequest, target: Target, rules: ModelRules, losses: Losses): number {
  const { limit } = request.output;
  if (limit === undefined) return target.maxOutput ?? rules.maxOutput;
  if (request.origin === PROTOCOL || target.maxOutput === undefined || limit <= target.maxOutput) return limit;
  losses.field('limit', 'clamped');
  return target.maxOutput;
}
