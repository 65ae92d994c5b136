// Specification of answers: written and read they are the same, streamed they are what they are whole.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { answers, EXPRESSIBLE, interleaved, streams } from '../conversation/arbitrary.fixture.ts';
import type { ClientContext, StreamDecoder } from '../codec.ts';
import type { Answer } from '../conversation/answer.ts';
import { AnswerCollector } from '../conversation/collect.ts';
import { comparableAnswer } from '../conversation/compare.fixture.ts';
import type { ConversationRequest } from '../conversation/request.ts';
import { ToolNames } from '../conversation/tool-names.ts';
import type { StreamEvent } from '../conversation/event.ts';
import { SseReader } from '../sse.ts';
import { openaiResponses } from './codec.ts';

const REQUEST: ConversationRequest = {
  origin: 'openai-responses',
  model: 'a-model',
  streamed: true,
  messages: [{ role: 'user', parts: [{ type: 'text', text: 'Go.' }], at: 'input' }],
  tools: [],
  sampling: {},
  output: {},
  handling: {},
  extras: {},
};
const client = (request: ConversationRequest = REQUEST): ClientContext => ({
  request,
  model: 'shown',
  id: 'abc123',
  created: 1_700_000_000,
  wantsUsage: true,
  form: 'events',
});

function streamed(events: readonly StreamEvent[], context = client()): string {
  const encoder = openaiResponses.streamEncoder(context);
  return events.map(event => encoder.push(event)).join('');
}

function read(sse: string, decoder: StreamDecoder = openaiResponses.streamDecoder(new ToolNames())): AnswerCollector {
  const reader = new SseReader();
  const collector = new AnswerCollector();
  const take = (events: readonly StreamEvent[]): void => events.forEach(event => collector.push(event));
  for (const event of [...reader.push(sse), ...reader.close()]) take(decoder.push(event.data));
  take(decoder.close());
  return collector;
}

/** An answer to compare: the id of a reasoning item is made here, and is no part of the answer. */
function bare(answer: Answer): unknown {
  const choices = answer.choices.map(choice => ({
    ...choice,
    parts: choice.parts.map(part => {
      if (part.type !== 'thinking' || part.proof === undefined) return part;
      const { id: _id, ...proof } = part.proof;
      return { ...part, proof };
    }),
  }));
  return comparableAnswer({ ...answer, choices });
}

const what = EXPRESSIBLE['openai-responses'];

describe('an answer', () => {
  it('is the same after it was written and read, whole', () => {
    fc.assert(
      fc.property(answers(what), answer => {
        const body = openaiResponses.encodeAnswer(answer, client());
        const back = openaiResponses.decodeAnswer(body, new ToolNames());
        expect(bare(back)).toEqual(bare(answer));
        expect(openaiResponses.usageOf(body)).toEqual(answer.usage);
      }),
    );
  });

  it('streamed says what it says whole, and its final output is what its steps told', () => {
    fc.assert(
      fc.property(streams(what), fc.boolean(), ({ answer, events }, mixed) => {
        const sse = streamed(mixed ? interleaved(events) : events);
        const collected = read(sse);
        expect(collected.ended).toBe(true);
        expect(bare(collected.answer())).toEqual(bare(answer));
        const last = new SseReader().push(sse).at(-1);
        const final = JSON.parse(last?.data ?? '{}').response;
        expect(final).toEqual(openaiResponses.encodeAnswer(answer, client()));
      }),
    );
  });
});
