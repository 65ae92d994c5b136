// Answers requests to upgrade: the door of the path, the handshake, or a refusal in plain HTTP.

import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { Refused, SANDBOX_HEADERS } from '../exchange.ts';
import { liveDoor } from '../gemini-live/door.ts';
import { openaiError, openaiRefusal } from '../openai-errors.ts';
import { realtimeDoor } from '../openai-realtime/door.ts';
import type { Door } from './door.ts';
import { acceptOf, socketOn } from './frames.ts';

const DOORS: readonly Door[] = [realtimeDoor, liveDoor];

/** Answers a request to upgrade: with a socket, or with plain HTTP. */
export function serveUpgrade(request: IncomingMessage, connection: Duplex, head: Buffer): void {
  connection.on('error', () => connection.destroy());
  try {
    const url = new URL((request.url ?? '/').replace(/^\/{2,}/, '/'), 'http://sandbox');
    const door = DOORS.find(({ pattern }) => pattern.test(url.pathname));
    if (door === undefined) throw new Refused(404, openaiError(`Invalid URL (GET ${url.pathname})`));
    const listenTo = door.enter(request, url);
    connection.write(handshake(request));
    socketOn(connection, head, listenTo, door.binary);
  } catch (error) {
    refuse(
      connection,
      error instanceof Refused ? error : new Refused(500, openaiError('The sandbox itself failed.', 'server_error')),
    );
  }
}

/** @throws Refused for what is no handshake */
function handshake(request: IncomingMessage): string {
  const key = request.headers['sec-websocket-key'];
  if (key === undefined || request.headers['sec-websocket-version'] !== '13')
    throw openaiRefusal('This endpoint speaks WebSocket version 13.');
  const lines = [
    'HTTP/1.1 101 Switching Protocols',
    'upgrade: websocket',
    'connection: Upgrade',
    `sec-websocket-accept: ${acceptOf(key)}`,
    ...Object.entries(SANDBOX_HEADERS).map(([name, value]) => `${name}: ${value}`),
  ];
  return `${lines.join('\r\n')}\r\n\r\n`;
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
