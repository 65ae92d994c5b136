// What of a client's body is kept with its task: everything but the media in it, which may be many megabytes.

import type { Json } from '../relay/json.ts';
import { isWritten } from './exact-json.ts';
import type { VideoRequest } from './order.ts';

/** Texts longer than this are looked at: prompts are longer than that too, but they are made of words. */
const LONG = 4_096;

function isMedia(text: string): boolean {
  return text.length > LONG && (text.startsWith('data:') || !/[\s,.]/.test(text.slice(0, 512)));
}

function lean(value: unknown): unknown {
  if (typeof value === 'string') return isMedia(value) ? `[${value.length} characters of media]` : value;
  if (Array.isArray(value)) return value.map(lean);
  if (typeof value !== 'object' || value === null || isWritten(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, lean(each)]));
}

/** A body without its media. */
export function leanBody(body: Json): Json {
  return Object.fromEntries(Object.entries(body).map(([name, value]) => [name, lean(value)]));
}

/** A request for a video without its media. */
export function leanVideo(video: VideoRequest): VideoRequest {
  const short = (media: string | undefined): string | undefined =>
    media !== undefined && isMedia(media) ? '[media]' : media;
  return {
    ...video,
    first: short(video.first),
    last: short(video.last),
    source: short(video.source),
    references: (video.references ?? []).map(media => short(media) ?? ''),
    extra: leanBody(video.extra ?? {}),
  };
}
