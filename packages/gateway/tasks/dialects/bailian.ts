// Bailian's clients: DashScope's services and tasks under `/api/v1`, as the SDK wants them, and under the relays' prefixes.

import { isRecord, record, type Json } from '../../relay/json.ts';
import { answer, wordsOf, type Answer, type Ask, type Desk, type Dialect, type Problem } from '../dialect.ts';
import { uuid } from '../ids.ts';
import type { Links } from '../links.ts';
import { isFinal, type Task, type TaskState } from '../task.ts';
import { bailianOrder, isDirect, uploadPolicy } from './bailian-orders.ts';

const STATUSES: Readonly<Record<TaskState, string>> = {
  accepted: 'PENDING',
  submitting: 'PENDING',
  queued: 'PENDING',
  waiting_input: 'PENDING',
  running: 'RUNNING',
  saving: 'RUNNING',
  succeeded: 'SUCCEEDED',
  failed: 'FAILED',
  cancelled: 'CANCELED',
  expired: 'FAILED',
};

/** How long a client that asked for no task is kept waiting, milliseconds. */
const DIRECT_MS = 600_000;

/** `2026-11-26 10:25:26.436`, in the time of Beijing, as Bailian writes it. */
function beijing(milliseconds: number): string {
  return new Date(milliseconds + 8 * 3_600_000).toISOString().replace('T', ' ').replace('Z', '');
}

/** Bailian's own output where it was made there, else one of what was made. */
function resultOf(task: Task, links: Links): Json {
  if (task.rawWire === 'bailian') {
    const raw = record(record(links.ours(task, task.raw))['output']);
    const { task_id: _id, task_status: _status, submit_time, scheduled_time, end_time, ...rest } = raw;
    return { ...rest, ...times({ submit_time, scheduled_time, end_time }) };
  }
  const video = links.first(task, ({ kind }) => kind === 'video');
  const pictures = task.assets.flatMap((asset, index) =>
    asset.kind === 'image' ? [{ url: links.url(task, index) }] : [],
  );
  if (video !== undefined) return { video_url: video };
  return {
    results: pictures,
    task_metrics: { TOTAL: pictures.length, SUCCEEDED: pictures.length, FAILED: 0 },
  };
}

function times(given: Json): Json {
  return Object.fromEntries(Object.entries(given).filter(([, value]) => typeof value === 'string'));
}

function usageOf(task: Task): Json | undefined {
  const raw = task.rawWire === 'bailian' ? record(task.raw)['usage'] : undefined;
  if (isRecord(raw)) return raw;
  const seconds = Number(task.attributes['duration']);
  if (Number.isFinite(seconds) && seconds > 0) return { video_count: 1, video_duration: seconds };
  return { image_count: task.assets.length };
}

/** A task as `GET /tasks/{id}` shows it (bailian.md §2). */
function render(task: Task, links: Links): Json {
  const done = task.state === 'succeeded';
  const failed = STATUSES[task.state] === 'FAILED';
  return {
    request_id: task.id,
    output: {
      task_id: task.publicId,
      task_status: STATUSES[task.state],
      submit_time: beijing(task.createdAt),
      ...(task.startedAt === 0 ? {} : { scheduled_time: beijing(task.startedAt) }),
      ...(task.finishedAt === 0 ? {} : { end_time: beijing(task.finishedAt) }),
      ...(done ? resultOf(task, links) : {}),
      ...(failed ? { code: task.error?.code ?? 'InternalError', message: task.error?.message ?? '' } : {}),
    },
    ...(done ? { usage: usageOf(task) } : {}),
  };
}

/** Our failures by Bailian's codes. */
const CODES: Readonly<Record<string, string>> = {
  missing_token: 'InvalidApiKey',
  invalid_token: 'InvalidApiKey',
  token_expired: 'InvalidApiKey',
  insufficient_user_quota: 'Arrearage',
  pre_consume_token_quota_failed: 'Arrearage',
  token_quota_exhausted: 'Arrearage',
  access_denied: 'AccessDenied',
  model_not_allowed: 'Model.AccessDenied',
  model_not_found: 'ModelNotFound',
  not_found: 'NotFound',
  rate_limit_exceeded: 'Throttling.RateQuota',
  no_available_channel: 'ModelUnavailable',
  invalid_json: 'InvalidParameter',
  invalid_request: 'InvalidParameter',
};

function error(problem: Problem): Answer {
  const { status, code, message } = wordsOf(problem);
  const own = problem.kind === 'refused' && problem.rawWire === 'bailian' && status < 500 ? problem.error.code : '';
  const usual = status >= 500 ? 'InternalError' : status === 429 ? 'Throttling' : 'InvalidParameter';
  return answer({ code: own || (CODES[code] ?? usual), message, request_id: problem.requestId ?? uuid() }, status);
}

async function create(ask: Ask, desk: Desk): Promise<Answer> {
  const made = await desk.submit(await bailianOrder(ask, desk));
  if (isDirect(ask)) return whole(await desk.wait(made, DIRECT_MS), desk.links);
  return answer({
    output: { task_status: 'PENDING', task_id: made.publicId },
    request_id: made.id,
  });
}

