// Pictures by Google's Imagen: `:predict` with instances and parameters; each prediction is a picture or says why not.

import type { Fields } from '../conversation/counts.ts';
import { Failure } from '../failures.ts';
import { decodeFault } from '../gemini-generate/error.ts';
import type { ImageCodec, ImageOutcome, ImageWire, Picture } from './answer.ts';
import { drawn, given, picked, portions, refused, rows, words } from './read.ts';
import type { ImageRequest } from './request.ts';
import { gradeFor, ratioFor } from './sizes.ts';

const RATIOS = ['1:1', '3:4', '4:3', '9:16', '16:9'];
/** Pictures of one call. */
const MOST = 4;

function encode(request: ImageRequest, upstream: string): ImageWire {
  if (request.images.length > 0)
    throw new Failure('invalid_request', `${upstream} draws from a prompt alone. Leave the pictures out.`, {
      param: 'image',
    });
  const { times, each } = portions(request.n, MOST);
  const format = request.outputFormat;
  const grade = gradeFor(request);
  return {
    path: `/v1beta/models/${encodeURIComponent(upstream)}:predict`,
    times,
    body: {
      instances: [{ prompt: request.prompt }],
      parameters: given({
        sampleCount: each,
        aspectRatio: ratioFor(request, RATIOS),
        personGeneration: 'allow_adult',
        // The fast models and the third generation make one size.
        imageSize: grade === '1K' || /fast|imagen-3/.test(upstream) ? undefined : '2K',
        negativePrompt: request.negativePrompt,
        seed: request.seed,
        outputOptions:
          format === undefined
            ? undefined
            : given({ mimeType: `image/${format}`, compressionQuality: request.compression }),
        includeRaiReason: true,
        ...picked(request.extras, 'guidanceScale', 'personGeneration', 'language'),
      }),
    },
  };
}

function decode(body: Fields): ImageOutcome {
  const predictions = rows(body['predictions']);
  const pictures = predictions.flatMap((prediction): Picture[] => {
    const data = words(prediction['bytesBase64Encoded']);
    const revised = words(prediction['prompt']);
    if (data === undefined) return [];
    const mediaType = words(prediction['mimeType']) ?? 'image/png';
    return [{ data, mediaType, ...(revised === undefined ? {} : { revisedPrompt: revised }) }];
  });
  const why = predictions.flatMap(prediction => words(prediction['raiFilteredReason']) ?? [])[0];
  return pictures.length === 0
    ? refused(why ?? 'The provider made no picture: the prompt was filtered.')
    : drawn(pictures);
}

export const imagen: ImageCodec = { inlines: true, encode, decode, fault: decodeFault };
