// Specification of stop texts that the upstream could not be told: cut wherever they stand, whatever the pieces.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { StreamEvent } from '@turnpike/protocols/conversation/event';
import { cutAnswer, StopCutter } from './stop-cutter.ts';

/** What a client sees of a text that comes in pieces. */
function seen(pieces: readonly string[], stops: readonly string[]): { text: string; stop: unknown; early: boolean } {
  const cutter = new StopCutter(stops);
  const events: StreamEvent[] = [];
  for (const text of pieces) events.push(...cutter.push({ type: 'text', choice: 0, text }));
  const early = cutter.hit;
  events.push(...cutter.push({ type: 'text_end', choice: 0 }));
  events.push(...cutter.push({ type: 'stop', choice: 0, stop: { reason: 'end' } }));
  const text = events.map(event => (event.type === 'text' ? event.text : '')).join('');
  return { text, stop: events.find(event => event.type === 'stop')?.stop, early };
}

describe('a stop text', () => {
  it('ends the answer before its first letter, also when it comes in pieces', () => {
    expect(seen(['one, t', 'w', 'o, three'], ['two'])).toEqual({
      text: 'one, ',
      stop: { reason: 'stop_text', text: 'two' },
      early: true,
    });
  });

  it('is not confused by its own beginning', () => {
    expect(seen(['aaa', 'ab'], ['aab'])).toMatchObject({ text: 'aa', early: true });
    expect(seen(['aa', 'aa'], ['aab'])).toMatchObject({ text: 'aaaa', stop: { reason: 'end' }, early: false });
  });

  it('gives the same as a cut of the whole text, for any pieces', () => {
    const letters = fc.string({ unit: fc.constantFrom('a', 'b', '\n'), maxLength: 12 });
    fc.assert(
      fc.property(
        fc.array(letters, { maxLength: 8 }),
        fc.uniqueArray(
          letters.filter(stop => stop !== ''),
          { minLength: 1, maxLength: 3 },
        ),
        (pieces, stops) => {
          const whole = pieces.join('');
          const at = stops.map(stop => whole.indexOf(stop)).filter(index => index !== -1);
          const expected = at.length === 0 ? whole : whole.slice(0, Math.min(...at));
          const { text, stop } = seen(pieces, stops);
          // In pieces, a stop text that is complete first ends the answer before an earlier one that is longer.
          expect(stops.length > 1 ? expected.startsWith(text) || text.startsWith(expected) : text === expected).toBe(
            true,
          );
          expect(stop).toMatchObject({ reason: at.length === 0 ? 'end' : 'stop_text' });
          expect(stops.some(one => text.includes(one))).toBe(false);
        },
      ),
    );
  });

  it('leaves calls and thinking alone', () => {
    const cutter = new StopCutter(['x']);
    const events: StreamEvent[] = [
      { type: 'thinking', choice: 0, text: 'x' },
      { type: 'tool_input', choice: 0, call: 0, text: 'x' },
    ];
    expect(events.flatMap(event => cutter.push(event))).toEqual(events);
  });

  it('cuts a whole answer, and what stands behind it', () => {
    const answer = cutAnswer(
      {
        id: '',
        model: 'm',
        choices: [
          {
            parts: [
              { type: 'text', text: 'one STOP two' },
              { type: 'text', text: 'three' },
            ],
            stop: { reason: 'end' },
          },
        ],
      },
      ['STOP'],
    );
    expect(answer.choices).toEqual([
      { parts: [{ type: 'text', text: 'one ' }], stop: { reason: 'stop_text', text: 'STOP' } },
    ]);
  });
});
