// Embeddings, played in the forms of OpenAI (with Jina's and Voyage's fields), Google, DashScope and Cohere.

import { sendJson, type Visit } from '../exchange.ts';
import { requireGoogleKey } from '../gemini-generate/key.ts';
import { openaiRefusal, requireBearer } from '../openai-errors.ts';
import { newId } from '../play/scene.ts';
import { countTokens } from '../play/tokens.ts';
import { any, either, flag, integer, isObject, list, nullable, object, text, word, type Shape } from '../shape.ts';
import { note } from '../tally.ts';
import { enter, faultOf, readOnly, refusalOf } from './act.ts';
import { vectorOf } from './vectors.ts';

type Json = Readonly<Record<string, unknown>>;

/** The length of a model's vectors when none is asked for. */
function usualDimensions(model: string): number {
  if (/3-large|gemini-embedding/.test(model)) return 3072;
  return /text-embedding-(?:3|ada)|embed-v4/.test(model) ? 1536 : 1024;
}

const LONGEST = 8192;

const openaiShape = object({
  'model!': text(),
  'input!': either(
    text(),
    list(text(), 1, 2048),
    list(integer(0), 1, LONGEST),
    list(list(integer(0), 1, LONGEST), 1, 2048),
    list(object({ text: text(), image: text() }), 1, 2048),
  ),
  encoding_format: nullable(word('float', 'base64')),
  dimensions: nullable(integer(1, 4096)),
  user: nullable(text()),
});
/** What Jina and Voyage have beside it, and what they call otherwise. */
const vendorFields: Readonly<Record<string, Shape>> = {
  'model!': text(),
  'input!': any,
  encoding_format: nullable(word('base64', 'float')),
  embedding_type: nullable(word('float', 'base64')),
  dimensions: nullable(integer(1, 4096)),
  output_dimension: nullable(integer(1, 4096)),
  output_dtype: nullable(text()),
  task: nullable(text()),
  input_type: nullable(word('query', 'document')),
  truncation: nullable(flag),
  truncate: nullable(flag),
  normalized: nullable(flag),
  late_chunking: nullable(flag),
};
const openShape = object(vendorFields);

/** `POST /v1/embeddings`. */
export async function serveEmbeddings(visit: Visit, body: Json): Promise<void> {
  requireBearer(visit.request.headers);
  const model = String(body['model']);
  const fault = (/^(?:jina|voyage)/.test(model) ? openShape : openaiShape)(body, []);
  if (fault !== undefined) throw faultOf('openai', fault);
  const { input } = body;
  const inputs = inputsOf(input);
  if (inputs.some(one => one.text === '')) throw openaiRefusal("'$.input' is invalid. Please check the API reference.");
  if (/ada-002/.test(model) && typeof body['dimensions'] === 'number')
    throw openaiRefusal('This model does not support specifying dimensions.', null);
  const long = inputs.find(one => one.tokens > LONGEST);
  if (long !== undefined)
    throw openaiRefusal(
      `This model's maximum context length is ${LONGEST} tokens, however you requested ${long.tokens} tokens. Please reduce your prompt; or completion length.`,
    );
  const act = await enter(
    visit,
    'openai',
    inputs.map(one => one.text),
  );
  if (act === undefined) return;
  const asked = body['dimensions'] ?? body['output_dimension'];
  const dimensions = typeof asked === 'number' ? asked : usualDimensions(model);
  const isBase64 = (body['encoding_format'] ?? body['embedding_type']) === 'base64';
  const tokens = inputs.reduce((sum, one) => sum + one.tokens, 0);
  sendJson(visit, 200, {
    object: 'list',
    data: inputs.map((one, index) => {
      const vector = vectorOf(one.text, dimensions);
      return { object: 'embedding', index, embedding: isBase64 ? base64(vector) : vector };
    }),
    model,
    ...(act.markers.noUsage === true ? {} : { usage: { prompt_tokens: tokens, total_tokens: tokens } }),
  });
  note(model, readOnly(tokens), true);
}

