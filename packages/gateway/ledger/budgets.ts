// Budgets: limits on what a key, an organisation or one of its members may spend, in all or in each period.

import { PERIODS, spanAt, type Period } from './periods.ts';

/** What a budget counts: everything, or the calls of one model or one group. */
export type BudgetScope = 'all' | 'model' | 'group';

/** One limit. A period's budget is whole again when the next period begins in the owner's time zone. */
export interface Budget {
  readonly period: 'total' | Period;
  readonly scope: BudgetScope;
  /** The model or group that is counted; empty where everything is. */
  readonly name: string;
  /** Nano-dollars. */
  readonly amount: bigint;
}

/** Who has a budget: the purses that count it begin with this. */
export type BudgetOwner = `key:${number}` | `org:${number}` | `org:${number}:member:${number}`;

/** What the id of a budget's purse says. */
export interface BudgetPurse extends Omit<Budget, 'amount'> {
  readonly owner: BudgetOwner;
  /** The period that the purse is of; empty for a budget in all. */
  readonly stamp: string;
}

const PURSE =
  /^((?:key:(\d+))|(?:org:(\d+)(?::member:(\d+))?)):(?:(total)|(day|week|month):(\d{4,6}-\d\d(?:-\d\d)?))(?::(model|group):(.+))?$/s;

/** The purse of an account. */
export const accountPurse = (id: number): string => `account:${id}`;

/** The purse of an organisation's money. */
export const organisationPurse = (id: number): BudgetOwner => `org:${id}`;

/** Counts what a member spent; limits nothing by itself. */
export const memberPurse = (organisation: number, account: number): BudgetOwner =>
  `org:${organisation}:member:${account}`;

/** The purse of a key's budget in all: it counts what the key spent, also without a budget. */
export const keyPurse = (id: number): BudgetOwner => `key:${id}`;

/** The purse that counts a budget: `key:7:day:2026-11-24`, `key:7:total:model:gpt-4o`. */
export function budgetPurse(owner: BudgetOwner, budget: Omit<Budget, 'amount'>, stamp: string): string {
  const when = budget.period === 'total' ? 'total' : `${budget.period}:${stamp}`;
  return `${owner}:${when}${budget.scope === 'all' ? '' : `:${budget.scope}:${budget.name}`}`;
}

/** Reads the id of a budget's purse; undefined for every other purse. */
export function readBudgetPurse(id: string): BudgetPurse | undefined {
  const [, , key, organisation, member, total, period, stamp, scope, name] = PURSE.exec(id) ?? [];
  if (total === undefined && period === undefined) return undefined;
  const owner = ownerOf(key, organisation, member);
  return {
    owner,
    period: PERIODS.find(known => known === period) ?? 'total',
    stamp: stamp ?? '',
    scope: scope === 'model' || scope === 'group' ? scope : 'all',
    name: name ?? '',
  };
}

function ownerOf(key: string | undefined, organisation: string | undefined, member: string | undefined): BudgetOwner {
  if (key !== undefined) return keyPurse(Number(key));
  const id = Number(organisation);
  return member === undefined ? organisationPurse(id) : memberPurse(id, Number(member));
}

/** Whether two budgets limit the same thing. */
export function isSameLimit(one: Omit<Budget, 'amount'>, other: Omit<Budget, 'amount'>): boolean {
  return one.period === other.period && one.scope === other.scope && one.name === other.name;
}

/** Budgets as a text that can be kept, in an order of their own: equal budgets give equal texts. */
export function encodeBudgets(budgets: readonly Budget[]): string {
  const rows = budgets.map(({ period, scope, name, amount }) => [period, scope, name, amount.toString()]);
  return JSON.stringify(rows.map(row => JSON.stringify(row)).toSorted());
}

/** Reads what `encodeBudgets` wrote. @throws TypeError when it is anything else. */
export function decodeBudgets(text: string): readonly Budget[] {
  const rows: unknown = JSON.parse(text);
  if (!Array.isArray(rows)) throw new TypeError('budgets that are no list');
  return rows.map(row => decodeBudget(JSON.parse(String(row))));
}

function decodeBudget(row: unknown): Budget {
  const [period, scope, name, amount]: unknown[] = Array.isArray(row) ? row : [];
  const known = period === 'total' ? period : PERIODS.find(word => word === period);
  const what = scope === 'all' || scope === 'model' || scope === 'group' ? scope : undefined;
  if (known === undefined || what === undefined || typeof name !== 'string' || typeof amount !== 'string')
    throw new TypeError('a budget that cannot be read');
  return { period: known, scope: what, name, amount: BigInt(amount) };
}

/** A budget with its owner and the time zone that its periods are of. */
export interface OwnedBudget {
  readonly owner: BudgetOwner;
  readonly zone: string;
  readonly budget: Budget;
}

interface Covered {
  readonly purses: readonly string[];
  readonly from: number;
  readonly until: number;
}

/** The purses that the holds of one caller must cover: always the same, and those of the budgets that apply. */
export class Coverage {
  readonly #fixed: readonly string[];
  readonly #budgets: readonly OwnedBudget[];
  readonly #models: ReadonlySet<string>;
  readonly #groups: ReadonlySet<string>;
  /** By the model and the group, where budgets name them; so there are never more than the budgets name. */
  readonly #known = new Map<string, Covered>();

  constructor(fixed: readonly string[], budgets: readonly OwnedBudget[]) {
    this.#fixed = fixed;
    this.#budgets = budgets;
    const named = (scope: BudgetScope): Set<string> =>
      new Set(budgets.filter(({ budget }) => budget.scope === scope).map(({ budget }) => budget.name));
    this.#models = named('model');
    this.#groups = named('group');
  }

  /** The purses for a call of a model in a group, at a time in milliseconds; the same list until a period ends. */
  at(model: string, group: string, now: number): readonly string[] {
    if (this.#budgets.length === 0) return this.#fixed;
    const key = `${this.#groups.has(group) ? group : ''}\n${this.#models.has(model) ? model : ''}`;
    const known = this.#known.get(key);
    if (known !== undefined && now >= known.from && now < known.until) return known.purses;
    const covered = this.#cover(model, group, now);
    this.#known.set(key, covered);
    return covered.purses;
  }

  #cover(model: string, group: string, now: number): Covered {
    const purses = [...this.#fixed];
    let from = Number.NEGATIVE_INFINITY;
    let until = Number.POSITIVE_INFINITY;
    for (const { owner, zone, budget } of this.#budgets) {
      if (budget.scope === 'model' && budget.name !== model) continue;
      if (budget.scope === 'group' && budget.name !== group) continue;
      const span = budget.period === 'total' ? undefined : spanAt(budget.period, zone, now);
      purses.push(budgetPurse(owner, budget, span?.stamp ?? ''));
      if (span === undefined) continue;
      from = Math.max(from, span.from);
      until = Math.min(until, span.until);
    }
    return { purses, from, until };
  }
}
