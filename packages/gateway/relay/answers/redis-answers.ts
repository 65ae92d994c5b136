// Kept answers in Redis or Valkey, for all nodes: each with its end, all together within their room.

import { createClient, RESP_TYPES } from '@redis/client';
import type { AnswerStore, KeptAnswer, Room } from './answer-store.ts';
import { decodeAnswer, encodeAnswer } from './answer-text.ts';

const PREFIX = 'turnpike:answer:';
/** Names by their ends, and the bytes of each. */
const ENDS = 'turnpike:answers:ends';
const SIZES = 'turnpike:answers:sizes';
const TAKEN = 'turnpike:answers:bytes';
/** How long a look may take before the call goes on without, milliseconds. */
const PATIENCE_MS = 250;

/**
 * KEYS: the answer, the ends, the sizes, the sum. ARGV: its bytes, their number, its life and its end in milliseconds,
 * the room for all, the time now, the names' prefix. Those whose end has come are counted out, then those whose end is nearest.
 */
const SCRIPT = `
local function drop(name)
  local bytes = tonumber(redis.call('HGET', KEYS[3], name) or '0')
  redis.call('HDEL', KEYS[3], name)
  redis.call('ZREM', KEYS[2], name)
  redis.call('DEL', name)
  if bytes > 0 then redis.call('DECRBY', KEYS[4], bytes) end
end
for _, name in ipairs(redis.call('ZRANGEBYSCORE', KEYS[2], '-inf', ARGV[6], 'LIMIT', 0, 100)) do drop(name) end
drop(KEYS[1])
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[3])
redis.call('ZADD', KEYS[2], ARGV[4], KEYS[1])
redis.call('HSET', KEYS[3], KEYS[1], ARGV[2])
local taken = redis.call('INCRBY', KEYS[4], ARGV[2])
while taken > tonumber(ARGV[5]) do
  local first = redis.call('ZRANGE', KEYS[2], 0, 0)[1]
  if not first then break end
  drop(first)
  taken = tonumber(redis.call('GET', KEYS[4]) or '0')
end
return taken
`;

/** Opens a client whose answers are bytes. Rejects when nobody answers there. */
async function connect(url: string) {
  const client = createClient({
    url,
    disableOfflineQueue: true,
    commandOptions: { typeMapping: { [RESP_TYPES.BLOB_STRING]: Buffer } },
    socket: { connectTimeout: 5_000, reconnectStrategy: attempts => Math.min(attempts * 100, 2_000) },
  });
  // Faults of the connection are told by the calls that they befall.
  client.on('error', () => undefined);
  await client.connect();
  return client;
}

/** The answers of many nodes. While Redis is away nothing is found, and nothing is kept. */
export class RedisAnswers implements AnswerStore {
  private readonly client: Awaited<ReturnType<typeof connect>>;
  private readonly room: () => Room;
  private readonly warn: (message: string) => void;
  private away = false;

  private constructor(client: Awaited<ReturnType<typeof connect>>, room: () => Room, warn: (message: string) => void) {
    this.client = client;
    this.room = room;
    this.warn = warn;
  }

  /** Connects. Rejects when the address is none of Redis's or nobody answers there. */
  static async open(url: string, room: () => Room, warn: (message: string) => void): Promise<RedisAnswers> {
    return new RedisAnswers(await connect(url), room, warn);
  }

  async find(key: string): Promise<KeptAnswer | undefined> {
    try {
      const bytes = await Promise.race([this.client.get(PREFIX + key), late()]);
      this.away = false;
      const answer = Buffer.isBuffer(bytes) ? decodeAnswer(bytes) : undefined;
      return answer !== undefined && answer.expiresAt > Date.now() ? answer : undefined;
    } catch (error) {
      this.isAway(error);
      return undefined;
    }
  }

  keep(key: string, answer: KeptAnswer): void {
    const bytes = encodeAnswer(answer);
    const now = Date.now();
    const life = Math.max(answer.expiresAt - now, 1);
    const words = [bytes.length, life, answer.expiresAt, this.room().bytes, now].map(String);
    this.client
      .eval(SCRIPT, { keys: [PREFIX + key, ENDS, SIZES, TAKEN], arguments: [bytes, ...words] })
      .catch((error: unknown) => this.isAway(error));
  }

  /** Answers that are not asked for any more end by themselves. */
  forget(): void {
    // Nothing of them is in this node.
  }

  async close(): Promise<void> {
    await this.client.close().catch(() => this.client.destroy());
  }

  private isAway(error: unknown): void {
    if (this.away) return;
    this.away = true;
    const reason = error instanceof Error ? error.message : String(error);
    this.warn(`Redis cannot be reached (${reason}): no answers are kept until it can`);
  }
}

function late(): Promise<undefined> {
  return new Promise(resolve => setTimeout(() => resolve(undefined), PATIENCE_MS).unref());
}
