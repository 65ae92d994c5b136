// The catalog: every known model by name, read once from `models.json`.

import { readFileSync } from 'node:fs';
import type { Protocol } from '@turnpike/protocols/failures';
import { sheetFromCatalog, type CatalogPrice } from '../ledger/price-sheet.ts';
import type { PriceSheet } from '../ledger/price.ts';
import type { CatalogModel, ModelKind } from './model.ts';
import { PLATFORM_MODELS } from './platform-models.ts';
import { SMALL_MODELS } from './small-models.ts';

/** A row as the file has it. The file is ours and its shape is held by a test. */
interface Row extends CatalogPrice {
  readonly provider: string;
  readonly id: string;
  readonly kind: ModelKind;
  readonly status: string;
  readonly name?: string;
  readonly released?: string;
  readonly context?: number;
  readonly max_output?: number;
  readonly capabilities?: readonly string[];
  readonly in?: readonly string[];
  readonly out?: readonly string[];
  readonly api?: string;
}

/** Providers in the order in which their row answers for a name that several have: makers before hosts. */
const PREFERENCE = [
  'openai',
  'anthropic',
  'google',
  'xai',
  'deepseek',
  'moonshot',
  'zai',
  'minimax',
  'mistral',
  'cohere',
  'jina',
  'bytedance',
  'perplexity',
  'meta',
  'zhipu',
  'moonshot-cn',
  'minimax-cn',
  'bailian',
  'bailian-cn',
];

/** Where a catalog provider's chat models live natively. */
const NATIVE: Readonly<Record<string, readonly Protocol[]>> = {
  openai: ['openai-chat', 'openai-responses'],
  anthropic: ['anthropic-messages'],
  google: ['gemini-generate'],
};

class Model implements CatalogModel {
  private readonly row: Row;
  private sheet: PriceSheet | undefined;
  private priced = false;
  readonly capabilities: ReadonlySet<string>;

  constructor(row: Row) {
    this.row = row;
    this.capabilities = new Set(row.capabilities);
  }

  get id(): string {
    return this.row.id;
  }
  get provider(): string {
    return this.row.provider;
  }
  get kind(): ModelKind {
    return this.row.kind;
  }
  get title(): string {
    return this.row.name ?? this.row.id;
  }
  get status(): string {
    return this.row.status;
  }
  get context(): number | undefined {
    return this.row.context;
  }
  get maxOutput(): number | undefined {
    return this.row.max_output;
  }
  get created(): number {
    const released = this.row.released;
    return released === undefined ? 0 : Math.floor(Date.parse(released) / 1000) || 0;
  }
  get inputs(): readonly string[] {
    return this.row.in ?? [];
  }
  get outputs(): readonly string[] {
    return this.row.out ?? [];
  }
  get responsesOnly(): boolean {
    return this.row.api === 'responses';
  }
  get price(): PriceSheet | undefined {
    if (!this.priced) this.sheet = sheetFromCatalog(this.row);
    this.priced = true;
    return this.sheet;
  }
}

/** All known models. */
export interface Catalog {
  models(): readonly CatalogModel[];
  /** By name, or by `provider/name`; a maker's row before a host's. */
  find(name: string): CatalogModel | undefined;
  /** By catalog provider and name. */
  of(provider: string, name: string): CatalogModel | undefined;
}

let loaded: Catalog | undefined;

/** The catalog, read on first use and then shared. */
export function loadCatalog(): Catalog {
  loaded ??= build();
  return loaded;
}

function build(): Catalog {
  const source = readFileSync(new URL('./models.json', import.meta.url), 'utf8');
  const file: { readonly models: readonly Row[] } = JSON.parse(source);
  const listed: readonly CatalogModel[] = file.models.map(row => new Model(row));
  const models = [...listed, ...SMALL_MODELS, ...PLATFORM_MODELS].sort((left, right) => rank(left) - rank(right));
  const byName = new Map<string, CatalogModel>();
  const byPair = new Map<string, CatalogModel>();
  for (const model of models) {
    byPair.set(`${model.provider}/${model.id}`, model);
    if (!byName.has(model.id)) byName.set(model.id, model);
  }
  return {
    models: () => models,
    find: name => byName.get(name) ?? byPair.get(name),
    of: (provider, name) => byPair.get(`${provider}/${name}`),
  };
}

function rank(model: CatalogModel): number {
  const index = PREFERENCE.indexOf(model.provider);
  return index === -1 ? PREFERENCE.length : index;
}

/** The protocols in which a model is served by its own provider. */
export function protocolsOf(model: CatalogModel): readonly Protocol[] {
  if (model.responsesOnly) return ['openai-responses'];
  return NATIVE[model.provider] ?? ['openai-chat'];
}
