// Replicate's predictions, at Replicate and at relays that mirror them under `/replicate`.

import { isRecord, record, text, type Json } from '../../relay/json.ts';
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
  oneByOne,
} from '../driver.ts';
import { filesIn } from '../made-files.ts';
import { isWritten } from '../exact-json.ts';
import type { Order, VideoRequest } from '../order.ts';
import type { Asset, Task, TaskState, Used } from '../task.ts';
import { shapeOf } from '../video-form.ts';

const STATES: Readonly<Record<string, TaskState>> = {
  starting: 'queued',
  processing: 'running',
  succeeded: 'succeeded',
  failed: 'failed',
  canceled: 'cancelled',
  aborted: 'cancelled',
};

const rootOf = ({ provider }: Link): string => (provider === 'replicate' ? '' : '/replicate');

function prepare(call: UpstreamCall, link: Link): UpstreamCall {
  const authorization: Record<string, string> = link.secret === '' ? {} : { authorization: `Bearer ${link.secret}` };
  return { ...call, path: rootOf(link) + call.path, headers: { ...authorization, ...call.headers } };
}

/** A maker's models on Replicate: what the first picture is called, and which words of the neutral form they know. */
const MAKERS: readonly (readonly [model: RegExp, first: string, words: readonly string[]])[] = [
  [/^minimax\/video-01/, 'first_frame_image', []],
  [/^minimax\//, 'first_frame_image', ['duration', 'resolution']],
  [/^kwaivgi\//, 'start_image', ['negative_prompt', 'duration', 'aspect_ratio']],
  [/^luma\//, 'start_image_url', ['duration', 'aspect_ratio']],
  [/^/, 'image', ['negative_prompt', 'duration', 'aspect_ratio', 'resolution', 'seed']],
];

/** An input from the neutral form: a model refuses words that it does not know. */
function inputFrom(video: VideoRequest, model: string): Json {
  const { ratio, resolution } = shapeOf(video);
  const [, first = 'image', words = []] = MAKERS.find(([models]) => models.test(model)) ?? [];
  const said: Json = {
    negative_prompt: video.negativePrompt,
    duration: video.seconds,
    aspect_ratio: ratio,
    resolution,
    seed: video.seed,
  };
  return {
    ...video.extra,
    prompt: video.prompt,
    ...(video.first === undefined ? {} : { [first]: video.first }),
    ...Object.fromEntries(words.filter(word => said[word] !== undefined).map(word => [word, said[word]])),
  };
}

/** Files that a client uploaded through us are named to the upstream by its own address. */
function withOwnFiles(value: unknown, origin: string, link: Link): unknown {
  if (typeof value === 'string') {
    const id = value.startsWith(origin) ? /\/v1\/files\/([\w-]+)$/.exec(value)?.[1] : undefined;
    return id === undefined ? value : `${link.baseUrl}${rootOf(link)}/v1/files/${id}`;
  }
  if (Array.isArray(value)) return value.map(each => withOwnFiles(each, origin, link));
  if (!isRecord(value) || isWritten(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, withOwnFiles(each, origin, link)]));
}

/** By version where one is meant, by deployment, else by the model's name. */
function placeOf(order: Order, model: string): { readonly path: string; readonly version?: string } {
  const [name = '', pinned = ''] = model.split(':');
  const hash = pinned || text(order.memo?.['version']);
  const bare = /^[0-9a-f]{64}$/.test(model) ? model : '';
  if (hash !== '' || bare !== '') return { path: '/v1/predictions', version: hash || bare };
  const kind = order.memo?.['deployment'] === true ? 'deployments' : 'models';
  return { path: `/v1/${kind}/${name}/predictions` };
}

async function submit(order: Order, model: string, link: Link, task: Task): Promise<Submitted> {
  const own = task.dialect === 'replicate';
  const input = own
    ? withOwnFiles(record(order.body['input']), task.origin, link)
    : inputFrom(order.video ?? { prompt: '' }, model);
  const { path, version } = placeOf(order, model);
  const after = text(order.memo?.['cancelAfter']);
  const call: UpstreamCall = {
    method: 'POST',
    path,
    json: {
      input,
      ...(version === undefined ? {} : { version }),
      ...(link.callbackUrl === undefined ? {} : { webhook: link.callbackUrl, webhook_events_filter: ['completed'] }),
    },
    ...(after === '' ? {} : { headers: { 'cancel-after': after } }),
  };
  const reply = await link.send(prepare(call, link));
  const id = text(reply.json['id']);
  if (reply.status >= 300 || id === '') return refusal(reply);
  const news = newsOf(reply.json, task);
  // News of the end are read by a poll, which sees the whole answer.
  const state = typeof news !== 'string' && news.state === 'running' ? 'running' : 'queued';
  return { kind: 'accepted', upstreamId: id, state };
}

function refusal(reply: UpstreamReply): Submitted {
  const message = text(reply.json['detail']) || text(reply.json['title']) || `The upstream answered ${reply.status}.`;
  if (reply.status < 300)
    return { kind: 'unknown', status: reply.status, message: 'The upstream gave no id of the prediction.' };
  return refusedBy(reply, message.trim(), text(reply.json['title']));
}

async function pollOne(task: Task, link: Link): Promise<Polled> {
  const path = `/v1/predictions/${encodeURIComponent(task.upstreamId)}`;
  const reply = await link.send(prepare({ method: 'GET', path }, link));
  if (reply.status === 404) return 'missing';
  if (reply.status >= 300) return 'silent';
  return newsOf(reply.json, task);
}

function newsOf(json: Json, task: Task): Polled {
  const state = STATES[text(json['status'])];
  if (state === undefined) return 'silent';
  const raw: Json = { output: json['output'] ?? null, logs: json['logs'] ?? '', metrics: json['metrics'] ?? {} };
  if (state === 'succeeded') return finished(json, raw, task);
  if (state === 'cancelled')
    return { state, raw, error: upstreamError('canceled', 'The prediction was canceled.', 'user') };
  const progress = progressIn(text(json['logs']));
  if (state !== 'failed') return { state, raw, ...(progress === undefined ? {} : { progress }) };
  const message = text(json['error']) || 'The upstream gave no reason.';
  const content = /nsfw|safety|sensitive|flagged|policy|moderat/i.test(message);
  return { state, raw, error: upstreamError('prediction_failed', message, content ? 'content' : 'upstream') };
}

/** The last percentage in the logs, as models print it. */
function progressIn(logs: string): number | undefined {
  const found = logs.match(/\b(\d{1,3})%\|/g)?.at(-1);
  const percent = found === undefined ? undefined : Number.parseInt(found, 10);
  return percent === undefined || percent > 100 ? undefined : percent;
}

function finished(json: Json, raw: Json, task: Task): News {
  const { output } = json;
  const empty =
    output === undefined || output === null || output === '' || (Array.isArray(output) && output.length === 0);
  if (empty) return { state: 'failed', raw, error: upstreamError('no_result', 'The upstream shows no result.') };
  const assets = filesIn(output, /video|veo|kling|hailuo|animate/i.test(task.upstreamModel) ? 'video' : 'image');
  return { state: 'succeeded', raw, assets, used: usedOf(record(json['metrics']), output, assets, task) };
}

/** What was used: as counted by Replicate where it says so, else by what was made. */
function usedOf(metrics: Json, output: unknown, assets: readonly Asset[], task: Task): Used {
  const number = (name: string): number | undefined => {
    const value = metrics[name];
    return typeof value === 'number' && value > 0 ? value : undefined;
  };
  const pictures = assets.filter(({ kind }) => kind === 'image').length;
  const words = typeof output === 'string' ? output : Array.isArray(output) ? output.join('') : '';
  const asked = Number(task.attributes['duration']);
  const seconds = number('video_output_duration_seconds') ?? (asked > 0 ? asked : undefined) ?? number('predict_time');
  return {
    images: number('image_count') ?? Math.max(pictures, assets.length > 0 ? 1 : 0),
    ...(seconds === undefined ? {} : { seconds: Math.round(seconds * 1000) / 1000 }),
    tokens:
      number('output_token_count') ??
      number('token_output_count') ??
      (assets.length > 0 ? 0 : Math.ceil(words.length / 4)),
  };
}

export const replicate: Driver = {
  name: 'replicate',
  wire: 'replicate',
  providers: ['replicate', 'relay', 'sandbox'],
  prepare,
  can: (order, dialect) => dialect === 'replicate' || (order.video !== undefined && order.verb === 'create'),
  submit,
  refusal,
  poll: oneByOne(pollOne),
  batch: 8,
  interval: usualInterval,
  deadlineMs: () => 3_600_000,
  async cancel(task, link) {
    const path = `/v1/predictions/${encodeURIComponent(task.upstreamId)}/cancel`;
    const reply = await link.send(prepare({ method: 'POST', path }, link));
    return STATES[text(reply.json['status'])] === 'cancelled';
  },
  named: body => (isRecord(body) ? [text(body['id'])] : []),
};
