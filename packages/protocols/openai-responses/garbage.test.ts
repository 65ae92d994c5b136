// Specification of bad input: whatever comes, it is read, or refused in words; nothing else is ever thrown.

import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fields, isFields, type Fields } from '../conversation/counts.ts';
import { ToolNames } from '../conversation/tool-names.ts';
import { Failure } from '../failures.ts';
import { codecOf } from '../codecs.ts';
import { openaiResponses } from './codec.ts';
import { steps } from './harness.fixture.ts';

const FOLDER = fileURLToPath(new URL('../../../fixtures/', import.meta.url));
const recordings = readdirSync(`${FOLDER}openai-responses`).map(file =>
  fields(JSON.parse(readFileSync(`${FOLDER}openai-responses/${file}`, 'utf8'))),
);
const codex = ['freeform', 'reasoning', 'responses-lite', 'unknown-model'].map(
  name => fields(JSON.parse(readFileSync(`${FOLDER}clients/codex.${name}.json`, 'utf8')))['body'],
);
const requests = [...recordings.map(one => fields(one['request'])['body']), ...codex].filter(isFields);
const answers = recordings.map(one => fields(one['response'])['body']).filter(isFields);
const streams = recordings
  .map(one => fields(one['response'])['sse'])
  .filter(sse => typeof sse === 'string')
  .map(steps);

/** Values that stand where something else was expected. */
const wrong = fc.oneof(
  fc.constantFrom<unknown>(null, undefined, '', 0, -1, true, [], {}, [null], [[]], 'x', ['x'], { type: 'x' }),
  fc.jsonValue({ maxDepth: 2 }),
);

/** A value of which about one in `rarity` inner values is another one than it was. */
function spoilt(value: unknown, next: () => number, rarity: number, drawn: () => unknown): unknown {
  if (next() % rarity === 0) return drawn();
  if (Array.isArray(value)) return value.map(inner => spoilt(inner, next, rarity, drawn));
  if (!isFields(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(() => next() % (rarity * 2) !== 0)
      .map(([name, inner]) => [name, spoilt(inner, next, rarity, drawn)]),
  );
}

/** One of the values, spoilt in some places. */
const spoiltOf = (values: readonly unknown[]): fc.Arbitrary<Fields> =>
  fc
    .tuple(
      fc.constantFrom(...values),
      fc.infiniteStream(fc.nat(1e6)),
      fc.infiniteStream(wrong),
      fc.constantFrom(5, 20, 80),
    )
    .map(([value, numbers, others, rarity]) =>
      fields(
        spoilt(
          value,
          () => Number(numbers.next().value),
          rarity,
          () => others.next().value,
        ),
      ),
    );

function onlyFailures<Result>(act: () => Result): Result | undefined {
  try {
    return act();
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    expect(error.message.length).toBeGreaterThan(10);
    return undefined;
  }
}

describe('bad input', () => {
  it('in a request is read or refused with 400, for every target', () => {
    fc.assert(
      fc.property(spoiltOf(requests), body => {
        const request = onlyFailures(() => openaiResponses.decodeRequest(body, { model: 'm' }));
        if (request === undefined) return;
        for (const protocol of ['openai-responses', 'openai-chat', 'anthropic-messages', 'gemini-generate'] as const)
          onlyFailures(() => codecOf(protocol)?.encodeRequest(request, { model: 'm', vendor: 'v' }));
      }),
      { numRuns: 400 },
    );
  });

  it('in an answer is read or refused', () => {
    fc.assert(
      fc.property(spoiltOf(answers), body => {
        onlyFailures(() => openaiResponses.decodeAnswer(body, new ToolNames()));
        expect(openaiResponses.decodeFault(400, body).message).not.toBe('');
      }),
      { numRuns: 400 },
    );
  });

  it('in a stream never ends the reading', () => {
    const any = fc.constantFrom(...streams).chain(told => fc.tuple(...told.map(step => spoiltOf([step]))));
    fc.assert(
      fc.property(any, told => {
        const decoder = openaiResponses.streamDecoder(new ToolNames());
        const events = told.flatMap(step => decoder.push(JSON.stringify(step)));
        const all = [...events, ...decoder.close()];
        expect(all.filter(event => event.type === 'end' || event.type === 'error')).toHaveLength(1);
        expect(all.filter(event => event.type === 'start').length).toBeLessThanOrEqual(1);
      }),
      { numRuns: 60 },
    );
    const decoder = openaiResponses.streamDecoder(new ToolNames());
    for (const data of ['', '[DONE]', 'null', '[]', '{', '{"type":3}', '"x"']) expect(decoder.push(data)).toEqual([]);
  });
});
