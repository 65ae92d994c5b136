// The paths of the small APIs.

import { serveChat } from '../openai-chat/serve.ts';
import { serveCompletions, serveFim } from './completions.ts';
import type { Visit } from '../exchange.ts';
import { serveModerations } from './moderations.ts';
import { serveCohereRerank, serveDashscopeRerank, serveRerank, serveVoyage } from './rerank.ts';
import { serveCohereEmbed, serveDashscopeEmbeddings, serveEmbedContent, serveEmbeddings } from './embeddings.ts';

type Body = Readonly<Record<string, unknown>>;
/** A path, and who serves the JSON object that is posted to it. */
export type SmallRoute = readonly [
  pattern: RegExp,
  serve: (visit: Visit, body: Body, match: RegExpExecArray) => Promise<void>,
];

export const SMALL_ROUTES: readonly SmallRoute[] = [
  [/^(?:\/compatible-mode)?\/v1\/completions$/, serveCompletions],
  [/^\/beta\/completions$/, serveCompletions],
  [/^\/v1\/fim\/completions$/, serveFim],
  [/^\/beta\/chat\/completions$/, serveChat],
  [/^(?:\/compatible-mode|\/voyage)?\/v1\/embeddings$/, serveEmbeddings],
  [/^\/v1\/rerank$/, serveRerank],
  [/^\/voyage\/v1\/rerank$/, serveVoyage],
  [/^\/compatible-api\/v1\/reranks$/, serveRerank],
  [/^\/v2\/rerank$/, serveCohereRerank],
  [/^\/api\/v1\/services\/rerank\/text-rerank\/text-rerank$/, serveDashscopeRerank],
  [/^\/v1\/moderations$/, serveModerations],
  [/^\/v2\/embed$/, serveCohereEmbed],
  [/^\/api\/v1\/services\/embeddings\/text-embedding\/text-embedding$/, serveDashscopeEmbeddings],
  [
    /^\/v1(?:beta|alpha)?\/models\/(.+):(embedContent|batchEmbedContents)$/,
    (visit, body, [, model = '', verb = '']) =>
      serveEmbedContent(visit, decodeURIComponent(model), verb === 'batchEmbedContents', body),
  ],
];
