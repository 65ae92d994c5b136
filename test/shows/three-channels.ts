// Three channels under load: one dies, one is at its limit, one is slow; and all three recover. `node test/shows/three-channels.ts [seconds] [per second]`.

import { Agent, request as httpRequest } from 'node:http';
import { fileURLToPath } from 'node:url';
import { pause } from '../support/client.ts';
import { answerInKind, FAMILIES } from '../support/families.ts';
import type { FamilyCase } from '../support/families.ts';
import { Gateway, keyOf } from '../support/gateway.ts';
import { Upstream } from '../support/upstream.ts';

/** What was seen. */
export interface Seen {
  readonly calls: number;
  /** Calls whose client saw anything but a whole answer. */
  readonly errors: number;
  readonly firstErrors: readonly string[];
  /** Requests that each channel got while it was ill, and in the last part, when all are well. */
  readonly whileIll: Readonly<Record<Channel, number>>;
  readonly whileIllSeconds: number;
  readonly afterwards: Readonly<Record<Channel, number>>;
  /** Milliseconds that a client waited for the first byte of its answer. */
  readonly median: number;
  readonly p99: number;
}

const CHANNELS = ['dead', 'limited', 'slow'] as const;
type Channel = (typeof CHANNELS)[number];
const KEY = keyOf('three');
/** How slow the slow one is, milliseconds. */
const SLOW_MS = 400;
/** What the one at its limit asks for, seconds. */
const RETRY_AFTER = 5;

/** One streamed call; resolves with what was wrong, or nothing, and the wait for the first byte. */
function visit(url: string, family: FamilyCase, agent: Agent): Promise<{ fault: string; wait: number }> {
  return new Promise(resolve => {
    const began = performance.now();
    const outgoing = httpRequest(url + family.path('m', true), { method: 'POST', headers: family.headers(KEY), agent });
    outgoing.once('error', error => resolve({ fault: String(error), wait: performance.now() - began }));
    outgoing.once('response', response => {
      let text = '';
      let wait = 0;
      response.setEncoding('utf8');
      response.on('data', (piece: string) => {
        wait ||= performance.now() - began;
        text += piece;
      });
      response.on('error', () => undefined);
      response.once('close', () => {
        const isWhole = response.statusCode === 200 && response.complete && family.terminal.test(text);
        const isBroken = family.errorEvent.test(text) || !text.includes(' there');
        resolve({ fault: isWhole && !isBroken ? '' : `${response.statusCode ?? 0} ${text.slice(0, 200)}`, wait });
      });
    });
    outgoing.end(family.body('m', true));
  });
}

/**
 * Runs for `seconds` with `rate` calls a second. The channels are well for the first tenth, ill until six tenths, and
 * well again for the rest.
 */
export async function threeChannels(seconds: number, rate: number): Promise<Seen> {
  const illFrom = seconds * 0.1;
  const illUntil = seconds * 0.6;
  let began = 0;
  const now = (): number => (performance.now() - began) / 1000;
  const isIll = (): boolean => now() > illFrom && now() < illUntil;
  const counts = Object.fromEntries(CHANNELS.map(name => [name, [] as number[]]));
  const limitedUntil = { at: 0 };
  const upstream = await Upstream.start(async (request, reply) => {
    const name = CHANNELS.find(one => request.target.startsWith(`/${one}/`)) ?? 'dead';
    counts[name]?.push(now());
    if (name === 'dead' && isIll()) return reply.cut();
    if (name === 'limited' && isIll()) {
      limitedUntil.at = now() + RETRY_AFTER;
      return reply.json(429, { error: { message: 'slow down' } }, { 'retry-after': String(RETRY_AFTER) });
    }
    if (name === 'slow') await pause(isIll() ? SLOW_MS : 0);
    return answerInKind(request, reply);
  });
  const speaks = FAMILIES.map(family => family.name);
  const gateway = await Gateway.start({
    channels: CHANNELS.map(name => ({
      name,
      provider: 'compatible',
      base_url: `${upstream.url}/${name}`,
      speaks,
      keys: [`key-${name}`],
      models: ['m'],
    })),
    prices: [{ model: 'm', input: '1', output: '1' }],
    users: [{ name: 'bob', balance: '10000', keys: [{ name: 'dev', key: KEY }] }],
    settings: { breaker_open_seconds: 1, breaker_open_max_seconds: 4, log_requests: false },
  });
  const agent = new Agent({ keepAlive: true, maxSockets: 2048 });
  const running: Promise<{ fault: string; wait: number }>[] = [];
  try {
    began = performance.now();
    for (let call = 0; call < seconds * rate; call += 1) {
      const ahead = call / rate - now();
      if (ahead > 0.002) await pause(ahead * 1000);
      const family = FAMILIES[call % FAMILIES.length];
      if (family !== undefined) running.push(visit(gateway.url, family, agent));
    }
    const results = await Promise.all(running);
    const faults = results.filter(({ fault }) => fault !== '');
    const waits = results.map(({ wait }) => wait).toSorted((left, right) => left - right);
    const within = (from: number, until: number): Record<Channel, number> => ({
      dead: counts['dead']?.filter(at => at >= from && at < until).length ?? 0,
      limited: counts['limited']?.filter(at => at >= from && at < until).length ?? 0,
      slow: counts['slow']?.filter(at => at >= from && at < until).length ?? 0,
    });
    return {
      calls: results.length,
      errors: faults.length,
      firstErrors: faults.slice(0, 3).map(({ fault }) => fault),
      whileIll: within(illFrom + seconds * 0.02, illUntil),
      whileIllSeconds: seconds * 0.48,
      afterwards: within(seconds * 0.85, seconds + 60),
      median: waits[Math.floor(waits.length / 2)] ?? 0,
      p99: waits[Math.floor(waits.length * 0.99)] ?? 0,
    };
  } finally {
    agent.destroy();
    await gateway.dispose();
    await upstream.stop();
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [seconds = 60, rate = 100] = process.argv.slice(2).map(Number);
  const seen = await threeChannels(seconds, rate);
  process.stdout.write(`${JSON.stringify(seen, undefined, 2)}\n`);
  process.stdout.write(`${((seen.errors / seen.calls) * 100).toFixed(3)} % of ${seen.calls} clients saw an error\n`);
}
