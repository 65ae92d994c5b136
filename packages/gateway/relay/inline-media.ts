// Puts media that a client names by URL into its request, for upstreams that fetch none: each once, whatever is tried.

import type { Codec, Target } from '@turnpike/protocols/codec';
import { Losses } from '@turnpike/protocols/conversation/losses';
import { mediaTypeOf } from '@turnpike/protocols/conversation/media';
import type { MediaPart, Part } from '@turnpike/protocols/conversation/part';
import type { ConversationRequest } from '@turnpike/protocols/conversation/request';
import { Failure } from '@turnpike/protocols/failures';
import { FetchFault, type Fetched, type GuardedFetch } from '../http/guarded-fetch.ts';
import { mediaTypeOfBytes } from './media-type.ts';

/** More media by URL in one request are a mistake or an attack. */
const MAX_FETCHES = 32;

/** The media of one request. */
export class InlineMedia {
  private readonly fetcher: GuardedFetch;
  private readonly fetched = new Map<string, Promise<Fetched>>();

  constructor(fetcher: GuardedFetch) {
    this.fetcher = fetcher;
  }

  /**
   * The request with the media in it that its target cannot fetch: the same object when there are none.
   * @throws Failure naming message and part of one that cannot be fetched.
   */
  into(request: ConversationRequest, codec: Codec, target: Target): ConversationRequest | Promise<ConversationRequest> {
    const isDue = (part: Part): part is MediaPart =>
      isMedia(part) && part.source.kind === 'url' && codec.mustInline(part, target);
    const due = request.messages.some(({ parts }) =>
      parts.some(part => isDue(part) || (part.type === 'tool_result' && part.content.some(isDue))),
    );
    return due ? this.inlined(request, isDue) : request;
  }

  private async inlined(
    request: ConversationRequest,
    isDue: (part: Part) => part is MediaPart,
  ): Promise<ConversationRequest> {
    const places = new Losses(request);
    const messages = request.messages.map(async message => {
      const parts = message.parts.map(async (part): Promise<Part> => {
        const at = places.placeOf(part, message.at);
        if (isDue(part)) return this.fetch(part, at);
        if (part.type !== 'tool_result' || !part.content.some(isDue)) return part;
        const content = await Promise.all(part.content.map(async one => (isDue(one) ? this.fetch(one, at) : one)));
        return { ...part, content };
      });
      return { ...message, parts: await Promise.all(parts) };
    });
    return { ...request, messages: await Promise.all(messages) };
  }

  private async fetch(part: MediaPart, at: string): Promise<MediaPart> {
    const url = part.source.kind === 'url' ? part.source.url : '';
    try {
      const { bytes, mediaType } = await this.get(url);
      // Servers send error pages as pictures: what a picture is, only its bytes say.
      const said = part.type === 'image' ? undefined : mediaTypeOf(mediaType) || part.mediaType;
      const type = mediaTypeOfBytes(bytes) ?? said;
      if (bytes.length === 0) throw new FetchFault('it is empty');
      if (part.type !== 'file' && type?.startsWith(`${part.type}/`) !== true)
        throw new FetchFault(`it is no ${part.type} that we know`);
      return {
        ...part,
        source: { kind: 'base64', data: bytes.toString('base64') },
        ...(type === undefined ? {} : { mediaType: type }),
      };
    } catch (error) {
      const why = error instanceof FetchFault ? error.message : 'its server cannot be reached';
      const message = `${at}: the ${part.type} cannot be fetched: ${why}. Send it as base64.`;
      throw new Failure('invalid_request', message, { param: at, cause: error });
    }
  }

  private get(url: string): Promise<Fetched> {
    let running = this.fetched.get(url);
    if (running === undefined) {
      if (this.fetched.size >= MAX_FETCHES) return Promise.reject(new FetchFault('there are too many in this request'));
      running = this.fetcher.get(url);
      this.fetched.set(url, running);
    }
    return running;
  }
}

function isMedia(part: Part): part is MediaPart {
  return part.type === 'image' || part.type === 'audio' || part.type === 'video' || part.type === 'file';
}
