// The gauges of a node: its ledger, its event loop, its memory.

import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { Proof } from '../ledger/upkeep.ts';
import type { RunningLedger } from '../ledger/node-ledger.ts';
import type { Metrics } from './metrics.ts';

/** What is told of kept answers; `memory` is the store of this node where Redis is none. */
export interface KeptFigures {
  readonly hits: number;
  readonly misses: number;
}

/** Adds the gauges of kept answers. */
export function answerGauges(
  metrics: Metrics,
  figures: KeptFigures,
  memory: { readonly bytes: number } | undefined,
): void {
  metrics.gauge('turnpike_kept_answers_given', 'Kept answers given since the start.', () => figures.hits);
  metrics.gauge(
    'turnpike_kept_answers_missed',
    'Calls that asked for a kept answer when there was none, since the start.',
    () => figures.misses,
  );
  if (memory !== undefined)
    metrics.gauge('turnpike_kept_answers_bytes', 'Bytes of kept answers in memory.', () => memory.bytes);
}

/** Adds the node's gauges to the metrics. */
export function nodeGauges(metrics: Metrics, ledger: RunningLedger, proof: () => Proof): void {
  const loop = monitorEventLoopDelay({ resolution: 20 });
  loop.enable();
  const figures = (): ReturnType<RunningLedger['figures']> => ledger.figures();
  metrics.gauge('turnpike_open_holds', 'Calls under way that hold money.', () => figures().openHolds);
  metrics.gauge('turnpike_oldest_hold_seconds', 'Age of the oldest hold.', () => figures().oldestHoldMs / 1000);
  metrics.gauge(
    'turnpike_journal_unbooked',
    'Settlements in the journal that are not in the database yet.',
    () => figures().unbooked,
  );
  metrics.gauge('turnpike_journal_bytes', 'Bytes of the journal.', () => figures().journalBytes);
  metrics.gauge('turnpike_journal_failing', '1 while the journal cannot be written.', () =>
    Number(figures().journalFailing),
  );
  metrics.gauge(
    'turnpike_admissions_insufficient',
    'Admissions refused for want of money since the start.',
    () => figures().insufficient,
  );
  metrics.gauge(
    'turnpike_admissions_unavailable',
    'Admissions refused for want of the database since the start.',
    () => figures().unavailable,
  );
  metrics.gauge(
    'turnpike_settled_beyond_hold',
    'Calls that cost more than their hold since the start.',
    () => figures().beyondHold,
  );
  metrics.gauge(
    'turnpike_ledger_differences',
    'Differences that the last proof of the whole ledger found; anything but 0 is an alarm.',
    () => proof().differences,
  );
  metrics.gauge(
    'turnpike_ledger_proved_timestamp_seconds',
    'When the whole ledger was last proved; 0 before the first time.',
    () => proof().at / 1000,
  );
  metrics.gauge('turnpike_ledger_proof_seconds', 'How long that took.', () => proof().milliseconds / 1000);
  metrics.gauge(
    'turnpike_settlements_rejected',
    'Settlements that the database can never take, put aside in rejected.log since the start.',
    () => figures().rejected,
  );
  metrics.gauge('turnpike_store_failures', 'Failures of the database since the start.', () => figures().storeFailures);
  metrics.gauge(
    'turnpike_event_loop_delay_seconds',
    'The 99th percentile of the event loop’s delay.',
    () => loop.percentile(99) / 1e9,
  );
  metrics.gauge('process_resident_memory_bytes', 'Resident memory.', () => process.memoryUsage.rss());
  metrics.gauge('process_start_time_seconds', 'When the process started.', () => Date.now() / 1000 - process.uptime());
}
