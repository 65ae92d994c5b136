// Embeddings in OpenAI's form, and in the forms of those who took it over with fields of their own: Jina and Voyage.

import { count, fields, type Fields } from '../conversation/counts.ts';
import { usageOf, type Usage } from '../conversation/usage.ts';
import { Failure } from '../failures.ts';
import { flagField, integerField, isAbsent, present, refuseField, restOf, textField } from '../read-fields.ts';
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

/** How a vendor of this form names what the others name otherwise. */
interface Dialect {
  readonly name: string;
  readonly dimensions: string;
  /** The field that asks for base64, and whether it may say `float`. */
  readonly encoding: readonly [field: string, saysFloat: boolean] | undefined;
  readonly purpose: readonly [field: string, words: Readonly<Partial<Record<Purpose, string>>>] | undefined;
  readonly truncate: string | undefined;
  /** Whether it takes tokens in place of texts. */
  readonly tokens: boolean;
  /** The inputs of one call. */
  readonly most: number;
}

const OPENAI: Dialect = {
  name: 'openai-embeddings',
  dimensions: 'dimensions',
  encoding: ['encoding_format', true],
  purpose: undefined,
  truncate: undefined,
  tokens: true,
  most: 2048,
};
/** Jina's tasks (embeddings.md §4). */
const JINA: Dialect = {
  name: 'jina-embeddings',
  dimensions: 'dimensions',
  encoding: ['embedding_type', true],
  purpose: [
    'task',
    {
      query: 'retrieval.query',
      document: 'retrieval.passage',
      similarity: 'text-matching',
      classification: 'classification',
      clustering: 'separation',
    },
  ],
  truncate: 'truncate',
  tokens: false,
  most: 2048,
};
const VOYAGE: Dialect = {
  name: 'voyage-embeddings',
  dimensions: 'output_dimension',
  encoding: ['encoding_format', false],
  purpose: ['input_type', { query: 'query', document: 'document' }],
  truncate: 'truncation',
  tokens: false,
  most: 1000,
};

/** What the fields for a purpose say in any of the dialects; clients write their vendor's word whoever serves them. */
const PURPOSES: Readonly<Record<string, Purpose>> = {
  query: 'query',
  'retrieval.query': 'query',
  search_query: 'query',
  RETRIEVAL_QUERY: 'query',
  document: 'document',
  passage: 'document',
  'retrieval.passage': 'document',
  search_document: 'document',
  RETRIEVAL_DOCUMENT: 'document',
  'text-matching': 'similarity',
  SEMANTIC_SIMILARITY: 'similarity',
  classification: 'classification',
  CLASSIFICATION: 'classification',
  clustering: 'clustering',
  separation: 'clustering',
  CLUSTERING: 'clustering',
};
const PURPOSE_FIELDS = ['task', 'input_type', 'task_type', 'text_type'];
const KNOWN = new Set([
  'model',
  'input',
  'dimensions',
  'output_dimension',
  'encoding_format',
  'embedding_type',
  'truncate',
  'truncation',
  'instruction',
  ...PURPOSE_FIELDS,
]);

/** More is refused by every upstream, before anything is paid (embeddings.md §1). */
const MOST_INPUTS = 2048;
const MOST_DIMENSIONS = 100_000;

function decodeInputs(value: unknown): EmbeddingInput[] {
  if (isAbsent(value)) return refuseField('input', 'Field required. Give a text, or a list of texts.');
  if (typeof value === 'string') return [decodeOne(value, 'input')];
  if (!Array.isArray(value)) return refuseField('input', 'give a text, a list of texts, or tokens.');
  if (value.length === 0) return refuseField('input', 'the list is empty. Give at least one text.');
  if (value.every(isToken)) return [[{ kind: 'tokens', tokens: value }]];
  if (value.length > MOST_INPUTS) return refuseField('input', `give at most ${MOST_INPUTS} inputs in one call.`);
  return value.map((item, index) => decodeOne(item, `input[${index}]`));
}

function isToken(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0;
}

function decodeOne(value: unknown, at: string): EmbeddingInput {
  if (typeof value === 'string')
    return value === '' ? refuseField(at, 'an empty text cannot be embedded.') : textInput(value);
  if (Array.isArray(value)) {
    if (value.length > 0 && value.every(isToken)) return [{ kind: 'tokens', tokens: value }];
    return refuseField(at, 'give a text, or a list of tokens that are whole numbers.');
  }
  // Jina's and Voyage's inputs may be objects: a text, or an image by its address or in base64.
  const { text, image } = fields(value);
  if (typeof text === 'string' && text !== '') return textInput(text);
  if (typeof image === 'string' && image !== '') return [imagePart(image)];
  return refuseField(at, 'give a text, a list of tokens, or an object with a text or an image.');
}

