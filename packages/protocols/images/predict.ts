// Imagen's own form for clients: an order of pictures read out of `:predict`, and pictures told as predictions.

import { fields, isFields, type Fields } from '../conversation/counts.ts';
import { Failure } from '../failures.ts';
import { integerField, isAbsent, objectField, refuseField, restOf, textField } from '../read-fields.ts';
import type { ImageAnswer } from './answer.ts';
import { given } from './read.ts';
import type { ImageRequest } from './request.ts';
import { shareOf } from './sizes.ts';

/** Pictures of one call, and characters of a prompt. */
const MOST = 4;
const MOST_PROMPT = 32_000;
const GRADES = /^[124]K$/;
const KNOWN = new Set([
  'sampleCount',
  'aspectRatio',
  'sampleImageSize',
  'imageSize',
  'negativePrompt',
  'seed',
  'outputOptions',
]);

/** The order of a body. @throws Failure `invalid_request` naming the field */
export function readPredict(body: Fields, model: string): ImageRequest {
  const { instances } = body;
  if (!Array.isArray(instances) || instances.length !== 1 || !isFields(instances[0]))
    return refuseField('instances', 'give a list of one object with a prompt.');
  const [instance] = instances;
  const prompt = textField(fields(instance), 'prompt') ?? '';
  if (prompt.trim() === '') return refuseField('instances[0].prompt', 'say what is wanted.');
  if (prompt.length > MOST_PROMPT) return refuseField('instances[0].prompt', `give at most ${MOST_PROMPT} characters.`);
  const parameters = objectField(body, 'parameters');
  const ratio = textField(parameters, 'aspectRatio');
  if (ratio !== undefined && shareOf(ratio) === undefined)
    return refuseField('parameters.aspectRatio', 'give two whole numbers such as 16:9.');
  const grade = textField(parameters, 'imageSize') ?? textField(parameters, 'sampleImageSize');
  if (grade !== undefined && !GRADES.test(grade)) return refuseField('parameters.imageSize', 'give 1K, 2K or 4K.');
  const output = objectField(parameters, 'outputOptions');
  const format = textField(output, 'mimeType')?.replace(/^image\//, '');
  if (format !== undefined && format !== 'png' && format !== 'jpeg')
    return refuseField('parameters.outputOptions.mimeType', 'give image/png or image/jpeg.');
  return {
    operation: 'generate',
    model,
    prompt,
    n: integerField(parameters, 'sampleCount', 1, MOST) ?? MOST,
    pixels: undefined,
    ratio,
    quality: grade === '1K' ? undefined : grade,
    background: undefined,
    outputFormat: format,
    compression: integerField(output, 'compressionQuality', 0, 100),
    wants: 'b64_json',
    streams: false,
    partialImages: 0,
    style: undefined,
    seed: integerField(parameters, 'seed', 0, Number.MAX_SAFE_INTEGER),
    negativePrompt: textField(parameters, 'negativePrompt'),
    watermark: undefined,
    images: [],
    mask: undefined,
    extras: restOf(parameters, KNOWN),
  };
}

/** Whether an order brings pictures or masks in Imagen's own way, which no other API knows. */
export function isBoundToImagen(body: Fields): boolean {
  const [instance] = Array.isArray(body['instances']) ? body['instances'].map(fields) : [];
  return ['image', 'mask', 'referenceImages'].some(name => !isAbsent(instance?.[name]));
}

/** Pictures as predictions. @throws Failure for one whose bytes are not here */
export function writePredictions({ pictures }: ImageAnswer): Fields {
  return {
    predictions: pictures.map(({ data, mediaType = 'image/png', revisedPrompt }) => {
      if (data === undefined) throw new Failure('bad_response', 'The picture that was drawn could not be had.');
      return given({ mimeType: mediaType, bytesBase64Encoded: data, prompt: revisedPrompt });
    }),
  };
}
