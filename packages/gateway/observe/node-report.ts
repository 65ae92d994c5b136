// What a node says of itself: told to the store every few seconds, and read there for all nodes.

import { monitorEventLoopDelay } from 'node:perf_hooks';
import { Type, type Static } from 'typebox';
import { Value } from 'typebox/value';
import type { RunningLedger } from '../ledger/node-ledger.ts';
import type { Upkeep } from '../ledger/upkeep.ts';
import type { NodeRow, NodeStore } from '../store/nodes.ts';

const Count = Type.Number({ minimum: 0 });

/** The facts as they are stored. Bytes, milliseconds, counts since the start. */
export const NodeFacts = Type.Object({
  version: Type.String(),
  address: Type.String(),
  host: Type.String(),
  startedAt: Count,
  openHolds: Count,
  oldestHoldMs: Count,
  unbooked: Count,
  journalBytes: Count,
  journalFailing: Type.Boolean(),
  storeFailures: Count,
  rejected: Count,
  resting: Count,
  sessions: Count,
  memoryBytes: Count,
  loopDelayMs: Count,
  answersGiven: Count,
  answersMissed: Count,
  answersBytes: Type.Union([Count, Type.Null()]),
  proofAt: Count,
  proofMs: Count,
  proofDifferences: Count,
});
export type NodeFacts = Static<typeof NodeFacts>;

/** What the report is made of beside the process itself. */
export interface ReportSources {
  readonly store: NodeStore;
  readonly ledger: Pick<RunningLedger, 'node' | 'figures'>;
  readonly upkeep: Pick<Upkeep, 'proof'>;
  readonly version: string;
  readonly host: string;
  address(): string;
  resting(): number;
  sessions(): number;
  answers(): { readonly hits: number; readonly misses: number; readonly bytes: number | null };
}

/** How often a node tells of itself, and after how long its silence means that it is gone, milliseconds. */
const TELL_MS = 5_000;
export const SILENT_MS = 20_000;
/** How long those that are gone are remembered, milliseconds. */
const FORGET_MS = 24 * 3600 * 1000;

export class NodeReport {
  readonly #sources: ReportSources;
  readonly #startedAt = Date.now();
  readonly #loop = monitorEventLoopDelay({ resolution: 20 });
  #timer: NodeJS.Timeout | undefined;
  #telling: Promise<void> | undefined;

  constructor(sources: ReportSources) {
    this.#sources = sources;
  }

  get node(): string {
    return this.#sources.ledger.node;
  }

  start(): void {
    this.#loop.enable();
    this.#timer = setInterval(() => void this.tell(), TELL_MS).unref();
    void this.tell();
  }

  /** Tells the store now. Never rejects: while it is away, nobody sees anything anyway. */
  tell(): Promise<void> {
    this.#telling ??= this.#sources.store
      .tell(this.node, JSON.stringify(this.facts()), FORGET_MS)
      .catch(() => undefined)
      .finally(() => {
        this.#telling = undefined;
      });
    return this.#telling;
  }

  facts(): NodeFacts {
    const { ledger, upkeep, version, host } = this.#sources;
    const { openHolds, oldestHoldMs, unbooked, journalBytes, journalFailing, storeFailures, rejected } =
      ledger.figures();
    const { hits, misses, bytes } = this.#sources.answers();
    const { at, milliseconds, differences } = upkeep.proof;
    return {
      version,
      host,
      address: this.#sources.address(),
      startedAt: this.#startedAt,
      openHolds,
      oldestHoldMs,
      unbooked,
      journalBytes,
      journalFailing,
      storeFailures,
      rejected,
      resting: this.#sources.resting(),
      sessions: this.#sources.sessions(),
      memoryBytes: process.memoryUsage.rss(),
      loopDelayMs: this.#loop.percentile(99) / 1e6,
      answersGiven: hits,
      answersMissed: misses,
      answersBytes: bytes,
      proofAt: at,
      proofMs: milliseconds,
      proofDifferences: differences,
    };
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    this.#loop.disable();
    await this.#telling;
  }
}

/** The facts of a row; undefined where another release wrote something else. */
export function readFacts(row: NodeRow): NodeFacts | undefined {
  const value: unknown = JSON.parse(row.facts);
  return Value.Check(NodeFacts, value) ? value : undefined;
}
