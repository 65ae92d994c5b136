// Reads counts out of usage objects of unknown shape: what is not a sane count is taken for absent.

/** A JSON object of unknown fields. */
export type Fields = Readonly<Record<string, unknown>>;

/** The value when it is a JSON object, else an empty one. */
export function fields(value: unknown): Fields {
  return isFields(value) ? value : {};
}

/** Whether a value is a JSON object. */
export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A non-negative safe integer, or undefined for anything else. */
export function countOrNone(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : undefined;
}

/** A non-negative safe integer, or zero for anything else. */
export function count(value: unknown): number {
  return countOrNone(value) ?? 0;
}

/** A part of a whole: never more than what is left of it. */
export function part(value: unknown, left: number): number {
  return Math.min(count(value), Math.max(left, 0));
}

/** Nano-dollars of a cost in USD that an upstream reports as a JSON number; undefined when it is no sane amount. */
export function nanoDollars(value: unknown): bigint | undefined {
  if (typeof value !== 'number' || !Number.isFinite(value) || value < 0 || value > 1e6) return undefined;
  return BigInt(Math.ceil(value * 1e9 - 1e-3));
}
