// A practice midjourney-proxy: submissions with their codes, windows, buttons, batches, seeds (midjourney.md).

import { Refused, sendJson, type Visit } from '../exchange.ts';
import { tellOfEnd } from './callbacks.ts';
import { fileUrl } from './files.ts';
import { digits, findJob, makeJob, phaseOf, pollFails, progressOf, type Job } from './job.ts';
import { answerSubmission, bodyOf, isMedia, textOf, type Body, type TaskRoute } from './visit.ts';

const refusal = (description: string, code = 4): Refused =>
  new Refused(200, { code, description, result: null, properties: {} });

/** The proxy compares its secret, and answers a wrong one with nothing. */
function secretOf({ request }: Visit): string {
  const secret = request.headers['mj-api-secret'];
  if (typeof secret !== 'string' || secret === '') throw new Refused(401, '');
  return secret;
}

const STATUSES = {
  waiting: 'MODAL',
  queued: 'SUBMITTED',
  running: 'IN_PROGRESS',
  done: 'SUCCESS',
  failed: 'FAILURE',
  cancelled: 'CANCEL',
} as const;

/** Buttons of a finished picture: a grid has more of them than one that was taken out. */
function buttonsOf(job: Job): unknown[] {
  const hash = `${job.seed.toString(16).padStart(8, '0')}-36af-4a0f-8f02-df6c579e7011`;
  const button = (customId: string, label: string, emoji = ''): unknown => ({
    customId,
    emoji,
    label,
    type: 2,
    style: 2,
  });
  if (job.kind === 'UPSCALE')
    return [
      button(`MJ::JOB::upsample_v6_2x_subtle::1::${hash}::SOLO`, 'Upscale (Subtle)'),
      button(`MJ::JOB::low_variation::1::${hash}::SOLO`, 'Vary (Subtle)'),
      button(`MJ::Inpaint::1::${hash}::SOLO`, 'Vary (Region)'),
      button(`MJ::Outpaint::50::1::${hash}::SOLO`, 'Zoom Out 2x'),
      button(`MJ::CustomZoom::${hash}`, 'Custom Zoom'),
      button(`MJ::JOB::pan_left::1::${hash}::SOLO`, '', '⬅️'),
      button(`MJ::JOB::animate_high::1::${hash}::SOLO`, 'Animate (High motion)'),
      button(`MJ::BOOKMARK::${hash}`, '', '❤️'),
    ];
  const each = (verb: string, letter: string): unknown[] =>
    [1, 2, 3, 4].map(index => button(`MJ::JOB::${verb}::${index}::${hash}`, `${letter}${index}`));
  return [...each('upsample', 'U'), button(`MJ::JOB::reroll::0::${hash}::SOLO`, '', '🔄'), ...each('variation', 'V')];
}

const WORDS = '1️⃣ a cat on a wall\n\n2️⃣ a grey cat\n\n3️⃣ a sandbox cat\n\n4️⃣ a cat at noon';

function taskOf(visit: Visit, job: Job): Record<string, unknown> {
  const phase = phaseOf(job);
  const done = phase === 'done';
  const started = phase === 'queued' || phase === 'waiting' ? 0 : job.createdAt + Math.floor(job.markers.takes / 3);
  const says = job.kind === 'DESCRIBE' || job.kind === 'SHORTEN';
  const shows = (done || phase === 'running') && job.markers.noUrl !== true && job.kind !== 'SHORTEN';
  const name = done ? 'grid.png' : `preview-${progressOf(job)}.png`;
  const video = done && job.kind === 'VIDEO' && job.markers.noUrl !== true;
  const unknown = job.markers.unknownState === true && phase === 'running';
  return {
    id: job.id,
    action: job.kind,
    customId: textOf(job.body, 'customId'),
    botType: 'MID_JOURNEY',
    prompt: textOf(job.body, 'prompt'),
    promptEn: says && done ? WORDS : textOf(job.body, 'prompt'),
    description: `[sandbox] ${job.kind.toLowerCase()}`,
    state: textOf(job.body, 'state'),
    submitTime: job.createdAt,
    startTime: started,
    finishTime: done || phase === 'failed' ? job.createdAt + job.markers.takes : 0,
    imageUrl: shows ? fileUrl(visit, job, name) : '',
    videoUrl: video ? fileUrl(visit, job, 'video-5.mp4') : '',
    videoUrls: video ? [{ url: fileUrl(visit, job, 'video-5.mp4') }] : [],
    status: unknown ? 'THINKING' : STATUSES[phase],
    progress: phase === 'failed' ? '' : `${progressOf(job)}%`,
    failReason: phase === 'failed' ? (job.markers.fail ?? '') : null,
    buttons: done ? buttonsOf(job) : [],
    maskBase64: '',
    properties: {
      discordInstanceId: '1118138338562560102',
      messageHash: job.seed.toString(16),
      ...(says && done ? { finalPrompt: WORDS } : { finalPrompt: textOf(job.body, 'prompt') }),
      finalZhPrompt: '',
    },
  };
}

