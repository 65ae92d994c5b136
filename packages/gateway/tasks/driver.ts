// The upstream side of a platform: how a job is submitted, asked after, read and called off. One file a platform.

import type { Details } from '../providers/outer.ts';
import type { Json } from '../relay/json.ts';
import type { Order } from './order.ts';
import type { Asset, Task, TaskError, TaskState, Used } from './task.ts';

/** A request to the upstream. */
export interface UpstreamCall {
  readonly method: 'GET' | 'POST' | 'DELETE' | 'PUT';
  /** Behind the channel's base URL, with its query. */
  readonly path: string;
  /** Sent as JSON. */
  readonly json?: unknown;
  /** Sent as it is. */
  readonly body?: Buffer;
  readonly headers?: Readonly<Record<string, string>>;
  /** The upstream's name of the model, at clouds whose models have different places. */
  readonly model?: string;
  /** Milliseconds until the answer must have begun; a minute by default. */
  readonly timeoutMs?: number;
}

/** What came back. */
export interface UpstreamReply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Buffer;
  /** The body as a JSON object; empty where it is none. */
  readonly json: Json;
  /** The body as JSON of any kind; undefined where it is none. */
  readonly value: unknown;
}

/** No answer came. `sure` when the request certainly did not arrive. */
export class LinkFault extends Error {
  readonly sure: boolean;
  readonly code: string;

  constructor(message: string, code: string, sure: boolean, cause?: unknown) {
    super(message, { cause });
    this.name = 'LinkFault';
    this.sure = sure;
    this.code = code;
  }
}

/** The way to one channel with one credential. */
export interface Link {
  readonly secret: string;
  /** Scheme, host and prefix, without a final slash. */
  readonly baseUrl: string;
  /** The provider kind of the channel: a platform's own address, or a relay of its family. */
  readonly provider: string;
  /** What the operator says of the channel beside its address. */
  readonly details?: Details;
  /** Where the upstream may tell us of news of the task at hand, when this gateway has a public address. */
  readonly callbackUrl?: string | undefined;
  /**
   * A picture of the client's as base64 with its type, for upstreams that take no addresses; there while a job is
   * submitted. @throws Failure when it cannot be had.
   */
  media?(source: string): Promise<{ readonly type: string; readonly base64: string }>;
  /** Sends a request. Rejects with a `LinkFault` when no answer came. */
  send(call: UpstreamCall): Promise<UpstreamReply>;
  /** The same for an answer that is too large to be collected; whoever takes it reads its body to the end. */
  open?(call: UpstreamCall): Promise<{ readonly status: number; readonly body: AsyncIterable<Buffer> }>;
}

/** What a submission came to. */
export type Submitted =
  | ({ readonly kind: 'accepted'; readonly upstreamId: string; readonly notes?: Json } & Partial<News>)
  /** The upstream has this very job already. */
  | { readonly kind: 'exists'; readonly upstreamId: string }
  /** There is surely no job; `retry` when another channel may take it. */
  | {
      readonly kind: 'refused';
      readonly status: number;
      readonly error: TaskError;
      readonly retry: boolean;
      /** The platform's own answer, for a client that speaks its language. */
      readonly raw?: Json;
      /** Seconds. */
      readonly retryAfter?: number;
    }
  /** There may be a job that we know no id of. */
  | { readonly kind: 'unknown'; readonly status: number; readonly message: string };

/** What is new of a job. */
export interface News {
  readonly state: TaskState;
  /** 0 to 100, where the upstream says. */
  readonly progress?: number | undefined;
  readonly assets?: readonly Asset[];
  readonly error?: TaskError;
  /** The upstream's answer about this job, for a client of the same wire. */
  readonly raw?: Json;
  readonly used?: Used;
  /** Ids of what was made, that follow-ups name. */
  readonly references?: readonly string[];
  /** What the driver remembers from now on, beside what it did. */
  readonly notes?: Json;
  /** The upstream says that it is done and shows no address yet: it is given a while, then the job has failed. */
  readonly empty?: true;
}

/** `missing`: the upstream does not know the job. `silent`: nothing was learnt, ask again. */
export type Polled = News | 'missing' | 'silent';

