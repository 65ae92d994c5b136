// OpenAI's usage of pictures: text and image tokens on both sides, read into disjoint meters and written from them.

import { count, fields, isFields, part } from '../conversation/counts.ts';
import { usageOf, type Usage } from '../conversation/usage.ts';

/**
 * Reads a usage object; undefined when there is none. What no detail names is text on the way in, and picture on the way
 * out. What of it was cached is text first, where it is not told apart.
 */
export function readImageUsage(value: unknown, images: number): Usage | undefined {
  if (!isFields(value) || Object.values(value).every(item => typeof item !== 'number')) return undefined;
  const input = count(value['input_tokens']);
  const output = count(value['output_tokens']);
  const read = fields(value['input_tokens_details']);
  const made = fields(value['output_tokens_details']);
  const imageIn = part(read['image_tokens'], input);
  const byKind = fields(read['cached_tokens_details']);
  const cached = isFields(read['cached_tokens_details']) ? byKind['text_tokens'] : read['cached_tokens'];
  const cacheRead = part(cached, input - imageIn);
  const cacheReadImage = part(byKind['image_tokens'], imageIn);
  const text = part(made['text_tokens'], output);
  return usageOf({
    input: input - imageIn - cacheRead,
    cacheRead,
    cacheReadImage,
    imageIn: imageIn - cacheReadImage,
    output: text,
    imageOut: output - text,
    images,
  });
}

/** The usage object of an answer; undefined where no tokens are known. */
export function writeImageUsage(usage: Usage): Record<string, unknown> | undefined {
  const text = usage.input + usage.cacheRead;
  const image = usage.imageIn + usage.cacheReadImage;
  const input = text + image;
  const output = usage.output + usage.imageOut;
  if (input + output === 0) return undefined;
  return {
    total_tokens: input + output,
    input_tokens: input,
    output_tokens: output,
    input_tokens_details: { text_tokens: text, image_tokens: image },
    output_tokens_details: { text_tokens: usage.output, image_tokens: usage.imageOut },
  };
}
