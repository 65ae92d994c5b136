// `npm run media`: every medium by its official client against the practice upstream, with its exact charge, as a table.

import { GROUPS } from './all.ts';
import { bringPython, playPython } from './python.ts';
import { chargeOf, startStage } from './stage.ts';

const usd = (nano: bigint): string => (Number(nano) / 1e9).toFixed(9);
let failed = 0;
let right = 0;
let group = '';

function say(name: string, words: string): void {
  if (name !== group) process.stdout.write(`\n${name}\n`);
  group = name;
  process.stdout.write(`  ${words}\n`);
}

function judge(place: string, name: string, expected: bigint, charge: bigint, took: number, seen: string): void {
  const isRight = charge === expected;
  if (isRight) right += 1;
  else failed += 1;
  const verdict = isRight ? 'ok  ' : `FAIL expected ${usd(expected)}`;
  say(place, `${verdict} ${usd(charge)} USD ${`${Math.round(took)} ms`.padStart(8)}  ${name.padEnd(58)} ${seen}`);
}

function fail(place: string, name: string, why: string): void {
  failed += 1;
  say(place, `FAIL ${name}: ${why}`);
}

const { stage, gateway } = await startStage();
try {
  for (const [place, cases] of Object.entries(GROUPS)) {
    for (const one of cases) {
      const began = performance.now();
      try {
        const { requestId, seen } = await one.run(stage);
        judge(place, one.name, one.charge, await chargeOf(stage, requestId), performance.now() - began, seen);
      } catch (error) {
        fail(place, one.name, error instanceof Error ? error.message : String(error));
      }
    }
  }
  const missing = bringPython();
  if (missing !== undefined) say('python: openai, google-genai, cohere, voyageai, dashscope', `skipped: ${missing}`);
  else {
    let began = performance.now();
    for await (const { group: place, name, charge, requestId = '', seen = '', error } of playPython(stage)) {
      const took = performance.now() - began;
      if (error !== undefined) fail(place, name, error);
      else judge(place, name, BigInt(charge), await chargeOf(stage, requestId), took, seen);
      began = performance.now();
    }
  }
} catch (error) {
  fail('the table', 'was not finished', error instanceof Error ? error.message : String(error));
} finally {
  await gateway.dispose();
}
process.stdout.write(failed === 0 ? `\nAll ${right} are right.\n` : `\n${failed} wrong, ${right} right.\n`);
process.exitCode = failed === 0 ? 0 : 1;
