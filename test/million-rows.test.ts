// The usage log's first pages and its export, on fewer rows than the show has: the same in kind, and bounded.

import { expect, it } from 'vitest';
import { millionRows } from './shows/million-rows.ts';

/** A page that read the whole log would take longer than this on any machine; the show has the figures. */
it('twelve thousand rows give first pages at once and a month as CSV', { timeout: 120_000 }, async () => {
  for (const { pages, csv, reconcile } of await millionRows(12_000)) {
    for (const [what, { median }] of Object.entries(pages)) expect([what, median < 2_000]).toEqual([what, true]);
    expect(csv.lines).toBeGreaterThan(200);
    expect(csv.grownMegabytes).toBeLessThan(80);
    expect(reconcile).toMatch(/^0 differences/);
  }
});
