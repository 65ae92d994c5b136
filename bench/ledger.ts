// What money costs: CPU of hold, settlement, journal and log a call, at the rate of the cell `json-rate`, in a process of its own.

import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { usageOf } from '../packages/protocols/conversation/usage.ts';
import type { CallRecord } from '../packages/gateway/ledger/charge.ts';
import { MILLION } from '../packages/gateway/ledger/money.ts';
import { openLedger } from '../packages/gateway/ledger/node-ledger.ts';
import { price, worstCase } from '../packages/gateway/ledger/price.ts';
import { sheetOf } from '../packages/gateway/ledger/price-sheet.ts';
import { openStore } from '../packages/gateway/store/open.ts';
import { cpuMicroseconds } from './measure.ts';
import { median, type Line } from './report.ts';

/** The cell whose CPU a request the ledger's is a part of, and the largest part that it may be. */
export const COMPARED = 'json-rate';
const MOST = 1 / 3;

const RATE = 2_000;
const TICK_MS = 8;
const WARM_UP_MS = 1_000;

const sheet = sheetOf({ rates: { input: '1', output: '4', cache_read: '0.1' }, tiers: [], factors: {} });
const most = { promptTokens: 500, maxOutputTokens: 4_096, n: 1, searches: 0, images: 0 };

/** The record of one call as the relay makes it. */
function recordOf(id: string, accountId: number, keyId: number): CallRecord {
  const usage = usageOf({ input: 200, cacheRead: 50, output: 80 });
  const charge = price(usage, sheet, MILLION);
  return {
    id,
    at: Date.now(),
    accountId,
    keyId,
    keyName: 'bench',
    group: 'default',
    protocol: 'openai-chat',
    model: 'bench-json',
    upstreamModel: 'bench-json',
    channel: 1,
    channelName: 'json',
    streamed: false,
    status: 200,
    reason: 'upstream_usage',
    error: '',
    usage,
    amount: charge.amount,
    charge,
    attempts: [
      { channel: 1, channelName: 'json', credential: 'abc', status: 200, milliseconds: 3, outcome: 'complete' },
    ],
    firstByteMs: 3,
    totalMs: 4,
    cancelled: false,
    upstreamId: `chatcmpl-${id}`,
    finishReason: 'stop',
    sandbox: false,
    organisationId: 0,
    cost: 0n,
    costSource: 'unknown',
  };
}

/** Microseconds of CPU a call, all threads, over some milliseconds at the rate. */
async function run(milliseconds: number): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'turnpike-bench-ledger-'));
  const store = await openStore(`sqlite:${join(folder, 'bench.db')}`);
  const ledger = await openLedger({ store, journalFolder: join(folder, 'journal') });
  const draft = { role: 'user', passwordHash: '', group: 'default', enabled: true, declared: false } as const;
  const { id: accountId } = await store.accounts.put({ name: 'bench', ...draft });
  const purse = `account:${accountId}`;
  await store.ledger.post({ id: 'g', kind: 'grant', purse, amount: 10n ** 15n, note: '', author: '' });
  let count = 0;
  const call = async (): Promise<void> => {
    const id = `bench-${(count += 1)}`;
    const admitted = ledger.admit(id, [purse], worstCase(most, sheet, MILLION));
    const hold = admitted instanceof Promise ? await admitted : admitted;
    ledger.settle(hold, recordOf(id, accountId, 0));
  };
  const load = async (length: number): Promise<number> => {
    const [started, first] = [performance.now(), count];
    for (let now = started; now < started + length; now = performance.now()) {
      const due = ((now - started) / 1_000) * RATE - (count - first);
      for (let done = 0; done < due; done += 1) await call();
      await new Promise(resolve => setTimeout(resolve, TICK_MS));
    }
    return count - first;
  };
  await load(WARM_UP_MS);
  const before = cpuMicroseconds(process.pid);
  const calls = await load(milliseconds);
  await ledger.flush();
  const used = cpuMicroseconds(process.pid) - before;
  await ledger.close();
  await store.close();
  rmSync(folder, { recursive: true, force: true });
  return used / calls;
}

/** The line of the report; `lines` hold the cell that it is compared with, where that was run. */
export async function ledgerLine(lines: readonly Line[], rounds: number, milliseconds: number): Promise<Line> {
  const values: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const { stdout } = await promisify(execFile)(process.execPath, [OWN, String(milliseconds)]);
    values.push(Number(stdout));
  }
  const whole = lines.find(line => line.cell === COMPARED && line.measure === 'CPU a request')?.turnpike.median;
  const ratio = whole === undefined ? Number.NaN : median(values) / whole;
  return {
    cell: 'ledger',
    measure: `CPU a call, part of ${COMPARED}`,
    unit: 'µs',
    proxy: { minimum: Number.NaN, median: Number.NaN },
    turnpike: { minimum: Math.min(...values), median: median(values) },
    ratio,
    goal: '≤ 0.33 ×',
    verdict: Number.isNaN(ratio) ? '' : ratio <= MOST ? 'ok' : 'over',
  };
}

const OWN = fileURLToPath(import.meta.url);
if (process.argv[1] === OWN) process.stdout.write(String(await run(Number(process.argv[2] ?? 3_000))));
