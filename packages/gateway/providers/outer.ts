// What a kind may do to a request just before it leaves and to its answer just after it came: clouds have shapes of their own.

import type { Readable } from 'node:stream';
import type { Protocol } from '@turnpike/protocols/failures';

/** One operation of a protocol at an upstream. */
export interface Operation {
  readonly protocol: Protocol;
  /** What is asked: an answer, its tokens counted, a conversation compacted (Responses), or a path below `responses/`. */
  readonly action: 'generate' | 'count' | 'compact' | { readonly stored: string };
  /** The upstream's own name of the model. */
  readonly model: string;
  /** Gemini only: streamed or not, and the version segment the client used. */
  readonly streamed: boolean;
  readonly version: string;
}

/** A request as it leaves: in its protocol's own form until its kind puts it into another. */
export interface Outgoing {
  readonly origin: string;
  /** With its query. */
  readonly path: string;
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Flat names and values, names in lower case. */
  readonly headers: string[];
  readonly body: readonly Buffer[] | StreamedBody | undefined;
  /** What it asks, where it is a call of one of the four protocols. */
  readonly operation?: Operation;
}

/** A body that is read from where it is kept, anew for each attempt: uploads, which no kind looks into. */
export interface StreamedBody {
  readonly bytes: number;
  open(): Readable;
}

/** Whether a body is read from where it is kept. */
export function isStreamed(body: Outgoing['body']): body is StreamedBody {
  return body !== undefined && 'open' in body;
}

/** The pieces of a body at hand; none of an upload. */
export function piecesOf({ body }: Outgoing): readonly Buffer[] {
  return body === undefined || isStreamed(body) ? [] : body;
}

/** What an operator may say of a channel beside its address, where its kind has a use for it. */
export interface Details {
  /** Region or location of a cloud. */
  readonly region?: string;
  /** Regions of single models, by the upstream's name of them. */
  readonly regions?: Readonly<Record<string, string>>;
  readonly project?: string;
  readonly account?: string;
  readonly api_version?: string;
  /** The scope for which tokens are asked. */
  readonly scope?: string;
  /** How a custom upstream wants its key. */
  readonly auth?: { readonly header: string; readonly prefix: string };
  /** Paths of a custom upstream behind its base URL, by what is asked there. */
  readonly paths?: Readonly<Record<string, string>>;
}

/** The words for details in a channel's declaration. */
export type DetailName = keyof Details;

/** On whose account a request leaves. */
export interface Account {
  readonly secret: string;
  readonly details: Details;
  /** The token that the secret was traded for; undefined where its kind trades none. */
  readonly token: string | undefined;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** How a secret is traded for a token that lasts a while. */
export interface Grant {
  /** The same for everybody who would be given the same token; holds no secret. */
  readonly id: string;
  readonly url: string;
  /** The form to post, made anew for each trade: it may be signed with the time. */
  form(now: number): Readonly<Record<string, string>>;
}

/** The head of an answer. */
export interface AnswerHead {
  readonly status: number;
  readonly contentType: string;
}

/** Brings an answer into its protocol's own form, piece by piece. */
export interface Undressing {
  readonly contentType: string;
  /** @throws Error when the bytes are broken */
  feed(chunk: Buffer): readonly Buffer[];
  /** The answer has ended cleanly: what is left. */
  end(): readonly Buffer[];
}

/** The value of a header in a flat list, or undefined. */
export function headerOf(headers: readonly string[], wanted: string): string | undefined {
  for (let at = 0; at + 1 < headers.length; at += 2) if (headers[at]?.toLowerCase() === wanted) return headers[at + 1];
  return undefined;
}

/** A flat list without some headers. */
export function withoutHeaders(headers: readonly string[], unwanted: (name: string) => boolean): string[] {
  const kept: string[] = [];
  for (let at = 0; at + 1 < headers.length; at += 2) {
    const [name = '', value = ''] = [headers[at], headers[at + 1]];
    if (!unwanted(name.toLowerCase())) kept.push(name, value);
  }
  return kept;
}

/** The request with another JSON body, and its length. */
export function withBody(request: Outgoing, value: unknown): Outgoing {
  const body = Buffer.from(JSON.stringify(value));
  const headers = withoutHeaders(request.headers, name => name === 'content-length');
  return { ...request, headers: [...headers, 'content-length', String(body.length)], body: [body] };
}

/** Makes a whole answer anew once it is there. */
export class WholeUndressing implements Undressing {
  readonly contentType = 'application/json';
  private readonly pieces: Buffer[] = [];
  private readonly change: (body: string) => string;

  /** `change` is given the text of the body. */
  constructor(change: (body: string) => string) {
    this.change = change;
  }

  feed(chunk: Buffer): readonly Buffer[] {
    this.pieces.push(chunk);
    return [];
  }

  end(): readonly Buffer[] {
    return [Buffer.from(this.change(Buffer.concat(this.pieces).toString('utf8')))];
  }
}
