// Specification of the header that names losses: short, safe, and true about what it leaves out.

import fc from 'fast-check';
import { validateHeaderValue } from 'node:http';
import { describe, expect, it } from 'vitest';
import { droppedHeader, refuseLosses } from './dropped.ts';

describe('the header of losses', () => {
  it('names what was dropped, and says of the rest what became of it', () => {
    expect(
      droppedHeader([
        { path: 'seed', how: 'dropped' },
        { path: 'temperature', how: 'clamped' },
        { path: 'messages[2].content[1].cache_control', how: 'dropped' },
      ]),
    ).toBe('seed, temperature;clamped, messages[2].content[1].cache_control');
  });

  it('is a header, and no long one, whatever a client calls its fields', () => {
    const losses = fc.array(fc.record({ path: fc.string({ unit: 'binary' }), how: fc.constant('dropped' as const) }));
    fc.assert(
      fc.property(losses, drawn => {
        const value = droppedHeader(drawn);
        expect(() => validateHeaderValue('x-turnpike-dropped', value)).not.toThrow();
        expect(value.length).toBeLessThan(1_200);
      }),
    );
    const many = Array.from({ length: 500 }, (_, index) => ({ path: `field_${index}`, how: 'dropped' as const }));
    expect(droppedHeader(many)).toMatch(/^field_0, .*, and-\d+-more$/);
  });
});

describe('a strict channel', () => {
  it('refuses any loss, naming it, and nothing else', () => {
    expect(() => refuseLosses([{ path: 'seed', how: 'dropped' }])).toThrow('seed');
    expect(() => refuseLosses([])).not.toThrow();
  });
});
