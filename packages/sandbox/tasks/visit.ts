// What the practice platforms share: bodies, keys, answers that never come.

import { sendJson, type Refused, type Visit } from '../exchange.ts';
import { isObject } from '../shape.ts';
import type { Job } from './job.ts';

export type Body = Readonly<Record<string, unknown>>;

/** A path of a practice platform. */
export type TaskRoute = readonly [
  method: string,
  pattern: RegExp,
  handler: (visit: Visit, match: RegExpExecArray) => Promise<void> | void,
];

/** The JSON object of a body; `refuse` says in the platform's words that it is none. */
export function bodyOf(visit: Visit, refuse: (message: string) => Refused): Body {
  let value: unknown;
  try {
    value = visit.body === '' ? {} : JSON.parse(visit.body);
  } catch {
    throw refuse('The body is not valid JSON.');
  }
  if (!isObject(value)) throw refuse('The body must be a JSON object.');
  return value;
}

/** The key after `Bearer`, or empty. */
export function bearerOf({ request }: Visit): string {
  return /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1] ?? '';
}

/** Text of a field, or empty. */
export function textOf(body: Body, name: string): string {
  const value = body[name];
  return typeof value === 'string' ? value : '';
}

/** Answers a submission, unless its answer is to be lost: then the connection breaks off. */
export function answerSubmission(visit: Visit, job: Job, status: number, value: unknown): void {
  if (job.markers.lostAnswer === true) visit.response.destroy();
  else sendJson(visit, status, value);
}

/** Whether a text can be a picture, a sound or a video: a data URL, base64, or an http address. */
export function isMedia(value: unknown): value is string {
  return typeof value === 'string' && /^(?:data:[\w.+-]+\/[\w.+-]+;base64,|https?:\/\/|[A-Za-z0-9+/]{16})/.test(value);
}
