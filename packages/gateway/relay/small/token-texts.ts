// Tokens in the place of texts, as LangChain sends them: told as the texts that they stand for, to upstreams that read texts.

import type { EmbeddingInput, EmbeddingPart, EmbeddingsRequest } from '@turnpike/protocols/embeddings/embeddings';
import { Failure } from '@turnpike/protocols/failures';

/** Whether an input of a request is tokens. */
export function hasTokens({ inputs }: EmbeddingsRequest): boolean {
  return inputs.some(input => input.some(({ kind }) => kind === 'tokens'));
}

type Decode = (tokens: number[]) => string;

/** The tokenizer of OpenAI's models of vectors, which clients use for all others too: some forty megabytes, loaded when first needed. */
let tokenizer: Promise<Decode> | undefined;

/** The request with texts alone. @throws Failure for tokens that stand for nothing */
export async function asTexts(request: EmbeddingsRequest): Promise<EmbeddingsRequest> {
  tokenizer ??= import('gpt-tokenizer/encoding/cl100k_base').then(({ decode: own }) => own);
  const decode = await tokenizer;
  const told = (part: EmbeddingPart, at: string): EmbeddingPart => {
    if (part.kind !== 'tokens') return part;
    const text = textOf(decode, part.tokens);
    if (text !== undefined && text !== '') return { kind: 'text', text };
    const words = `${at}: these tokens are none of cl100k_base. Send texts: this model is served by an upstream that reads texts.`;
    throw new Failure('invalid_request', words, { param: 'input' });
  };
  const inputs = request.inputs.map((input, index): EmbeddingInput => input.map(part => told(part, `input[${index}]`)));
  return { ...request, inputs };
}

function textOf(decode: Decode, tokens: readonly number[]): string | undefined {
  try {
    return decode([...tokens]);
  } catch {
    return undefined;
  }
}
