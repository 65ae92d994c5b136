// Money, counts and times as the reader's language writes them; exact values stay exact.

import type { Language } from './language.tsx';

const LOCALES: Readonly<Record<Language, string>> = { en: 'en-US', zh: 'zh-CN' };

/** The locale of a language. */
export const localeOf = (language: Language): string => LOCALES[language];

/** A count with the separators of the language. */
export function formatCount(value: number, language: Language): string {
  return new Intl.NumberFormat(localeOf(language)).format(value);
}

/** A count in few characters: `12.3K`, `1.2万`. */
export function formatShort(value: number, language: Language): string {
  return new Intl.NumberFormat(localeOf(language), { notation: 'compact', maximumFractionDigits: 1 }).format(value);
}

/**
 * An amount in USD to the digit that matters: two decimals from a dollar on, four below, and as many as it takes to see
 * the first two digits of less than a hundredth. The exact text is for the title.
 */
export function formatMoney(exact: string): string {
  const negative = exact.startsWith('-');
  const [whole = '0', fraction = ''] = exact.replace('-', '').split('.');
  const first = fraction.search(/[1-9]/);
  const decimals = whole !== '0' ? 2 : first === -1 ? 2 : first < 2 ? 4 : Math.min(first + 2, 9);
  return `${negative ? '−' : ''}$${group(...rounded(whole, fraction, decimals))}`;
}

/** Rounds half up on digits: never through a float. */
function rounded(whole: string, fraction: string, decimals: number): [string, string] {
  const digits = BigInt(whole + fraction.padEnd(decimals + 1, '0').slice(0, decimals + 1));
  const text = ((digits + 5n) / 10n).toString().padStart(decimals + 1, '0');
  return [text.slice(0, -decimals), text.slice(-decimals)];
}

function group(whole: string, fraction: string): string {
  return `${whole.replace(/\B(?=(\d{3})+$)/g, ',')}.${fraction}`;
}

/** A moment in the reader's zone, to the second when it is today. */
export function formatTime(at: number, language: Language, now = Date.now()): string {
  const date = new Date(at);
  const today = new Date(now).toDateString() === date.toDateString();
  return new Intl.DateTimeFormat(
    localeOf(language),
    today ? { timeStyle: 'medium' } : { dateStyle: 'medium', timeStyle: 'short' },
  ).format(date);
}

/** A day in the reader's zone. */
export function formatDay(at: number, language: Language): string {
  return new Intl.DateTimeFormat(localeOf(language), { dateStyle: 'medium' }).format(new Date(at));
}

/** A moment with its zone and in UTC, for the title. */
export function fullTime(at: number, language: Language): string {
  const local = new Intl.DateTimeFormat(localeOf(language), { dateStyle: 'full', timeStyle: 'long' }).format(
    new Date(at),
  );
  return `${local} · ${new Date(at).toISOString()}`;
}

/** Milliseconds in few characters: `840 ms`, `3.2 s`, `2 min`. */
export function formatDuration(milliseconds: number): string {
  if (milliseconds < 1000) return `${Math.round(milliseconds)} ms`;
  if (milliseconds < 60_000) return `${(milliseconds / 1000).toFixed(1)} s`;
  return `${Math.round(milliseconds / 60_000)} min`;
}

/** Bytes in few characters: `39.6 KiB`, `128 MiB`. */
export function formatBytes(count: number, language: Language): string {
  const steps = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
  const step = count === 0 ? 0 : Math.min(Math.floor(Math.log2(count) / 10), steps.length - 1);
  const digits = { maximumFractionDigits: step === 0 ? 0 : 1 };
  return `${new Intl.NumberFormat(localeOf(language), digits).format(count / 1024 ** step)} ${steps[step] ?? ''}`;
}