/** One platform's upstream side. */
export interface Driver {
  /** The word in a task's row. */
  readonly name: string;
  /** The wire of its raw answers: a dialect of the same name may show them. */
  readonly wire: string;
  /** Kinds of channels that it can use. */
  readonly providers: readonly string[];
  /** A request as this upstream wants it: with the credential, and the path where a relay has it. */
  prepare(call: UpstreamCall, link: Link): UpstreamCall;
  /** Whether it can make this, asked in this dialect. */
  can(order: Order, dialect: string): boolean;
  submit(order: Order, model: string, link: Link, task: Task): Promise<Submitted>;
  /** Asks after several jobs of one channel and credential; answers by our task ids. At most `batch` at once. */
  poll(tasks: readonly Task[], link: Link): Promise<ReadonlyMap<string, Polled>>;
  readonly batch: number;
  /** Milliseconds until a task is asked after again, given its age. */
  interval(ageMs: number): number;
  /** Milliseconds after which a job is given up. */
  deadlineMs(task: Pick<Task, 'verb' | 'body'>): number;
  /** Looks for a job whose submission was never answered; the upstream's id, or undefined when there is none. */
  recover?(task: Task, link: Link): Promise<string | undefined>;
  /** Calls a job off; true when it surely will not be charged. */
  cancel?(task: Task, link: Link): Promise<boolean>;
  /** What a callback's body names: upstream ids that should be asked after. */
  named?(body: unknown): readonly string[];
  /** What an answer says that is no success, also of what is done at once. */
  refusal?(reply: UpstreamReply): Submitted;
  /** The bytes of an asset that has no address of its own. @throws LinkFault, Error when they cannot be had. */
  bytesOf?(asset: Asset, task: Task, link: Link): Promise<{ readonly type: string; readonly bytes: Buffer }>;
  /** Headers with which an asset is fetched from the upstream. */
  assetHeaders?(asset: Asset, link: Pick<Link, 'secret' | 'provider'>): Readonly<Record<string, string>>;
}

/** Asks after jobs of platforms that tell of one at a time: all of a batch at once, each by a question of its own. */
export function oneByOne(look: (task: Task, link: Link) => Promise<Polled>): Driver['poll'] {
  return async (tasks, link) =>
    new Map(await Promise.all(tasks.map(async task => [task.id, await look(task, link)] as const)));
}

/** A request with the credential as most platforms and all relays want it. */
export function withBearer(call: UpstreamCall, { secret }: Pick<Link, 'secret'>): UpstreamCall {
  return secret === '' ? call : { ...call, headers: { authorization: `Bearer ${secret}`, ...call.headers } };
}

/**
 * The usual rhythm, milliseconds: every second at first, 5 s from a quarter of a minute on, then an eighth of its age up
 * to 15 s at two minutes, and from there slowly to 30 s at ten.
 */
export function usualInterval(ageMs: number): number {
  if (ageMs < 40_000) return Math.min(Math.max(ageMs / 3, 1_000), 5_000);
  if (ageMs < 120_000) return ageMs / 8;
  return Math.min(15_000 + (ageMs - 120_000) / 32, 30_000);
}

/** An error whose words are the upstream's. */
export function upstreamError(code: string, message: string, kind: TaskError['class'] = 'upstream'): TaskError {
  return { code, message: message.slice(0, 2_000), class: kind };
}

/** Statuses after which another channel may take the job, and there is surely none at this one. */
const ELSEWHERE = new Set([401, 402, 403, 404, 408, 429]);

/** What an answer that is no acceptance means for a submission, where the platform has no rule of its own. */
export function refusedBy(reply: UpstreamReply, message: string, code = ''): Submitted {
  const { status } = reply;
  // A good status with nothing that can be read may hide a job, as a fault of the upstream's may.
  if (status >= 500 || status < 300) return { kind: 'unknown', status, message };
  const after = Number(reply.headers['retry-after']);
  const kind = status === 400 || status === 422 ? 'user' : 'upstream';
  return {
    kind: 'refused',
    status,
    error: upstreamError(code === '' ? `upstream_${status}` : code, message, kind),
    retry: ELSEWHERE.has(status),
    raw: reply.json,
    ...(Number.isFinite(after) && after > 0 ? { retryAfter: after } : {}),
  };
}
