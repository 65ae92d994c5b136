// The paths of realtime sessions: sockets of OpenAI's and Google's, and the word to those who call them without one.

import { Failure } from '@turnpike/protocols/failures';
import type { Exchange, Route } from '../http/exchange.ts';
import type { Accept, SocketRoute } from '../http/upgrade.ts';
import { geminiSession } from '../relay/realtime/gemini-session.ts';
import { openaiSession } from '../relay/realtime/openai-session.ts';
import type { RelayServices } from '../relay/services.ts';

type Door = Pick<SocketRoute, 'pattern' | 'family'> & {
  enter(services: RelayServices, exchange: Exchange, accept: Accept): Promise<void>;
};

const openaiDoor = (pattern: string): Door => ({ pattern, family: 'openai-chat', enter: openaiSession });

const geminiDoor = (pattern: string, vertex: boolean, constrained: boolean): Door => ({
  pattern,
  family: 'gemini-generate',
  enter: (services, exchange, accept) => {
    const surface = { vertex, constrained, version: exchange.params['version'] ?? '' };
    return geminiSession(services, exchange, accept, surface);
  },
});

const GOOGLE = '/ws/google.ai.generativelanguage.{version}.GenerativeService.BidiGenerateContent';

/** Every path whose requests become sockets. */
const DOORS: readonly Door[] = [
  openaiDoor('/v1/realtime'),
  openaiDoor('/openai/realtime'),
  openaiDoor('/openai/v1/realtime'),
  geminiDoor(GOOGLE, false, false),
  geminiDoor(`${GOOGLE}Constrained`, false, true),
  geminiDoor('/ws/google.cloud.aiplatform.{version}.LlmBidiService/BidiGenerateContent', true, false),
  // Google's clients in Vertex mode take another base URL as it stands (gemini-live §1).
  geminiDoor('/live', true, false),
];

/** The same as routes. */
export function socketRoutes(services: RelayServices): SocketRoute[] {
  return DOORS.map(({ pattern, family, enter }) => ({
    pattern,
    family,
    handle: (exchange, accept) => enter(services, exchange, accept),
  }));
}

/** The same paths by plain HTTP. */
export function plainRealtimeRoutes(): Route[] {
  return DOORS.map(({ pattern, family }) => ({
    method: 'GET',
    pattern,
    family,
    handle({ path }) {
      throw new Failure('invalid_request', `${path} speaks WebSocket. Send «Connection: Upgrade, Upgrade: websocket».`);
    },
  }));
}
