// How each protocol says in the middle of a stream that it failed.

import { renderFailure, type Failure, type Protocol } from '@turnpike/protocols/failures';
import type { Errand } from './errand.ts';
import type { Facts } from './facts.ts';
import { record } from './json.ts';

/** The bytes that end a broken stream in the client's own protocol (gateway-api §8.1); `array-start`: nothing of the array has left; `whole`: only spaces have. */
export function errorEvent(
  protocol: Protocol,
  form: Errand['form'] | 'array-start',
  failure: Failure,
  id: string,
  facts: Facts,
): string {
  const error = renderFailure(protocol, failure, id);
  if (form === 'whole' || form === 'bytes') return JSON.stringify(error);
  switch (protocol) {
    case 'openai-chat':
      return `data: ${JSON.stringify(error)}\n\n`;
    case 'anthropic-messages':
      return `event: error\ndata: ${JSON.stringify(error)}\n\n`;
    case 'gemini-generate':
      if (form === 'events') return `data: ${JSON.stringify(error)}\r\n\r\n`;
      return `${form === 'array' ? ',\r\n' : '['}${JSON.stringify(error)}\r\n]`;
    case 'openai-responses':
      return responsesError(failure, record(record(error)['error'])['message'], facts);
  }
}

/** The schema's `error` event, and then `response.failed`, which agents wait for. */
function responsesError(failure: Failure, message: unknown, facts: Facts): string {
  const first = {
    type: 'error',
    code: failure.code,
    message,
    param: failure.param ?? null,
    sequence_number: facts.sequence + 1,
  };
  const events = `event: error\ndata: ${JSON.stringify(first)}\n\n`;
  if (facts.created === undefined) return events;
  const failed = {
    type: 'response.failed',
    sequence_number: facts.sequence + 2,
    response: { ...facts.created, status: 'failed', error: { code: 'server_error', message } },
  };
  return `${events}event: response.failed\ndata: ${JSON.stringify(failed)}\n\n`;
}
