// Anthropic's own tools in an answer: a block of use and a block of result are one part, and become two blocks again.

import { fields, isFields, type Fields } from '../conversation/counts.ts';
import type { Native, SearchHit, ServerToolPart } from '../conversation/part.ts';
import { PLACEHOLDER } from './citations.ts';
import { foreignServerId, serverUseId } from './ids.ts';
import { given, native, objects, ownValue, PROTOCOL, row, textOrNone, type Block } from './wire.ts';

type ServerTool = ServerToolPart['tool'];

const TOOLS: Readonly<Record<string, ServerTool>> = {
  web_search: 'web_search',
  web_fetch: 'web_fetch',
  code_execution: 'code_execution',
  bash_code_execution: 'code_execution',
  text_editor_code_execution: 'code_execution',
};

/** Whether a block is a call of one of Anthropic's own tools. */
export function isServerUse(block: Fields): boolean {
  return block['type'] === 'server_tool_use' || block['type'] === 'mcp_tool_use';
}

/** Whether a block is what such a call came back with. A client's own result is `tool_result`, without more. */
export function isServerResult(block: Fields): boolean {
  const type = block['type'];
  return typeof type === 'string' && type.endsWith('_tool_result');
}

/** Whether a result belongs to a call. */
export function belongs(use: Fields, result: Fields): boolean {
  return isServerResult(result) && result['tool_use_id'] === use['id'];
}

/** A call of Anthropic's own tool and its result as one part. Either may be missing: the other is in another turn. */
export function serverPart(use: Fields | undefined, result: Fields | undefined): ServerToolPart {
  const wire = textOrNone(use?.['id']) ?? textOrNone(result?.['tool_use_id']) ?? '';
  const foreign = foreignServerId(wire);
  const kept: readonly Native[] = [use, result].flatMap(block => (block === undefined ? [] : [native(block)]));
  return {
    type: 'server_tool',
    tool: toolOf(use, result),
    id: foreign ?? wire,
    ...inputOf(fields(use?.['input'])),
    ...outcomeOf(result),
    ...(foreign === undefined ? { native: kept } : {}),
  };
}

function toolOf(use: Fields | undefined, result: Fields | undefined): ServerTool {
  if (use?.['type'] === 'mcp_tool_use' || result?.['type'] === 'mcp_tool_result') return 'mcp';
  const name = textOrNone(use?.['name']) ?? String(result?.['type'] ?? '').replace(/_tool_result$/, '');
  return row(TOOLS, name) ?? 'other';
}

function inputOf(input: Fields): { query?: string; code?: string } {
  return {
    ...given('query', textOrNone(input['query']) ?? textOrNone(input['url'])),
    ...given('code', textOrNone(input['code']) ?? textOrNone(input['command'])),
  };
}

function outcomeOf(result: Fields | undefined): Partial<Pick<ServerToolPart, 'hits' | 'output' | 'failed'>> {
  if (result === undefined) return {};
  const content = result['content'];
  if (Array.isArray(content)) {
    const hits = objects(content).flatMap(hitOf);
    const text = objects(content).flatMap(block => textOrNone(block['text']) ?? []);
    return {
      ...(result['type'] === 'web_search_tool_result' ? { hits } : {}),
      ...(text.length > 0 ? { output: text.join('\n') } : {}),
      ...(result['is_error'] === true ? { failed: true } : {}),
    };
  }
  return isFields(content) ? objectOutcome(content) : given('output', textOrNone(content));
}

function objectOutcome(content: Fields): Partial<Pick<ServerToolPart, 'output' | 'failed'>> {
  if (String(content['type']).endsWith('_error')) return { failed: true };
  const printed = [content['stdout'], content['stderr'], content['text']].filter(
    text => typeof text === 'string' && text !== '',
  );
  const page = fields(fields(content['content'])['source'])['data'];
  return given('output', printed.length > 0 ? printed.join('\n') : textOrNone(page));
}

function hitOf(block: Fields): readonly SearchHit[] {
  const url = textOrNone(block['url']);
  return url === undefined ? [] : [{ url, ...given('title', textOrNone(block['title'])) }];
}

/** The blocks of a part as Anthropic wrote them, or undefined when another provider ran the tool. */
export function ownServerBlocks(part: ServerToolPart): Block[] | undefined {
  const kept = part.native ?? [];
  if (kept.length === 0 || kept.some(one => one.origin !== PROTOCOL)) return undefined;
  return kept.map(one => Object.assign({}, ownValue(one)));
}

/** The blocks that a client is shown: Anthropic's own, or made ones for the tools that both sides have. */
export function serverBlocks(part: ServerToolPart): Block[] {
  const own = ownServerBlocks(part);
  if (own !== undefined) return own;
  const make = MAKERS[part.tool];
  if (make === undefined) return [];
  const id = serverUseId(part.id);
  const { name, input, content } = make(part);
  return [
    { type: 'server_tool_use', id, name, input },
    { type: `${name}_tool_result`, tool_use_id: id, content },
  ];
}

interface Made {
  readonly name: string;
  readonly input: Block;
  readonly content: unknown;
}

const failure = (name: string): Block => ({ type: `${name}_tool_result_error`, error_code: 'unavailable' });

/** How a foreign provider's tool is told in Anthropic's blocks; what is missing has none. */
const MAKERS: Readonly<Partial<Record<ServerTool, (part: ServerToolPart) => Made>>> = {
  web_search: part => ({
    name: 'web_search',
    input: part.query === undefined ? {} : { query: part.query },
    content: part.failed === true ? failure('web_search') : (part.hits ?? []).map(hitBlock),
  }),
  web_fetch: part => ({
    name: 'web_fetch',
    input: part.query === undefined ? {} : { url: part.query },
    content: part.failed === true ? failure('web_fetch') : pageOf(part),
  }),
  code_execution: part => ({
    name: 'code_execution',
    input: part.code === undefined ? {} : { code: part.code },
    content: {
      type: 'code_execution_result',
      stdout: part.output ?? '',
      stderr: '',
      return_code: part.failed === true ? 1 : 0,
      content: [],
    },
  }),
};

function hitBlock(hit: SearchHit): Block {
  const { url, title } = hit;
  return { type: 'web_search_result', url, title: title ?? url, encrypted_content: PLACEHOLDER, page_age: null };
}

function pageOf(part: ServerToolPart): Block {
  const source = { type: 'text', media_type: 'text/plain', data: part.output ?? '' };
  return {
    type: 'web_fetch_result',
    url: part.query ?? '',
    content: { type: 'document', source },
    retrieved_at: null,
  };
}
