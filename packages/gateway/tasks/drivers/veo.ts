// Veo at Google's API and at relays that mirror it: operations, and files that only the key which made them may fetch.

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
  oneByOne,
} from '../driver.ts';
import type { Order, VideoRequest } from '../order.ts';
import type { Asset, Task } from '../task.ts';
import { shapeOf } from '../video-form.ts';

function authorized(provider: string, secret: string): Readonly<Record<string, string>> {
  if (secret === '') return {};
  return provider === 'relay' ? { authorization: `Bearer ${secret}` } : { 'x-goog-api-key': secret };
}

function prepare(call: UpstreamCall, { secret, provider }: Link): UpstreamCall {
  return { ...call, headers: { ...authorized(provider, secret), ...call.headers } };
}

/** A picture as Google takes it: its bytes, whatever the client gave. */
async function picture(source: string, link: Link): Promise<Json> {
  const media = await link.media?.(source);
  return { bytesBase64Encoded: media?.base64 ?? '', mimeType: media?.type || 'image/png' };
}

export async function instanceFrom(video: VideoRequest, link: Link): Promise<Json> {
  const references = video.references ?? [];
  return {
    prompt: video.prompt,
    ...(video.first === undefined || references.length > 0 ? {} : { image: await picture(video.first, link) }),
    ...(video.last === undefined ? {} : { lastFrame: await picture(video.last, link) }),
    ...(references.length === 0
      ? {}
      : {
          referenceImages: await Promise.all(
            references.map(async each => ({ image: await picture(each, link), referenceType: 'asset' })),
          ),
        }),
  };
}

export function parametersFrom(video: VideoRequest): Json {
  const { ratio, resolution } = shapeOf(video);
  const { personGeneration } = record(video.extra);
  return {
    ...(personGeneration === undefined ? {} : { personGeneration }),
    ...(ratio === undefined ? {} : { aspectRatio: ratio }),
    ...(resolution === undefined ? {} : { resolution }),
    ...(video.seconds === undefined ? {} : { durationSeconds: video.seconds }),
    ...(video.negativePrompt === undefined ? {} : { negativePrompt: video.negativePrompt }),
  };
}

/** The client's own instance, with a video that was made here named as its maker named it. */
function ownInstance(order: Order, task: Task): Json {
  const instance = record(list(order.body['instances'])[0]);
  const uri = text(task.memo['sourceUri']);
  return uri === '' ? instance : { ...instance, video: { uri } };
}

async function submit(order: Order, model: string, link: Link, task: Task): Promise<Submitted> {
  const own = task.dialect === 'veo';
  const video = order.video ?? { prompt: '' };
  const body = own
    ? { ...order.body, instances: [ownInstance(order, task)] }
    : { instances: [await instanceFrom(video, link)], parameters: parametersFrom(video) };
  const path = `/v1beta/models/${encodeURIComponent(model)}:predictLongRunning`;
  const reply = await link.send(prepare({ method: 'POST', path, json: body }, link));
  const name = text(reply.json['name']);
  if (reply.status >= 300 || name === '') return refusal(reply);
  return { kind: 'accepted', upstreamId: name };
}

export function refusal(reply: UpstreamReply): Submitted {
  const error = record(reply.json['error']);
  const message = text(error['message']) || `The upstream answered ${reply.status}.`;
  if (reply.status < 300)
    return { kind: 'unknown', status: reply.status, message: 'The upstream gave no name of the operation.' };
  // A wrong key is a bad request at Google (gemini-native-media.md §8).
  const badKey = /API_KEY_INVALID|API key not valid/.test(JSON.stringify(error));
  return refusedBy(badKey ? { ...reply, status: 401 } : reply, message, text(error['status']));
}

async function pollOne(task: Task, link: Link): Promise<Polled> {
  if (!/^[\w.-]+(?:\/[\w.-]+)*$/.test(task.upstreamId)) return 'missing';
  const reply = await link.send(prepare({ method: 'GET', path: `/v1beta/${task.upstreamId}` }, link));
  if (reply.status === 404) return 'missing';
  if (reply.status >= 300) return 'silent';
  const { json } = reply;
  if (json['done'] !== true) return text(json['name']) === '' ? 'silent' : { state: 'running' };
  const { error } = json;
  return isRecord(error) ? failedBy(error, json) : finished(json, task, link);
}

/** The end of an operation that Google says failed. */
export function failedBy(error: Json, raw: Json): News {
  const message = text(error['message']) || 'The upstream gave no reason.';
  const content = /policy|safety|sensitive|violat|responsible/i.test(message);
  const kind = content ? 'content' : error['code'] === 3 ? 'user' : 'upstream';
  return { state: 'failed', raw, error: upstreamError(`code_${String(error['code'])}`, message, kind) };
}

/** What was made (veo-unified.md C). */
function finished(json: Json, task: Task, link: Link): News {
  const response = record(json['response']);
  const result = record(response['generateVideoResponse']);
  // One of the market's gateways says `generatedVideos`; both are read.
  const samples = [...list(result['generatedSamples']), ...list(response['generatedVideos'])].map(record);
  const assets = samples.flatMap(sample => assetOf(text(record(sample['video'])['uri']), link));
  return made(assets, result, json, task);
}

/** A success by what is there of it; when all of it was filtered out, nothing was made. */
export function made(assets: readonly Asset[], result: Json, json: Json, task: Task): News {
  if (assets.length > 0) {
    const asked = Number(task.attributes['duration']);
    const used = asked > 0 ? { used: { seconds: asked * assets.length } } : {};
    return { state: 'succeeded', raw: json, assets, ...used };
  }
  const reasons = list(result['raiMediaFilteredReasons']).map(text).join(' ');
  const filtered = reasons !== '' || Number(result['raiMediaFilteredCount']) > 0;
  const message = reasons || (filtered ? 'The videos were filtered out.' : 'The upstream shows no result.');
  return {
    state: 'failed',
    raw: json,
    error: upstreamError(filtered ? 'filtered' : 'no_result', message, filtered ? 'content' : 'upstream'),
  };
}

/** A file of Google's is fetched where the channel is, with its key; any other address without one. */
function assetOf(uri: string, link: Link): Asset[] {
  if (!URL.canParse(uri)) return [];
  const { pathname, search } = new URL(uri);
  const file = /\/(?:v1beta|v1alpha|v1)\/files\/[^/]+:download$/.exec(pathname)?.[0];
  const common = { kind: 'video', role: 'video' } as const;
  if (file === undefined) return /^https?:/.test(uri) ? [{ ...common, upstreamUrl: uri }] : [];
  return [{ ...common, upstreamUrl: `${link.baseUrl}${file}${search}`, authorized: true }];
}

export const veo: Driver = {
  name: 'veo',
  wire: 'veo',
  providers: ['gemini', 'relay', 'sandbox'],
  prepare,
  can: (order, dialect) => dialect === 'veo' || (order.video !== undefined && order.verb === 'create'),
  submit,
  poll: oneByOne(pollOne),
  batch: 8,
  interval: age => Math.max(usualInterval(age), 2_000),
  deadlineMs: () => 3_600_000,
  assetHeaders: (asset, { secret, provider }) => (asset.authorized === true ? authorized(provider, secret) : {}),
};
