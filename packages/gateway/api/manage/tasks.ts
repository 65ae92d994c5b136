// The caller's tasks for the console: the list, one with what was asked, its progress as it comes, its end.

import { Failure } from '@turnpike/protocols/failures';
import { Type, type Static } from 'typebox';
import type { Exchange } from '../../http/exchange.ts';
import type { Caller } from '../../identity/callers.ts';
import { formatUsd } from '../../ledger/money.ts';
import { record, text } from '../../relay/json.ts';
import { readCursor } from '../../store/cursor.ts';
import type { TaskState } from '../../store/task-rows.ts';
import { cancelTask, removeTask } from '../../tasks/client-desk.ts';
import type { Links } from '../../tasks/links.ts';
import { finalCharge } from '../../tasks/pricing.ts';
import { isFinal, readTask, type Task } from '../../tasks/task.ts';
import type { Services } from '../services.ts';
import { operation, type Operation } from './operation.ts';
import { PageQuery, pageOf, Time, Usd } from './schemas.ts';

const TASKS = 'Tasks';
const OPEN: readonly TaskState[] = ['accepted', 'submitting', 'queued', 'waiting_input', 'running', 'saving'];
const ENDED: readonly TaskState[] = ['succeeded', 'failed', 'cancelled', 'expired'];
/** How often a stream of progress looks, and after which silence it is kept alive, milliseconds. */
const LOOK_MS = 1_000;
const PING_MS = 15_000;
/** Tasks under way that one stream follows. */
const FOLLOWED = 100;

const Asset = Type.Object({
  kind: Type.Unsafe<'image' | 'video' | 'audio' | 'text'>({ enum: ['image', 'video', 'audio', 'text'] }),
  role: Type.String(),
  url: Type.Union([Type.String(), Type.Null()]),
  type: Type.Union([Type.String(), Type.Null()]),
  bytes: Type.Union([Type.Integer(), Type.Null()]),
});

const TaskView = Type.Object({
  id: Type.String(),
  request_id: Type.String(),
  platform: Type.String(),
  action: Type.String(),
  model: Type.String(),
  state: Type.Unsafe<TaskState>({ enum: [...OPEN, ...ENDED] }),
  progress: Type.Number({ minimum: 0, maximum: 100 }),
  prompt: Type.String(),
  key_id: Type.Integer(),
  key_name: Type.String(),
  group: Type.String(),
  created_at: Time,
  started_at: Type.Union([Time, Type.Null()]),
  finished_at: Type.Union([Time, Type.Null()]),
  expires_at: Type.Union([Time, Type.Null()]),
  held: Usd,
  cost: Usd,
  error: Type.Union([Type.Object({ code: Type.String(), message: Type.String() }), Type.Null()]),
  assets: Type.Array(Asset),
  path: Type.String({ description: 'The path that took it, or empty.' }),
  parameters: Type.Unsafe<Record<string, unknown>>({
    type: 'object',
    description: 'What was asked, without media that were sent along.',
  }),
  sandbox: Type.Boolean(),
});

/** A task as its owner sees it. */
export function viewTask(task: Task, links: Links): Static<typeof TaskView> {
  const done = task.state === 'succeeded';
  const orNull = (at: number): number | null => (at === 0 ? null : at);
  return {
    id: task.publicId,
    request_id: task.id,
    platform: task.dialect,
    action: task.verb,
    model: task.model,
    state: task.state,
    progress: Math.min(Math.max(task.progress, 0), 100),
    prompt: promptOf(task),
    key_id: task.keyId,
    key_name: task.keyName,
    group: task.group,
    created_at: task.createdAt,
    started_at: orNull(task.startedAt),
    finished_at: orNull(task.finishedAt),
    expires_at: task.expiresAt,
    held: isFinal(task.state) ? '0' : formatUsd(task.held),
    cost: done ? formatUsd(finalCharge(task).amount) : '0',
    error: task.error === undefined ? null : { code: task.error.code, message: task.error.message },
    assets: task.assets.map((asset, index) => ({
      kind: asset.kind,
      role: asset.role,
      url: done ? pathOf(links.url(task, index)) : null,
      type: asset.stored?.type ?? null,
      bytes: asset.stored?.bytes ?? null,
    })),
    path: task.path,
    parameters: { ...task.body },
    sandbox: task.sandbox,
  };
}

/** The address without its origin: the console is on ours, under whatever name it was reached. */
function pathOf(url: string | undefined): string | null {
  if (url === undefined) return null;
  const { pathname, search } = new URL(url, 'http://gateway');
  return pathname + search;
}

function promptOf({ video, body }: Task): string {
  if (video !== undefined && video.prompt !== '') return video.prompt;
  const input = record(body['input']);
  const places = [body['prompt'], body['gpt_description_prompt'], input['prompt'], input['text'], body['text']];
  return places.map(text).find(said => said !== '') ?? '';
}

async function ownTask({ tasks }: Services, caller: Caller, id: string): Promise<Task> {
  const [row] = await tasks.work.services.store.find(caller.account.id, [id]);
  if (row === undefined || !row.visible) throw new Failure('not_found', 'There is no such task.');
  return readTask(row);
}

