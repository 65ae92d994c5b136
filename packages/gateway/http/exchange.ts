// One HTTP exchange as the rooms behind the front see it: the request, its route, and the one writer of its answer.

import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Failure, Family } from '@turnpike/protocols/failures';
import type { SpooledForm } from './form.ts';

/** One request on its way. Made by the front, used up by one handler. */
export interface Exchange {
  /** Our request id: 20 characters that sort by time, then random ones. */
  readonly id: string;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly method: string;
  /** The path after leniency (aliases, doubled slashes, doubled /v1), percent-encoded as it came. */
  readonly path: string;
  /** The query, parsed on first use. */
  readonly query: URLSearchParams;
  /** The raw query with its question mark, without credential parameters; or empty. */
  readonly search: string;
  /** Named parts of the route's pattern, decoded. */
  readonly params: Readonly<Record<string, string>>;
  /** The family whose error shape this route speaks. */
  readonly family: Family;
  /** The peer's address (or the forwarded one, when the setting trusts the proxy). */
  readonly address: string;
  /** performance.now() at arrival. */
  readonly startedAt: number;
  /** True once the client's socket is gone. */
  readonly gone: boolean;
  /** What an observer keeps with the exchange until it ends. */
  noted: object | undefined;

  /** The whole body, content-encoding removed, valid UTF-8 when `text`; throws a Failure (413, 400, 415, 408). */
  body(options: { text: boolean }): Promise<Buffer>;
  /** The body as a form, spooled into `folder` beyond a little; throws a Failure. Whoever asks disposes of its spool. */
  form(folder: string, maxBytes: number): Promise<SpooledForm>;
  /**
   * Writes the status and headers of an answer: flat names and values, added to those that every answer carries.
   * Flat, because node writes a flat list as it is and copies everything else.
   */
  head(status: number, headers: readonly string[]): void;
  /** Adds headers, flat, to whatever the answer will be, in place of others of their names; before its head is written. */
  also(headers: readonly string[]): void;
  /** Answers errors in another family's shape from now on: for a path that several protocols share. */
  speakAs(family: Family): void;
  /** Calls back once when the client's socket has closed or the answer has ended, whichever comes first. */
  onClose(listener: () => void): void;
  /** Sends a JSON answer. `value` is serialised unless it is a Buffer. */
  json(status: number, value: unknown, headers?: Record<string, string>): void;
  /** Sends a failure in the family's shape; when the head is already out, ends the connection abruptly. */
  fail(failure: Failure): void;
}

/** A route of the table. */
export interface Route {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | 'HEAD';
  /** `/v1/models/{model}`; a name with a star (`{model*}`) spans slashes. A literal suffix may follow: `{model*}:countTokens`. */
  readonly pattern: string;
  readonly family: Family;
  /** False where a page of another origin may not read the answers, as they are the operator's own. */
  readonly crossOrigin?: false;
  /** Who may call a route of the management: everybody, whoever is signed in, or whose role has this permission. */
  readonly who?: string;
  readonly handle: (exchange: Exchange) => Promise<void> | void;
}
