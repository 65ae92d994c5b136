// The paths of realtime sessions, and the word to those who call them without a socket.

import { Failure } from '@turnpike/protocols/failures';
import type { Route } from '../http/exchange.ts';
import type { SocketRoute } from '../http/upgrade.ts';
import { realtime } from '../relay/realtime/session.ts';
import type { RelayServices } from '../relay/services.ts';

const PATHS = ['/v1/realtime', '/openai/realtime'];

/** Every path whose requests become sockets. */
export function socketRoutes(services: RelayServices): SocketRoute[] {
  return PATHS.map(pattern => ({
    pattern,
    family: 'openai-chat',
    handle: (exchange, accept) => realtime(services, exchange, accept),
  }));
}

/** The same paths by plain HTTP. */
export function plainRealtimeRoutes(): Route[] {
  return PATHS.map(pattern => ({
    method: 'GET',
    pattern,
    family: 'openai-chat',
    handle() {
      throw new Failure(
        'invalid_request',
        `${pattern} speaks WebSocket. Send «Connection: Upgrade, Upgrade: websocket».`,
      );
    },
  }));
}
