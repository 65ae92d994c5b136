// Budgets as words of the command line: `5/day`, `1/month/model=gpt-4o`, `20`, several with commas.

import { isSameLimit, type Budget } from '../ledger/budgets.ts';
import { formatUsd, parseUsd } from '../ledger/money.ts';
import { PERIODS } from '../ledger/periods.ts';
import { UsageError } from './verb.ts';

const SHAPE = 'write budgets as 5/day,1/month/model=gpt-4o,20/total/group=vip';

function readBudget(word: string): Budget {
  const [amount = '', ...rest] = word.split('/');
  let period: Budget['period'] = 'total';
  let [scope, name]: [Budget['scope'], string] = ['all', ''];
  // A model's name may have slashes of its own: it stands last.
  const [first] = rest;
  const known = first === 'total' ? 'total' : PERIODS.find(one => one === first);
  if (known !== undefined) {
    period = known;
    rest.shift();
  }
  const scoped = /^(model|group)=(.+)$/s.exec(rest.join('/'));
  if (rest.length > 0 && scoped === null) throw new UsageError(`${SHAPE}, not ${JSON.stringify(word)}`);
  if (scoped !== null) [scope, name] = [scoped[1] === 'model' ? 'model' : 'group', scoped[2] ?? ''];
  return { period, scope, name, amount: parseUsd(amount, 'a budget') };
}

/** Reads budgets. @throws UsageError, MoneyError */
export function readBudgetWords(text: string): readonly Budget[] {
  const budgets: Budget[] = [];
  for (const word of text.split(',').map(part => part.trim())) {
    if (word === '') continue;
    const budget = readBudget(word);
    if (budgets.some(other => isSameLimit(other, budget)))
      throw new UsageError(`${word} limits the same as one before`);
    budgets.push(budget);
  }
  return budgets;
}

/** Writes budgets in the same words. */
export function writeBudgetWords(budgets: readonly Budget[]): string {
  return budgets
    .map(
      ({ period, scope, name, amount }) =>
        `${formatUsd(amount)}/${period}${scope === 'all' ? '' : `/${scope}=${name}`}`,
    )
    .join(',');
}
