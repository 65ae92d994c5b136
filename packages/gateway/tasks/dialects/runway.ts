// Runway's clients: every path of its API under `/runwayml`, its task object, its short errors (runway.md A, B).

import { Failure } from '@turnpike/protocols/failures';
import { list, record, text, type Json } from '../../relay/json.ts';
import {
  answer,
  wordsOf,
  type Answer,
  type Ask,
  type Desk,
  type Dialect,
  type DialectRoute,
  type Problem,
  together,
} from '../dialect.ts';
import { optionalNumber, optionalText, requiredText } from '../fields.ts';
import { uuid } from '../ids.ts';
import type { Links } from '../links.ts';
import { resolutionOf, type Measure, type Order, type Parent, type VideoRequest } from '../order.ts';
import { isFinal, type Task, type TaskState } from '../task.ts';

const STATUSES: Readonly<Record<TaskState, string>> = {
  accepted: 'PENDING',
  submitting: 'PENDING',
  queued: 'PENDING',
  waiting_input: 'PENDING',
  running: 'RUNNING',
  saving: 'RUNNING',
  succeeded: 'SUCCEEDED',
  failed: 'FAILED',
  cancelled: 'CANCELLED',
  expired: 'FAILED',
};

/** What each path needs, and what it is measured in. */
interface Rule {
  readonly needs: readonly string[];
  readonly unit: 'second' | 'image' | 'character' | 'call';
  /** The model where a path has only one. */
  readonly model?: string;
}

const RULES: Readonly<Record<string, Rule>> = {
  image_to_video: { needs: ['promptImage'], unit: 'second' },
  text_to_video: { needs: ['promptText'], unit: 'second' },
  video_to_video: { needs: ['videoUri'], unit: 'second' },
  text_to_image: { needs: ['promptText'], unit: 'image' },
  character_performance: { needs: ['character', 'reference'], unit: 'second' },
  video_upscale: { needs: ['videoUri'], unit: 'second' },
  image_upscale: { needs: ['imageUri'], unit: 'image' },
  text_to_speech: { needs: ['promptText'], unit: 'character' },
  sound_effect: { needs: ['promptText'], unit: 'call' },
  voice_isolation: { needs: ['audioUri'], unit: 'call' },
  voice_dubbing: { needs: ['audioUri'], unit: 'call' },
  speech_to_speech: { needs: [], unit: 'call' },
};

/** Seconds that are made when a body says none, by model: said to the maker too, so that it is what was priced. */
export function usualRunwaySeconds(model: string): number {
  if (model.startsWith('veo')) return 8;
  return /^gen4_turbo|^gen3a|^gen4\.5/.test(model) ? 10 : 5;
}

function render(task: Task, links: Links): Json {
  const done = task.state === 'succeeded';
  const status = STATUSES[task.state];
  return {
    id: task.publicId,
    status: task.notes['throttled'] === true && status === 'PENDING' ? 'THROTTLED' : status,
    createdAt: new Date(task.createdAt).toISOString(),
    ...(status === 'RUNNING' ? { progress: task.progress / 100 } : {}),
    ...(done ? { output: task.assets.flatMap((_asset, index) => links.url(task, index) ?? []) } : {}),
    ...(status === 'FAILED' ? { failure: task.error?.message ?? '', failureCode: task.error?.code ?? 'INTERNAL' } : {}),
  };
}

function error(problem: Problem): Answer {
  const { status, message } = wordsOf(problem);
  if (problem.kind === 'refused' && problem.rawWire === 'runway' && status < 500 && text(problem.raw?.['error']) !== '')
    return answer(problem.raw, problem.status);
  const param = problem.kind === 'failure' ? problem.failure.param : undefined;
  const issues = param === undefined ? {} : { issues: [{ path: [param], message }] };
  return answer({ error: message, ...issues }, status);
}

/** Pictures and videos wherever a body has them; some relays' clients write one as a plain text. */
function checkUris(body: Json, desk: Desk): void {
  const named = ['promptImage', 'videoUri', 'imageUri', 'audioUri'];
  for (const name of named) {
    const value = body[name];
    if (typeof value === 'string' && value !== '') desk.checkMedia(name, value);
    else for (const item of list(value).map(record)) desk.checkMedia(name, item['uri']);
  }
  for (const name of ['referenceImages', 'references', 'keyframes'])
    for (const item of list(body[name]).map(record)) desk.checkMedia(name, item['uri']);
  for (const name of ['character', 'reference'])
    if (text(record(body[name])['uri']) !== '') desk.checkMedia(name, record(body[name])['uri']);
}

const SHAPES: Readonly<Record<string, string>> = { '16:9': '1280:720', '9:16': '720:1280', '1:1': '960:960' };

function measureOf(rule: Rule, body: Json, seconds: number): Measure {
  const ratio = text(body['ratio']);
  const resolution = resolutionOf(ratio.replace(':', 'x'));
  const pictured = body['promptImage'] !== undefined || body['referenceImages'] !== undefined;
  const attributes: Record<string, string> = {
    duration: String(seconds),
    input: body['videoUri'] !== undefined ? 'video' : pictured ? 'image' : 'text',
    mode: 'std',
    ...(ratio === '' ? {} : { ratio }),
    ...(resolution === undefined ? {} : { resolution }),
    ...(body['audio'] === undefined ? {} : { audio: body['audio'] === true ? 'on' : 'off' }),
  };
  if (rule.unit === 'second') return { seconds, attributes };
  if (rule.unit === 'image') return { images: 1, attributes };
  return rule.unit === 'character' ? { characters: text(body['promptText']).length, attributes } : { attributes };
}

