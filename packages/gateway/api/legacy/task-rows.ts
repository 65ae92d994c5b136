// Tasks in the rows of the new-api family: all platforms, and drawings apart (gateway-api §7.1).

import type { Exchange, Route } from '../../http/exchange.ts';
import type { Caller } from '../../identity/callers.ts';
import { text } from '../../relay/json.ts';
import type { TaskState } from '../../store/task-rows.ts';
import type { Links } from '../../tasks/links.ts';
import { finalCharge } from '../../tasks/pricing.ts';
import { isFinal, readTask, type Task } from '../../tasks/task.ts';
import type { Services } from '../services.ts';
import { namesOf } from '../manage/account-names.ts';
import { ownRoute, pageOf, permittedRoute, quotaOf } from './envelope.ts';
import { numberOf } from './log-rows.ts';

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
/** Tasks are counted as far as this. */
const COUNTED = 100_000;

const seconds = (milliseconds: number): number => Math.floor(milliseconds / 1000);

function taskRow(task: Task, links: Links, operator: boolean): Record<string, unknown> {
  const done = task.state === 'succeeded';
  return {
    id: numberOf(task.createdAt, task.publicId),
    created_at: seconds(task.createdAt),
    updated_at: seconds(task.finishedAt || task.startedAt || task.createdAt),
    task_id: task.publicId,
    platform: task.dialect,
    user_id: task.accountId,
    group: task.group,
    channel_id: operator ? task.channel : 0,
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

function drawingRow(task: Task, links: Links, operator: boolean): Record<string, unknown> {
  const { id, user_id, quota, action, status, fail_reason, progress, channel_id } = taskRow(task, links, operator);
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
    channel_id,
    video_url: '',
    buttons: '',
    properties: '',
  };
}

/** Which states a status of the family stands for. */
function statesOf(status: string): readonly TaskState[] {
  const entries = Object.entries(STATUSES) as [TaskState, string][];
  return entries.filter(([, word]) => word === status.toUpperCase()).map(([state]) => state);
}

/** The filters of a request; undefined where nothing can match. `drawings` count time in milliseconds. */
function queryOf({ query }: Exchange, caller: Caller | undefined, drawings: boolean) {
  const word = (name: string): string => query.get(name)?.trim() ?? '';
  const time = (name: string): number | undefined => {
    const said = word(name);
    if (!/^[1-9]\d{0,14}$/.test(said)) return undefined;
    return Number(said) < 1e11 ? Number(said) * 1000 : Number(said);
  };
  const [from, to] = [time('start_timestamp'), time('end_timestamp')];
  const [platform, action, status] = [word('platform'), word('action'), word('status')];
  const states = status === '' ? [] : statesOf(status);
  if (status !== '' && states.length === 0) return undefined;
  const channel = /^[1-9]\d{0,8}$/.test(word('channel_id')) ? Number(word('channel_id')) : undefined;
  return {
    ...(caller === undefined ? {} : { accountId: caller.account.id }),
    dialects: drawings ? [DRAWING] : platform === '' ? [] : [platform],
    states,
    ...(action === '' ? {} : { verb: drawings ? action.toLowerCase() : action }),
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
    ...(channel === undefined || caller !== undefined ? {} : { channel }),
  };
}

/** A page of an account's tasks, or of everybody's for operators. */
async function pageOfTasks(
  services: Services,
  exchange: Exchange,
  caller: Caller | undefined,
  row: typeof taskRow,
  drawings: boolean,
): Promise<unknown> {
  const { store, links } = services.tasks.work.services;
  const { page, size } = pageOf(exchange);
  const first = (page - 1) * size;
  const none = { page, page_size: size, total: 0, items: [] };
  const query = queryOf(exchange, caller, drawings);
  const wanted = exchange.query.get(drawings ? 'mj_id' : 'task_id')?.trim() ?? '';
  const shown = async (tasks: readonly Task[], total: number): Promise<unknown> => {
    const names = await namesOf(
      services,
      tasks.map(task => task.accountId),
    );
    const items = tasks.map(task => ({
      ...row(task, links, caller === undefined),
      username: names.get(task.accountId) ?? '',
    }));
    return { page, page_size: size, total, items };
  };
  if (wanted !== '') {
    const one = caller === undefined ? await store.anyone(wanted) : undefined;
    const rows =
      caller === undefined ? (one === undefined ? [] : [one]) : await store.find(caller.account.id, [wanted]);
    return shown(rows.map(readTask), rows.length);
  }
  if (first > FARTHEST || query === undefined) return none;
  const found: Task[] = [];
  let after: string | undefined;
  while (found.length < first + size) {
    const limit = Math.min(first + size - found.length, 500);
    const cursor = after === undefined ? {} : { after };
    const { rows, next } = await store.list({ ...query, ...cursor, limit });
    found.push(...rows.map(readTask));
    after = next;
    if (next === undefined) break;
  }
  const total = after === undefined ? found.length : await store.count(query, COUNTED);
  return shown(found.slice(first, first + size), total);
}

/** The routes of tasks: an account's own, and everybody's for operators. */
export function legacyTaskRoutes(services: Services): Route[] {
  const own = (pattern: string, row: typeof taskRow, drawings: boolean): Route =>
    ownRoute(services, 'GET', pattern, ({ exchange }, caller) =>
      pageOfTasks(services, exchange, caller, row, drawings),
    );
  const all = (pattern: string, row: typeof taskRow, drawings: boolean): Route =>
    permittedRoute(services, 'GET', pattern, 'usage.read', ({ exchange }) =>
      pageOfTasks(services, exchange, undefined, row, drawings),
    );
  return [
    own('/api/task/self', taskRow, false),
    own('/api/mj/self', drawingRow, true),
    all('/api/task', taskRow, false),
    all('/api/mj', drawingRow, true),
  ];
}
