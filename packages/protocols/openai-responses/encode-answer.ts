// Writes answers for a client of Responses, whole or as a stream, by one and the same writer.

import type { ClientContext, StreamEncoder } from '../codec.ts';
import type { Answer, Choice } from '../conversation/answer.ts';
import { eventsOf } from '../conversation/collect.ts';
import type { StreamEvent } from '../conversation/event.ts';
import { sseEvent } from '../sse.ts';
import { ResponseWriter } from './response-writer.ts';

/** A whole response: exactly what the stream of the same answer ends with. */
export function encodeAnswer(answer: Answer, client: ClientContext): Record<string, unknown> {
  const writer = new ResponseWriter(client, { tell: () => undefined, deltas: () => () => undefined });
  const [first] = answer.choices;
  for (const event of scored(eventsOf({ ...answer, choices: first === undefined ? [] : [spoken(first)] }), first))
    writer.push(event);
  const response = writer.final ?? {};
  return answer.serviceTier === undefined ? response : { ...response, service_tier: answer.serviceTier };
}

function spoken(choice: Choice): Choice {
  return { parts: choice.parts, stop: choice.stop };
}

/** Log probabilities belong to the text, and not behind what follows it. */
function scored(events: readonly StreamEvent[], choice: Choice | undefined): readonly StreamEvent[] {
  const tokens = choice?.logprobs;
  const at = events.findIndex(event => event.type === 'text');
  if (tokens === undefined || at === -1) return events;
  return [...events.slice(0, at + 1), { type: 'logprobs', choice: 0, tokens }, ...events.slice(at + 1)];
}

/** Writes a stream: every event named and numbered. */
export function streamEncoder(client: ClientContext): StreamEncoder {
  let text = '';
  let sequence = 0;
  const writer = new ResponseWriter(client, {
    tell(type, fields) {
      text += sseEvent(JSON.stringify({ type, sequence_number: sequence, ...fields }), type);
      sequence += 1;
    },
    deltas(type, fields) {
      const head = `event: ${type}\ndata: ${JSON.stringify({ type, ...fields }).slice(0, -1)},"sequence_number":`;
      return delta => {
        text += `${head}${sequence},"delta":${JSON.stringify(delta)}}\n\n`;
        sequence += 1;
      };
    },
  });
  return {
    push(event) {
      text = '';
      writer.push(event);
      return text;
    },
  };
}
