// Veo at Google's cloud (Vertex AI): operations that are asked after by a call, and videos as bytes in its answer.

import { googleModel } from '../../providers/vertex.ts';
import { isServiceAccount } from '../../providers/service-account.ts';
import { isRecord, list, record, text, type Json } from '../../relay/json.ts';
import { oneByOne, usualInterval, type Driver, type Link, type Polled, type UpstreamCall } from '../driver.ts';
import type { Asset, Task } from '../task.ts';
import { failedBy, instanceFrom, made, parametersFrom, refusal } from './veo.ts';

/** An answer with four videos of eight seconds takes its time, milliseconds. */
const FETCH_MS = 120_000;
/** What stands for the address of a video that comes with its operation: its number among them. */
const PLACE = 'operation:';

/** A service account's token comes with the way; a key of express mode goes with each call. */
function prepare(call: UpstreamCall, { secret }: Link): UpstreamCall {
  if (secret === '' || isServiceAccount(secret)) return call;
  return { ...call, headers: { 'x-goog-api-key': secret, ...call.headers } };
}

function callOn(model: string, verb: string, json: Json, link: Link): UpstreamCall {
  const path = `${googleModel(model, link.details ?? {})}:${verb}`;
  return prepare({ method: 'POST', path, json, model, timeoutMs: FETCH_MS }, link);
}

async function ask(task: Task, link: Link): ReturnType<Link['send']> {
  return link.send(callOn(task.upstreamModel, 'fetchPredictOperation', { operationName: task.upstreamId }, link));
}

async function pollOne(task: Task, link: Link): Promise<Polled> {
  const reply = await ask(task, link);
  if (reply.status === 404) return 'missing';
  if (reply.status >= 300) return 'silent';
  const { json } = reply;
  if (json['done'] !== true) return text(json['name']) === '' ? 'silent' : { state: 'running' };
  if (isRecord(json['error'])) return failedBy(json['error'], { name: json['name'], error: json['error'] });
  const response = record(json['response']);
  const { videos, ...told } = response;
  const assets = list(videos).flatMap((video, index) => assetOf(record(video), index));
  // The bytes are fetched again when they are copied: a row of the store is no place for them.
  return made(assets, response, { response: { generateVideoResponse: told } }, task);
}

/** Bytes come with the operation, anything else is at an address. */
function assetOf(video: Json, index: number): Asset[] {
  const common = { kind: 'video', role: 'video' } as const;
  if (text(video['bytesBase64Encoded']) !== '') return [{ ...common, upstreamUrl: `${PLACE}${index}` }];
  const url = text(video['uri']) || text(video['gcsUri']);
  return /^https?:/.test(url) ? [{ ...common, upstreamUrl: url }] : [];
}

export const veoVertex: Driver = {
  name: 'veo-vertex',
  wire: 'veo',
  providers: ['vertex'],
  prepare,
  // A video that is gone on from is at the Gemini API: this one would have to be given its bytes.
  can: (order, dialect) =>
    (dialect === 'veo' && order.verb !== 'extend') || (order.video !== undefined && order.verb === 'create'),
  async submit(order, model, link, task) {
    const video = order.video ?? { prompt: '' };
    const body =
      task.dialect === 'veo'
        ? order.body
        : { instances: [await instanceFrom(video, link)], parameters: parametersFrom(video) };
    const reply = await link.send(callOn(model, 'predictLongRunning', body, link));
    const name = text(reply.json['name']);
    return reply.status < 300 && name !== '' ? { kind: 'accepted', upstreamId: name } : refusal(reply);
  },
  poll: oneByOne(pollOne),
  batch: 4,
  interval: age => Math.max(usualInterval(age), 5_000),
  deadlineMs: () => 3_600_000,
  async bytesOf({ upstreamUrl }, task, link) {
    const reply = await ask(task, link);
    const video = record(list(record(reply.json['response'])['videos'])[Number(upstreamUrl.slice(PLACE.length))]);
    const bytes = Buffer.from(text(video['bytesBase64Encoded']), 'base64');
    if (bytes.length === 0) throw new Error(`the operation has no video any more (status ${reply.status})`);
    return { type: text(video['mimeType']) || 'video/mp4', bytes };
  },
};
