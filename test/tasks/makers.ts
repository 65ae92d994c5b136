// Makers whose clients send plain requests: each maker's own paths and bodies, and the relays' forms of videos.

import { at } from '../support/client.ts';
import { picture } from '../../packages/sandbox/media/pictures.ts';
import { asked, check, downloaded, polled, SOON, usd, type Json, type Stage, type TaskCase } from './stage.ts';

const PICTURE = picture('png', 3, 320, 320).toString('base64');
const URL_OF_PICTURE = 'https://example.com/a.png';

/** A platform that is asked at one path and tells of its task at another. */
interface Sequence {
  readonly name: string;
  readonly usd: number;
  readonly path: string;
  readonly body: Json;
  /** Where the id stands in the first answer. */
  readonly id: string;
  /** The question after the task. */
  look(stage: Stage, id: string): Promise<Json>;
  /** Where its state stands, and the word for a good end. */
  readonly state: string;
  readonly done: unknown;
  /** Where the file's address stands. */
  readonly file: string;
  readonly kind?: 'png' | 'mp3';
  readonly headers?: (stage: Stage) => Record<string, string>;
}

function caseOf(sequence: Sequence): TaskCase {
  const { name, path, body, id, look, state, done, file, kind = 'mp4', headers } = sequence;
  return {
    name,
    charge: usd(sequence.usd),
    async run(stage) {
      const more = headers === undefined ? {} : { headers: headers(stage) };
      const made = await asked(stage, path, body, more);
      const key = at(made, id);
      check(typeof key === 'string' || typeof key === 'number', `no id: ${JSON.stringify(made)}`);
      const end = await polled(
        () => look(stage, String(key)),
        told => at(told, state) === done || /fail|error/i.test(String(at(told, state))),
      );
      check(at(end, state) === done, JSON.stringify(end).slice(0, 500));
      return downloaded(stage, at(end, file), kind);
    },
  };
}

const getting =
  (path: (id: string) => string): Sequence['look'] =>
  (stage, id) =>
    asked(stage, path(id));

const pixverseHeaders = ({ key }: Stage): Record<string, string> => ({
  authorization: '',
  'api-key': key,
  'ai-trace-id': crypto.randomUUID(),
});