function taken(visit: Visit, job: Job): void {
  tellOfEnd(job, job.body['notifyHook'], () => taskOf(visit, job));
  const properties = { discordInstanceId: '1118138338562560102' };
  if (phaseOf(job) === 'waiting') {
    const finalPrompt = textOf(job.body, 'prompt');
    const asked = { ...properties, finalPrompt, remix: true };
    answerSubmission(visit, job, 200, {
      code: 21,
      description: 'Waiting for window confirm',
      result: job.id,
      properties: asked,
    });
  } else answerSubmission(visit, job, 200, { code: 1, description: '提交成功', result: job.id, properties });
}

function begin(visit: Visit, kind: string, body: Body, waits = false): void {
  const owner = secretOf(visit);
  const prompt = textOf(body, 'prompt');
  const refused = /\[\[refuse (\d+)\]\]/.exec(JSON.stringify(body))?.[1];
  if (refused === '23')
    throw new Refused(200, { code: 23, description: '队列已满，请稍后尝试', result: null, properties: {} });
  if (refused === '24' || /\bbannedword\b/.test(prompt))
    throw new Refused(200, {
      code: 24,
      description: '可能包含敏感词',
      result: null,
      properties: { promptEn: prompt, bannedWord: 'bannedword' },
    });
  if (refused !== undefined) throw refusal('refused on demand', Number(refused));
  const job = makeJob({ platform: 'midjourney', owner, kind, body, id: digits(16) });
  if (waits) job.phase = 'waiting';
  if (/\[\[queued\]\]/.test(prompt)) {
    tellOfEnd(job, body['notifyHook'], () => taskOf(visit, job));
    sendJson(visit, 200, {
      code: 22,
      description: '排队中，前面还有3个任务',
      result: job.id,
      properties: { numberOfQueues: 3 },
    });
  } else taken(visit, job);
}

function parentOf(visit: Visit, id: string): Job {
  const parent = findJob('midjourney', id, secretOf(visit));
  if (parent === undefined) throw refusal('关联任务不存在或已失效', 3);
  if (phaseOf(parent) !== 'done') throw refusal('关联任务状态错误');
  return parent;
}

const BUTTONS: readonly (readonly [RegExp, string, boolean])[] = [
  [/^MJ::JOB::upsample/i, 'UPSCALE', false],
  [/^MJ::JOB::(?:low_|high_)?variation/i, 'VARIATION', false],
  [/^MJ::JOB::reroll/i, 'REROLL', false],
  [/^MJ::JOB::pan_/i, 'PAN', false],
  [/^MJ::Outpaint::/i, 'ZOOM', false],
  [/^MJ::CustomZoom::/i, 'CUSTOM_ZOOM', true],
  [/^MJ::Inpaint::/i, 'INPAINT', true],
  [/^MJ::JOB::animate_/i, 'VIDEO', false],
];

function action(visit: Visit, body: Body): void {
  const parent = parentOf(visit, textOf(body, 'taskId'));
  const customId = textOf(body, 'customId');
  const [, kind, waits] = BUTTONS.find(([begins]) => begins.test(customId)) ?? [];
  if (kind === undefined) throw refusal('customId 无效');
  press(visit, parent, kind, customId, body, waits === true || body['enableRemix'] === true);
}

/** The same picture is taken out of a grid only once. */
function press(visit: Visit, parent: Job, kind: string, button: string, body: Body, waits: boolean): void {
  const known = kind === 'UPSCALE' ? parent.memory.get(button) : undefined;
  const before = known === undefined ? undefined : findJob('midjourney', known, parent.owner);
  if (before !== undefined) {
    const { status, imageUrl } = taskOf(visit, before);
    sendJson(visit, 200, { code: 21, description: '任务已存在', result: before.id, properties: { status, imageUrl } });
    return;
  }
  const prompt =
    textOf(body, 'prompt') ||
    textOf(parent.body, 'prompt')
      .replace(/\[\[.*?\]\]/g, '')
      .trim();
  const id = digits(16);
  parent.memory.set(button, id);
  const job = makeJob({ platform: 'midjourney', owner: parent.owner, kind, body: { ...body, prompt }, id });
  if (waits) job.phase = 'waiting';
  taken(visit, job);
}

function change(visit: Visit, body: Body): void {
  const kind = textOf(body, 'action');
  if (!['UPSCALE', 'VARIATION', 'REROLL'].includes(kind)) throw refusal('action参数错误');
  press(visit, parentOf(visit, textOf(body, 'taskId')), kind, `${kind}${String(body['index'] ?? '')}`, body, false);
}

function simpleChange(visit: Visit, body: Body): void {
  const [, id = '', letter = '', index = ''] = /^(\d+) ([UVR])([1-4]?)$/i.exec(textOf(body, 'content')) ?? [];
  const kind = { U: 'UPSCALE', V: 'VARIATION', R: 'REROLL' }[letter.toUpperCase()];
  if (kind === undefined) throw refusal('content参数错误');
  press(visit, parentOf(visit, id), kind, `${kind}${index}`, body, false);
}

