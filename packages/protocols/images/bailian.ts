// Pictures by Alibaba Bailian: Qwen's models answer at once in the form of a chat, Wanxiang's are tasks to ask after.

import { count, fields, type Fields } from '../conversation/counts.ts';
import { decodeFault } from '../openai-chat/error.ts';
import { Failure } from '../failures.ts';
import type { ImageCodec, ImageOutcome, ImageWire, Picture } from './answer.ts';
import { drawn, failed, given, picked, refused, rows, words } from './read.ts';
import { urlOf, type ImageRequest } from './request.ts';
import { pixelsOfRatio, sizeFor } from './sizes.ts';

const SERVICES = '/api/v1/services/aigc';
/** How long a picture is waited for before the first question after it, and between two. */
const ASK_MS = 2_000;
/** Models that are asked in the form of a chat. */
const CHATTY = /qwen-image|wan2\.(?:[6-9]|\d\d)|z-image/;
const QWEN_SIZES = ['1664x928', '1472x1140', '1328x1328', '1140x1472', '928x1664'];

/** Sides with a star between. The first generation of Qwen's pictures has five sizes, Wanxiang takes any. */
function sizeOf(request: ImageRequest, upstream: string): string | undefined {
  const closed = /^qwen-image(?:-plus|-max)?(?:-\d{4}.*)?$/.test(upstream);
  const pixels = request.pixels ?? pixelsOfRatio(request.ratio);
  const size = closed ? sizeFor(request, QWEN_SIZES) : pixels && `${pixels.width}x${pixels.height}`;
  return size?.replace('x', '*');
}

function parametersOf(request: ImageRequest, upstream: string): Fields {
  return given({
    size: sizeOf(request, upstream),
    n: request.n,
    seed: request.seed,
    watermark: request.watermark,
    ...picked(request.extras, 'prompt_extend', 'style', 'ref_strength', 'ref_mode', 'strength'),
    ...fields(request.extras['parameters']),
  });
}

function encode(request: ImageRequest, upstream: string): ImageWire {
  return CHATTY.test(upstream) ? chatted(request, upstream) : asTask(request, upstream);
}

function chatted(request: ImageRequest, upstream: string): ImageWire {
  // Only the later generations make several at once.
  const many = /^(?:qwen-image-[23]|wan)/.test(upstream);
  const content = [...request.images.map(image => ({ image: urlOf(image) })), { text: request.prompt }];
  const { n, ...parameters } = parametersOf(request, upstream);
  return {
    path: `${SERVICES}/multimodal-generation/generation`,
    times: many ? 1 : request.n,
    body: {
      model: upstream,
      input: { messages: [{ role: 'user', content }], ...fields(request.extras['input']) },
      parameters: given({ ...parameters, n: many ? n : 1, negative_prompt: request.negativePrompt }),
    },
  };
}

function asTask(request: ImageRequest, upstream: string): ImageWire {
  const urls = request.images.map(urlOf);
  const input: Fields =
    urls.length === 0
      ? { prompt: request.prompt, negative_prompt: request.negativePrompt }
      : /imageedit/.test(upstream)
        ? {
            prompt: request.prompt,
            base_image_url: urls[0],
            function: request.mask === undefined ? 'description_edit' : 'description_edit_with_mask',
            mask_image_url: request.mask === undefined ? undefined : urlOf(request.mask),
          }
        : { prompt: request.prompt, negative_prompt: request.negativePrompt, images: urls };
  if (request.mask !== undefined && !/imageedit/.test(upstream))
    throw new Failure('invalid_request', `${upstream} takes no mask. Leave it out, or use wanx2.1-imageedit.`, {
      param: 'mask',
    });
  return {
    path: `${SERVICES}/${urls.length === 0 ? 'text2image' : 'image2image'}/image-synthesis`,
    headers: { 'x-dashscope-async': 'enable' },
    times: 1,
    body: {
      model: upstream,
      input: given({ ...input, ...fields(request.extras['input']) }),
      parameters: parametersOf(request, upstream),
    },
  };
}

function decode(body: Fields): ImageOutcome {
  const output = fields(body['output']);
  const status = words(output['task_status']);
  const id = words(output['task_id']);
  if ((status === 'PENDING' || status === 'RUNNING' || status === 'SUSPENDED') && id !== undefined)
    return { kind: 'pending', at: `/api/v1/tasks/${encodeURIComponent(id)}`, afterMs: ASK_MS };
  if (status !== undefined && status !== 'SUCCEEDED') return failed(decodeFault(400, { ...body, ...told(output) }));
  const chosen = rows(output['choices']).flatMap(choice => rows(fields(choice['message'])['content']));
  const results = [...chosen.map(part => ({ url: part['image'] })), ...rows(output['results'])];
  const pictures = results.flatMap((result): Picture[] => {
    const url = words(fields(result)['url']);
    const revised = words(fields(result)['actual_prompt']);
    return url === undefined ? [] : [{ url, ...(revised === undefined ? {} : { revisedPrompt: revised }) }];
  });
  const usage = fields(body['usage']);
  // Every result of a task that succeeded may have failed alone.
  const why = results.map(fields).flatMap(result => words(result['message']) ?? [])[0];
  if (pictures.length === 0) return refused(why ?? 'The provider made no picture of it.');
  return drawn(pictures, { images: count(usage['image_count']) || pictures.length });
}

function told({ code, message }: Fields): Fields {
  return given({ code, message });
}

export const bailian: ImageCodec = { inlines: false, whitens: true, encode, decode, fault: decodeFault };
