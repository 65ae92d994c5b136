// Leniency with paths: what clients write in a base URL is brought to the one form that routes know.

/** First segments under `/v1` that clients also call without it (gateway-api §2). */
const ALIASES = new Set([
  'chat',
  'completions',
  'engines',
  'messages',
  'responses',
  'embeddings',
  'images',
  'audio',
  'models',
  'rerank',
  'moderations',
  'dashboard',
  'realtime',
  'generation',
  'key',
  'credits',
  'auth',
  'videos',
  'video',
]);

/** The path and query of a request's target; clients that take us for a proxy write the whole URL (RFC 9112 §3.2.2). */
export function originForm(target: string): string {
  if (target.startsWith('/')) return target;
  const rest = /^https?:\/\/[^/?#]*(.*)$/i.exec(target)?.[1];
  if (rest === undefined) return target;
  return rest.startsWith('/') ? rest : `/${rest}`;
}

/** Google's address for clients of OpenAI's API; its model list has a route of its own. */
const GOOGLE_FOR_OPENAI = /^\/v1(?:beta|alpha)\/openai\/(?!models(?:\/|$))(?=([^/]+))/;

/** What stands before `/v1` in the base URLs of clients that were made for Bailian, Azure, Groq, or for Claude at other vendors. */
const BEFORE_VERSION = /^\/(?:compatible-mode|openai|(?:apps\/)?anthropic)(?=\/v1\/([^/]+))/;
/** Azure's older paths: the name of the deployment is the model, which its clients write into the body as well. */
const DEPLOYMENT =
  /^\/openai\/deployments\/[^/]+(?=\/(?:chat\/completions|completions|embeddings|images|audio)(?:\/|$))/;

/** Google's models as its clients name them when they are told to speak to Vertex AI, with or without a project. */
const VERTEX =
  /^\/v1(?:beta1)?\/(?:projects\/[^/]+\/locations\/[^/]+\/)?publishers\/google\/models\/([^/]+:(?:generateContent|streamGenerateContent|countTokens|embedContent|batchEmbedContents|predict))$/;

/** Collapses doubled slashes and versions, drops a final slash, and adds a missing `/v1`. */
export function lenientPath(path: string): string {
  let result = path.includes('//') ? path.replace(/\/{2,}/g, '/') : path;
  // Some clients escape the colon before a verb.
  if (result.includes('%3')) result = result.replace(/%3a/gi, ':');
  if (result.length > 1 && result.endsWith('/')) result = result.slice(0, -1);
  while (/^\/(?:v1|v1beta|v1alpha)\/(?:v1|v1beta|v1alpha)(?:\/|$)/.test(result))
    result = result.replace(/^\/[^/]+/, '');
  // OpenRouter's base URL ends in `/api/v1`; Bailian's native paths and our own console's stand there too, and stay.
  const routed = /^\/api\/v1\/([^/:]+)/.exec(result)?.[1];
  if (routed !== undefined && ALIASES.has(routed)) result = result.slice('/api'.length);
  const behind = BEFORE_VERSION.exec(result)?.[1];
  if (behind !== undefined && ALIASES.has(behind)) result = result.replace(BEFORE_VERSION, '');
  result = result.replace(DEPLOYMENT, '/v1');
  const named = GOOGLE_FOR_OPENAI.exec(result)?.[1];
  if (named !== undefined && ALIASES.has(named)) result = result.replace(GOOGLE_FOR_OPENAI, '/v1/');
  const vertex = VERTEX.exec(result)?.[1];
  if (vertex !== undefined) return `/v1beta/models/${vertex}`;
  const first = /^\/([^/:]+)/.exec(result)?.[1] ?? '';
  return ALIASES.has(first) ? `/v1${result}` : result;
}
