// Specifies that nothing gets lost: what is written is read back the same, streamed or whole, for any conversation.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anthropicMessages as codec } from './codec.ts';
import { EXPRESSIBLE, answers, interleaved, requests, streams } from '../conversation/arbitrary.fixture.ts';
import { AnswerCollector } from '../conversation/collect.ts';
import { comparable, comparableAnswer } from '../conversation/compare.fixture.ts';
import type { Answer } from '../conversation/answer.ts';
import type { StreamEvent } from '../conversation/event.ts';
import type { ConversationRequest } from '../conversation/request.ts';
import { ToolNames } from '../conversation/tool-names.ts';
import { SseReader } from '../sse.ts';
import { context } from './stream.fixture.ts';

const OWN = EXPRESSIBLE['anthropic-messages'];
const FOREIGN = ['openai-chat', 'openai-responses', 'gemini-generate'] as const;

/** What a client reads of the events that were written for it. */
function read(events: readonly StreamEvent[]): Answer {
  const encoder = codec.streamEncoder(context());
  const decoder = codec.streamDecoder(new ToolNames());
  const reader = new SseReader();
  const collector = new AnswerCollector();
  for (const event of events)
    for (const { data } of reader.push(encoder.push(event)))
      for (const told of decoder.push(data)) collector.push(told);
  for (const told of decoder.close()) collector.push(told);
  expect(collector.fault).toBeUndefined();
  return collector.answer();
}

/** Without what says the default: several calls at once, the choice left to the model. */
function plain(request: ConversationRequest): ConversationRequest {
  const { toolChoice, parallelTools, ...rest } = request;
  return {
    ...rest,
    ...(toolChoice === undefined || toolChoice.mode === 'auto' ? {} : { toolChoice }),
    ...(parallelTools === false ? { parallelTools } : {}),
  };
}

describe('a request of its own', () => {
  it('comes back the same', () => {
    fc.assert(
      fc.property(requests(OWN), request => {
        const { body, losses } = codec.encodeRequest(request, { model: request.model, vendor: 'anthropic' });
        const again = codec.decodeRequest(JSON.parse(JSON.stringify(body)), {});
        const disregard = { losses, names: codec.fieldNames };
        // The one thing that it cannot say: that tools which may not be called may not be called together either.
        expect(losses.map(loss => loss.path).filter(path => !path.startsWith('tool_choice.'))).toEqual([]);
        expect(comparable(plain(again), disregard)).toEqual(comparable(plain(request), disregard));
      }),
    );
  });
});

describe('an answer', () => {
  it('comes back the same', () => {
    fc.assert(
      fc.property(answers(OWN), answer => {
        const body = codec.encodeAnswer(answer, context());
        const again = codec.decodeAnswer(JSON.parse(JSON.stringify(body)), new ToolNames());
        expect(comparableAnswer(again)).toEqual(comparableAnswer(answer));
      }),
    );
  });

  it('comes back the same from a stream', () => {
    fc.assert(
      fc.property(streams(OWN), ({ answer, events }) => {
        expect(comparableAnswer(read(events))).toEqual(comparableAnswer(answer));
      }),
    );
  });

  it('is the same streamed as whole, whoever made it and however its calls are mixed', () => {
    for (const origin of FOREIGN) {
      fc.assert(
        fc.property(streams({ ...EXPRESSIBLE[origin], choices: false, customTools: false }), ({ answer, events }) => {
          const whole = codec.decodeAnswer(codec.encodeAnswer(answer, context()), new ToolNames());
          const disregard = { partFields: ['proof'] };
          for (const order of [events, interleaved(events)])
            expect(comparableAnswer(read(order), disregard)).toEqual(comparableAnswer(whole, disregard));
        }),
        { numRuns: 60 },
      );
    }
  });
});
