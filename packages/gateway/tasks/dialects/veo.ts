// Google's clients of long-running predictions: Veo's operations and their files, under every version of the API.

import { Failure, renderFailure } from '@turnpike/protocols/failures';
import { isRecord, list, record, text, type Json } from '../../relay/json.ts';
import {
  answer,
  parentOf,
  wordsOf,
  type Answer,
  type Ask,
  type Desk,
  type Dialect,
  type DialectRoute,
  type Problem,
} from '../dialect.ts';
import { word } from '../ids.ts';
import type { Links } from '../links.ts';
import type { Order, VideoRequest } from '../order.ts';
import { isFinal, type Task } from '../task.ts';
import { videoMeasure } from '../video-form.ts';
import { vertexRoutes } from './veo-vertex.ts';

/** Letters of an operation's id: its files are named by it and their number, in letters that Google's clients take. */
const ID_LENGTH = 24;
/** What the names of our files begin with: other files are Google's own, that clients uploaded. */
const FILE = 'veovideo';
const VERSIONS = ['/v1beta', '/v1alpha', '/v1'];
const USUAL_SECONDS = 8;

function wrong(field: string, message: string): Failure {
  return new Failure('invalid_request', message, { param: field });
}

/** An address of a file of ours, as Google writes its own; its version is the client's. */
function fileAddress(task: Task, index: number): string {
  return `${task.origin}${text(task.memo['version']) || '/v1beta'}/files/${FILE}${task.publicId}${index}:download?alt=media`;
}

const nameOf = (task: Task): string => `models/${task.model}/operations/${task.publicId}`;

/** Codes of Google's for why an operation failed. */
function statusOf(task: Task): Json {
  const why = task.error;
  const code = task.state === 'cancelled' ? 1 : task.state === 'expired' ? 4 : why?.class === 'upstream' ? 13 : 3;
  return { code, message: why?.message ?? 'The operation was cancelled.' };
}

/** An operation (veo-unified.md C). */
function render(task: Task, _links: Links): Json {
  const name = nameOf(task);
  if (!isFinal(task.state)) return { name };
  if (task.state !== 'succeeded') return { name, done: true, error: statusOf(task) };
  const samples = task.assets.flatMap(({ kind }, index) =>
    kind === 'video' ? [{ video: { uri: fileAddress(task, index) } }] : [],
  );
  const raw = task.rawWire === 'veo' ? record(record(record(task.raw)['response'])['generateVideoResponse']) : {};
  const { generatedSamples: _samples, ...filtered } = raw;
  return {
    name,
    done: true,
    response: {
      '@type': 'type.googleapis.com/google.ai.generativelanguage.v1beta.PredictLongRunningResponse',
      generateVideoResponse: { ...filtered, generatedSamples: samples },
    },
  };
}

/** A picture or video of an instance: bytes, or an address. */
function mediaOf(value: unknown, name: string, desk: Desk): string | undefined {
  if (value === undefined || value === null) return undefined;
  const media = record(value);
  const inline = record(media['inlineData']);
  const bytes = text(media['bytesBase64Encoded']) || text(media['imageBytes']) || text(inline['data']);
  const type = text(media['mimeType']) || text(inline['mimeType']) || 'image/png';
  const source = bytes === '' ? text(media['gcsUri']) || text(media['uri']) : `data:${type};base64,${bytes}`;
  if (source === '') throw wrong(name, `${name} must have bytesBase64Encoded and mimeType.`);
  if (!source.startsWith('gs://')) desk.checkMedia(name, source);
  return source;
}

/** The task that made a file of ours, by its address. */
async function makerOf(uri: string, desk: Desk): Promise<Task | undefined> {
  const id = /\/files\/veovideo([a-z0-9]+)/.exec(uri)?.[1] ?? '';
  return id.length > ID_LENGTH ? desk.find(id.slice(0, ID_LENGTH)) : undefined;
}

/** What Google itself calls a file of ours. */
function uriOf(maker: Task | undefined, ours: string): string {
  const index = Number(/\/files\/veovideo([a-z0-9]+)/.exec(ours)?.[1]?.slice(ID_LENGTH) ?? 0);
  const result = record(record(record(maker?.raw)['response'])['generateVideoResponse']);
  return text(record(record(list(result['generatedSamples'])[index])['video'])['uri']);
}

function numberIn(parameters: Json, name: string, least: number, most: number): number | undefined {
  const value = parameters[name];
  if (value === undefined || value === null) return undefined;
  const number = typeof value === 'string' ? Number(value) : value;
  if (typeof number !== 'number' || !Number.isInteger(number) || number < least || number > most)
    throw wrong(name, `${name} must be a whole number from ${least} to ${most}.`);
  return number;
}

