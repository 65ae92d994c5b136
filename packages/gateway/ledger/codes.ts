// Redemption codes: made, shown once, kept as hashes, and redeemed by whoever types them in.

import { createHash, randomInt } from 'node:crypto';
import type { Store } from '../store/store.ts';

/** No letter or digit that is taken for another. */
const ALPHABET = '23456789ABCDEFGHJKLMNPQRSTUVWXYZ';
const LENGTH = 20;
const GROUP = 5;

/** Codes issued at once; larger batches are several. */
export const MOST_CODES = 10_000;

/** People whom one code may be good for. */
export const MOST_USES = 1_000_000;

/** What codes are worth together must stay far from what a store can keep. */
const MOST_AMOUNT = 1_000_000_000n * 1_000_000_000n;

/** A batch that cannot be issued; the message says why. */
export class CodeError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'CodeError';
  }
}

/** A new code: 20 characters, 100 bits, in groups of five. */
export function generateCode(): string {
  const characters = Array.from({ length: LENGTH }, () => ALPHABET[randomInt(ALPHABET.length)] ?? '2');
  return Array.from({ length: LENGTH / GROUP }, (_, index) =>
    characters.slice(index * GROUP, (index + 1) * GROUP).join(''),
  ).join('-');
}

/** The hash by which a code is kept: of the code as it is, but for blanks around it. */
export function hashCode(code: string): string {
  return createHash('sha256').update(`code:${code.trim()}`).digest('hex');
}

/** The same code as it was issued, however it was typed; undefined where it cannot be one of ours. */
function canonical(code: string): string | undefined {
  const bare = code.toUpperCase().replace(/[\s-]/g, '');
  if (bare.length !== LENGTH || [...bare].some(letter => !ALPHABET.includes(letter))) return undefined;
  return (bare.match(/.{5}/g) ?? []).join('-');
}

/** A batch to be issued. */
export interface Batch {
  readonly batch: string;
  readonly count: number;
  /** Nano-dollars each, for whoever redeems it. */
  readonly amount: bigint;
  /** How many accounts may redeem each, once each; 1 where it is left out. */
  readonly uses?: number;
  /** Milliseconds since the epoch, or null for never. */
  readonly expiresAt: number | null;
  readonly author: string;
}

/** Issues a batch and answers the codes in clear: nobody can show them again. @throws CodeError */
export async function issueCodes(store: Pick<Store, 'codes'>, wanted: Batch): Promise<readonly string[]> {
  const { batch, count, amount, uses = 1, expiresAt, author } = wanted;
  if (!Number.isInteger(count) || count < 1 || count > MOST_CODES)
    throw new CodeError(`the number of codes must be from 1 to ${MOST_CODES}`);
  if (amount <= 0n) throw new CodeError('the amount of a code must be more than zero');
  if (!Number.isInteger(uses) || uses < 1 || uses > MOST_USES)
    throw new CodeError(`a code must be good for 1 to ${MOST_USES} people`);
  if (amount * BigInt(count) * BigInt(uses) > MOST_AMOUNT) throw new CodeError('the codes together are worth too much');
  if (batch === '' || batch.length > 100) throw new CodeError('the name of a batch must be 1 to 100 characters');
  if (expiresAt !== null && expiresAt <= Date.now()) throw new CodeError('the codes would have expired already');
  const codes = new Set<string>();
  while (codes.size < count) codes.add(generateCode());
  const draft = (code: string) => ({
    hash: hashCode(code),
    hint: code.slice(-4),
    batch,
    amount,
    uses,
    expiresAt,
    author,
  });
  await store.codes.issue([...codes].map(draft));
  return [...codes];
}

/**
 * Puts a code's money into an account, once an account. Answers the nano-dollars, or undefined for a code that is unknown, used,
 * disabled or expired: the counter tells them not apart, so that nobody learns which codes exist.
 */
export async function redeemCode(
  store: Pick<Store, 'codes'>,
  code: string,
  accountId: number,
): Promise<bigint | undefined> {
  if (code.length > 200) return undefined;
  const own = canonical(code);
  const redeemed = own === undefined ? undefined : await store.codes.redeem(hashCode(own), accountId);
  // Codes that were brought from elsewhere are kept as they are written.
  return redeemed ?? store.codes.redeem(hashCode(code), accountId);
}
