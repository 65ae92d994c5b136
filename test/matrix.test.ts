// Every client protocol against every upstream protocol, over plain HTTP and the official SDKs; `npm run matrix` prints it.

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ROWS, SPEAKERS, UPSTREAMS } from './matrix/matrix.ts';
import { startStage, type Stage } from './matrix/stage.ts';

let stage: Stage;

beforeAll(async () => {
  stage = await startStage();
}, 60_000);

afterAll(async () => stage.stop());

describe.each(SPEAKERS)('a client of $name', speaker => {
  describe.each(UPSTREAMS)('with an upstream of %s', upstream => {
    it.each(ROWS)('$name', async row => {
      for (const stream of [false, true]) {
        const { ok, note } = await row.play(stage, speaker, upstream, stream);
        expect(ok, `${stream ? 'streamed' : 'whole'}: ${note}`).toBe(true);
      }
    });
  });
});
