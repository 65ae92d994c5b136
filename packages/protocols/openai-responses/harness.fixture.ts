// What the tests of this codec share: a client's circumstances, and streams written and read.

import type { ClientContext, StreamDecoder } from '../codec.ts';
import type { Answer } from '../conversation/answer.ts';
import { AnswerCollector } from '../conversation/collect.ts';
import { comparableAnswer } from '../conversation/compare.fixture.ts';
import { fields, type Fields } from '../conversation/counts.ts';
import type { StreamEvent } from '../conversation/event.ts';
import type { ConversationRequest } from '../conversation/request.ts';
import { ToolNames } from '../conversation/tool-names.ts';
import { SseReader } from '../sse.ts';
import { openaiResponses } from './codec.ts';

/** A request that asks nothing special. */
export const REQUEST: ConversationRequest = {
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

/** The circumstances of a client that made a request. */
export function client(request: ConversationRequest = REQUEST): ClientContext {
  return {
    request,
    model: 'shown',
    id: 'abc123',
    created: 1_700_000_000,
    wantsUsage: true,
    form: 'events',
  };
}

/** The text of a stream that tells these events. */
export function written(events: readonly StreamEvent[], context: ClientContext = client()): string {
  const encoder = openaiResponses.streamEncoder(context);
  return events.map(event => encoder.push(event)).join('');
}

/** The JSON values of a stream's events. */
export function steps(sse: string): readonly Fields[] {
  const reader = new SseReader();
  return [...reader.push(sse), ...reader.close()].map(event => fields(JSON.parse(event.data)));
}

/** What a stream says, gathered. */
export function read(
  sse: string,
  decoder: StreamDecoder = openaiResponses.streamDecoder(new ToolNames()),
): AnswerCollector {
  const reader = new SseReader();
  const collector = new AnswerCollector();
  for (const event of [...reader.push(sse), ...reader.close()])
    for (const told of decoder.push(event.data)) collector.push(told);
  for (const told of decoder.close()) collector.push(told);
  return collector;
}

/** An answer to compare: the id of a reasoning item is made here, and is no part of the answer. */
export function bare(answer: Answer): unknown {
  const choices = answer.choices.map(choice => ({
    ...choice,
    parts: choice.parts.map(part => {
      if (part.type !== 'thinking' || part.proof === undefined) return part;
      const { id: _id, ...proof } = part.proof;
      return { type: part.type, text: part.text, redacted: part.redacted, proof };
    }),
  }));
  return comparableAnswer({ ...answer, choices });
}
