// How the last day of a model went by hours, for everybody to see: shares and times, never how many calls there were.

import { reading } from '../reading.ts';
import type { Services } from '../services.ts';

const HOUR_MS = 3_600_000;
const HOURS = 24;
/** How long an answer is given again, and for how many models: the page is open to everybody. */
const FRESH_MS = 60_000;
const MOST = 2_000;
/** Failures that are read at most: beyond that a model was down all day. */
const READ = 2_000;

/** One hour. */
export interface ModelHour {
  readonly at: number;
  /** 0 to 1; null without a call. */
  readonly served: number | null;
  readonly mean_ms: number | null;
}

interface Kept {
  readonly until: number;
  readonly hours: Promise<readonly ModelHour[]>;
}

const kept = new WeakMap<Services['store'], Map<string, Kept>>();

/** The last 24 hours of a model, the oldest first; a minute old at most. */
export function lastDay(services: Services, model: string): Promise<readonly ModelHour[]> {
  const { store } = services;
  const ofStore = kept.get(store) ?? new Map<string, Kept>();
  kept.set(store, ofStore);
  const now = Date.now();
  const known = ofStore.get(model);
  if (known !== undefined && known.until > now) return known.hours;
  if (ofStore.size >= MOST) ofStore.clear();
  const hours = reading(services, () => read(store, model, now));
  ofStore.set(model, { until: now + FRESH_MS, hours });
  // What could not be read is asked again.
  hours.catch(() => ofStore.delete(model));
  return hours;
}

async function read(store: Services['store'], model: string, now: number): Promise<readonly ModelHour[]> {
  const from = Math.floor(now / HOUR_MS) * HOUR_MS - (HOURS - 1) * HOUR_MS;
  const [sums, failures] = await Promise.all([
    store.records.usage({ model, from, to: now, step: 'hour', limit: HOURS + 1 }),
    failuresOf(store, model, from),
  ]);
  return Array.from({ length: HOURS }, (_, index) => {
    const at = from + index * HOUR_MS;
    const sum = sums.find(row => row.at === at);
    if (sum === undefined || sum.calls === 0) return { at, served: null, mean_ms: null };
    const failed = failures.filter(time => time >= at && time < at + HOUR_MS).length;
    const served = Math.max(1 - failed / sum.calls, 0);
    return { at, served: Math.round(served * 10_000) / 10_000, mean_ms: Math.round(sum.milliseconds / sum.calls) };
  });
}

/** When calls failed that were not the callers' own fault. */
async function failuresOf(store: Services['store'], model: string, from: number): Promise<readonly number[]> {
  const found: number[] = [];
  let before: string | undefined;
  while (found.length < READ) {
    const cursor = before === undefined ? {} : { before };
    const { rows, next } = await store.records.list({ model, from, status: { from: 500 }, limit: 500, ...cursor });
    found.push(...rows.map(row => row.at));
    before = next;
    if (next === undefined) break;
  }
  return found;
}
