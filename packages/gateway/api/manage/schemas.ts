// Schemas that several operations share: money, times, pages, names.

import { Type, type Static, type TObject, type TSchema } from 'typebox';
import { Failure } from '@turnpike/protocols/failures';
import { formatUsd, parseSignedUsd, parseUsd } from '../../ledger/money.ts';

/** An amount in USD as a decimal text with up to nine decimals: exact, never a float. */
export const Usd = Type.String({
  pattern: '^-?\\d{1,9}(\\.\\d{1,9})?$',
  description: 'USD as a decimal text, exact to a nano-dollar.',
  examples: ['12.5'],
});

/** A moment, milliseconds since the epoch. */
export const Time = Type.Integer({ minimum: 0, description: 'Milliseconds since the epoch, UTC.' });

export const Id = Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER });

export const Name = Type.String({ minLength: 1, maxLength: 100, pattern: '^[^\\u0000-\\u001f\\u007f]+$' });

export const Email = Type.String({ maxLength: 254, pattern: '^[^@\\s]+@[^@\\s.]+(\\.[^@\\s.]+)+$' });

export const Password = Type.String({ minLength: 8, maxLength: 128 });

/** Query fields of a page that is found by a cursor. */
export const PageQuery = {
  cursor: Type.Optional(Type.String({ maxLength: 200, description: 'What the page before gave as `next`.' })),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200, default: 50 })),
};

/** The schema of a page. */
export function pageOf<Item extends TSchema>(item: Item) {
  return Type.Object({
    items: Type.Array(item),
    next: Type.Optional(Type.String({ description: 'Cursor of the following page; absent at the end.' })),
  });
}

/** The schema of an object without further fields, for bodies: a misspelt field is told, not ignored. */
export function strict<Fields extends Record<string, TSchema>>(fields: Fields) {
  return Type.Object(fields, { additionalProperties: false });
}

export type { Static, TObject };

/** An amount for an answer. */
export const usd = formatUsd;

/** The nano-dollars of an amount that may not be negative. @throws Failure naming the field */
export function amountOf(text: string, field: string): bigint {
  return read(() => parseUsd(text), field);
}

/** The nano-dollars of an amount that may be negative. @throws Failure naming the field */
export function signedAmountOf(text: string, field: string): bigint {
  return read(() => parseSignedUsd(text, field), field);
}

function read(parse: () => bigint, field: string): bigint {
  try {
    return parse();
  } catch (error) {
    const message = `${field}: ${error instanceof Error ? error.message : 'is no amount'}`;
    throw new Failure('invalid_request', message, { param: field });
  }
}
