// Tasks of an account in the rows of the new-api family: all platforms, and drawings apart (gateway-api §7.1).

import type { Exchange, Route } from '../../http/exchange.ts';
import type { Caller } from '../../identity/callers.ts';
import { text } from '../../relay/json.ts';
import type { TaskState } from '../../store/task-rows.ts';
import type { Links } from '../../tasks/links.ts';
import { finalCharge } from '../../tasks/pricing.ts';
import { isFinal, readTask, type Task } from '../../tasks/task.ts';
import type { Services } from '../services.ts';
import { ownRoute, pageOf, quotaOf } from './envelope.ts';

const STATUSES: Readonly<Record<TaskState, string>> = {
  accepted: 'NOT_START',
  submitting: 'SUBMITTED',
  queued: 'QUEUED',
  waiting_input: 'QUEUED',
  running: 'IN_PROGRESS',
  saving: 'IN_PROGRESS',
  succeeded: 'SUCCESS',
  failed: 'FAILURE',
  cancelled: 'FAILURE',
  expired: 'FAILURE',
};
/** Rows that a page by number may lie behind. */
const FARTHEST = 10_000;
const DRAWING = 'midjourney';

const seconds = (milliseconds: number): number => Math.floor(milliseconds / 1000);

function taskRow(task: Task, index: number, links: Links): Record<string, unknown> {
  const done = task.state === 'succeeded';
  return {
    id: index + 1,
    created_at: seconds(task.createdAt),
    updated_at: seconds(task.finishedAt || task.startedAt || task.createdAt),
    task_id: task.publicId,
    platform: task.dialect,
    user_id: task.accountId,
    group: task.group,
    quota: quotaOf(done ? finalCharge(task).amount : isFinal(task.state) ? 0n : task.held),
    action: task.verb,
    status: STATUSES[task.state],
    fail_reason: task.error?.message ?? '',
    submit_time: seconds(task.createdAt),
    start_time: seconds(task.startedAt),
    finish_time: seconds(task.finishedAt),
    progress: `${Math.round(isFinal(task.state) ? 100 : task.progress)}%`,
    properties: {
      input: task.video?.prompt || text(task.body['prompt']),
      origin_model_name: task.model,
      upstream_model_name: '',
    },
    result_url: done ? (links.url(task, 0) ?? '') : '',
    data: null,
  };
}

function drawingRow(task: Task, index: number, links: Links): Record<string, unknown> {
  const { id, user_id, quota, action, status, fail_reason, progress } = taskRow(task, index, links);
  return {
    id,
    user_id,
    quota,
    action: String(action).toUpperCase(),
    status,
    fail_reason,
    progress,
    code: 1,
    mj_id: task.publicId,
    prompt: text(task.body['prompt']),
    prompt_en: text(task.body['prompt']),
    description: '',
    state: text(task.body['state']),
    // Drawings count in milliseconds.
    submit_time: task.createdAt,
    start_time: task.startedAt,
    finish_time: task.finishedAt,
    image_url: task.state === 'succeeded' ? (links.url(task, 0) ?? '') : '',
    channel_id: 0,
  };
}

async function pageOfTasks(
  { tasks }: Services,
  exchange: Exchange,
  caller: Caller,
  row: typeof taskRow,
  drawings: boolean,
): Promise<unknown> {
  const { store, links } = tasks.work.services;
  const { page, size } = pageOf(exchange);
  const first = (page - 1) * size;
  const wanted = exchange.query.get(drawings ? 'mj_id' : 'task_id')?.trim() ?? '';
  if (wanted !== '') {
    const rows = (await store.find(caller.account.id, [wanted])).map(readTask);
    return { page, page_size: size, total: rows.length, items: rows.map((task, index) => row(task, index, links)) };
  }
  const platform = exchange.query.get('platform')?.trim() ?? '';
  const dialects = drawings ? [DRAWING] : platform === '' ? [] : [platform];
  if (first > FARTHEST) return { page, page_size: size, total: 0, items: [] };
  const found: Task[] = [];
  let after: string | undefined;
  while (found.length <= first + size) {
    const limit = Math.min(first + size + 1 - found.length, 500);
    const cursor = after === undefined ? {} : { after };
    const { rows, next } = await store.list({ accountId: caller.account.id, dialects, ...cursor, limit });
    found.push(...rows.map(readTask));
    after = next;
    if (next === undefined) break;
  }
  const items = found.slice(first, first + size).map((task, index) => row(task, first + index, links));
  return { page, page_size: size, total: found.length, items };
}

/** The routes of an account's own tasks. */
export function legacyTaskRoutes(services: Services): Route[] {
  return [
    ownRoute(services, 'GET', '/api/task/self', ({ exchange }, caller) =>
      pageOfTasks(services, exchange, caller, taskRow, false),
    ),
    ownRoute(services, 'GET', '/api/mj/self', ({ exchange }, caller) =>
      pageOfTasks(services, exchange, caller, drawingRow, true),
    ),
  ];
}
