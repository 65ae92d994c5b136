// When two requests are the same: their bodies but for the order of fields, what stands around them, and whose they are.

import { createHash } from 'node:crypto';
import { isFields } from '@turnpike/protocols/conversation/counts';
import { parseJson } from '@turnpike/protocols/json';

/** What of a request decides its answer. */
export interface Sameness {
  readonly body: Buffer;
  /** Fields that only say how the answer is to come. */
  readonly without: readonly string[];
  /** Beside the body: protocol, model, what stands in the path. */
  readonly around: readonly string[];
  /** How the answer is to come. */
  readonly shape: string;
  /** The other ways in which it may have been kept, best first. */
  readonly others: readonly string[];
  /** Whether the provider may keep something of the answer for whoever asked: only they can go on from it. */
  readonly isOwned?: boolean;
  /** An answer that was kept in another shape, in this one; undefined where it cannot be told. */
  reshaped?(body: Buffer, shape: string, answerId: string): Buffer | undefined;
}

/** A text that is the same for all equal requests of one owner. */
export function fingerprintOf({ body, without, around }: Sameness, owner: readonly string[]): string {
  const hash = createHash('sha256');
  hash.update(JSON.stringify([...owner, ...around]));
  hash.update(canonical(body, new Set(without)));
  return hash.digest('hex');
}

/** A JSON object without some of its fields, the others in the order of their names; every digit of its numbers stays. */
function canonical(body: Buffer, without: ReadonlySet<string>): string {
  const value = parseJson(body.toString('utf8'));
  const top = isFields(value)
    ? Object.fromEntries(Object.entries(value).filter(([name]) => !without.has(name)))
    : value;
  return JSON.stringify(top, (_name, part: unknown) => (isPlain(part) ? sorted(part) : part));
}

/** Numbers with many digits are objects too, of a kind without a prototype. */
function isPlain(value: unknown): value is Readonly<Record<string, unknown>> {
  return isFields(value) && Object.getPrototypeOf(value) === Object.prototype;
}

function sorted(value: Readonly<Record<string, unknown>>): Record<string, unknown> {
  // Names that are numbers come first whatever is done: in every object alike.
  return Object.fromEntries(Object.entries(value).sort(([left], [right]) => (left < right ? -1 : 1)));
}
