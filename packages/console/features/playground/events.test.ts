// Specifies how an answer's events are read: whole, in order, however the bytes come.

import fc from 'fast-check';
import { expect, it } from 'vitest';
import { eventsOf } from './events.ts';

const TEXT = 'event: a\r\ndata: {"一":1}\r\n\r\n: ping\n\ndata: {"b":2}\n\ndata: [DONE]\n\ndata:{"c":3}';

it('gives each event once, wherever the bytes are cut', async () => {
  const bytes = new TextEncoder().encode(TEXT);
  await fc.assert(
    fc.asyncProperty(fc.uniqueArray(fc.integer({ min: 1, max: bytes.length - 1 })), async cuts => {
      const edges = [0, ...cuts.sort((left, right) => left - right), bytes.length];
      const pieces = edges.slice(1).map((edge, index) => bytes.slice(edges[index], edge));
      const found: string[] = [];
      for await (const data of eventsOf(ReadableStream.from(pieces))) found.push(data);
      expect(found).toEqual(['{"一":1}', '{"b":2}', '{"c":3}']);
    }),
  );
});
