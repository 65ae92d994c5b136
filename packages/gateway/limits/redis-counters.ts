// Counters in Redis or Valkey, for many nodes: one script takes every charge or none, on the server's own clock.

import { createClient, type RedisClientType } from '@redis/client';
import { type Charge, type Count, type Counters, fitting, PARTS, type Taken } from './counters.ts';
import { MemoryCounters } from './memory-counters.ts';

/** How long a call counts as under way without a sign of life, milliseconds: so long a dead node's calls are counted. */
const LEASE_MS = 60_000;
const RENEW_MS = 20_000;
/**
 * How long a charge may take before the node counts by itself, milliseconds; and for how long it then asks no more, so
 * that a Redis that hangs holds up few calls. Impatience lets more pass than the limit: a busy node must not lose it.
 */
const PATIENCE_MS = 2_000;
const REST_MS = 1_000;
const PREFIX = 'turnpike:limit:';

/**
 * KEYS: a counter each. ARGV: `take`, `adjust` or `renew`, the call's id, the lease, then for each counter window, limit,
 * amount as it is, and amount as it must fit. Answers 0 or the number of the charge that did not fit, the wait, and
 * what is left and when it is reset, for each.
 */
const SCRIPT = `
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local taking = ARGV[1] == 'take'
local held, waits, resets, newest, refused, wait = {}, {}, {}, {}, 0, 0
for i, key in ipairs(KEYS) do
  local at = 3 + (i - 1) * 4
  local window, limit = tonumber(ARGV[at + 1]), tonumber(ARGV[at + 2])
  local fit = tonumber(ARGV[at + 4])
  resets[i] = 0
  if window == 0 then
    redis.call('ZREMRANGEBYSCORE', key, '-inf', now)
    held[i] = redis.call('ZCARD', key)
    if taking and refused == 0 and held[i] >= limit then refused = i end
  else
    local width = window / ${PARTS}
    local oldest = math.floor(now / width) - ${PARTS} + 1
    local slots, sum = {}, 0
    local fields = redis.call('HGETALL', key)
    for f = 1, #fields, 2 do
      local slot, amount = tonumber(fields[f]), tonumber(fields[f + 1])
      if slot < oldest then redis.call('HDEL', key, fields[f])
      else
        slots[#slots + 1] = { slot, amount, fields[f] }
        sum = sum + amount
      end
    end
    held[i] = sum
    table.sort(slots, function(a, b) return a[1] < b[1] end)
    newest[i] = slots
    local beyond, left = sum + fit - limit, 0
    for _, slot in ipairs(slots) do
      left = left + slot[2]
      local leaves = (slot[1] + ${PARTS}) * width - now
      if waits[i] == nil and left >= beyond then waits[i] = leaves end
      resets[i] = leaves
    end
    if taking and refused == 0 and beyond > 0 then
      refused = i
      wait = math.max(1, math.ceil(waits[i] or window))
    end
  end
end
if refused == 0 then
  for i, key in ipairs(KEYS) do
    local at = 3 + (i - 1) * 4
    local window, amount = tonumber(ARGV[at + 1]), tonumber(ARGV[at + 3])
    if window == 0 then
      if taking then
        redis.call('ZADD', key, now + ARGV[3], ARGV[2])
        redis.call('PEXPIRE', key, ARGV[3])
        held[i] = held[i] + 1
      elseif ARGV[1] == 'renew' then
        redis.call('ZADD', key, 'XX', now + ARGV[3], ARGV[2])
        redis.call('PEXPIRE', key, ARGV[3])
      end
    else
      local width = window / ${PARTS}
      if amount >= 0 then
        redis.call('HINCRBYFLOAT', key, string.format('%.0f', math.floor(now / width)), ARGV[at + 3])
      else
        local rest = -amount
        for s = #newest[i], 1, -1 do
          local slot = newest[i][s]
          local given = math.min(rest, slot[2])
          if given > 0 then redis.call('HINCRBYFLOAT', key, slot[3], string.format('%.0f', -given)) end
          rest = rest - given
        end
      end
      redis.call('PEXPIRE', key, math.ceil(window + width))
      held[i] = math.max(0, held[i] + amount)
    end
  end
end
local answer = { refused, wait }
for i = 1, #KEYS do
  answer[#answer + 1] = string.format('%.0f', held[i])
  answer[#answer + 1] = string.format('%.0f', math.ceil(resets[i]))
end
return answer
`;

