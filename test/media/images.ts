// Pictures by the official OpenAI client.

import OpenAI, { toFile } from 'openai';
import { picture } from '../../packages/sandbox/media/pictures.ts';
import { check, type MediaCase, type Stage } from './stage.ts';

const clientOf = ({ url, key }: Stage): OpenAI => new OpenAI({ baseURL: `${url}/v1`, apiKey: key, maxRetries: 0 });

/** Width and height that stand in a picture's own header. */
export function sidesOf(bytes: Buffer): string {
  if (bytes.toString('latin1', 1, 4) === 'PNG') return `png ${bytes.readUInt32BE(16)}x${bytes.readUInt32BE(20)}`;
  if (bytes.toString('latin1', 8, 12) === 'WEBP') {
    const bits = bytes.readUInt32LE(21);
    return `webp ${(bits & 0x3fff) + 1}x${((bits >> 14) & 0x3fff) + 1}`;
  }
  const frame = bytes.indexOf(Buffer.from([0xff, 0xc0]));
  return `jpeg ${bytes.readUInt16BE(frame + 7)}x${bytes.readUInt16BE(frame + 5)}`;
}

const seenIn = (data: readonly { b64_json?: string }[] | undefined): string =>
  (data ?? []).map(({ b64_json: bytes }) => sidesOf(Buffer.from(bytes ?? '', 'base64'))).join(' ');

const file = (name: string, width: number, height: number): Promise<File> =>
  toFile(picture('png', 7, width, height), name, { type: 'image/png' });

/** Prompts of 24 bytes are 6 tokens. */
const PROMPT = 'a road sign on a hill...';
const TEXT_IN = 5_000n;
const IMAGE_IN = 10_000n;
const IMAGE_OUT = 40_000n;

export const imageCases: readonly MediaCase[] = [
  {
    name: 'generate gpt-image-1, high, 1024x1536, webp',
    charge: 6n * TEXT_IN + 6240n * IMAGE_OUT,
    async run(stage) {
      const { data, request_id: requestId } = await clientOf(stage)
        .images.generate({
          model: 'gpt-image-1',
          prompt: PROMPT,
          quality: 'high',
          size: '1024x1536',
          output_format: 'webp',
        })
        .withResponse();
      const seen = seenIn(data.data);
      check(seen === 'webp 1024x1536' && data.usage?.output_tokens === 6240, `not what was asked for: ${seen}`);
      return { requestId: requestId ?? '', seen };
    },
  },
  {
    name: 'generate gpt-image-1, two of low quality, jpeg, asked for by address',
    charge: 6n * TEXT_IN + 544n * IMAGE_OUT,
    async run(stage) {
      const body = {
        model: 'gpt-image-1',
        prompt: PROMPT,
        quality: 'low',
        size: '1024x1024',
        output_format: 'jpeg',
        n: 2,
        response_format: 'url',
      } as const;
      const { data, request_id: requestId } = await clientOf(stage).images.generate(body).withResponse();
      check(data.data?.length === 2, 'there are not two');
      const address = data.data?.[0]?.url ?? '';
      check(address.startsWith(`${stage.url}/v1/images/files/`), `the address is not ours: ${address}`);
      const had = await fetch(address);
      const seen = sidesOf(Buffer.from(await had.arrayBuffer()));
      check(seen === 'jpeg 1024x1024' && had.headers.get('content-type') === 'image/jpeg', `it is ${seen}`);
      return { requestId: requestId ?? '', seen };
    },
  },
  {
    name: 'generate dall-e-3, hd, 1792x1024',
    charge: 120_000_000n,
    async run(stage) {
      const { data, request_id: requestId } = await clientOf(stage)
        .images.generate({
          model: 'dall-e-3',
          prompt: PROMPT,
          quality: 'hd',
          size: '1792x1024',
          response_format: 'b64_json',
        })
        .withResponse();
      const seen = seenIn(data.data);
      check(seen === 'png 1792x1024' && data.data?.[0]?.revised_prompt !== undefined, seen);
      return { requestId: requestId ?? '', seen };
    },
  },
  {
    name: 'generate gpt-image-1, streamed with two partial pictures',
    charge: 6n * TEXT_IN + 1256n * IMAGE_OUT,
    async run(stage) {
      const { data: stream, request_id: requestId } = await clientOf(stage)
        .images.generate({
          model: 'gpt-image-1',
          prompt: PROMPT,
          quality: 'medium',
          size: '1024x1024',
          stream: true,
          partial_images: 2,
        })
        .withResponse();
      const types: string[] = [];
      for await (const event of stream) types.push(event.type.replace('image_generation.', ''));
      const seen = types.join(' ');
      check(seen === 'partial_image partial_image completed', seen);
      return { requestId: requestId ?? '', seen };
    },
  },
  {
    name: 'edit gpt-image-1 with three pictures and a mask',
    charge: 6n * TEXT_IN + 160n * IMAGE_IN + 1056n * IMAGE_OUT,
    async run(stage) {
      const image = await Promise.all([file('a.png', 64, 64), file('b.png', 100, 20), file('c.png', 8, 8)]);
      const mask = await file('m.png', 64, 64);
      const { data, request_id: requestId } = await clientOf(stage)
        .images.edit({ model: 'gpt-image-1', prompt: PROMPT, image, mask, quality: 'medium', size: '1024x1024' })
        .withResponse();
      const seen = seenIn(data.data);
      check(seen === 'png 1024x1024' && data.usage?.input_tokens === 166, seen);
      return { requestId: requestId ?? '', seen };
    },
  },
  {
    name: 'edit gpt-image-1, streamed',
    charge: 6n * TEXT_IN + 40n * IMAGE_IN + 372n * IMAGE_OUT,
    async run(stage) {
      const image = await file('a.png', 64, 64);
      const { data: stream, request_id: requestId } = await clientOf(stage)
        .images.edit({
          model: 'gpt-image-1',
          prompt: PROMPT,
          image,
          quality: 'low',
          size: '1024x1024',
          stream: true,
          partial_images: 1,
        })
        .withResponse();
      const types: string[] = [];
      for await (const event of stream) types.push(event.type);
      const seen = types.join(' ');
      check(seen === 'image_edit.partial_image image_edit.completed', seen);
      return { requestId: requestId ?? '', seen };
    },
  },
  {
    name: 'variations of dall-e-2, two at 256x256',
    charge: 32_000_000n,
    async run(stage) {
      const { data, request_id: requestId } = await clientOf(stage)
        .images.createVariation({
          model: 'dall-e-2',
          image: await file('a.png', 64, 64),
          n: 2,
          size: '256x256',
          response_format: 'b64_json',
        })
        .withResponse();
      const seen = seenIn(data.data);
      check(seen === 'png 256x256 png 256x256', seen);
      return { requestId: requestId ?? '', seen };
    },
  },
  {
    name: 'generate dall-e-3, by address as is usual',
    charge: 40_000_000n,
    async run(stage) {
      const { data, request_id: requestId } = await clientOf(stage)
        .images.generate({ model: 'dall-e-3', prompt: PROMPT })
        .withResponse();
      const address = data.data?.[0]?.url ?? '';
      check(address.startsWith(`${stage.url}/v1/images/files/`), `the address is not ours: ${address}`);
      const seen = sidesOf(Buffer.from(await (await fetch(address)).arrayBuffer()));
      return { requestId: requestId ?? '', seen };
    },
  },
];
