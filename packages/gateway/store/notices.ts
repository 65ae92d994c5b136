// The outbox of notices: news that is owed, written in the transaction of what it tells of, once by its id.

import type { Driver } from './driver.ts';

/** News of something that happened. */
export interface NoticeDraft {
  /** What makes it one: a second notice of this id is none. */
  readonly id: string;
  /** `payment.credited`, `balance.low`, … */
  readonly type: string;
  /** Whose news it is; 0 is the operators'. */
  readonly accountId: number;
  /** Named values of its text. */
  readonly values: Readonly<Record<string, string>>;
}

/** Owes a notice. False when it was owed before. */
export async function oweNotice(driver: Driver, { id, type, accountId, values }: NoticeDraft): Promise<boolean> {
  const sql = `INSERT INTO notices (id, type, account_id, body, at, spread) VALUES (?, ?, ?, ?, ${driver.dialect.now}, 0)
    ON CONFLICT (id) DO NOTHING`;
  return (await driver.run(sql, [id, type, accountId, JSON.stringify(values)])) > 0;
}
