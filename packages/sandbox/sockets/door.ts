// What a protocol over WebSocket states of itself: its paths, and who may enter.

import type { IncomingMessage } from 'node:http';
import type { Listener, Socket } from './frames.ts';

/** One protocol's door. */
export interface Door {
  readonly pattern: RegExp;
  /** Whether its events leave in binary frames. */
  readonly binary: boolean;
  /** Checks a request to enter, and answers what happens inside. @throws Refused */
  enter(request: IncomingMessage, url: URL): (socket: Socket) => Listener;
}