/** What a client that asked for no task is answered: the result, without the words of a task. */
function whole(task: Task, links: Links): Answer {
  if (task.state === 'succeeded') {
    const output = task.rawWire === 'bailian' ? resultOf(task, links) : choicesOf(task, links);
    return answer({ output, usage: usageOf(task), request_id: task.id });
  }
  if (!isFinal(task.state)) {
    const message = `The result did not come in time. Ask after it as task ${task.publicId}.`;
    return answer({ code: 'InternalError.Timeout', message, request_id: task.id }, 504);
  }
  const { code = 'InternalError', message = 'The task was called off.', class: kind } = task.error ?? {};
  const status = kind === 'user' || kind === 'content' ? 400 : 500;
  return answer({ code, message, request_id: task.id }, status);
}

function choicesOf(task: Task, links: Links): Json {
  const content = task.assets.map((_asset, index) => ({ image: links.url(task, index) }));
  return { choices: [{ finish_reason: 'stop', message: { role: 'assistant', content } }] };
}

/** One that is not there, or not this client's, is in a state of its own. */
async function query(ask: Ask, desk: Desk): Promise<Answer> {
  const id = ask.params['id'] ?? '';
  const task = await desk.find(id);
  if (task !== undefined) return answer(render(task, desk.links));
  return answer({ request_id: uuid(), output: { task_id: id, task_status: 'UNKNOWN' } });
}

async function cancel(ask: Ask, desk: Desk): Promise<Answer> {
  const task = await desk.find(ask.params['id'] ?? '');
  const refused = (): Answer =>
    answer(
      {
        code: 'UnsupportedOperation',
        message: 'Failed to cancel the task, please confirm if the task is in PENDING status.',
        request_id: uuid(),
      },
      400,
    );
  if (task === undefined || STATUSES[task.state] !== 'PENDING') return refused();
  const after = await desk.cancel(task);
  return after.state === 'cancelled' ? answer({ request_id: uuid() }) : refused();
}

/** `20261126100000`, in the time of Beijing; undefined where it is nothing of that form. */
function timeOf(written: string | null): number | undefined {
  const [, year, month, day, hour, minute, second] =
    /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)$/.exec(written ?? '') ?? [];
  if (second === undefined) return undefined;
  return Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}+08:00`);
}

async function listed(ask: Ask, desk: Desk): Promise<Answer> {
  const size = Math.min(Math.max(Number(ask.query.get('page_size') ?? 10) || 10, 1), 100);
  const page = Math.max(Number(ask.query.get('page_no') ?? 1) || 1, 1);
  const [from, to] = [timeOf(ask.query.get('start_time')), timeOf(ask.query.get('end_time'))];
  const [model, status] = [ask.query.get('model_name') ?? '', ask.query.get('status') ?? ''];
  let after: string | undefined;
  for (let number = 1; ; number += 1) {
    const found = await desk.list({
      dialects: ['bailian'],
      limit: size,
      ...(model === '' ? {} : { model }),
      ...(status === '' ? {} : { states: statesOf(status) }),
      ...(from === undefined ? {} : { from }),
      ...(to === undefined ? {} : { to }),
      ...(after === undefined ? {} : { after }),
    });
    const data = number === page ? found.tasks.map(row) : [];
    if (number === page || found.next === undefined)
      return answer({
        request_id: uuid(),
        data,
        page_no: page,
        page_size: size,
        total: (page - 1) * size + data.length,
      });
    after = found.next;
  }
}

const SHOWN: readonly TaskState[] = ['queued', 'running', 'saving', 'succeeded', 'failed', 'cancelled', 'expired'];

const statesOf = (status: string): readonly TaskState[] => SHOWN.filter(state => STATUSES[state] === status);

function row(task: Task): Json {
  return {
    task_id: task.publicId,
    model_name: task.model,
    status: STATUSES[task.state],
    start_time: task.createdAt,
    end_time: task.finishedAt === 0 ? null : task.finishedAt,
    code: task.error?.code ?? '',
    message: task.error?.message ?? '',
  };
}

/** The SDK's own place, and those of relays (bailian.md §1, media-paths.md). */
const PREFIXES = ['', '/bailian', '/dashscope', '/alibailian'];

export const bailian: Dialect = {
  name: 'bailian',
  routes: PREFIXES.flatMap(prefix => [
    { method: 'POST' as const, pattern: `${prefix}/api/v1/services/aigc/{path*}`, handle: create },
    { method: 'GET' as const, pattern: `${prefix}/api/v1/uploads`, handle: uploadPolicy },
    { method: 'GET' as const, pattern: `${prefix}/api/v1/tasks/{id}`, handle: query },
    { method: 'GET' as const, pattern: `${prefix}/api/v1/tasks`, handle: listed },
    { method: 'POST' as const, pattern: `${prefix}/api/v1/tasks/{id}/cancel`, handle: cancel },
  ]),
  newId: uuid,
  render,
  error,
};
