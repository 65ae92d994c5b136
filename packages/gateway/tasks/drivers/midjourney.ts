// Midjourney over a midjourney-proxy or a relay of its family: the same paths and bodies, polled in batches.

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
} from '../driver.ts';
import type { Order } from '../order.ts';
import type { Asset, Task, TaskError, TaskState } from '../task.ts';

/** Where each verb is submitted, behind `/mj`. */
const PATHS: Readonly<Record<string, string>> = {
  imagine: '/submit/imagine',
  action: '/submit/action',
  change: '/submit/change',
  'simple-change': '/submit/simple-change',
  blend: '/submit/blend',
  describe: '/submit/describe',
  shorten: '/submit/shorten',
  modal: '/submit/modal',
  edits: '/submit/edits',
  video: '/submit/video',
  retexture: '/submit/retexture',
  'swap-face': '/insight-face/swap',
  'video-swap': '/insight-face/video-swap',
};

/** The proxy's words for where a task stands. An empty one is what relays write before the first. */
const STATES: Readonly<Record<string, TaskState>> = {
  '': 'queued',
  NOT_START: 'queued',
  SUBMITTED: 'queued',
  MODAL: 'waiting_input',
  IN_PROGRESS: 'running',
  SUCCESS: 'succeeded',
  FAILURE: 'failed',
  CANCEL: 'cancelled',
};

/** What of a task's properties is the client's: the rest is of the proxy's inside (midjourney.md §4). */
const PROPERTIES = ['finalPrompt', 'finalZhPrompt', 'numberOfQueues', 'bannedWord', 'promptEn', 'remix'];

function propertiesOf(value: unknown): Json {
  const all = record(value);
  return Object.fromEntries(PROPERTIES.filter(name => all[name] !== undefined).map(name => [name, all[name]]));
}

/** Both headers with the same key: the proxy looks at the one, relays at the other. */
function prepare(call: UpstreamCall, { secret }: Link): UpstreamCall {
  if (secret === '') return call;
  return { ...call, headers: { 'mj-api-secret': secret, authorization: `Bearer ${secret}`, ...call.headers } };
}

function bodyOf(order: Order, task: Task, link: Link): Json {
  const { notifyHook: _hook, model: _model, mode: _mode, ...body } = order.body;
  const target = order.verb === 'modal' ? task.upstreamId : (order.parent?.upstreamId ?? '');
  const speed = text(order.memo?.['mode']);
  const filter = record(body['accountFilter']);
  const filtered =
    order.memo?.['modeGiven'] !== true || speed === '' || knowsPrefixes(link)
      ? {}
      : { accountFilter: { ...filter, modes: [speed.toUpperCase()] } };
  const named = target === '' ? {} : targetOf(order, target);
  const told = link.callbackUrl === undefined ? {} : { notifyHook: link.callbackUrl };
  return { ...body, ...filtered, ...named, ...told };
}

/** Old clients write the task and what to do with it into one text. */
function targetOf(order: Order, target: string): Json {
  if (order.verb !== 'simple-change') return { taskId: target };
  const [, what = ''] = text(order.body['content']).trim().split(' ');
  return { content: `${target} ${what}` };
}

function knowsPrefixes({ provider }: Link): boolean {
  return provider === 'relay' || provider === 'sandbox';
}

async function submit(order: Order, _model: string, link: Link, task: Task): Promise<Submitted> {
  const speed = text(order.memo?.['mode']);
  const explicit = order.memo?.['modeGiven'] === true && speed !== '' && knowsPrefixes(link);
  const path = `${explicit ? `/mj-${speed}` : ''}/mj${PATHS[order.verb] ?? `/submit/${order.verb}`}`;
  const reply = await link.send(prepare({ method: 'POST', path, json: bodyOf(order, task, link) }, link));
  return readSubmit(reply);
}

