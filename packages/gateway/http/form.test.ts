// Specifies what is read of a form whose bytes pass on: nothing that two readers could take for different things.

import { Readable } from 'node:stream';
import { tmpdir } from 'node:os';
import type { IncomingMessage } from 'node:http';
import { describe, expect, it } from 'vitest';
import { contentOf, readFormFrom, type SpooledForm } from './form.ts';

/** A form of these parts, each with its head, in pieces of so many bytes. */
async function read(parts: readonly string[], step = 7): Promise<SpooledForm> {
  const whole = Buffer.from(`${parts.map(part => `--edge\r\n${part}\r\n`).join('')}--edge--\r\n`, 'latin1');
  const pieces = Array.from({ length: Math.ceil(whole.length / step) }, (_, index) =>
    whole.subarray(index * step, (index + 1) * step),
  );
  const headers = { 'content-type': 'multipart/form-data; boundary=edge' };
  const stream = Readable.from(pieces, { objectMode: false });
  return readFormFrom(Object.assign(stream, { headers }) as unknown as IncomingMessage, tmpdir(), 1e6);
}

const field = (disposition: string, content: string): string =>
  `Content-Disposition: form-data; ${disposition}\r\n\r\n${content}`;

describe('a form', () => {
  it.each([1, 7, 1000])('is read in pieces of %i bytes', async step => {
    const form = await read(
      [
        field('name="prompt"', 'a\r\n--edgewise\r\nb'),
        field('filename="a; name=\\"x\\".png"; name=image', 'bytes'),
        field('name="mask"; filename="m.png"; filename*=UTF-8\'\'%E2%82%AC.png', ''),
      ],
      step,
    );
    expect(form.parts.map(({ name, fileName, text }) => [name, fileName, text])).toEqual([
      ['prompt', undefined, 'a\r\n--edgewise\r\nb'],
      ['image', 'a; name="x".png', ''],
      ['mask', '€.png', ''],
    ]);
    const [, image] = form.parts;
    expect(image === undefined ? '' : String(await contentOf(form, image).read(0, 99))).toBe('bytes');
  });

  it.each([
    ['two names', field('name="model"; name="prompt"', 'x')],
    ['a name in another alphabet', field('name="prompt"; name*=UTF-8\'\'model', 'x')],
    ['a name inside of another word', field('x="; name=prompt', 'x')],
    ['no name', field('filename="a"', 'x')],
    ['two dispositions', `Content-Disposition: form-data; name="a"\r\n${field('name="model"', 'x')}`],
    ['none', 'Content-Type: text/plain\r\n\r\nx'],
  ])('with %s in a part is refused', async (_why, part) => {
    await expect(read([part])).rejects.toMatchObject({ code: 'invalid_request' });
  });

  it('names a part by what is its name, whatever stands before it', async () => {
    const { parts } = await read([field('x="; name=prompt"; name="model"', 'dear')]);
    expect(parts.map(({ name, text }) => [name, text])).toEqual([['model', 'dear']]);
  });
});
