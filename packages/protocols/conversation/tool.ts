// The tools that a request offers, and how the model may choose among them.

import type { Fields } from './counts.ts';
import type { CacheMark, Native } from './part.ts';

/** A function of the client's, called with a JSON object. */
export interface FunctionTool {
  readonly type: 'function';
  readonly name: string;
  /** The group of tools that the name is in (Codex `namespace`). */
  readonly namespace?: string;
  /** What that group is for, in its client's words. */
  readonly namespaceDescription?: string;
  readonly description?: string;
  /** JSON Schema of the arguments; absent means no arguments. */
  readonly schema?: Fields;
  /** Whether the model must keep to the schema; absent means the protocol's own default. */
  readonly strict?: boolean;
  readonly cache?: CacheMark;
  /** Fields that only the origin knows (`defer_loading`, `input_examples`, Gemini `response`). */
  readonly native?: Native;
}

/** A tool called with free text (OpenAI `custom`), perhaps held to a grammar. */
export interface CustomTool {
  readonly type: 'custom';
  readonly name: string;
  readonly namespace?: string;
  readonly namespaceDescription?: string;
  readonly description?: string;
  readonly grammar?: { readonly syntax: string; readonly definition: string };
}

/** The provider's own web search. */
export interface WebSearchTool {
  readonly type: 'web_search';
  readonly contextSize?: 'low' | 'medium' | 'high';
  readonly maxUses?: number;
  readonly allowedDomains?: readonly string[];
  readonly blockedDomains?: readonly string[];
  readonly location?: {
    readonly country?: string;
    readonly city?: string;
    readonly region?: string;
    readonly timezone?: string;
  };
  /** As the origin wrote it: its version and options. */
  readonly native?: Native;
}

/** Another tool of the provider's, which several protocols may have under their own names. */
export interface HostedTool {
  readonly type: 'hosted';
  readonly tool:
    | 'code_execution'
    | 'web_fetch'
    | 'file_search'
    | 'computer'
    | 'image_generation'
    | 'mcp'
    /** Finds tools whose definitions are held back: nothing is lost without it where every tool is offered at once. */
    | 'tool_search'
    | 'other';
  /** The origin's own name of it (`code_execution_20250825`, `local_shell`, `googleMaps`). */
  readonly label: string;
  readonly native: Native;
}

/** One tool that a request offers. */
export type Tool = FunctionTool | CustomTool | WebSearchTool | HostedTool;

/** How the model may choose. */
export type ToolChoice =
  | { readonly mode: 'auto' | 'required' | 'none' }
  | { readonly mode: 'named'; readonly name: string; readonly kind: 'function' | 'custom' | 'hosted' }
  | { readonly mode: 'allowed'; readonly names: readonly string[]; readonly required: boolean };
