// Specification of gathering: an answer told as events is the same answer again, however its texts and calls come.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EXPRESSIBLE, interleaved, requests, streams } from './arbitrary.fixture.ts';
import { AnswerCollector } from './collect.ts';
import { comparable } from './compare.fixture.ts';
import type { StreamEvent } from './event.ts';

function gathered(events: readonly StreamEvent[]): AnswerCollector {
  const collector = new AnswerCollector();
  for (const event of events) collector.push(event);
  return collector;
}

describe.each(Object.values(EXPRESSIBLE))('an answer in $origin', what => {
  it('is the same after it was told in pieces, with its calls one after another or taking turns', () => {
    fc.assert(
      fc.property(streams(what), ({ answer, events }) => {
        expect(gathered(events).answer()).toEqual(answer);
        expect(gathered(interleaved(events)).answer()).toEqual(answer);
        expect(gathered(events).ended).toBe(true);
      }),
    );
  });

  it('follows requests whose losses are seen unless they are declared', () => {
    fc.assert(
      fc.property(requests(what), request => {
        const { limit: _lost, ...rest } = request.output;
        const less = { ...request, output: rest };
        const declared = { losses: [{ path: 'max', how: 'dropped' }], names: { limit: 'max' } } as const;
        expect(comparable(less)).not.toEqual(comparable(request));
        expect(comparable(less)).toEqual(comparable(request, declared));
      }),
    );
  });
});

describe('the gathering', () => {
  it('keeps thinking whose text was left out, for its proof', () => {
    const proof = { origin: 'anthropic-messages', value: 'c2ln' } as const;
    const collector = gathered([
      { type: 'thinking_end', choice: 0, proof },
      { type: 'text', choice: 0, text: 'Yes.' },
    ]);
    expect(collector.answer().choices[0]?.parts).toEqual([
      { type: 'thinking', text: '', proof },
      { type: 'text', text: 'Yes.' },
    ]);
  });

  it('gives a call without any input no arguments, and puts late citations to the text', () => {
    const citation = { url: 'https://example.com/' };
    const collector = gathered([
      { type: 'text', choice: 0, text: 'A' },
      { type: 'tool_call', choice: 0, call: 0, id: 'c', name: 'f', kind: 'function' },
      { type: 'tool_call_end', choice: 0, call: 0 },
      { type: 'citation', choice: 0, citation },
    ]);
    expect(collector.answer().choices[0]).toMatchObject({
      parts: [
        { text: 'A', citations: [citation] },
        { type: 'tool_call', input: '{}' },
      ],
      stop: { reason: 'tool_calls' },
    });
  });

  it('puts citations to the block that they begin', () => {
    const citation = { url: 'https://example.com/' };
    const collector = gathered([
      { type: 'text', choice: 0, text: 'A' },
      { type: 'text_end', choice: 0 },
      { type: 'citation', choice: 0, citation },
      { type: 'text', choice: 0, text: 'B' },
      { type: 'text_end', choice: 0 },
    ]);
    expect(collector.answer().choices[0]?.parts).toEqual([
      { type: 'text', text: 'A' },
      { type: 'text', text: 'B', citations: [citation] },
    ]);
  });

  it('takes choices as they are counted, also when the count is mad', () => {
    const collector = gathered([
      { type: 'text', choice: 1e54, text: 'B' },
      { type: 'text', choice: 2, text: 'A' },
    ]);
    expect(collector.answer().choices.map(choice => choice.parts)).toEqual([
      [{ type: 'text', text: 'A' }],
      [{ type: 'text', text: 'B' }],
    ]);
  });

  it('remembers what broke a stream', () => {
    const collector = gathered([{ type: 'error', fault: { kind: 'cut', message: 'gone' } }]);
    expect([collector.fault?.kind, collector.ended]).toEqual(['cut', false]);
  });
});
