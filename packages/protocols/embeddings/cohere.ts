// Embeddings in Cohere's form, version 2.

import { count, fields, type Fields } from '../conversation/counts.ts';
import { usageOf as meters } from '../conversation/usage.ts';
import { Failure } from '../failures.ts';
import { integerField, isAbsent, present, refuseField, restOf, textField } from '../read-fields.ts';
import type { WireFormat } from '../wire-format.ts';
import {
  textInput,
  textOf,
  type EmbeddingInput,
  type EmbeddingsAnswer,
  type EmbeddingsRequest,
  type Purpose,
} from './embeddings.ts';
import { base64Of, floatsOf, isVector, type Vector } from './vector.ts';

const TYPES: readonly (readonly [type: string, purpose: Purpose])[] = [
  ['search_query', 'query'],
  ['search_document', 'document'],
  ['classification', 'classification'],
  ['clustering', 'clustering'],
];
const KNOWN = new Set([
  'model',
  'texts',
  'images',
  'inputs',
  'input_type',
  'output_dimension',
  'embedding_types',
  'truncate',
]);
const MOST_INPUTS = 96;
const MOST_DIMENSIONS = 100_000;

/** Texts, images as data URLs, or inputs of mixed content. */
function decodeInputs(body: Fields): EmbeddingInput[] {
  const { texts, images, inputs } = body;
  const given = [texts, images, inputs].filter(value => !isAbsent(value));
  const [list] = given;
  if (given.length !== 1 || !Array.isArray(list) || list.length === 0)
    return refuseField('texts', 'give exactly one of texts, images and inputs, with at least one item.');
  if (list.length > MOST_INPUTS) return refuseField('texts', `give at most ${MOST_INPUTS} in one call.`);
  return list.map((item: unknown, index) => {
    if (list === texts && typeof item === 'string' && item !== '') return textInput(item);
    if (list === images && typeof item === 'string') return [mediaPart(item, `images[${index}]`)];
    const { content } = fields(item);
    if (list !== inputs || !Array.isArray(content))
      return refuseField(`texts[${index}]`, 'give a text that is not empty.');
    return content.map((part: unknown, place) => decodePart(fields(part), `inputs[${index}].content[${place}]`));
  });
}

function decodePart(part: Fields, at: string): EmbeddingInput[number] {
  if (part['type'] === 'text' && typeof part['text'] === 'string') return { kind: 'text', text: part['text'] };
  const { url } = fields(part['image_url']);
  return typeof url === 'string' ? mediaPart(url, at) : refuseField(at, 'give a text or an image_url.');
}

function mediaPart(url: string, at: string): EmbeddingInput[number] {
  const data = /^data:([^;,]+);base64,(.+)$/s.exec(url);
  if (data === null) return refuseField(at, 'give the image as a data URL in base64.');
  return { kind: 'media', type: data[1] ?? '', data: data[2] ?? '' };
}

function decodeRequest(body: Fields, model: string): EmbeddingsRequest {
  const types = isAbsent(body['embedding_types']) ? ['float'] : body['embedding_types'];
  if (!Array.isArray(types) || !types.every(type => type === 'float' || type === 'base64'))
    return refuseField('embedding_types', "this model is served with 'float' and 'base64' here.");
  const type = textField(body, 'input_type');
  const truncate = textField(body, 'truncate');
  return {
    inputs: decodeInputs(body),
    single: false,
    dimensions: integerField(body, 'output_dimension', 1, MOST_DIMENSIONS),
    encoding: types.includes('base64') && !types.includes('float') ? 'base64' : 'float',
    purpose: TYPES.find(([word]) => word === type)?.[1],
    title: undefined,
    instruction: undefined,
    truncate: truncate === undefined ? undefined : truncate !== 'NONE',
    model,
    extras: restOf(body, KNOWN),
  };
}

function encodeInput(input: EmbeddingInput): Fields {
  const content = input.map(part => {
    if (part.kind === 'text') return { type: 'text', text: part.text };
    if (part.kind === 'media')
      return { type: 'image_url', image_url: { url: `data:${part.type};base64,${part.data}` } };
    throw new Failure('invalid_request', 'input: this model takes texts and images in base64, not tokens or links.', {
      param: 'input',
    });
  });
  return { content };
}

function encodeRequest(request: EmbeddingsRequest, model: string): Fields {
  const { inputs, purpose, truncate } = request;
  if (inputs.length > MOST_INPUTS)
    return refuseField('input', `this model takes at most ${MOST_INPUTS} inputs in one call.`);
  const texts = inputs.map(textOf);
  const isText = !texts.includes(undefined);
  return present({
    model,
    // The one field that every model since version 3 wants; what is stored is the usual case.
    input_type: TYPES.find(([, meant]) => meant === purpose)?.[0] ?? 'search_document',
    ...(isText ? { texts } : { inputs: inputs.map(encodeInput) }),
    embedding_types: ['float'],
    output_dimension: request.dimensions,
    truncate: truncate === undefined ? undefined : truncate ? 'END' : 'NONE',
  });
}

function decodeAnswer(body: Fields): EmbeddingsAnswer | undefined {
  const { embeddings } = body;
  const typed = fields(embeddings);
  const rows = Array.isArray(embeddings) ? embeddings : (typed['float'] ?? typed['base64']);
  if (!Array.isArray(rows) || !rows.every(isVector)) return undefined;
  const vectors: readonly Vector[] = rows;
  return { vectors, model: '', id: typeof body['id'] === 'string' ? body['id'] : '', usage: usageOf(body) };
}

function usageOf(body: Fields): EmbeddingsAnswer['usage'] {
  const units = fields(fields(body['meta'])['billed_units']);
  if (typeof units['input_tokens'] !== 'number' && typeof units['image_tokens'] !== 'number') return undefined;
  return meters({
    input: count(units['input_tokens']),
    imageIn: count(units['image_tokens']),
    images: typeof units['image_tokens'] === 'number' ? 0 : count(units['images']),
  });
}

function encodeAnswer(answer: EmbeddingsAnswer, request: EmbeddingsRequest): Fields {
  const { vectors, usage } = answer;
  const rows = vectors.map(vector => (request.encoding === 'base64' ? base64Of(vector) : (floatsOf(vector) ?? [])));
  const units = { input_tokens: usage?.input ?? 0, ...(usage?.imageIn ? { image_tokens: usage.imageIn } : {}) };
  return {
    id: answer.id,
    embeddings: { [request.encoding]: rows },
    texts: request.inputs.flatMap(input => textOf(input) ?? []),
    meta: { api_version: { version: '2' }, billed_units: units },
    response_type: 'embeddings_by_type',
  };
}

export const cohereEmbed: WireFormat<EmbeddingsRequest, EmbeddingsAnswer> = {
  name: 'cohere-embed',
  namesModel: true,
  decodeRequest,
  encodeRequest,
  decodeAnswer,
  encodeAnswer,
  usageOf,
};
