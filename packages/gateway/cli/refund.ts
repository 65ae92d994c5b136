// `turnpike refund`: gives back what a call was charged, to its payer, its key and its budgets.

import { randomUUID } from 'node:crypto';
import { formatUsd, parseUsd } from '../ledger/money.ts';
import { UsageError, type Verb } from './verb.ts';
import { withStore } from './with-store.ts';

export const refund: Verb = {
  usage: 'refund CALL [USD|all] [REASON]',
  text: 'give back what a call was charged, or a part of it',
  run: (flags, [call, amount = 'all', ...note]) =>
    withStore(flags, async ({ store }) => {
      if (call === undefined) throw new UsageError('turnpike refund CALL [USD|all] [REASON]; CALL is its request id');
      const result = await store.ledger.refund({
        reference: randomUUID(),
        call,
        ...(amount === 'all' ? {} : { amount: parseUsd(amount, 'the amount') }),
        note: note.join(' ') || 'by command',
        author: 'command line',
      });
      if ('refunded' in result) {
        process.stdout.write(`${formatUsd(result.refunded)} USD of ${call} were given back\n`);
        return 0;
      }
      const why = result.refused === 'no charge' ? 'has no charge left to give back' : 'was not charged that much';
      throw new UsageError(`the call ${call} ${why}`);
    }),
};
