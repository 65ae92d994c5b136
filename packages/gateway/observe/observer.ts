// Sees every exchange and every settled call, and tells the log and the metrics.

import { cachedTokens } from '@turnpike/protocols/conversation/usage';
import type { Exchange } from '../http/exchange.ts';
import type { HttpExchange } from '../http/http-exchange.ts';
import type { AttemptRecord, CallRecord } from '../ledger/charge.ts';
import type { Buckets, Metrics } from './metrics.ts';
import type { RequestLog } from './request-log.ts';

/** What is counted for each model. */
interface ModelSeries {
  readonly calls: Pairs;
  readonly cost: { value: number };
  readonly latency: Buckets;
  readonly firstByte: Buckets;
  readonly input: { value: number };
  readonly cacheRead: { value: number };
  readonly output: { value: number };
}

/** Models that have series of their own. */
const MAX_MODELS = 5_000;
/** How long a refused credential is not spoken of again. */
const TOLD_AGAIN_MS = 60_000;

/** Series found by two words, without a text made of both. */
class Pairs {
  private readonly known = new Map<string, Map<string, { value: number }>>();
  private readonly make: (first: string, second: string) => { value: number };

  constructor(make: Pairs['make']) {
    this.make = make;
  }

  of(first: string, second: string): { value: number } {
    let row = this.known.get(first);
    if (row === undefined) this.known.set(first, (row = new Map()));
    let series = row.get(second);
    if (series === undefined) row.set(second, (series = this.make(first, second)));
    return series;
  }
}

/** The call of an exchange. */
class Noted {
  readonly record: CallRecord;

  constructor(record: CallRecord) {
    this.record = record;
  }
}

/** Joins calls to their exchanges. */
export class Observer {
  private readonly metrics: Metrics;
  private readonly log: RequestLog | undefined;
  /** Requests answered, by family and status. */
  private readonly answered = new Pairs((family, status) => this.metrics.requests.series([family, status]));
  private readonly tries = new Pairs((channel, outcome) => this.metrics.attempts.series([channel, outcome]));
  private readonly models = new Map<string, ModelSeries>();
  private readonly told = new Map<string, number>();
  private readonly warn: (message: string) => void;

  constructor(metrics: Metrics, log: RequestLog | undefined, warn: (message: string) => void) {
    this.metrics = metrics;
    this.log = log;
    this.warn = warn;
  }

  /** A call was settled or released. */
  settled(exchange: Exchange, record: CallRecord): void {
    exchange.noted = new Noted(record);
    this.counted(record);
  }

  /** A task was settled, long after its exchange ended. */
  counted(record: CallRecord): void {
    const { usage } = record;
    const name = this.nameOf(record.model);
    const model = this.modelSeries(name);
    model.cost.value += Number(record.amount) / 1e9;
    model.latency.observe(record.totalMs / 1000);
    model.firstByte.observe(record.firstByteMs / 1000);
    model.input.value += usage.input;
    model.cacheRead.value += cachedTokens(usage);
    model.output.value += usage.output;
    model.calls.of(record.channelName, record.reason).value += 1;
    for (const attempt of record.attempts) {
      this.tries.of(attempt.channelName, attempt.outcome).value += 1;
      if (attempt.status >= 401 && attempt.status <= 403) this.tellOfCredential(attempt);
    }
  }

  /** Where channels serve names by a pattern, clients make up names: a great many are counted as one. */
  private nameOf(model: string): string {
    return this.models.has(model) || this.models.size < MAX_MODELS ? model : 'other';
  }

  /** A refused credential is the operator's affair: said once a minute, without the secret. */
  private tellOfCredential(attempt: AttemptRecord): void {
    const subject = `${attempt.channelName} ${attempt.credential} ${attempt.status}`;
    const now = Date.now();
    if (now - (this.told.get(subject) ?? 0) < TOLD_AGAIN_MS) return;
    this.told.set(subject, now);
    this.warn(
      `the provider of channel ${attempt.channelName} refuses the credential ${attempt.credential} with status ${attempt.status}`,
    );
  }

  /** The series of one model, looked up once. Only models that were called get here, and those are served ones. */
  private modelSeries(model: string): ModelSeries {
    let series = this.models.get(model);
    if (series === undefined) {
      const { metrics } = this;
      series = {
        calls: new Pairs((channel, reason) => metrics.calls.series([model, channel, reason])),
        cost: metrics.cost.series([model]),
        latency: metrics.latency.bucketsOf([model]),
        firstByte: metrics.firstByte.bucketsOf([model]),
        input: metrics.tokens.series([model, 'input']),
        cacheRead: metrics.tokens.series([model, 'cache_read']),
        output: metrics.tokens.series([model, 'output']),
      };
      this.models.set(model, series);
    }
    return series;
  }

  /** An exchange ended. */
  finished(exchange: HttpExchange): void {
    const { headersSent, statusCode } = exchange.response;
    this.answered.of(exchange.family, headersSent ? String(statusCode) : '0').value += 1;
    // A client may leave before its call is settled: that call is counted when it settles, and logged by the ledger.
    this.log?.note(exchange, exchange.noted instanceof Noted ? exchange.noted.record : undefined);
  }
}
