// How hard the model shall think, written in the way that the target's vendor understands.

import { isFields, type Fields } from '../conversation/counts.ts';
import type { Losses } from '../conversation/losses.ts';
import type { Effort, Reasoning } from '../conversation/request.ts';
import type { Quirks, ThinkingSwitch } from './quirks.ts';

/** Lays fields over a body, objects within objects. */
export function merge(body: Record<string, unknown>, over: Fields): void {
  for (const [name, value] of Object.entries(over)) {
    const under = body[name];
    if (isFields(under) && isFields(value)) {
      const inner = { ...under };
      merge(inner, value);
      body[name] = inner;
    } else body[name] = value;
  }
}

/** A field at a path of two names or one. */
function at(path: string, value: unknown): Fields {
  const [outer = path, inner] = path.split('.');
  return inner === undefined ? { [outer]: value } : { [outer]: { [inner]: value } };
}

/** The effort that a budget of tokens comes to (conversion §2). */
function effortOfBudget(budget: number): Effort {
  return budget < 2048 ? 'low' : budget < 10_000 ? 'medium' : 'high';
}

/** The budget that an effort comes to, for vendors that only know budgets. */
const BUDGETS: Readonly<Partial<Record<Effort, number>>> = {
  minimal: 1024,
  low: 1024,
  medium: 4096,
  high: 16_384,
  xhigh: 32_768,
  max: 32_768,
};

export interface ThinkingPlan {
  /** What is written into the body. */
  readonly fields: Fields;
  /** Whether the model thinks: told so, told not to, or left to its default. */
  readonly on: boolean | undefined;
}

/** What the request says of thinking, as fields for the target. A wish that it has no words for is a loss. */
export function planThinking(
  reasoning: Reasoning | undefined,
  streamed: boolean,
  { thinking }: Quirks,
  losses: Pick<Losses, 'field'>,
): ThinkingPlan {
  const fields: Record<string, unknown> = {};
  merge(fields, thinking.always ?? {});
  const wanted = wish(reasoning);
  if (thinking.onlyStreams === true && !streamed) {
    if (wanted === true) losses.field('reasoning');
    merge(fields, thinking.off ?? {});
    return { fields, on: false };
  }
  if (reasoning?.show === 'none' && thinking.hide !== undefined) merge(fields, thinking.hide);
  if (reasoning === undefined || wanted === undefined) return { fields, on: undefined };
  if (!wanted) return { fields, on: switchOff(fields, thinking, losses) };
  switchOn(fields, thinking, reasoning, losses);
  return { fields, on: true };
}

/** Whether thinking is wanted, unwanted, or left open. */
function wish(reasoning: Reasoning | undefined): boolean | undefined {
  if (reasoning === undefined) return undefined;
  const { effort, budget, adaptive } = reasoning;
  if (effort === 'none' || budget === 0) return false;
  return effort !== undefined || budget !== undefined || adaptive === true ? true : undefined;
}

/** Answers whether the model still thinks: some cannot stop, and are told to think little. */
function switchOff(fields: Record<string, unknown>, thinking: ThinkingSwitch, losses: Pick<Losses, 'field'>): boolean {
  const { effort, off } = thinking;
  if (off !== undefined) merge(fields, off);
  else if (effort?.words.none !== undefined) merge(fields, at(effort.at, effort.words.none));
  else if (effort?.words.minimal !== undefined) {
    merge(fields, at(effort.at, effort.words.minimal));
    losses.field('reasoning', 'clamped');
    return true;
  } else if (thinking.budget !== undefined || thinking.on !== undefined) losses.field('reasoning');
  return false;
}

function switchOn(
  fields: Record<string, unknown>,
  thinking: ThinkingSwitch,
  reasoning: Reasoning,
  losses: Pick<Losses, 'field'>,
): void {
  const { effort, budget, on } = thinking;
  // Vendors take one of the two; the number says more.
  const tokens =
    reasoning.budget ??
    (effort === undefined && reasoning.effort !== undefined ? BUDGETS[reasoning.effort] : undefined);
  if (tokens !== undefined && budget !== undefined) {
    merge(fields, on ?? {});
    if (budget.at === 'thinking.budget_tokens') merge(fields, { thinking: { type: 'enabled' } });
    merge(fields, at(budget.at, Math.max(tokens, budget.least)));
    return;
  }
  const wanted = reasoning.effort ?? (reasoning.budget === undefined ? undefined : effortOfBudget(reasoning.budget));
  if (effort === undefined || wanted === undefined) {
    if (on === undefined && thinking.always === undefined) losses.field('reasoning');
    merge(fields, on ?? {});
    return;
  }
  const word = effort.words[wanted];
  if (word === undefined) losses.field('reasoning');
  else {
    if (effort.at === 'reasoning_effort') merge(fields, on ?? {});
    merge(fields, at(effort.at, word));
  }
}
