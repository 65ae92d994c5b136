// The neutral form of embeddings: what is to be embedded and how, and the vectors.

import type { Fields } from '../conversation/counts.ts';
import type { Usage } from '../conversation/usage.ts';
import type { Vector } from './vector.ts';

/** A piece of one input. Media are base64 with their type, or an address. */
export type EmbeddingPart =
  | { readonly kind: 'text'; readonly text: string }
  /** Tokens of the model's own tokenizer. */
  | { readonly kind: 'tokens'; readonly tokens: readonly number[] }
  | { readonly kind: 'media'; readonly type: string; readonly data: string }
  | { readonly kind: 'link'; readonly type: string; readonly url: string };

/** One input becomes one vector. */
export type EmbeddingInput = readonly EmbeddingPart[];

/** What the vectors are for, where a model makes a difference. */
export type Purpose =
  'query' | 'document' | 'similarity' | 'classification' | 'clustering' | 'code' | 'question' | 'fact';

/** A request. */
export interface EmbeddingsRequest {
  readonly inputs: readonly EmbeddingInput[];
  /** The client gave one input, not a list of them: Google's clients are answered with one vector then. */
  readonly single: boolean;
  readonly dimensions: number | undefined;
  /** In which form the client wants its vectors. */
  readonly encoding: 'float' | 'base64';
  readonly purpose: Purpose | undefined;
  readonly title: string | undefined;
  readonly instruction: string | undefined;
  readonly truncate: boolean | undefined;
  /** The model name that the client asked for. */
  readonly model: string;
  /** Fields that only the client's own format knows. */
  readonly extras: Fields;
}

/** An answer: as many vectors as inputs, in their order. */
export interface EmbeddingsAnswer {
  readonly vectors: readonly Vector[];
  /** The upstream's own name of the model, or empty. */
  readonly model: string;
  readonly id: string;
  readonly usage: Usage | undefined;
}

/** An input that is one text. */
export function textInput(text: string): EmbeddingInput {
  return [{ kind: 'text', text }];
}

/** The text of an input; undefined when it holds anything else. */
export function textOf(input: EmbeddingInput): string | undefined {
  const texts = input.map(part => (part.kind === 'text' ? part.text : undefined));
  return texts.includes(undefined) ? undefined : texts.join('\n');
}
