// The parts of a message: text, media, thinking, calls of tools and their results, in one form for every protocol.

import type { Fields } from './counts.ts';
import type { Origin, Proof } from './origin.ts';

/** A cache mark: the provider keeps the prompt up to here. */
export interface CacheMark {
  readonly ttl: '5m' | '1h';
}

/** A source quoted in a text. Offsets count Unicode code points in the whole text of the choice; absent means its whole part. */
export interface Citation {
  /** Empty when no page is quoted but a document of the conversation: only `native` says which. */
  readonly url: string;
  readonly title?: string;
  readonly start?: number;
  readonly end?: number;
  /** The words of the source that are quoted. */
  readonly quote?: string;
  /** The citation as its maker wrote it (page locations, encrypted indexes): only its origin can use it. */
  readonly native?: Native;
}

/** A value that only one protocol knows, carried as it is. */
export interface Native {
  readonly origin: Origin;
  readonly value: Fields;
}

/** Text to be read, or that was said. */
export interface TextPart {
  readonly type: 'text';
  readonly text: string;
  readonly citations?: readonly Citation[];
  /** Gemini signs the last text of a turn. */
  readonly proof?: Proof;
  readonly cache?: CacheMark;
}

/** Where the bytes of a medium are. */
export type MediaSource =
  /** Standard base64, without a `data:` prefix. */
  | { readonly kind: 'base64'; readonly data: string }
  | { readonly kind: 'url'; readonly url: string }
  /** An object uploaded to the provider itself; no other provider has it. */
  | { readonly kind: 'file'; readonly id: string; readonly origin: Origin }
  /** A document of plain text. */
  | { readonly kind: 'text'; readonly text: string };

/** An image, a sound, a film, or any other file (PDF and text documents). */
export interface MediaPart {
  readonly type: 'image' | 'audio' | 'video' | 'file';
  readonly source: MediaSource;
  /** MIME type in lower case without parameters; absent when nobody said (an image's URL). */
  readonly mediaType?: string;
  /** File name or title. */
  readonly name?: string;
  /** How closely an image is looked at. */
  readonly detail?: string;
  /** What a document is about, where the protocol can say it (Anthropic `context`). */
  readonly context?: string;
  /** Whether the answer shall quote this document (Anthropic `citations.enabled`). */
  readonly citable?: boolean;
  /** Further fields only the origin knows (Gemini `videoMetadata`, `mediaResolution`). */
  readonly native?: Native;
  /** A thought signature on an image that the model made (Gemini). */
  readonly proof?: Proof;
  readonly cache?: CacheMark;
}

/** What a model thought before it spoke. `text` is empty when it is only proven (redacted, encrypted, omitted). */
export interface ThinkingPart {
  readonly type: 'thinking';
  readonly text: string;
  readonly proof?: Proof;
  /** The provider withheld the text: Anthropic `redacted_thinking`; `proof.value` is its data. */
  readonly redacted?: boolean;
}

/** A model's call of one of the client's tools. */
export interface ToolCallPart {
  readonly type: 'tool_call';
  /** As the message's own protocol has it; a made one where it has none. */
  readonly id: string;
  readonly name: string;
  /** The group of tools that the name is in (Codex). */
  readonly namespace?: string;
  readonly kind: 'function' | 'custom';
  /** JSON text of an object for a function (`{}` when there are none), free text for a custom tool. Never re-encoded. */
  readonly input: string;
  readonly proof?: Proof;
  readonly cache?: CacheMark;
}

/** What a client's tool answered. */
export interface ToolResultPart {
  readonly type: 'tool_result';
  readonly callId: string;
  /** The tool's name where the protocol says it with the result (Gemini); found through the call otherwise. */
  readonly name?: string;
  readonly kind: 'function' | 'custom';
  readonly content: readonly (TextPart | MediaPart)[];
  /** Gemini's result object as it came, when it is not plain text. JSON text. */
  readonly object?: string;
  /** The result as its origin wrote it, where it holds what parts cannot say (Anthropic `tool_reference`). */
  readonly native?: Native;
  readonly failed: boolean;
  readonly cache?: CacheMark;
}

/** One page that a provider's own search found. */
export interface SearchHit {
  readonly url: string;
  readonly title?: string;
}

/** A call of the provider's own tool, run by the provider, with what came back where it is known. */
export interface ServerToolPart {
  readonly type: 'server_tool';
  readonly tool: 'web_search' | 'web_fetch' | 'code_execution' | 'file_search' | 'image_generation' | 'mcp' | 'other';
  readonly id: string;
  /** What was searched for, fetched or run. */
  readonly query?: string;
  readonly hits?: readonly SearchHit[];
  /** Code that was run, and what it printed. */
  readonly code?: string;
  readonly output?: string;
  readonly failed?: boolean;
  /** The blocks or items as the origin wrote them, in order; sent back to it alone. */
  readonly native?: readonly Native[];
}

/** The model declined to answer. */
export interface RefusalPart {
  readonly type: 'refusal';
  readonly text: string;
}

/** A block or item that only its own protocol knows (compaction, references): kept for it, lost elsewhere. */
export interface NativePart {
  readonly type: 'native';
  readonly native: Native;
  /** What it is, for the message that refuses or reports it. */
  readonly label: string;
}

/** One part of a message. */
export type Part =
  TextPart | MediaPart | ThinkingPart | ToolCallPart | ToolResultPart | ServerToolPart | RefusalPart | NativePart;
