// Rows of tasks: their columns, read into precise types and written as values.

import type { Column, Row, SqlValue } from './driver.ts';
import { flag, integer, money, optionalInteger, text } from './rows.ts';
import type { TaskRow, TaskState } from './task-rows.ts';

const TEXTS =
  'id public_id dialect driver verb model credential upstream_id parent_id state keeper detail idempotency_key'.split(
    ' ',
  );
const INTEGERS =
  'account_id key_id channel version progress visible created_at started_at finished_at deadline_at next_poll_at polls expires_at held kept_until'.split(
    ' ',
  );
/** The columns, the primary key first. */
export const COLUMNS: readonly Column[] = [
  ...TEXTS.map(name => ({ name, type: 'text' as const })),
  ...INTEGERS.map(name => ({ name, type: 'integer' as const })),
];
/** The columns in the order of a SELECT. */
export const FIELDS = [...TEXTS, ...INTEGERS].join(', ');

/** States after which nothing more happens. */
export const FINAL = `('succeeded', 'failed', 'cancelled', 'expired')`;

/** States in which an upstream is asked after the job again and again. */
export const RUNNING = `('queued', 'running')`;

const STATES: readonly TaskState[] = [
  'accepted',
  'submitting',
  'queued',
  'waiting_input',
  'running',
  'saving',
  'succeeded',
  'failed',
  'cancelled',
  'expired',
];

/** The state of a row. */
export function stateOf(row: Row): TaskState {
  const word = text(row, 'state');
  const state = STATES.find(known => known === word);
  if (state === undefined) throw new TypeError(`a task in the unknown state ${word}`);
  return state;
}

/** A task of a row. */
export function readTask(row: Row): TaskRow {
  return {
    id: text(row, 'id'),
    publicId: text(row, 'public_id'),
    dialect: text(row, 'dialect'),
    driver: text(row, 'driver'),
    verb: text(row, 'verb'),
    model: text(row, 'model'),
    accountId: integer(row, 'account_id'),
    keyId: integer(row, 'key_id'),
    channel: integer(row, 'channel'),
    credential: text(row, 'credential'),
    upstreamId: text(row, 'upstream_id'),
    parentId: text(row, 'parent_id'),
    state: stateOf(row),
    version: integer(row, 'version'),
    progress: integer(row, 'progress'),
    visible: flag(row, 'visible'),
    createdAt: integer(row, 'created_at'),
    startedAt: integer(row, 'started_at'),
    finishedAt: integer(row, 'finished_at'),
    deadlineAt: integer(row, 'deadline_at'),
    nextPollAt: optionalInteger(row, 'next_poll_at'),
    polls: integer(row, 'polls'),
    expiresAt: optionalInteger(row, 'expires_at'),
    held: money(row, 'held'),
    detail: text(row, 'detail'),
  };
}

/** The values of a new row. */
export function valuesOf(task: TaskRow, idempotencyKey: string, keeper: string, keptUntil: number): SqlValue[] {
  return [
    task.id,
    task.publicId,
    task.dialect,
    task.driver,
    task.verb,
    task.model,
    task.credential,
    task.upstreamId,
    task.parentId,
    task.state,
    keeper,
    task.detail,
    idempotencyKey === '' ? null : idempotencyKey,
    task.accountId,
    task.keyId,
    task.channel,
    task.version,
    task.progress,
    Number(task.visible),
    task.createdAt,
    task.startedAt,
    task.finishedAt,
    task.deadlineAt,
    task.nextPollAt,
    task.polls,
    task.expiresAt,
    task.held,
    keptUntil,
  ];
}
