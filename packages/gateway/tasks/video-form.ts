// The neutral request for a video, from bodies in the manner of OpenAI's and the relays': one reader for their dialects.

import { Failure } from '@turnpike/protocols/failures';
import { isRecord, list, record, text, type Json } from '../relay/json.ts';
import type { Desk } from './dialect.ts';
import { objectField, optionalFlag, optionalNumber, optionalText } from './fields.ts';
import { ratioOf, resolutionOf, type Measure, type OrderFile, type VideoRequest } from './order.ts';

/** Pictures of a body wherever relays' clients put them (sora.md §1), in order and each once. */
function picturesOf(body: Json, files: readonly OrderFile[]): readonly string[] {
  const found: string[] = files.map(
    ({ type, bytes }) => `data:${sniffed(type, bytes)};base64,${bytes.toString('base64')}`,
  );
  const add = (value: unknown): void => {
    if (typeof value === 'string' && value !== '') found.push(value);
    else if (isRecord(value)) add(value['image_url'] ?? value['url']);
    else for (const each of list(value)) add(each);
  };
  for (const name of ['input_reference', 'image', 'image_url', 'images', 'first_frame_image']) add(body[name]);
  return [...new Set(found)];
}

/** What a file is by its first bytes, where its sender did not say. */
function sniffed(type: string, bytes: Buffer): string {
  if (type !== 'application/octet-stream') return type;
  if (bytes[0] === 0x89) return 'image/png';
  if (bytes[0] === 0xff) return 'image/jpeg';
  return bytes.toString('latin1', 8, 12) === 'WEBP' ? 'image/webp' : type;
}

/** Reads the neutral request. `seconds` is what is made when the body says nothing. @throws Failure */
export function videoOf(body: Json, files: readonly OrderFile[], desk: Desk): VideoRequest {
  const extra = objectField(body, 'metadata');
  const pictures = picturesOf(body, files);
  if (files.length === 0) for (const picture of pictures) desk.checkMedia('image', picture);
  const last = optionalText(body, 'image_tail') ?? optionalText(body, 'last_frame_image');
  const frames = pictures.length === 2 && last === undefined;
  const seconds = optionalNumber(body, 'seconds') ?? optionalNumber(body, 'duration');
  if (seconds !== undefined && (seconds <= 0 || seconds > 600))
    throw new Failure('invalid_request', 'seconds must be from 1 to 600.', { param: 'seconds' });
  return {
    prompt: text(body['prompt']),
    negativePrompt: optionalText(body, 'negative_prompt') ?? optionalText(extra, 'negative_prompt'),
    first: pictures[0],
    last: last ?? (frames ? pictures[1] : undefined),
    references: pictures.length > 2 ? pictures : [],
    seconds,
    size: optionalText(body, 'size'),
    ratio: optionalText(body, 'aspect_ratio') ?? optionalText(extra, 'aspect_ratio') ?? optionalText(extra, 'ratio'),
    resolution: optionalText(body, 'resolution') ?? optionalText(extra, 'resolution'),
    mode: optionalText(body, 'mode') ?? optionalText(extra, 'mode'),
    audio: audioOf(extra),
    seed: optionalNumber(body, 'seed') ?? optionalNumber(extra, 'seed'),
    watermark: optionalFlag(body, 'watermark'),
    extra,
  };
}

function audioOf(extra: Json): boolean | undefined {
  return optionalFlag(extra, 'generate_audio') ?? optionalFlag(extra, 'audio') ?? optionalFlag(extra, 'sound');
}

/** The words of `VideoRequest` in which size and shape are priced. */
export function shapeOf(video: VideoRequest): {
  readonly ratio: string | undefined;
  readonly resolution: string | undefined;
} {
  const size = video.size ?? '';
  const named = /^\d{3,4}p$|^\dk$/i.test(size) ? size.toLowerCase() : undefined;
  return {
    ratio: video.ratio ?? ratioOf(size),
    resolution: video.resolution?.toLowerCase() ?? named ?? resolutionOf(size),
  };
}

/** What a video is priced by. `usual`: seconds where the request says none. */
export function videoMeasure(video: VideoRequest, usual: number): Measure {
  const { ratio, resolution } = shapeOf(video);
  const seconds = secondsOf(video) ?? usual;
  const attributes: Record<string, string> = {
    duration: String(seconds),
    input: video.source !== undefined ? 'video' : video.first !== undefined ? 'image' : 'text',
  };
  if (ratio !== undefined) attributes['ratio'] = ratio;
  if (resolution !== undefined) attributes['resolution'] = resolution;
  if (video.size !== undefined) attributes['size'] = video.size;
  // Where makers have a plain and a better mode, the plain one is made unless the other is asked for.
  attributes['mode'] = video.mode ?? 'std';
  if (video.audio !== undefined) attributes['audio'] = video.audio ? 'on' : 'off';
  return { seconds, attributes };
}

/** Seconds as the merged request says them: a vendor's own field in `metadata` cannot make it longer for nothing. */
export function secondsOf(video: VideoRequest): number | undefined {
  const extra = record(video.extra);
  for (const name of ['durationSeconds', 'duration', 'seconds']) {
    const value = Number(extra[name]);
    if (extra[name] !== undefined && Number.isFinite(value) && value > 0) return value;
  }
  const frames = Number(extra['frames']);
  if (Number.isFinite(frames) && frames > 0) return Math.round(frames / 24);
  return video.seconds;
}
