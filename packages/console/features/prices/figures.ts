// What a price says in few characters, and what is left of it: shares for reading, never for charging.

import { times } from '../models/price.ts';
import type { Price, Shown, Words } from './queries.ts';

/** The units of prices that are not by the token, by the file's field and by the meter. */
const UNITS: Readonly<Record<string, string>> = {
  call: 'call',
  calls: 'call',
  image: 'image',
  images: 'image',
  second: 'second',
  seconds: 'second',
  minute: 'minute',
  page: 'page',
  pages: 'page',
  search: 'search',
  searches: 'search',
  characters: 'characters',
};

/** `2.5 / 10` for tokens in and out, else the price of a unit; times a factor. */
export function brief(
  token: Readonly<Record<string, string>>,
  unit: Readonly<Record<string, string>>,
  factor = '1',
): string {
  const { input, output } = token;
  if (input !== undefined) {
    const both = [input, output].filter(rate => rate !== undefined).map(rate => times(rate, factor));
    return both.join(' / ');
  }
  const [first] = Object.entries(unit).filter(([name]) => UNITS[name] !== 'search');
  return first === undefined ? '' : `${times(first[1], factor)} / ${UNITS[first[0]] ?? first[0]}`;
}

export const briefOf = (price: Shown | null, factor?: string): string =>
  price === null ? '' : brief(price.token, price.unit, factor);

/** A figure of prices with its units in the reader's words. */
export function inWords(figure: string, units: Readonly<Record<string, string>>): string {
  return figure.replaceAll(/\/ ([a-z]+)/g, (whole, unit: string) =>
    units[unit] === undefined ? whole : `/ ${units[unit]}`,
  );
}

/** A price in the words of the file. */
export function briefOfWords(words: Words | null): string {
  if (words === null) return '';
  const { tiers: _tiers, factors: _factors, ...rates } = words;
  const texts = Object.entries(rates).flatMap(([name, rate]) =>
    typeof rate === 'string' ? [[name, rate] as const] : [],
  );
  return brief(Object.fromEntries(texts), Object.fromEntries(texts.filter(([name]) => name in UNITS)));
}

/** The rate by which prices are compared: the output's, else the input's, else that of a unit. */
function mainRate(price: Shown): number | undefined {
  const rate = price.token['output'] ?? price.token['input'] ?? Object.values(price.unit)[0];
  return rate === undefined ? undefined : Number(rate);
}

/** What is left of a sale in a group at the dearest channel that serves it, percent; undefined where nobody knows. */
export function marginOf({ sale, costs, groups }: Price, multiplier: string): number | undefined {
  const sold = sale === null ? undefined : mainRate(sale);
  const known = costs.flatMap(({ price, factor }) => {
    const rate = price === null ? undefined : mainRate(price);
    return rate === undefined ? [] : [rate * Number(factor)];
  });
  if (sold === undefined || known.length === 0 || groups.length === 0) return undefined;
  const income = sold * Number(multiplier);
  return income === 0 ? undefined : ((income - Math.max(...known)) / income) * 100;
}

/** The cheapest and the dearest channel in few characters. */
export function costsOf({ costs }: Price): string {
  const known = costs.flatMap(({ price, factor }) =>
    price === null ? [] : [{ rate: (mainRate(price) ?? 0) * Number(factor), text: briefOf(price, factor) }],
  );
  const each = [...new Set(known.toSorted((left, right) => left.rate - right.rate).map(({ text }) => text))];
  const [first = ''] = each;
  return each.length < 2 ? first : `${first} … ${each.at(-1) ?? ''}`;
}
