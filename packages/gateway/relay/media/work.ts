// What a lane of pictures is made of, and the requests that it sends.

import type { ImageOrder } from './image-order.ts';
import type { Candidate } from '../../routing/plan.ts';
import type { UpstreamRequest } from '../attempt.ts';
import type { Errands } from '../errand.ts';
import { credentialHeaders, roadTo } from '../road.ts';
import type { PictureCase } from './picture-case.ts';
import { bytesOf } from './streamed-body.ts';
import type { Protocol } from '@turnpike/protocols/failures';
import type { ImageAnswer } from '@turnpike/protocols/images/answer';

/** One order at one candidate. */
export interface ImageWork {
  readonly parts: Errands;
  readonly order: ImageOrder;
  readonly candidate: Candidate;
  readonly upstream: string;
  readonly shelf: PictureCase;
  /** How the client is told what was drawn, where that is not OpenAI's way. */
  readonly tells?: {
    readonly family: Protocol;
    /** @throws Failure for a picture that cannot be told so */
    body(answer: ImageAnswer): string;
  };
}

/** A request of our own making; `family` says in which headers the credential stands. */
export function ownRequest(
  { channel, credential }: Candidate,
  family: Protocol,
  method: UpstreamRequest['method'],
  path: string,
  more: Readonly<Record<string, string>> = {},
  body?: UpstreamRequest['body'],
): UpstreamRequest {
  const { origin, prefix } = roadTo(channel);
  const headers = ['accept', 'application/json', 'accept-encoding', 'identity', 'user-agent', 'turnpike'];
  if (body !== undefined) headers.push('content-type', 'application/json', 'content-length', String(bytesOf(body)));
  for (const [name, value] of [...Object.entries(more), ...credentialHeaders(channel, credential, family)])
    headers.push(name, value);
  return { origin, path: prefix + path, method, headers, body };
}
