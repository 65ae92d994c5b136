// Embeddings as the relay sees them: every wire format, and what a request likely uses.

import { fields, type Fields } from '@turnpike/protocols/conversation/counts';
import { usageOf, type Usage } from '@turnpike/protocols/conversation/usage';
import { bailianEmbeddings } from '@turnpike/protocols/embeddings/bailian';
import { cohereEmbed } from '@turnpike/protocols/embeddings/cohere';
import type { EmbeddingsAnswer, EmbeddingsRequest } from '@turnpike/protocols/embeddings/embeddings';
import { geminiEmbed } from '@turnpike/protocols/embeddings/gemini';
import { jinaEmbeddings, openaiEmbeddings, voyageEmbeddings } from '@turnpike/protocols/embeddings/openai';
import { vertexEmbed } from '@turnpike/protocols/embeddings/vertex';
import type { WireFormat } from '@turnpike/protocols/wire-format';
import { inPortions, joined, mostInputs, readsTokens } from './portions.ts';
import { textTokens } from './text-tokens.ts';
import { asTexts, hasTokens } from './token-texts.ts';
import type { Service } from './service.ts';

type Format = WireFormat<EmbeddingsRequest, EmbeddingsAnswer>;

const FORMATS: readonly Format[] = [
  openaiEmbeddings,
  geminiEmbed,
  vertexEmbed,
  bailianEmbeddings,
  cohereEmbed,
  jinaEmbeddings,
  voyageEmbeddings,
];

/** Tokens of one picture, and of a kilobyte of other media, where nothing says more. */
const IMAGE_TOKENS = 1_000;
const MEDIA_BYTES_PER_TOKEN = 500;

function likely({ inputs }: EmbeddingsRequest): Usage {
  const usage = usageOf();
  for (const part of inputs.flat()) {
    if (part.kind === 'text') usage.input += textTokens(part.text);
    else if (part.kind === 'tokens') usage.input += part.tokens.length;
    else if (part.kind === 'link' || part.type.startsWith('image/')) usage.imageIn += IMAGE_TOKENS;
    else usage.audioIn += Math.ceil(part.data.length / MEDIA_BYTES_PER_TOKEN);
  }
  return usage;
}

/** Google's names stand in every request of a batch. */
function renamed(body: Fields, model: string): Fields | undefined {
  const name = `models/${model}`;
  const { requests } = body;
  if (Array.isArray(requests)) {
    const changed = requests.map((each: unknown) => ({ ...fields(each), model: name }));
    return { ...body, ...(body['model'] === undefined ? {} : { model: name }), requests: changed };
  }
  if (body['content'] === undefined) return undefined;
  return { ...body, ...(body['model'] === undefined ? {} : { model: name }) };
}

export const EMBEDDINGS: Service<EmbeddingsRequest, EmbeddingsAnswer> = {
  name: 'embeddings',
  kinds: new Set(['embedding']),
  formats: new Map(FORMATS.map(format => [format.name, format])),
  answered: ['data', 'embedding', 'embeddings', 'output', 'predictions'],
  likely,
  most: () => ({}),
  isWhole: ({ vectors }, { inputs }) => vectors.length === inputs.length,
  withUsage: (answer, usage) => ({ ...answer, usage }),
  fitted: (request, format, channel) =>
    hasTokens(request) && !readsTokens(format, channel) ? asTexts(request) : request,
  portions: {
    of: (request, format, channel, upstream) => inPortions(request, mostInputs(format, channel, upstream)),
    joined,
    usageOf: ({ usage }) => usage,
  },
  renamed,
};
