// Specification of the tap: however it saves work, it learns what parsing every event would teach.

import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Protocol } from '@turnpike/protocols/failures';
import { noFacts, type Facts } from './facts.ts';
import { parseRecord } from './json.ts';
import { READERS } from './readers.ts';
import { Tap } from './tap.ts';

/** What is known after parsing every data line. */
function parsed(protocol: Protocol, stream: string): Facts {
  const facts = noFacts();
  for (const line of stream.split(/\r?\n/)) {
    if (line === 'data: [DONE]') facts.finished = true;
    const event = line.startsWith('data:') ? parseRecord(line.slice(5)) : undefined;
    if (event !== undefined) READERS[protocol].read(event, facts);
  }
  return facts;
}

function tapped(protocol: Protocol, stream: string, size: number): { facts: Facts; out: string } {
  const tap = new Tap(protocol, false);
  const bytes = Buffer.from(stream);
  const out: Buffer[] = [];
  for (let at = 0; at < bytes.length; at += size) out.push(...tap.feed(bytes.subarray(at, at + size)));
  out.push(tap.rest());
  return { facts: tap.facts, out: Buffer.concat(out).toString() };
}

/** The figures that decide a bill. */
const figures = ({ usage, id, finishReason, finished, failed, output, searches }: Facts): unknown => ({
  usage,
  id,
  finishReason,
  finished,
  failed,
  output,
  searches,
});

const FOLDERS: readonly (readonly [string, Protocol])[] = [
  ['openai-chat', 'openai-chat'],
  ['openai-responses', 'openai-responses'],
  ['anthropic', 'anthropic-messages'],
  ['gemini', 'gemini-generate'],
];
const FIXTURES = fileURLToPath(new URL('../../../fixtures/', import.meta.url));
const RECORDED = FOLDERS.flatMap(([folder, protocol]) =>
  globSync(`${FIXTURES}${folder}/*.json`).flatMap(file => {
    const { response } = JSON.parse(readFileSync(file, 'utf8'));
    return typeof response.sse === 'string'
      ? [[file.split('/').at(-1) ?? '', protocol, String(response.sse)] as const]
      : [];
  }),
);

describe('the tap', () => {
  it.each(RECORDED)('learns from %s what parsing it all would teach, however it is cut', (_name, protocol, stream) => {
    const expected = figures(parsed(protocol, stream));
    for (const size of [1, 7, 64, 1000, stream.length * 2]) {
      const { facts, out } = tapped(protocol, stream, size);
      expect(figures(facts)).toEqual(expected);
      expect(out).toBe(stream);
    }
  });

  const text = fc.string({
    unit: fc.constantFrom('a', ' ', '"', '\\', '\n', 'é', '语', '{', '}', '"usage":{"prompt_tokens":9}'),
  });
  const chunk = fc.oneof(
    text.map(content => ({ choices: [{ index: 0, delta: { content }, finish_reason: null }] })),
    text.map(content => ({ choices: [{ index: 0, delta: { content }, finish_reason: null }], usage: null })),
    text.map(reasoning => ({ choices: [{ index: 0, delta: { reasoning_content: reasoning }, finish_reason: null }] })),
    fc.nat(500).map(tokens => ({
      choices: [],
      usage: { prompt_tokens: tokens, completion_tokens: 1, total_tokens: tokens + 1 },
    })),
    fc.constantFrom('stop', 'length').map(reason => ({ choices: [{ index: 0, delta: {}, finish_reason: reason }] })),
    text.map(content => ({
      choices: [{ index: 0, delta: { content }, finish_reason: 'stop' }],
      usage: { prompt_tokens: 3, completion_tokens: 4, total_tokens: 7 },
    })),
    fc.constant({ error: { message: 'broken' } }),
  );

  it('is never deceived by what a text contains, nor by lines that look alike', () => {
    fc.assert(
      fc.property(fc.array(chunk, { maxLength: 30 }), fc.integer({ min: 1, max: 400 }), (chunks, size) => {
        const stream = chunks.map(value => `data: ${JSON.stringify({ id: 'c', ...value })}\n\n`).join('');
        expect(figures(tapped('openai-chat', stream, size).facts)).toEqual(figures(parsed('openai-chat', stream)));
      }),
      { numRuns: 500 },
    );
  });

  it('withholds a usage event that only the gateway asked for', () => {
    const tap = new Tap('openai-chat', true);
    const events = [
      'data: {"choices":[{"delta":{"content":"a"}}]}\n\n',
      'data: {"choices":[],"usage":{"prompt_tokens":1,"completion_tokens":1}}\n\n',
      'data: [DONE]\n\n',
    ];
    const out = events.flatMap(event => [...tap.feed(Buffer.from(event))]).join('');
    expect(out).toBe(`${events[0]}${events[2]}`);
    expect(tap.facts.usage).toMatchObject({ input: 1, output: 1 });
  });
});
