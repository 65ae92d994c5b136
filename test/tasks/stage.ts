// The stage of the task table: a gateway without channels, whose practice upstream plays every platform at list prices.

import { call, eventually } from '../support/client.ts';
import { Gateway, keyOf } from '../support/gateway.ts';
import { findGeneration, logOf } from '../support/money.ts';
import { BRISK, isMp4 } from '../support/tasks.ts';

export type Json = Record<string, unknown>;

/** What a case runs against: the gateway, and an account of the case's own, so that its charge is nobody else's. */
export interface Stage {
  readonly url: string;
  readonly key: string;
}

/** One line of the table: a platform's client from submission to the downloaded file, and what it must cost. */
export interface TaskCase {
  readonly name: string;
  /** Nano-dollars, exactly. */
  readonly charge: bigint;
  /** Does it all, checks what comes (throws when it is wrong), and names what it got. */
  run(stage: Stage): Promise<string>;
}

export type TaskGroups = Readonly<Record<string, readonly TaskCase[]>>;

/** USD in nano-dollars. */
export const usd = (dollars: number): bigint => BigInt(Math.round(dollars * 1e9));

/** What jobs of the practice upstream take here: long enough to be asked after, short enough for a table. */
export const SOON = '[[takes 400]]';

const accountOf = (index: number): string => `case${String(index).padStart(3, '0')}`;

/** Starts a gateway with an account for each of so many cases. */
export async function startStage(
  cases: number,
): Promise<{ readonly gateway: Gateway; stage(index: number): Stage; end(): Promise<string> }> {
  const users = Array.from({ length: cases }, (_none, index) => ({
    name: accountOf(index),
    balance: '100',
    group: 'default',
    keys: [{ name: 'table', key: keyOf(accountOf(index)) }],
  }));
  const gateway = await Gateway.start({ users, settings: BRISK });
  return {
    gateway,
    stage: index => ({ url: gateway.url, key: keyOf(accountOf(index)) }),
    async end() {
      const { code, output } = await gateway.command('reconcile');
      await gateway.dispose();
      return `${code ?? ''} ${output.trim()}`;
    },
  };
}

/** Waits until the account has spent what it must, and a moment longer for what it must not. Nano-dollars. */
export async function chargeOf(stage: Stage, expected: bigint): Promise<bigint> {
  let spent = -1n;
  await eventually(async () => {
    spent = await spentOf(stage);
    if (spent !== expected) throw new Error(`spent ${spent}`);
  }).catch(() => undefined);
  return spent;
}

/** The sum of everything that the account's log shows, each as its explanation has it. */
async function spentOf({ url, key }: Stage): Promise<bigint> {
  let sum = 0n;
  for (const { id } of await logOf(url, key)) {
    const found = await findGeneration(url, key, id);
    sum += BigInt(Math.round((found?.cost ?? 0) * 1e9));
  }
  return sum;
}

/** Refuses what is not so. */
export function check(holds: boolean, what: string): asserts holds {
  if (!holds) throw new Error(what);
}

/** A request of a plain client; its answer must be good. */
export async function asked<T = Json>(
  { url, key }: Stage,
  path: string,
  body?: unknown,
  more: { readonly headers?: Record<string, string>; readonly method?: string } = {},
): Promise<T> {
  const answer = await call(`${url}${path}`, {
    ...(more.method === undefined ? {} : { method: more.method }),
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json', ...more.headers },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  check(answer.status >= 200 && answer.status < 300, `${path}: status ${answer.status}: ${answer.text.slice(0, 300)}`);
  return (answer.text === '' ? {} : JSON.parse(answer.text)) as T;
}

/** Asks again and again until it is good. */
export async function polled<T>(look: () => Promise<T>, good: (value: T) => boolean): Promise<T> {
  const deadline = Date.now() + 30_000;
  for (;;) {
    const value = await look();
    if (good(value)) return value;
    check(Date.now() < deadline, `it did not come: ${JSON.stringify(value).slice(0, 500)}`);
    await new Promise(resolve => setTimeout(resolve, 50));
  }
}

/** What a file is by its first bytes, which must be what it should be, and its size. */
export function fileSeen(bytes: Buffer, kind: 'png' | 'mp4' | 'mp3'): string {
  const is = {
    png: bytes.toString('latin1', 1, 4) === 'PNG',
    mp4: isMp4(bytes),
    mp3: bytes.toString('latin1', 0, 3) === 'ID3' || (bytes[0] === 0xff && (bytes[1] ?? 0) >= 0xe0),
  }[kind];
  check(is, `no ${kind}: ${bytes.toString('latin1', 0, 60)}`);
  return `${kind} ${bytes.length} bytes`;
}

/** Downloads what was made from the address that the client was given, which must be one of the gateway's. */
export async function downloaded(stage: Stage, address: unknown, kind: 'png' | 'mp4' | 'mp3'): Promise<string> {
  check(typeof address === 'string' && address.startsWith(stage.url), `not an address of ours: ${String(address)}`);
  const answer = await call(address);
  check(answer.status === 200, `the file: status ${answer.status}`);
  return fileSeen(answer.body, kind);
}
