// The routes of media: pictures, speech and transcripts by OpenAI's paths, and pictures where an answer names an address.

import { pipeline } from 'node:stream/promises';
import { Failure } from '@turnpike/protocols/failures';
import type { ImageOperation } from '@turnpike/protocols/images/request';
import type { Exchange, Route } from '../http/exchange.ts';
import { IdeogramErrand } from '../relay/media/ideogram-errand.ts';
import { readIdeogramOrder } from '../relay/media/ideogram-order.ts';
import { ImageErrand } from '../relay/media/image-errand.ts';
import { readImageOrder } from '../relay/media/image-order.ts';
import { PICTURE_PATH } from '../relay/media/picture-case.ts';
import { SpeechErrand } from '../relay/media/speech-errand.ts';
import { TranscriptErrand } from '../relay/media/transcript-errand.ts';
import { readTranscriptOrder } from '../relay/media/transcript-order.ts';
import { relay } from '../relay/pipeline.ts';
import type { RelayServices } from '../relay/services.ts';

const IMAGE_ROUTES: readonly (readonly [pattern: string, operation: ImageOperation])[] = [
  ['/v1/images/generations', 'generate'],
  ['/v1/images/edits', 'edit'],
  ['/v1/images/variations', 'vary'],
];

/** The routes of media. */
export function mediaRoutes(services: RelayServices): Route[] {
  return [
    ...IMAGE_ROUTES.map(([pattern, operation]): Route => {
      const handle = (exchange: Exchange): Promise<void> =>
        relay(services, exchange, async () => new ImageErrand(await readImageOrder(services, exchange, operation)));
      return { method: 'POST', pattern, family: 'openai-chat', handle };
    }),
    {
      method: 'POST',
      pattern: '/v1/audio/speech',
      family: 'openai-chat',
      handle: exchange => relay(services, exchange, async () => new SpeechErrand(await exchange.body({ text: true }))),
    },
    ...[false, true].map((translates): Route => {
      const handle = (exchange: Exchange): Promise<void> =>
        relay(
          services,
          exchange,
          async () => new TranscriptErrand(await readTranscriptOrder(services, exchange, translates)),
        );
      const pattern = translates ? '/v1/audio/translations' : '/v1/audio/transcriptions';
      return { method: 'POST', pattern, family: 'openai-chat', handle };
    }),
    {
      method: 'POST',
      pattern: '/ideogram/{rest*}',
      family: 'openai-chat',
      handle: exchange =>
        relay(services, exchange, async () => new IdeogramErrand(await readIdeogramOrder(services, exchange))),
    },
    {
      method: 'GET',
      pattern: `${PICTURE_PATH}/{name}`,
      family: 'openai-chat',
      handle: exchange => sendPicture(services, exchange),
    },
  ];
}

/** What a browser may make of a picture that others had drawn: show it, and run nothing. */
const SAFE = [
  'cache-control',
  'private, max-age=3600',
  'x-content-type-options',
  'nosniff',
  'content-security-policy',
  "default-src 'none'; sandbox",
];

/** Whoever knows the name may have the picture: it cannot be guessed. @throws Failure 404 when there is none any more */
async function sendPicture(services: RelayServices, exchange: Exchange): Promise<void> {
  const picture = await services.pictures.get(exchange.params['name'] ?? '');
  if (picture === undefined) throw new Failure('not_found', 'There is no such picture, or its time is over.');
  exchange.head(200, ['content-type', picture.type, 'content-length', String(picture.bytes), ...SAFE]);
  try {
    await pipeline(picture.open(), exchange.response);
  } catch {
    exchange.response.destroy();
  }
}
