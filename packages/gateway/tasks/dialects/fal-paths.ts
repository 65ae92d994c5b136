// fal's paths: which endpoint of which app a request is for, whether it is to wait in the queue, and which request it asks after.

import type { Ask } from '../dialect.ts';

/** What a path asks for. */
export interface FalPath {
  /** The endpoint's full name, as it is priced: `fal-ai/flux-pro/kontext/max`. */
  readonly endpoint: string;
  /** The request that is asked after; empty at a submission. */
  readonly request: string;
  readonly part: 'submit' | 'result' | 'status' | 'status/stream' | 'cancel';
  /** A submission that is answered with its result. */
  readonly waits: boolean;
}

const NAMESPACES = new Set(['workflows', 'comfy']);

/** The app that status, result and cancel are asked of: owner and name, without the rest of the path (fal.md §1). */
export function appOf(endpoint: string): string {
  const parts = endpoint.split('/');
  return parts.slice(0, NAMESPACES.has(parts[0] ?? '') ? 3 : 2).join('/');
}

/** Hosts whose addresses the proxy form may name. */
const QUEUE = 'queue.fal.run';
const RUN = 'fal.run';

/**
 * Whether a plain submission waits for its result. Both of fal's hosts are one here, so it shows by the client: the
 * queue's own header or query, else a client that knows no queue (fal-js and the AI SDK at `fal.run`).
 */
function waitsByClient({ headers, query }: Ask): boolean {
  if (headers['x-fal-queue-priority'] !== undefined || query.has('fal_webhook')) return false;
  const host = headers.host;
  if (typeof host === 'string' && host.startsWith('queue.')) return false;
  const agent = headers['user-agent'];
  return typeof agent === 'string' && /^(?:ai\/|ai-sdk|@fal-ai\/client)/.test(agent);
}

function partsOf(path: string, waits: boolean): FalPath | undefined {
  const [, endpoint = '', request = '', rest] =
    /^(.+?)\/requests\/([^/]+)(?:\/(status\/stream|status|cancel))?\/?$/.exec(path) ?? [];
  if (endpoint === '') {
    const plain = path.replace(/\/+$/, '');
    return plain.includes('/') ? { endpoint: plain, request: '', part: 'submit', waits } : undefined;
  }
  const part = rest === 'status' || rest === 'status/stream' || rest === 'cancel' ? rest : 'result';
  return { endpoint, request, part, waits };
}

/** Reads `/fal-ai/…`, `/fal/…`, `/fal/run/…`, `/fal/queue/…`, and the proxy's header; undefined when it is none. */
export function falPath(ask: Ask): FalPath | undefined {
  const target = ask.headers['x-fal-target-url'];
  if (ask.path === '/api/fal/proxy') {
    if (typeof target !== 'string' || !URL.canParse(target)) return undefined;
    const { hostname, pathname } = new URL(target);
    if (hostname !== QUEUE && hostname !== RUN) return undefined;
    return partsOf(decodeURIComponent(pathname.slice(1)), hostname === RUN);
  }
  const path = ask.params['path'] ?? '';
  if (ask.path.startsWith('/fal-ai/')) return partsOf(`fal-ai/${path}`, waitsByClient(ask));
  const [, host, rest] = /^(run|queue)\/(.+)$/.exec(path) ?? [];
  if (host !== undefined && rest !== undefined) return partsOf(rest, host === 'run');
  return partsOf(path, waitsByClient(ask));
}

/** The query of a request: the proxy's target has its own. */
export function falQuery(ask: Ask): URLSearchParams {
  const target = ask.headers['x-fal-target-url'];
  return ask.path === '/api/fal/proxy' && typeof target === 'string' ? new URL(target).searchParams : ask.query;
}
