// The media table as tests: each endpoint by its official client, with the exact charge.

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Gateway } from './support/gateway.ts';
import { GROUPS } from './media/all.ts';
import { chargeOf, startStage, type Stage } from './media/stage.ts';

let gateway: Gateway;
let stage: Stage;

beforeAll(async () => {
  ({ gateway, stage } = await startStage());
}, 60_000);
afterAll(() => gateway.dispose());

describe.each(Object.entries(GROUPS))('%s', (_group, cases) => {
  it.each(cases.map(one => [one.name, one] as const))('%s', async (_name, one) => {
    const { requestId } = await one.run(stage);
    expect(await chargeOf(stage, requestId)).toBe(one.charge);
  });
});
