// WebSockets at the front: a request to upgrade is an exchange until it is accepted, so that refusals are plain HTTP.

import { ServerResponse, type IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer, type WebSocket } from 'ws';
import type { Exchange, Route } from './exchange.ts';

/** The largest frame that is taken, bytes: 15 MiB of audio as base64 in JSON. */
const MAX_FRAME_BYTES = 32 * 1024 * 1024;

/** A route whose requests become sockets. */
export interface SocketRoute extends Pick<Route, 'pattern' | 'family'> {
  handle(exchange: Exchange, accept: Accept): Promise<void>;
}

/** Turns the exchange into a socket; `protocol` is the offered subprotocol to echo, or undefined for none. */
export type Accept = (protocol: string | undefined) => Promise<WebSocket>;

const server = new WebSocketServer({
  noServer: true,
  maxPayload: MAX_FRAME_BYTES,
  perMessageDeflate: false,
  // Chosen by whoever accepts; the offered list holds keys, of which none may be echoed.
  handleProtocols: (_offered, request) => chosen.get(request) ?? false,
});
const chosen = new WeakMap<IncomingMessage, string>();
const ids = new WeakMap<IncomingMessage, string>();
server.on('headers', (headers, request) => {
  const id = ids.get(request);
  if (id !== undefined) headers.push(`x-request-id: ${id}`, `X-Oneapi-Request-Id: ${id}`);
});

/** A response on the socket of a request to upgrade, for refusals before it is accepted. */
export function responseFor(request: IncomingMessage, socket: Duplex): ServerResponse {
  const response = new ServerResponse(request);
  // Node gives every upgrade of HTTP/1 a socket of its own kind; only a tunnel inside a tunnel would have another.
  response.assignSocket(socket as Parameters<ServerResponse['assignSocket']>[0]);
  response.once('finish', () => socket.end());
  response.shouldKeepAlive = false;
  return response;
}

/** How one request to upgrade is accepted: with the id under which its calls are found later. */
export function acceptor(
  exchange: Pick<Exchange, 'id' | 'request' | 'response'>,
  socket: Duplex,
  head: Buffer,
): Accept {
  const { id, request, response } = exchange;
  return protocol =>
    new Promise((resolve, reject) => {
      if (response.headersSent || socket.destroyed) {
        reject(new Error('the client has left'));
        return;
      }
      response.detachSocket(socket as Parameters<ServerResponse['detachSocket']>[0]);
      if (protocol !== undefined) chosen.set(request, protocol);
      ids.set(request, id);
      socket.once('close', () => reject(new Error('the client has left')));
      server.handleUpgrade(request, socket, head, accepted => resolve(accepted));
    });
}
