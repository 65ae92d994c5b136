// Specification of answers: written and read they are the same, streamed they are what they are whole.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { answers, EXPRESSIBLE, interleaved, streams } from '../conversation/arbitrary.fixture.ts';
import type { StreamEvent } from '../conversation/event.ts';
import { ToolNames } from '../conversation/tool-names.ts';
import { fields } from '../conversation/counts.ts';
import { bare, client, read, REQUEST, steps, written } from './harness.fixture.ts';
import { openaiResponses } from './codec.ts';
import { objectsOf, textOf } from './wire.ts';

const OWN = EXPRESSIBLE['openai-responses'];
const FOREIGN = ['openai-chat', 'anthropic-messages', 'gemini-generate'] as const;

describe('an answer', () => {
  it('is the same after it was written and read, whole', () => {
    fc.assert(
      fc.property(answers(OWN), answer => {
        const body = openaiResponses.encodeAnswer(answer, client());
        const back = openaiResponses.decodeAnswer(JSON.parse(JSON.stringify(body)), new ToolNames());
        expect(bare(back)).toEqual(bare(answer));
        expect(openaiResponses.usageOf(body)).toEqual(answer.usage);
      }),
    );
  });

  it('says streamed what it says whole', () => {
    fc.assert(
      fc.property(streams(OWN), fc.boolean(), ({ answer, events }, mixed) => {
        const sse = written(mixed ? interleaved(events) : events);
        const collected = read(sse);
        expect(collected.ended).toBe(true);
        expect(bare(collected.answer())).toEqual(bare(answer));
        expect(steps(sse).at(-1)?.['response']).toEqual(openaiResponses.encodeAnswer(answer, client()));
      }),
    );
  });
});

describe.each(FOREIGN)('the stream of an answer in %s', origin => {
  const scores = { ...REQUEST, output: { logprobs: { top: 1 } } };

  it('tells in its steps what stands in its final output, one item at a time', () => {
    fc.assert(
      fc.property(streams(EXPRESSIBLE[origin]), fc.boolean(), ({ events }, mixed) => {
        checkLadder(mixed ? interleaved(events) : events);
      }),
    );
  });

  it('is what the whole answer is, and says all that was said', () => {
    fc.assert(
      fc.property(streams(EXPRESSIBLE[origin]), ({ answer, events }) => {
        const sse = written(events, client(scores));
        const final = fields(steps(sse).at(-1)?.['response']);
        const whole = openaiResponses.encodeAnswer({ ...answer, choices: answer.choices.slice(0, 1) }, client(scores));
        expect(withoutScores(final)).toEqual(withoutScores(whole));
        const back = openaiResponses.decodeAnswer(whole, new ToolNames());
        const said = (type: 'text' | 'refusal' | 'thinking'): string =>
          (answer.choices[0]?.parts ?? []).map(part => (part.type === type ? part.text : '')).join('');
        for (const type of ['text', 'refusal', 'thinking'] as const)
          expect((back.choices[0]?.parts ?? []).map(part => (part.type === type ? part.text : '')).join('')).toBe(
            said(type),
          );
        expect(back.usage).toEqual(inOneCache(answer.usage));
      }),
    );
  });
});

/** The protocol knows one kind of written cache, counts searches by items, and has one price for all that it counts. */
function inOneCache<Usage extends { cacheWrite5m: number; cacheWrite1h: number; searches: number } | undefined>(
  usage: Usage,
): unknown {
  if (usage === undefined) return undefined;
  return { ...usage, cacheWrite5m: usage.cacheWrite5m + usage.cacheWrite1h, cacheWrite1h: 0, searches: 0 };
}

/** Where in a stream the log probabilities stand is the upstream's choice: a whole answer has them with its text. */
function withoutScores(response: unknown): unknown {
  return JSON.parse(JSON.stringify(response, (key, value: unknown) => (key === 'logprobs' ? [] : value)));
}

/** Checks the order that SDKs hold a stream to. */
function checkLadder(events: readonly StreamEvent[]): void {
  const told = steps(written(events));
  expect(told.map(step => step['sequence_number'])).toEqual(told.map((_, index) => index));
  expect(told.slice(0, 2).map(step => step['type'])).toEqual(['response.created', 'response.in_progress']);
  const items: unknown[] = [];
  let open: string | undefined;
  let deltas = '';
  for (const step of told.slice(2, -1)) {
    const type = textOf(step['type']);
    if (type === 'response.output_item.added') {
      expect(open).toBeUndefined();
      expect(step['output_index']).toBe(items.length);
      open = textOf(fields(step['item'])['id']);
      deltas = '';
      continue;
    }
    expect(step['output_index']).toBe(items.length);
    if (type === 'response.output_item.done') {
      const item = fields(step['item']);
      expect(item['id']).toBe(open);
      expect(deltas).toBe(contentOf(item));
      items.push(item);
      open = undefined;
      continue;
    }
    expect(step['item_id']).toBe(open);
    if (type.endsWith('.delta')) deltas += textOf(step['delta']);
  }
  expect(open).toBeUndefined();
  const last = fields(told.at(-1)?.['response']);
  expect(last['output']).toEqual(items);
  expect(new Set(objectsOf(last['output']).map(item => item['id'])).size).toBe(items.length);
}

function contentOf(item: Record<string, unknown> | ReturnType<typeof fields>): string {
  const texts = [...objectsOf(item['summary']), ...objectsOf(item['content'])];
  const said = texts.map(part => textOf(part['text']) + textOf(part['refusal'])).join('');
  return said + textOf(item['arguments']) + textOf(item['input']);
}
