// Why a call was not admitted, in the words that clients of this family match on (gateway-api §8.2).

import { Failure, type FailureCode } from '@turnpike/protocols/failures';
import type { Principal } from '../identity/principal.ts';
import { readBudgetPurse, type BudgetPurse } from '../ledger/budgets.ts';
import { Refusal } from '../ledger/ledger.ts';
import { momentIn, spanAt, type Period } from '../ledger/periods.ts';
import type { RelayServices } from './services.ts';

/** What a budget is called by its period. */
const BUDGET_WORDS: Readonly<Record<BudgetPurse['period'], string>> = {
  total: 'budget',
  day: 'daily budget',
  week: 'weekly budget',
  month: 'monthly budget',
};

/** Always rejects: with the failure that a refused admission means, or with the error it was given. */
export async function refuse(
  services: Pick<RelayServices, 'balanceOf'>,
  principal: Principal,
  error: unknown,
): Promise<never> {
  if (!(error instanceof Refusal)) throw error;
  if (error.kind === 'unavailable') {
    throw new Failure('store_unavailable', 'The ledger is out of reach. Try again in a moment.', {
      retryAfter: 2,
      cause: error,
    });
  }
  const { purse } = error;
  const isKeys = purse.startsWith('key:');
  const budget = readBudgetPurse(purse);
  if (!isKeys && budget === undefined) throw tooPoor(principal);
  const isSpent = (await services.balanceOf(purse)) <= 0n;
  const ownCode = isSpent ? 'token_quota_exhausted' : 'pre_consume_token_quota_failed';
  const code: FailureCode = isKeys ? ownCode : 'insufficient_user_quota';
  const what = budget === undefined ? 'The budget of this key' : titleOf(budget, principal);
  const reset =
    budget === undefined || budget.period === 'total' ? undefined : resetOf(budget.period, budget, principal);
  const how = isSpent ? 'is spent' : 'does not cover the most that this call can cost';
  const raise = isKeys ? 'Raise it, or use another key.' : 'Ask its owner to raise it.';
  const lower = isSpent ? '' : ' Lowering the output limit of the call may help, too.';
  const when = reset === undefined ? '' : ` It begins anew at ${reset.text}.`;
  const retry = reset === undefined ? {} : { retryAfter: Math.max(1, Math.ceil((reset.at - Date.now()) / 1000)) };
  throw new Failure(code, `${what} ${how}.${when} ${raise}${lower}`, retry);
}

function tooPoor({ organisation }: Principal): Failure {
  const whose = organisation === undefined ? 'The balance' : `The balance of the organisation ${organisation.name}`;
  const message = `${whose} does not cover the most that this call can cost. Top up, or lower the output limit.`;
  return new Failure('insufficient_user_quota', message);
}

/** `The daily budget of this key for the model gpt-4o`. */
function titleOf(budget: BudgetPurse, { organisation }: Principal): string {
  const word = BUDGET_WORDS[budget.period];
  const acme = `the organisation ${organisation?.name ?? ''}`.trimEnd();
  const scope = budget.scope === 'all' ? '' : ` for the ${budget.scope} ${budget.name}`;
  if (budget.owner.startsWith('key:')) return `The ${word} of this key${scope}`;
  return budget.owner.includes(':member:') ? `Your ${word} in ${acme}${scope}` : `The ${word} of ${acme}${scope}`;
}

/** When the running period of a budget ends, in its owner's time zone. */
function resetOf(
  period: Period,
  budget: BudgetPurse,
  principal: Principal,
): { readonly at: number; readonly text: string } {
  const isKeys = budget.owner.startsWith('key:');
  const zone = isKeys ? principal.account.timeZone : (principal.organisation?.timeZone ?? 'UTC');
  const at = spanAt(period, zone, Date.now()).until;
  return { at, text: momentIn(zone, at) };
}
