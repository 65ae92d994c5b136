// The request log on the standard output: one JSON line a request, written in batches, without secrets or bodies.

import type { HttpExchange } from '../http/http-exchange.ts';
import type { CallRecord } from '../ledger/charge.ts';
import { formatUsd } from '../ledger/money.ts';

/** How long lines wait for company, milliseconds. */
const BATCH_MS = 50;
/** Lines that may wait while the output does not take them; more are dropped and counted. */
const MAX_WAITING = 10_000;

/** Writes lines to a stream in batches. */
export class RequestLog {
  private readonly output: NodeJS.WritableStream;
  private waiting: string[] = [];
  private timer: NodeJS.Timeout | undefined;
  private dropped = 0;

  constructor(output: NodeJS.WritableStream) {
    this.output = output;
  }

  /** Notes one exchange, and the call it carried, if it came that far. */
  note(exchange: HttpExchange, record: CallRecord | undefined): void {
    if (this.waiting.length >= MAX_WAITING) {
      this.dropped += 1;
      return;
    }
    this.waiting.push(lineOf(exchange, record));
    this.timer ??= setTimeout(() => this.flush(), BATCH_MS);
  }

  /** Writes what waits. */
  flush(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    if (this.dropped > 0)
      this.waiting.push(JSON.stringify({ level: 'warn', message: 'request lines dropped', count: this.dropped }));
    this.dropped = 0;
    if (this.waiting.length === 0) return;
    this.output.write(`${this.waiting.join('\n')}\n`);
    this.waiting = [];
  }
}

function lineOf(exchange: HttpExchange, record: CallRecord | undefined): string {
  const { response, failure } = exchange;
  return JSON.stringify({
    time: new Date().toISOString(),
    id: exchange.id,
    method: exchange.method,
    path: exchange.path,
    status: response.headersSent ? response.statusCode : 0,
    ms: Math.round(performance.now() - exchange.startedAt),
    address: exchange.address,
    ...(failure === undefined ? {} : { error: failure.code }),
    ...(record === undefined ? {} : callFields(record)),
  });
}

function callFields(record: CallRecord): Record<string, unknown> {
  return {
    account: record.accountId,
    key: record.keyId,
    model: record.model,
    channel: record.channelName,
    reason: record.reason,
    firstByteMs: record.firstByteMs,
    input: record.usage.input + record.usage.cacheRead + record.usage.cacheWrite5m + record.usage.cacheWrite1h,
    output: record.usage.output,
    usd: formatUsd(record.amount),
    attempts: record.attempts.length,
    ...(record.error === '' ? {} : { error: record.error }),
  };
}
