// One wire format of a small API: its request and its answer to the neutral form of that API and back.

import type { Fields } from './conversation/counts.ts';
import type { Usage } from './conversation/usage.ts';

/** A codec of requests and whole answers; `Request` and `Answer` are the neutral form of one API. */
export interface WireFormat<Request, Answer> {
  /** Its word in records: `openai-embeddings`. */
  readonly name: string;
  /** Whether the model's name stands at the top of the body; Google's stands in the path. */
  readonly namesModel: boolean;
  /** Reads a client's body. @throws Failure `invalid_request` naming the field */
  decodeRequest(body: Fields, model: string): Request;
  /** Writes the body for an upstream that calls the model `model`. @throws Failure for what this format cannot say */
  encodeRequest(request: Request, model: string): Fields;
  /** Reads an answer; undefined when it is none. */
  decodeAnswer(body: Fields, request: Request): Answer | undefined;
  encodeAnswer(answer: Answer, request: Request): Fields;
  /** What an answer says that it used, from its small top-level fields; undefined when it does not say. */
  usageOf(answer: Fields): Usage | undefined;
  /** Whether an answer of this format is what the request asked for, and then passes: `head` is its beginning, `small` has its small fields. */
  fits?(head: string, request: Request, small: Fields): boolean;
}
