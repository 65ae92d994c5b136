// Metrics in Prometheus' text form: counters, gauges and histograms, kept in memory and read at scrape time.

/** Label values in the order of the metric's label names. */
type Labels = readonly string[];

const SEPARATOR = '\u0000';

/** Escapes a label value (Prometheus exposition format). */
function escaped(value: string): string {
  return value.replace(/\\/g, '\\\\').replace(/"/g, '\\"').replace(/\n/g, '\\n');
}

function labelText(names: readonly string[], values: Labels, extra = ''): string {
  const pairs = names.map((name, index) => `${name}="${escaped(values[index] ?? '')}"`);
  if (extra !== '') pairs.push(extra);
  return pairs.length === 0 ? '' : `{${pairs.join(',')}}`;
}

interface Metric {
  render(): string[];
}

/** A number that only grows. */
export class Counter implements Metric {
  private readonly values = new Map<string, { value: number }>();
  private readonly name: string;
  private readonly help: string;
  private readonly labels: readonly string[];

  constructor(name: string, help: string, labels: readonly string[]) {
    this.name = name;
    this.help = help;
    this.labels = labels;
  }

  add(values: Labels, amount = 1): void {
    this.series(values).value += amount;
  }

  /** The series of these label values, to be kept by who adds to it often. */
  series(values: Labels): { value: number } {
    const key = values.join(SEPARATOR);
    let series = this.values.get(key);
    if (series === undefined) {
      series = { value: 0 };
      this.values.set(key, series);
    }
    return series;
  }

  render(): string[] {
    const rows = [...this.values].map(
      ([key, { value }]) => `${this.name}${labelText(this.labels, key.split(SEPARATOR))} ${value}`,
    );
    return [`# HELP ${this.name} ${this.help}`, `# TYPE ${this.name} counter`, ...rows];
  }
}

/** A number that is read when it is asked for. */
export class Gauge implements Metric {
  private readonly name: string;
  private readonly help: string;
  private readonly read: () => number;

  constructor(name: string, help: string, read: () => number) {
    this.name = name;
    this.help = help;
    this.read = read;
  }

  render(): string[] {
    return [`# HELP ${this.name} ${this.help}`, `# TYPE ${this.name} gauge`, `${this.name} ${this.read()}`];
  }
}

/** One series of a histogram. */
export class Buckets {
  readonly counts: number[];
  sum = 0;
  count = 0;
  private readonly bounds: readonly number[];

  constructor(bounds: readonly number[]) {
    this.bounds = bounds;
    this.counts = bounds.map(() => 0);
  }

  observe(seconds: number): void {
    let bucket = 0;
    while (bucket < this.bounds.length && seconds > (this.bounds[bucket] ?? 0)) bucket += 1;
    if (bucket < this.bounds.length) this.counts[bucket] = (this.counts[bucket] ?? 0) + 1;
    this.sum += seconds;
    this.count += 1;
  }
}

/** Seconds, in buckets. */
export class Histogram implements Metric {
  private readonly series = new Map<string, Buckets>();
  private readonly name: string;
  private readonly help: string;
  private readonly labels: readonly string[];
  private readonly bounds: readonly number[];

  constructor(name: string, help: string, labels: readonly string[], bounds: readonly number[]) {
    this.name = name;
    this.help = help;
    this.labels = labels;
    this.bounds = bounds;
  }

  observe(values: Labels, seconds: number): void {
    this.bucketsOf(values).observe(seconds);
  }

  /** The series of these label values, to be kept by who observes it often. */
  bucketsOf(values: Labels): Buckets {
    const key = values.join(SEPARATOR);
    let series = this.series.get(key);
    if (series === undefined) {
      series = new Buckets(this.bounds);
      this.series.set(key, series);
    }
    return series;
  }

  render(): string[] {
    const rows = [...this.series].flatMap(([key, series]) => {
      const values = key.split(SEPARATOR);
      let running = 0;
      const buckets = this.bounds.map((bound, index) => {
        running += series.counts[index] ?? 0;
        return `${this.name}_bucket${labelText(this.labels, values, `le="${bound}"`)} ${running}`;
      });
      return [
        ...buckets,
        `${this.name}_bucket${labelText(this.labels, values, 'le="+Inf"')} ${series.count}`,
        `${this.name}_sum${labelText(this.labels, values)} ${series.sum}`,
        `${this.name}_count${labelText(this.labels, values)} ${series.count}`,
      ];
    });
    return [`# HELP ${this.name} ${this.help}`, `# TYPE ${this.name} histogram`, ...rows];
  }
}

const LATENCY = [0.005, 0.025, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300];

/** All metrics of a node. */
export class Metrics {
  private readonly all: Metric[] = [];
  readonly requests = this.counter('turnpike_requests_total', 'Requests answered, by family and status.', [
    'family',
    'status',
  ]);
  readonly calls = this.counter('turnpike_calls_total', 'Model calls settled, by model, channel and reason.', [
    'model',
    'channel',
    'reason',
  ]);
  readonly tokens = this.counter('turnpike_tokens_total', 'Tokens by model and meter.', ['model', 'meter']);
  readonly cost = this.counter('turnpike_cost_usd_total', 'USD charged, by model.', ['model']);
  readonly attempts = this.counter('turnpike_attempts_total', 'Upstream attempts, by channel and outcome.', [
    'channel',
    'outcome',
  ]);
  readonly latency = this.histogram('turnpike_call_seconds', 'Seconds from admission to the end of the answer.', [
    'model',
  ]);
  readonly firstByte = this.histogram('turnpike_first_byte_seconds', 'Seconds from admission to the first output.', [
    'model',
  ]);

  /** A gauge read at scrape time. */
  gauge(name: string, help: string, read: () => number): void {
    this.all.push(new Gauge(name, help, read));
  }

  /** The exposition text. */
  render(): string {
    return `${this.all.flatMap(metric => metric.render()).join('\n')}\n`;
  }

  private counter(name: string, help: string, labels: readonly string[]): Counter {
    const counter = new Counter(name, help, labels);
    this.all.push(counter);
    return counter;
  }

  private histogram(name: string, help: string, labels: readonly string[]): Histogram {
    const histogram = new Histogram(name, help, labels, LATENCY);
    this.all.push(histogram);
    return histogram;
  }
}
