// How one attempt at one upstream ended.

import type { IncomingHttpHeaders } from 'node:http';
import type { Fault } from '@turnpike/protocols/conversation/fault';
import type { Failure } from '@turnpike/protocols/failures';

/** How one attempt ended. */
export type Outcome =
  /** The client has its answer, or as much of it as there was; `settle` was called. `failure`: why it is not all. */
  | {
      readonly kind: 'delivered';
      readonly status: number;
      readonly ending: Ending;
      readonly failure?: Failure | undefined;
    }
  /** Another attempt was faster. */
  | { readonly kind: 'lost' }
  /** The upstream refused; nothing has reached the client. */
  | { readonly kind: 'refused'; readonly status: number; readonly headers: IncomingHttpHeaders; readonly body: Buffer }
  /** The upstream's answer said that it failed before any output; nothing of it has reached the client. */
  | {
      readonly kind: 'failed';
      readonly headers: IncomingHttpHeaders;
      readonly body: Buffer;
      /** It came as one JSON body, not as events. */
      readonly whole: boolean;
    }
  /** The upstream's answer said that it failed, in words that were understood; nothing has reached the client. */
  | { readonly kind: 'fault'; readonly fault: Fault }
  /** Nothing usable came, and nothing has reached the client. */
  | { readonly kind: 'broken'; readonly failure: Failure }
  /** The call cannot be put into the upstream's protocol: nothing was sent to it. */
  | { readonly kind: 'unfit'; readonly failure: Failure };

/** How the answer stood when it was settled. */
export type Ending = 'complete' | 'cut' | 'failed' | 'cancelled';
