// Fetches what a client names by URL: never from private addresses, never much, never for long.

import { lookup as resolve, type LookupAddress, type LookupOptions } from 'node:dns';
import { BlockList, isIP } from 'node:net';
import { Agent, request } from 'undici';

/** Networks that are not the public internet (IANA special-purpose registries). */
const PRIVATE_NETWORKS: readonly (readonly [network: string, prefix: number, type: 'ipv4' | 'ipv6'])[] = [
  ['0.0.0.0', 8, 'ipv4'],
  ['10.0.0.0', 8, 'ipv4'],
  ['100.64.0.0', 10, 'ipv4'],
  ['127.0.0.0', 8, 'ipv4'],
  ['169.254.0.0', 16, 'ipv4'],
  ['172.16.0.0', 12, 'ipv4'],
  ['192.0.0.0', 24, 'ipv4'],
  ['192.0.2.0', 24, 'ipv4'],
  ['192.168.0.0', 16, 'ipv4'],
  ['198.18.0.0', 15, 'ipv4'],
  ['198.51.100.0', 24, 'ipv4'],
  ['203.0.113.0', 24, 'ipv4'],
  ['224.0.0.0', 3, 'ipv4'],
  // Outside of global unicast: loopback, local, mapped and translated addresses, multicast.
  ['::', 3, 'ipv6'],
  ['4000::', 2, 'ipv6'],
  ['8000::', 1, 'ipv6'],
  // Inside of it: Teredo, documentation, 6to4. All of them can hide an IPv4 address or lead nowhere.
  ['2001::', 23, 'ipv6'],
  ['2001:db8::', 32, 'ipv6'],
  ['2002::', 16, 'ipv6'],
];

// Apart, because one list would match an IPv4 address with the rule for addresses that map it.
const blocked = { ipv4: new BlockList(), ipv6: new BlockList() };
for (const [network, prefix, type] of PRIVATE_NETWORKS) blocked[type].addSubnet(network, prefix, type);

/** Whether an IP address is not of the public internet. */
export function isPrivateAddress(address: string): boolean {
  const version = isIP(address);
  const type = version === 4 ? 'ipv4' : 'ipv6';
  return version === 0 || blocked[type].check(address, type);
}

/** Why something could not be fetched: a sentence part for the client, without addresses of ours. */
export class FetchFault extends Error {}

/** What was fetched. */
export interface Fetched {
  readonly bytes: Buffer;
  /** What the server calls it, in lower case without parameters, or empty. */
  readonly mediaType: string;
}

export interface GuardOptions {
  /** Whether private addresses are allowed after all: for gateways that serve one house. */
  readonly allowPrivate: () => boolean;
  /** Bytes at most. */
  readonly maxBytes?: number;
  /** Milliseconds at most, redirects included. */
  readonly timeout?: number;
}

const MAX_REDIRECTS = 3;
const MAX_URL = 8_192;

type LookupCallback = (error: Error | null, address: string | LookupAddress[], family?: number) => void;

/** A fetcher for addresses that clients name. */
export class GuardedFetch {
  private readonly allowPrivate: () => boolean;
  private readonly maxBytes: number;
  private readonly timeout: number;
  private readonly agent: Agent;

  constructor({ allowPrivate, maxBytes = 20 * 1024 * 1024, timeout = 20_000 }: GuardOptions) {
    this.allowPrivate = allowPrivate;
    this.maxBytes = maxBytes;
    this.timeout = timeout;
    // The address that is connected to is the one that was judged: a name is resolved once, here.
    this.agent = new Agent({
      connect: { timeout, lookup: (host, options, callback) => this.lookup(host, options, callback) },
      keepAliveTimeout: 1_000,
    });
  }

  /** What stands at an address. @throws FetchFault */
  async get(address: string): Promise<Fetched> {
    const signal = AbortSignal.timeout(this.timeout);
    let url = this.judge(address, undefined);
    for (let redirects = 0; redirects <= MAX_REDIRECTS; redirects += 1) {
      const answer = await this.ask(url, signal);
      if (!(answer instanceof URL)) return answer;
      url = answer;
    }
    throw new FetchFault('it redirects too often');
  }

  close(): Promise<void> {
    return this.agent.destroy();
  }

  private judge(address: string, base: URL | undefined): URL {
    const url = address.length > MAX_URL ? null : URL.parse(address, base?.href);
    if (url === null) throw new FetchFault('it is no URL');
    if (url.protocol !== 'https:' && url.protocol !== 'http:') throw new FetchFault('only http and https are fetched');
    if (url.username !== '' || url.password !== '') throw new FetchFault('it carries a credential');
    const host = url.hostname.replace(/^\[|\]$/g, '');
    if (isIP(host) !== 0 && !this.allowPrivate() && isPrivateAddress(host)) throw new FetchFault(PRIVATE);
    return url;
  }

  private lookup(host: string, options: LookupOptions, callback: LookupCallback): void {
    resolve(host, { ...options, all: true }, (error, addresses) => {
      if (error !== null) {
        callback(error, []);
        return;
      }
      const judged = this.allowPrivate() ? addresses : addresses.filter(({ address }) => !isPrivateAddress(address));
      const [first] = judged;
      if (first === undefined) callback(new FetchFault(PRIVATE), []);
      else if (options.all === true) callback(null, judged);
      else callback(null, first.address, first.family);
    });
  }

  /** The content, or where it has moved. */
  private async ask(url: URL, signal: AbortSignal): Promise<Fetched | URL> {
    try {
      const { statusCode, headers, body } = await request(url, {
        dispatcher: this.agent,
        signal,
        headers: { 'user-agent': 'turnpike', accept: '*/*', 'accept-encoding': 'identity' },
      });
      // A body that is ended early says so as an error, which nobody else listens to.
      body.on('error', () => undefined);
      const { location } = headers;
      if (statusCode >= 300 && statusCode < 400 && typeof location === 'string') {
        body.destroy();
        return this.judge(location, url);
      }
      if (statusCode !== 200 || Number(headers['content-length'] ?? 0) > this.maxBytes) {
        body.destroy();
        throw new FetchFault(statusCode === 200 ? this.tooLarge : `its server answers with status ${statusCode}`);
      }
      const type = String(headers['content-type'] ?? '');
      return { bytes: await this.collect(body), mediaType: (type.split(';')[0] ?? '').trim().toLowerCase() };
    } catch (error) {
      throw faultOf(error);
    }
  }

  private async collect(body: AsyncIterable<Buffer>): Promise<Buffer> {
    const pieces: Buffer[] = [];
    let bytes = 0;
    for await (const piece of body) {
      bytes += piece.length;
      // Leaving the loop ends the connection.
      if (bytes > this.maxBytes) throw new FetchFault(this.tooLarge);
      pieces.push(piece);
    }
    return Buffer.concat(pieces);
  }

  private get tooLarge(): string {
    return `it is larger than ${Math.floor(this.maxBytes / 1024 / 1024)} MiB`;
  }
}

const PRIVATE = 'its address is not public';

function faultOf(error: unknown): FetchFault {
  if (error instanceof FetchFault) return error;
  const cause = error instanceof Error && error.cause instanceof FetchFault ? error.cause : undefined;
  if (cause !== undefined) return cause;
  if (error instanceof Error && (error.name === 'TimeoutError' || error.name === 'AbortError'))
    return new FetchFault('its server takes too long');
  return new FetchFault('its server cannot be reached');
}
