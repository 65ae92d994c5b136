// Vertex AI's embeddings, played: an instance a text; Google's newest model takes one a call, the others 250.

import { sendJson, type Visit } from '../exchange.ts';
import { countTokens } from '../play/tokens.ts';
import { flag, integer, isObject, list, object, text, word } from '../shape.ts';
import { note } from '../tally.ts';
import { enter, faultOf, readOnly, refusalOf } from './act.ts';
import { vectorOf } from './vectors.ts';

type Json = Readonly<Record<string, unknown>>;

const TASKS = word(
  'RETRIEVAL_QUERY',
  'RETRIEVAL_DOCUMENT',
  'SEMANTIC_SIMILARITY',
  'CLASSIFICATION',
  'CLUSTERING',
  'QUESTION_ANSWERING',
  'FACT_VERIFICATION',
  'CODE_RETRIEVAL_QUERY',
);
const shape = object({
  'instances!': list(object({ 'content!': text(), task_type: TASKS, title: text() }), 1, 250),
  parameters: object({ outputDimensionality: integer(1, 3072), autoTruncate: flag }),
});

/** Whether a body of `:predict` is one of texts. */
export function isEmbedding(body: Json): boolean {
  const [first]: unknown[] = Array.isArray(body['instances']) ? body['instances'] : [];
  return isObject(first) && first['content'] !== undefined;
}

/** Serves `:predict` of a model of vectors. */
export async function serveVertexEmbed(visit: Visit, model: string, body: Json): Promise<void> {
  const fault = shape(body, []);
  if (fault !== undefined) throw faultOf('gemini', fault);
  const instances = Array.isArray(body['instances']) ? body['instances'].filter(isObject) : [];
  const texts = instances.map(({ content }) => String(content));
  if (/gemini-embedding/.test(model) && texts.length > 1)
    throw refusalOf('gemini', 400, `Only one instance is supported for ${model}.`);
  if (texts.includes('')) throw refusalOf('gemini', 400, 'The text content is empty.');
  const act = await enter(visit, 'gemini', texts);
  if (act === undefined) return;
  const parameters = isObject(body['parameters']) ? body['parameters'] : {};
  const asked = parameters['outputDimensionality'];
  const usual = /gemini-embedding/.test(model) ? 3072 : 768;
  sendJson(visit, 200, {
    predictions: texts.map(each => ({
      embeddings: {
        values: vectorOf(each, typeof asked === 'number' ? asked : usual),
        statistics: { truncated: false, token_count: countTokens(each) },
      },
    })),
    metadata: { billableCharacterCount: texts.join('').length },
  });
  note(model, readOnly(texts.reduce((sum, each) => sum + countTokens(each), 0)), true);
}
