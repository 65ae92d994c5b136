// Embeddings in Google's form: `embedContent` for one content, `batchEmbedContents` for several.

import { fields, isFields, type Fields } from '../conversation/counts.ts';
import { Failure } from '../failures.ts';
import { readUsage, usageIn } from '../gemini-generate/usage.ts';
import { integerField, isAbsent, present, refuseField, textField } from '../read-fields.ts';
import type { WireFormat } from '../wire-format.ts';
import type { EmbeddingInput, EmbeddingPart, EmbeddingsAnswer, EmbeddingsRequest, Purpose } from './embeddings.ts';
import { floatsOf, isVector, type Vector } from './vector.ts';

/** Google's task types (embeddings.md §2). */
export const TASKS: readonly (readonly [task: string, purpose: Purpose])[] = [
  ['RETRIEVAL_QUERY', 'query'],
  ['RETRIEVAL_DOCUMENT', 'document'],
  ['SEMANTIC_SIMILARITY', 'similarity'],
  ['CLASSIFICATION', 'classification'],
  ['CLUSTERING', 'clustering'],
  ['CODE_RETRIEVAL_QUERY', 'code'],
  ['QUESTION_ANSWERING', 'question'],
  ['FACT_VERIFICATION', 'fact'],
];
/** Google takes this many contents in one batch. */
const MOST_INPUTS = 100;
const MOST_DIMENSIONS = 100_000;

/** A field under its camel-case or snake-case name: Google takes both. */
function either(value: Fields, camel: string): unknown {
  return value[camel] ?? value[camel.replace(/[A-Z]/g, letter => `_${letter.toLowerCase()}`)];
}

function decodeContent(value: unknown, at: string): EmbeddingInput {
  const parts = isFields(value) ? value['parts'] : undefined;
  const listed = isFields(parts) ? [parts] : parts;
  if (typeof value === 'string' && value !== '') return [{ kind: 'text', text: value }];
  if (!Array.isArray(listed) || listed.length === 0) return refuseField(at, 'give a content with at least one part.');
  return listed.map((part: unknown, index) => decodePart(fields(part), `${at}.parts[${index}]`));
}

function decodePart(part: Fields, at: string): EmbeddingPart {
  if (typeof part['text'] === 'string') {
    return part['text'] === ''
      ? refuseField(at, 'an empty text cannot be embedded.')
      : { kind: 'text', text: part['text'] };
  }
  const data = fields(either(part, 'inlineData'));
  if (typeof data['data'] === 'string')
    return { kind: 'media', type: String(either(data, 'mimeType')), data: data['data'] };
  const file = fields(either(part, 'fileData'));
  const uri = either(file, 'fileUri');
  if (typeof uri === 'string') return { kind: 'link', type: String(either(file, 'mimeType') ?? ''), url: uri };
  return refuseField(at, 'give a text, inlineData or fileData.');
}

interface Settings {
  readonly dimensions: number | undefined;
  readonly purpose: Purpose | undefined;
  readonly title: string | undefined;
}

function decodeSettings(body: Fields): Settings {
  const own = { ...body, ...fields(body['embedContentConfig']) };
  const named = { outputDimensionality: either(own, 'outputDimensionality'), taskType: either(own, 'taskType') };
  const task = textField(named, 'taskType');
  const title = textField(own, 'title');
  const purpose = TASKS.find(([name]) => name === task)?.[1];
  if (title !== undefined && title !== '' && purpose !== 'document' && task !== undefined)
    refuseField('title', 'only with the taskType RETRIEVAL_DOCUMENT.');
  if (task !== undefined && task !== 'TASK_TYPE_UNSPECIFIED' && purpose === undefined)
    refuseField('taskType', `give one of ${TASKS.map(([name]) => name).join(', ')}.`);
  return { dimensions: integerField(named, 'outputDimensionality', 1, MOST_DIMENSIONS), purpose, title };
}

function same(left: Settings, right: Settings): boolean {
  return left.dimensions === right.dimensions && left.purpose === right.purpose && left.title === right.title;
}

function decodeRequest(body: Fields, model: string): EmbeddingsRequest {
  const common = { encoding: 'float', instruction: undefined, truncate: undefined, model, extras: {} } as const;
  if (isAbsent(body['requests'])) {
    if (isAbsent(body['content'])) return refuseField('content', 'content is not specified');
    return { ...common, ...decodeSettings(body), inputs: [decodeContent(body['content'], 'content')], single: true };
  }
  const requests = Array.isArray(body['requests']) ? body['requests'].map(fields) : [];
  if (requests.length === 0) return refuseField('requests', 'give at least one request.');
  if (requests.length > MOST_INPUTS)
    return refuseField('requests', `at most ${MOST_INPUTS} requests can be in one batch`);
  const settings = requests.map(decodeSettings);
  const [first] = settings;
  if (first === undefined || !settings.every(each => same(first, each)))
    return refuseField('requests', 'give the same taskType, title and outputDimensionality in all of them.');
  const inputs = requests.map((each, index) => decodeContent(each['content'], `requests[${index}].content`));
  return { ...common, ...first, inputs, single: false };
}

function encodePart(part: EmbeddingPart): Fields {
  switch (part.kind) {
    case 'text':
      return { text: part.text };
    case 'media':
      return { inlineData: { mimeType: part.type, data: part.data } };
    case 'link':
      return { fileData: present({ fileUri: part.url, mimeType: part.type.includes('*') ? undefined : part.type }) };
    case 'tokens':
      throw new Failure('invalid_request', 'input: this model takes texts, not tokens of another tokenizer.', {
        param: 'input',
      });
  }
}

/** Always a batch: one request for each input. */
function encodeRequest(request: EmbeddingsRequest, model: string): Fields {
  if (request.inputs.length > MOST_INPUTS)
    return refuseField('input', `this model takes at most ${MOST_INPUTS} inputs in one call.`);
  const taskType = TASKS.find(([, purpose]) => purpose === request.purpose)?.[0];
  return {
    requests: request.inputs.map(input =>
      present({
        model: `models/${model}`,
        content: { parts: input.map(encodePart) },
        taskType,
        title: request.title,
        outputDimensionality: request.dimensions,
      }),
    ),
  };
}

function decodeAnswer(body: Fields): EmbeddingsAnswer | undefined {
  const { embedding, embeddings } = body;
  const rows = Array.isArray(embeddings) ? embeddings : [embedding];
  const vectors: Vector[] = rows.map(row => fields(row)['values']).filter(isVector);
  return vectors.length === rows.length ? { vectors, model: '', id: '', usage: usageOf(body) } : undefined;
}

function usageOf(body: Fields): EmbeddingsAnswer['usage'] {
  const usage = readUsage(usageIn(body));
  // Embeddings put nothing out: what the total holds beside the prompt was read as well.
  return usage === undefined ? undefined : { ...usage, input: usage.input + usage.output, output: 0 };
}

function encodeAnswer(answer: EmbeddingsAnswer, request: EmbeddingsRequest): Fields {
  const rows = answer.vectors.map(vector => ({ values: floatsOf(vector) ?? [] }));
  return request.single ? { embedding: rows[0] ?? { values: [] } } : { embeddings: rows };
}

export const geminiEmbed: WireFormat<EmbeddingsRequest, EmbeddingsAnswer> = {
  name: 'gemini-embed',
  namesModel: false,
  decodeRequest,
  encodeRequest,
  decodeAnswer,
  encodeAnswer,
  usageOf,
};