function modal(visit: Visit, body: Body): void {
  const job = findJob('midjourney', textOf(body, 'taskId'), secretOf(visit));
  if (job === undefined || phaseOf(job) !== 'waiting') throw refusal('关联任务不存在或已失效', 3);
  if (job.kind === 'INPAINT' && !isMedia(body['maskBase64'])) throw refusal('maskBase64 不能为空');
  job.phase = undefined;
  job.createdAt = Date.now();
  taken(visit, job);
}

const pictures = (body: Body, least: number): boolean => {
  const list = body['base64Array'];
  return Array.isArray(list) && list.length >= least && list.every(isMedia);
};

/** What each body must have. */
const SUBMITS: Readonly<Record<string, (visit: Visit, body: Body) => void>> = {
  imagine: (visit, body) => {
    if (textOf(body, 'prompt').trim() === '') throw refusal('prompt不能为空');
    begin(visit, 'IMAGINE', body);
  },
  action,
  change,
  'simple-change': simpleChange,
  modal,
  blend: (visit, body) => {
    if (!pictures(body, 2)) throw refusal('base64List参数错误');
    begin(visit, 'BLEND', body);
  },
  describe: (visit, body) => {
    if (!isMedia(body['base64']) && !isMedia(body['link'])) throw refusal('base64不能为空');
    begin(visit, 'DESCRIBE', body);
  },
  shorten: (visit, body) => {
    if (textOf(body, 'prompt') === '') throw refusal('prompt不能为空');
    begin(visit, 'SHORTEN', body);
  },
  edits: (visit, body) => {
    if (!isMedia(body['image']) || textOf(body, 'prompt') === '') throw refusal('image不能为空');
    begin(visit, 'EDITS', body);
  },
  retexture: (visit, body) => begin(visit, 'RETEXTURE', body),
  video: (visit, body) => {
    if (textOf(body, 'taskId') !== '') parentOf(visit, textOf(body, 'taskId'));
    else if (!isMedia(body['image'])) throw refusal('image不能为空');
    begin(visit, 'VIDEO', body);
  },
};

function submit(visit: Visit, [, verb = '']: RegExpExecArray): void {
  secretOf(visit);
  const body = bodyOf(visit, message => refusal(message));
  const serve = SUBMITS[verb];
  if (serve === undefined) throw new Refused(404, { error: 'Not Found' });
  serve(visit, body);
}

function swap(visit: Visit): void {
  const body = bodyOf(visit, message => refusal(message));
  if (!isMedia(body['sourceBase64']) || !isMedia(body['targetBase64'])) throw refusal('参数错误');
  begin(visit, 'SWAP_FACE', body);
}

function upload(visit: Visit): void {
  secretOf(visit);
  const body = bodyOf(visit, message => refusal(message));
  if (!pictures(body, 1)) throw refusal('base64Array 参数错误');
  sendJson(visit, 200, {
    code: 1,
    description: '提交成功',
    result: ['https://cdn.discordapp.com/attachments/111/222/1763776800123.png'],
    properties: {},
  });
}

function listed(visit: Visit): void {
  const owner = secretOf(visit);
  const { ids } = bodyOf(visit, message => refusal(message));
  if (!Array.isArray(ids)) throw refusal('ids 参数错误');
  const jobs = ids.flatMap(id => findJob('midjourney', String(id), owner) ?? []);
  if (jobs.filter(pollFails).length > 0) throw new Refused(503, { error: 'Service Unavailable' });
  sendJson(
    visit,
    200,
    jobs.map(job => taskOf(visit, job)),
  );
}

function fetched(visit: Visit, [, id = '']: RegExpExecArray): void {
  const job = findJob('midjourney', id, secretOf(visit));
  sendJson(visit, 200, job === undefined ? null : taskOf(visit, job));
}

function seed(visit: Visit, [, id = '']: RegExpExecArray): void {
  const job = findJob('midjourney', id, secretOf(visit));
  if (job === undefined) throw refusal('关联任务不存在或已失效', 3);
  sendJson(visit, 200, { code: 1, description: '成功', result: String(job.seed), properties: {} });
}

function cancel(visit: Visit, [, id = '']: RegExpExecArray): void {
  const job = findJob('midjourney', id, secretOf(visit));
  if (job === undefined || phaseOf(job) === 'done') throw refusal('任务不存在或已完成', 3);
  job.phase = 'cancelled';
  sendJson(visit, 200, { code: 1, description: '成功', result: job.id });
}

const PREFIX = String.raw`^(?:\/mj-(?:fast|relax|turbo))?\/mj`;
const path = (rest: string): RegExp => new RegExp(`${PREFIX}${rest}$`);

export const midjourneyRoutes: readonly TaskRoute[] = [
  ['POST', path(String.raw`\/submit\/upload-discord-images`), upload],
  ['POST', path(String.raw`\/submit\/([a-z-]+)`), submit],
  ['POST', path(String.raw`\/insight-face\/swap`), swap],
  ['POST', path(String.raw`\/task\/list-by-condition`), listed],
  ['GET', path(String.raw`\/task\/(\d+)\/fetch`), fetched],
  ['GET', path(String.raw`\/task\/(\d+)\/image-seed`), seed],
  ['POST', path(String.raw`\/task\/(\d+)\/cancel`), cancel],
];
