// `turnpike reconcile`: proves on the whole ledger that every balance is the sum of its entries; lists what is not.

import { reconcile as check } from '../ledger/reconcile.ts';
import type { Verb } from './verb.ts';
import { withStore } from './with-store.ts';

export const reconcile: Verb = {
  usage: 'reconcile',
  text: 'prove that balances equal the sum of their entries',
  run: flags =>
    withStore(flags, async ({ store }) => {
      const { lines, exitCode } = await check(store);
      process.stdout.write(`${lines.join('\n')}\n`);
      return exitCode;
    }),
};
