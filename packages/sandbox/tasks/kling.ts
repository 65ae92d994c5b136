// A practice Kling: both generations of the official API, under `/kling`, strict about fields and paths (kling.md).

import { createHmac, timingSafeEqual } from 'node:crypto';
import { Refused, sendJson, type Visit } from '../exchange.ts';
import { tellOfEnd } from './callbacks.ts';
import { fileUrl } from './files.ts';
import { digits, findJob, jobsOf, makeJob, phaseOf, pollFails, type Job } from './job.ts';
import { answerSubmission, bearerOf, bodyOf, textOf, type Body, type TaskRoute } from './visit.ts';

const refusal = (status: number, code: number, message: string): Refused =>
  new Refused(status, { code, message, request_id: 'sandbox' });

/** The pair that the sandbox knows: `ak-sandbox|sk-sandbox`. */
const ACCESS_KEY = 'ak-sandbox';
const SECRET_KEY = 'sk-sandbox';

/** A plain key, or a token signed with the sandbox's own pair that is good now. */
function ownerOf(visit: Visit): string {
  const key = bearerOf(visit);
  if (key === '') throw refusal(401, 1001, 'Authorization is empty');
  const [head, payload, signature] = key.split('.');
  if (head === undefined || payload === undefined || signature === undefined) return key;
  const expected = createHmac('sha256', SECRET_KEY).update(`${head}.${payload}`).digest();
  const given = Buffer.from(signature, 'base64url');
  if (given.length !== expected.length || !timingSafeEqual(given, expected))
    throw refusal(401, 1002, 'Authorization is invalid');
  const claims: unknown = JSON.parse(Buffer.from(payload, 'base64url').toString());
  if (typeof claims !== 'object' || claims === null || !('iss' in claims) || !('exp' in claims) || !('nbf' in claims))
    throw refusal(401, 1002, 'Authorization is invalid');
  const now = Date.now() / 1000;
  if (claims.iss !== ACCESS_KEY) throw refusal(401, 1002, 'Authorization is invalid');
  if (Number(claims.nbf) > now) throw refusal(401, 1003, 'Authorization is not yet valid');
  if (Number(claims.exp) < now) throw refusal(401, 1004, 'Authorization has expired');
  return ACCESS_KEY;
}

/** What each classic path needs, and what it makes. */
const PATHS: Readonly<
  Record<string, { readonly needs: readonly string[]; readonly makes: 'videos' | 'images' | 'audios' | 'voices' }>
> = {
  'videos/text2video': { needs: ['prompt'], makes: 'videos' },
  'videos/image2video': { needs: ['image'], makes: 'videos' },
  'videos/multi-image2video': { needs: ['image_list', 'prompt'], makes: 'videos' },
  'videos/omni-video': { needs: ['prompt'], makes: 'videos' },
  'videos/motion-control': { needs: ['image_url', 'video_url', 'mode'], makes: 'videos' },
  'videos/video-extend': { needs: ['video_id'], makes: 'videos' },
  'videos/effects': { needs: ['effect_scene', 'input'], makes: 'videos' },
  'videos/lip-sync': { needs: ['input'], makes: 'videos' },
  'videos/advanced-lip-sync': { needs: ['session_id', 'face_choose'], makes: 'videos' },
  'videos/avatar/image2video': { needs: ['image'], makes: 'videos' },
  'videos/multi-elements': { needs: ['session_id', 'edit_mode', 'prompt'], makes: 'videos' },
  'images/generations': { needs: ['prompt'], makes: 'images' },
  'images/multi-image2image': { needs: ['subject_image_list'], makes: 'images' },
  'images/omni-image': { needs: ['prompt'], makes: 'images' },
  'images/editing/expand': { needs: ['image'], makes: 'images' },
  'images/kolors-virtual-try-on': { needs: ['human_image', 'cloth_image'], makes: 'images' },
  'audio/text-to-audio': { needs: ['prompt'], makes: 'audios' },
  'audio/video-to-audio': { needs: [], makes: 'audios' },
  'general/custom-voices': { needs: ['voice_name'], makes: 'voices' },
};

