// The practice upstream's realtime door: the handshake with OpenAI's refusals, then a conversation.

import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { openaiError, openaiRefusal, requireBearer } from '../openai-errors.ts';
import { Refused, SANDBOX_HEADERS } from '../exchange.ts';
import { isObject } from '../shape.ts';
import { BadEvent } from './bad-event.ts';
import { Conversation } from './conversation.ts';
import { acceptOf, socketOn, type Listener, type Socket } from './frames.ts';

/** Answers a request to upgrade: with a socket, or with plain HTTP. */
export function serveUpgrade(request: IncomingMessage, connection: Duplex, head: Buffer): void {
  connection.on('error', () => connection.destroy());
  try {
    const { model, key } = checked(request);
    const headers = Object.entries(SANDBOX_HEADERS).map(([name, value]) => `${name}: ${value}`);
    const lines = [
      'HTTP/1.1 101 Switching Protocols',
      'upgrade: websocket',
      'connection: Upgrade',
      `sec-websocket-accept: ${acceptOf(key)}`,
      ...headers,
    ];
    connection.write(`${lines.join('\r\n')}\r\n\r\n`);
    socketOn(connection, head, socket => listener(socket, model));
  } catch (error) {
    refuse(
      connection,
      error instanceof Refused ? error : new Refused(500, openaiError('The sandbox itself failed.', 'server_error')),
    );
  }
}

/** @throws Refused */
function checked(request: IncomingMessage): { model: string; key: string } {
  const url = new URL(request.url ?? '/', 'http://sandbox');
  if (url.pathname !== '/v1/realtime') throw new Refused(404, openaiError(`Invalid URL (GET ${url.pathname})`));
  requireBearer(request.headers);
  const key = request.headers['sec-websocket-key'];
  if (key === undefined || request.headers['sec-websocket-version'] !== '13')
    throw openaiRefusal('This endpoint speaks WebSocket version 13.');
  if (request.headers['openai-beta'] !== undefined)
    throw openaiRefusal(
      'The Realtime beta API is no longer supported. Use the GA API.',
      null,
      'beta_api_shape_disabled',
    );
  const model = url.searchParams.get('model') ?? '';
  if (model === '') throw openaiRefusal('You must provide a model parameter.', 'model', 'missing_model');
  const asked = /\[\[error (\d{3})\]\]/.exec(model)?.[1];
  if (asked !== undefined)
    throw new Refused(Number(asked), openaiError('The sandbox refuses as asked.', 'server_error'));
  return { model, key };
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

function refuse(connection: Duplex, { status, body }: Refused): void {
  const text = JSON.stringify(body);
  const lines = [
    `HTTP/1.1 ${status} Refused`,
    'content-type: application/json',
    `content-length: ${Buffer.byteLength(text)}`,
    'connection: close',
  ];
  connection.end(`${lines.join('\r\n')}\r\n\r\n${text}`);
}
