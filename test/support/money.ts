// What a caller can learn about its money: balances in micro-dollars, and the explanation of one call.

import { at, call, eventually, jsonOf } from './client.ts';

/** Sums of a key in micro-dollars (1 USD = 1 000 000), exact to what the interface shows. */
export interface Sums {
  readonly limit: number;
  readonly used: number;
}

const micro = (dollars: unknown): number => {
  if (typeof dollars !== 'number') throw new Error(`not a number of dollars: ${String(dollars)}`);
  return Math.round(dollars * 1_000_000);
};

/** The calling key's limit and use by `/v1/dashboard/billing/*`. */
export async function billing(gatewayUrl: string, key: string): Promise<Sums> {
  const headers = { authorization: `Bearer ${key}` };
  const subscription = jsonOf(await call(`${gatewayUrl}/v1/dashboard/billing/subscription`, { headers }));
  const usage = jsonOf(await call(`${gatewayUrl}/v1/dashboard/billing/usage`, { headers }));
  const hundredths = at(usage, 'total_usage');
  if (typeof hundredths !== 'number') throw new Error(`no total_usage: ${JSON.stringify(usage)}`);
  return { limit: micro(at(subscription, 'hard_limit_usd')), used: Math.round(hundredths * 10_000) };
}

/** Micro-dollars that the calling key has used. */
export async function usedBy(gatewayUrl: string, key: string): Promise<number> {
  return (await billing(gatewayUrl, key)).used;
}

/** One line of an explained charge. */
export interface GenerationLine {
  readonly meter: string;
  readonly quantity: number;
}

/** One call as `/v1/generation` explains it. */
export interface Generation {
  readonly value: unknown;
  /** USD. */
  readonly cost: number;
  readonly prompt: unknown;
  readonly completion: unknown;
  readonly raw: unknown;
}

/** The explanation of one call, or undefined when there is none (404). */
export async function findGeneration(gatewayUrl: string, key: string, id: string): Promise<Generation | undefined> {
  const answer = await call(`${gatewayUrl}/v1/generation?id=${encodeURIComponent(id)}`, {
    headers: { authorization: `Bearer ${key}` },
  });
  if (answer.status === 404) return undefined;
  if (answer.status !== 200) throw new Error(`generation ${id}: status ${answer.status}: ${answer.text}`);
  const raw = jsonOf(answer);
  const value = at(raw, 'data');
  const cost = at(value, 'total_cost');
  if (typeof cost !== 'number') throw new Error(`generation ${id} has no total_cost: ${answer.text}`);
  return {
    value,
    cost,
    raw,
    prompt: at(value, 'native_tokens_prompt'),
    completion: at(value, 'native_tokens_completion'),
  };
}

/** The explanation of one call, waited for a moment. */
export async function generation(gatewayUrl: string, key: string, id: string): Promise<Generation> {
  return eventually(async () => {
    const found = await findGeneration(gatewayUrl, key, id);
    if (found === undefined) throw new Error(`no generation ${id}`);
    return found;
  });
}

/** A row of a key's own log. */
export interface LogRow {
  readonly id: string;
  /** 2 is a call, 5 an error. */
  readonly type: number;
  /** Quota units of 2 micro-dollars. */
  readonly quota: number;
}

/** The calling key's log, newest first, at most 1000 rows. */
export async function logOf(gatewayUrl: string, key: string): Promise<LogRow[]> {
  const answer = await call(`${gatewayUrl}/api/log/token`, { headers: { authorization: `Bearer ${key}` } });
  const rows = at(jsonOf(answer), 'data');
  if (!Array.isArray(rows)) throw new Error(`no log: ${answer.text.slice(0, 300)}`);
  return rows.map((row: unknown) => ({
    id: String(at(row, 'request_id')),
    type: Number(at(row, 'type')),
    quota: Number(at(row, 'quota')),
  }));
}
