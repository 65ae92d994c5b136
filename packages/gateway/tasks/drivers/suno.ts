// Suno over a relay of the Suno-API family: both generations of bodies and results, polled in batches.

import { isRecord, list, record, text, type Json } from '../../relay/json.ts';
import {
  refusedBy,
  upstreamError,
  usualInterval,
  type Driver,
  type Link,
  type News,
  type Polled,
  type Submitted,
  type UpstreamCall,
  type UpstreamReply,
  withBearer,
} from '../driver.ts';
import type { Order } from '../order.ts';
import type { Asset, Task, TaskState } from '../task.ts';

const SUCCESS = new Set<unknown>(['success', 200, 0, '200', '0']);

/** The relays' words for where a task stands, in capitals (suno.md §3; some have their own). */
const STATES: Readonly<Record<string, TaskState>> = {
  NOT_START: 'queued',
  SUBMITTED: 'queued',
  QUEUED: 'queued',
  PENDING: 'queued',
  IN_PROGRESS: 'running',
  STREAMING: 'running',
  RUNNING: 'running',
  SUCCESS: 'succeeded',
  SUCCEEDED: 'succeeded',
  COMPLETED: 'succeeded',
  COMPLETE: 'succeeded',
  FAILURE: 'failed',
  FAILED: 'failed',
  FAIL: 'failed',
  ERROR: 'failed',
  CANCELLED: 'cancelled',
  EXPIRED: 'expired',
};

/** How far a song is when nobody says it in percent. */
const PROGRESS: Readonly<Record<string, number>> = { submitted: 5, queued: 10, streaming: 60, complete: 100 };

/** What makes sound: the others end in words, or in an id. */
const SONGS: ReadonlySet<string> = new Set(['music', 'concat']);

const PATHS: Readonly<Record<string, string>> = {
  'uploads-audio': '/suno/uploads/audio',
  'persona-create': '/suno/persona/create/',
};

/** The client's body with the upstream's own task in place of ours, and our address in place of the client's. */
function bodyOf(order: Order, link: Link): Json {
  const { notify_hook: _hook, callback_url: _url, ...body } = order.body;
  const parent = order.parent?.upstreamId ?? '';
  const named = body['task_id'] === undefined || parent === '' ? {} : { task_id: parent };
  const told = link.callbackUrl === undefined ? {} : { notify_hook: link.callbackUrl };
  return { ...body, ...named, ...told };
}

async function submit(order: Order, _model: string, link: Link): Promise<Submitted> {
  const path = PATHS[order.verb] ?? `/suno/submit/${order.verb}`;
  const reply = await link.send(withBearer({ method: 'POST', path, json: bodyOf(order, link) }, link));
  const id = idOf(reply.json['data']);
  if (reply.status < 300 && SUCCESS.has(reply.json['code']) && id !== '') return { kind: 'accepted', upstreamId: id };
  return refusalOf(reply);
}

function idOf(data: unknown): string {
  if (typeof data === 'number') return String(data);
  if (!isRecord(data)) return text(data);
  return text(data['task_id']) || text(data['id']) || text(data['taskBatchId']);
}

/** Relays put what is wrong into a code and a message, some under a status of 200. */
export function refusalOf(reply: UpstreamReply): Submitted {
  const code = text(reply.json['code']);
  const message =
    text(reply.json['message']) ||
    text(record(reply.json['error'])['message']) ||
    `The upstream answered ${reply.status}.`;
  if (reply.status >= 300 || reply.json['code'] === undefined) return refusedBy(reply, message, code);
  const content = /sensitive|moderat|banned|copyright/i.test(`${code} ${message}`);
  return {
    kind: 'refused',
    status: 400,
    error: upstreamError(code || 'upstream_refused', message, content ? 'content' : 'user'),
    retry: false,
    raw: reply.json,
  };
}

async function poll(tasks: readonly Task[], link: Link): Promise<ReadonlyMap<string, Polled>> {
  const call: UpstreamCall = { method: 'POST', path: '/suno/fetch', json: { ids: tasks.map(task => task.upstreamId) } };
  const reply = await link.send(withBearer(call, link));
  if (reply.status !== 200 || !SUCCESS.has(reply.json['code'])) return new Map();
  const data = reply.json['data'];
  const items = Array.isArray(data) ? data.filter(isRecord) : isRecord(data) ? [data] : [];
  const found = new Map(items.map(item => [idOf(item), item]));
  return new Map(
    tasks.map(task => {
      const item = found.get(task.upstreamId);
      return [task.id, item === undefined ? 'missing' : newsOf(item, task.verb)];
    }),
  );
}

