// How a task ends: its last change, its settlement and the news for its client, made ready for one transaction.

import { usageOf } from '@turnpike/protocols/conversation/usage';
import type { CallRecord } from '../ledger/charge.ts';
import { encodeSettlement } from '../ledger/settlement-text.ts';
import type { UpstreamCost } from '../relay/cost.ts';
import type { HookDraft, TaskEnding } from '../store/task-rows.ts';
import type { Links } from './links.ts';
import { finalCharge, noCharge, usageOfCharge } from './pricing.ts';
import { dialectNamed } from './registry.ts';
import { detailText, type Task, type TaskError, type TaskState } from './task.ts';

/** A final state. */
export type FinalState = Extract<TaskState, 'succeeded' | 'failed' | 'cancelled' | 'expired'>;

/** HTTP statuses that a task's end is logged with. */
const STATUSES: Readonly<Record<FinalState, number>> = { succeeded: 200, failed: 502, cancelled: 499, expired: 504 };

/** The task as it is when it has ended. */
export function ended(task: Task, state: FinalState, error: TaskError | undefined, now: number): Task {
  return { ...task, state, error, progress: 100, finishedAt: now, nextPollAt: null };
}

/** The record of an ended task: what it cost, or that it cost nothing. */
export function recordOfTask(task: Task, cost: UpstreamCost): CallRecord {
  const good = task.state === 'succeeded';
  const charge = good ? finalCharge(task) : noCharge(BigInt(task.multiplier));
  return {
    id: task.id,
    at: task.createdAt,
    accountId: task.accountId,
    keyId: task.keyId,
    keyName: task.keyName,
    group: task.group,
    protocol: task.dialect,
    model: task.model,
    upstreamModel: task.upstreamModel,
    channel: task.driver === '' ? -1 : task.channel,
    channelName: task.channelName,
    streamed: false,
    status: task.error?.class === 'user' || task.error?.class === 'content' ? 400 : STATUSES[finalOf(task.state)],
    reason: good ? (task.used === undefined ? 'task_fixed' : 'task_usage') : 'refund',
    error: task.error?.code ?? '',
    usage: good ? usageOfCharge(task.charge, task.used) : usageOf(),
    amount: charge.amount,
    charge,
    attempts: task.attempts,
    firstByteMs: task.startedAt === 0 ? 0 : Math.max(task.startedAt - task.createdAt, 0),
    totalMs: Math.max(task.finishedAt - task.createdAt, 0),
    cancelled: task.state === 'cancelled',
    organisationId: task.organisationId,
    ...cost,
    upstreamId: task.upstreamId,
    finishReason: task.state,
    sandbox: task.sandbox,
  };
}

function finalOf(state: TaskState): FinalState {
  return state === 'succeeded' || state === 'cancelled' || state === 'expired' ? state : 'failed';
}

/** The news that a client is owed of a change; undefined when it asked for none. */
export function hookOf(task: Task, secret: string, links: Links): HookDraft | undefined {
  const dialect = dialectNamed(task.dialect);
  if (task.hook === '' || !task.visible || dialect === undefined) return undefined;
  const body = dialect.news === undefined ? dialect.render(task, links) : dialect.news(task, links);
  if (body === undefined) return undefined;
  // A version is told of once.
  const id = `${task.id}.${task.version}`;
  return { id, taskId: task.id, url: task.hook, body: JSON.stringify(body), secret };
}

/** The transaction that ends a task as `ended` made it. `keptMs`: how long copies of its assets stay. */
export function endingOf(
  task: Task,
  keptMs: number,
  secret: string,
  links: Links,
  cost: UpstreamCost,
): TaskEnding & { readonly record: CallRecord } {
  const record = recordOfTask(task, cost);
  const stored = task.assets.some(asset => asset.stored !== undefined);
  return {
    record,
    settlement: encodeSettlement(record, task.purses),
    hook: hookOf({ ...task, version: task.version + 1 }, secret, links),
    change: {
      state: task.state,
      progress: task.progress,
      visible: task.visible,
      upstreamId: task.upstreamId,
      startedAt: task.startedAt,
      finishedAt: task.finishedAt,
      expiresAt: stored && keptMs > 0 ? task.finishedAt + keptMs : null,
      detail: detailText(task),
    },
  };
}
