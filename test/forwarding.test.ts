// Pieces of streams leave the gateway one by one, in order, without waiting for the next: sessions, pictures, transcripts.

import { expect, it } from 'vitest';
import { inStep, KINDS } from './shows/forwarding.ts';

it('a piece is at the client before the upstream has written the next one', { timeout: 60_000 }, async () => {
  const pieces = 25;
  const came = await inStep(pieces);
  expect([...came.keys()]).toEqual([...KINDS]);
  for (const order of came.values())
    expect(order.slice(0, pieces)).toEqual(Array.from({ length: pieces }, (_, index) => index));
});
