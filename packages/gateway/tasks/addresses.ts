// Which addresses a client may name: public ones over http.

import { isIP } from 'node:net';
import { isPrivateAddress } from '../http/guarded-fetch.ts';

/** Why an address may not be called, or undefined. Names are looked at again when they are resolved. */
export function refusedAddress(address: string, allowPrivate: boolean): string | undefined {
  let url: URL;
  try {
    url = new URL(address);
  } catch {
    return 'is no URL';
  }
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return 'must begin with http:// or https://';
  if (url.username !== '' || url.password !== '') return 'must have no user name';
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const local =
    (isIP(host) !== 0 && isPrivateAddress(host)) || /(?:^|\.)localhost\.?$|\.local$|\.internal$/i.test(host);
  return local && !allowPrivate ? 'must be a public address' : undefined;
}
