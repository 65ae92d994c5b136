// Where a request comes from: the peer, or what a trusted proxy in front says.

import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';

/** The peer's address; the first forwarded one where the operator trusts the proxy in front. */
export function clientAddress(request: IncomingMessage, trustProxy: boolean): string {
  const forwarded = trustProxy ? request.headers['x-forwarded-for'] : undefined;
  if (forwarded !== undefined) {
    const [first = ''] = String(forwarded).split(',');
    const address = withoutPort(first.trim());
    if (address !== '') return address;
  }
  return request.socket.remoteAddress ?? '';
}

/** Some proxies (Azure's) write the port behind the address. */
function withoutPort(text: string): string {
  if (isIP(text) !== 0) return text;
  const plain = /^\[?([^\]]+?)\]?(?::\d+)?$/.exec(text)?.[1];
  return plain !== undefined && isIP(plain) !== 0 ? plain : text;
}
