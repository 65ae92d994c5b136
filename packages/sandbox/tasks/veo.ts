// A practice Veo: long-running predictions, operations, and files that only their key may fetch.

import { SANDBOX_HEADERS, sendJson, type Visit } from '../exchange.ts';
import { geminiError } from '../gemini-generate/errors.ts';
import { hasToken } from '../clouds/tokens.ts';
import { isObject } from '../shape.ts';
import { hostOf } from './files.ts';
import { digits, findJob, makeJob, phaseOf, pollFails, type Job } from './job.ts';
import { mp4 } from './mp4.ts';
import { answerSubmission, bodyOf, type Body, type TaskRoute } from './visit.ts';

function ownerOf(visit: Visit): string {
  const { headers } = visit.request;
  const google = headers['x-goog-api-key'];
  const bearer = /^Bearer (.+)$/.exec(headers.authorization ?? '')?.[1];
  // A key of the API is no token of an account.
  if (google !== undefined && bearer !== undefined)
    throw geminiError(401, 'Request had invalid authentication credentials.');
  const key = (typeof google === 'string' ? google : undefined) ?? visit.query.get('key') ?? bearer;
  if (key === undefined || key === '') throw geminiError(403, "Method doesn't allow unregistered callers.");
  return key;
}

const objectOf = (value: unknown): Body => (isObject(value) ? value : {});

function partsOf(body: Body): { readonly instance: Body; readonly parameters: Body } {
  const { instances } = body;
  const instance: unknown = Array.isArray(instances) ? instances[0] : undefined;
  return { instance: objectOf(instance), parameters: objectOf(body['parameters']) };
}

function check(body: Body): void {
  const { instance, parameters } = partsOf(body);
  const bad = (message: string) => geminiError(400, message);
  if (typeof instance['prompt'] !== 'string' && instance['image'] === undefined) throw bad('prompt is required');
  const { durationSeconds: seconds, sampleCount: count, aspectRatio: ratio } = parameters;
  if (seconds !== undefined && ![4, 5, 6, 7, 8].includes(Number(seconds)))
    throw bad(`\`durationSeconds\` must be 4, 6 or 8, not ${String(seconds)}`);
  if (seconds !== undefined && typeof seconds !== 'number') throw bad('`durationSeconds` needs to be a number');
  if (count !== undefined && !(Number(count) >= 1 && Number(count) <= 4)) throw bad('`sampleCount` must be 1 to 4');
  if (ratio !== undefined && ratio !== '16:9' && ratio !== '9:16') throw bad('`aspectRatio` must be 16:9 or 9:16');
  for (const name of ['image', 'lastFrame']) {
    const media = instance[name];
    if (media !== undefined && typeof objectOf(media)['bytesBase64Encoded'] !== 'string')
      throw bad(`\`${name}\` must have bytesBase64Encoded`);
  }
  const video = instance['video'];
  if (video !== undefined && !/\/v1beta\/files\/\w+:download/.test(String(objectOf(video)['uri'])))
    throw bad('`video` must be a file of a former generation');
}

function create(visit: Visit, [, model = '']: RegExpExecArray): void {
  const owner = ownerOf(visit);
  const body = bodyOf(visit, message => geminiError(400, message));
  check(body);
  const refused = /\[\[refuse (\d+)\]\]/.exec(JSON.stringify(body))?.[1];
  if (refused !== undefined) throw geminiError(Number(refused));
  const job = makeJob({ platform: 'veo', owner, kind: decodeURIComponent(model), body, id: `op${digits(20)}` });
  answerSubmission(visit, job, 200, { name: `models/${job.kind}/operations/${job.id}` });
}

function resultOf(visit: Visit, job: Job): Body {
  const { parameters } = partsOf(job.body);
  const asked = Number(parameters['sampleCount'] ?? 1);
  const made = job.markers.noUrl === true ? 0 : job.markers.partial === true ? 1 : asked;
  const samples = Array.from({ length: made }, (_none, index) => ({
    video: { uri: `${hostOf(visit)}/v1beta/files/${job.id}x${index}:download?alt=media` },
  }));
  const filtered = asked - made;
  return {
    '@type': 'type.googleapis.com/google.ai.generativelanguage.v1beta.PredictLongRunningResponse',
    generateVideoResponse: {
      ...(samples.length > 0 ? { generatedSamples: samples } : {}),
      ...(filtered > 0
        ? { raiMediaFilteredCount: filtered, raiMediaFilteredReasons: ['The video was filtered on demand.'] }
        : {}),
    },
  };
}

