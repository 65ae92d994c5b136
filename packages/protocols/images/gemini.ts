// Pictures by Gemini's generateContent: pictures go in and come out as inline data; one call makes one answer.

import { fields, type Fields } from '../conversation/counts.ts';
import { decodeFault } from '../gemini-generate/error.ts';
import type { Usage } from '../conversation/usage.ts';
import { readUsage } from '../gemini-generate/usage.ts';
import type { ImageCodec, ImageOutcome, ImageWire, Picture } from './answer.ts';
import { drawn, given, refused, rows, words } from './read.ts';
import type { ImageRequest, ImageSource } from './request.ts';
import { gradeFor, ratioFor } from './sizes.ts';

const RATIOS = ['1:1', '2:3', '3:2', '3:4', '4:3', '4:5', '5:4', '9:16', '16:9', '21:9'];
/** Models that make one size only. */
const ONE_SIZE = /^gemini-2/;

function partOf(source: ImageSource): Fields {
  if (source.kind === 'base64') return { inlineData: { mimeType: source.mediaType || 'image/png', data: source.data } };
  return { fileData: { fileUri: source.kind === 'url' ? source.url : source.id } };
}

function encode(request: ImageRequest, upstream: string): ImageWire {
  const ratio = ratioFor(request, RATIOS);
  const size = ONE_SIZE.test(upstream) ? undefined : gradeFor(request);
  const image = given({ aspectRatio: ratio, imageSize: size === '1K' ? undefined : size });
  const mask =
    request.mask === undefined
      ? []
      : [{ text: 'Change only what the next picture, a mask, marks.' }, partOf(request.mask)];
  const avoid = request.negativePrompt === undefined ? '' : `\nAvoid: ${request.negativePrompt}`;
  return {
    path: `/v1beta/models/${encodeURIComponent(upstream)}:generateContent`,
    times: request.n,
    body: {
      contents: [{ role: 'user', parts: [...request.images.map(partOf), ...mask, { text: request.prompt + avoid }] }],
      generationConfig: given({
        responseModalities: ['TEXT', 'IMAGE'],
        imageConfig: Object.keys(image).length === 0 ? undefined : image,
        seed: request.seed,
      }),
    },
  };
}

/** Refusals come with status 200 and without a picture: they are told as what they are. */
/** What was used. Where the pictures are not told apart, all that was made is pictures. */
function usageIn(body: Fields): Partial<Usage> {
  const usage = readUsage(body['usageMetadata']);
  if (usage === undefined || usage.imageOut > 0) return usage ?? {};
  return { ...usage, imageOut: usage.output - usage.reasoning, output: usage.reasoning };
}

function decode(body: Fields): ImageOutcome {
  const candidates = rows(body['candidates']);
  const parts = candidates.flatMap(candidate => rows(fields(candidate['content'])['parts']));
  const said = parts
    .filter(part => part['thought'] !== true)
    .flatMap(part => words(part['text']) ?? [])
    .join('')
    .trim();
  const pictures = parts.flatMap((part, index): Picture[] => {
    const blob = fields(part['inlineData'] ?? part['inline_data']);
    const data = words(blob['data']);
    if (data === undefined || part['thought'] === true) return [];
    const mediaType = words(blob['mimeType'] ?? blob['mime_type']) ?? 'image/png';
    const first = !parts.slice(0, index).some(before => before['inlineData'] !== undefined);
    return [{ data, mediaType, ...(first && said !== '' ? { revisedPrompt: said } : {}) }];
  });
  if (pictures.length > 0) return drawn(pictures, usageIn(body));
  const reason = words(fields(body['promptFeedback'])['blockReason']) ?? words(candidates[0]?.['finishReason']);
  const why = words(candidates[0]?.['finishMessage']) ?? (said === '' ? undefined : said.slice(0, 500));
  return refused(
    `The provider made no picture (${reason ?? 'no reason given'})${why === undefined ? '.' : `: ${why}`}`,
  );
}

export const gemini: ImageCodec = { inlines: true, encode, decode, fault: decodeFault };
