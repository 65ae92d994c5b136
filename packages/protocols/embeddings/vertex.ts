// Embeddings in Vertex AI's form: `:predict` with an instance for each text, and a prediction for each vector.

import { count, fields, type Fields } from '../conversation/counts.ts';
import { usageOf } from '../conversation/usage.ts';
import { flagField, integerField, objectField, present, refuseField, textField } from '../read-fields.ts';
import type { WireFormat } from '../wire-format.ts';
import { textInput, textOf, type EmbeddingsAnswer, type EmbeddingsRequest } from './embeddings.ts';
import { TASKS } from './gemini.ts';
import { floatsOf, isVector, type Vector } from './vector.ts';

/** Texts of one call. */
const MOST_INPUTS = 250;
const MOST_DIMENSIONS = 100_000;

function decodeRequest(body: Fields, model: string): EmbeddingsRequest {
  const instances = Array.isArray(body['instances']) ? body['instances'].map(fields) : [];
  if (instances.length === 0) return refuseField('instances', 'give at least one object with a content.');
  if (instances.length > MOST_INPUTS) return refuseField('instances', `give at most ${MOST_INPUTS} in one call.`);
  const inputs = instances.map((instance, index) => {
    const content = textField(instance, 'content') ?? '';
    return content === '' ? refuseField(`instances[${index}].content`, 'give a text.') : textInput(content);
  });
  const [first = {}] = instances;
  const task = textField(first, 'task_type') ?? textField(first, 'taskType');
  const isSame = (name: string): boolean => instances.every(instance => instance[name] === first[name]);
  if (!['task_type', 'taskType', 'title'].every(isSame))
    return refuseField('instances', 'give the same task_type and title in all of them.');
  const parameters = objectField(body, 'parameters');
  return {
    inputs,
    single: false,
    dimensions: integerField(parameters, 'outputDimensionality', 1, MOST_DIMENSIONS),
    encoding: 'float',
    purpose: TASKS.find(([name]) => name === task)?.[1],
    title: textField(first, 'title'),
    instruction: undefined,
    truncate: flagField(parameters, 'autoTruncate'),
    model,
    extras: {},
  };
}

function encodeRequest(request: EmbeddingsRequest): Fields {
  const taskType = TASKS.find(([, purpose]) => purpose === request.purpose)?.[0];
  return present({
    instances: request.inputs.map((input, index) => {
      const content = textOf(input);
      if (content === undefined) return refuseField(`input[${index}]`, 'this model is served with texts only.');
      return present({ content, task_type: taskType, title: request.title });
    }),
    parameters: present({ outputDimensionality: request.dimensions, autoTruncate: request.truncate }),
  });
}

function rowsIn(body: Fields): readonly Fields[] {
  const { predictions } = body;
  return Array.isArray(predictions) ? predictions.map(row => fields(fields(row)['embeddings'])) : [];
}

function decodeAnswer(body: Fields): EmbeddingsAnswer | undefined {
  const rows = rowsIn(body);
  const vectors: Vector[] = rows.map(row => row['values']).filter(isVector);
  if (rows.length === 0 || vectors.length !== rows.length) return undefined;
  return { vectors, model: '', id: '', usage: usageIn(body) };
}

/** Each text's tokens stand with its vector. */
function usageIn(body: Fields): EmbeddingsAnswer['usage'] {
  const input = rowsIn(body).reduce((sum, row) => sum + count(fields(row['statistics'])['token_count']), 0);
  return input === 0 ? undefined : usageOf({ input });
}

/** Of several texts nobody told apart how many tokens each had: they are shared out. */
function encodeAnswer(answer: EmbeddingsAnswer): Fields {
  const all = answer.usage?.input ?? 0;
  const each = Math.floor(all / Math.max(answer.vectors.length, 1));
  return {
    predictions: answer.vectors.map((vector, index) => ({
      embeddings: {
        values: floatsOf(vector) ?? [],
        statistics: {
          truncated: false,
          token_count: index === 0 ? all - each * (answer.vectors.length - 1) : each,
        },
      },
    })),
  };
}

export const vertexEmbed: WireFormat<EmbeddingsRequest, EmbeddingsAnswer> = {
  name: 'vertex-embed',
  namesModel: false,
  decodeRequest,
  encodeRequest,
  decodeAnswer,
  encodeAnswer,
  usageOf: usageIn,
};
