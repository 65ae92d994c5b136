// Reranking, played in the forms of Jina, Cohere, Voyage and DashScope.

import { sendJson, type Visit } from '../exchange.ts';
import { requireBearer } from '../openai-errors.ts';
import { newId } from '../play/scene.ts';
import { countTokens } from '../play/tokens.ts';
import { any, either, flag, integer, isObject, list, object, text, type Shape } from '../shape.ts';
import { note } from '../tally.ts';
import { enter, faultOf, readOnly, type Vendor } from './act.ts';
import { relevance } from './vectors.ts';

type Json = Readonly<Record<string, unknown>>;

const documents = list(either(text(), object({ text: text(), image: text() }, true)), 1, 1000);
const jinaShape = object({
  'model!': text(),
  'query!': either(text(), object({}, true)),
  'documents!': documents,
  top_n: integer(1),
  return_documents: flag,
  truncation: flag,
  instruction: text(),
  max_chunks_per_doc: integer(1),
  overlap_tokens: integer(0, 80),
});
const cohereShape = object({
  'model!': text(),
  'query!': text(),
  'documents!': list(text(), 1, 10_000),
  top_n: integer(1),
  max_tokens_per_doc: integer(1),
  priority: integer(0),
  relevant_spans: any,
});
const voyageShape = object({
  'model!': text(),
  'query!': text(),
  'documents!': list(text(), 1, 1000),
  top_k: integer(1),
  return_documents: flag,
  truncation: flag,
});
const dashscopeShape = object({
  'model!': text(),
  'input!': object({
    'query!': either(text(), object({}, true)),
    'documents!': list(either(text(), object({}, true)), 1, 500),
  }),
  parameters: object({ top_n: integer(1), return_documents: flag, instruct: text() }),
});

interface Ranked {
  readonly index: number;
  readonly score: number;
  readonly text: string;
}

/** What one call comes to. */
interface Round {
  readonly ranked: readonly Ranked[];
  readonly tokens: number;
  readonly seed: string;
  readonly saysUsage: boolean;
}

function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  return isObject(value) && typeof value['text'] === 'string' ? value['text'] : JSON.stringify(value);
}

/** Checks a body, ranks its documents, and notes what was read; undefined when the exchange is over. */
async function rank(visit: Visit, vendor: Vendor, body: Json, shape: Shape, top: unknown): Promise<Round | undefined> {
  requireBearer(visit.request.headers);
  const fault = shape(body, []);
  if (fault !== undefined) throw faultOf(vendor, fault);
  const held = isObject(body['input']) ? body['input'] : body;
  const query = textOf(held['query']);
  const texts = Array.isArray(held['documents']) ? held['documents'].map(textOf) : [];
  const act = await enter(visit, vendor, [query, ...texts]);
  if (act === undefined) return undefined;
  const ranked = texts
    .map((each, index) => ({ index, text: each, score: relevance(query, each) }))
    .sort((left, right) => right.score - left.score || left.index - right.index)
    .slice(0, typeof top === 'number' ? top : texts.length);
  const asked = countTokens(query);
  const tokens = texts.reduce((sum, each) => sum + asked + countTokens(each), 0);
  note(String(body['model']), readOnly(tokens), true);
  return { ranked, tokens, seed: act.seed, saysUsage: act.markers.noUsage !== true };
}

/** `POST /v1/rerank`, in Jina's form. */
export async function serveRerank(visit: Visit, body: Json): Promise<void> {
  const round = await rank(visit, 'openai', body, jinaShape, body['top_n']);
  if (round === undefined) return;
  const { ranked, tokens, saysUsage } = round;
  sendJson(visit, 200, {
    model: body['model'],
    object: 'list',
    ...(saysUsage ? { usage: { total_tokens: tokens, prompt_tokens: tokens } } : {}),
    results: ranked.map(({ index, score, text: found }) => ({
      index,
      relevance_score: score,
      ...(body['return_documents'] === false ? {} : { document: { text: found } }),
    })),
  });
}

/** Voyage's form of the same path, under a prefix of its own. */
export async function serveVoyage(visit: Visit, body: Json): Promise<void> {
  const round = await rank(visit, 'voyage', body, voyageShape, body['top_k']);
  if (round === undefined) return;
  sendJson(visit, 200, {
    object: 'list',
    data: round.ranked.map(({ index, score, text: found }) => ({
      index,
      relevance_score: score,
      ...(body['return_documents'] === true ? { document: found } : {}),
    })),
    model: body['model'],
    usage: { total_tokens: round.tokens },
  });
}

/** `POST /v2/rerank`: billed by searches, each of a hundred documents; the newest models by tokens. */
export async function serveCohereRerank(visit: Visit, body: Json): Promise<void> {
  const round = await rank(visit, 'cohere', body, cohereShape, body['top_n']);
  if (round === undefined) return;
  const count = Array.isArray(body['documents']) ? body['documents'].length : 0;
  const units = /v5/.test(String(body['model']))
    ? { input_tokens: round.tokens }
    : { search_units: Math.ceil(count / 100) };
  sendJson(visit, 200, {
    id: newId('', round.seed, 32),
    results: round.ranked.map(({ index, score }) => ({ index, relevance_score: score })),
    meta: {
      api_version: { version: '2', is_experimental: false },
      ...(round.saysUsage ? { billed_units: units } : {}),
    },
  });
}

/** DashScope's native form. */
export async function serveDashscopeRerank(visit: Visit, body: Json): Promise<void> {
  const parameters = isObject(body['parameters']) ? body['parameters'] : {};
  const round = await rank(visit, 'dashscope', body, dashscopeShape, parameters['top_n']);
  if (round === undefined) return;
  sendJson(visit, 200, {
    output: {
      results: round.ranked.map(({ index, score, text: found }) => ({
        ...(parameters['return_documents'] === true ? { document: { text: found } } : {}),
        index,
        relevance_score: score,
      })),
    },
    ...(round.saysUsage ? { usage: { total_tokens: round.tokens } } : {}),
    request_id: newId('', round.seed, 32),
  });
}
