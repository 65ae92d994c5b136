// What an upstream that speaks chat may do differently: the vocabulary in which the table of vendors is written.

import { ID_RULES, type IdRule } from '../conversation/call-ids.ts';
import type { Fields } from '../conversation/counts.ts';
import type { MediaPart } from '../conversation/part.ts';
import type { Effort } from '../conversation/request.ts';

/** How a vendor is told how hard to think. */
export interface ThinkingSwitch {
  /** Where the effort is written, and the vendor's word for each of ours. Absent words have no like. */
  readonly effort?: {
    readonly at: 'reasoning_effort' | 'reasoning.effort';
    readonly words: Readonly<Partial<Record<Effort, string>>>;
  };
  /** Fields that turn thinking on and off, where the effort alone does not. */
  readonly on?: Fields;
  readonly off?: Fields;
  /** Where a number of tokens is written, and the least that is taken. */
  readonly budget?: {
    readonly at: 'thinking_budget' | 'thinking.budget_tokens' | 'reasoning.max_tokens';
    readonly least: number;
  };
  /** Fields that keep the thinking out of the answer. */
  readonly hide?: Fields;
  /** Fields that every request needs so that thinking comes apart from the text. */
  readonly always?: Fields;
  /** The model thinks only in streams: a whole answer needs it off (Qwen's open weights at Bailian). */
  readonly onlyStreams?: boolean;
  /** While it thinks no tool can be forced (DeepSeek, Qwen). */
  readonly forbidsForcedTools?: boolean;
}

/** Where the thinking of earlier turns goes, in which messages, and what stands in for one that was lost. */
export interface ThinkingBack {
  readonly as: 'reasoning_content' | 'reasoning' | 'reasoning_details' | 'tags';
  readonly when: 'calls' | 'always';
  readonly lost?: string;
}

/** Everything in which vendors differ. */
export interface Quirks {
  /** The name of the output limit. */
  readonly limit: 'max_tokens' | 'max_completion_tokens';
  /** Fields of the protocol that are refused or unknown. */
  readonly drop: readonly string[];
  /** Fields that are only taken while the model does not think. */
  readonly dropThinking: readonly string[];
  /** Fields by another name. */
  readonly rename: Readonly<Record<string, string>>;
  /** Numbers brought into the vendor's range. */
  readonly clamp: Readonly<Record<string, readonly [least: number, most: number]>>;
  /** How many stop texts are taken. */
  readonly stops: number;
  /** Unknown top-level fields of a chat client: passed on, or only those that are named. */
  readonly extras: 'pass' | readonly string[];
  /** Whether a developer's message may be one. */
  readonly developer: boolean;
  /** Whether system messages may stand anywhere, or must be one at the head. */
  readonly system: 'anywhere' | 'one';
  /** Which messages may have a list of parts: all, only the user's, or none. */
  readonly lists: 'all' | 'user' | 'none';
  /** Whether `content: null` is taken beside calls. */
  readonly nulls: boolean;
  /** What an assistant must say between the results of tools and the user's next words; undefined where nothing. */
  readonly bridge: string | undefined;
  readonly media: readonly MediaPart['type'][];
  /** Media that answers may be asked to have. */
  readonly mediaOut: readonly ('image' | 'audio')[];
  /** MIME types of images and sounds that are taken; undefined where nobody said. */
  readonly mediaTypes: RegExp | undefined;
  /** Media that are taken by address. */
  readonly fetches: readonly MediaPart['type'][];
  readonly names: boolean;
  readonly tools: boolean;
  readonly customTools: boolean;
  readonly strict: boolean;
  /** How a tool may be demanded: in every way, by its name alone, or not at all. */
  readonly toolChoice: 'all' | 'named' | 'auto';
  readonly required: 'required' | 'any';
  /** Whether several calls at once must be asked for, because they are not this vendor's default. */
  readonly asksParallel: boolean;
  /** Fields that a stream with tools needs, so that their arguments come in pieces. */
  readonly toolStream: Fields;
  readonly ids: IdRule;
  readonly format: 'schema' | 'object' | 'none';
  /** What schemas must not have: the name of their dialect (`$schema`), or references within (`$ref`). */
  readonly schemas: 'any' | 'undated' | 'inlined';
  readonly cacheMarks: boolean;
  /** Extensions of an assistant's message that are understood in the history. */
  readonly history: readonly ('annotations' | 'refusal' | 'images' | 'audio' | 'signatures')[];
  readonly thinking: ThinkingSwitch;
  readonly back: ThinkingBack | undefined;
  /** The field that makes the answer go on from a last assistant message. */
  readonly prefill: 'prefix' | 'partial' | undefined;
  /** Whether a stream is asked for its usage, or sends it unasked and refuses the question. */
  readonly asksUsage: boolean;
  /** Whether text may begin with `<think>…</think>`. */
  readonly thinkTags: boolean;
  /** What makes the vendor search the web; undefined where it cannot. */
  readonly search: SearchSwitch | undefined;
  /** Types of search tools that clients of this vendor send, and that it takes as they are. */
  readonly searchTools: readonly string[];
}

/** How a vendor is told to search: OpenAI's options, fields of its own, or a tool of its own. */
export type SearchSwitch =
  | { readonly kind: 'options' }
  | { readonly kind: 'fields'; readonly fields: Fields }
  | { readonly kind: 'tool'; readonly tool: Fields };

const ORDER: readonly Effort[] = ['none', 'minimal', 'low', 'medium', 'high', 'xhigh', 'max'];

/**
 * Words for all efforts where only some are known: the nearest lower one, else the lowest there is. `none` is only
 * itself, because a model that cannot stop thinking is not told so by thinking little.
 */
export function efforts(...known: readonly Effort[]): Readonly<Partial<Record<Effort, string>>> {
  const thinking: readonly Effort[] = known.filter(effort => effort !== 'none');
  const words: Partial<Record<Effort, string>> = known.includes('none') ? { none: 'none' } : {};
  for (const effort of ORDER.slice(1)) {
    const lower = ORDER.slice(0, ORDER.indexOf(effort) + 1).findLast(other => thinking.includes(other));
    const word = lower ?? thinking[0];
    if (word !== undefined) words[effort] = word;
  }
  return words;
}

/** A server that speaks chat as OpenAI does, and about which nothing else is known. */
export const PLAIN: Quirks = {
  limit: 'max_tokens',
  drop: ['store', 'service_tier', 'prompt_cache_retention', 'verbosity', 'metadata'],
  dropThinking: [],
  rename: {},
  clamp: {},
  stops: 4,
  extras: 'pass',
  developer: false,
  system: 'anywhere',
  lists: 'user',
  nulls: true,
  bridge: undefined,
  media: ['image', 'audio', 'video', 'file'],
  mediaTypes: undefined,
  mediaOut: ['image', 'audio'],
  fetches: ['image', 'video'],
  names: true,
  tools: true,
  customTools: false,
  strict: true,
  toolChoice: 'all',
  required: 'required',
  asksParallel: false,
  toolStream: {},
  ids: ID_RULES['openai-chat'],
  format: 'schema',
  schemas: 'any',
  cacheMarks: false,
  history: [],
  thinking: { effort: { at: 'reasoning_effort', words: efforts('none', 'minimal', 'low', 'medium', 'high') } },
  back: undefined,
  prefill: undefined,
  asksUsage: true,
  thinkTags: false,
  search: undefined,
  searchTools: [],
};
