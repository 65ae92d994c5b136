// OpenAI's videos and Google's Veo by their official clients.

import { GoogleGenAI } from '@google/genai';
import OpenAI, { toFile } from 'openai';
import { picture } from '../../packages/sandbox/media/pictures.ts';
import { at, call } from '../support/client.ts';
import { asked, check, fileSeen, polled, SOON, usd, type Stage, type TaskCase } from './stage.ts';

const openaiOf = ({ url, key }: Stage): OpenAI => new OpenAI({ baseURL: `${url}/v1`, apiKey: key, maxRetries: 0 });
const googleOf = ({ url, key }: Stage): GoogleGenAI =>
  new GoogleGenAI({ vertexai: true, apiKey: key, httpOptions: { baseUrl: url } });

/** Asks in the rhythm of the client's own helpers, which this version no longer has. */
function ended(client: OpenAI, id: string): Promise<OpenAI.Video> {
  return polled(
    () => client.videos.retrieve(id),
    ({ status }) => status !== 'queued' && status !== 'in_progress',
  );
}

async function contentOf(client: OpenAI, id: string): Promise<string> {
  const answer = await client.videos.downloadContent(id);
  return fileSeen(Buffer.from(await answer.arrayBuffer()), 'mp4');
}

export const openaiCases: readonly TaskCase[] = [
  {
    name: 'videos of sora-2: create, retrieve, downloadContent',
    charge: usd(0.4),
    async run(stage) {
      const client = openaiOf(stage);
      const made = await client.videos.create({ model: 'sora-2', prompt: `${SOON} a road`, size: '1280x720' });
      const video = await ended(client, made.id);
      check(video.status === 'completed' && video.seconds === '4', JSON.stringify(video));
      return contentOf(client, video.id);
    },
  },
  {
    name: 'from a picture, then a remix, a list, an end',
    charge: usd(1.6),
    async run(stage) {
      const client = openaiOf(stage);
      const first = await client.videos.create({
        model: 'sora-2',
        prompt: `${SOON} from here`,
        seconds: '8',
        input_reference: await toFile(picture('png', 1, 64, 64), 'start.png', { type: 'image/png' }),
      });
      await ended(client, first.id);
      const begun = await client.videos.remix(first.id, { prompt: `${SOON} in rain` });
      const remix = await ended(client, begun.id);
      check(remix.remixed_from_video_id === first.id && remix.seconds === '8', JSON.stringify(remix));
      const ids = (await client.videos.list()).data.map(({ id }) => id);
      check(ids.length === 2 && ids[0] === remix.id, `a list of ${ids.join(', ')}`);
      const seen = await contentOf(client, remix.id);
      check((await client.videos.delete(first.id)).deleted, 'not deleted');
      return seen;
    },
  },
  {
    name: 'a character of a file, a video with it, an edit and an extension',
    charge: usd(0.4 + 0.4 + 0.8),
    async run(stage) {
      const client = openaiOf(stage);
      const file = await toFile(Buffer.from('....ftypisom'), 'cat.mp4', { type: 'video/mp4' });
      const { id: character, name } = await client.videos.createCharacter({ name: 'Cat', video: file });
      check(name === 'Cat' && character !== null, `a character ${String(character)}`);
      await client.videos.getCharacter(character ?? '');
      const body = { model: 'sora-2', prompt: `${SOON} the cat`, characters: [{ id: character }] };
      const made = await client.videos.create(body as OpenAI.VideoCreateParams);
      await ended(client, made.id);
      const edit = await client.videos.edit({ prompt: `${SOON} at night`, video: { id: made.id } });
      await ended(client, edit.id);
      const longer = { prompt: `${SOON} on`, seconds: '8', video: { id: edit.id } } as const;
      const end = await ended(client, (await client.videos.extend(longer)).id);
      return contentOf(client, end.id);
    },
  },
  {
    name: 'one that fails',
    charge: 0n,
    async run(stage) {
      const client = openaiOf(stage);
      const made = await client.videos.create({ model: 'sora-2', prompt: `${SOON} [[fail too dark]]` });
      const video = await ended(client, made.id);
      check(video.status === 'failed' && video.error?.message === 'too dark', JSON.stringify(video.error));
      return video.error.message;
    },
  },
];

/** This client asks for videos in the form of Google's cloud alone: the bytes come in the operation. */
export const veoCases: readonly TaskCase[] = [
  {
    name: 'generateVideos, getVideosOperation, its bytes',
    charge: usd(2.4),
    async run(stage) {
      const client = googleOf(stage);
      let operation = await client.models.generateVideos({
        model: 'veo-3.1-generate-001',
        source: { prompt: `${SOON} a ferry` },
        config: { durationSeconds: 6, aspectRatio: '16:9' },
      });
      operation = await polled(
        () => client.operations.getVideosOperation({ operation }),
        ({ done }) => done === true,
      );
      const video = operation.response?.generatedVideos?.[0]?.video;
      check(video?.mimeType === 'video/mp4', JSON.stringify(operation).slice(0, 300));
      return fileSeen(Buffer.from(video.videoBytes ?? '', 'base64'), 'mp4');
    },
  },
  {
    name: 'plain requests of the Gemini API: operation, file',
    charge: usd(2.4),
    async run(stage) {
      const headers = { 'x-goog-api-key': stage.key, authorization: '' };
      const { name } = await asked<{ name: string }>(
        stage,
        '/v1beta/models/veo-3.1-generate-001:predictLongRunning',
        { instances: [{ prompt: `${SOON} a ferry` }], parameters: { durationSeconds: 6 } },
        { headers },
      );
      const operation = await polled(
        () => asked(stage, `/v1beta/${name}`, undefined, { headers }),
        ({ done }) => done === true,
      );
      const uri = String(at(operation, 'response.generateVideoResponse.generatedSamples.0.video.uri'));
      const file = await call(uri, { headers });
      return fileSeen(file.body, 'mp4');
    },
  },
];
