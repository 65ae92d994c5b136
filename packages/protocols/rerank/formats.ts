// Reranking in the forms of Jina (the house form), Cohere, Voyage and DashScope.

import { count, fields, isFields, type Fields } from '../conversation/counts.ts';
import { usageOf as meters, type Usage } from '../conversation/usage.ts';
import { flagField, integerField, objectField, present, restOf, textField } from '../read-fields.ts';
import type { WireFormat } from '../wire-format.ts';
import {
  documentsOf,
  documentText,
  queryOf,
  resultsOf,
  type RerankAnswer,
  type RerankDocument,
  type RerankRequest,
} from './rerank.ts';

type Format = WireFormat<RerankRequest, RerankAnswer>;

const MOST = 100_000;
const KNOWN = new Set([
  'model',
  'query',
  'documents',
  'top_n',
  'top_k',
  'return_documents',
  'truncation',
  'max_tokens_per_doc',
  'instruction',
  'instruct',
]);

/** Everything at the top of the body: Jina, Cohere and Voyage differ in names only. */
function decodeRequest(body: Fields, model: string): RerankRequest {
  return {
    model,
    query: queryOf(body['query'], 'query'),
    documents: documentsOf(body['documents'], 'documents'),
    top: integerField(body, 'top_n', 1, MOST) ?? integerField(body, 'top_k', 1, MOST),
    returnDocuments: flagField(body, 'return_documents'),
    truncation: flagField(body, 'truncation'),
    tokensPerDocument: integerField(body, 'max_tokens_per_doc', 1, 10_000_000),
    instruction: textField(body, 'instruction') ?? textField(body, 'instruct'),
    extras: restOf(body, KNOWN),
  };
}

function idOf(body: Fields, name = 'id'): string {
  const id = body[name];
  return typeof id === 'string' ? id : '';
}

function answerOf(body: Fields, rows: unknown, usage: Usage | undefined, id: string): RerankAnswer | undefined {
  const results = resultsOf(rows);
  const { model } = body;
  return results === undefined ? undefined : { results, usage, id, model: typeof model === 'string' ? model : '' };
}

/** Tokens and search units, wherever an upstream of the house form tells them (rerank.md §2). */
function usageOf(body: Fields): Usage | undefined {
  const usage = fields(body['usage']);
  const meta = fields(body['meta']);
  const billed = fields(meta['billed_units']);
  const tokens = fields(meta['tokens']);
  const told = [usage['total_tokens'], usage['prompt_tokens'], tokens['input_tokens'], billed['input_tokens']];
  const units = billed['search_units'];
  if (![...told, units].some(value => typeof value === 'number')) return undefined;
  return meters({
    input: told.map(count).find(value => value > 0) ?? 0,
    calls: count(units),
    imageIn: count(billed['image_tokens']),
  });
}

/** A document as an object with its text, as the house form has it. */
function asObject(document: RerankDocument): Fields {
  return typeof document === 'string' ? { text: document } : document;
}

function tokensOf(usage: Usage | undefined): number {
  return (usage?.input ?? 0) + (usage?.imageIn ?? 0);
}

export const jinaRerank: Format = {
  name: 'jina-rerank',
  namesModel: true,
  decodeRequest,
  encodeRequest: (request, model) =>
    present({
      model,
      query: request.query,
      documents: request.documents,
      top_n: request.top,
      return_documents: request.returnDocuments,
      truncation: request.truncation,
      instruction: request.instruction,
    }),
  decodeAnswer: body => answerOf(body, body['results'], usageOf(body), idOf(body)),
  encodeAnswer(answer, request) {
    const tokens = tokensOf(answer.usage);
    return present({
      model: answer.model === '' ? request.model : answer.model,
      object: 'list',
      results: answer.results.map(({ index, score, document }) =>
        present({
          index,
          relevance_score: score,
          document: document === undefined ? undefined : asObject(document),
        }),
      ),
      // Search units are what Cohere's models are billed by: the client sees them beside the tokens.
      meta: answer.usage?.calls ? { billed_units: { search_units: answer.usage.calls } } : undefined,
      usage: { prompt_tokens: tokens, completion_tokens: 0, total_tokens: tokens },
    });
  },
  usageOf,
  // Some servers of this form never send the documents back, or as bare texts, and some tell no usage (rerank.md §2): what
  // the house form has of these is then filled in.
  fits: (head, request, { usage }) =>
    isFields(usage) &&
    !/"document"\s*:\s*"/.test(head) &&
    (request.returnDocuments !== true || head.includes('"document"')),
};