const ById = Type.Object({ id: Type.String({ minLength: 1, maxLength: 200 }) });

/** States that a filter means: one, or all that are under way or over. */
function statesOf(wanted: string | undefined): readonly TaskState[] {
  if (wanted === 'open') return OPEN;
  if (wanted === 'ended') return ENDED;
  return [...OPEN, ...ENDED].filter(state => state === wanted);
}

export const taskOperations: readonly Operation[] = [
  operation({
    method: 'GET',
    path: '/tasks',
    id: 'listTasks',
    tag: TASKS,
    summary: 'Lists the caller’s tasks, newest first.',
    who: 'account',
    query: Type.Object({
      ...PageQuery,
      state: Type.Optional(Type.Unsafe<TaskState | 'open' | 'ended'>({ enum: ['open', 'ended', ...OPEN, ...ENDED] })),
      platform: Type.Optional(Type.String({ maxLength: 100 })),
      model: Type.Optional(Type.String({ maxLength: 256 })),
      from: Type.Optional(Time),
      to: Type.Optional(Time),
    }),
    answer: pageOf(TaskView),
    async handle(caller, { query }, { services }) {
      const { cursor, limit = 50, state, platform, ...rest } = query;
      if (cursor !== undefined && readCursor(cursor) === undefined)
        throw new Failure('invalid_request', 'cursor: must be what an earlier page gave as next.', { param: 'cursor' });
      const { store, links } = services.tasks.work.services;
      const { rows, next } = await store.list({
        ...rest,
        accountId: caller.account.id,
        states: statesOf(state),
        dialects: platform === undefined ? [] : [platform],
        ...(cursor === undefined ? {} : { after: cursor }),
        limit,
      });
      return { items: rows.map(row => viewTask(readTask(row), links)), ...(next === undefined ? {} : { next }) };
    },
  }),
  operation({
    method: 'GET',
    path: '/tasks/events',
    id: 'followTasks',
    tag: TASKS,
    summary: 'Tells of every change of the caller’s tasks under way, as server-sent events.',
    who: 'account',
    handle: (caller, _input, { services, exchange }) => follow(services, caller.account.id, exchange),
  }),
  operation({
    method: 'GET',
    path: '/tasks/{id}',
    id: 'getTask',
    tag: TASKS,
    summary: 'Shows a task: what was asked, how far it is, what it made and cost.',
    who: 'account',
    params: ById,
    answer: TaskView,
    handle: async (caller, { params }, { services }) =>
      viewTask(await ownTask(services, caller, params.id), services.tasks.work.services.links),
  }),
  operation({
    method: 'POST',
    path: '/tasks/{id}/cancel',
    id: 'cancelTask',
    tag: TASKS,
    summary: 'Calls a task off, where its provider can; nothing is charged then.',
    who: 'account',
    params: ById,
    answer: TaskView,
    async handle(caller, { params }, { services, change }) {
      const { work } = services.tasks;
      const task = await cancelTask(work, await ownTask(services, caller, params.id));
      await change('task.cancel', `task:${task.id}`);
      return viewTask(task, work.services.links);
    },
  }),
  operation({
    method: 'DELETE',
    path: '/tasks/{id}',
    id: 'removeTask',
    tag: TASKS,
    summary: 'Removes a task that has ended, with what it made; its charge stays.',
    who: 'account',
    params: ById,
    async handle(caller, { params }, { services, change }) {
      const task = await ownTask(services, caller, params.id);
      if (!isFinal(task.state)) throw new Failure('conflict', 'A task that runs cannot be removed. Cancel it first.');
      await removeTask(services.tasks.work, task);
      await change('task.remove', `task:${task.id}`);
    },
  }),
];

/** Each change of an account's tasks as an event, until the reader has gone. */
async function follow(services: Services, accountId: number, exchange: Exchange): Promise<void> {
  const { store, links } = services.tasks.work.services;
  const { response } = exchange;
  exchange.head(200, [
    'content-type',
    'text/event-stream; charset=utf-8',
    'cache-control',
    'no-store',
    'x-accel-buffering',
    'no',
  ]);
  response.write(': ready\n\n');
  const seen = new Map<string, number>();
  let quiet = Date.now();
  while (!exchange.gone && services.ready()) {
    const { rows } = await store.list({ accountId, states: OPEN, limit: FOLLOWED });
    const open = new Set(rows.map(row => row.publicId));
    const ended = [...seen.keys()].filter(id => !open.has(id));
    for (const row of [...rows, ...(await store.find(accountId, ended))]) {
      if (!row.visible || seen.get(row.publicId) === row.version) continue;
      seen.set(row.publicId, row.version);
      response.write(`event: task\ndata: ${JSON.stringify(viewTask(readTask(row), links))}\n\n`);
      quiet = Date.now();
    }
    for (const id of ended) seen.delete(id);
    if (Date.now() - quiet > PING_MS) {
      response.write(': ping\n\n');
      quiet = Date.now();
    }
    await new Promise(resolve => setTimeout(resolve, LOOK_MS));
  }
  response.end();
}
