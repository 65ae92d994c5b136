// A WHERE clause that grows by one condition for each value that is given.

import type { SqlValue } from './driver.ts';

export class Conditions {
  readonly parameters: SqlValue[] = [];
  readonly #parts: string[] = [];

  /** Adds a condition with one place, unless there is no value for it. */
  when(value: SqlValue | undefined, condition: string): this {
    return value === undefined ? this : this.add(condition, value);
  }

  add(condition: string, ...values: SqlValue[]): this {
    this.#parts.push(condition);
    this.parameters.push(...values);
    return this;
  }

  /** The clause with its WHERE, or nothing. */
  get sql(): string {
    return this.#parts.length === 0 ? '' : ` WHERE ${this.#parts.join(' AND ')}`;
  }
}
