// What is left of the limits, in the headers that each family's clients read.

import type { Family } from '@turnpike/protocols/failures';
import type { LimitWindow } from './bounds.ts';
import type { LimitCount } from './limiter.ts';

/** The window that is told, where there are several: clients pace themselves by the minute. */
const ORDER: readonly (LimitWindow | 'now')[] = ['minute', 'hour', 'day'];

/** Flat headers for a family; none where no limit on requests or tokens binds the call, and none for Google's clients. */
export function limitHeaders(family: Family, counts: readonly LimitCount[], now = Date.now()): string[] {
  if (counts.length === 0 || family === 'gemini-generate' || family === 'management') return [];
  return (['requests', 'tokens'] as const).flatMap(meter => {
    const count = tightest(counts.filter(one => one.bound.meter === meter));
    if (count === undefined) return [];
    return family === 'anthropic-messages' ? anthropic(meter, count, now) : openai(meter, count);
  });
}

/** The one of the shortest window that leaves least. */
function tightest(counts: readonly LimitCount[]): LimitCount | undefined {
  for (const word of ORDER) {
    const [first, ...rest] = counts.filter(count => count.bound.word === word);
    if (first !== undefined) return rest.reduce((least, count) => (count.left < least.left ? count : least), first);
  }
  return undefined;
}

function openai(meter: string, count: LimitCount): string[] {
  return [
    `x-ratelimit-limit-${meter}`,
    String(count.bound.limit),
    `x-ratelimit-remaining-${meter}`,
    String(Math.floor(count.left)),
    `x-ratelimit-reset-${meter}`,
    duration(count.reset),
  ];
}

function anthropic(meter: string, count: LimitCount, now: number): string[] {
  const prefix = `anthropic-ratelimit-${meter}`;
  const reset = new Date(now + count.reset).toISOString().replace(/\.\d{3}Z$/, 'Z');
  return [
    `${prefix}-limit`,
    String(count.bound.limit),
    `${prefix}-remaining`,
    String(Math.floor(count.left)),
    `${prefix}-reset`,
    reset,
  ];
}

/** Milliseconds as OpenAI writes them: `6m0s`, `1.5s`, `20ms`. */
export function duration(milliseconds: number): string {
  if (milliseconds < 1000) return `${Math.ceil(milliseconds)}ms`;
  const seconds = milliseconds / 1000;
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor((seconds % 3600) / 60)];
  const rest = Number((seconds % 60).toFixed(3));
  return `${hours > 0 ? `${hours}h` : ''}${hours > 0 || minutes > 0 ? `${minutes}m` : ''}${rest}s`;
}
