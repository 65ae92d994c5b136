// Books batches of settlements in the store; what the store can never take is put aside so that the rest goes on.

import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LedgerStore } from '../store/store.ts';

/** Books texts of settlements in order; rejects when the store is out of reach, and may then be called again. */
export type Book = (texts: readonly string[]) => Promise<number>;

/**
 * Makes the function that books for a node. A batch that the store calls faulty is halved until the faulty text stands
 * alone, which goes to `rejected.log` and is told to `reject`. Answers how many settlements were new.
 */
export function bookingFor(
  store: Pick<LedgerStore, 'settleLines'>,
  node: string,
  folder: string,
  reject: (text: string, error: Error) => void,
): Book {
  async function book(texts: readonly string[]): Promise<number> {
    if (texts.length === 0) return 0;
    try {
      return await store.settleLines(node, texts.join('\n'));
    } catch (error) {
      if (!(error instanceof Error) || error.name !== 'DataFault') throw error;
      const [text] = texts;
      if (texts.length > 1 || text === undefined) {
        const half = texts.length >> 1;
        return (await book(texts.slice(0, half))) + (await book(texts.slice(half)));
      }
      appendFileSync(join(folder, 'rejected.log'), `${text}\n`, { mode: 0o600 });
      reject(text, error);
      return 0;
    }
  }
  return book;
}