const SEQUENCES: readonly Sequence[] = [
  {
    name: 'Kling, text to video, the classic paths',
    usd: 0.28,
    path: '/kling/v1/videos/text2video',
    body: { model_name: 'kling-v1-6', prompt: `${SOON} a ford`, mode: 'std', duration: '5', aspect_ratio: '16:9' },
    id: 'data.task_id',
    look: getting(id => `/kling/v1/videos/text2video/${id}`),
    state: 'data.task_status',
    done: 'succeed',
    file: 'data.task_result.videos.0.url',
  },
  {
    name: 'Kling, a picture, the classic paths',
    usd: 0.0035 * 2,
    path: '/kling/v1/images/generations',
    body: { model_name: 'kling-v1', prompt: `${SOON} a ford`, n: 2 },
    id: 'data.task_id',
    look: getting(id => `/kling/v1/images/generations/${id}`),
    state: 'data.task_status',
    done: 'succeed',
    file: 'data.task_result.images.1.url',
    kind: 'png',
  },
  {
    name: 'Kling, text to video, the new paths',
    usd: 0.42,
    path: '/kling/text-to-video/kling-3.0',
    body: { prompt: `${SOON} a ford`, settings: { resolution: '720p', aspect_ratio: '16:9', duration: 5 } },
    id: 'data.id',
    look: getting(id => `/kling/tasks?task_ids=${id}`),
    state: 'data.0.status',
    done: 'succeeded',
    file: 'data.0.outputs.0.url',
  },
  {
    name: 'Luma in the relays’ form',
    usd: 0.4,
    path: '/luma/generations',
    body: { user_prompt: `${SOON} cat dance`, expand_prompt: true, loop: false },
    id: 'id',
    look: getting(id => `/luma/generations/${id}`),
    state: 'state',
    done: 'completed',
    file: 'video.download_url',
  },
  {
    name: 'Luma’s Agents API, a video',
    usd: 0.21,
    path: '/luma/agents/v1/generations',
    body: { type: 'video', model: 'ray-3.2', prompt: `${SOON} a fen`, video: { duration: '5s', resolution: '720p' } },
    id: 'id',
    look: getting(id => `/luma/agents/v1/generations/${id}`),
    state: 'state',
    done: 'completed',
    file: 'output.0.url',
  },
  {
    name: 'Pika in the form of its open client',
    usd: 0.45,
    path: '/pika/generate',
    body: { promptText: `${SOON} a fen`, model: '2.0', pikaffect: '', options: { aspectRatio: 1.7777777777777777 } },
    id: 'id',
    look: getting(id => `/pika/feed/${id}`),
    state: 'videos.0.status',
    done: 'finished',
    file: 'videos.0.resultUrl',
  },
  {
    name: 'Runway in the form of its old web client',
    usd: 0.25,
    path: '/runway/tasks',
    body: {
      taskType: 'gen3a_turbo',
      internal: false,
      options: { name: 'Gen-3', seconds: 5, text_prompt: `${SOON} a fen`, init_image: URL_OF_PICTURE, seed: 7 },
    },
    id: 'task.id',
    look: getting(id => `/runway/tasks/${id}`),
    state: 'task.status',
    done: 'SUCCEEDED',
    file: 'task.artifacts.0.url',
  },
  {
    name: 'Runway in the relays’ form',
    usd: 0.5,
    path: '/runwayml/v1/image_to_video',
    body: { model: 'gen4_turbo', promptImage: URL_OF_PICTURE, promptText: SOON, ratio: '16:9', watermark: false },
    id: 'id',
    look: getting(id => `/runwayml/v1/tasks/${id}`),
    state: 'status',
    done: 'SUCCEEDED',
    file: 'output.0',
  },
  {
    name: 'Jimeng in the relays’ form',
    usd: 0.2,
    path: '/jimeng/submit/videos',
    body: { prompt: `${SOON} a boat`, duration: 5, aspect_ratio: '16:9', cfg_scale: 0.5 },
    id: 'data',
    look: getting(id => `/jimeng/fetch/${id}`),
    state: 'data.status',
    done: 'SUCCESS',
    file: 'data.data.video',
  },
  {
    name: 'Jimeng in Volcengine’s form',
    usd: 0.2,
    path: '/jimeng/?Action=CVSync2AsyncSubmitTask&Version=2022-08-31',
    body: { req_key: 'jimeng_t2v_v30', prompt: `${SOON} a boat`, frames: 121, aspect_ratio: '16:9' },
    id: 'data.task_id',
    look: (stage, task_id) =>
      asked(stage, '/jimeng/?Action=CVSync2AsyncGetResult&Version=2022-08-31', { req_key: 'jimeng_t2v_v30', task_id }),
    state: 'data.status',
    done: 'done',
    file: 'data.video_url',
  },
  {
    name: 'Seedance (Ark), by what was used',
    usd: 0.14194286 * 5,
    path: '/api/v3/contents/generations/tasks',
    body: {
      model: 'doubao-seedance-2-0-260128',
      content: [{ type: 'text', text: `${SOON} a heron --resolution 720p --dur 5` }],
    },
    id: 'id',
    look: getting(id => `/api/v3/contents/generations/tasks/${id}`),
    state: 'status',
    done: 'succeeded',
    file: 'content.video_url',
  },
  {
    name: 'Vidu, picture to video',
    usd: 0.25,
    path: '/ent/v2/img2video',
    body: { model: 'viduq2-turbo', images: [URL_OF_PICTURE], prompt: SOON, duration: 5, resolution: '720p' },
    id: 'task_id',
    look: getting(id => `/ent/v2/tasks/${id}/creations`),
    state: 'state',
    done: 'success',
    file: 'creations.0.url',
  },
  {
    name: 'MiniMax (Hailuo): query, then the file',
    usd: 0.3,
    path: '/minimax/v1/video_generation',
    body: { model: 'MiniMax-Hailuo-02', prompt: `${SOON} [Push in] a heron`, duration: 6, resolution: '768P' },
    id: 'task_id',
    async look(stage, id) {
      const told = await asked(stage, `/minimax/v1/query/video_generation?task_id=${id}`);
      if (told['status'] !== 'Success') return told;
      const { file } = await asked(stage, `/minimax/v1/files/retrieve?file_id=${String(told['file_id'])}`);
      return { ...told, file };
    },
    state: 'status',
    done: 'Success',
    file: 'file.download_url',
  },
  {
    name: 'MiniMax, a long text read out: query, then the file',
    usd: 0.0019,
    path: '/minimax/v1/t2a_async_v2',
    body: { model: 'speech-2.6-hd', text: `${SOON} Ampel`, voice_setting: { voice_id: 'a', speed: 1 } },
    id: 'task_id',
    async look(stage, id) {
      const told = await asked(stage, `/minimax/v1/query/t2a_async_query_v2?task_id=${id}`);
      if (told['status'] !== 'Success') return told;
      const { file } = await asked(stage, `/minimax/v1/files/retrieve?file_id=${String(told['file_id'])}`);
      return { ...told, file };
    },
    state: 'status',
    done: 'Success',
    file: 'file.download_url',
    kind: 'mp3',
  },
  {
    name: 'Bailian (Wan): two pictures',
    usd: 0.04,
    path: '/api/v1/services/aigc/text2image/image-synthesis',
    body: {
      model: 'wan2.2-t2i-flash',
      input: { prompt: `${SOON} a flower shop` },
      parameters: { size: '1024*1024', n: 2 },
    },
    headers: () => ({ 'x-dashscope-async': 'enable' }),
    id: 'output.task_id',
    look: getting(id => `/api/v1/tasks/${id}`),
    state: 'output.task_status',
    done: 'SUCCEEDED',
    file: 'output.results.1.url',
    kind: 'png',
  },
  {
    name: 'PixVerse, text to video',
    usd: 0.45,
    path: '/openapi/v2/video/text/generate',
    body: { model: 'v5', prompt: `${SOON} a heron`, duration: 5, quality: '540p', aspect_ratio: '16:9' },
    headers: pixverseHeaders,
    id: 'Resp.video_id',
    look: (stage, id) => asked(stage, `/openapi/v2/video/result/${id}`, undefined, { headers: pixverseHeaders(stage) }),
    state: 'Resp.status',
    done: 1,
    file: 'Resp.url',
  },
  {
    name: 'PixVerse, a picture from a template',
    usd: 0.06,
    path: '/openapi/v2/image/template/generate',
    body: { template_id: 7, note: SOON },
    headers: pixverseHeaders,
    id: 'Resp.image_id',
    look: (stage, id) => asked(stage, `/openapi/v2/image/result/${id}`, undefined, { headers: pixverseHeaders(stage) }),
    state: 'Resp.status',
    done: 1,
    file: 'Resp.url',
    kind: 'png',
  },
  {
    name: 'Jimeng, a picture in Volcengine’s form',
    usd: 0.03,
    path: '/jimeng/?Action=CVSync2AsyncSubmitTask&Version=2022-08-31',
    body: { req_key: 'jimeng_t2i_v40', prompt: `${SOON} a boat` },
    id: 'data.task_id',
    look: (stage, task_id) =>
      asked(stage, '/jimeng/?Action=CVSync2AsyncGetResult&Version=2022-08-31', { req_key: 'jimeng_t2i_v40', task_id }),
    state: 'data.status',
    done: 'done',
    file: 'data.image_urls.0',
    kind: 'png',
  },
  {
    name: 'the relays’ unified form',
    usd: 3.2,
    path: '/v1/video/create',
    body: { model: 'veo-3.1-generate-001', prompt: `${SOON} a bell`, aspect_ratio: '16:9', enhance_prompt: false },
    id: 'id',
    look: getting(id => `/v1/video/query?id=${encodeURIComponent(id)}`),
    state: 'status',
    done: 'completed',
    file: 'video_url',
  },
  {
    name: 'new-api’s form, Kling behind it',
    usd: 0.28,
    path: '/v1/video/generations',
    body: { model: 'kling-v1-6', prompt: `${SOON} a bell`, image: `data:image/png;base64,${PICTURE}`, duration: 5 },
    id: 'task_id',
    look: getting(id => `/v1/video/generations/${id}`),
    state: 'status',
    done: 'succeeded',
    file: 'url',
  },
];

export const makerCases: readonly TaskCase[] = SEQUENCES.map(caseOf);
