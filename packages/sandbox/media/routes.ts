// The paths of the practice upstream's media.

import type { Visit } from '../exchange.ts';
import { serveSpeech, serveTranscript } from './audio.ts';
import { serveProviderFiles } from './files.ts';
import { serveIdeogram } from './ideogram.ts';
import { serveImages, servePicture } from './images.ts';

/** A path of a medium. */
export type MediaRoute = readonly [
  method: string,
  pattern: RegExp,
  handler: (visit: Visit, match: RegExpExecArray) => Promise<void> | void,
];

export const MEDIA_ROUTES: readonly MediaRoute[] = [
  ['POST', /^\/v1\/images\/(generations|edits|variations)$/, serveImages],
  ['POST', /^\/v1\/audio\/speech$/, serveSpeech],
  ['POST', /^\/v1\/audio\/(transcriptions|translations)$/, serveTranscript],
  ...(['GET', 'POST', 'DELETE'] as const).map(
    method => [method, /^\/v1\/files(?:\/([^/]+)(\/content)?)?$/, serveProviderFiles] as const,
  ),
  ['POST', /^\/ideogram\/(.+)$/, serveIdeogram],
  [
    'POST',
    /^\/(v1\/ideogram-v[34]\/[a-z-]+|v1\/edit|v2\/image\/[a-z-]+\/[a-z0-9-]+|generate|remix|edit|reframe|upscale|describe)$/,
    serveIdeogram,
  ],
  ['GET', /^\/__sandbox\/pictures\/([\w.]+)$/, servePicture],
];
