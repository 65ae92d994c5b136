// One model of the catalog: what it is called, what it can do, how far it reaches, what it costs by list.

import type { PriceSheet } from '../ledger/price.ts';

/** What kind of work a model does. */
export type ModelKind =
  | 'chat'
  | 'completion'
  | 'embedding'
  | 'rerank'
  | 'image'
  | 'video'
  | 'music'
  | 'tts'
  | 'stt'
  | 'realtime'
  | 'moderation'
  | 'ocr'
  | 'search';

/** A row of the catalog. */
export interface CatalogModel {
  /** The name on the wire. */
  readonly id: string;
  /** The catalog's provider, e.g. `google`. */
  readonly provider: string;
  readonly kind: ModelKind;
  readonly title: string;
  readonly status: string;
  /** Tokens. */
  readonly context: number | undefined;
  readonly maxOutput: number | undefined;
  /** Unix seconds of the release, or 0. */
  readonly created: number;
  readonly capabilities: ReadonlySet<string>;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  /** True when the provider serves it by its Responses API only. */
  readonly responsesOnly: boolean;
  /** The list price, made when first asked for; undefined when the catalog knows none. */
  readonly price: PriceSheet | undefined;
}
