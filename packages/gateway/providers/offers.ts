// Which of the small APIs a channel has, in which wire formats, and where: embeddings, rerank, moderations, completions.

import type { Channel } from '../world.ts';
import { providerKind } from './registry.ts';

/** The APIs beside the four protocols that take one JSON request. */
export type SmallApi = 'embeddings' | 'rerank' | 'moderations' | 'completions';

/** One way of asking a channel for one API. */
export interface Offer {
  /** The wire format, as `openai-embeddings`. */
  readonly format: string;
  /** The path behind the base URL; `{model}`, `{verb}` and `{version}` are filled in, `{chat}` is where chat stands, `{google}` where Google's verbs do. */
  readonly path: string;
}

type Offers = Readonly<Partial<Record<SmallApi, readonly Offer[]>>>;

const offer = (format: string, path: string): Offer => ({ format, path });

/** Google's verbs stand behind the model. */
const GEMINI_EMBED = '/{version}/models/{model}:{verb}';
const DASHSCOPE_EMBED = '/api/v1/services/embeddings/text-embedding/text-embedding';
const DASHSCOPE_RERANK = '/api/v1/services/rerank/text-rerank/text-rerank';

/** Everything under the paths of its own vendor: gateways of this family, and the practice upstream. */
const ALL: Offers = {
  embeddings: [
    offer('openai-embeddings', '/v1/embeddings'),
    offer('gemini-embed', GEMINI_EMBED),
    offer('vertex-embed', '{google}:predict'),
    offer('cohere-embed', '/v2/embed'),
    offer('bailian-embeddings', DASHSCOPE_EMBED),
  ],
  rerank: [
    offer('jina-rerank', '/v1/rerank'),
    offer('cohere-rerank', '/v2/rerank'),
    offer('bailian-rerank', DASHSCOPE_RERANK),
  ],
  moderations: [offer('openai-moderations', '/v1/moderations')],
  completions: [offer('openai-completions', '/v1/completions')],
};

/** Kinds whose APIs are not simply OpenAI's behind the root of chat (embeddings.md §4, rerank.md §2, completions-fim.md). */
const BY_KIND: Readonly<Record<string, Offers>> = {
  // Voyage's form stands at the path of Jina's: the practice upstream tells them apart.
  sandbox: { ...ALL, rerank: [...(ALL.rerank ?? []), offer('voyage-rerank', '/voyage/v1/rerank')] },
  openai: {
    embeddings: [offer('openai-embeddings', '/v1/embeddings')],
    moderations: [offer('openai-moderations', '/v1/moderations')],
    completions: [offer('openai-completions', '/v1/completions')],
  },
  gemini: { embeddings: [offer('gemini-embed', GEMINI_EMBED)] },
  bailian: {
    embeddings: [
      offer('openai-embeddings', '/compatible-mode/v1/embeddings'),
      offer('bailian-embeddings', DASHSCOPE_EMBED),
    ],
    rerank: [offer('bailian-rerank', DASHSCOPE_RERANK), offer('jina-rerank', '/compatible-api/v1/reranks')],
    completions: [offer('openai-completions', '/compatible-mode/v1/completions')],
  },
  cohere: {
    embeddings: [offer('cohere-embed', '/v2/embed')],
    rerank: [offer('cohere-rerank', '/v2/rerank')],
  },
  jina: {
    embeddings: [offer('jina-embeddings', '/v1/embeddings')],
    rerank: [offer('jina-rerank', '/v1/rerank')],
  },
  voyage: {
    embeddings: [offer('voyage-embeddings', '/v1/embeddings')],
    rerank: [offer('voyage-rerank', '/v1/rerank')],
  },
  // Beside its chat root there is nothing.
  vertex: { embeddings: [offer('vertex-embed', '{google}:predict')] },
  deepseek: { completions: [offer('openai-completions', '/beta/completions')] },
  mistral: {
    embeddings: [offer('openai-embeddings', '/v1/embeddings')],
    moderations: [offer('openai-moderations', '/v1/moderations')],
    completions: [offer('mistral-fim', '/v1/fim/completions')],
  },
};

/** Kinds that may stand for anything that speaks OpenAI's protocol: all of its small APIs are tried there. */
const OPEN_KINDS: ReadonlySet<string> = new Set(['compatible', 'custom', 'relay', 'poloapi', 'openrouter', 'zenmux']);
/** Other gateways of this family, which have the paths of every vendor. */
const RELAYS: ReadonlySet<string> = new Set(['relay', 'poloapi']);

/** OpenAI's small APIs beside chat, wherever a kind has that. */
const BESIDE_CHAT: Readonly<Record<SmallApi, Offer>> = {
  embeddings: offer('openai-embeddings', '{chat}/embeddings'),
  rerank: offer('jina-rerank', '{chat}/rerank'),
  moderations: offer('openai-moderations', '{chat}/moderations'),
  completions: offer('openai-completions', '{chat}/completions'),
};

/** What a channel offers of an API: its kind's own, else OpenAI's paths beside chat, and Google's verbs. */
export function offersOf(channel: Channel, api: SmallApi): readonly Offer[] {
  const own = BY_KIND[channel.provider];
  if (own !== undefined) return own[api] ?? [];
  const offers: Offer[] = [];
  if (hasChat(channel) && (api !== 'moderations' || OPEN_KINDS.has(channel.provider))) offers.push(BESIDE_CHAT[api]);
  if (RELAYS.has(channel.provider)) offers.push(...(ALL[api] ?? []).filter(({ path }) => !path.startsWith('/v1/')));
  else if (api === 'embeddings' && channel.speaks.includes('gemini-generate'))
    offers.push(offer('gemini-embed', GEMINI_EMBED));
  return offers;
}

/** Where a channel has chat, as the end of a path that others stand beside. */
export const CHAT_TAIL = '/chat/completions';

/** Whether a channel speaks OpenAI's protocol under OpenAI's own path; clouds have other ones. */
function hasChat(channel: Channel): boolean {
  if (!channel.speaks.includes('openai-chat') && !channel.speaks.includes('openai-responses')) return false;
  const operation = {
    protocol: 'openai-chat',
    action: 'generate',
    model: 'x',
    streamed: false,
    version: 'v1',
  } as const;
  return providerKind(channel.provider)?.path(operation, channel.options?.details).includes(CHAT_TAIL) === true;
}
