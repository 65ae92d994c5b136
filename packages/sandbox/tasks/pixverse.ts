// A practice PixVerse: numbers for states, failures under a good status, uploads that only their key may name.

import { sendJson, Refused, type Visit } from '../exchange.ts';
import { fileUrl } from './files.ts';
import { digits, findJob, makeJob, phaseOf, pollFails } from './job.ts';
import { answerSubmission, bodyOf, textOf, type TaskRoute } from './visit.ts';

const refusal = (code: number, message: string): Refused =>
  new Refused(200, { ErrCode: code, ErrMsg: message, Resp: null });

function ownerOf({ request }: Visit): string {
  const { headers } = request;
  const bearer = /^Bearer (.+)$/.exec(headers.authorization ?? '')?.[1];
  const key = (typeof headers['api-key'] === 'string' ? headers['api-key'] : undefined) ?? bearer ?? '';
  if (key === '') throw refusal(400012, 'account not found');
  if (headers['ai-trace-id'] === undefined) throw refusal(400011, 'Ai-trace-id is empty');
  return key;
}

const uploads = new Map<string, string>();
const good = (resp: unknown): unknown => ({ ErrCode: 0, ErrMsg: 'Success', Resp: resp });

function upload(visit: Visit): void {
  const owner = ownerOf(visit);
  const id = Number(digits(15));
  uploads.set(String(id), owner);
  sendJson(visit, 200, good({ img_id: id, img_url: 'https://example.com/a.png' }));
}

function create(visit: Visit, [, kind = '']: RegExpExecArray): void {
  const owner = ownerOf(visit);
  const body = bodyOf(visit, message => refusal(400017, message));
  if (!/^v\d/.test(textOf(body, 'model'))) throw refusal(400017, 'invalid parameter: model');
  if (kind === 'img' && uploads.get(String(body['img_id'])) !== owner)
    throw refusal(400017, 'invalid parameter: img_id');
  if (kind === 'extend' && findJob('pixverse', String(body['source_video_id']), owner) === undefined)
    throw refusal(400017, 'invalid parameter: source_video_id');
  const refused = /\[\[refuse (\d+)\]\]/.exec(textOf(body, 'prompt'))?.[1];
  if (refused !== undefined) throw refusal(Number(refused), 'refused on demand');
  if (/swap|mimic/.test(kind) && body['mask_id'] !== undefined && uploads.get(String(body['mask_id'])) !== owner)
    throw refusal(400017, 'invalid parameter: mask_id');
  const job = makeJob({ platform: 'pixverse', owner, kind, body, id: digits(15) });
  answerSubmission(visit, job, 200, good({ video_id: Number(job.id), credit: 10 }));
}

/** What may be masked of a video. */
function masks(visit: Visit): void {
  const owner = ownerOf(visit);
  const body = bodyOf(visit, message => refusal(400017, message));
  if (findJob('pixverse', String(body['source_video_id']), owner) === undefined)
    throw refusal(400017, 'invalid parameter: source_video_id');
  const id = Number(digits(15));
  uploads.set(String(id), owner);
  sendJson(
    visit,
    200,
    good({ mask_info: [{ mask_id: id, mask_name: 'a car', mask_url: 'https://example.com/m.png' }] }),
  );
}

function template(visit: Visit): void {
  const owner = ownerOf(visit);
  const body = bodyOf(visit, message => refusal(400017, message));
  if (body['template_id'] === undefined) throw refusal(400017, 'invalid parameter: template_id');
  const job = makeJob({ platform: 'pixverse', owner, kind: 'template', body, id: digits(15) });
  answerSubmission(visit, job, 200, good({ image_id: Number(job.id), credit: 5 }));
}

const STATUSES = { waiting: 5, queued: 5, running: 5, done: 1, failed: 7, cancelled: 8 } as const;

function query(visit: Visit, [, kind = '', id = '']: RegExpExecArray): void {
  const job = findJob('pixverse', id, ownerOf(visit));
  if (job === undefined || (kind === 'image') !== (job.kind === 'template'))
    throw refusal(400017, 'invalid parameter: video_id');
  if (pollFails(job)) throw new Refused(503, { ErrCode: 99999, ErrMsg: 'busy', Resp: null });
  const phase = phaseOf(job);
  const made = phase === 'done' && job.markers.noUrl !== true;
  const name = kind === 'image' ? 'image.png' : `video-${Number(job.body['duration'] ?? 5)}.mp4`;
  const url = made ? fileUrl(visit, job, name) : '';
  sendJson(visit, 200, good({ id: Number(id), status: STATUSES[phase], url, outputWidth: 960, outputHeight: 540 }));
}

export const pixverseRoutes: readonly TaskRoute[] = [
  ['POST', /^\/openapi\/v2\/image\/upload$/, upload],
  ['POST', /^\/openapi\/v2\/video\/([a-z_]+)\/generate$/, create],
  ['POST', /^\/openapi\/v2\/video\/mask\/selection$/, masks],
  ['POST', /^\/openapi\/v2\/image\/template\/generate$/, template],
  ['GET', /^\/openapi\/v2\/(video|image)\/result\/(\d+)$/, query],
];
