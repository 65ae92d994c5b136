// Luma at Luma: the Dream Machine API, and the Agents API for channels whose address is that one's (luma.md A, A2).

import { Failure } from '@turnpike/protocols/failures';
import { isRecord, list, record, text, type Json } from '../../relay/json.ts';
import {
  refusedBy,
  upstreamError,
  usualInterval,
  type Driver,
  type Link,
  type Polled,
  type Submitted,
  type UpstreamCall,
  type UpstreamReply,
  oneByOne,
} from '../driver.ts';
import { isWritten } from '../exact-json.ts';
import type { Order, VideoRequest } from '../order.ts';
import type { Asset, Task, TaskState } from '../task.ts';
import { shapeOf } from '../video-form.ts';

const STATES: Readonly<Record<string, TaskState>> = {
  queued: 'queued',
  pending: 'queued',
  dreaming: 'running',
  processing: 'running',
  completed: 'succeeded',
  failed: 'failed',
};

/** The Agents API has a host of its own, and other bodies. */
function isAgents({ baseUrl }: Link): boolean {
  return new URL(baseUrl).hostname.startsWith('agents.') || baseUrl.endsWith('/agents');
}

function root(link: Link): string {
  if (isAgents(link)) return '/v1';
  return link.baseUrl.endsWith('/dream-machine/v1') ? '' : '/dream-machine/v1';
}

function prepare(call: UpstreamCall, link: Link): UpstreamCall {
  const headers = link.secret === '' ? call.headers : { authorization: `Bearer ${link.secret}`, ...call.headers };
  return { ...call, path: root(link) + call.path, ...(headers === undefined ? {} : { headers }) };
}

/** The maker's ids in place of ours, wherever a keyframe names a generation. */
function withTheirIds(body: Json, ids: Json): Json {
  const keyframes = record(body['keyframes']);
  const theirs = Object.entries(keyframes).map(([name, value]) => {
    const frame = record(value);
    const id = text(ids[text(frame['id'])]);
    return [name, id === '' ? value : { ...frame, id }] as const;
  });
  return theirs.length === 0 ? body : { ...body, keyframes: Object.fromEntries(theirs) };
}

function durationOf(video: VideoRequest): string {
  return `${video.seconds ?? 5}s`;
}

/** A body of the Dream Machine from the neutral form; `begin` is the generation that it goes on from. */
function bodyFrom(video: VideoRequest, model: string, begin: string): Json {
  const { ratio, resolution } = shapeOf(video);
  const frame0 =
    begin !== ''
      ? { type: 'generation', id: begin }
      : video.first === undefined
        ? undefined
        : { type: 'image', url: video.first };
  const frame1 = video.last === undefined ? undefined : { type: 'image', url: video.last };
  return {
    model,
    prompt: video.prompt,
    duration: durationOf(video),
    resolution: resolution ?? '720p',
    ...(ratio === undefined ? {} : { aspect_ratio: ratio }),
    ...(video.loop === undefined ? {} : { loop: video.loop }),
    ...(frame0 === undefined && frame1 === undefined
      ? {}
      : { keyframes: { ...(frame0 && { frame0 }), ...(frame1 && { frame1 }) } }),
  };
}

/** A body of the Agents API. */
function agentsBody(video: VideoRequest, model: string, begin: string): Json {
  const { ratio, resolution } = shapeOf(video);
  const frame = (url: string | undefined): Json | undefined => (url === undefined ? undefined : { url });
  const start = begin === '' ? frame(video.first) : { generation_id: begin };
  const end = frame(video.last);
  return {
    type: 'video',
    model,
    prompt: video.prompt,
    ...(ratio === undefined ? {} : { aspect_ratio: ratio }),
    video: {
      duration: durationOf(video),
      resolution: resolution ?? '720p',
      ...(video.loop === undefined ? {} : { loop: video.loop }),
      ...(start === undefined ? {} : { start_frame: start }),
      ...(end === undefined ? {} : { end_frame: end }),
    },
  };
}

/** Where each verb of the official dialect goes. */
function pathOf(order: Order, own: boolean): string {
  const parent = encodeURIComponent(order.parent?.upstreamId ?? '');
  if (order.verb === 'upscale' || order.verb === 'audio') return `/generations/${parent}/${order.verb}`;
  return own && order.verb !== 'video' ? `/generations/${order.verb}` : '/generations';
}

/** A body of the Agents API with the maker's ids in place of ours, wherever it refers to a generation. */
function agentsIds(value: unknown, ids: Json): unknown {
  if (Array.isArray(value)) return value.map(each => agentsIds(each, ids));
  if (!isRecord(value) || isWritten(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, each]) => [
      name,
      name === 'generation_id' ? (ids[text(each)] ?? each) : agentsIds(each, ids),
    ]),
  );
}

