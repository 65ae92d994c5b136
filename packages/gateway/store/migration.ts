// The form of one step of the schema.

import type { Dialect } from './driver.ts';

/** One step of the schema; its statements run in one transaction. */
export interface Migration {
  readonly id: number;
  readonly name: string;
  statements(dialect: Dialect): readonly string[];
}
