// `npm run media`: every medium by its official client against the practice upstream, with its exact charge, as a table.

import { GROUPS } from './all.ts';
import { chargeOf, startStage } from './stage.ts';

const usd = (nano: bigint): string => (Number(nano) / 1e9).toFixed(9);
const { stage, gateway } = await startStage();
let failed = 0;
try {
  for (const [group, cases] of Object.entries(GROUPS)) {
    process.stdout.write(`\n${group}\n`);
    for (const one of cases) {
      const began = performance.now();
      try {
        const { requestId, seen } = await one.run(stage);
        const charge = await chargeOf(stage, requestId);
        const right = charge === one.charge;
        if (!right) failed += 1;
        const verdict = right ? 'ok  ' : `FAIL expected ${usd(one.charge)}`;
        const took = `${Math.round(performance.now() - began)} ms`.padStart(8);
        process.stdout.write(`  ${verdict} ${usd(charge)} USD ${took}  ${one.name.padEnd(58)} ${seen}\n`);
      } catch (error) {
        failed += 1;
        process.stdout.write(`  FAIL ${one.name}: ${error instanceof Error ? error.message : String(error)}\n`);
      }
    }
  }
} finally {
  await gateway.dispose();
}
process.stdout.write(failed === 0 ? '\nEverything is right.\n' : `\n${failed} wrong.\n`);
process.exitCode = failed === 0 ? 0 : 1;
