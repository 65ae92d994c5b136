// How long an upstream asks to be left alone: in its headers, as seconds, milliseconds or a date, or in Google's words in the body.

import type { IncomingHttpHeaders } from 'node:http';
import { list, parseRecord, record, text } from './json.ts';

/** An answer as far as it can ask for peace. */
export interface AskingAnswer {
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** Milliseconds; undefined when it does not say, or names a time that has passed. */
export function retryAfterOf({ headers, body }: AskingAnswer): number | undefined {
  const exact = Number(headers['retry-after-ms']);
  if (exact > 0) return exact;
  const header = headers['retry-after'];
  if (header !== undefined && header.trim() !== '') {
    const seconds = Number(header);
    const wait = Number.isFinite(seconds) ? seconds * 1000 : Date.parse(header) - Date.now();
    if (wait > 0) return wait;
  }
  // Google says it in the body: { "@type": "…RetryInfo", "retryDelay": "30s" }.
  if (!body.includes('retryDelay')) return undefined;
  const error = record(parseRecord(body.toString('utf8'))?.['error']);
  const delay = list(error['details'])
    .map(detail => text(record(detail)['retryDelay']))
    .find(value => value !== '');
  const seconds = Number.parseFloat(delay ?? '');
  return seconds > 0 ? seconds * 1000 : undefined;
}

/** The same in seconds. */
export function retrySecondsOf(answer: AskingAnswer): number | undefined {
  const wait = retryAfterOf(answer);
  return wait === undefined ? undefined : wait / 1000;
}
