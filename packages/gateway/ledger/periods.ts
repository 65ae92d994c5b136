// Days, weeks and months in a time zone: which one it is, and from when to when, whatever the clocks there do.

/** What a budget can be renewed by. Weeks begin on Monday. */
export type Period = 'day' | 'week' | 'month';

export const PERIODS: readonly Period[] = ['day', 'week', 'month'];

/** One day, week or month. */
export interface Span {
  /** The day, the week's Monday, or the month: `2026-11-24`, `2026-11-23`, `2026-11`. */
  readonly stamp: string;
  /** First millisecond since the epoch, and the first of the next one. */
  readonly from: number;
  readonly until: number;
}

const DAY_MS = 86_400_000;
/** Clocks change on whole seconds. */
const SECOND_MS = 1_000;

/** Longer than the longest of its kind, with whatever a clock can be put back by. */
const LONGEST_MS: Readonly<Record<Period, number>> = { day: 3 * DAY_MS, week: 9 * DAY_MS, month: 33 * DAY_MS };

const formats = new Map<string, Intl.DateTimeFormat>();
const spans = new Map<string, Span>();

/** Whether a text names a time zone of the IANA list, such as `Europe/Berlin` or `UTC`. */
export function isTimeZone(text: string): boolean {
  // A bare offset such as "+08:00" is understood by the runtime, and is no zone: it knows no summer time.
  if (!/^[A-Za-z][A-Za-z0-9_+/-]*$/.test(text)) return false;
  try {
    return new Intl.DateTimeFormat('en-US', { timeZone: text }).format(0) !== '';
  } catch {
    return false;
  }
}

function formatOf(zone: string): Intl.DateTimeFormat {
  let format = formats.get(zone);
  if (format === undefined) {
    const fields = { year: 'numeric', month: '2-digit', day: '2-digit', calendar: 'gregory' } as const;
    formats.set(zone, (format = new Intl.DateTimeFormat('en-US', { ...fields, timeZone: zone })));
  }
  return format;
}

/** The stamp of the period that `at` falls into. @throws RangeError for an unknown zone. */
function stampAt(period: Period, zone: string, at: number): string {
  const [month = '', day = '', year = ''] = formatOf(zone).format(at).split('/');
  if (period === 'month') return `${year}-${month}`;
  if (period === 'day') return `${year}-${month}-${day}`;
  const days = Date.UTC(Number(year), Number(month) - 1, Number(day)) / DAY_MS;
  // The epoch was a Thursday.
  const monday = days - ((days + 3) % 7);
  return new Date(monday * DAY_MS).toISOString().slice(0, 10);
}

/** The first second, going from `inside` in steps of `direction`, that has another stamp. */
function edge(period: Period, zone: string, inside: number, direction: 1 | -1): number {
  const stamp = stampAt(period, zone, inside * SECOND_MS);
  let near = 0;
  let far = LONGEST_MS[period] / SECOND_MS;
  while (far - near > 1) {
    const middle = Math.floor((near + far) / 2);
    if (stampAt(period, zone, (inside + direction * middle) * SECOND_MS) === stamp) near = middle;
    else far = middle;
  }
  return inside + direction * far;
}

/** The period that `now` (milliseconds since the epoch) falls into. @throws RangeError for an unknown zone. */
export function spanAt(period: Period, zone: string, now: number): Span {
  const key = `${period} ${zone}`;
  const known = spans.get(key);
  if (known !== undefined && now >= known.from && now < known.until) return known;
  const second = Math.floor(now / SECOND_MS);
  const span = {
    stamp: stampAt(period, zone, now),
    from: (edge(period, zone, second, -1) + 1) * SECOND_MS,
    until: edge(period, zone, second, 1) * SECOND_MS,
  };
  spans.set(key, span);
  return span;
}

/** A moment as people of a zone write it: `2026-11-25 00:00 (Europe/Berlin)`. */
export function momentIn(zone: string, at: number): string {
  const fields = { year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit' } as const;
  const format = new Intl.DateTimeFormat('sv-SE', { ...fields, hourCycle: 'h23', timeZone: zone });
  return `${format.format(at)} (${zone})`;
}
