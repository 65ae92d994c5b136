// Replicate by its official client: by model, by version, waited for and asked after, with files, called off.

import Replicate from 'replicate';
import { check, downloaded, SOON, usd, type Stage, type TaskCase } from './stage.ts';

const REMBG = 'fb8af171cfa1616ddcf1242c093f9c46bcada5ad4cf6f2fbe8b81b330ec5c003';

const clientOf = ({ url, key }: Stage): Replicate => new Replicate({ auth: key, baseUrl: `${url}/replicate/v1` });

/** The first of what a prediction made. */
const firstOf = (output: unknown): unknown => (Array.isArray(output) ? (output as unknown[])[0] : output);

export const replicateCases: readonly TaskCase[] = [
  {
    name: 'run by model, its file fetched',
    charge: usd(0.003),
    async run(stage) {
      const made = firstOf(
        await clientOf(stage).run('black-forest-labs/flux-schnell', { input: { prompt: `${SOON} a lighthouse` } }),
      );
      // The client wraps files of https alone: behind a plain address it answers the address.
      return downloaded(stage, made, 'png');
    },
  },
  {
    name: 'created by version from an uploaded file, waited for',
    charge: usd(0.005),
    async run(stage) {
      const client = clientOf(stage);
      const file = await client.files.create(Buffer.from('89504e470d0a1a0a0000', 'hex'), { note: SOON });
      const input = { image: file.urls.get, note: SOON };
      const made = await client.predictions.create({ version: REMBG, input });
      const ended = await client.wait(made, {});
      check(ended.status === 'succeeded', `it is ${ended.status}`);
      return downloaded(stage, firstOf(ended.output), 'png');
    },
  },
  {
    name: 'a video, and one that is called off',
    charge: usd(0.5),
    async run(stage) {
      const client = clientOf(stage);
      const late = await client.predictions.create({
        model: 'minimax/video-01',
        input: { prompt: '[[takes 9000]] slow' },
      });
      const off = await client.predictions.cancel(late.id);
      check(off.status === 'canceled', `it is ${off.status}`);
      const made = await client.predictions.create({ model: 'minimax/video-01', input: { prompt: `${SOON} waves` } });
      const ended = await client.wait(made, {});
      const { results } = await client.predictions.list();
      check(results.length === 2, `${results.length} predictions in the list`);
      return downloaded(stage, firstOf(ended.output), 'mp4');
    },
  },
];
