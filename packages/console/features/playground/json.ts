// Reads fields of JSON that came from elsewhere, without believing what it looks like.

export type Json = Readonly<Record<string, unknown>>;

export function isRecord(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The object, or an empty one. */
export const record = (value: unknown): Json => (isRecord(value) ? value : {});

/** The list, or an empty one. */
export const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/** The text, or an empty one. */
export const text = (value: unknown): string => (typeof value === 'string' ? value : '');

/** A field with its value, where there is one. */
export const some = <Name extends string, Value>(name: Name, value: Value | undefined): Partial<Record<Name, Value>> =>
  value === undefined || value === '' ? {} : ({ [name]: value } as Record<Name, Value>);

/** What an error says, in whichever family's shape. */
export function errorIn(value: unknown): string | undefined {
  const error = record(value)['error'];
  if (typeof error === 'string') return error;
  const said = text(record(error)['message']) || text(record(value)['message']);
  return said === '' ? undefined : said.replace(/ \(request id: [^)]*\)$/, '');
}
