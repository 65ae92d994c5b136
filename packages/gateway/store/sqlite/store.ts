// The store on a SQLite file: a typed front in the main thread of the worker that owns the file.

import { chmodSync, closeSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Aggregates } from '../aggregates.ts';
import type { Store } from '../store.ts';
import type { Reply, Told } from './protocol.ts';

interface Waiting {
  resolve(value: unknown): void;
  reject(error: Error): void;
}

/** The worker's end of the wire: numbered calls out, replies in. */
class Wire {
  readonly #worker: Worker;
  readonly listeners = new Set<(signal: string) => void>();
  readonly #waiting = new Map<number, Waiting>();
  #number = 0;
  #gone: Error | undefined;

  constructor(path: string) {
    this.#worker = new Worker(new URL('./worker.ts', import.meta.url), { workerData: path, name: 'turnpike-store' });
    this.#worker.on('message', (message: Reply | Told) => {
      if ('signal' in message) for (const listener of this.listeners) listener(message.signal);
      else this.#settle(message);
    });
    this.#worker.on('error', (error: Error) => this.#end(error));
    this.#worker.on('exit', () => this.#end(new Error('the store is closed')));
  }

  /** Resolves when the schema is there. */
  opened(): Promise<unknown> {
    return this.#expect(0);
  }

  call(aggregate: string, method: string, args: readonly unknown[]): Promise<unknown> {
    this.#number += 1;
    const reply = this.#expect(this.#number);
    if (this.#gone !== undefined) return reply;
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker thread has no origin
    this.#worker.postMessage({ number: this.#number, aggregate, method, args });
    return reply;
  }

  async close(): Promise<void> {
    if (this.#gone !== undefined) return;
    await this.call('store', 'close', []);
    await this.#worker.terminate();
  }

  /** Ends the thread after a start that failed. */
  async abandon(): Promise<void> {
    await this.#worker.terminate();
  }

  #expect(number: number): Promise<unknown> {
    if (this.#gone !== undefined) return Promise.reject(this.#gone);
    const { promise, resolve, reject } = Promise.withResolvers<unknown>();
    this.#waiting.set(number, { resolve, reject });
    return promise;
  }

  #settle(reply: Reply): void {
    const waiting = this.#waiting.get(reply.number);
    this.#waiting.delete(reply.number);
    if (reply.failure === undefined) {
      waiting?.resolve(reply.value);
      return;
    }
    const error = new Error(reply.failure.message);
    error.name = reply.failure.name;
    waiting?.reject(error);
  }

  #end(error: Error): void {
    this.#gone ??= error;
    for (const waiting of this.#waiting.values()) waiting.reject(this.#gone);
    this.#waiting.clear();
  }
}

/** An aggregate whose every method is a call to the worker. */
function remote<Name extends keyof Aggregates>(wire: Wire, aggregate: Name): Aggregates[Name] {
  const methods = new Map<string, (...args: unknown[]) => Promise<unknown>>();
  const front = new Proxy(
    {},
    {
      get(_target, property) {
        if (typeof property !== 'string') return undefined;
        let method = methods.get(property);
        if (method === undefined) {
          method = (...args) => wire.call(aggregate, property, args);
          methods.set(property, method);
        }
        return method;
      },
    },
  );
  // The border of the thread: the worker runs the very aggregate of this type, and structured clone keeps its values.
  return front as Aggregates[Name];
}

/** Makes the folder and the file readable by their owner alone, before the first byte is in it. */
function prepareFile(path: string): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  closeSync(openSync(path, 'a', 0o600));
  chmodSync(path, 0o600);
}

/** Opens the store on a SQLite file (or `:memory:`). Rejects when the file or its schema cannot be used. */
export async function openSqlite(path: string): Promise<Store> {
  if (path !== ':memory:') prepareFile(path);
  const wire = new Wire(path);
  try {
    await wire.opened();
  } catch (error) {
    await wire.abandon();
    throw error;
  }
  return {
    accounts: remote(wire, 'accounts'),
    keys: remote(wire, 'keys'),
    organisations: remote(wire, 'organisations'),
    documents: remote(wire, 'documents'),
    ledger: remote(wire, 'ledger'),
    records: remote(wire, 'records'),
    retention: remote(wire, 'retention'),
    codes: remote(wire, 'codes'),
    pins: remote(wire, 'pins'),
    health: remote(wire, 'health'),
    nodes: remote(wire, 'nodes'),
    profiles: remote(wire, 'profiles'),
    sessions: remote(wire, 'sessions'),
    accessTokens: remote(wire, 'accessTokens'),
    flows: remote(wire, 'flows'),
    signIns: remote(wire, 'signIns'),
    changes: remote(wire, 'changes'),
    async listen(listener) {
      wire.listeners.add(listener);
      return () => wire.listeners.delete(listener);
    },
    tasks: remote(wire, 'tasks'),
    orders: remote(wire, 'orders'),
    notices: remote(wire, 'notices'),
    announcements: remote(wire, 'announcements'),
    version: () => remote(wire, 'counters').version(),
    announce: () => remote(wire, 'counters').announce(),
    answersEpoch: () => remote(wire, 'counters').answersEpoch(),
    forgetAnswers: () => remote(wire, 'counters').forgetAnswers(),
    close: () => wire.close(),
  };
}
