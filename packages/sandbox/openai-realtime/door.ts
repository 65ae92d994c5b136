// The practice upstream's door to OpenAI's realtime sessions: the handshake's refusals, then a conversation.

import type { IncomingMessage } from 'node:http';
import { openaiError, openaiRefusal, requireBearer } from '../openai-errors.ts';
import { Refused } from '../exchange.ts';
import { isObject } from '../shape.ts';
import type { Door } from '../sockets/door.ts';
import type { Listener, Socket } from '../sockets/frames.ts';
import { BadEvent } from './bad-event.ts';
import { Conversation } from './conversation.ts';

/** `/v1/realtime`. */
export const realtimeDoor: Door = {
  pattern: /^\/v1\/realtime$/,
  binary: false,
  enter(request, url) {
    const model = admitted(request, url);
    return socket => listener(socket, model);
  },
};

/** The session's model. @throws Refused */
function admitted(request: IncomingMessage, url: URL): string {
  requireBearer(request.headers);
  if (request.headers['openai-beta'] !== undefined)
    throw openaiRefusal(
      'The Realtime beta API is no longer supported. Use the GA API.',
      null,
      'beta_api_shape_disabled',
    );
  const model = url.searchParams.get('model') ?? '';
  if (model === '' && url.searchParams.get('intent') !== 'transcription')
    throw openaiRefusal('You must provide a model parameter.', 'model', 'missing_model');
  const asked = /\[\[error (\d{3})\]\]/.exec(model)?.[1];
  if (asked !== undefined)
    throw new Refused(Number(asked), openaiError('The sandbox refuses as asked.', 'server_error'));
  return model;
}

function listener(socket: Socket, model: string): Listener {
  const conversation = new Conversation(socket, model);
  return {
    text(message) {
      let event: unknown;
      try {
        event = JSON.parse(message);
        if (!isObject(event)) throw new BadEvent('An event must be a JSON object.', 'invalid_json');
        conversation.act({ ...event });
      } catch (error) {
        const bad = error instanceof BadEvent ? error : new BadEvent('The event could not be parsed.', 'invalid_json');
        const { message: words, code, param } = bad;
        const cause = isObject(event) ? (event['event_id'] ?? null) : null;
        conversation.tell('error', {
          error: { type: 'invalid_request_error', code, message: words, param, event_id: cause },
        });
      }
    },
    gone: () => conversation.gone(),
  };
}
