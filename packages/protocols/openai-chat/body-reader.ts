// Takes fields out of a client's body one by one, each checked; what nobody took is what only this protocol knows.

import { isFields, type Fields } from '../conversation/counts.ts';
import { Failure } from '../failures.ts';

/** Refuses a body, naming the field at fault. */
export function invalid(path: string, message: string): never {
  throw new Failure('invalid_request', `${path}: ${message}`, { param: path });
}

/** A number that kept its digits in `parseJson`, or a plain one. */
function numberOf(value: unknown): number | undefined {
  if (typeof value === 'number') return value;
  const digits = isFields(value) ? value['rawJSON'] : undefined;
  return typeof digits === 'string' ? Number(digits) : undefined;
}

/** Reads one JSON object. `null` counts as absent, as the protocol has it. */
export class BodyReader {
  private readonly body: Fields;
  private readonly at: string;
  private readonly taken = new Set<string>();

  /** `at` is the object's path in the body; empty for the body itself. */
  constructor(body: Fields, at = '') {
    this.body = body;
    this.at = at;
  }

  /** The path of one of its fields. */
  path(name: string): string {
    return this.at === '' ? name : `${this.at}.${name}`;
  }

  /** The value of a field, unchecked. */
  take(name: string): unknown {
    this.taken.add(name);
    return this.body[name] ?? undefined;
  }

  /** The value of a field, left to be taken. */
  peek(name: string): unknown {
    return this.body[name] ?? undefined;
  }

  text(name: string): string | undefined {
    const value = this.take(name);
    return value === undefined || typeof value === 'string' ? value : invalid(this.path(name), 'must be a string.');
  }

  flag(name: string): boolean | undefined {
    const value = this.take(name);
    return value === undefined || typeof value === 'boolean'
      ? value
      : invalid(this.path(name), 'must be true or false.');
  }

  number(name: string, least = -Infinity, most = Infinity): number | undefined {
    const value = this.take(name);
    if (value === undefined) return undefined;
    const number = numberOf(value);
    if (number === undefined || Number.isNaN(number)) return invalid(this.path(name), 'must be a number.');
    if (number < least || number > most) {
      const range = most === Infinity ? `at least ${least}` : `between ${least} and ${most}`;
      return invalid(this.path(name), `must be ${range}, but is ${number}.`);
    }
    return number;
  }

  integer(name: string, least = -Infinity, most = Infinity): number | undefined {
    const number = this.number(name, least, most);
    return number === undefined || Number.isInteger(number) ? number : invalid(this.path(name), 'must be an integer.');
  }

  object(name: string): Fields | undefined {
    const value = this.take(name);
    return value === undefined || isFields(value) ? value : invalid(this.path(name), 'must be an object.');
  }

  list(name: string): readonly unknown[] | undefined {
    const value = this.take(name);
    return value === undefined || Array.isArray(value) ? value : invalid(this.path(name), 'must be an array.');
  }

  word<W extends string>(name: string, words: readonly W[]): W | undefined {
    const value = this.take(name);
    if (value === undefined) return undefined;
    return words.find(word => word === value) ?? invalid(this.path(name), `must be one of ${words.join(', ')}.`);
  }

  /** The fields that nobody took, without the empty ones. */
  rest(): Record<string, unknown> {
    return Object.fromEntries(
      Object.entries(this.body).filter(([name, value]) => !this.taken.has(name) && value !== null),
    );
  }
}
