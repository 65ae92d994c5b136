// Pictures by Black Forest Labs (FLUX): each model is a path, each answer a task to ask after, each address short-lived.

import { fields, type Fields } from '../conversation/counts.ts';
import { decodeFault as decodeVendorFault } from '../openai-chat/error.ts';
import { faultKind, type Fault } from '../conversation/fault.ts';
import type { ImageCodec, ImageOutcome, ImageWire } from './answer.ts';
import { drawn, failed, given, picked, refused, words } from './read.ts';
import type { ImageRequest, ImageSource } from './request.ts';
import { isHigh, ratioFor } from './sizes.ts';

const ASK_MS = 500;
const RATIOS = ['21:9', '16:9', '4:3', '3:2', '1:1', '2:3', '3:4', '9:16', '9:21'];
/** Models that take sides in pixels; the others take a ratio. */
const IN_PIXELS = /^flux-(?:2|dev|pro(?:-1\.1)?$)/;

function bytesOf(source: ImageSource | undefined): string | undefined {
  if (source === undefined) return undefined;
  return source.kind === 'base64' ? source.data : source.kind === 'url' ? source.url : source.id;
}

/** Sides are multiples of 32 from 256 to 1440. */
function side(pixels: number): number {
  return Math.min(Math.max(Math.round(pixels / 32) * 32, 256), 1440);
}

function encode(request: ImageRequest, upstream: string): ImageWire {
  const { pixels, images } = request;
  const inPixels = IN_PIXELS.test(upstream) && pixels !== undefined;
  const named = images.map((image, index): [string, string | undefined] => [
    index === 0 ? 'input_image' : `input_image_${index + 1}`,
    bytesOf(image),
  ]);
  const filled = /fill|expand/.test(upstream);
  return {
    path: `/v1/${encodeURIComponent(upstream)}`,
    times: request.n,
    body: given({
      prompt: request.prompt,
      aspect_ratio: inPixels ? undefined : ratioFor(request, RATIOS),
      width: inPixels ? side(pixels.width) : undefined,
      height: inPixels ? side(pixels.height) : undefined,
      seed: request.seed,
      output_format:
        request.outputFormat === 'png' || request.outputFormat === 'jpeg' ? request.outputFormat : undefined,
      prompt_upsampling: isHigh(request.quality) ? true : undefined,
      ...(filled ? { image: bytesOf(images[0]), mask: bytesOf(request.mask) } : Object.fromEntries(named)),
      ...picked(request.extras, 'safety_tolerance', 'prompt_upsampling', 'raw', 'guidance', 'steps'),
    }),
  };
}

function decode(body: Fields): ImageOutcome {
  const status = words(body['status']);
  const at = words(body['polling_url']);
  const id = words(body['id']) ?? '';
  const again: ImageOutcome = {
    kind: 'pending',
    at: at ?? `/v1/get_result?id=${encodeURIComponent(id)}`,
    afterMs: ASK_MS,
  };
  const url = words(fields(body['result'])['sample']);
  switch (status) {
    case 'Ready':
      return url === undefined ? refused('The provider made no picture of it.') : drawn([{ url }]);
    case undefined:
    case 'Pending':
      return id === ''
        ? failed({ kind: 'server', message: 'The provider took the order without a name for it.' })
        : again;
    case 'Request Moderated':
    case 'Content Moderated':
      return refused(`The provider will not draw this: ${status}.`);
    case 'Task not found':
      return failed({ kind: 'server', message: 'The provider has forgotten the order.' });
    default:
      return failed({ kind: 'server', message: `The provider could not draw it: ${status}.` });
  }
}

/** `{detail: "…"}` or FastAPI's list of faults. */
function fault(status: number, body: Fields): Fault {
  const { detail } = body;
  if (typeof detail !== 'string' && !Array.isArray(detail)) return decodeVendorFault(status, body);
  const message = typeof detail === 'string' ? detail : JSON.stringify(detail).slice(0, 500);
  return { kind: status === 403 ? 'credential' : faultKind(status), message };
}

export const bfl: ImageCodec = { inlines: false, whitens: true, encode, decode, fault };
