// A practice provider of OpenAI's videos: JSON or a form in, status by id, the file behind the key (sora.md).

import { Refused, SANDBOX_HEADERS, sendJson, type Visit } from '../exchange.ts';
import { tellOfEnd } from './callbacks.ts';
import { fileUrl } from './files.ts';
import { digits, findJob, makeJob, phaseOf, pollFails, progressOf, type Job } from './job.ts';
import { mp4 } from './mp4.ts';
import { png } from './png.ts';
import { answerSubmission, bearerOf, bodyOf, isMedia, textOf, type Body, type TaskRoute } from './visit.ts';

const refusal = (status: number, message: string, code: string | null = null): Refused =>
  new Refused(status, { error: { message, type: 'invalid_request_error', param: null, code } });

function ownerOf(visit: Visit): string {
  const key = bearerOf(visit);
  if (key === '') throw refusal(401, 'Incorrect API key provided.', 'invalid_api_key');
  return key;
}

/** Fields of a form; a file counts by its name alone. */
function formOf(visit: Visit): Body {
  const fields: Record<string, unknown> = {};
  const parts = visit.raw.toString('utf8').matchAll(/name="([^"]+)"(; filename="[^"]*")?[^]*?\r\n\r\n([^]*?)\r\n--/g);
  for (const [, name = '', file, value] of parts)
    fields[name] = file === undefined ? value : 'data:image/png;base64,AAAA';
  return fields;
}

function read(visit: Visit): Body {
  return isForm(visit) ? formOf(visit) : bodyOf(visit, message => refusal(400, message));
}

const isForm = ({ request }: Visit): boolean => (request.headers['content-type'] ?? '').startsWith('multipart/');

const STATUSES = {
  waiting: 'queued',
  queued: 'queued',
  running: 'in_progress',
  done: 'completed',
  failed: 'failed',
  cancelled: 'failed',
} as const;

function videoOf(visit: Visit, job: Job): Record<string, unknown> {
  const phase = phaseOf(job);
  const relayed = /\/relay/.test(textOf(job.body, 'metadata')) || job.body['model'] !== undefined;
  const made = phase === 'done' && job.markers.noUrl !== true;
  return {
    id: job.id,
    object: 'video',
    model: textOf(job.body, 'model') || 'sora-2',
    status: job.markers.unknownState === true && phase === 'running' ? 'thinking' : STATUSES[phase],
    progress: progressOf(job),
    created_at: Math.floor(job.createdAt / 1000),
    completed_at: phase === 'done' ? Math.floor((job.createdAt + job.markers.takes) / 1000) : null,
    expires_at: null,
    seconds: textOf(job.body, 'seconds') || '4',
    size: textOf(job.body, 'size') || '720x1280',
    prompt: textOf(job.body, 'prompt'),
    remixed_from_video_id: job.memory.get('from') ?? null,
    error: phase === 'failed' ? { code: 'video_generation_failed', message: job.markers.fail } : null,
    ...(made && relayed && job.memory.has('public') ? { metadata: { url: fileUrl(visit, job, 'video-4.mp4') } } : {}),
  };
}

function create(visit: Visit): void {
  const owner = ownerOf(visit);
  const body = read(visit);
  if (textOf(body, 'prompt') === '')
    throw refusal(400, "Missing required parameter: 'prompt'.", 'missing_required_parameter');
  const cast = Array.isArray(body['characters']) ? body['characters'] : [];
  for (const each of cast) {
    const id: unknown = typeof each === 'object' && each !== null && 'id' in each ? each.id : each;
    if (characters.get(String(id)) !== owner) throw refusal(400, `Character '${String(id)}' not found.`);
  }
  if (body['seconds'] !== undefined && typeof body['seconds'] !== 'string')
    throw refusal(400, "Invalid type for 'seconds': expected a string.");
  const reference = body['input_reference'];
  if (typeof reference === 'object' && reference !== null && 'image_url' in reference && !isMedia(reference.image_url))
    throw refusal(400, "Invalid 'input_reference'.");
  start(visit, owner, 'create', body);
}

