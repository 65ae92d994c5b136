// The open web clients of Midjourney and Suno: the very sequences of requests that they send (midjourney.md, suno.md).

import { at } from '../support/client.ts';
import { picture } from '../../packages/sandbox/media/pictures.ts';
import { asked, check, downloaded, polled, SOON, usd, type Json, type Stage, type TaskCase } from './stage.ts';

/** This client sends its key in a header of the proxy's own. */
const secretOf = ({ key }: Stage): { headers: Record<string, string> } => ({
  headers: { authorization: '', 'mj-api-secret': key },
});
const PICTURE = `data:image/png;base64,${picture('png', 3, 64, 64).toString('base64')}`;

/** Submits, answers a window as the client does, and asks until the end. */
async function midjourney(stage: Stage, action: string, body: Json, prefix = ''): Promise<Json> {
  const root = `${prefix}/mj`;
  let told = await asked(stage, `${root}/submit/${action}`, body, secretOf(stage));
  if (told['code'] === 21) {
    const answer = { taskId: told['result'], prompt: `${SOON} a tower --zoom 1.5` };
    told = await asked(stage, `${root}/submit/modal`, answer, secretOf(stage));
  }
  check(told['code'] === 1 || told['code'] === 22, JSON.stringify(told));
  const task = await polled(
    () => asked(stage, `${root}/task/${String(told['result'])}/fetch`, undefined, secretOf(stage)),
    ({ status }) => status === 'SUCCESS' || status === 'FAILURE',
  );
  check(task['status'] === 'SUCCESS', JSON.stringify(task));
  return task;
}

/** The button of a task with this label. */
function button(task: Json, label: string): Json {
  const buttons = Array.isArray(task['buttons']) ? (task['buttons'] as Json[]) : [];
  const found = buttons.find(each => each['label'] === label);
  check(found !== undefined, `no button ${label}`);
  return { taskId: task['id'], customId: found['customId'] };
}

export const midjourneyCases: readonly TaskCase[] = [
  {
    name: 'imagine, U1, custom zoom through its window, seed',
    charge: usd(0.1 + 0.05 + 0.1),
    async run(stage) {
      const grid = await midjourney(stage, 'imagine', { prompt: `${SOON} a tower`, botType: 'MID_JOURNEY' });
      const one = await midjourney(stage, 'action', button(grid, 'U1'));
      const wide = await midjourney(stage, 'action', button(one, 'Custom Zoom'));
      const path = `/mj/task/${String(grid['id'])}/image-seed`;
      const seed = await asked(stage, path, undefined, secretOf(stage));
      check(seed['code'] === 1 && /^\d+$/.test(String(seed['result'])), JSON.stringify(seed));
      return downloaded(stage, wide['imageUrl'], 'png');
    },
  },
  {
    name: 'blend, describe and the old words, asked after together',
    charge: usd(0.1 + 0.05 + 0.1),
    async run(stage) {
      const blend = await midjourney(stage, 'blend', { base64Array: [PICTURE, PICTURE], dimensions: 'SQUARE' });
      const described = await midjourney(stage, 'describe', { base64: PICTURE });
      check(String(at(described, 'properties.finalPrompt')).includes('sandbox'), JSON.stringify(described));
      const varied = await midjourney(stage, 'simple-change', { content: `${String(blend['id'])} V2` });
      const ids = [blend['id'], described['id'], varied['id']];
      const list = await asked(stage, '/mj/task/list-by-condition', { ids }, secretOf(stage));
      check(Array.isArray(list) && list.length === 3, JSON.stringify(list).slice(0, 200));
      return downloaded(stage, varied['imageUrl'], 'png');
    },
  },
  {
    name: 'a video of a picture, and an upload',
    charge: usd(0.8 + 0.05),
    async run(stage) {
      const up = await asked(stage, '/mj/submit/upload-discord-images', { base64Array: [PICTURE] }, secretOf(stage));
      check(at(up, 'code') === 1 && typeof at(up, 'result.0') === 'string', JSON.stringify(up));
      const video = await midjourney(stage, 'video', { prompt: `${SOON} wind`, motion: 'low', image: PICTURE });
      return downloaded(stage, video['videoUrl'], 'mp4');
    },
  },
  {
    name: 'a banned word, and one that fails',
    charge: 0n,
    async run(stage) {
      const told = await asked(stage, '/mj/submit/imagine', { prompt: 'bannedword' }, secretOf(stage));
      check(told['code'] === 24, JSON.stringify(told));
      const body = { prompt: `${SOON} [[fail too many]]` };
      const { result } = await asked(stage, '/mj-relax/mj/submit/imagine', body, secretOf(stage));
      const task = await polled(
        () => asked(stage, `/mj/task/${String(result)}/fetch`, undefined, secretOf(stage)),
        ({ status }) => status === 'FAILURE',
      );
      return String(task['failReason']);
    },
  },
];