function videoOf(instance: Json, parameters: Json, desk: Desk): VideoRequest {
  const ratio = text(parameters['aspectRatio']);
  if (ratio !== '' && !/^\d{1,2}:\d{1,2}$/.test(ratio)) throw wrong('aspectRatio', 'aspectRatio must be such as 16:9.');
  const references = list(instance['referenceImages']).map(each =>
    mediaOf(record(each)['image'], 'referenceImages', desk),
  );
  const audio = parameters['generateAudio'];
  return {
    prompt: text(instance['prompt']),
    negativePrompt: text(parameters['negativePrompt']) || undefined,
    first: mediaOf(instance['image'], 'image', desk),
    last: mediaOf(instance['lastFrame'], 'lastFrame', desk),
    references: references.flatMap(each => each ?? []),
    seconds: numberIn(parameters, 'durationSeconds', 1, 60) ?? USUAL_SECONDS,
    ratio: ratio || undefined,
    resolution: text(parameters['resolution']).toLowerCase() || '720p',
    seed: typeof parameters['seed'] === 'number' ? parameters['seed'] : undefined,
    audio: typeof audio === 'boolean' ? audio : undefined,
  };
}

async function orderOf(ask: Ask, desk: Desk): Promise<Order> {
  const [first] = list(ask.body['instances']);
  if (!isRecord(first)) throw wrong('instances', 'instances must be a list of one instance.');
  const parameters = record(ask.body['parameters']);
  const video = videoOf(first, parameters, desk);
  const source = text(record(first['video'])['uri']);
  if (video.prompt.trim() === '' && video.first === undefined && source === '')
    throw wrong('prompt', 'The instance must have a prompt or an image.');
  const count = numberIn(parameters, 'sampleCount', 1, 4) ?? 1;
  const maker = source === '' ? undefined : await makerOf(source, desk);
  if (source !== '' && maker?.state !== 'succeeded')
    throw wrong('video', 'The video must be one that was made here and is still kept.');
  const measure = videoMeasure(video, USUAL_SECONDS);
  return {
    // Several at once and what goes on from a video are Google's own: no other maker is asked for them.
    verb: maker !== undefined ? 'extend' : count > 1 ? 'samples' : 'create',
    models: [(ask.params['model'] ?? '').replace(/^models\//, '')],
    body: ask.body,
    video,
    measure: { ...measure, seconds: (measure.seconds ?? USUAL_SECONDS) * count },
    memo: {
      version: VERSIONS.find(version => ask.path.startsWith(`${version}/`)) ?? '/v1beta',
      sourceUri: uriOf(maker, source),
    },
    ...(maker === undefined ? {} : { parent: parentOf(maker) }),
  };
}

const submit = async (ask: Ask, desk: Desk): Promise<Task> => desk.submit(await orderOf(ask, desk));

const create: DialectRoute['handle'] = async (ask, desk) => answer({ name: nameOf(await submit(ask, desk)) });

const notFound = (what: string): Answer =>
  answer({ error: { code: 404, message: `${what} not found.`, status: 'NOT_FOUND' } }, 404);

const operation: DialectRoute['handle'] = async (ask, desk) => {
  const task = await desk.find(ask.params['id'] ?? '');
  return task?.dialect === 'veo' ? answer(render(task, desk.links)) : notFound('Operation');
};

/** A file by the id of its operation and its number. */
const download: DialectRoute['handle'] = async (ask, desk) => {
  const id = ask.params['id'] ?? '';
  const task = await desk.find(id.slice(0, ID_LENGTH));
  const index = Number(id.slice(ID_LENGTH));
  if (task?.dialect !== 'veo' || task.state !== 'succeeded' || task.assets[index] === undefined)
    return notFound('File');
  return { status: 200, asset: { task, index } };
};

function error(problem: Problem): Answer {
  const { status, message } = wordsOf(problem);
  if (problem.kind === 'failure')
    return answer(renderFailure('gemini-generate', problem.failure, problem.requestId ?? ''), problem.failure.status);
  const own = record(record(problem.raw)['error']);
  if (problem.rawWire === 'veo' && status < 500 && text(own['status']) !== '')
    return answer({ error: own }, problem.status);
  const kind = status >= 500 ? 'UNAVAILABLE' : status === 429 ? 'RESOURCE_EXHAUSTED' : 'INVALID_ARGUMENT';
  return answer({ error: { code: status, message, status: kind } }, status);
}

export const veo: Dialect = {
  name: 'veo',
  routes: [
    ...vertexRoutes(submit, statusOf),
    ...VERSIONS.flatMap((version): DialectRoute[] => [
      { method: 'POST', pattern: `${version}/models/{model*}:predictLongRunning`, handle: create },
      { method: 'GET', pattern: `${version}/models/{model}/operations/{id}`, handle: operation },
      { method: 'GET', pattern: `${version}/operations/{id}`, handle: operation },
      { method: 'GET', pattern: `${version}/files/${FILE}{id}:download`, handle: download },
      // Google's client for Python writes a whole address behind `files/` where it does not begin with https.
      { method: 'GET', pattern: `${version}/files/{address*}/files/${FILE}{id}:download`, handle: download },
    ]),
  ],
  newId: () => word('', ID_LENGTH),
  render,
  error,
};
