// What happens in a streamed answer, in the neutral form: one event at a time.

import type { Stop } from './answer.ts';
import type { Fault } from './fault.ts';
import type { Proof } from './origin.ts';
import type { Citation, MediaPart, Part } from './part.ts';
import type { Usage } from './usage.ts';

/**
 * One event. `choice` counts from 0. Deltas of one kind that follow each other belong to one block; a block ends when
 * another kind of delta, another call, or its own end event comes. Upstreams may interleave the calls of tools.
 */
export type StreamEvent =
  /** First, once: the answer's id and model as the upstream says them, with the usage known so far. */
  | { readonly type: 'start'; readonly id: string; readonly model: string; readonly usage?: Usage }
  | { readonly type: 'text'; readonly choice: number; readonly text: string }
  /** A block of text is over; Gemini may sign it. */
  | { readonly type: 'text_end'; readonly choice: number; readonly proof?: Proof }
  | { readonly type: 'thinking'; readonly choice: number; readonly text: string }
  /** A block of thinking is over, and this proves it. Comes also without any text before it (omitted thinking). */
  | { readonly type: 'thinking_end'; readonly choice: number; readonly proof?: Proof }
  | { readonly type: 'refusal'; readonly choice: number; readonly text: string }
  /** A call begins: `call` counts a choice's calls from 0; its id and name are known. */
  | {
      readonly type: 'tool_call';
      readonly choice: number;
      readonly call: number;
      readonly id: string;
      readonly name: string;
      readonly namespace?: string;
      readonly kind: 'function' | 'custom';
    }
  /** More of a call's input: the pieces together are its JSON text, or its free text. */
  | { readonly type: 'tool_input'; readonly choice: number; readonly call: number; readonly text: string }
  /** A call is complete. No pieces before it means no arguments. */
  | { readonly type: 'tool_call_end'; readonly choice: number; readonly call: number; readonly proof?: Proof }
  /** A part that comes whole: media, redacted thinking, a provider's own tool, what only the origin knows. */
  | { readonly type: 'part'; readonly choice: number; readonly part: Part }
  /** A picture on its way: it is no part of the answer, and the next one, or the part, stands in its place. */
  | { readonly type: 'picture'; readonly choice: number; readonly index: number; readonly picture: MediaPart }
  | { readonly type: 'citation'; readonly choice: number; readonly citation: Citation }
  /** In OpenAI's shape: `[{token, logprob, bytes, top_logprobs}]`. */
  | { readonly type: 'logprobs'; readonly choice: number; readonly tokens: readonly unknown[] }
  | { readonly type: 'stop'; readonly choice: number; readonly stop: Stop }
  /** What is known of the usage now: replaces what was said before. */
  | { readonly type: 'usage'; readonly usage: Usage }
  /** Last of a complete answer, once. */
  | { readonly type: 'end' }
  /** Last of a broken one, once: the upstream said that it failed, or broke off. */
  | { readonly type: 'error'; readonly fault: Fault };
