// News that practice platforms send to whoever asked for it.

import { request } from 'node:http';
import { phaseOf, type Job } from './job.ts';

/** Posts JSON to an address; nobody minds when it fails. */
export function post(address: string, value: unknown, headers: Record<string, string> = {}): void {
  const body = JSON.stringify(value);
  try {
    const call = request(address, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body), ...headers },
    });
    call.on('error', () => undefined);
    call.on('response', response => response.resume());
    call.end(body);
  } catch {
    // An address that cannot be called is the caller's affair.
  }
}

/** Tells of a job's end when it comes, as often as its markers say. */
export function tellOfEnd(
  job: Job,
  address: unknown,
  body: () => unknown,
  headers?: (text: string) => Record<string, string>,
): void {
  if (typeof address !== 'string' || address === '' || job.markers.callback === 'never') return;
  const tell = (): void => {
    if (!['done', 'failed', 'cancelled'].includes(phaseOf(job))) return;
    const value = body();
    const times = job.markers.callback === 'twice' ? 2 : 1;
    for (let time = 0; time < times; time += 1) post(address, value, headers?.(JSON.stringify(value)));
  };
  setTimeout(tell, job.markers.takes + 20).unref();
}
