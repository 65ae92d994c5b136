// Sees every exchange and every settled call, and tells the log and the metrics.

import type { Exchange } from '../http/exchange.ts';
import type { HttpExchange } from '../http/http-exchange.ts';
import type { CallRecord } from '../ledger/charge.ts';
import type { Metrics } from './metrics.ts';
import type { RequestLog } from './request-log.ts';

/** Joins calls to their exchanges. */
export class Observer {
  private readonly metrics: Metrics;
  private readonly log: RequestLog | undefined;
  /** Calls by their exchange, until the exchange ends. */
  private readonly calls = new WeakMap<Exchange, CallRecord>();

  constructor(metrics: Metrics, log: RequestLog | undefined) {
    this.metrics = metrics;
    this.log = log;
  }

  /** A call was settled or released. */
  settled(exchange: Exchange, record: CallRecord): void {
    this.calls.set(exchange, record);
    const { metrics } = this;
    metrics.calls.add([record.model, record.channelName, record.reason]);
    metrics.cost.add([record.model], Number(record.amount) / 1e9);
    metrics.latency.observe([record.model], record.totalMs / 1000);
    metrics.firstByte.observe([record.model], record.firstByteMs / 1000);
    const { usage } = record;
    if (usage.input > 0) metrics.tokens.add([record.model, 'input'], usage.input);
    if (usage.cacheRead > 0) metrics.tokens.add([record.model, 'cache_read'], usage.cacheRead);
    if (usage.output > 0) metrics.tokens.add([record.model, 'output'], usage.output);
    for (const attempt of record.attempts) metrics.attempts.add([attempt.channelName, attempt.outcome]);
  }

  /** An exchange ended. */
  finished(exchange: HttpExchange): void {
    this.metrics.requests.add([
      exchange.family,
      String(exchange.response.headersSent ? exchange.response.statusCode : 0),
    ]);
    // A client may leave before its call is settled: that call is counted when it settles, and logged by the ledger.
    this.log?.note(exchange, this.calls.get(exchange));
  }
}
