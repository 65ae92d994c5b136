// The client side of a platform: its paths, how it asks, how a task is shown, how it says what is wrong. One file a wire.

import { Failure } from '@turnpike/protocols/failures';
import type { Json } from '../relay/json.ts';
import type { TaskPage, TaskQuery } from '../store/task-rows.ts';
import type { UpstreamCall, UpstreamReply } from './driver.ts';
import type { Links } from './links.ts';
import type { Measure, Order, OrderFile, Parent } from './order.ts';
import type { Task, TaskError } from './task.ts';

/** Reads pieces of an answer as they pass. */
export interface PieceReader {
  take(piece: string): void;
  /** What was made so far; undefined when nothing was. */
  made(): Measure | undefined;
  /** What the client is told where the upstream breaks off. */
  broken(message: string): string;
}

/** A client's request, as a dialect sees it. */
export interface Ask {
  readonly method: string;
  readonly path: string;
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  /** The JSON body; empty where there is none. Fields of a form are texts. */
  readonly body: Json;
  /** Files of a form. */
  readonly files: readonly OrderFile[];
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
}

/** What the client is answered. */
export interface Answer {
  readonly status: number;
  readonly json?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** Instead of JSON: an asset of a task, with ranges. */
  readonly asset?: { readonly task: Task; readonly index: number; readonly download?: boolean };
  /** Instead of JSON: no body. */
  readonly empty?: boolean;
  /** Instead of JSON: texts of this type, each sent when it comes. */
  readonly stream?: { readonly type: string; readonly parts: AsyncIterable<string> };
}

/** Another way to find channels for what is done at once and makes no task. */
export interface DirectOrder {
  /** Empty for what belongs to no model, which is free: any channel of this wire does it. */
  readonly models: readonly string[];
  readonly verb: string;
  readonly measure: Order['measure'];
  readonly parent?: Parent;
  /** Nothing is charged for it. */
  readonly free?: boolean;
}

/** What a dialect can have done for one client. */
export interface Desk {
  readonly accountId: number;
  readonly dialectName: string;
  /** Scheme and host under which the client reached us. */
  readonly origin: string;
  /** Makes the addresses under which the client finds what was made. */
  readonly links: Links;
  /** @throws Failure when a value is no data URL, base64 or public address. */
  checkMedia(name: string, value: unknown): void;
  /** Makes a task, and submits it. @throws Failure, or `Refused` with the upstream's own words. */
  submit(order: Order): Promise<Task>;
  /** The client's own task; a foreign one and an unknown one look the same. */
  find(publicId: string): Promise<Task | undefined>;
  findMany(publicIds: readonly string[]): Promise<readonly Task[]>;
  list(query: Omit<TaskQuery, 'accountId'>): Promise<Omit<TaskPage, 'rows'> & { readonly tasks: readonly Task[] }>;
  /** The task of this client that made a thing with this id. */
  byReference(reference: string): Promise<Task | undefined>;
  /** Where this client's thing with this id was made, by a task or at once: follow-ups go there. */
  madeBy(reference: string): Promise<Parent | undefined>;
  /** What whoever pays can still spend, nano-dollars: platforms call it credits. */
  remaining(): Promise<bigint>;
  /** Calls a task off. Answers it as it is then. */
  cancel(task: Task): Promise<Task>;
  /** Hides a task from its owner: what was made is removed. */
  remove(task: Task): Promise<void>;
  /** Puts a task that waited for input back to work with what its owner said. */
  resume(task: Task, order: Order): Promise<Task>;
  /** Waits until the task has ended, at most so many milliseconds. */
  wait(task: Task, milliseconds: number): Promise<Task>;
  /** The task now and at every change until it has ended; also unchanged, after so many milliseconds of silence. */
  follow(task: Task, pauseMs: number): AsyncIterable<Task>;
  /** The secret with which news to this client is signed: `whsec_` and base64. */
  hookSecret(): string;
  /** The bytes of what a task made; undefined when there are more than `most`. @throws Failure when they cannot be had. */
  bytesOf(task: Task, index: number, most: number): Promise<Buffer | undefined>;
  /** Sends a free question to the channel that made a task. */
  consult(task: Task, call: UpstreamCall): Promise<UpstreamReply>;
  /** Has something done at once by a channel, and charges for it when `made` says that it was done. */
  direct(
    order: DirectOrder,
    call: UpstreamCall,
    /** The ids that the answer gives, to be followed up at the same channel; undefined when it was not done. */
    made: (reply: UpstreamReply) => readonly string[] | undefined,
  ): Promise<UpstreamReply>;
  /** The same for what is told in pieces, each passed on as it comes. @throws `Refused` when it was not begun. */
  directStream(order: DirectOrder, call: UpstreamCall, reader: PieceReader): Promise<AsyncIterable<string>>;
}

