// Pictures, sounds and videos in clients' bodies: data URLs, base64, or public addresses.

import { Failure } from '@turnpike/protocols/failures';
import { refusedAddress } from './addresses.ts';

/** @throws Failure when a value is neither a data URL, nor base64, nor a public http(s) URL. */
export function checkMedia(name: string, value: unknown, allowPrivate: boolean): void {
  if (typeof value !== 'string' || value === '')
    throw new Failure('invalid_request', `${name} must be a data URL or an address.`, { param: name });
  if (value.startsWith('data:')) {
    if (
      /^data:[\w.+-]+\/[\w.+-]+(?:;[\w=.+-]+)*;base64,[A-Za-z0-9+/=_\s-]+$/.test(value.slice(0, 4096)) ||
      value.length > 4096
    )
      return;
    throw new Failure('invalid_request', `${name} is not a sound data URL.`, { param: name });
  }
  if (!/^[a-z][a-z0-9+.-]*:/i.test(value.slice(0, 64))) {
    if (/^[A-Za-z0-9+/=_\s-]+$/.test(value.slice(0, 4096))) return;
    throw new Failure('invalid_request', `${name} is neither a data URL nor an address.`, { param: name });
  }
  if (/^(?:asset|runway):/.test(value)) return;
  const refused = refusedAddress(value, allowPrivate);
  if (refused !== undefined) throw new Failure('invalid_request', `${name} ${refused}.`, { param: name });
}

/** The base64 of a data URL; any other text as it is. */
export function bareBase64(value: string): string {
  return value.startsWith('data:') ? value.slice(value.indexOf(',') + 1) : value;
}
