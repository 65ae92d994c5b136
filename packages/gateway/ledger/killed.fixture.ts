// A process that settles calls as fast as it can and says each that was settled, until it is killed.

import { writeSync } from 'node:fs';
import { sampleRecord } from '../../../test/databases.ts';
import { openStore } from '../store/open.ts';
import { openLedger } from './node-ledger.ts';

const [url = '', folder = '', account = '', run = ''] = process.argv.slice(2);
const store = await openStore(url);
const ledger = await openLedger({ store, journalFolder: folder, flushMs: 3, batch: 20 });
for (let count = 0; ; count += 1) {
  const id = `run-${run}-call-${count}`;
  const hold = await ledger.admit(id, [`account:${account}`], 100n);
  ledger.settle(hold, sampleRecord(id, { accountId: Number(account), keyId: 0, amount: 7n }));
  writeSync(1, `${id}\n`);
  if (count % 10 === 0) await new Promise(resolve => setImmediate(resolve));
}
