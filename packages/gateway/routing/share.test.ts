// Health over nodes: heard at once by wire, from the board a second later where there is none, and never taken over twice.

import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { REDIS, startRedis, type TestRedis } from '../../../test/redis.ts';
import { settingsOf } from '../config/settings.ts';
import { Health, type HealthEvent, type Subject } from './health.ts';
import { readTold, writeTold, type HealthWire } from './health-wire.ts';
import { RedisWire } from './redis-wire.ts';
import { HealthShare, type HealthBoard, type SharedEvent } from './share.ts';

const SUBJECT: Subject = { channel: 1, channelName: 'one', credential: 'c', model: 'm' };

/** A board in memory. */
class Board implements HealthBoard {
  readonly rows: SharedEvent[] = [];
  async add(node: string, event: HealthEvent): Promise<number> {
    return this.rows.push({ ...event, id: this.rows.length + 1, node });
  }
  async latest(): Promise<SharedEvent[]> {
    return [...this.rows];
  }
  async after(id: number): Promise<SharedEvent[]> {
    return this.rows.filter(row => row.id > id);
  }
  async prune(): Promise<void> {
    // Nothing is old here.
  }
}

/** A wire in memory, which may be cut. */
class Wire {
  readonly hearers: ((text: string) => void)[] = [];
  cut = false;
  end(): HealthWire {
    return {
      send: text => {
        if (!this.cut) for (const hear of this.hearers) hear(text);
      },
      listen: async hear => {
        this.hearers.push(hear);
      },
      close: async () => undefined,
    };
  }
}

interface Node {
  readonly health: Health;
  readonly share: HealthShare;
}

async function nodeOn(board: Board, name: string, wire?: HealthWire): Promise<Node> {
  const settings = settingsOf({});
  const share = new HealthShare(
    board,
    name,
    () => 30,
    error => {
      throw error;
    },
    wire,
  );
  const health: Health = new Health(
    () => settings,
    event => share.publish(event),
  );
  await share.start(health);
  return { health, share };
}

const state = ({ health }: Node): string => health.standing(SUBJECT).state;
const refuse = ({ health }: Node): void => health.begin(SUBJECT).finish({ effect: 'off', reason: 'status 401' });
const answer = ({ health }: Node): void => health.begin(SUBJECT).finish({ effect: 'ok', reason: '' });

describe('two nodes', () => {
  let board: Board;
  let wire: Wire;
  let left: Node;
  let right: Node;
  beforeEach(async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'Date'] });
    board = new Board();
    wire = new Wire();
    left = await nodeOn(board, 'left', wire.end());
    right = await nodeOn(board, 'right', wire.end());
  });
  afterEach(async () => {
    await left.share.close();
    await right.share.close();
    vi.useRealTimers();
  });
  const second = (): Promise<unknown> => vi.advanceTimersByTimeAsync(1_000);

  it('hear at once what the other has learned, and back', () => {
    refuse(left);
    expect([state(left), state(right)]).toEqual(['resting', 'resting']);
    vi.advanceTimersByTime(1);
    answer(right);
    expect([state(left), state(right)]).toEqual(['ready', 'ready']);
  });

  it('do not take over from the board once more what the wire told, after all has changed', async () => {
    refuse(left);
    vi.advanceTimersByTime(1);
    // A call that began while it rested was answered here: that is newer than what the board will tell.
    answer(right);
    await second();
    await second();
    expect([state(left), state(right)]).toEqual(['ready', 'ready']);
    expect(board.rows.map(({ node, event }) => `${node} ${event}`)).toEqual(['left off', 'right closed']);
  });

  it('hear from the board what the wire has lost', async () => {
    wire.cut = true;
    refuse(left);
    expect(state(right)).toBe('ready');
    await second();
    expect(state(right)).toBe('resting');
  });

  it('take no word for a change that is none', () => {
    const told = { ...SUBJECT, node: 'x', at: 1, event: 'off' as const, reason: 'r', until: 0, trips: 1 };
    expect(readTold(writeTold(told))).toEqual(told);
    for (const text of ['', '{}', 'null', '[1]', writeTold(told).replace('"off"', '"gone"')]) {
      expect(readTold(text)).toBeUndefined();
      for (const hear of wire.hearers) hear(text);
    }
    expect(state(right)).toBe('ready');
  });
});

describe.runIf(REDIS !== undefined)('two nodes with a Redis', () => {
  let redis: TestRedis;
  beforeAll(async () => {
    redis = await startRedis();
  });
  afterAll(() => redis.stop());

  it('hear each other over it, also after it was away', async () => {
    const boards = [new Board(), new Board()] as const;
    // Each has a board of its own: what the other hears comes by wire.
    const left = await nodeOn(boards[0], 'left', await RedisWire.open(redis.url));
    const right = await nodeOn(boards[1], 'right', await RedisWire.open(redis.url));
    refuse(left);
    await expect.poll(() => state(right)).toBe('resting');
    const { port } = redis;
    await redis.stop();
    redis = await startRedis(port);
    let tries = 0;
    const isHeard = async (): Promise<string> => {
      const other = { ...SUBJECT, credential: `d${(tries += 1)}` };
      left.health.begin(other).finish({ effect: 'suspend', reason: 'status 403' });
      await new Promise(resolve => setTimeout(resolve, 100));
      return right.health.standing(other).state;
    };
    await expect.poll(isHeard, { timeout: 10_000 }).toBe('resting');
    await left.share.close();
    await right.share.close();
  }, 20_000);
});