interface Input {
  readonly text: string;
  readonly tokens: number;
}

function inputsOf(input: unknown): Input[] {
  const one = (value: unknown): Input => {
    if (typeof value === 'string') return { text: value, tokens: countTokens(value) };
    if (Array.isArray(value)) return { text: `tokens ${value.join(' ')}`, tokens: value.length };
    const held = isObject(value) ? (value['text'] ?? value['image']) : '';
    return { text: String(held), tokens: countTokens(String(held)) };
  };
  if (!Array.isArray(input) || input.every(item => typeof item === 'number')) return [one(input)];
  return input.map(one);
}

function base64(vector: readonly number[]): string {
  const bytes = Buffer.alloc(vector.length * 4);
  vector.forEach((value, index) => bytes.writeFloatLE(value, index * 4));
  return bytes.toString('base64');
}

const content = object({
  role: text(),
  'parts!': list(
    object({ text: text(), inlineData: object({ 'mimeType!': text(), 'data!': text() }), fileData: any }),
    1,
  ),
});
const geminiFields: Readonly<Record<string, Shape>> = {
  model: text(),
  'content!': content,
  taskType: word(
    'TASK_TYPE_UNSPECIFIED',
    'SEMANTIC_SIMILARITY',
    'CLASSIFICATION',
    'CLUSTERING',
    'RETRIEVAL_DOCUMENT',
    'RETRIEVAL_QUERY',
    'CODE_RETRIEVAL_QUERY',
    'QUESTION_ANSWERING',
    'FACT_VERIFICATION',
  ),
  title: text(),
  outputDimensionality: integer(1, 3072),
};
const geminiOne = object(geminiFields);
const geminiBatch = object({
  'requests!': list(object({ ...geminiFields, 'model!': text() }), 1, 100),
});

/** `POST …:embedContent` and `…:batchEmbedContents`. */
export async function serveEmbedContent(visit: Visit, model: string, batch: boolean, body: Json): Promise<void> {
  requireGoogleKey(visit);
  const fault = (batch ? geminiBatch : geminiOne)(body, []);
  if (fault !== undefined) throw faultOf('gemini', fault);
  const requests = batch && Array.isArray(body['requests']) ? body['requests'].filter(isObject) : [body];
  const strange = requests.find(each => each['model'] !== undefined && each['model'] !== `models/${model}`);
  if (strange !== undefined)
    throw refusalOf('gemini', 400, `* BatchEmbedContentsRequest.requests[0].model: unexpected model`);
  if (requests.some(each => each['title'] !== undefined && each['taskType'] !== 'RETRIEVAL_DOCUMENT'))
    throw refusalOf('gemini', 400, 'title can be set only with the task type RETRIEVAL_DOCUMENT');
  const texts = requests.map(textOf);
  if (texts.some(each => each === '')) throw refusalOf('gemini', 400, 'content is empty');
  const act = await enter(visit, 'gemini', texts);
  if (act === undefined) return;
  const rows = requests.map((each, index) => {
    const asked = each['outputDimensionality'];
    return { values: vectorOf(texts[index] ?? '', typeof asked === 'number' ? asked : usualDimensions(model)) };
  });
  const tokens = texts.reduce((sum, each) => sum + countTokens(each), 0);
  // The newer model says what it read; the older one does not (embeddings.md §2).
  const usage = /embedding-2/.test(model)
    ? { usageMetadata: { promptTokenCount: tokens, promptTokensDetails: [{ modality: 'TEXT', tokenCount: tokens }] } }
    : {};
  sendJson(visit, 200, batch ? { embeddings: rows, ...usage } : { embedding: rows[0], ...usage });
  note(model, readOnly(tokens), true);
}

function textOf(request: Json): string {
  const parts = isObject(request['content']) ? request['content']['parts'] : [];
  if (!Array.isArray(parts)) return '';
  return parts
    .filter(isObject)
    .map(part => (typeof part['text'] === 'string' ? part['text'] : JSON.stringify(part)))
    .join('\n');
}

