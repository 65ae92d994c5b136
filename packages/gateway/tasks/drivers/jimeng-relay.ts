// Jimeng at relays, in the form of their own: submit and fetch under `/jimeng` (jimeng.md C).

import { record, text } from '../../relay/json.ts';
import { upstreamError, usualInterval, type Driver, type Link, type Polled, oneByOne, withBearer } from '../driver.ts';
import type { Task, TaskState } from '../task.ts';
import { refusalOf } from './suno.ts';

const STATES: Readonly<Record<string, TaskState>> = {
  NOT_START: 'queued',
  SUBMITTED: 'queued',
  QUEUED: 'queued',
  IN_PROGRESS: 'running',
  SUCCESS: 'succeeded',
  FAILURE: 'failed',
};

async function pollOne(task: Task, link: Link): Promise<Polled> {
  const path = `/jimeng/fetch/${encodeURIComponent(task.upstreamId)}`;
  const reply = await link.send(withBearer({ method: 'GET', path }, link));
  if (reply.json['code'] === 'task_not_exist' || reply.status === 404) return 'missing';
  if (reply.status >= 300 || reply.json['code'] !== 'success') return 'silent';
  const data = record(reply.json['data']);
  const state = STATES[text(data['status'])];
  if (state === undefined) return 'silent';
  const progress = Number(text(data['progress']).replace('%', ''));
  if (state === 'failed')
    return { state, error: upstreamError('FAILURE', text(data['fail_reason']) || 'The upstream gave no reason.') };
  if (state !== 'succeeded') return { state, progress: progress > 0 ? progress : undefined };
  const inner = record(data['data']);
  const url = [inner['video'], inner['video_url'], data['result_url']].map(text).find(each => /^https?:/.test(each));
  return url === undefined
    ? { state: 'failed', error: upstreamError('no_result', 'The upstream shows no result.') }
    : { state, assets: [{ kind: 'video', role: 'video', upstreamUrl: url }] };
}

export const jimengRelay: Driver = {
  name: 'jimeng-relay',
  wire: 'jimeng',
  providers: ['relay', 'sandbox'],
  prepare: withBearer,
  can: (order, dialect) => dialect === 'jimeng' && order.video !== undefined,
  async submit(order, _model, link) {
    const video = order.video ?? { prompt: '' };
    const own = order.memo?.['form'] !== 'visual';
    const { notify_hook: _hook, ...given } = order.body;
    const drafted = {
      prompt: video.prompt,
      image_url: video.first,
      duration: video.seconds ?? 5,
      aspect_ratio: video.ratio,
    };
    const reply = await link.send(
      withBearer({ method: 'POST', path: '/jimeng/submit/videos', json: own ? given : drafted }, link),
    );
    const data = reply.json['data'];
    const id = typeof data === 'number' ? String(data) : text(data) || text(record(data)['task_id']);
    if (reply.status < 300 && reply.json['code'] === 'success' && id !== '')
      return { kind: 'accepted', upstreamId: id };
    return refusalOf(reply);
  },
  poll: oneByOne(pollOne),
  batch: 8,
  interval: usualInterval,
  deadlineMs: () => 3_600_000,
};
