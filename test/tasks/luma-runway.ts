// Luma and Runway by their official clients.

import RunwayML, { TaskFailedError } from '@runwayml/sdk';
import LumaAI from 'lumaai';
import { check, downloaded, polled, SOON, usd, type Stage, type TaskCase } from './stage.ts';

const lumaOf = ({ url, key }: Stage): LumaAI =>
  new LumaAI({ authToken: key, baseURL: `${url}/luma/dream-machine/v1`, maxRetries: 0 });
const runwayOf = ({ url, key }: Stage): RunwayML =>
  new RunwayML({ apiKey: key, baseURL: `${url}/runwayml`, maxRetries: 0 });

function lumaEnd(client: LumaAI, id: string | undefined): Promise<LumaAI.Generation> {
  return polled(
    () => client.generations.get(id ?? ''),
    ({ state }) => state === 'completed' || state === 'failed',
  );
}

/** Ray 2 by the million pixels of what it makes at 24 pictures a second. */
const ray2 = (width: number, height: number, seconds: number): bigint =>
  BigInt(Math.ceil(width * height * 24 * seconds * 6.4));

export const lumaCases: readonly TaskCase[] = [
  {
    name: 'video of ray-2, 720p, and one that goes on from it',
    charge: 2n * ray2(1280, 720, 5),
    async run(stage) {
      const client = lumaOf(stage);
      const made = await client.generations.create({
        model: 'ray-2',
        prompt: `${SOON} a canal`,
        resolution: '720p',
        duration: '5s',
        aspect_ratio: '16:9',
      });
      const first = await lumaEnd(client, made.id);
      const next = await client.generations.video.create({
        model: 'ray-2',
        prompt: `${SOON} on`,
        resolution: '720p',
        duration: '5s',
        keyframes: { frame0: { type: 'generation', id: first.id ?? '' } },
      });
      const end = await lumaEnd(client, next.id);
      const { generations } = await client.generations.list({ limit: 10 });
      check(generations.length === 2, `a list of ${generations.length}`);
      return downloaded(stage, end.assets?.video, 'mp4');
    },
  },
  {
    name: 'picture of photon-1, its account, and its end',
    charge: usd(0.0073 * 1.92 * 1.08),
    async run(stage) {
      const client = lumaOf(stage);
      const made = await client.generations.image.create({ model: 'photon-1', prompt: `${SOON} a gate` });
      const end = await lumaEnd(client, made.id);
      const seen = await downloaded(stage, end.assets?.image, 'png');
      const { credit_balance: cents } = await client.credits.get();
      check(cents > 9_900 && cents < 10_000, `${cents} cents`);
      await client.generations.delete(made.id ?? '');
      return seen;
    },
  },
];

export const runwayCases: readonly TaskCase[] = [
  {
    name: 'imageToVideo, waitForTaskOutput',
    charge: usd(0.25),
    async run(stage) {
      const task = await runwayOf(stage)
        .imageToVideo.create({
          model: 'gen4_turbo',
          promptImage: 'https://example.com/a.png',
          promptText: `${SOON} a gate opens`,
          ratio: '1280:720',
          duration: 5,
        })
        .waitForTaskOutput();
      return downloaded(stage, task.output[0], 'mp4');
    },
  },
  {
    name: 'textToImage, and a video that is called off',
    charge: usd(0.05),
    async run(stage) {
      const client = runwayOf(stage);
      const late = await client.textToVideo.create({
        model: 'veo3.1',
        promptText: '[[takes 20000]] slow',
        ratio: '1280:720',
        duration: 4,
      });
      await client.tasks.delete(late.id);
      const made = await client.textToImage.create({
        model: 'gen4_image',
        promptText: `${SOON} a toll house`,
        ratio: '1360:768',
      });
      const task = await polled(
        () => client.tasks.retrieve(made.id),
        ({ status }) => status === 'SUCCEEDED',
      );
      const { creditBalance } = await client.organization.retrieve();
      check(creditBalance > 9_900, `${creditBalance} credits`);
      return downloaded(stage, task.status === 'SUCCEEDED' ? task.output[0] : '', 'png');
    },
  },
  {
    name: 'one that fails, told by the client’s own error',
    charge: 0n,
    async run(stage) {
      const failed: unknown = await runwayOf(stage)
        .textToImage.create({ model: 'gen4_image', promptText: `${SOON} [[fail too dark]]`, ratio: '1360:768' })
        .waitForTaskOutput()
        .catch((error: unknown) => error);
      check(failed instanceof TaskFailedError, String(failed));
      return failed.message;
    },
  },
];