const dashscopeShape = object({
  'model!': text(),
  'input!': object({ 'texts!': list(text(), 1, 25) }),
  parameters: object({
    text_type: word('query', 'document'),
    dimension: integer(64, 2048),
    output_type: word('dense', 'sparse', 'dense&sparse'),
    instruct: text(),
  }),
});

/** DashScope's native form: ten texts for the newer models, twenty-five for the older ones. */
export async function serveDashscopeEmbeddings(visit: Visit, body: Json): Promise<void> {
  requireBearer(visit.request.headers);
  const fault = dashscopeShape(body, []);
  if (fault !== undefined) throw faultOf('dashscope', fault);
  const model = String(body['model']);
  const texts =
    isObject(body['input']) && Array.isArray(body['input']['texts']) ? body['input']['texts'].map(String) : [];
  const most = /v[34]/.test(model) ? 10 : 25;
  if (texts.length > most)
    throw refusalOf('dashscope', 400, `batch size is invalid, it should not be larger than ${most}.: input.contents`);
  if (texts.includes('')) throw refusalOf('dashscope', 400, 'Value error, texts must not be empty.');
  const act = await enter(visit, 'dashscope', texts);
  if (act === undefined) return;
  const parameters = isObject(body['parameters']) ? body['parameters'] : {};
  const dimensions = typeof parameters['dimension'] === 'number' ? parameters['dimension'] : 1024;
  const tokens = texts.reduce((sum, each) => sum + countTokens(each), 0);
  sendJson(visit, 200, {
    output: { embeddings: texts.map((each, index) => ({ text_index: index, embedding: vectorOf(each, dimensions) })) },
    ...(act.markers.noUsage === true ? {} : { usage: { total_tokens: tokens } }),
    request_id: newId('', act.seed, 32),
  });
  note(model, readOnly(tokens), true);
}

const cohereShape = object({
  'model!': text(),
  'input_type!': word('search_document', 'search_query', 'classification', 'clustering', 'image'),
  texts: list(text(), 1, 96),
  images: list(text(), 1, 1),
  inputs: list(object({ 'content!': list(any, 1) }), 1, 96),
  embedding_types: list(word('float', 'int8', 'uint8', 'binary', 'ubinary', 'base64')),
  output_dimension: integer(1, 2048),
  max_tokens: integer(1),
  truncate: word('NONE', 'START', 'END'),
});

/** `POST /v2/embed`. */
export async function serveCohereEmbed(visit: Visit, body: Json): Promise<void> {
  if (visit.request.headers.authorization === undefined) throw refusalOf('cohere', 401, 'no api key supplied');
  const fault = cohereShape(body, []);
  if (fault !== undefined) throw faultOf('cohere', fault);
  const model = String(body['model']);
  const given = [body['texts'], body['images'], body['inputs']].filter(Array.isArray);
  if (given.length !== 1)
    throw refusalOf('cohere', 400, 'invalid request: give exactly one of texts, images and inputs');
  const texts = (given[0] ?? []).map((each: unknown) => (typeof each === 'string' ? each : JSON.stringify(each)));
  const act = await enter(visit, 'cohere', texts);
  if (act === undefined) return;
  const asked = body['output_dimension'];
  const dimensions = typeof asked === 'number' ? asked : usualDimensions(model);
  const vectors = texts.map(each => vectorOf(each, dimensions));
  const types = Array.isArray(body['embedding_types']) ? body['embedding_types'].map(String) : ['float'];
  const tokens = texts.reduce((sum, each) => sum + countTokens(each), 0);
  sendJson(visit, 200, {
    id: newId('', act.seed, 32),
    embeddings: Object.fromEntries(
      types.map(type => [type, vectors.map(each => (type === 'base64' ? base64(each) : each))]),
    ),
    texts: body['texts'] ?? [],
    meta: {
      api_version: { version: '2' },
      ...(act.markers.noUsage === true ? {} : { billed_units: { input_tokens: tokens } }),
    },
    response_type: 'embeddings_by_type',
  });
  note(model, readOnly(tokens), true);
}
