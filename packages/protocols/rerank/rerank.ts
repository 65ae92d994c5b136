// The neutral form of reranking: a query, documents, and how near each is to the query.

import { fields, isFields, type Fields } from '../conversation/counts.ts';
import type { Usage } from '../conversation/usage.ts';
import { isAbsent, refuseField } from '../read-fields.ts';

/** A document as the client gave it: a text, or an object with a text, an image or fields of its own. */
export type RerankDocument = string | Fields;

/** A request. */
export interface RerankRequest {
  readonly model: string;
  readonly query: string | Fields;
  readonly documents: readonly RerankDocument[];
  readonly top: number | undefined;
  readonly returnDocuments: boolean | undefined;
  readonly truncation: boolean | undefined;
  readonly tokensPerDocument: number | undefined;
  readonly instruction: string | undefined;
  readonly extras: Fields;
}

/** One document by its place in the request. */
export interface RerankResult {
  readonly index: number;
  readonly score: number;
  readonly document: RerankDocument | undefined;
}

/** An answer, nearest first. */
export interface RerankAnswer {
  readonly results: readonly RerankResult[];
  readonly model: string;
  readonly id: string;
  readonly usage: Usage | undefined;
}

/** More documents than any upstream takes (rerank.md §1). */
const MOST_DOCUMENTS = 10_000;

/** The query of a body. @throws Failure */
export function queryOf(value: unknown, at: string): string | Fields {
  if (typeof value === 'string' && value !== '') return value;
  if (isFields(value) && Object.keys(value).length > 0) return value;
  return refuseField(at, 'Field required. Give the query as a text.');
}

/** The documents of a body. @throws Failure */
export function documentsOf(value: unknown, at: string): RerankDocument[] {
  if (!Array.isArray(value) || value.length === 0) return refuseField(at, 'give a list of at least one document.');
  if (value.length > MOST_DOCUMENTS) return refuseField(at, `give at most ${MOST_DOCUMENTS} documents in one call.`);
  return value.map((item: unknown, index) =>
    typeof item === 'string' || (isFields(item) && Object.keys(item).length > 0)
      ? item
      : refuseField(`${at}[${index}]`, 'give a text, or an object with a text.'),
  );
}

/** The text of a document, or of a query, for upstreams that know texts only; the whole object where it has none. */
export function documentText(document: RerankDocument): string {
  if (typeof document === 'string') return document;
  const { text } = document;
  return typeof text === 'string' ? text : JSON.stringify(document);
}

/** A document of an answer: a text, `{text}`, or nothing. */
export function documentIn(value: unknown): RerankDocument | undefined {
  if (isAbsent(value)) return undefined;
  return typeof value === 'string' || isFields(value) ? value : undefined;
}

/** The rows of an answer, nearest first; undefined when they are none. */
export function resultsOf(rows: unknown): readonly RerankResult[] | undefined {
  if (!Array.isArray(rows)) return undefined;
  const results: RerankResult[] = [];
  for (const row of rows.map(fields)) {
    const { index } = row;
    const score = row['relevance_score'] ?? row['score'];
    if (typeof index !== 'number' || typeof score !== 'number') return undefined;
    results.push({ index, score, document: documentIn(row['document']) });
  }
  return results.sort((left, right) => right.score - left.score);
}
