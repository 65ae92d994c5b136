// Veo as Google's cloud (Vertex) has it: operations that are asked after by a call, videos as bytes in the answer.

import { Failure } from '@turnpike/protocols/failures';
import { record, text, type Json } from '../../relay/json.ts';
import { answer, type Answer, type Ask, type Desk, type DialectRoute } from '../dialect.ts';
import { isFinal, type Task } from '../task.ts';

/** A video of this size at most is told as bytes: its answer is a third larger. */
const MOST_BYTES = 48 * 1024 * 1024;
const TYPE = 'type.googleapis.com/cloud.ai.large_models.vision.GenerateVideoResponse';

/** What this form says of a request beyond the Gemini API's: where the files go, which is not ours to fill. */
export function checkVertex(body: Json): void {
  if (text(record(body['parameters'])['storageUri']) !== '')
    throw new Failure(
      'invalid_request',
      'storageUri is not served here. Leave it out: the videos come as bytes with the operation.',
      { param: 'storageUri' },
    );
}

/** Where an operation of this form is named: below its model, in whatever project its client named. */
function placeOf(ask: Ask): string {
  const { project, location, model = '' } = ask.params;
  const publisher = `publishers/google/models/${model.replace(/^models\//, '')}`;
  return project === undefined || location === undefined
    ? publisher
    : `projects/${project}/locations/${location}/${publisher}`;
}

async function videosOf(task: Task, desk: Desk): Promise<Json[]> {
  const videos: Json[] = [];
  for (const [index, { kind, stored }] of task.assets.entries()) {
    if (kind !== 'video') continue;
    const mimeType = stored?.type ?? 'video/mp4';
    const bytes = await desk.bytesOf(task, index, MOST_BYTES);
    videos.push(
      bytes === undefined
        ? { gcsUri: desk.links.url(task, index), mimeType }
        : { bytesBase64Encoded: bytes.toString('base64'), mimeType },
    );
  }
  return videos;
}

/** An operation with its end; the words of its failure are those of the other form. */
async function told(task: Task, name: string, failure: Json, desk: Desk): Promise<Answer> {
  if (!isFinal(task.state)) return answer({ name });
  if (task.state !== 'succeeded') return answer({ name, done: true, error: failure });
  const raw = record(record(task.raw)['response']);
  const filtered = Number(record(raw['generateVideoResponse'])['raiMediaFilteredCount'] ?? 0);
  const response = { '@type': TYPE, raiMediaFilteredCount: filtered, videos: await videosOf(task, desk) };
  return answer({ name, done: true, response });
}

/** The routes of this form. `create` submits; `failureOf` tells why a task did not succeed. */
export function vertexRoutes(
  create: (ask: Ask, desk: Desk) => Promise<Task>,
  failureOf: (task: Task) => Json,
): readonly DialectRoute[] {
  const submit: DialectRoute['handle'] = async (ask, desk) => {
    checkVertex(ask.body);
    const task = await create(ask, desk);
    return answer({ name: `${placeOf(ask)}/operations/${task.publicId}` });
  };
  const ask: DialectRoute['handle'] = async (asked, desk) => {
    const name = text(asked.body['operationName']);
    const id = /\/operations\/([^/]+)$/.exec(name)?.[1];
    if (id === undefined)
      throw new Failure('invalid_request', 'operationName must be the name of an operation.', {
        param: 'operationName',
      });
    const task = await desk.find(id);
    if (task?.dialect !== 'veo')
      return answer({ error: { code: 404, message: 'Operation not found.', status: 'NOT_FOUND' } }, 404);
    return told(task, name, failureOf(task), desk);
  };
  return ['/v1', '/v1beta1'].flatMap(version =>
    ['', '/projects/{project}/locations/{location}'].flatMap((place): DialectRoute[] => {
      const model = `${version}${place}/publishers/google/models/{model}`;
      return [
        { method: 'POST', pattern: `${model}:predictLongRunning`, handle: submit },
        { method: 'POST', pattern: `${model}:fetchPredictOperation`, handle: ask },
      ];
    }),
  );
}