export const cohereRerank: Format = {
  name: 'cohere-rerank',
  namesModel: true,
  decodeRequest,
  encodeRequest: (request, model) =>
    present({
      model,
      query: documentText(request.query),
      documents: request.documents.map(documentText),
      top_n: request.top,
      max_tokens_per_doc: request.tokensPerDocument,
    }),
  decodeAnswer: body => answerOf(body, body['results'], usageOf(body), idOf(body)),
  encodeAnswer: (answer, request) => ({
    id: answer.id,
    results: answer.results.map(({ index, score, document }) =>
      present({
        index,
        relevance_score: score,
        document: request.returnDocuments === true && document !== undefined ? asObject(document) : undefined,
      }),
    ),
    meta: {
      api_version: { version: '2', is_experimental: false },
      billed_units: answer.usage?.calls
        ? { search_units: answer.usage.calls }
        : { input_tokens: tokensOf(answer.usage) },
    },
  }),
  usageOf,
};

export const voyageRerank: Format = {
  name: 'voyage-rerank',
  namesModel: true,
  decodeRequest,
  encodeRequest: (request, model) =>
    present({
      model,
      query: documentText(request.query),
      documents: request.documents.map(documentText),
      top_k: request.top,
      return_documents: request.returnDocuments,
      truncation: request.truncation,
    }),
  decodeAnswer: body => answerOf(body, body['data'], usageOf(body), ''),
  encodeAnswer: (answer, request) => ({
    object: 'list',
    data: answer.results.map(({ index, score, document }) =>
      present({
        index,
        relevance_score: score,
        document: document === undefined ? undefined : documentText(document),
      }),
    ),
    model: answer.model === '' ? request.model : answer.model,
    usage: { total_tokens: tokensOf(answer.usage) },
  }),
  usageOf,
};

const PARAMETERS = new Set(['top_n', 'return_documents', 'instruct']);

export const bailianRerank: Format = {
  name: 'bailian-rerank',
  namesModel: true,
  decodeRequest(body, model) {
    const input = objectField(body, 'input');
    const parameters = objectField(body, 'parameters');
    return {
      model,
      query: queryOf(input['query'], 'input.query'),
      documents: documentsOf(input['documents'], 'input.documents'),
      top: integerField(parameters, 'top_n', 1, MOST),
      returnDocuments: flagField(parameters, 'return_documents'),
      truncation: undefined,
      tokensPerDocument: undefined,
      instruction: textField(parameters, 'instruct'),
      extras: restOf(parameters, PARAMETERS),
    };
  },
  encodeRequest: (request, model) => ({
    model,
    input: { query: request.query, documents: request.documents.map(inputDocument) },
    parameters: present({
      top_n: request.top,
      return_documents: request.returnDocuments,
      instruct: request.instruction,
    }),
  }),
  decodeAnswer: body => answerOf(body, fields(body['output'])['results'], usageOf(body), idOf(body, 'request_id')),
  encodeAnswer: answer => ({
    output: {
      results: answer.results.map(({ index, score, document }) =>
        present({
          document: document === undefined ? undefined : asObject(document),
          index,
          relevance_score: score,
        }),
      ),
    },
    usage: { total_tokens: tokensOf(answer.usage) },
    request_id: answer.id,
  }),
  usageOf,
};

/** DashScope takes texts, and objects with an image or a video for its models that see. */
function inputDocument(document: RerankDocument): RerankDocument {
  const sees = isFields(document) && (document['image'] !== undefined || document['video'] !== undefined);
  return sees ? document : documentText(document);
}
