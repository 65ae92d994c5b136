// The task table as tests: every platform by its clients from submission to the downloaded file, with the exact charge.

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { GROUPS } from './tasks/all.ts';
import { chargeOf, startStage } from './tasks/stage.ts';

const CASES = Object.entries(GROUPS).flatMap(([group, cases]) => cases.map(one => ({ group, one })));
let started: Awaited<ReturnType<typeof startStage>>;

beforeAll(async () => {
  started = await startStage(CASES.length);
}, 60_000);
afterAll(async () => {
  expect(await started.end()).toBe('0 0 differences');
});

describe('platforms by their clients', () => {
  it.concurrent.each(CASES.map(({ group, one }, index) => [group, one.name, one, index] as const))(
    '%s: %s',
    async (_group, _name, one, index) => {
      const stage = started.stage(index);
      await one.run(stage);
      expect(await chargeOf(stage, one.charge)).toBe(one.charge);
    },
    60_000,
  );
});
