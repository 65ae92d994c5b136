// `turnpike reconcile`: proves on the whole ledger that every balance is the sum of its entries; lists what is not.

import type { Verb } from './main.ts';
import { withStore } from './with-store.ts';

export const reconcile: Verb = {
  usage: 'reconcile',
  text: 'prove that balances equal the sum of their entries',
  run: flags =>
    withStore(flags, async store => {
      const differences = await store.ledger.reconcile();
      for (const { subject, rule, expected, found } of differences) {
        process.stdout.write(`${subject}: ${rule}: expected ${expected}, found ${found}\n`);
      }
      process.stdout.write(`${differences.length} differences\n`);
      return differences.length === 0 ? 0 : 1;
    }),
};
