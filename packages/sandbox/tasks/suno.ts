// A practice relay of the Suno-API family: submissions, clips that follow each other, batches (suno.md).

import { randomUUID } from 'node:crypto';
import { Refused, sendJson, type Visit } from '../exchange.ts';
import { tellOfEnd } from './callbacks.ts';
import { fileUrl } from './files.ts';
import { findJob, makeJob, phaseOf, pollFails, type Job } from './job.ts';
import { answerSubmission, bearerOf, bodyOf, isMedia, textOf, type Body, type TaskRoute } from './visit.ts';

const refusal = (code: string, message: string, status = 400): Refused =>
  new Refused(status, { code, message, data: null });

function ownerOf(visit: Visit): string {
  const key = bearerOf(visit);
  if (key === '') throw refusal('unauthorized', 'Unauthorized', 401);
  return key;
}

/** Clips and personas by the key that made them: what another account made cannot be followed up. */
const made = new Map<string, string>();

/** Forgets all clips. */
export function forgetClips(): void {
  made.clear();
}

const NAMED = ['continue_clip_id', 'cover_clip_id', 'clip_id', 'artist_clip_id', 'root_clip_id', 'persona_id'];

function checkClips(body: Body, owner: string): void {
  const nested = body['metadata_params'];
  const all = [body, typeof nested === 'object' && nested !== null ? { ...nested } : {}];
  for (const part of all) {
    for (const name of NAMED) {
      const id = textOf(part, name);
      if (id !== '' && made.get(id) !== owner) throw refusal('invalid_request', `clip not found: ${id}`);
    }
  }
}

const STATUSES = {
  waiting: 'QUEUED',
  queued: 'QUEUED',
  running: 'IN_PROGRESS',
  done: 'SUCCESS',
  failed: 'FAILURE',
  cancelled: 'FAILURE',
} as const;

const CLIP = {
  waiting: 'queued',
  queued: 'queued',
  running: 'streaming',
  done: 'complete',
  failed: 'error',
  cancelled: 'error',
} as const;

/** Two songs for a call; a concatenation is one. */
function clipsOf(visit: Visit, job: Job): Record<string, unknown>[] {
  const phase = phaseOf(job);
  const count = job.kind === 'concat' || job.kind === 'upload' ? 1 : 2;
  return Array.from({ length: count }, (_none, index) => {
    const id = job.memory.get(`clip${index}`) ?? '';
    const broken = job.markers.partial === true && index === 1 && phase === 'done';
    const status = broken ? 'error' : CLIP[phase];
    const done = status === 'complete' && job.markers.noUrl !== true;
    return {
      id,
      title: textOf(job.body, 'title') || 'Sandbox Song',
      status,
      audio_url: done || status === 'streaming' ? fileUrl(visit, job, `${id}-8.mp3`) : '',
      video_url: '',
      image_url: done ? fileUrl(visit, job, `${id}.png`) : '',
      image_large_url: done ? fileUrl(visit, job, `${id}_large.png`) : '',
      model_name: textOf(job.body, 'mv'),
      user_id: 'upstream-account',
      created_at: new Date(job.createdAt).toISOString(),
      metadata: {
        tags: textOf(job.body, 'tags'),
        prompt: textOf(job.body, 'prompt') || '[Verse]\nGates along the road',
        gpt_description_prompt: textOf(job.body, 'gpt_description_prompt') || null,
        duration: done ? 8 : null,
        error_message: broken ? 'the second song failed' : null,
      },
    };
  });
}

function dataOf(visit: Visit, job: Job): unknown {
  const done = phaseOf(job) === 'done';
  if (job.kind === 'lyrics')
    return done
      ? { id: job.id, title: 'Sandbox', text: `[Verse]\n[sandbox] ${textOf(job.body, 'prompt')}`, status: 'complete' }
      : {};
  if (job.kind === 'persona') {
    const id = job.memory.get('persona') ?? '';
    return done ? { persona_id: id, id } : {};
  }
  return clipsOf(visit, job);
}

function taskOf(visit: Visit, job: Job): Record<string, unknown> {
  const phase = phaseOf(job);
  const unknown = job.markers.unknownState === true && phase === 'running';
  const failed = phase === 'failed' || (phase === 'done' && job.markers.partial === true);
  return {
    task_id: job.id,
    notify_hook: '',
    action: job.kind.toUpperCase(),
    status: unknown ? 'DREAMING' : failed ? 'FAILURE' : STATUSES[phase],
    fail_reason: phase === 'failed' ? (job.markers.fail ?? '') : '',
    submit_time: Math.floor(job.createdAt / 1000),
    start_time: Math.floor(job.createdAt / 1000),
    finish_time: phase === 'done' ? Math.floor((job.createdAt + job.markers.takes) / 1000) : 0,
    progress: phase === 'done' ? '100%' : '0%',
    channel_id: 77,
    quota: 500,
    data: dataOf(visit, job),
  };
}

const NEEDS: Readonly<Record<string, readonly string[]>> = {
  extend: ['continue_clip_id', 'continue_at'],
  upload_extend: ['continue_clip_id', 'continue_at'],
  cover: ['cover_clip_id'],
  artist_consistency: ['persona_id', 'artist_clip_id'],
  gen_stem: ['continue_clip_id'],
};

