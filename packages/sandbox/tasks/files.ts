// The files that practice jobs make: pictures, songs and videos under addresses of the sandbox.

import { Refused, SANDBOX_HEADERS, type Visit } from '../exchange.ts';
import type { Job } from './job.ts';
import { mp3 } from './mp3.ts';
import { mp4 } from './mp4.ts';
import { png } from './png.ts';

/** Scheme and host under which this request came. */
export function hostOf({ request }: Visit): string {
  return `http://${request.headers.host ?? 'localhost'}`;
}

/** The address of a file of a job. A dead one when a marker asks for it. */
export function fileUrl(visit: Visit, job: Job, name: string): string {
  const dead = job.markers.deadLink === true ? '/dead' : '';
  return `${hostOf(visit)}/__sandbox/files${dead}/${job.seed}/${encodeURIComponent(job.id)}/${name}`;
}

const TYPES: Readonly<Record<string, string>> = { png: 'image/png', mp3: 'audio/mpeg', mp4: 'video/mp4' };

function contentOf(ending: string, seed: number, seconds: number): Buffer {
  if (ending === 'mp4') return mp4(seconds);
  return ending === 'mp3' ? mp3(seconds) : png(seed);
}

/** Serves one: `<anything>-<seconds>.mp4`, `.mp3`, or `.png`. */
export function serveFile(visit: Visit, [, seed = '0', name = '']: RegExpExecArray): void {
  const [, seconds, ending = ''] = /(?:-(\d{1,3}))?\.(png|mp3|mp4)$/.exec(name) ?? [];
  const type = TYPES[ending];
  if (type === undefined) throw new Refused(404, { error: 'no such file' });
  const body = contentOf(ending, Number(seed) + name.length * 7919, Number(seconds ?? 3));
  visit.response.writeHead(200, { ...SANDBOX_HEADERS, 'content-type': type, 'content-length': body.length });
  visit.response.end(visit.request.method === 'HEAD' ? undefined : body);
}