/** What a client of the Agents API wants: as it is there; at the older API only what that makes too. */
function fromAgents(order: Order, model: string, link: Link): Json {
  const ids = record(order.memo?.['generations']);
  if (isAgents(link)) return { ...record(agentsIds(order.body, ids)), model };
  if (order.video === undefined)
    throw new Failure('invalid_request', `This is made by Luma's Agents API alone, and ${model} is served by another.`);
  return bodyFrom(order.video, makersName(model), order.parent?.upstreamId ?? '');
}

async function submit(order: Order, model: string, link: Link, task: Task): Promise<Submitted> {
  const own = task.dialect === 'luma-official';
  const told = link.callbackUrl === undefined || isAgents(link) ? {} : { callback_url: link.callbackUrl };
  const { callback_url: _hook, ...given } = order.body;
  const improves = order.verb === 'upscale' || order.verb === 'audio';
  const named = improves ? {} : { model: makersName(model) };
  const begin = order.verb === 'extend' ? (order.parent?.upstreamId ?? '') : '';
  const video = order.video ?? { prompt: '' };
  const drafted = own
    ? { ...withTheirIds(given, record(order.memo?.['generations'])), ...named }
    : bodyFrom(video, makersName(model), begin);
  const body =
    task.dialect === 'luma-agents'
      ? fromAgents(order, model, link)
      : isAgents(link)
        ? agentsBody(own ? neutralOf(given) : video, makersName(model), begin)
        : { ...drafted, ...told };
  const reply = await link.send(
    prepare({ method: 'POST', path: isAgents(link) ? '/generations' : pathOf(order, own), json: body }, link),
  );
  const id = text(reply.json['id']);
  if (reply.status < 300 && id !== '') return { kind: 'accepted', upstreamId: id };
  return refusal(reply);
}

/** A name that relays bill under stands for the maker's usual model. */
function makersName(model: string): string {
  return model.startsWith('luma_') ? 'ray-2' : model;
}

function neutralOf(body: Json): VideoRequest {
  const frames = record(body['keyframes']);
  return {
    prompt: text(body['prompt']),
    first: text(record(frames['frame0'])['url']) || undefined,
    last: text(record(frames['frame1'])['url']) || undefined,
    seconds: Number.parseInt(text(body['duration']), 10) || 5,
    ratio: text(body['aspect_ratio']) || undefined,
    resolution: text(body['resolution']) || undefined,
  };
}

function refusal(reply: UpstreamReply): Submitted {
  const { detail } = reply.json;
  const message =
    text(detail) || (detail === undefined ? '' : JSON.stringify(detail)) || `The upstream answered ${reply.status}.`;
  const refused = refusedBy(reply, message);
  const content = /moderat|policy|safety/i.test(message);
  return refused.kind === 'refused' && content
    ? { ...refused, error: { ...refused.error, class: 'content' }, retry: false }
    : refused;
}

async function pollOne(task: Task, link: Link): Promise<Polled> {
  const reply = await link.send(
    prepare({ method: 'GET', path: `/generations/${encodeURIComponent(task.upstreamId)}` }, link),
  );
  if (reply.status === 404) return 'missing';
  if (reply.status >= 300) return 'silent';
  return newsOf(reply.json);
}

function newsOf(json: Json): Polled {
  const state = STATES[text(json['state'])];
  if (state === undefined) return 'silent';
  if (state === 'failed') {
    const reason = text(json['failure_reason']) || 'The upstream gave no reason.';
    const content = /moderat|policy|safety/i.test(reason) || json['failure_code'] === 'content_moderated';
    return {
      state,
      error: upstreamError(text(json['failure_code']) || 'failed', reason, content ? 'content' : 'upstream'),
    };
  }
  const assets = assetsOf(json);
  // A moment after the end the address may still be missing: it comes.
  return state === 'succeeded' && assets.length === 0 ? { state: 'running', empty: true } : { state, assets };
}

function assetsOf(json: Json): Asset[] {
  const assets = record(json['assets']);
  const asset = (kind: Asset['kind'], role: string, url: string): Asset[] =>
    /^https?:/.test(url) ? [{ kind, role, upstreamUrl: url }] : [];
  const image = json['generation_type'] === 'image' ? 'image' : 'thumbnail';
  return [
    ...asset('video', 'video', text(assets['video'])),
    ...asset('image', image, text(assets['image'])),
    ...list(json['output'])
      .map(record)
      .flatMap(({ type, url }) =>
        asset(type === 'image' ? 'image' : 'video', type === 'image' ? 'image' : 'video', text(url)),
      ),
  ];
}

export const luma: Driver = {
  name: 'luma',
  wire: 'luma-official',
  providers: ['luma', 'sandbox'],
  prepare,
  can: (order, dialect) =>
    ['luma', 'luma-official', 'luma-agents'].includes(dialect) ||
    (order.video !== undefined && order.verb === 'create'),
  submit,
  refusal,
  poll: oneByOne(pollOne),
  batch: 8,
  interval: usualInterval,
  deadlineMs: () => 1_800_000,
};
