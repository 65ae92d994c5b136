// Pictures that clients name by address, fetched for upstreams that want the bytes: guarded, bounded, and only media.

import { Failure } from '@turnpike/protocols/failures';
import { fetchFile } from './fetching.ts';
import type { TaskServices } from './services.ts';

/** The largest picture that is fetched, bytes: what the providers take inline. */
const MOST = 20 * 1024 * 1024;

/** A data URL, bare base64 or an address as base64 with its type. @throws Failure when it cannot be had. */
export async function clientMedia(
  services: Pick<TaskServices, 'dispatcher' | 'guarded' | 'world'>,
  source: string,
): Promise<{ readonly type: string; readonly base64: string }> {
  const [, type = '', base64] = /^data:([\w.+-]+\/[\w.+-]+)[^,]{0,200},(.*)$/s.exec(source) ?? [];
  if (base64 !== undefined) return { type, base64 };
  if (!/^https?:/i.test(source))
    return { type: typeOfBytes(Buffer.from(source.slice(0, 64), 'base64')), base64: source };
  const { guarded, dispatcher, world } = services;
  const fetcher = {
    channels: dispatcher,
    guarded: world().settings.fetchPrivateAddresses ? dispatcher : guarded,
    // What a client names is never trusted, wherever it is.
    trusted: () => false,
  };
  const unfit = (why: string): Failure =>
    new Failure('invalid_request', `The picture ${source.slice(0, 200)} ${why}.`, { param: 'image' });
  const fetched = await fetchFile(fetcher, source).catch(() => undefined);
  if (fetched === undefined) throw unfit('could not be fetched');
  const chunks: Buffer[] = [];
  let bytes = 0;
  try {
    if (fetched.status !== 200) throw unfit(`could not be fetched: its server answered ${fetched.status}`);
    for await (const chunk of fetched.content) {
      const piece = Buffer.from(chunk);
      bytes += piece.length;
      if (bytes > MOST) throw unfit(`is larger than ${MOST} bytes`);
      chunks.push(piece);
    }
  } finally {
    fetched.content.destroy();
  }
  const whole = Buffer.concat(chunks);
  const said = (fetched.headers['content-type'] ?? '').split(';')[0]?.trim() ?? '';
  const kind = /^(?:image|video)\//.test(said) ? said : typeOfBytes(whole);
  if (kind === '') throw unfit('is no picture');
  return { type: kind, base64: whole.toString('base64') };
}

/** By their first bytes; empty when they are nothing known. */
function typeOfBytes(bytes: Buffer): string {
  if (bytes.length < 12) return '';
  if (bytes.toString('latin1', 1, 4) === 'PNG') return 'image/png';
  if (bytes[0] === 0xff && bytes[1] === 0xd8) return 'image/jpeg';
  if (bytes.toString('latin1', 8, 12) === 'WEBP') return 'image/webp';
  return bytes.toString('latin1', 4, 8) === 'ftyp' ? 'video/mp4' : '';
}
