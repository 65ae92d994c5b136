// Delivers the news that is owed to clients: signed, again and again for a while, and never into the own network.

import { createHmac } from 'node:crypto';
import { Failure } from '@turnpike/protocols/failures';
import { collect } from '../relay/collect.ts';
import type { HookRow } from '../store/task-rows.ts';
import { refusedAddress } from './addresses.ts';
import type { TaskServices } from './services.ts';

/** How long one node has a piece of news to itself, milliseconds. */
const LEASE_MS = 60_000;
const AT_ONCE = 20;
/** Pauses after each failed delivery, milliseconds; after the last one it is given up. */
const PAUSES = [5_000, 30_000, 120_000, 600_000, 3_600_000];
const TIMEOUTS = { firstByte: 15_000, idle: 15_000 };

/** The signature of the Standard Webhooks: `v1,<base64>`. `secret` is `whsec_` and base64. */
export function signatureFor(secret: string, id: string, timestamp: number, body: string): string {
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
  return `v1,${createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64')}`;
}

/** Delivers what is due. Answers how many pieces there were. */
export async function deliverHooks(services: TaskServices): Promise<number> {
  const due = await services.store.claimHooks(LEASE_MS, AT_ONCE);
  await Promise.all(due.map(hook => deliver(services, hook)));
  return due.length;
}

async function deliver(services: TaskServices, hook: HookRow): Promise<void> {
  const { store, warn } = services;
  const failure = await post(services, hook);
  if (failure === undefined) {
    await store.removeHook(hook.id);
    return;
  }
  const pause = PAUSES[hook.attempts - 1];
  if (pause !== undefined) {
    await store.delayHook(hook.id, pause);
    return;
  }
  await store.removeHook(hook.id);
  warn(`news of task ${hook.taskId} was given up after ${hook.attempts} deliveries: ${failure}`);
}

/** Sends one piece; a reason when it was not taken. */
async function post(services: TaskServices, hook: HookRow): Promise<string | undefined> {
  const allowPrivate = services.world().settings.fetchPrivateAddresses;
  const refused = refusedAddress(hook.url, allowPrivate);
  if (refused !== undefined) return `the address ${refused}`;
  const url = new URL(hook.url);
  const body = Buffer.from(hook.body);
  const timestamp = Math.floor(Date.now() / 1000);
  const headers = {
    'content-type': 'application/json',
    'content-length': String(body.length),
    'user-agent': 'turnpike',
    'webhook-id': hook.id,
    'webhook-timestamp': String(timestamp),
    'webhook-signature': signatureFor(hook.secret, hook.id, timestamp, hook.body),
  };
  const request = {
    origin: url.origin,
    path: url.pathname + url.search,
    method: 'POST' as const,
    headers: Object.entries(headers).flat(),
    body: [body],
  };
  const answer = await collect(allowPrivate ? services.dispatcher : services.guarded, request, TIMEOUTS);
  if (answer instanceof Failure) return answer.message;
  return answer.status >= 200 && answer.status < 300 ? undefined : `the address answered ${answer.status}`;
}
