// The wire for changes of health over Redis or Valkey: one channel that all nodes publish on and subscribe to.

import { createClient, type RedisClientType } from '@redis/client';
import type { HealthWire } from './health-wire.ts';

const CHANNEL = 'turnpike:health';

function clientFor(url: string): RedisClientType {
  const client: RedisClientType = createClient({
    url,
    disableOfflineQueue: true,
    socket: { connectTimeout: 5_000, reconnectStrategy: attempts => Math.min(attempts * 100, 2_000) },
  });
  // While it is away the board alone carries what is told: there is nothing to say that its counters have not said.
  client.on('error', () => undefined);
  return client;
}

/** Two connections: one that hears can do nothing else. They subscribe anew by themselves after Redis was away. */
export class RedisWire implements HealthWire {
  private readonly teller: RedisClientType;
  private readonly listener: RedisClientType;

  private constructor(teller: RedisClientType, listener: RedisClientType) {
    this.teller = teller;
    this.listener = listener;
  }

  /** Connects. Rejects when nobody answers there. */
  static async open(url: string): Promise<RedisWire> {
    const wire = new RedisWire(clientFor(url), clientFor(url));
    await Promise.all([wire.teller.connect(), wire.listener.connect()]);
    return wire;
  }

  send(text: string): void {
    this.teller.publish(CHANNEL, text).catch(() => undefined);
  }

  async listen(hear: (text: string) => void): Promise<void> {
    await this.listener.subscribe(CHANNEL, text => hear(text)).catch(() => undefined);
  }

  async close(): Promise<void> {
    await Promise.all([this.teller, this.listener].map(client => client.close().catch(() => client.destroy())));
  }
}
