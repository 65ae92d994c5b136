// Specification of the event stream scanner: all bytes pass in order, cut only at event borders, however they arrive.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SseScanner } from './sse-scanner.ts';

class Lines {
  readonly seen: string[] = [];
  drop: (line: string) => boolean = () => false;
  chunk(): void {
    return undefined;
  }
  line(bytes: Buffer, start: number, end: number): boolean {
    const line = bytes.toString('utf8', start, end);
    this.seen.push(line);
    return this.drop(line);
  }
}

function cut(source: Buffer, sizes: readonly number[]): Buffer[] {
  const chunks: Buffer[] = [];
  let at = 0;
  for (let index = 0; at < source.length; index += 1) {
    const size = sizes[index % sizes.length] ?? 1;
    chunks.push(source.subarray(at, at + size));
    at += size;
  }
  return chunks;
}

function scan(chunks: readonly Buffer[], lines: Lines): string {
  const scanner = new SseScanner(lines);
  const out = chunks.flatMap(chunk => [...scanner.feed(chunk)]);
  return Buffer.concat([...out, scanner.rest()]).toString('utf8');
}

const event = fc.record({
  name: fc.option(fc.constantFrom('message_start', 'ping'), { nil: undefined }),
  data: fc.stringMatching(/^[ -~é语]{1,40}$/).filter(text => text.trim() === text),
  end: fc.constantFrom('\n\n', '\r\n\r\n'),
});
const sizes = fc.array(fc.integer({ min: 1, max: 90 }), { minLength: 1, maxLength: 5 });

function render(events: readonly { name: string | undefined; data: string; end: string }[]): string {
  return events
    .map(
      ({ name, data, end }) =>
        `${name === undefined ? '' : `event: ${name}${end.slice(0, end.length / 2)}`}data: ${data}${end}`,
    )
    .join('');
}

describe('the event stream scanner', () => {
  it('reads what is written in several lines, behind a byte order mark, or with returns alone', () => {
    const ends = fc.constantFrom('\n', '\r\n', '\r');
    const text = fc.array(fc.stringMatching(/^[a-z{}é语]{1,20}$/), { minLength: 1, maxLength: 3 });
    fc.assert(
      fc.property(
        fc.array(text, { minLength: 1, maxLength: 8 }),
        ends,
        fc.boolean(),
        sizes,
        (texts, end, mark, cuts) => {
          const lines = new Lines();
          const source = texts.map(parts => parts.map(part => `data: ${part}${end}`).join('') + end).join('');
          const told = scan(cut(Buffer.from((mark ? '\uFEFF' : '') + source), cuts), lines);
          expect(told).toBe(end === '\r' ? source.replaceAll('\r', '\n') : source);
          expect(lines.seen).toEqual(texts.map(parts => parts.join(' ')));
        },
      ),
    );
  });

  it('passes every byte and reads every data line, however the stream is cut', () => {
    fc.assert(
      fc.property(fc.array(event, { maxLength: 12 }), sizes, (events, cuts) => {
        const lines = new Lines();
        const source = render(events);
        expect(scan(cut(Buffer.from(source), cuts), lines)).toBe(source);
        expect(lines.seen).toEqual(events.map(({ data }) => data));
      }),
    );
  });

  it('never lets half an event out', () => {
    const scanner = new SseScanner(new Lines());
    expect(scanner.feed(Buffer.from('data: {"a":1}\n\ndata: {"b"')).map(String)).toEqual(['data: {"a":1}\n\n']);
    expect(scanner.feed(Buffer.from(':2}\n'))).toEqual([]);
    expect(scanner.feed(Buffer.from('\n')).map(String)).toEqual(['data: {"b":2}\n\n']);
  });

  it('withholds exactly the events that its reader refuses', () => {
    fc.assert(
      fc.property(fc.array(event, { maxLength: 12 }), sizes, (events, cuts) => {
        const lines = new Lines();
        lines.drop = line => line.length % 2 === 0;
        const kept = events.filter(({ data }) => data.length % 2 === 1);
        expect(scan(cut(Buffer.from(render(events)), cuts), lines)).toBe(render(kept));
      }),
    );
  });

  it('passes an event of many megabytes piece by piece, and still reads its line', () => {
    const lines = new Lines();
    const long = 'x'.repeat(3_000_000);
    const chunks = cut(Buffer.from(`data: ${long}\n\ndata: end\n\n`), [50_000]);
    expect(scan(chunks, lines)).toBe(`data: ${long}\n\ndata: end\n\n`);
    expect(lines.seen.map(line => line.length)).toEqual([3_000_000, 3]);
  });
});
