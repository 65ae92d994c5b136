// The request log on the standard output: one JSON line a request, written in batches, without secrets or bodies.

import { promptTokens } from '@turnpike/protocols/conversation/usage';
import type { HttpExchange } from '../http/http-exchange.ts';
import type { CallRecord } from '../ledger/charge.ts';
import { formatUsd } from '../ledger/money.ts';
import { quoted } from '../ledger/quoted.ts';

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

/** A line by hand: only what comes from outside is escaped, and that is a few short texts. */
function lineOf(exchange: HttpExchange, record: CallRecord | undefined): string {
  const { response, failure } = exchange;
  const status = response.headersSent ? response.statusCode : 0;
  const ms = Math.round(performance.now() - exchange.startedAt);
  const error = failure === undefined ? '' : `,"error":"${failure.code}"`;
  const call = record === undefined ? '' : callFields(record);
  return `{"time":"${now()}","id":"${exchange.id}","method":"${exchange.method}","path":${quoted(exchange.path)},"status":${status},"ms":${ms},"address":${quoted(exchange.address)}${error}${call}}`;
}

function callFields(record: CallRecord): string {
  const { usage } = record;
  const input = promptTokens(usage);
  const error = record.error === '' ? '' : `,"failure":"${record.error}"`;
  return `,"account":${record.accountId},"key":${record.keyId},"model":${quoted(record.model)},"channel":${quoted(record.channelName)},"reason":"${record.reason}","firstByteMs":${record.firstByteMs},"input":${input},"output":${usage.output},"usd":"${formatUsd(record.amount)}","attempts":${record.attempts.length}${error}`;
}

let second = 0;
let prefix = '';

/** The time in ISO 8601; the part up to the second is written once a second. */
function now(): string {
  const time = Date.now();
  const whole = Math.floor(time / 1000);
  if (whole !== second) {
    second = whole;
    prefix = new Date(time).toISOString().slice(0, 20);
  }
  return `${prefix}${String(time % 1000).padStart(3, '0')}Z`;
}