/** The counters of many nodes. While Redis is away each node counts by itself. */
export class RedisCounters implements Counters {
  private readonly client: RedisClientType;
  private readonly alone: Counters = new MemoryCounters();
  private readonly warn: (message: string) => void;
  private readonly running = new Map<string, readonly Charge[]>();
  private readonly timer: NodeJS.Timeout;
  private digest = '';
  private away = false;
  private restUntil = 0;

  private constructor(client: RedisClientType, warn: (message: string) => void) {
    this.client = client;
    this.warn = warn;
    this.timer = setInterval(() => this.renew(), RENEW_MS).unref();
  }

  /** Connects. Rejects when the address is none of Redis's or nobody answers there. */
  static async open(url: string, warn: (message: string) => void): Promise<RedisCounters> {
    const client: RedisClientType = createClient({
      url,
      disableOfflineQueue: true,
      socket: { connectTimeout: 5_000, reconnectStrategy: attempts => Math.min(attempts * 100, 2_000) },
    });
    const counters = new RedisCounters(client, warn);
    // Faults of the connection are told by the calls that they befall.
    client.on('error', () => undefined);
    await client.connect();
    counters.digest = await client.scriptLoad(SCRIPT);
    return counters;
  }

  async take(id: string, charges: readonly Charge[]): Promise<Taken> {
    if (performance.now() < this.restUntil) return this.alone.take(id, charges);
    try {
      const answer = await within(this.run('take', id, charges), PATIENCE_MS);
      this.isBack();
      const taken = read(answer, charges);
      if (taken.ok && charges.some(charge => charge.window === 0)) this.running.set(id, charges);
      return taken;
    } catch (error) {
      this.restUntil = performance.now() + REST_MS;
      this.isAway(error);
      return this.alone.take(id, charges);
    }
  }

  adjust(charges: readonly Charge[]): void {
    const windows = charges.filter(charge => charge.window > 0 && charge.amount !== 0);
    if (windows.length === 0) return;
    this.run('adjust', '', windows).catch((error: unknown) => {
      this.isAway(error);
      this.alone.adjust(windows);
    });
  }

  end(id: string, charges: readonly Charge[]): void {
    this.running.delete(id);
    this.alone.end(id, charges);
    for (const charge of charges)
      if (charge.window === 0) this.client.zRem(PREFIX + charge.counter, id).catch(error => this.isAway(error));
  }

  async close(): Promise<void> {
    clearInterval(this.timer);
    await this.alone.close();
    await this.client.close().catch(() => this.client.destroy());
  }

  private async run(verb: 'take' | 'adjust' | 'renew', id: string, charges: readonly Charge[]): Promise<unknown> {
    const keys = charges.map(charge => PREFIX + charge.counter);
    const words = charges.flatMap(charge => [charge.window, charge.limit, charge.amount, fitting(charge)]);
    const options = { keys, arguments: [verb, id, LEASE_MS, ...words].map(String) };
    try {
      return await this.client.evalSha(this.digest, options);
    } catch (error) {
      // A server that was restarted has forgotten the script.
      if (!(error instanceof Error) || !error.message.startsWith('NOSCRIPT')) throw error;
      return this.client.eval(SCRIPT, options);
    }
  }

  /** Says that calls are still under way. */
  private renew(): void {
    for (const [id, charges] of this.running) {
      const under = charges.filter(charge => charge.window === 0);
      this.run('renew', id, under).catch(error => this.isAway(error));
    }
  }

  private isAway(error: unknown): void {
    if (this.away) return;
    this.away = true;
    const reason = error instanceof Error ? error.message : String(error);
    this.warn(`Redis cannot be reached (${reason}): this node counts its limits by itself until it can`);
  }

  private isBack(): void {
    if (this.away) this.warn('Redis can be reached again: limits are counted for all nodes');
    this.away = false;
  }
}

function read(answer: unknown, charges: readonly Charge[]): Taken {
  if (!Array.isArray(answer)) throw new TypeError('Redis answered something else than was asked for');
  const [refused = 0, wait = 0, ...rest] = answer.map(Number);
  const counts = charges.map((charge, index): Count => {
    const held = rest[index * 2] ?? 0;
    return { charge, left: Math.max(0, charge.limit - held), reset: Math.max(0, rest[index * 2 + 1] ?? 0) };
  });
  const charge = refused === 0 ? undefined : charges[refused - 1];
  return charge === undefined ? { ok: true, counts } : { ok: false, charge, wait, counts };
}

async function within<T>(work: Promise<T>, milliseconds: number): Promise<T> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const fail = (): void => reject(new Error(`no answer within ${milliseconds} ms`));
  // After a pause of the whole process timers come first: what has arrived meanwhile is read before time is called.
  const timer = setTimeout(() => setImmediate(fail), milliseconds);
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
