// What the tests of this codec need of a client: its context, and the events of a stream in a readable form.

import type { ClientContext } from '../codec.ts';
import type { Fields } from '../conversation/counts.ts';
import { fields } from '../conversation/counts.ts';
import type { StreamEvent } from '../conversation/event.ts';
import { SseReader } from '../sse.ts';
import { anthropicMessages } from './codec.ts';

/** A client that asked one question. */
export function context(): ClientContext {
  return {
    request: {
      origin: 'anthropic-messages',
      model: 'claude-sonnet-4-5',
      streamed: true,
      messages: [{ role: 'user', parts: [{ type: 'text', text: 'Hello' }], at: 'messages[0]' }],
      tools: [],
      sampling: {},
      output: { limit: 100 },
      handling: {},
      extras: {},
    },
    model: 'claude-sonnet-4-5',
    id: 'abc',
    created: 1_700_000_000,
    wantsUsage: true,
    form: 'events',
  };
}

/** One event as a client reads it. */
export interface Written {
  readonly name: string;
  readonly data: Fields;
}

/** The events that are written for a list of events. */
export function written(events: readonly StreamEvent[]): readonly Written[] {
  const encoder = anthropicMessages.streamEncoder(context());
  const reader = new SseReader();
  const seen = [...events.flatMap(event => reader.push(encoder.push(event))), ...reader.close()];
  return seen.map(({ name, data }) => ({ name, data: fields(JSON.parse(data)) }));
}
