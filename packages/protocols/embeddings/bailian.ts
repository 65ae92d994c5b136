// Embeddings in DashScope's native form.

import { count, fields, type Fields } from '../conversation/counts.ts';
import { usageOf as meters } from '../conversation/usage.ts';
import { Failure } from '../failures.ts';
import { integerField, objectField, present, refuseField, restOf, textField } from '../read-fields.ts';
import type { WireFormat } from '../wire-format.ts';
import { textInput, textOf, type EmbeddingsAnswer, type EmbeddingsRequest } from './embeddings.ts';
import { floatsOf, isVector, type Vector } from './vector.ts';

const KNOWN = new Set(['text_type', 'dimension', 'instruct']);
const MOST_INPUTS = 25;
const MOST_DIMENSIONS = 100_000;

function decodeRequest(body: Fields, model: string): EmbeddingsRequest {
  const { texts } = objectField(body, 'input');
  const listed = typeof texts === 'string' ? [texts] : texts;
  if (!Array.isArray(listed) || listed.length === 0) return refuseField('input.texts', 'give a list of texts.');
  if (listed.length > MOST_INPUTS) return refuseField('input.texts', `give at most ${MOST_INPUTS} texts in one call.`);
  const parameters = objectField(body, 'parameters');
  const type = textField(parameters, 'text_type');
  if (type !== undefined && type !== 'query' && type !== 'document')
    return refuseField('parameters.text_type', "give 'query' or 'document'.");
  return {
    inputs: listed.map((text: unknown, index) =>
      typeof text === 'string' && text !== ''
        ? textInput(text)
        : refuseField(`input.texts[${index}]`, 'give a text that is not empty.'),
    ),
    single: false,
    dimensions: integerField(parameters, 'dimension', 1, MOST_DIMENSIONS),
    encoding: 'float',
    purpose: type,
    title: undefined,
    instruction: textField(parameters, 'instruct'),
    truncate: undefined,
    model,
    extras: restOf(parameters, KNOWN),
  };
}

function encodeRequest(request: EmbeddingsRequest, model: string): Fields {
  const texts = request.inputs.map(input => {
    const text = textOf(input);
    if (text !== undefined) return text;
    throw new Failure('invalid_request', 'input: this model embeds texts only.', { param: 'input' });
  });
  return {
    model,
    input: { texts },
    parameters: present({
      text_type: request.purpose === 'query' || request.purpose === 'document' ? request.purpose : undefined,
      dimension: request.dimensions,
      instruct: request.instruction,
    }),
  };
}

function decodeAnswer(body: Fields): EmbeddingsAnswer | undefined {
  const { embeddings } = fields(body['output']);
  if (!Array.isArray(embeddings)) return undefined;
  const rows = embeddings.map(fields);
  const vectors: Vector[] = [];
  for (const [index, row] of rows.entries()) {
    const place = typeof row['text_index'] === 'number' ? row['text_index'] : index;
    if (isVector(row['embedding'])) vectors[place] = row['embedding'];
  }
  if (Object.keys(vectors).length !== rows.length) return undefined;
  const id = body['request_id'];
  return { vectors, model: '', id: typeof id === 'string' ? id : '', usage: usageOf(body) };
}

function usageOf(body: Fields): EmbeddingsAnswer['usage'] {
  const usage = fields(body['usage']);
  const tokens = usage['total_tokens'] ?? usage['input_tokens'];
  return typeof tokens === 'number' ? meters({ input: count(tokens) }) : undefined;
}

function encodeAnswer(answer: EmbeddingsAnswer): Fields {
  return {
    output: {
      embeddings: answer.vectors.map((vector, index) => ({ text_index: index, embedding: floatsOf(vector) ?? [] })),
    },
    usage: { total_tokens: answer.usage?.input ?? 0 },
    request_id: answer.id,
  };
}

export const bailianEmbeddings: WireFormat<EmbeddingsRequest, EmbeddingsAnswer> = {
  name: 'bailian-embeddings',
  namesModel: true,
  decodeRequest,
  encodeRequest,
  decodeAnswer,
  encodeAnswer,
  usageOf,
};
