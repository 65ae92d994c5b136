// The recorded exchanges of Gemini and the requests of its clients, as far as the tests look into them.

import { SseReader } from '../sse.ts';

/** One part of a recorded answer. */
export interface RecordedPart {
  readonly text?: string;
  readonly thought?: boolean;
  readonly thoughtSignature?: string;
  readonly functionCall?: {
    readonly name?: string;
    readonly id?: string;
    readonly args?: unknown;
    readonly willContinue?: boolean;
  };
}

/** One chunk of a stream, or a whole answer. */
export interface RecordedAnswer {
  readonly [name: string]: unknown;
  readonly candidates?: readonly { readonly content?: { readonly parts?: readonly RecordedPart[] } }[];
  readonly usageMetadata?: { readonly totalTokenCount?: number };
  readonly error?: { readonly message: string };
}

/** A recorded request. */
export interface RecordedRequest {
  readonly path: string;
  readonly body: { readonly [name: string]: unknown; readonly tools?: unknown };
}

/** A recorded exchange. */
export interface RecordedExchange {
  readonly id: string;
  readonly request: RecordedRequest | null;
  readonly response: { readonly status: number; readonly body?: RecordedAnswer; readonly sse?: string };
}

/** The chunks of a recorded answer; a whole one is its own only chunk. */
export function chunksOf({ response }: RecordedExchange): readonly RecordedAnswer[] {
  if (response.sse === undefined) return response.body === undefined ? [] : [response.body];
  const reader = new SseReader();
  return [...reader.push(response.sse), ...reader.close()].map(event => JSON.parse(event.data));
}

/** The parts of the first candidate. */
export function partsOf(chunks: readonly RecordedAnswer[]): readonly RecordedPart[] {
  return chunks.flatMap(chunk => chunk.candidates?.[0]?.content?.parts ?? []);
}
