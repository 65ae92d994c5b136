// Calls to addresses that a client or a provider named: never into the operator's own network.

import { lookup, type LookupAddress } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import { Agent, buildConnector, type Dispatcher } from 'undici';
import { isPrivateAddress } from './guarded-fetch.ts';

/** The name resolves to an address that is not public. */
export class PrivateAddress extends Error {
  readonly code = 'PRIVATE_ADDRESS';

  constructor(host: string) {
    super(`${host} is not a public address`);
    this.name = 'PrivateAddress';
  }
}

/** Resolves as usual, and fails when any of the addresses is private: the check and the call see the same answer. */
const guardedLookup: LookupFunction = (hostname, options, callback) => {
  lookup(hostname, { ...options, all: true }, (error, addresses: LookupAddress[]) => {
    if (error !== null) {
      callback(error, '', 4);
      return;
    }
    const [first] = addresses;
    if (first === undefined || addresses.some(({ address }) => isPrivateAddress(address))) {
      callback(new PrivateAddress(hostname), '', 4);
    } else if (options.all === true) callback(null, addresses);
    else callback(null, first.address, first.family);
  });
};

/** A dispatcher that connects to public addresses only. `connectMs` is milliseconds. */
export function guardedDispatcher(connectMs: number): Dispatcher {
  const connect = buildConnector({ timeout: connectMs, lookup: guardedLookup });
  return new Agent({
    connect(options, callback) {
      const host = options.hostname.replace(/^\[|\]$/g, '');
      if (isIP(host) !== 0 && isPrivateAddress(host)) {
        callback(new PrivateAddress(host), null);
      } else connect(options, callback);
    },
    keepAliveTimeout: 10_000,
  });
}
