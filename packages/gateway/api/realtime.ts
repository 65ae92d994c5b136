// The paths of realtime sessions.

import type { SocketRoute } from '../http/upgrade.ts';
import { realtime } from '../relay/realtime/session.ts';
import type { RelayServices } from '../relay/services.ts';

/** Every path whose requests become sockets. */
export function socketRoutes(services: RelayServices): SocketRoute[] {
  return ['/v1/realtime', '/openai/realtime'].map(pattern => ({
    pattern,
    family: 'openai-chat',
    handle: (exchange, accept) => realtime(services, exchange, accept),
  }));
}
