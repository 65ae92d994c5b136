// A request to a language model in the neutral form: a superset of the four protocols that loses nothing.

import type { Fields } from './counts.ts';
import type { Origin } from './origin.ts';
import type { CacheMark, Part } from './part.ts';
import type { Tool, ToolChoice } from './tool.ts';

/**
 * One message as its client wrote it: messages are neither merged nor moved here, so that an index in a complaint is
 * the client's own. Results of tools are parts of a `user` message, whatever role their protocol gives them.
 */
export interface Message {
  readonly role: 'system' | 'developer' | 'user' | 'assistant';
  readonly parts: readonly Part[];
  /** Where it stands in the client's body: `messages[3]`, `input[4]`, `contents[0]`, `system`, `instructions`. */
  readonly at: string;
  /** The speaker's name (OpenAI Chat `name`). */
  readonly name?: string;
  /** The answer shall go on from this text, which an assistant began (DeepSeek `prefix`, Moonshot and Qwen `partial`). */
  readonly prefill?: boolean;
}

/** How the answer is drawn. */
export interface Sampling {
  readonly temperature?: number;
  readonly topP?: number;
  readonly topK?: number;
  readonly seed?: number;
  readonly presencePenalty?: number;
  readonly frequencyPenalty?: number;
  /** Token id to bias. */
  readonly logitBias?: Fields;
}

/** How hard the model thinks. */
export type Effort = 'none' | 'minimal' | 'low' | 'medium' | 'high' | 'xhigh' | 'max';

/** What is asked of the model's thinking. */
export interface Reasoning {
  readonly effort?: Effort;
  /** Tokens that thinking may use; 0 is off. */
  readonly budget?: number;
  /** The model decides by itself (Anthropic `adaptive`, Gemini budget -1). */
  readonly adaptive?: boolean;
  /** What is shown of it: nothing, a summary as the provider sees fit, or in a certain length. Absent: nobody said. */
  readonly show?: 'none' | 'auto' | 'concise' | 'detailed';
}

/** The form that text of the answer must have. */
export type TextFormat =
  | { readonly type: 'text' }
  | { readonly type: 'json' }
  | {
      readonly type: 'json_schema';
      readonly name?: string;
      readonly description?: string;
      readonly schema: Fields;
      readonly strict?: boolean;
    };

/** What the answer shall be. */
export interface Output {
  /** Tokens at most, thinking included. */
  readonly limit?: number;
  /** How many answers. */
  readonly choices?: number;
  readonly stop?: readonly string[];
  readonly format?: TextFormat;
  readonly verbosity?: 'low' | 'medium' | 'high';
  /** Media wanted beside or instead of text; absent means text. */
  readonly modalities?: readonly ('text' | 'image' | 'audio')[];
  /** Voice and container of a spoken answer. */
  readonly speech?: { readonly voice?: string; readonly format?: string };
  /** Shape of a made image (`16:9`) and its size (`1K`, `2K`, `4K`). */
  readonly image?: { readonly aspectRatio?: string; readonly size?: string };
  /** Log probabilities of the answer's tokens, with that many alternatives. */
  readonly logprobs?: { readonly top: number };
}

/** Who asks and how it is to be handled: hints that change no content. */
export interface Handling {
  /** The end user, as the client names him. */
  readonly user?: string;
  readonly metadata?: Readonly<Record<string, string>>;
  readonly serviceTier?: string;
  readonly cacheKey?: string;
  readonly cacheRetention?: string;
  /** Whether the provider keeps the answer for later reference. */
  readonly store?: boolean;
  /** A mark over the whole prompt (Anthropic top-level `cache_control`). */
  readonly cache?: CacheMark;
}

/** A request in the neutral form. */
export interface ConversationRequest {
  /** Whose form it came in. */
  readonly origin: Origin;
  readonly model: string;
  readonly streamed: boolean;
  /** The client speaks an older form of its protocol, and must be answered in it (OpenAI Chat `functions`). */
  readonly legacy?: boolean;
  /** In the client's order; system text first where the protocol has it apart. */
  readonly messages: readonly Message[];
  readonly tools: readonly Tool[];
  readonly toolChoice?: ToolChoice;
  /** Whether the model may call several tools at once; absent means the protocol's default, which is yes. */
  readonly parallelTools?: boolean;
  readonly sampling: Sampling;
  readonly reasoning?: Reasoning;
  readonly output: Output;
  readonly handling: Handling;
  /** Top-level fields that only the origin knows, by their own names; each is a loss elsewhere. */
  readonly extras: Fields;
}
