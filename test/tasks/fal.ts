// fal by its official client in JavaScript, through the proxy form that it has for servers.

import { createFalClient, type FalClient } from '@fal-ai/client';
import { check, downloaded, SOON, usd, type Stage, type TaskCase } from './stage.ts';

const clientOf = ({ url, key }: Stage): FalClient =>
  createFalClient({
    credentials: key,
    suppressLocalCredentialsWarning: true,
    proxyUrl: { url: `${url}/api/fal/proxy`, when: 'always' },
  });

export const falCases: readonly TaskCase[] = [
  {
    name: 'subscribe, two pictures',
    charge: usd(0.05),
    async run(stage) {
      const { data } = await clientOf(stage).subscribe('fal-ai/flux/dev', {
        input: { prompt: `${SOON} a mill`, num_images: 2 },
        logs: true,
      });
      check(data.images.length === 2, `${data.images.length} pictures`);
      return downloaded(stage, data.images[0]?.url, 'png');
    },
  },
  {
    name: 'queue, status stream, result; and one that is called off',
    charge: usd(0.08),
    async run(stage) {
      const { queue } = clientOf(stage);
      const late = await queue.submit('fal-ai/flux/dev', { input: { prompt: '[[takes 9000]] slow' } });
      await queue.cancel('fal-ai/flux/dev', { requestId: late.request_id });
      const model = 'fal-ai/flux-pro/kontext/max';
      const input = { prompt: `${SOON} at night`, image_url: 'https://example.com/a.png' };
      const { request_id: requestId } = await queue.submit(model, { input });
      let last = '';
      for await (const { status } of await queue.streamStatus(model, { requestId })) last = status;
      check(last === 'COMPLETED', `the stream ended in ${last}`);
      const { data } = await queue.result(model, { requestId });
      return downloaded(stage, data.images[0]?.url, 'png');
    },
  },
  {
    name: 'run, which waits',
    charge: usd(0.04),
    async run(stage) {
      const input = { prompt: `${SOON} a bridge`, image_url: 'https://example.com/a.png' };
      const { data } = await clientOf(stage).run('fal-ai/flux-pro/kontext', { input });
      return downloaded(stage, data.images[0]?.url, 'png');
    },
  },
];