function operation(visit: Visit, [, model = '', id = '']: RegExpExecArray): void {
  const job = findJob('veo', id, ownerOf(visit));
  if (job === undefined || job.kind !== decodeURIComponent(model)) throw geminiError(404);
  if (pollFails(job)) throw geminiError(503);
  const name = `models/${job.kind}/operations/${job.id}`;
  const phase = phaseOf(job);
  if (phase === 'done') sendJson(visit, 200, { name, done: true, response: resultOf(visit, job) });
  else if (phase === 'failed')
    sendJson(visit, 200, { name, done: true, error: { code: 13, message: job.markers.fail } });
  else sendJson(visit, 200, { name, metadata: { '@type': 'type.googleapis.com/sandbox.Metadata' } });
}

/** A file is its key's alone. */
function download(visit: Visit, [, id = '']: RegExpExecArray): void {
  const [job = ''] = id.split('x');
  const found = findJob('veo', job, ownerOf(visit));
  if (found === undefined || visit.query.get('alt') !== 'media') throw geminiError(404);
  const seconds = Number(partsOf(found.body).parameters['durationSeconds'] ?? 8);
  const body = mp4(seconds);
  visit.response.writeHead(200, { ...SANDBOX_HEADERS, 'content-type': 'video/mp4', 'content-length': body.length });
  visit.response.end(body);
}

/** At Vertex AI a token of the account is wanted, or a key of express mode, and operations are asked after by a call. */
function onVertex(visit: Visit, [, model = '', verb = '']: RegExpExecArray): void {
  const owner = hasToken(visit, 'google') ? 'account' : visit.request.headers['x-goog-api-key'];
  if (typeof owner !== 'string') throw geminiError(401);
  const body = bodyOf(visit, message => geminiError(400, message));
  const name = decodeURIComponent(model);
  if (verb === 'predictLongRunning') {
    check(body);
    if (partsOf(body).instance['video'] !== undefined) throw geminiError(400, '`video` must have bytesBase64Encoded');
    const refused = /\[\[refuse (\d+)\]\]/.exec(JSON.stringify(body))?.[1];
    if (refused !== undefined) throw geminiError(Number(refused));
    const job = makeJob({ platform: 'veo-vertex', owner, kind: name, body, id: `op${digits(20)}` });
    answerSubmission(visit, job, 200, { name: `publishers/google/models/${name}/operations/${job.id}` });
    return;
  }
  const asked = String(body['operationName']);
  const job = findJob('veo-vertex', asked.slice(asked.lastIndexOf('/') + 1), owner);
  if (job === undefined || job.kind !== name) throw geminiError(404);
  if (pollFails(job)) throw geminiError(503);
  const phase = phaseOf(job);
  if (phase !== 'done' && phase !== 'failed') sendJson(visit, 200, { name: asked });
  else if (phase === 'failed')
    sendJson(visit, 200, { name: asked, done: true, error: { code: 13, message: job.markers.fail } });
  else sendJson(visit, 200, { name: asked, done: true, response: bytesOf(job) });
}

function bytesOf(job: Job): Body {
  const { parameters } = partsOf(job.body);
  const bytesBase64Encoded = mp4(Number(parameters['durationSeconds'] ?? 8)).toString('base64');
  const made = job.markers.noUrl === true ? 0 : Number(parameters['sampleCount'] ?? 1);
  return {
    '@type': 'type.googleapis.com/cloud.ai.large_models.vision.GenerateVideoResponse',
    raiMediaFilteredCount: made === 0 ? 1 : 0,
    videos: Array.from({ length: made }, () => ({ bytesBase64Encoded, mimeType: 'video/mp4' })),
  };
}

export const veoRoutes: readonly TaskRoute[] = [
  [
    'POST',
    /^\/v1\/(?:projects\/[^/]+\/locations\/[^/]+\/)?publishers\/google\/models\/(.+):(predictLongRunning|fetchPredictOperation)$/,
    onVertex,
  ],
  ['POST', /^\/v1beta\/models\/(.+):predictLongRunning$/, create],
  ['GET', /^\/v1beta\/models\/(.+)\/operations\/([^/]+)$/, operation],
  ['GET', /^\/v1beta\/files\/([^/]+):download$/, download],
];
