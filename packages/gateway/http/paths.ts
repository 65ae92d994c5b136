// Leniency with paths: what clients write in a base URL is brought to the one form that routes know.

/** First segments under `/v1` that clients also call without it (gateway-api §2). */
const ALIASES = new Set([
  'chat',
  'completions',
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
  'videos',
]);

/** Collapses doubled slashes and versions, drops a final slash, and adds a missing `/v1`. */
export function lenientPath(path: string): string {
  let result = path.includes('//') ? path.replace(/\/{2,}/g, '/') : path;
  if (result.length > 1 && result.endsWith('/')) result = result.slice(0, -1);
  while (/^\/(?:v1|v1beta|v1alpha)\/(?:v1|v1beta|v1alpha)(?:\/|$)/.test(result))
    result = result.replace(/^\/[^/]+/, '');
  const first = /^\/([^/:]+)/.exec(result)?.[1] ?? '';
  return ALIASES.has(first) ? `/v1${result}` : result;
}