const STATUSES = {
  waiting: 'submitted',
  queued: 'submitted',
  running: 'processing',
  done: 'succeed',
  failed: 'failed',
  cancelled: 'failed',
} as const;

function resultOf(visit: Visit, job: Job): Record<string, unknown> {
  const makes = PATHS[job.kind]?.makes ?? 'videos';
  if (makes === 'images') {
    const count = Math.min(Number(job.body['n'] ?? 1), 9);
    const made = job.markers.partial === true ? 1 : count;
    return {
      images: Array.from({ length: made }, (_none, index) => ({
        index,
        url: fileUrl(visit, job, `image-${index}.png`),
      })),
    };
  }
  if (makes === 'audios')
    return { audios: [{ id: `${job.id}a`, url_mp3: fileUrl(visit, job, 'sound-5.mp3'), duration_mp3: '5.0' }] };
  if (makes === 'voices') return { voices: [{ voice_id: `${job.id}w`, voice_name: job.body['voice_name'] }] };
  const duration = textOf(job.body, 'duration') || '5';
  return {
    videos: [{ id: `${job.id}v`, url: fileUrl(visit, job, `video-${duration}.mp4`), duration: `${duration}.041` }],
  };
}

function dataOf(visit: Visit, job: Job): Record<string, unknown> {
  const phase = phaseOf(job);
  const unknown = job.markers.unknownState === true && phase === 'running';
  const external = job.memory.get('external');
  return {
    task_id: job.id,
    task_status: unknown ? 'rendering' : STATUSES[phase],
    task_status_msg: phase === 'failed' ? job.markers.fail : '',
    task_info: external === undefined ? {} : { external_task_id: external },
    ...(phase === 'done'
      ? { task_result: job.markers.noUrl === true ? {} : resultOf(visit, job), final_unit_deduction: '1' }
      : {}),
    created_at: job.createdAt,
    updated_at: Date.now(),
  };
}

function newDataOf(visit: Visit, job: Job): Record<string, unknown> {
  const phase = phaseOf(job);
  const outputs =
    phase === 'done' && job.markers.noUrl !== true
      ? [{ type: 'video', id: `${job.id}v`, url: fileUrl(visit, job, 'video-5.mp4'), duration: '5.04' }]
      : [];
  return {
    id: job.id,
    status: phase === 'done' ? 'succeeded' : STATUSES[phase],
    message: phase === 'failed' ? job.markers.fail : '',
    create_time: job.createdAt,
    update_time: Date.now(),
    external_id: job.memory.get('external') ?? '',
    outputs,
  };
}

const ok = (visit: Visit, data: unknown): void =>
  sendJson(visit, 200, { code: 0, message: 'SUCCEED', request_id: 'sandbox', data });

function begin(
  visit: Visit,
  kind: string,
  body: Body,
  owner: string,
  external: string,
  data: (job: Job) => unknown,
  hook: unknown,
): void {
  if (external !== '' && jobsOf('kling').some(job => job.owner === owner && job.memory.get('external') === external))
    throw refusal(400, 1201, 'external_task_id is not unique');
  const refused = /\[\[refuse (\d+)\]\]/.exec(JSON.stringify(body))?.[1];
  if (refused === '429') throw refusal(429, 1303, 'parallel task over resource pack limit');
  if (refused === '400') throw refusal(400, 1301, 'Failure to pass the risk control system');
  if (refused !== undefined) throw refusal(Number(refused), 5000, 'refused on demand');
  const job = makeJob({ platform: 'kling', owner, kind, body, id: digits(18) });
  if (external !== '') job.memory.set('external', external);
  tellOfEnd(job, hook, () => data(job));
  answerSubmission(visit, job, 200, { code: 0, message: 'SUCCEED', request_id: 'sandbox', data: data(job) });
}