function imagePart(image: string): EmbeddingInput[number] {
  const data = /^data:([^;,]+);base64,(.+)$/s.exec(image);
  if (data !== null) return { kind: 'media', type: data[1] ?? '', data: data[2] ?? '' };
  if (/^https?:\/\//.test(image)) return { kind: 'link', type: 'image/*', url: image };
  return { kind: 'media', type: 'image/png', data: image };
}

function decodeEncoding(body: Fields): 'float' | 'base64' {
  const value = textField(body, 'encoding_format') ?? textField(body, 'embedding_type') ?? 'float';
  if (value === 'float' || value === 'base64') return value;
  return refuseField('encoding_format', "give 'float' or 'base64'.");
}

function decodeRequest(body: Fields, model: string): EmbeddingsRequest {
  const word = PURPOSE_FIELDS.map(name => textField(body, name)).find(value => value !== undefined);
  return {
    inputs: decodeInputs(body['input']),
    single: typeof body['input'] === 'string',
    dimensions:
      integerField(body, 'dimensions', 1, MOST_DIMENSIONS) ??
      integerField(body, 'output_dimension', 1, MOST_DIMENSIONS),
    encoding: decodeEncoding(body),
    purpose: word === undefined ? undefined : PURPOSES[word],
    title: undefined,
    instruction: textField(body, 'instruction'),
    truncate: typeof body['truncate'] === 'string' ? body['truncate'] !== 'NONE' : truncation(body),
    model,
    extras: restOf(body, KNOWN),
  };
}

function truncation(body: Fields): boolean | undefined {
  return flagField(body, 'truncate') ?? flagField(body, 'truncation');
}

function encodeInput(input: EmbeddingInput, dialect: Dialect): unknown {
  const text = textOf(input);
  if (text !== undefined) return text;
  const [part] = input;
  if (part?.kind === 'tokens' && dialect.tokens) return part.tokens;
  if (part?.kind === 'tokens') {
    throw new Failure('invalid_request', 'input: this model is served by an upstream that takes texts, not tokens.', {
      param: 'input',
    });
  }
  const media = input.length === 1 && dialect === JINA ? part : undefined;
  if (media?.kind === 'link') return { image: media.url };
  if (media?.kind === 'media' && media.type.startsWith('image/')) return { image: media.data };
  throw new Failure('invalid_request', 'input: this model is served by an upstream that embeds text only.', {
    param: 'input',
  });
}

function encodeRequest(request: EmbeddingsRequest, model: string, dialect: Dialect): Fields {
  const { inputs, encoding, purpose } = request;
  if (inputs.length > dialect.most)
    return refuseField('input', `this model takes at most ${dialect.most} inputs in one call.`);
  const list = inputs.map(input => encodeInput(input, dialect));
  const [encodingField, saysFloat] = dialect.encoding ?? [undefined, false];
  const [purposeField, words] = dialect.purpose ?? [undefined, {}];
  return present({
    model,
    input: request.single ? list[0] : list,
    [dialect.dimensions]: request.dimensions,
    ...(encodingField !== undefined && (encoding === 'base64' || saysFloat) ? { [encodingField]: encoding } : {}),
    ...(purposeField === undefined || purpose === undefined ? {} : { [purposeField]: words[purpose] }),
    ...(dialect.truncate === undefined ? {} : { [dialect.truncate]: request.truncate }),
    ...request.extras,
  });
}

function decodeAnswer(body: Fields): EmbeddingsAnswer | undefined {
  if (!Array.isArray(body['data'])) return undefined;
  const rows = body['data'].map(fields);
  const vectors: Vector[] = [];
  for (const [index, row] of rows.entries()) {
    const { embedding } = row;
    const place = typeof row['index'] === 'number' ? row['index'] : index;
    if (isVector(embedding)) vectors[place] = embedding;
  }
  if (vectors.length !== rows.length || vectors.includes(undefined as never)) return undefined;
  const { model, id } = body;
  return {
    vectors,
    model: typeof model === 'string' ? model : '',
    id: typeof id === 'string' ? id : '',
    usage: usageIn(body),
  };
}

function usageIn(body: Fields): Usage | undefined {
  const usage = fields(body['usage']);
  const input = count(usage['prompt_tokens']) || count(usage['total_tokens']);
  return input === 0 && usage['prompt_tokens'] !== 0 && usage['total_tokens'] !== 0 ? undefined : usageOf({ input });
}

/** A vector as the request asked for it. */
function encodeVector(vector: Vector, encoding: 'float' | 'base64'): Vector {
  return encoding === 'base64' ? base64Of(vector) : (floatsOf(vector) ?? []);
}

function encodeAnswer(answer: EmbeddingsAnswer, request: EmbeddingsRequest): Fields {
  const tokens = (answer.usage?.input ?? 0) + (answer.usage?.imageIn ?? 0) + (answer.usage?.audioIn ?? 0);
  return {
    object: 'list',
    data: answer.vectors.map((vector, index) => ({
      object: 'embedding',
      index,
      embedding: encodeVector(vector, request.encoding),
    })),
    model: answer.model === '' ? request.model : answer.model,
    usage: { prompt_tokens: tokens, total_tokens: tokens },
  };
}

/** Where the first vector stands and what it begins with: a quote is base64, a bracket is numbers. */
const FIRST_VECTOR = /"embedding"\s*:\s*(["[])/;

function formatOf(dialect: Dialect): WireFormat<EmbeddingsRequest, EmbeddingsAnswer> {
  return {
    name: dialect.name,
    namesModel: true,
    decodeRequest,
    encodeRequest: (request, model) => encodeRequest(request, model, dialect),
    decodeAnswer,
    encodeAnswer,
    usageOf: usageIn,
    fits(head, request) {
      const mark = FIRST_VECTOR.exec(head)?.[1];
      return mark === undefined || (mark === '"') === (request.encoding === 'base64');
    },
  };
}

export const openaiEmbeddings = formatOf(OPENAI);
export const jinaEmbeddings = formatOf(JINA);
export const voyageEmbeddings = formatOf(VOYAGE);
