// What every codec does: four of them, reading into and writing from the neutral form, give all sixteen pairs.

import type { Answer } from './conversation/answer.ts';
import type { Fields } from './conversation/counts.ts';
import type { StreamEvent } from './conversation/event.ts';
import type { Fault } from './conversation/fault.ts';
import type { FieldNames, Loss } from './conversation/loss.ts';
import type { MediaPart } from './conversation/part.ts';
import type { ConversationRequest } from './conversation/request.ts';
import type { ToolNames } from './conversation/tool-names.ts';
import type { Usage } from './conversation/usage.ts';
import type { Protocol } from './failures.ts';

/** What stands in a request's path rather than in its body (Gemini), or is known from elsewhere. */
export interface RequestHints {
  readonly model?: string;
  readonly streamed?: boolean;
}

/** Whom a request is written for. */
export interface Target {
  /** The upstream's name of the model. */
  readonly model: string;
  /** The provider kind (`deepseek`, `openrouter`, …), by which the chat codec knows the vendor's quirks. */
  readonly vendor: string;
  /** Tokens that the model can produce at most, where that is known. */
  readonly maxOutput?: number;
}

/** A request in a protocol's own form, and what is needed to read its answer. */
export interface EncodedRequest {
  readonly body: Record<string, unknown>;
  /** Further headers that the body needs (`anthropic-beta`), lower-case names. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly losses: readonly Loss[];
  /** How tools are called on the wire. */
  readonly names: ToolNames;
  /** Texts that must end the answer although the target cannot be told: cut where they appear. */
  readonly cutAt: readonly string[];
}

/** What a client must be answered with, beside the answer itself. */
export interface ClientContext {
  /** The request it made; an answer repeats parts of it (Responses) or depends on it. */
  readonly request: ConversationRequest;
  /** The model name the client asked for: it is shown that one. */
  readonly model: string;
  /** Our id for the answer, made unique by the caller; written in the protocol's own style (`msg_…`). */
  readonly id: string;
  /** Seconds since the epoch. */
  readonly created: number;
  /** Whether a chat client asked for the usage chunk. */
  readonly wantsUsage: boolean;
  /** How a streamed answer is framed: server-sent events, or one JSON array (Gemini without `alt=sse`). */
  readonly form: 'events' | 'array';
}

/** Reads a stream: feed it each event's data text; it answers what happened. */
export interface StreamDecoder {
  /** `data` is the text of one event's data lines; unknown and broken events answer nothing. */
  push(data: string): readonly StreamEvent[];
  /** The upstream closed: the end, or an `error` of kind `cut` when the terminal event never came. */
  close(): readonly StreamEvent[];
}

/** Writes a stream: answers the bytes, as text, that may leave now. */
export interface StreamEncoder {
  push(event: StreamEvent): string;
}

/** One protocol, both ways. Nothing here does input or output, keeps time or draws lots. */
export interface Codec {
  readonly protocol: Protocol;
  /** How the protocol names the fields that a translation may lose: its row of `FIELD_NAMES`. */
  readonly fieldNames: FieldNames;
  /** @throws Failure `invalid_request` with `param` for a body that the protocol itself forbids. */
  decodeRequest(body: Fields, hints: RequestHints): ConversationRequest;
  /** @throws Failure `invalid_request` naming the message and the part that the target cannot hold. */
  encodeRequest(request: ConversationRequest, target: Target): EncodedRequest;
  /** Whether a medium given by URL must be fetched and put in as base64 before this target can take it. */
  mustInline(part: MediaPart, target: Target): boolean;
  /** `target` is whom the request was written for: vendors of one protocol put things in different places. */
  decodeAnswer(body: Fields, names: ToolNames, target?: Target): Answer;
  encodeAnswer(answer: Answer, client: ClientContext): Record<string, unknown>;
  /** `target` as for `decodeAnswer`. */
  streamDecoder(names: ToolNames, target?: Target): StreamDecoder;
  streamEncoder(client: ClientContext): StreamEncoder;
  /** Reads an error answer. `retryAfter` is the header's, in seconds. */
  decodeFault(status: number, body: Fields, retryAfter?: number): Fault;
  /** The fault that a whole answer of status 200 tells of in the place of one, where upstreams do that; or undefined. */
  faultIn?(body: Fields): Fault | undefined;
  /** The usage of a whole answer, or undefined. */
  usageOf(body: Fields): Usage | undefined;
}
