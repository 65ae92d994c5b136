// The key that Google's clients must show.

import type { Visit } from '../exchange.ts';
import { geminiError } from './errors.ts';

/** The key that every call needs. @throws Refused */
export function requireGoogleKey(visit: Visit): void {
  if ((visit.request.headers['x-goog-api-key'] ?? '') !== '' || (visit.query.get('key') ?? '') !== '') return;
  throw geminiError(
    403,
    "Method doesn't allow unregistered callers (callers without established identity). Please use API Key or other form of API consumer identity to call this API.",
  );
}
