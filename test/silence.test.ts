// A silent upstream keeps no client waiting for a sign of life, and no official SDK is hurt by the signs.

import { expect, it } from 'vitest';
import { watchSilence } from './shows/silence.ts';

const SECONDS = 4;
const EVERY = 1;

it(
  'something comes in every interval in all four protocols, and the SDKs read the answer whole',
  { timeout: 60_000 },
  async () => {
    const seen = await watchSilence(SECONDS, EVERY);
    expect(seen.length).toBe(8);
    for (const { family, sdk, longestGap, whole } of seen) {
      expect([family, sdk, whole]).toEqual([family, 'Hi there', true]);
      // Nothing would come for all of the time; a slow machine may be late with what comes every second.
      expect(longestGap).toBeLessThan((SECONDS - 0.5) * 1000);
    }
  },
);
