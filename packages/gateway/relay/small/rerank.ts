// Reranking as the relay sees it: every wire format, and what a request likely uses.

import { usageOf, type Usage } from '@turnpike/protocols/conversation/usage';
import { bailianRerank, cohereRerank, jinaRerank, voyageRerank } from '@turnpike/protocols/rerank/formats';
import { documentText, type RerankAnswer, type RerankRequest } from '@turnpike/protocols/rerank/rerank';
import { textTokens } from './text-tokens.ts';
import type { Service } from './service.ts';

/** One search of Cohere's is a query with so many documents; a document longer than this counts as several (rerank.md §5). */
const DOCUMENTS_PER_SEARCH = 100;
const TOKENS_PER_CHUNK = 500;

/** Tokens as Jina counts them: the query once with each document. */
function likely({ query, documents }: RerankRequest): Usage {
  const asked = textTokens(documentText(query));
  const read = documents.map(document => textTokens(documentText(document)));
  return usageOf({
    input: read.reduce((sum, tokens) => sum + asked + tokens, 0),
    calls: Math.ceil(documents.length / DOCUMENTS_PER_SEARCH),
  });
}

/** Searches when every document counts by its chunks, at the dense end of what a token is. */
function most({ query, documents }: RerankRequest): Partial<Usage> {
  const asked = Buffer.byteLength(documentText(query));
  const bytes = documents.map(document => Buffer.byteLength(documentText(document)));
  const chunks = bytes.reduce((sum, length) => sum + Math.max(1, Math.ceil(length / 2 / TOKENS_PER_CHUNK)), 0);
  return {
    input: Math.ceil(bytes.reduce((sum, length) => sum + length + asked, 0) / 2),
    calls: Math.ceil(chunks / DOCUMENTS_PER_SEARCH),
  };
}

/** An upstream tells tokens or searches; the price may be on the other. */
function filled(told: Usage, guessed: Usage): Usage {
  return {
    ...told,
    input: told.input + told.imageIn === 0 ? guessed.input : told.input,
    calls: told.calls === 0 ? guessed.calls : told.calls,
  };
}

/** Only what was asked for, with the documents that were asked for. */
function completed(answer: RerankAnswer, request: RerankRequest): RerankAnswer {
  const results = answer.results.slice(0, request.top ?? answer.results.length);
  return {
    ...answer,
    results: results.map(result => ({
      ...result,
      document:
        request.returnDocuments === false
          ? undefined
          : (result.document ?? (request.returnDocuments === true ? request.documents[result.index] : undefined)),
    })),
  };
}

export const RERANK: Service<RerankRequest, RerankAnswer> = {
  name: 'rerank',
  kinds: new Set(['rerank']),
  formats: new Map([jinaRerank, cohereRerank, voyageRerank, bailianRerank].map(format => [format.name, format])),
  answered: ['results', 'data', 'output'],
  likely,
  most,
  filled,
  isWhole: ({ results }, { documents, top }) =>
    results.length > 0 &&
    results.length >= Math.min(top ?? 1, documents.length) &&
    results.every(({ index }) => Number.isInteger(index) && index >= 0 && index < documents.length),
  withUsage: (answer, usage) => ({ ...answer, usage }),
  completed,
};
