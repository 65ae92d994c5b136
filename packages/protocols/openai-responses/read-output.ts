// Reads items of the model's own turn into parts: the same items stand in answers and, later, in the input.

import { entryOf } from '../conversation/entry-of.ts';
import type { Fields } from '../conversation/counts.ts';
import { fields } from '../conversation/counts.ts';
import { mediaTypeOf, parseDataUrl } from '../conversation/media.ts';
import type {
  Citation,
  MediaPart,
  Part,
  RefusalPart,
  ServerToolPart,
  TextPart,
  ThinkingPart,
  ToolCallPart,
} from '../conversation/part.ts';
import { callArguments, clientToolOf } from './client-tools.ts';
import { codePoints, readAnnotation } from './citations.ts';
import { openProof, type Owner } from './proofs.ts';
import { argumentsText, given, objectsOf, textOf, wordOf, wordsOf } from './wire.ts';

/** The parts of a message of the assistant. `base` counts the code points of the choice's text before it. */
export function readMessage(item: Fields, base = 0): readonly (TextPart | RefusalPart)[] {
  const { content } = item;
  if (typeof content === 'string') return [{ type: 'text', text: content }];
  let before = base;
  return objectsOf(content).flatMap((part): readonly (TextPart | RefusalPart)[] => {
    if (part['type'] === 'refusal') return [{ type: 'refusal', text: textOf(part['refusal']) }];
    const text = textOf(part['text']);
    const citations = citationsOf(part, before);
    before += codePoints(text);
    return [{ type: 'text', text, ...(citations.length === 0 ? {} : { citations }) }];
  });
}

function citationsOf(part: Fields, base: number): readonly Citation[] {
  return objectsOf(part['annotations']).flatMap(annotation => readAnnotation(annotation, base) ?? []);
}

/** The text of a reasoning item: its summary, or with open models what was thought itself. */
export function reasoningText(item: Fields): string {
  const told = (list: unknown): string =>
    objectsOf(list)
      .map(part => textOf(part['text']))
      .join('\n\n');
  return told(item['summary']) || told(item['content']);
}

/** A reasoning item as thinking, with whose proof it carries; undefined when it says and proves nothing. */
export function readReasoning(item: Fields): { readonly part: ThinkingPart; readonly owner: Owner } | undefined {
  const text = reasoningText(item);
  const sealed = wordOf(item['encrypted_content']);
  if (sealed === undefined) {
    return text === '' ? undefined : { part: { type: 'thinking', text }, owner: { kind: 'thinking' } };
  }
  const { proof, owner } = openProof(sealed, wordOf(item['id']));
  if (proof.value === '') return text === '' ? undefined : { part: { type: 'thinking', text }, owner };
  const redacted = owner.kind === 'redacted' ? { redacted: true } : {};
  return { part: { type: 'thinking', text, ...redacted, proof }, owner };
}

/** An item that calls a tool of the client's; undefined when it is none. */
export function readCall(item: Fields): ToolCallPart | undefined {
  const type = textOf(item['type']);
  const id = wordOf(item['call_id']) ?? textOf(item['id']);
  const known = clientToolOf(type);
  if (known !== undefined) {
    return { type: 'tool_call', id, name: known.name, kind: 'function', input: callArguments(known, item) };
  }
  if (type !== 'function_call' && type !== 'custom_tool_call') return undefined;
  const custom = type === 'custom_tool_call';
  return {
    type: 'tool_call',
    id,
    name: textOf(item['name']),
    ...given('namespace', wordOf(item['namespace'])),
    kind: custom ? 'custom' : 'function',
    input: custom ? textOf(item['input']) : argumentsText(item['arguments']),
  };
}

type ServerReader = (item: Fields) => Omit<ServerToolPart, 'type' | 'id' | 'native'>;

