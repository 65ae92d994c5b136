// Which media a Gemini model can take and how: in line, as an uploaded file, as an address that Google fetches itself.

import type { Losses } from '../conversation/losses.ts';
import type { MediaPart } from '../conversation/part.ts';
import { Failure } from '../failures.ts';
import type { Target } from '../codec.ts';
import { encodeMedia, isGoogles, isUpload, typeByEnding } from './media.ts';
import { generationOf } from './thinking.ts';
import { GEMINI } from './wire.ts';

/**
 * Whether an address must be fetched for the target. Google fetches films itself from generation 2.5 on, which are too
 * large to send in line; of the rest it is slower and more easily refused than we are.
 */
export function mustInline(part: MediaPart, target: Target): boolean {
  if (part.source.kind !== 'url' || isGoogles(part.source.url)) return false;
  return part.type !== 'video' || generationOf(target.model).version < 2.5;
}

/** The part for a medium of a message. @throws Failure naming the part, for an object that only another provider has */
export function mediaFor(part: MediaPart, at: string, target: Target, losses: Losses): Record<string, unknown> {
  const { source } = part;
  const place = losses.placeOf(part, at);
  if (source.kind === 'file' && source.origin !== GEMINI)
    throw unreadable(place, `the file ${source.id} is stored at another provider`);
  if (source.kind === 'file' && target.vendor === 'vertex' && isUpload(source.id))
    throw unreadable(place, `the file ${source.id} is stored at the Gemini API, which Vertex cannot read`);
  if (part.cache !== undefined) losses.part(part, at, 'cache_control');
  if (part.detail !== undefined && part.detail !== 'auto') losses.part(part, at, 'detail');
  if (part.name !== undefined) losses.part(part, at, 'filename');
  if (part.context !== undefined) losses.part(part, at, 'context');
  if (part.citable === true) losses.part(part, at, 'citations');
  const isText = part.mediaType !== undefined && TEXTS.test(part.mediaType);
  return encodeMedia(isText ? { ...part, mediaType: 'text/plain' } : part);
}

/** Texts under types that are not `text/…`, which Google refuses under their own name. */
const TEXTS =
  /^application\/(?:json|jsonl|x-ndjson|ld\+json|xml|yaml|x-yaml|toml|sql|javascript|x-javascript|typescript|x-typescript|x-sh|x-python)$/;

function unreadable(place: string, why: string): Failure {
  return new Failure('invalid_request', `${place}: ${why}. Send its content as base64 instead.`, { param: place });
}

/** Types that a function's result may hold from generation 3 on; others follow the result as parts of their own. */
const RESULT_TYPES: ReadonlySet<string> = new Set([
  'image/png',
  'image/jpeg',
  'image/webp',
  'application/pdf',
  'text/plain',
]);

/** Whether a medium may stand inside a function's result. */
export function fitsInResult(part: MediaPart, target: Target): boolean {
  const { source } = part;
  const likely = source.kind === 'text' ? 'text/plain' : source.kind === 'url' ? typeByEnding(source.url) : undefined;
  const type = part.mediaType ?? likely ?? '';
  return generationOf(target.model).version >= 3 && RESULT_TYPES.has(type);
}