function create(visit: Visit, [, kind = '']: RegExpExecArray): void {
  const owner = ownerOf(visit);
  const body = bodyOf(visit, message => refusal(400, 1201, message));
  const rule = PATHS[kind];
  if (rule === undefined) throw refusal(404, 1202, 'method not found');
  for (const name of rule.needs)
    if (body[name] === undefined || body[name] === '') throw refusal(400, 1201, `${name} is required`);
  if (body['duration'] !== undefined && typeof body['duration'] !== 'string')
    throw refusal(400, 1201, 'duration must be a string');
  if (textOf(body, 'image').startsWith('data:')) throw refusal(400, 1201, 'image must be base64 without a prefix');
  const video = textOf(body, 'video_id');
  if (video !== '' && findJob('kling', video.replace(/v$/, ''), owner) === undefined)
    throw refusal(404, 1203, 'video not found');
  begin(visit, kind, body, owner, textOf(body, 'external_task_id'), job => dataOf(visit, job), body['callback_url']);
}

function createNew(visit: Visit, [, kind = '', model = '']: RegExpExecArray): void {
  const owner = ownerOf(visit);
  const body = bodyOf(visit, message => refusal(400, 1201, message));
  if (!model.startsWith('kling-')) throw refusal(404, 1203, 'model not found');
  const settings = body['settings'];
  if (
    typeof settings === 'object' &&
    settings !== null &&
    'duration' in settings &&
    typeof settings.duration !== 'number'
  )
    throw refusal(400, 1201, 'settings.duration must be an integer');
  if (kind === 'text-to-video' ? textOf(body, 'prompt') === '' : !Array.isArray(body['contents']))
    throw refusal(400, 1201, 'prompt is required');
  const options = body['options'];
  const option = (name: string): string => {
    const value: unknown =
      typeof options === 'object' && options !== null
        ? Object.entries(options).find(([key]) => key === name)?.[1]
        : undefined;
    return typeof value === 'string' ? value : '';
  };
  begin(
    visit,
    `${kind}/${model}`,
    body,
    owner,
    option('external_task_id'),
    job => newDataOf(visit, job),
    option('callback_url'),
  );
}

/** By our id or the client's, and only under the path that made it. */
function one(visit: Visit, [, kind = '', id = '']: RegExpExecArray): void {
  const owner = ownerOf(visit);
  const job =
    findJob('kling', id, owner) ??
    jobsOf('kling').find(each => each.owner === owner && each.memory.get('external') === id);
  if (job === undefined || job.kind !== kind) throw refusal(404, 1203, 'task not found');
  if (pollFails(job)) throw refusal(503, 5001, 'Service Unavailable');
  ok(visit, dataOf(visit, job));
}

function several(visit: Visit): void {
  const owner = ownerOf(visit);
  const words = (name: string): string[] => (visit.query.get(name) ?? '').split(',').filter(word => word !== '');
  const byId = words('task_ids').flatMap(id => findJob('kling', id, owner) ?? []);
  const outer = words('external_task_ids');
  const byExternal = jobsOf('kling').filter(
    job => job.owner === owner && outer.includes(job.memory.get('external') ?? ''),
  );
  const found = [...byId, ...byExternal];
  if (found.filter(pollFails).length > 0) throw refusal(503, 5001, 'Service Unavailable');
  ok(
    visit,
    found.map(job => newDataOf(visit, job)),
  );
}

function speak(visit: Visit): void {
  ownerOf(visit);
  const body = bodyOf(visit, message => refusal(400, 1201, message));
  if (textOf(body, 'text') === '') throw refusal(400, 1201, 'text is required');
  ok(visit, {
    task_id: digits(18),
    task_status: 'succeed',
    task_result: { audios: [{ id: digits(18), url: 'https://example.com/a.mp3', duration: '2.1' }] },
  });
}

export const klingRoutes: readonly TaskRoute[] = [
  ['POST', /^\/kling\/v1\/audio\/tts$/, speak],
  ['POST', /^\/kling\/v1\/(.+)$/, create],
  ['GET', /^\/kling\/v1\/(.+)\/([^/]+)$/, one],
  ['POST', /^\/kling\/(text-to-video|image-to-video|omni-video|motion-control)\/([^/]+)$/, createNew],
  ['GET', /^\/kling\/tasks$/, several],
];
