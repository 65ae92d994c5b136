// Writes parts that come whole as output items: the provider's own tools, images, what only Responses knows.

import { entryOf } from '../conversation/entry-of.ts';
import { mediaKind } from '../conversation/media.ts';
import type { MediaPart, Part, ServerToolPart } from '../conversation/part.ts';
import { isDrawnByCode } from './read-output.ts';
import { given, type Item } from './wire.ts';

/** An item without its id, and the steps that a stream tells of it between added and done. */
export interface WholeItem {
  readonly prefix: string;
  readonly fields: Item;
  /** Names after the item's type: `response.web_search_call.searching`. */
  readonly steps: readonly string[];
}

/** The items of a part; text for what has no item of its own but can be linked to; nothing for what cannot be told. */
export function wholeItems(part: Part): { readonly items: readonly WholeItem[]; readonly text?: string } {
  switch (part.type) {
    case 'server_tool':
      return { items: serverItems(part) };
    case 'image':
    case 'audio':
    case 'video':
    case 'file':
      return shown(part);
    case 'native':
      return { items: part.native.origin === 'openai-responses' ? [nativeItem(part.native.value)] : [] };
    default:
      return { items: [] };
  }
}

function nativeItem(value: Readonly<Record<string, unknown>>): WholeItem {
  const type = String(value['type']);
  return { prefix: 'item', fields: { ...value, type }, steps: entryOf(STEPS, type) ?? [] };
}

const STEPS: Readonly<Record<string, readonly string[]>> = {
  web_search_call: ['in_progress', 'searching', 'completed'],
  file_search_call: ['in_progress', 'searching', 'completed'],
  code_interpreter_call: ['in_progress', 'interpreting', 'completed'],
  image_generation_call: ['in_progress', 'generating', 'completed'],
  mcp_call: ['in_progress', 'completed'],
};

function shown(part: MediaPart): { readonly items: readonly WholeItem[]; readonly text?: string } {
  if (isDrawnByCode(part)) return { items: [] };
  const { source } = part;
  const isImage = part.type === 'image' || mediaKind(part.mediaType ?? '') === 'image';
  if (source.kind === 'base64' && isImage) {
    const native = part.native?.origin === 'openai-responses' ? part.native.value : {};
    const format = (part.mediaType ?? 'image/png').slice('image/'.length);
    const fields = { status: 'completed', output_format: format, ...native, result: source.data };
    const type = 'image_generation_call';
    return { items: [{ prefix: 'ig', fields: { ...fields, type }, steps: entryOf(STEPS, type) ?? [] }] };
  }
  if (source.kind === 'url')
    return { items: [], text: `${isImage ? '!' : ''}[${part.name ?? part.type}](${source.url})` };
  return { items: [], ...given('text', source.kind === 'text' ? source.text : undefined) };
}

function serverItems(part: ServerToolPart): readonly WholeItem[] {
  const own = (part.native ?? []).filter(native => native.origin === 'openai-responses');
  if (own.length > 0) return own.map(native => nativeItem(native.value));
  const made = serverItem(part);
  if (made === undefined) return [];
  const status = part.failed === true ? 'failed' : 'completed';
  const type = made.fields.type;
  return [{ ...made, fields: { ...made.fields, status, type }, steps: entryOf(STEPS, type) ?? [] }];
}

function serverItem(part: ServerToolPart): Pick<WholeItem, 'prefix' | 'fields'> | undefined {
  const query = part.query ?? '';
  switch (part.tool) {
    case 'web_search': {
      const sources = part.hits?.map(hit => ({ type: 'url', url: hit.url }));
      return {
        prefix: 'ws',
        fields: { type: 'web_search_call', action: { type: 'search', query, ...given('sources', sources) } },
      };
    }
    case 'web_fetch':
      return { prefix: 'ws', fields: { type: 'web_search_call', action: { type: 'open_page', url: query } } };
    case 'code_execution': {
      const outputs = part.output === undefined ? null : [{ type: 'logs', logs: part.output }];
      return {
        prefix: 'ci',
        fields: { type: 'code_interpreter_call', code: part.code ?? null, container_id: '', outputs },
      };
    }
    case 'file_search':
      return { prefix: 'fs', fields: { type: 'file_search_call', queries: [query], results: null } };
    case 'mcp':
      return {
        prefix: 'mcp',
        fields: {
          type: 'mcp_call',
          server_label: 'server',
          name: query.split('(')[0] ?? query,
          arguments: '{}',
          output: part.output ?? null,
          error: null,
        },
      };
    default:
      return undefined;
  }
}
