// The pictures of one order on their way: fetched for upstreams that fetch none, and given to the client as it wants them.

import type { Picture } from '@turnpike/protocols/images/answer';
import type { ImageRequest, ImageSource } from '@turnpike/protocols/images/request';
import { Failure } from '@turnpike/protocols/failures';
import { FetchFault } from '../../http/guarded-fetch.ts';
import { inMemory } from '../../http/spool.ts';
import type { Channel } from '../../world.ts';
import type { Errands } from '../errand.ts';
import { mediaTypeOfBytes } from '../media-type.ts';
import { roadTo } from '../road.ts';
import type { Asker } from './conversing.ts';
import { BadPicture, lookAt } from './picture.ts';

/** What is said of addresses that pictures are had from. */
export const PICTURE_PATH = '/v1/images/files';

/** The pictures of one order. */
export class PictureCase {
  private readonly parts: Errands;
  private readonly fetched = new Map<string, Promise<ImageSource>>();

  constructor(parts: Errands) {
    this.parts = parts;
  }

  /** The order with every picture in it as bytes. @throws Failure for one that cannot be fetched */
  async inlined(request: ImageRequest): Promise<ImageRequest> {
    const images = await Promise.all(request.images.map((source, index) => this.bytesOf(source, `images[${index}]`)));
    const mask = request.mask === undefined ? undefined : await this.bytesOf(request.mask, 'mask');
    return { ...request, images, mask };
  }

  private bytesOf(source: ImageSource, param: string): Promise<ImageSource> {
    if (source.kind !== 'url') return Promise.resolve(source);
    let running = this.fetched.get(source.url);
    if (running === undefined) {
      running = this.fetch(source.url, param);
      this.fetched.set(source.url, running);
    }
    return running;
  }

  private async fetch(url: string, param: string): Promise<ImageSource> {
    try {
      const { bytes } = await this.parts.services.media.get(url);
      const { mediaType } = await lookAt(inMemory(bytes));
      return { kind: 'base64', data: bytes.toString('base64'), mediaType };
    } catch (error) {
      const why = error instanceof FetchFault ? `cannot be fetched: ${error.message}` : undefined;
      const told = error instanceof BadPicture ? error.message : (why ?? 'cannot be fetched');
      throw new Failure('invalid_request', `${param}: the picture ${told}. Send it as base64.`, {
        param,
        cause: error,
      });
    }
  }

  /**
   * A picture as the client wants it: bytes, or an address of ours that lives as long as the settings say. Where it
   * cannot be had that way, it is given as it came: it was made, and is paid for.
   */
  async delivered(picture: Picture, wants: ImageRequest['wants'], asker: Asker, channel: Channel): Promise<Picture> {
    const { data, url, ...rest } = picture;
    const { pictures } = this.parts.services;
    if (wants === 'b64_json' || (wants === undefined && data !== undefined)) {
      if (data !== undefined) return { data, ...rest };
      const bytes = await this.had(url ?? '', asker, channel);
      return bytes === undefined ? picture : { data: bytes.toString('base64'), ...rest };
    }
    if (!pictures.keeps) return picture;
    const bytes = data === undefined ? await this.had(url ?? '', asker, channel) : Buffer.from(data, 'base64');
    const type = bytes === undefined ? undefined : mediaTypeOfBytes(bytes);
    if (bytes === undefined || type === undefined || !type.startsWith('image/')) return picture;
    try {
      const name = await pictures.put(bytes, type);
      return { url: `${this.origin}${PICTURE_PATH}/${name}`, ...rest };
    } catch {
      // A full disk is no reason to lose what was drawn.
      return picture;
    }
  }

  /** What an upstream's address holds. Its own origin is trusted, as the operator named it; all others are guarded. */
  private async had(url: string, asker: Asker, channel: Channel): Promise<Buffer | undefined> {
    const address = URL.parse(url);
    if (address === null) return undefined;
    try {
      if (address.origin !== roadTo(channel).origin) return (await this.parts.services.media.get(url)).bytes;
      const { status, body } = await asker.ask({
        origin: address.origin,
        path: address.pathname + address.search,
        method: 'GET',
        headers: ['accept-encoding', 'identity', 'user-agent', 'turnpike'],
        body: undefined,
      });
      return status === 200 ? body : undefined;
    } catch {
      return undefined;
    }
  }

  /** Where clients reach us: as the operator says, else as this one did. */
  private get origin(): string {
    const { world, exchange } = this.parts;
    if (world.settings.publicUrl !== '') return world.settings.publicUrl;
    const proto = world.settings.trustProxy ? exchange.request.headers['x-forwarded-proto'] : undefined;
    return `${proto === 'https' ? 'https' : 'http'}://${exchange.request.headers.host ?? 'localhost'}`;
  }
}