/** Asks after a task of Suno's until its end; its clips. */
async function songs(stage: Stage, id: unknown): Promise<Json[]> {
  const { data } = await polled(
    () => asked<{ data: Json }>(stage, `/suno/fetch/${String(id)}`),
    told => ['SUCCESS', 'FAILURE'].includes(String(told.data['status'])),
  );
  check(data['status'] === 'SUCCESS', JSON.stringify(data));
  return (Array.isArray(data['data']) ? data['data'] : [data['data']]) as Json[];
}

const submitted = async (stage: Stage, action: string, body: Json): Promise<unknown> =>
  (await asked(stage, `/suno/submit/${action}`, body))['data'];

export const sunoCases: readonly TaskCase[] = [
  {
    name: 'lyrics, a song of them, extended, put together',
    charge: usd(0.01 + 0.1 + 0.1 + 0.1),
    async run(stage) {
      const [lyrics] = await songs(stage, await submitted(stage, 'lyrics', { prompt: `${SOON} roads` }));
      check(String(lyrics?.['text']).includes('[Verse]'), JSON.stringify(lyrics));
      const song = { mv: 'chirp-v4', title: 'Roads', tags: 'folk', prompt: `${String(lyrics?.['text'])} ${SOON}` };
      const [first] = await songs(stage, await submitted(stage, 'music', song));
      const more = { ...song, task: 'extend', continue_clip_id: first?.['id'], continue_at: 7 };
      const [longer] = await songs(stage, await submitted(stage, 'music', more));
      const [whole] = await songs(stage, await submitted(stage, 'concat', { clip_id: longer?.['id'], note: SOON }));
      return downloaded(stage, whole?.['audio_url'], 'mp3');
    },
  },
  {
    name: 'the raw paths of old clients: generate, feed',
    charge: usd(0.1),
    async run(stage) {
      const body = { gpt_description_prompt: `${SOON} a toll`, mv: 'chirp-crow', make_instrumental: false };
      const made = await asked<{ clips: { id: string }[] }>(stage, '/suno/generate/description-mode', body);
      const ids = made.clips.map(({ id }) => id).join(',');
      const clips = await polled(
        () => asked<Json[]>(stage, `/suno/feed/${ids}`),
        all => all.every(({ status }) => status === 'complete'),
      );
      check(clips.length === 2, `${clips.length} clips`);
      return downloaded(stage, clips[1]?.['audio_url'], 'mp3');
    },
  },
  {
    name: 'the newer bodies, several asked after together',
    charge: usd(0.1),
    async run(stage) {
      const body = { mv: 'chirp-v5', task: 'sound', metadata_params: { sound: `${SOON} birds`, type: 'loop' } };
      const id = await submitted(stage, 'music', body);
      await songs(stage, id);
      const { data } = await asked<{ data: Json[] }>(stage, '/suno/fetch', { ids: [id, 'none'] });
      check(data.length === 1, `${data.length} tasks`);
      return downloaded(stage, at(data, '0.data.0.audio_url'), 'mp3');
    },
  },
];