/** Strict where a real relay is: what is missing is said, and no song is made. */
const CHECKS: Readonly<Record<string, (body: Body) => void>> = {
  music: body => {
    for (const name of NEEDS[textOf(body, 'task')] ?? [])
      if (body[name] === undefined || body[name] === null) throw refusal('invalid_request', `${name} is empty`);
    if (textOf(body, 'mv') === '') throw refusal('invalid_request', 'mv is empty');
    const some = ['gpt_description_prompt', 'prompt', 'tags', 'title', 'task'].some(name => textOf(body, name) !== '');
    if (!some) throw refusal('invalid_request', 'prompt_empty');
  },
  lyrics: body => {
    if (textOf(body, 'prompt') === '') throw refusal('invalid_request', 'prompt_empty');
  },
  concat: body => {
    if (textOf(body, 'clip_id') === '') throw refusal('invalid_request', 'clip_id is empty');
  },
  upload: body => {
    if (!isMedia(body['audio_url']) && !isMedia(body['url'])) throw refusal('invalid_request', 'audio_url is empty');
  },
  persona: body => {
    if (textOf(body, 'root_clip_id') === '' && textOf(body, 'clip_id') === '')
      throw refusal('invalid_request', 'root_clip_id is empty');
  },
};

function begin(visit: Visit, kind: string): void {
  const owner = ownerOf(visit);
  const body = bodyOf(visit, message => refusal('invalid_request', message));
  const check = CHECKS[kind];
  if (check === undefined) throw refusal('invalid_action', 'invalid_action');
  check(body);
  checkClips(body, owner);
  const refused = /\[\[refuse (\d+)\]\]/.exec(JSON.stringify(body))?.[1];
  if (refused !== undefined) throw refusal('refused', 'refused on demand', Number(refused));
  const job = makeJob({ platform: 'suno', owner, kind, body });
  for (const index of [0, 1]) {
    const id = randomUUID();
    job.memory.set(`clip${index}`, id);
    made.set(id, owner);
  }
  if (kind === 'persona') {
    const id = randomUUID();
    job.memory.set('persona', id);
    made.set(id, owner);
  }
  tellOfEnd(job, body['notify_hook'], () => taskOf(visit, job));
  answerSubmission(visit, job, 200, { code: 'success', message: '', data: job.id });
}

function upsample(visit: Visit): void {
  ownerOf(visit);
  const body = bodyOf(visit, message => refusal('invalid_request', message));
  const tags = textOf(body, 'original_tags');
  if (tags === '') throw refusal('invalid_request', 'original_tags is empty');
  sendJson(visit, 200, {
    code: 'success',
    message: '',
    data: { taskBatchId: 'b1', upsampled_tags: `${tags}, warm piano` },
  });
}

function fetchMany(visit: Visit): void {
  const owner = ownerOf(visit);
  const { ids } = bodyOf(visit, message => refusal('invalid_request', message));
  if (!Array.isArray(ids)) throw refusal('invalid_request', 'ids is empty');
  const jobs = ids.flatMap(id => findJob('suno', String(id), owner) ?? []);
  if (jobs.filter(pollFails).length > 0) throw refusal('fail_to_fetch_task', 'Service Unavailable', 503);
  sendJson(visit, 200, { code: 'success', message: '', data: jobs.map(job => taskOf(visit, job)) });
}

function fetchOne(visit: Visit, [, id = '']: RegExpExecArray): void {
  const job = findJob('suno', id, ownerOf(visit));
  if (job === undefined) throw refusal('task_not_exist', 'task_not_exist');
  sendJson(visit, 200, { code: 'success', message: '', data: taskOf(visit, job) });
}

function persona(visit: Visit): void {
  const owner = ownerOf(visit);
  const body = bodyOf(visit, message => refusal('invalid_request', message));
  const root = textOf(body, 'root_clip_id');
  if (made.get(root) !== owner) throw refusal('invalid_request', 'clip not found');
  const id = randomUUID();
  made.set(id, owner);
  sendJson(visit, 200, { id, name: textOf(body, 'name'), root_clip_id: root, is_public: true, persona_clips: [] });
}

function clipFile(visit: Visit, [, kind = '', clip = '']: RegExpExecArray): void {
  if (made.get(clip) !== ownerOf(visit)) throw refusal('invalid_request', 'clip not found');
  if (kind === 'timing')
    sendJson(visit, 200, { aligned_words: [], waveform_data: [], hoot_cer: 0, is_streamed: false });
  else sendJson(visit, 200, { state: 'complete', id: clip });
}

export const sunoRoutes: readonly TaskRoute[] = [
  ['POST', /^\/suno\/submit\/upsample-tags$/i, upsample],
  ['POST', /^\/suno\/submit\/([a-z-]+)$/i, (visit, [, kind = '']) => begin(visit, kind.toLowerCase())],
  ['POST', /^\/suno\/uploads\/audio$/, visit => begin(visit, 'upload')],
  ['POST', /^\/suno\/persona\/create\/?$/, persona],
  ['POST', /^\/suno\/fetch$/, fetchMany],
  ['GET', /^\/suno\/fetch\/([\w-]+)$/, fetchOne],
  ['GET', /^\/suno\/(?:act\/)?(wav|mv|mp4|timing|midi)\/([\w-]+)$/, clipFile],
];