function neutral(verb: string, body: Json, seconds: number): VideoRequest | undefined {
  if (verb !== 'image_to_video' && verb !== 'text_to_video') return undefined;
  const image = body['promptImage'];
  const frames = list(image).map(record);
  const at = (position: string): string | undefined =>
    optionalText(frames.find(frame => frame['position'] === position) ?? {}, 'uri');
  return {
    prompt: text(body['promptText']),
    first: typeof image === 'string' ? image : at('first'),
    last: at('last'),
    seconds,
    size: text(body['ratio']).replace(':', 'x') || undefined,
    seed: optionalNumber(body, 'seed'),
  };
}

/** Files that were uploaded to the maker, wherever a body names them. */
function uploadsIn(value: unknown): readonly string[] {
  if (typeof value === 'string') return value.startsWith('runway:') ? [value] : [];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(uploadsIn) : [];
}

/** The account that has the files which a body names. @throws Failure when they are not this client's, or not one's. */
async function keeperOf(body: Json, desk: Desk): Promise<Parent | undefined> {
  let keeper: Parent | undefined;
  for (const uri of new Set(uploadsIn(body))) {
    const maker = await desk.madeBy(uri);
    if (maker === undefined) throw new Failure('invalid_request', `There is no upload ${uri.slice(0, 200)}`);
    keeper = together(keeper, maker);
  }
  return keeper;
}

/** Where a client may put a file for a while: its own upload goes to the maker's store, past us. */
async function upload({ body }: Ask, desk: Desk): Promise<Answer> {
  requiredText(body, 'filename', 'filename is required');
  const call = { method: 'POST' as const, path: '/v1/uploads', json: body };
  const reply = await desk.direct({ models: [], verb: 'uploads', measure: {} }, call, ({ status, json }) => {
    const uri = text(json['runwayUri']);
    return status < 300 && uri !== '' ? [uri] : undefined;
  });
  return answer(reply.json);
}

async function orderOf(ask: Ask, desk: Desk): Promise<Order> {
  const verb = ask.params['verb'] ?? '';
  const rule = RULES[verb];
  if (rule === undefined) throw new Failure('not_found', 'Not found');
  const { watermark: _watermark, ...plain } = ask.body;
  const model = requiredText(plain, 'model', 'model is required');
  for (const name of rule.needs) {
    const value = plain[name];
    if (value === undefined || value === null || value === '')
      throw new Failure('invalid_request', `${name} is required`, { param: name });
  }
  if (text(plain['promptText']).length > 4_000)
    throw new Failure('invalid_request', 'promptText is too long', { param: 'promptText' });
  checkUris(plain, desk);
  const seconds = optionalNumber(plain, 'duration') ?? usualRunwaySeconds(model);
  if (rule.unit === 'second' && (seconds < 1 || seconds > 60))
    throw new Failure('invalid_request', 'duration is out of range', { param: 'duration' });
  const shape = SHAPES[text(plain['ratio'])];
  const timed = verb === 'image_to_video' || verb === 'text_to_video' ? { duration: seconds } : {};
  const body = { ...plain, ...timed, ...(shape === undefined ? {} : { ratio: shape }) };
  const keeper = await keeperOf(body, desk);
  // What only Runway's own store has, no other maker can fetch.
  const video = keeper === undefined ? neutral(verb, body, seconds) : undefined;
  return {
    verb,
    models: [model],
    ...(keeper === undefined ? {} : { parent: keeper }),
    body,
    measure: measureOf(rule, body, seconds),
    ...(video === undefined ? {} : { video }),
  };
}

async function found(ask: Ask, desk: Desk): Promise<Task> {
  const task = await desk.find(ask.params['id'] ?? '');
  if (task === undefined) throw new Failure('not_found', 'Task not found', { param: 'id' });
  return task;
}

/** A task that runs is called off, one that has ended is deleted. */
async function remove(ask: Ask, desk: Desk): Promise<Answer> {
  const task = await found(ask, desk);
  if (isFinal(task.state)) await desk.remove(task);
  else await desk.cancel(task);
  return { status: 204, empty: true };
}

/** A credit is a cent; what the provider itself grants its own customer is nobody's affair. */
async function organisation(_ask: Ask, desk: Desk): Promise<Answer> {
  const creditBalance = Number((await desk.remaining()) / 10_000_000n);
  return answer({ creditBalance, tier: { maxMonthlyCreditSpend: creditBalance, models: {} }, usage: { models: {} } });
}

const routes: readonly DialectRoute[] = ['/runwayml/v1', '/runway/v1'].flatMap((prefix): DialectRoute[] => [
  { method: 'GET', pattern: `${prefix}/organization`, handle: organisation },
  {
    method: 'GET',
    pattern: `${prefix}/tasks/{id}`,
    handle: async (ask, desk) => answer(render(await found(ask, desk), desk.links)),
  },
  { method: 'DELETE', pattern: `${prefix}/tasks/{id}`, handle: remove },
  { method: 'POST', pattern: `${prefix}/uploads`, handle: upload },
  {
    method: 'POST',
    pattern: `${prefix}/{verb}`,
    handle: async (ask, desk) => answer({ id: (await desk.submit(await orderOf(ask, desk))).publicId }),
  },
]);

export const runway: Dialect = { name: 'runway', routes, newId: uuid, render, error, alone: true };
