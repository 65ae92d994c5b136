// Reads from the store for a caller, exact at this moment: after everything that was charged so far is in it.

import { Failure } from '@turnpike/protocols/failures';
import type { Services } from './services.ts';

/** How long a caller waits for the store, milliseconds. */
const PATIENCE_MS = 10_000;

function away(cause?: unknown): Failure {
  return new Failure('store_unavailable', 'The store is out of reach. Try again in a moment.', {
    retryAfter: 2,
    cause,
  });
}

/** What `read` reads, after a flush of the ledger. @throws Failure `store_unavailable` */
export async function reading<T>(services: Services, read: () => Promise<T>): Promise<T> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(away()), PATIENCE_MS);
  const work = async (): Promise<T> => {
    await services.ledger.flush();
    return read();
  };
  try {
    return await Promise.race([work(), late]);
  } catch (error) {
    throw error instanceof Failure ? error : away(error);
  } finally {
    clearTimeout(timer);
  }
}
