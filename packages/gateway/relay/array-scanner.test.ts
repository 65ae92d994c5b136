// Specification of the array scanner: every object is read, and only whole objects leave, however the bytes arrive.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ArrayScanner } from './array-scanner.ts';

describe('the streamed array scanner', () => {
  it('passes every byte and reads every object, however the array is cut', () => {
    const objects = fc.array(fc.dictionary(fc.string(), fc.jsonValue()), { maxLength: 6 });
    fc.assert(
      fc.property(objects, fc.integer({ min: 1, max: 60 }), (values, size) => {
        const plain: unknown[] = JSON.parse(JSON.stringify(values));
        const source = Buffer.from(`[${plain.map(value => JSON.stringify(value)).join(',\r\n')}\n]`);
        const read: unknown[] = [];
        const scanner = new ArrayScanner(text => read.push(JSON.parse(text)));
        const out: Buffer[] = [];
        for (let at = 0; at < source.length; at += size)
          out.push(Buffer.from(scanner.feed(source.subarray(at, at + size))));
        expect(Buffer.concat(out).toString()).toBe(source.toString());
        expect(read).toEqual(plain);
        expect(scanner.closed).toBe(true);
      }),
    );
  });

  it('keeps an unfinished object back, so that an error can follow the last whole one', () => {
    const scanner = new ArrayScanner(() => undefined);
    expect(scanner.feed(Buffer.from('[{"a":1},\r\n{"b":')).toString()).toBe('[{"a":1}');
    expect(scanner.closed).toBe(false);
  });

  it('passes a large object on in pieces', () => {
    const read: string[] = [];
    const scanner = new ArrayScanner(text => read.push(text));
    const source = Buffer.from(`[{"data":"${'A'.repeat(500_000)}"},{"b":1}]`);
    const out: Buffer[] = [];
    for (let at = 0; at < source.length; at += 60_000) out.push(scanner.feed(source.subarray(at, at + 60_000)));
    expect(Buffer.concat(out).equals(source)).toBe(true);
    expect(read.map(text => text.length)).toEqual([500_011, 7]);
  });
});
