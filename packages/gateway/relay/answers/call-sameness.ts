// When two calls of a language model are the same, however their answers are to come.

import type { Exchange } from '../../http/exchange.ts';
import type { Call } from '../call.ts';
import { fieldValue } from '../envelope.ts';
import { asEvents, asWhole } from '../restream.ts';
import type { Sameness } from './sameness.ts';

const WHOLE = 'whole';
/** Of chat's streams there are two: with the usage told in them, and without. */
const COUNTED = 'events+usage';
const SHAPES = [WHOLE, COUNTED, 'events', 'array'];

function shapeOf({ form, protocol, wantsUsage }: Call): string {
  return form === 'events' && protocol === 'openai-chat' && wantsUsage ? COUNTED : form;
}

/** The sameness of a call in one of the four protocols. */
export function samenessOf(call: Call, exchange: Pick<Exchange, 'path' | 'search'>): Sameness {
  const shape = shapeOf(call);
  const query = new URLSearchParams(exchange.search);
  query.delete('alt');
  const version = /^\/(v1\w*)\//.exec(exchange.path)?.[1] ?? '';
  return {
    body: call.envelope.body,
    without: ['stream', 'stream_options'],
    around: [call.protocol, call.model, version, query.toString()],
    shape,
    // A stream that tells no usage cannot be told as one that does.
    others: SHAPES.filter(other => other !== shape && (other !== 'events' || call.protocol !== 'openai-chat')),
    isOwned: call.protocol === 'openai-responses' && fieldValue(call.envelope, 'store') !== false,
    reshaped(body, from, id) {
      const whole = from === WHOLE ? body : asWhole(call, id, body);
      return whole === undefined || shape === WHOLE ? whole : asEvents(call, id, whole);
    },
  };
}