/** Reads a SubmitResult (midjourney.md §3): codes 1 and 22 are taken, 21 waits or is known already, the rest is not. */
export function readSubmit(reply: UpstreamReply): Submitted {
  const { json } = reply;
  const description = text(json['description']);
  const code = typeof json['code'] === 'number' ? json['code'] : Number.NaN;
  const id = idOf(json['result']);
  const properties = record(json['properties']);
  const notes = { code, description, properties: propertiesOf(properties) };
  if ((code === 1 || code === 22) && id !== '') return { kind: 'accepted', upstreamId: id, notes };
  if (code === 21 && id !== '') {
    const known = text(properties['status']) !== '' || text(properties['imageUrl']) !== '';
    return known
      ? { kind: 'exists', upstreamId: id }
      : { kind: 'accepted', upstreamId: id, state: 'waiting_input', notes };
  }
  if (Number.isNaN(code)) return refusedBy(reply, description || `The upstream answered ${reply.status}.`);
  const kind: TaskError['class'] = code === 24 ? 'content' : code === 4 ? 'user' : 'upstream';
  return {
    kind: 'refused',
    status: reply.status < 400 ? (code === 23 || code === 30 ? 429 : 400) : reply.status,
    error: upstreamError(String(code), description, kind),
    retry: code === 3 || code === 23 || code === 30,
    raw: { code, description, properties: propertiesOf(properties) },
  };
}

/** Ids come as texts, and as numbers from some. */
function idOf(value: unknown): string {
  return typeof value === 'number' ? String(value) : text(value);
}

async function poll(tasks: readonly Task[], link: Link): Promise<ReadonlyMap<string, Polled>> {
  const ids = tasks.map(task => task.upstreamId);
  const call: UpstreamCall = { method: 'POST', path: '/mj/task/list-by-condition', json: { ids } };
  const reply = await link.send(prepare(call, link));
  if (reply.status !== 200 || !Array.isArray(reply.value)) return new Map();
  const found = new Map(
    list(reply.value)
      .filter(isRecord)
      .map(item => [idOf(item['id']), item]),
  );
  return new Map(
    tasks.map(task => {
      const item = found.get(task.upstreamId);
      return [task.id, item === undefined ? 'missing' : newsOf(item)];
    }),
  );
}

/** What a task object says. */
export function newsOf(item: Json): Polled {
  const state = STATES[text(item['status'])];
  if (state === undefined) return 'silent';
  const progress = /^(\d+)%$/.exec(text(item['progress']))?.[1];
  const assets = assetsOf(item);
  const reason = text(item['failReason']);
  const lost = state === 'succeeded' && assets.length === 0 && !speaks(item);
  const news: News = {
    state: lost ? 'failed' : state,
    progress: progress === undefined ? undefined : Number(progress),
    assets,
    raw: { ...item, properties: propertiesOf(item['properties']) },
  };
  if (lost)
    return { ...news, error: upstreamError('no_result', 'The upstream says that it succeeded and shows no result.') };
  if (state !== 'failed') return news;
  const banned = /banned|sensitive|moderat|policy|nsfw/i.test(reason);
  return {
    ...news,
    error: upstreamError('FAILURE', reason || 'The upstream gave no reason.', banned ? 'content' : 'upstream'),
  };
}

/** Describing and shortening end in words. */
function speaks(item: Json): boolean {
  return ['DESCRIBE', 'SHORTEN'].includes(text(item['action']));
}

function assetsOf(item: Json): Asset[] {
  const assets: Asset[] = [];
  const add = (kind: Asset['kind'], role: string, upstreamUrl: string): void => {
    if (/^https?:/.test(upstreamUrl) && assets.every(asset => asset.upstreamUrl !== upstreamUrl))
      assets.push({ kind, role, upstreamUrl });
  };
  const video = text(item['action']) === 'VIDEO';
  add('image', 'image', text(item['imageUrl']));
  for (const each of list(item['imageUrls'])) add('image', 'part', text(record(each)['url']));
  add('video', 'video', text(item['videoUrl']));
  for (const each of list(item['videoUrls'])) add('video', video ? 'video' : 'part', text(record(each)['url']));
  return assets;
}

export const midjourney: Driver = {
  name: 'midjourney',
  wire: 'midjourney',
  providers: ['midjourney', 'relay', 'sandbox'],
  prepare,
  can: (_order, dialect) => dialect === 'midjourney',
  submit,
  refusal: readSubmit,
  poll,
  batch: 100,
  interval: age => Math.min(usualInterval(age), 10_000),
  deadlineMs: () => 3_600_000,
  async cancel(task, link) {
    const reply = await link.send(prepare({ method: 'POST', path: `/mj/task/${task.upstreamId}/cancel` }, link));
    return reply.status < 300;
  },
  named: body => (isRecord(body) ? [idOf(body['id'])] : []),
};