/** A path of a dialect. */
export interface DialectRoute {
  readonly method: 'GET' | 'POST' | 'DELETE' | 'PUT' | 'PATCH';
  readonly pattern: string;
  handle(ask: Ask, desk: Desk): Promise<Answer>;
}

/** One platform's client side. */
export interface Dialect {
  readonly name: string;
  readonly routes: readonly DialectRoute[];
  /** A new public id in the form of this API. */
  newId(): string;
  /** The task as this API shows it: the body of an answer and of a callback. */
  render(task: Task, links: Links): unknown;
  /** What the client's own address is told when a task has come to its end; undefined when nothing is. */
  news?(task: Task, links: Links): unknown;
  /** Whether news is sent not at the end alone: at every change, or when the work begins. */
  readonly chatty?: 'always' | 'begun';
  /** Ids of tasks that were made in another API are unknown here. */
  readonly alone?: true;
  error(problem: Problem): Answer;
}

/** What is wrong, as a dialect is told. */
export type Problem =
  | { readonly kind: 'failure'; readonly failure: Failure; readonly requestId?: string }
  | {
      readonly kind: 'refused';
      readonly status: number;
      readonly error: TaskError;
      readonly raw: Json | undefined;
      readonly rawWire: string;
      readonly retryAfter: number | undefined;
      readonly requestId?: string;
    };

/** The upstream refused a job, in its own words. */
export class Refused extends Error {
  readonly problem: Extract<Problem, { kind: 'refused' }>;

  constructor(problem: Extract<Problem, { kind: 'refused' }>) {
    super(problem.error.message);
    this.name = 'Refused';
    this.problem = problem;
  }
}

/** The parent of a follow-up. */
export function parentOf(task: Task): Parent {
  return { id: task.id, channel: task.channel, credential: task.credential, upstreamId: task.upstreamId };
}

/** The one account of things that are used together. @throws Failure when they were made at two */
export function together(parent: Parent | undefined, found: Parent, param?: string): Parent {
  if (parent !== undefined && (parent.channel !== found.channel || parent.credential !== found.credential))
    throw new Failure(
      'invalid_request',
      'These were made at different accounts and cannot be used together.',
      param === undefined ? {} : { param },
    );
  return parent ?? found;
}

/** An answer of JSON. */
export function answer(json: unknown, status = 200): Answer {
  return { status, json };
}

/** Status and message of a problem, for dialects whose errors are made of those. */
export function wordsOf(problem: Problem): {
  readonly status: number;
  readonly code: string;
  readonly message: string;
} {
  if (problem.kind === 'failure')
    return { status: problem.failure.status, code: problem.failure.code, message: problem.failure.message };
  const { status, error } = problem;
  // The operator's own credential or account with the provider is never the client's affair.
  const shown = status === 401 || status === 402 || status === 403 ? 502 : status >= 500 || status < 400 ? 502 : status;
  const hidden = shown === 502 && status < 500 && status >= 400;
  return {
    status: error.class === 'user' || error.class === 'content' ? 400 : shown,
    code: hidden ? 'upstream_auth_error' : error.code,
    message: hidden ? 'The provider did not take this job now. Try again later.' : error.message,
  };
}
