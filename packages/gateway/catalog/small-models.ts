// Embedding and rerank models that the price list leaves out: those with a published price, and those of Bailian.

import { sheetOf } from '../ledger/price-sheet.ts';
import type { PriceSheet } from '../ledger/price.ts';
import type { CatalogModel, ModelKind } from './model.ts';

/** A row: name, maker, kind, and USD per million tokens (embeddings.md §6, rerank.md §5). */
type Row = readonly [id: string, provider: string, kind: ModelKind, usd: string];

const LISTED: readonly Row[] = [
  ['voyage-4', 'voyage', 'embedding', '0.06'],
  ['voyage-4-lite', 'voyage', 'embedding', '0.02'],
  ['voyage-4-large', 'voyage', 'embedding', '0.12'],
  ['voyage-3.5', 'voyage', 'embedding', '0.06'],
  ['voyage-3.5-lite', 'voyage', 'embedding', '0.02'],
  ['voyage-3-large', 'voyage', 'embedding', '0.18'],
  ['rerank-2.5', 'voyage', 'rerank', '0.05'],
  ['rerank-2.5-lite', 'voyage', 'rerank', '0.02'],
  ['rerank-3', 'voyage', 'rerank', '0.05'],
  ['rerank-3-lite', 'voyage', 'rerank', '0.02'],
];

/** Their makers bill in another currency, or by a list that is not published: an operator sets the price. */
const UNLISTED: readonly Row[] = [
  ['text-embedding-v1', 'bailian', 'embedding', '0.1'],
  ['text-embedding-v2', 'bailian', 'embedding', '0.1'],
  ['text-embedding-v3', 'bailian', 'embedding', '0.07'],
  ['text-embedding-v4', 'bailian', 'embedding', '0.07'],
  ['gte-rerank-v2', 'bailian', 'rerank', '0.1'],
  ['qwen3-rerank', 'bailian', 'rerank', '0.1'],
  ['jina-embeddings-v3', 'jina', 'embedding', '0.02'],
  ['jina-embeddings-v4', 'jina', 'embedding', '0.02'],
  ['jina-reranker-m0', 'jina', 'rerank', '0.05'],
];

function sheetFor(usd: string): PriceSheet {
  return { ...sheetOf({ rates: { input: usd }, tiers: [], factors: {} }), source: 'catalog' };
}

function modelOf([id, provider, kind, usd]: Row, listed: boolean): CatalogModel {
  return {
    id,
    provider,
    kind,
    title: id,
    status: 'active',
    context: undefined,
    maxOutput: undefined,
    created: 0,
    capabilities: new Set(),
    inputs: ['text'],
    outputs: [],
    responsesOnly: false,
    price: listed ? sheetFor(usd) : undefined,
  };
}

/** The rows as models of the catalog. */
export const SMALL_MODELS: readonly CatalogModel[] = [
  ...LISTED.map(row => modelOf(row, true)),
  ...UNLISTED.map(row => modelOf(row, false)),
];

/** What the practice upstream takes for those without a listed price. */
export const SMALL_PLAY_PRICES: ReadonlyMap<string, PriceSheet> = new Map(
  UNLISTED.map(([id, , , usd]) => [id, sheetFor(usd)]),
);
