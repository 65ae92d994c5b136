// What takes requests to upstreams: one pool for all, and one for each proxy and connect timeout that a channel sets.

import { Agent, ProxyAgent, Socks5ProxyAgent, type Dispatcher } from 'undici';
import type { Channel } from '../world.ts';

/** How long a connection is kept for the next request, milliseconds. */
const KEPT_MS = 30_000;
/** Headers of an answer above this are a fault of the upstream, bytes. */
const MAX_HEADER_BYTES = 64 * 1024;

/** The dispatchers of a node. */
export class Dispatchers {
  readonly shared: Dispatcher;
  private readonly connectMs: number;
  private readonly special = new Map<string, Dispatcher>();

  /** `connectMs`: how long connecting may take where a channel says nothing else. */
  constructor(connectMs: number) {
    this.connectMs = connectMs;
    this.shared = new Agent(plainOptions(connectMs));
  }

  /** The dispatcher of a channel. */
  of(channel: Channel): Dispatcher {
    const { options } = channel;
    const proxy = options?.proxy;
    const connect = options?.timeouts.connect;
    if (proxy === undefined && connect === undefined) return this.shared;
    const key = `${connect ?? this.connectMs} ${proxy ?? ''}`;
    let dispatcher = this.special.get(key);
    if (dispatcher === undefined) {
      dispatcher = make(proxy, connect ?? this.connectMs);
      this.special.set(key, dispatcher);
    }
    return dispatcher;
  }

  /** Lets go of the pools that no channel uses any more, once their last answer has ended. */
  keep(channels: readonly Channel[]): void {
    const used = new Set(channels.map(channel => this.of(channel)));
    for (const [key, dispatcher] of this.special) {
      if (used.has(dispatcher)) continue;
      this.special.delete(key);
      dispatcher.close().catch(() => undefined);
    }
  }

  /** Ends every connection. */
  async destroy(): Promise<void> {
    await Promise.all([this.shared, ...this.special.values()].map(dispatcher => dispatcher.destroy()));
  }
}

function plainOptions(connectMs: number) {
  return { connect: { timeout: connectMs }, keepAliveTimeout: KEPT_MS, maxHeaderSize: MAX_HEADER_BYTES };
}

function make(proxy: string | undefined, connectMs: number): Dispatcher {
  const options = plainOptions(connectMs);
  if (proxy === undefined) return new Agent(options);
  if (proxy.startsWith('socks')) {
    const url = proxy.replace(/^socks5h:/, 'socks5:');
    const { connect: _connect, ...pool } = options;
    return new Socks5ProxyAgent(url, { ...pool, connectTimeout: connectMs });
  }
  const { username, password, origin } = new URL(proxy);
  const token = `Basic ${Buffer.from(`${decodeURIComponent(username)}:${decodeURIComponent(password)}`).toString('base64')}`;
  return new ProxyAgent({
    ...options,
    uri: origin,
    proxyTunnel: true,
    requestTls: { timeout: connectMs },
    proxyTls: { timeout: connectMs },
    ...(username === '' ? {} : { token }),
  });
}