/** The tools that the provider runs, by the type of their items. */
const SERVER_TOOLS: Readonly<Record<string, ServerReader>> = {
  web_search_call: readSearch,
  code_interpreter_call: item => ({
    tool: 'code_execution',
    ...given('code', wordOf(item['code'])),
    ...given('output', joined(objectsOf(item['outputs']).map(output => textOf(output['logs'])))),
  }),
  file_search_call: item => ({
    tool: 'file_search',
    ...given('query', joined(wordsOf(item['queries']))),
    ...given('output', joined(objectsOf(item['results']).map(result => textOf(result['text'])))),
  }),
  mcp_call: item => ({
    tool: 'mcp',
    query: `${textOf(item['name'])}(${textOf(item['arguments'])})`,
    ...given('output', wordOf(item['output'])),
  }),
  mcp_list_tools: () => ({ tool: 'mcp' }),
};

function readSearch(item: Fields): Omit<ServerToolPart, 'type' | 'id' | 'native'> {
  const action = fields(item['action']);
  const url = wordOf(action['url']);
  // Opening a page and finding in one belong to a search, and are not charged as one.
  if (url !== undefined && action['type'] !== 'search') return { tool: 'web_fetch', query: url };
  const query = wordOf(action['query']) ?? joined(wordsOf(action['queries']));
  const hits = objectsOf(action['sources']).flatMap(source => {
    const found = wordOf(source['url']);
    return found === undefined ? [] : [{ url: found, ...given('title', wordOf(source['title'])) }];
  });
  return { tool: 'web_search', ...given('query', query), ...(hits.length === 0 ? {} : { hits }) };
}

function joined(lines: readonly string[]): string | undefined {
  const text = lines.filter(line => line !== '').join('\n');
  return text === '' ? undefined : text;
}

/** An item that the provider's own tool made; undefined when it is none. */
export function readServerTool(item: Fields): ServerToolPart | undefined {
  const read = entryOf(SERVER_TOOLS, textOf(item['type']));
  if (read === undefined) return undefined;
  return {
    type: 'server_tool',
    id: textOf(item['id']),
    ...read(item),
    ...(item['status'] === 'failed' ? { failed: true } : {}),
    native: [{ origin: 'openai-responses', value: item }],
  };
}

/** The image that an item made; undefined when it holds none. `fallback` is a partial image that came before it. */
export function readImage(item: Fields, fallback?: string): MediaPart | undefined {
  const data = wordOf(item['result']) ?? fallback;
  if (item['type'] !== 'image_generation_call' || data === undefined) return undefined;
  const { result: _result, ...rest } = item;
  const parsed = parseDataUrl(data);
  return {
    type: 'image',
    source: { kind: 'base64', data: parsed?.data ?? data },
    mediaType: parsed?.mediaType ?? mediaTypeOf(`image/${wordOf(item['output_format']) ?? 'png'}`),
    native: { origin: 'openai-responses', value: rest },
  };
}

/** Charts and other images that code drew: others know them only as images of the answer; the item itself holds them. */
function drawnImages(item: Fields): readonly MediaPart[] {
  if (item['type'] !== 'code_interpreter_call') return [];
  return objectsOf(item['outputs']).flatMap((output): readonly MediaPart[] => {
    const parsed = parseDataUrl(textOf(output['url']));
    return parsed === undefined
      ? []
      : [
          {
            type: 'image',
            source: { kind: 'base64', data: parsed.data },
            mediaType: parsed.mediaType,
            native: { origin: 'openai-responses', value: { type: 'code_interpreter_call', id: item['id'] } },
          },
        ];
  });
}

/** Whether an image stands in the item of the code that drew it. */
export function isDrawnByCode(part: MediaPart): boolean {
  return part.native?.origin === 'openai-responses' && part.native.value['type'] === 'code_interpreter_call';
}

/** Every part of an answer's item that is neither a message, nor reasoning, nor a call of the client's tools. */
export function readOther(item: Fields, partialImage?: string): readonly Part[] {
  const type = textOf(item['type']);
  const tool = readServerTool(item);
  if (tool !== undefined) return [tool, ...drawnImages(item)];
  const image = readImage(item, partialImage);
  if (image !== undefined) return [image];
  return type === '' ? [] : [{ type: 'native', native: { origin: 'openai-responses', value: item }, label: type }];
}