/** What a Task of either generation says. */
export function newsOf(item: Json, verb = ''): Polled {
  const state = STATES[text(item['status']).toUpperCase()];
  const results = resultsOf(item['data']);
  const clips = results.filter(result => result['audio_url'] !== undefined || text(result['status']) !== '');
  // One song that is whole is a success, whatever became of the other (suno.md §3).
  const whole = clips.some(clip => clip['status'] === 'complete');
  const going = clips.some(clip => ['submitted', 'queued', 'streaming'].includes(text(clip['status'])));
  const outcome = state === 'failed' && whole && !going ? 'succeeded' : state;
  if (outcome === undefined) return 'silent';
  const assets = clips.flatMap(assetsOf);
  // A song that is said to be done has an address a moment later, or was never made.
  const silent = outcome === 'succeeded' && SONGS.has(verb) && assets.every(({ kind }) => kind !== 'audio');
  const broken = clips.length > 0 && clips.every(({ status }) => status === 'error');
  if (silent && !broken) return { state: 'running', empty: true };
  const reason = text(item['fail_reason']);
  const raw = {
    ...item,
    data: Array.isArray(item['data']) || results.length > 1 ? results : (results[0] ?? item['data'] ?? null),
  };
  const news: News = {
    state: silent ? 'failed' : outcome,
    progress: progressOf(item, clips),
    assets,
    raw,
    references: results
      .flatMap(result => [text(result['id']), text(result['clip_id']), text(result['persona_id'])])
      .filter(id => id !== ''),
  };
  if (news.state !== 'failed') return news;
  const said = reason || text(record(clips[0]?.['metadata'])['error_message']) || 'The upstream gave no reason.';
  const content = /sensitive|moderat|banned|copyright|artist name/i.test(said);
  return { ...news, error: upstreamError('FAILURE', said, content ? 'content' : 'upstream') };
}

function progressOf(item: Json, clips: readonly Json[]): number | undefined {
  const said = Number(/^(\d+)%$/.exec(text(item['progress']))?.[1] ?? 0);
  const seen = clips.map(clip => PROGRESS[text(clip['status'])] ?? 0);
  const progress = Math.max(said, seen.length === 0 ? 0 : Math.min(...seen));
  return progress === 0 ? undefined : progress;
}

/** The songs, the lyrics or the persona of a result, whatever it is wrapped in, with the fields of the first generation. */
function resultsOf(data: unknown): Json[] {
  if (Array.isArray(data)) return data.filter(isRecord).map(clipOf);
  if (!isRecord(data)) return [];
  const inner = record(data['data']);
  const items = list(inner['items']).filter(isRecord);
  if (items.length > 0) return items.map(clipFromItem);
  if (isRecord(data['data']) && text(data['id']) === '') return [clipOf(inner)];
  return Object.keys(data).length === 0 ? [] : [clipOf(data)];
}

/** The flat variant of some relays has its duration, id and state under other names. */
function clipOf(clip: Json): Json {
  const id = text(clip['id']) || text(clip['clip_id']);
  const duration = clip['duration'];
  const metadata = record(clip['metadata']);
  const known = metadata['duration'] ?? duration;
  return {
    ...clip,
    ...(id === '' ? {} : { id }),
    ...(clip['audio_url'] === undefined && clip['metadata'] === undefined
      ? {}
      : { metadata: { ...metadata, ...(known === undefined ? {} : { duration: known }) } }),
  };
}

/** An item of the second generation as a clip of the first (suno.md §2a). */
function clipFromItem(item: Json): Json {
  const done = Number(item['status']) === 30 || Number(item['progress']) === 100;
  return {
    id: text(item['clipId']) || text(item['id']),
    title: text(item['title']),
    status: done ? 'complete' : 'streaming',
    audio_url: text(item['cld2AudioUrl']),
    video_url: text(item['cld2VideoUrl']),
    image_url: text(item['cld2ImageUrl']),
    image_large_url: text(item['cld2ImageUrl']),
    created_at: text(item['createTime']),
    metadata: {
      tags: text(item['tags']),
      prompt: text(item['prompt']),
      gpt_description_prompt: text(item['gptDescriptionPrompt']),
      duration: typeof item['duration'] === 'number' ? item['duration'] : null,
      error_message: null,
    },
  };
}

function assetsOf(clip: Json): Asset[] {
  const id = text(clip['id']);
  const duration = record(clip['metadata'])['duration'];
  const asset = (kind: Asset['kind'], field: string): Asset[] => {
    const upstreamUrl = text(clip[field]);
    if (!/^https?:/.test(upstreamUrl)) return [];
    return [
      { kind, role: field.replace('_url', ''), upstreamUrl, id, ...(typeof duration === 'number' ? { duration } : {}) },
    ];
  };
  const large = text(clip['image_large_url']) === text(clip['image_url']) ? [] : asset('image', 'image_large_url');
  return [...asset('audio', 'audio_url'), ...asset('image', 'image_url'), ...large, ...asset('video', 'video_url')];
}

export const suno: Driver = {
  name: 'suno',
  wire: 'suno',
  providers: ['suno', 'relay', 'sandbox'],
  prepare: withBearer,
  can: (_order, dialect) => dialect === 'suno',
  submit,
  refusal: refusalOf,
  poll,
  batch: 50,
  interval: usualInterval,
  deadlineMs: () => 30 * 60_000,
  named: body => (isRecord(body) ? [text(body['task_id']) || text(body['id'])] : []),
};
