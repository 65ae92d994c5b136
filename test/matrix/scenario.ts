// What a matrix case lets a client do, in no protocol's words, and what is read of the answers.

import type { FamilyName } from '../support/families.ts';

/** A function that the client offers. */
export interface OfferedTool {
  readonly name: string;
  readonly schema: object;
}

/** What the user says next, or what the client's tools answer. */
export type Step =
  | { readonly kind: 'ask'; readonly text: string; readonly image?: string; readonly pdf?: string }
  | {
      readonly kind: 'results';
      readonly texts: readonly string[];
      readonly image?: string;
      readonly reversed?: boolean;
    };

/** One conversation of a client. */
export interface Scenario {
  readonly system?: string;
  readonly steps: readonly Step[];
  readonly tools?: readonly OfferedTool[];
  readonly thinking?: boolean;
  readonly schema?: object;
  readonly limit?: number;
  readonly stop?: string;
  readonly search?: boolean;
}

/** A call of a tool as the client was told of it. */
export interface ReadCall {
  readonly id: string;
  readonly name: string;
  readonly input: unknown;
}

/** Tokens as the client was told of them, in disjoint meters. */
export interface ReadUsage {
  readonly input: number;
  readonly cacheRead: number;
  readonly cacheWrite: number;
  readonly output: number;
  /** Part of `output`; undefined where the protocol has no place for it. */
  readonly reasoning: number | undefined;
}

/** What a client makes of one answer. */
export interface Reading {
  readonly text: string;
  readonly thinking: string;
  readonly calls: readonly ReadCall[];
  readonly stop: 'end' | 'tools' | 'limit' | 'refused' | 'other';
  readonly refusal: string;
  readonly citations: readonly string[];
  readonly usage: ReadUsage | undefined;
  readonly model: string;
  /** What the client puts into its history for this answer; `own` where it knows its upstream's dialect. */
  readonly history: readonly unknown[];
  readonly own?: readonly unknown[];
}

/** What a client of one protocol sends. */
export interface Sent {
  readonly path: string;
  readonly body: Record<string, unknown>;
}

/** A client of one protocol. */
export interface Speaker {
  readonly name: FamilyName;
  /** Items of history for a step; `calls` are those of the answer before it. */
  said(step: Step, calls: readonly ReadCall[]): readonly unknown[];
  /** The request that sends a history. */
  request(scenario: Scenario, model: string, history: readonly unknown[], stream: boolean): Sent;
  /** Reads a whole answer, or the events of a stream. */
  read(values: readonly unknown[], stream: boolean): Reading;
  /** Whether these events end as an answer does; and as a failure does. */
  ended(values: readonly unknown[]): boolean;
  failed(values: readonly unknown[]): boolean;
  /** What calls the protocol's official SDK with a body of `request`: whole values, or events. */
  sdk(url: string, key: string): (sent: Sent, model: string, stream: boolean) => Promise<readonly unknown[]>;
}

/** A value inside of values, by a path. */
export function pick(value: unknown, ...path: readonly (string | number)[]): unknown {
  let current = value;
  for (const step of path) {
    if (typeof current !== 'object' || current === null) return undefined;
    current = Object.entries(current).find(([name]) => name === String(step))?.[1];
  }
  return current;
}

/** A list, whatever stood there. */
export const items = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
/** A text, whatever stood there. */
export const words = (value: unknown): string => (typeof value === 'string' ? value : '');
/** A number, whatever stood there. */
export const number = (value: unknown): number => (typeof value === 'number' ? value : 0);

/** All values of an asynchronous sequence as plain JSON. */
export async function drained(events: AsyncIterable<unknown>): Promise<readonly unknown[]> {
  const result: unknown[] = [];
  for await (const event of events) result.push(JSON.parse(JSON.stringify(event)));
  return result;
}
