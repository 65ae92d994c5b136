// What the failures of an upstream really are, where its status does not say it: a table a kind, read by code and words.

import { objectOf } from './account-calls.ts';

/**
 * A row: an answer that fits it is taken for one with another status. 401 switches the key off, 402 says that the money
 * is gone, 403 rests the model at this key, 404 tries elsewhere, 400 is the client's, 429 cools down, 503 is overload.
 */
export interface FailureRow {
  /** Statuses it may come with; any when left out. 200 is looked into where a row names it. */
  readonly status?: readonly number[];
  /** The provider's own code or type, wherever it stands in the answer. */
  readonly code?: RegExp;
  /** Words of its message, and words that must not be in it. */
  readonly words?: RegExp;
  readonly unless?: RegExp;
  readonly means: number;
}

type Json = Readonly<Record<string, unknown>>;

/** What an answer says of its failure. */
interface Told {
  readonly codes: readonly string[];
  readonly message: string;
}

/** Fields that hold codes, and those that hold messages, at the top or inside `error`, `base_resp`, `detail`, `Error`. */
const CODES = ['code', 'type', 'status', 'status_code', 'error_code', 'Code', '__type'] as const;
const MESSAGES = ['message', 'msg', 'status_msg', 'error_msg', 'Message', 'detail', 'error'] as const;
const INNER = ['error', 'base_resp', 'detail', 'Error', 'Response'] as const;
/** MiniMax writes its code behind the message: `insufficient balance (1008)`. */
const CODE_BEHIND = /\((\d{4})\)\s*$/;
/** Codes by which an answer of status 200 says that all is well. */
const WELL = new Set(['', '0', '200', '20000', 'success', 'ok']);

/** The status that an answer stands for; its own when no row fits. */
export function statusMeant(rows: readonly FailureRow[], status: number, body: string): number {
  const fitting = rows.filter(row => row.status === undefined || row.status.includes(status));
  if (fitting.length === 0) return status;
  const told = read(body);
  if (told === undefined) return status;
  const found = fitting.find(
    ({ code, words, unless }) =>
      (code === undefined || told.codes.some(one => code.test(one))) &&
      (words === undefined || words.test(told.message)) &&
      unless?.test(told.message) !== true,
  );
  return found?.means ?? status;
}

/** Whether a body of status 200 says itself that it is a failure, by a code or a flag. */
export function isFailure(body: string): boolean {
  const value = parse(body);
  if (value === undefined || Array.isArray(value['choices'])) {
    // MiniMax answers with empty choices beside its code.
    const code = value === undefined ? undefined : objectOf(value['base_resp'])['status_code'];
    return code !== undefined && code !== 0;
  }
  const base = objectOf(value['base_resp'])['status_code'];
  if (base !== undefined) return base !== 0;
  if (value['success'] === false || value['status'] === false) return true;
  const { code } = value;
  return (typeof code === 'number' || typeof code === 'string') && !WELL.has(String(code).toLowerCase());
}

function read(body: string): Told | undefined {
  const value = parse(body);
  if (value === undefined) return { codes: [], message: body.slice(0, 4096) };
  const { errors } = value;
  const first = objectOf(Array.isArray(errors) ? errors[0] : undefined);
  const levels = [value, first, ...INNER.map(name => objectOf(value[name]))];
  const inner = objectOf(objectOf(value['Response'])['Error']);
  const codes: string[] = [];
  const messages: string[] = [];
  for (const level of [...levels, inner]) {
    for (const name of CODES) {
      const code = level[name];
      if (typeof code === 'string' || typeof code === 'number') codes.push(String(code));
    }
    for (const name of MESSAGES) {
      const message = level[name];
      if (typeof message === 'string') messages.push(message);
    }
  }
  // Google says in the details what its few statuses leave open.
  const { details } = objectOf(value['error']);
  for (const detail of Array.isArray(details) ? details : []) {
    const { reason } = objectOf(detail);
    if (typeof reason === 'string') codes.push(reason);
  }
  for (const message of messages) {
    const behind = CODE_BEHIND.exec(message)?.[1];
    if (behind !== undefined) codes.push(behind);
  }
  return { codes, message: messages.join('\n') };
}

function parse(body: string): Json | undefined {
  try {
    const value: unknown = JSON.parse(body);
    if (typeof value === 'string') return { message: value };
    return objectOf(Array.isArray(value) ? value.at(-1) : value);
  } catch {
    return undefined;
  }
}
