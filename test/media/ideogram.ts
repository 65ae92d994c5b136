// Ideogram in its own format, as its clients send it: forms and JSON under `/ideogram`.

import { picture } from '../../packages/sandbox/media/pictures.ts';
import { sidesOf } from './images.ts';
import { check, type MediaCase, type Stage } from './stage.ts';

const blob = (width = 64, height = 64): Blob =>
  new Blob([new Uint8Array(picture('png', 5, width, height))], { type: 'image/png' });

function form(fields: Readonly<Record<string, string | Blob>>): FormData {
  const made = new FormData();
  for (const [name, value] of Object.entries(fields)) {
    if (typeof value === 'string') made.append(name, value);
    else made.append(name, value, `${name}.png`);
  }
  return made;
}

async function send(stage: Stage, path: string, body: FormData | object): Promise<{ id: string; value: unknown }> {
  const isForm = body instanceof FormData;
  const answer = await fetch(`${stage.url}/ideogram${path}`, {
    method: 'POST',
    headers: { 'api-key': stage.key, ...(isForm ? {} : { 'content-type': 'application/json' }) },
    body: isForm ? body : JSON.stringify(body),
  });
  const value: unknown = await answer.json();
  check(answer.status === 200, `status ${answer.status}: ${JSON.stringify(value)}`);
  return { id: answer.headers.get('x-request-id') ?? '', value };
}

const drawn = (
  name: string,
  path: string,
  body: () => FormData | object,
  pictures: number,
  charge: bigint,
  sides = 'png 1024x1024',
): MediaCase => ({
  name: `${path} ${name}`,
  charge,
  async run(stage) {
    const { id, value } = await send(stage, path, body());
    const list = typeof value === 'object' && value !== null && 'data' in value ? value.data : [];
    const urls = Array.isArray(list) ? list.map((one: { url?: unknown }) => String(one.url)) : [];
    check(urls.length === pictures, `${urls.length} pictures`);
    const had = await fetch(urls[0] ?? '');
    check(urls[0]?.startsWith(`${stage.url}/v1/images/files/`) === true, `the address is not ours: ${urls[0]}`);
    const seen = sidesOf(Buffer.from(await had.arrayBuffer()));
    check(seen === sides, seen);
    return { requestId: id, seen };
  },
});

const V3 = '/v1/ideogram-v3';
const prompt = 'a toll gate';

export const ideogramCases: readonly MediaCase[] = [
  drawn(
    'two, turbo',
    `${V3}/generate`,
    () => form({ prompt, rendering_speed: 'TURBO', num_images: '2' }),
    2,
    60_000_000n,
  ),
  drawn(
    'JSON with old words',
    `${V3}/generate`,
    () => ({ prompt, aspect_ratio: 'ASPECT_16_9' }),
    1,
    60_000_000n,
    'png 1344x768',
  ),
  drawn(
    'with a character',
    `${V3}/generate`,
    () => form({ prompt, character_reference_images: blob(), rendering_speed: 'QUALITY' }),
    1,
    200_000_000n,
  ),
  drawn('', `${V3}/edit`, () => form({ prompt, image: blob(), mask: blob() }), 1, 60_000_000n),
  drawn('', `${V3}/remix`, () => form({ prompt, image: blob(), image_weight: '30' }), 1, 60_000_000n),
  drawn('', `${V3}/reframe`, () => form({ image: blob(), resolution: '512x1536' }), 1, 60_000_000n, 'png 512x1536'),
  drawn(
    '',
    `${V3}/replace-background`,
    () => form({ prompt, image: blob(), rendering_speed: 'QUALITY' }),
    1,
    90_000_000n,
  ),
  drawn('', `${V3}/layerize-text`, () => form({ image: blob() }), 1, 60_000_000n),
  drawn(
    'a prompt in JSON',
    '/v1/ideogram-v4/generate',
    () => ({ json_prompt: { subject: 'a toll gate' }, resolution: '1280x800', rendering_speed: 'QUALITY' }),
    1,
    100_000_000n,
    'png 1280x800',
  ),
  drawn(
    '',
    '/v1/ideogram-v4/remix',
    () => form({ text_prompt: prompt, image: blob(), rendering_speed: 'TURBO' }),
    1,
    30_000_000n,
  ),
  drawn('', '/v1/edit', () => form({ prompt, image: blob() }), 1, 60_000_000n),
  drawn('', '/v2/image/generate/auto', () => ({ prompt, quality: 'high', num_images: 2 }), 2, 200_000_000n),
  drawn('', '/v2/image/remix/ideogram-4', () => form({ prompt, image: blob() }), 1, 60_000_000n),
  drawn('', '/v2/image/generate/ideogram-3-character', () => ({ prompt, rendering_speed: 'TURBO' }), 1, 100_000_000n),
  drawn('', '/v2/image/upscale/ideogram-4-5', () => form({ image: blob() }), 1, 60_000_000n),
  drawn('V_2_TURBO', '/generate', () => ({ image_request: { prompt, model: 'V_2_TURBO' } }), 1, 50_000_000n),
  drawn(
    'V_2',
    '/remix',
    () => form({ image_request: JSON.stringify({ prompt, model: 'V_2', image_weight: 40 }), image_file: blob() }),
    1,
    80_000_000n,
  ),
  drawn('', '/upscale', () => form({ image_request: '{"resemblance":50}', image_file: blob() }), 1, 60_000_000n),
  {
    name: '/describe',
    charge: 10_000_000n,
    async run(stage) {
      const { id, value } = await send(stage, '/describe', form({ image_file: blob() }));
      return { requestId: id, seen: JSON.stringify(value).slice(0, 60) };
    },
  },
];
