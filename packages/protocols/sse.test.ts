// Specifies the reading of server-sent events: whatever the line ends, and wherever the text is cut.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sseEvent, SseReader, type SseEvent } from './sse.ts';

function read(...pieces: readonly string[]): SseEvent[] {
  const reader = new SseReader();
  return [...pieces.flatMap(piece => reader.push(piece)), ...reader.close()];
}

const TEXT = ': hello\r\nevent: a\r\ndata: {"x":1}\r\n\r\ndata:two\ndata: lines\n\nid: 7\rdata: mac\r\rdata: last';
const EVENTS = [
  { name: 'a', data: '{"x":1}' },
  { name: '', data: 'two\nlines' },
  { name: '', data: 'mac' },
  { name: '', data: 'last' },
];

describe('the reader', () => {
  it('takes every line end, comments, other fields, and a last event without a blank line', () => {
    expect(read(TEXT)).toEqual(EVENTS);
  });

  it('reads the same wherever the text is cut', () => {
    for (let cut = 0; cut <= TEXT.length; cut += 1) expect(read(TEXT.slice(0, cut), TEXT.slice(cut))).toEqual(EVENTS);
    expect(read(...TEXT)).toEqual(EVENTS);
  });

  it('reads what was written', () => {
    const line = fc.string().filter(text => !/[\r\n]/.test(text));
    fc.assert(
      fc.property(fc.array(line), lines => {
        expect(read(lines.map(data => sseEvent(data, 'delta')).join(''))).toEqual(
          lines.map(data => ({ name: 'delta', data })),
        );
      }),
    );
  });
});
