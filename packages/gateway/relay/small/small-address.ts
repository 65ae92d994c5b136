// Where a channel is asked for a small API.

import { CHAT_TAIL, type Offer } from '../../providers/offers.ts';
import type { Candidate } from '../../routing/plan.ts';
import { addressOf, roadTo } from '../road.ts';

/** The address of an offer; `words` fill in what its path leaves open, `search` is a query with its mark, or empty. */
export function smallAddress(
  candidate: Candidate,
  { path }: Offer,
  upstream: string,
  words: Readonly<Record<string, string>>,
  search: string,
): { readonly origin: string; readonly path: string } {
  if (path.startsWith('{chat}')) {
    const operation = {
      protocol: 'openai-chat',
      action: 'generate',
      model: upstream,
      streamed: false,
      version: 'v1',
    } as const;
    const chat = addressOf(candidate, operation, search);
    return { origin: chat.origin, path: chat.path.replace(CHAT_TAIL, path.slice('{chat}'.length)) };
  }
  if (path.startsWith('{google}')) {
    const operation = { protocol: 'gemini-generate', action: 'generate', model: upstream, streamed: false } as const;
    const google = addressOf(candidate, { ...operation, version: words['version'] ?? 'v1beta' }, search);
    return { origin: google.origin, path: google.path.replace(/:generateContent/, path.slice('{google}'.length)) };
  }
  const { origin, prefix } = roadTo(candidate.channel);
  const model = upstream.split('/').map(encodeURIComponent).join('/');
  const filled = path.replace(/\{(\w+)\}/g, (_, name: string) =>
    name === 'model' ? model : (new Map(Object.entries(words)).get(name) ?? ''),
  );
  return { origin, path: prefix + filled + search };
}