function start(visit: Visit, owner: string, kind: string, body: Body, from?: string): void {
  const refused = /\[\[refuse (\d+)\]\]/.exec(textOf(body, 'prompt'))?.[1];
  if (refused !== undefined)
    throw refusal(Number(refused), 'refused on demand', refused === '400' ? 'moderation_blocked' : null);
  const job = makeJob({
    platform: 'openai-video',
    owner,
    kind,
    body,
    id: `video_${digits(24)}`,
    prompt: textOf(body, 'prompt'),
  });
  if (from !== undefined) job.memory.set('from', from);
  tellOfEnd(job, body['callback_url'], () => videoOf(visit, job));
  answerSubmission(visit, job, 200, videoOf(visit, job));
}

function found(visit: Visit, id: string): Job {
  const job = findJob('openai-video', decodeURIComponent(id), ownerOf(visit));
  if (job === undefined) throw refusal(404, `Video with id '${id}' not found.`);
  return job;
}

function told(visit: Visit, [, id = '']: RegExpExecArray): void {
  const job = found(visit, id);
  if (pollFails(job)) throw refusal(503, 'The server is overloaded.');
  sendJson(visit, 200, videoOf(visit, job));
}

function content(visit: Visit, [, id = '']: RegExpExecArray): void {
  const job = found(visit, id);
  if (phaseOf(job) !== 'done' || job.markers.deadLink === true) throw refusal(404, 'Video is not ready.');
  const video = (visit.query.get('variant') ?? 'video') === 'video';
  const body = video ? mp4(Number(textOf(job.body, 'seconds') || 4)) : png(job.seed);
  visit.response.writeHead(200, {
    ...SANDBOX_HEADERS,
    'content-type': video ? 'video/mp4' : 'image/png',
    'content-length': body.length,
  });
  visit.response.end(body);
}

function remix(visit: Visit, [, id = '']: RegExpExecArray): void {
  const source = found(visit, id);
  if (phaseOf(source) !== 'done') throw refusal(400, 'The video is not completed.');
  const body = read(visit);
  if (textOf(body, 'prompt') === '' || Object.keys(body).length !== 1) throw refusal(400, "Only 'prompt' is expected.");
  start(visit, source.owner, 'remix', body, source.id);
}

function continued(visit: Visit, [, kind = '']: RegExpExecArray): void {
  const owner = ownerOf(visit);
  const body = read(visit);
  const video = body['video'];
  const id = typeof video === 'object' && video !== null && 'id' in video ? String(video.id) : '';
  // A file of a form stands for itself.
  if (typeof video === 'string' || isForm(visit)) start(visit, owner, kind, body);
  else start(visit, owner, kind, body, found(visit, id).id);
}

const characters = new Map<string, string>();

function character(visit: Visit): void {
  const owner = ownerOf(visit);
  const body = read(visit);
  if (textOf(body, 'name') === '' && textOf(body, 'url') === '')
    throw refusal(400, "Missing required parameter: 'name'.");
  const id = `char_${digits(20)}`;
  characters.set(id, owner);
  sendJson(visit, 200, { id, created_at: Math.floor(Date.now() / 1000), name: textOf(body, 'name') });
}

function characterTold(visit: Visit, [, id = '']: RegExpExecArray): void {
  if (characters.get(id) !== ownerOf(visit)) throw refusal(404, `Character with id '${id}' not found.`);
  sendJson(visit, 200, { id, created_at: 1_774_800_000, name: 'a character' });
}

export const openaiVideoRoutes: readonly TaskRoute[] = [
  ['POST', /^\/v1\/videos$/, create],
  ['POST', /^\/(?:v1\/videos|sora\/v1)\/characters$/, character],
  ['GET', /^\/v1\/videos\/characters\/([^/]+)$/, characterTold],
  ['POST', /^\/v1\/videos\/(edits|extensions)$/, continued],
  ['POST', /^\/v1\/videos\/([^/]+)\/remix$/, remix],
  ['GET', /^\/v1\/videos\/([^/]+)$/, told],
  ['GET', /^\/v1\/videos\/([^/]+)\/content$/, content],
];
