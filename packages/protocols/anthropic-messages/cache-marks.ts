// Which cache marks a request carries to Anthropic: a client's own, or ours where it asks for caching in another way.

import type { Losses } from '../conversation/losses.ts';
import type { CacheMark, Part } from '../conversation/part.ts';
import type { ConversationRequest } from '../conversation/request.ts';
import type { Tool } from '../conversation/tool.ts';
import { PROTOCOL } from './wire.ts';

/** Marks that Anthropic takes in one request. */
const MOST = 4;

/** The marks of a request by the part or tool that they stand on. */
export type CacheMarks = ReadonlyMap<Part | Tool, CacheMark>;

interface Marked {
  readonly on: Part | Tool;
  readonly mark: CacheMark;
  readonly lost: (how: 'dropped' | 'clamped') => void;
}

/**
 * The marks to write. A client of this protocol is left alone. Of another client's marks at most four are kept, the
 * first, which covers what never changes, and the last ones; marks of an hour never come behind shorter ones. A client
 * that names a cache key or marks the whole prompt gets them on the tools, the system text and the last turn.
 */
export function cacheMarks(request: ConversationRequest, losses: Losses): CacheMarks {
  const marked = markedIn(request, losses);
  if (request.origin === PROTOCOL) return new Map(marked.map(({ on, mark }) => [on, mark]));
  const wanted = marked.length > 0 ? fewEnough(marked) : automatic(request, losses);
  return new Map(inOrder(wanted).map(({ on, mark }) => [on, mark]));
}

/** In the order of the prompt, as Anthropic reads it: tools, system text, messages. */
function markedIn(request: ConversationRequest, losses: Losses): readonly Marked[] {
  const tools = request.tools.flatMap((tool, index) => {
    const lost = (how: 'dropped' | 'clamped'): void => losses.path(`tools[${index}].cache_control`, how);
    return tool.type === 'function' && tool.cache !== undefined ? [{ on: tool, mark: tool.cache, lost }] : [];
  });
  const inSystem = request.messages.filter(({ role }) => role === 'system' || role === 'developer');
  const spoken = request.messages.filter(({ role }) => role === 'user' || role === 'assistant');
  const parts = [...inSystem, ...spoken].flatMap(message =>
    message.parts.flatMap(on => {
      const mark = markOf(on);
      const lost = (how: 'dropped' | 'clamped'): void => losses.part(on, message.at, 'cache_control', how);
      return mark === undefined ? [] : [{ on, mark, lost }];
    }),
  );
  return [...tools, ...parts];
}

/** The mark of a part; that of a result also when it stands inside, where some hosts of Claude refuse it. */
function markOf(part: Part): CacheMark | undefined {
  if (!('cache' in part) && part.type !== 'tool_result') return undefined;
  if (part.cache !== undefined || part.type !== 'tool_result') return part.cache;
  return part.content.findLast(inner => inner.cache !== undefined)?.cache;
}

function fewEnough(marked: readonly Marked[]): readonly Marked[] {
  const kept = marked.length <= MOST ? marked : [...marked.slice(0, 1), ...marked.slice(1 - MOST)];
  for (const one of marked) if (!kept.includes(one)) one.lost('dropped');
  return kept;
}

function inOrder(marked: readonly Marked[]): readonly Marked[] {
  const firstShort = marked.findIndex(({ mark }) => mark.ttl === '5m');
  return marked.map((one, index) => {
    if (firstShort === -1 || index < firstShort || one.mark.ttl === '5m') return one;
    one.lost('clamped');
    return { ...one, mark: { ttl: '5m' } };
  });
}

function automatic(request: ConversationRequest, losses: Losses): readonly Marked[] {
  const { cache, cacheKey, cacheRetention } = request.handling;
  if (cache === undefined && cacheKey === undefined) return [];
  for (const field of ['cacheKey', 'cacheRetention'] as const)
    if (request.handling[field] !== undefined) losses.field(field, 'emulated');
  const mark: CacheMark = cache ?? { ttl: cacheRetention === '24h' ? '1h' : '5m' };
  const leading = request.messages.findIndex(({ role }) => role === 'user' || role === 'assistant');
  const system = request.messages.slice(0, Math.max(leading, 0)).flatMap(message => message.parts);
  const user = request.messages.findLast(({ role }) => role === 'user')?.parts ?? [];
  return [
    request.tools.findLast(tool => tool.type === 'function'),
    system.findLast(part => part.type === 'text' && part.text.trim() !== ''),
    user.findLast(isMarkable),
  ].flatMap(on => (on === undefined ? [] : [{ on, mark, lost: () => undefined }]));
}

function isMarkable(part: Part): boolean {
  if (part.type === 'text') return part.text.trim() !== '';
  return part.type === 'image' || part.type === 'file' || part.type === 'tool_result';
}
