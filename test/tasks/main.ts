// `npm run tasks`: every platform by its clients from submission to the downloaded file against the practice upstream,
// with the exact charge, as a table.

import { GROUPS, PYTHON_GROUPS } from './all.ts';
import { preparePython } from './python.ts';
import { chargeOf, startStage, type TaskCase } from './stage.ts';

/** Cases under way at once. */
const AT_ONCE = 6;

const dollars = (nano: bigint): string => (Number(nano) / 1e9).toFixed(9);
const missing = await preparePython();
const run = missing === undefined ? { ...GROUPS, ...PYTHON_GROUPS } : GROUPS;
const flat = Object.values(run).flat();
const lines = new Map<TaskCase, string>();
const { stage, end } = await startStage(flat.length);
let failed = 0;

async function line(one: TaskCase, index: number): Promise<string> {
  const began = performance.now();
  try {
    const seen = await one.run(stage(index));
    const charge = await chargeOf(stage(index), one.charge);
    const right = charge === one.charge;
    if (!right) failed += 1;
    const verdict = right ? 'ok  ' : `FAIL expected ${dollars(one.charge)}`;
    const took = `${Math.round(performance.now() - began)} ms`.padStart(8);
    return `  ${verdict} ${dollars(charge)} USD ${took}  ${one.name.padEnd(62)} ${seen}\n`;
  } catch (error) {
    failed += 1;
    return `  FAIL ${one.name}: ${error instanceof Error ? error.message : String(error)}\n`;
  }
}

try {
  const waiting = flat.map((one, index) => [one, index] as const);
  const worker = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift())
      lines.set(next[0], await line(next[0], next[1]));
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  for (const [group, cases] of Object.entries({ ...GROUPS, ...PYTHON_GROUPS })) {
    process.stdout.write(`\n${group}\n`);
    for (const one of cases)
      process.stdout.write(lines.get(one) ?? `  skipped (${missing ?? 'not run'})  ${one.name}\n`);
  }
} finally {
  const books = await end();
  process.stdout.write(`\nThe books: ${books.replace(/^0 /, '')}\n`);
}
process.stdout.write(failed === 0 ? 'Everything is right.\n' : `${failed} wrong.\n`);
process.exitCode = failed === 0 ? 0 : 1;
