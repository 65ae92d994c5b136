// A session over a socket in the one form in which it is relayed: what each frame means, what is due, how it ends.

import type { Usage } from '../conversation/usage.ts';
import type { Failure } from '../failures.ts';

/** What a session is told of who takes part in it. */
export interface Parties {
  /** The model as the client asked for it, and as the upstream calls it. */
  readonly model: string;
  readonly upstreamModel: string;
  /** Whether the model is paid for by the second of what is heard. */
  readonly bySeconds: boolean;
}

/** Something that was used and is to be charged now. */
export interface Count {
  readonly usage: Usage;
  /** The upstream's id of it, or empty. */
  readonly id: string;
  /** The model at whose price it is charged, where that is not the session's own. */
  readonly model?: string;
  /** The upstream did not say it: it is estimated by what was delivered. */
  readonly estimated?: true;
}

/** What becomes of a frame of the client's. Without a field it goes on as it came. */
export interface ClientFrame {
  /** What goes on in its place. */
  readonly sent?: string;
  /** What the client is answered; the frame goes nowhere. */
  readonly answer?: string;
  /** The frame may not be: the connection is closed with this code and reason. */
  readonly close?: { readonly code: number; readonly reason: string };
}

/** What an upstream's frame tells. Without a field it goes on as it came. */
export interface ServerFrame {
  /** What goes on in its place; null where nothing does. */
  readonly shown?: string | null;
  /** To be charged before the frame is shown. */
  readonly counts?: readonly Count[];
  /** The session cannot go on: it is closed with this code and reason when the frame has been shown. */
  readonly close?: { readonly code: number; readonly reason: string };
  /** A handle by which this session can be found again at this upstream. */
  readonly handle?: string;
}

/** A frame of which nothing need be known. */
export const PASSES: Readonly<Record<never, never>> = {};

/** One session of one protocol; it remembers what it has seen. */
export interface LiveCodec {
  fromClient(frame: string): ClientFrame;
  fromUpstream(frame: string): ServerFrame;
  /** Whether an answer is under way. */
  readonly answering: boolean;
  /** What the answer under way has likely used so far: for holds. */
  running(): Usage;
  /** What is due by the time that has passed, or nothing. */
  due(): Count | undefined;
  /** What was delivered and will not be told any more, once the connection is over. */
  owed(): Count | undefined;
  /** The frame that makes an upstream stop and say what it used; undefined where there is none. */
  stop(): string | undefined;
  /** What the client is told of a failure of ours before its connection closes. */
  farewell(failure: Failure, requestId: string): string;
  /** What the client is told when this node goes down in so many seconds; undefined where the protocol has no word. */
  leaving(seconds: number): string | undefined;
}
