// Reads the tools of a request and how the model may choose among them.

import { entryOf } from '../conversation/entry-of.ts';
import type { Fields } from '../conversation/counts.ts';
import { fields, isFields } from '../conversation/counts.ts';
import { countOrNone } from '../conversation/counts.ts';
import type { CustomTool, FunctionTool, HostedTool, Tool, ToolChoice, WebSearchTool } from '../conversation/tool.ts';
import { Failure } from '../failures.ts';
import { asFunction } from './client-tools.ts';
import { given, objectsOf, oneOf, textOf, wordOf, wordsOf } from './wire.ts';

/**
 * The tools of a body: its own, those that items of the input bring along (Codex `additional_tools`), and those that
 * a search has found. Each once. @throws Failure naming the tool that is none.
 */
export function readTools(body: Fields): readonly Tool[] {
  const tools = readList(body['tools'], 'tools');
  const items = Array.isArray(body['input']) ? body['input'] : [];
  items.forEach((item: unknown, index) => {
    if (!isFields(item)) return;
    if (item['type'] === 'additional_tools' || item['type'] === 'tool_search_output')
      tools.push(...readList(item['tools'], `input[${index}].tools`));
  });
  const seen = new Set<string>();
  return tools.filter(tool => {
    if (tool.type !== 'function' && tool.type !== 'custom') return true;
    const key = `${tool.namespace ?? ''}\u0000${tool.name}`;
    return seen.has(key) ? false : seen.add(key);
  });
}

function readList(list: unknown, at: string): Tool[] {
  if (list === undefined || list === null) return [];
  if (!Array.isArray(list)) throw invalid(at, 'must be a list of tools');
  return list.flatMap((tool: unknown, index) => readTool(tool, `${at}[${index}]`));
}

function readTool(tool: unknown, at: string): readonly Tool[] {
  if (!isFields(tool)) throw invalid(at, 'a tool must be an object');
  const type = textOf(tool['type']);
  switch (type) {
    case 'function':
      return [readFunction(tool, at)];
    case 'custom':
      return [readCustom(tool, at)];
    case 'namespace':
      return readNamespace(tool, at);
    case '':
      throw invalid(`${at}.type`, 'says what kind of tool it is, and is missing');
    default:
      if (type.startsWith('web_search')) return [readWebSearch(tool)];
      return [asFunction(tool) ?? readHosted(tool, type)];
  }
}

const FUNCTION_FIELDS = new Set(['type', 'name', 'description', 'parameters', 'strict', 'function']);

function readFunction(given_: Fields, at: string): FunctionTool {
  // Chat nests what Responses has flat; many a client mixes the two.
  const tool: Fields = isFields(given_['function']) ? { ...given_['function'], ...given_ } : given_;
  const rest = Object.fromEntries(Object.entries(tool).filter(([name]) => !FUNCTION_FIELDS.has(name)));
  return {
    type: 'function',
    name: nameOf(tool, at),
    ...given('description', wordOf(tool['description'])),
    ...given('schema', isFields(tool['parameters']) ? tool['parameters'] : undefined),
    ...given('strict', typeof tool['strict'] === 'boolean' ? tool['strict'] : undefined),
    ...(Object.keys(rest).length === 0 ? {} : { native: { origin: 'openai-responses', value: rest } }),
  };
}

function readCustom(tool: Fields, at: string): CustomTool {
  const format = fields(tool['format']);
  const definition = wordOf(format['definition']);
  return {
    type: 'custom',
    name: nameOf(tool, at),
    ...given('description', wordOf(tool['description'])),
    ...given('grammar', definition === undefined ? undefined : { syntax: textOf(format['syntax']), definition }),
  };
}

function readNamespace(tool: Fields, at: string): readonly Tool[] {
  const namespace = nameOf(tool, at);
  const about = given('namespaceDescription', wordOf(tool['description']));
  return readList(tool['tools'], `${at}.tools`).map(inner =>
    inner.type === 'function' || inner.type === 'custom' ? { ...inner, namespace, ...about } : inner,
  );
}

function nameOf(tool: Fields, at: string): string {
  const name = wordOf(tool['name']);
  if (name === undefined) throw invalid(`${at}.name`, 'is missing');
  return name;
}

function readWebSearch(tool: Fields): WebSearchTool {
  const filters = fields(tool['filters']);
  const place = fields(tool['user_location']);
  const location = {
    ...given('country', wordOf(place['country'])),
    ...given('city', wordOf(place['city'])),
    ...given('region', wordOf(place['region'])),
    ...given('timezone', wordOf(place['timezone'])),
  };
  const domains = (name: string): readonly string[] | undefined => {
    const list = wordsOf(filters[name]);
    return list.length === 0 ? undefined : list;
  };
  return {
    type: 'web_search',
    ...given('contextSize', oneOf(tool['search_context_size'], ['low', 'medium', 'high'] as const)),
    ...given('allowedDomains', domains('allowed_domains')),
    ...given('blockedDomains', domains('blocked_domains')),
    ...(Object.keys(location).length === 0 ? {} : { location }),
    native: { origin: 'openai-responses', value: tool },
  };
}

const HOSTED: Readonly<Record<string, HostedTool['tool']>> = {
  code_interpreter: 'code_execution',
  file_search: 'file_search',
  image_generation: 'image_generation',
  mcp: 'mcp',
  tool_search: 'tool_search',
};

function readHosted(tool: Fields, type: string): HostedTool {
  return {
    type: 'hosted',
    tool: entryOf(HOSTED, type) ?? 'other',
    label: type,
    native: { origin: 'openai-responses', value: tool },
  };
}

/** Reads `tool_choice`. @throws Failure for what is no choice. */
export function readToolChoice(choice: unknown): ToolChoice | undefined {
  if (choice === undefined || choice === null) return undefined;
  const mode = oneOf(choice, ['auto', 'required', 'none'] as const);
  if (mode !== undefined) return { mode };
  if (!isFields(choice)) throw invalid('tool_choice', "must be 'auto', 'required', 'none' or an object");
  const type = textOf(choice['type']);
  const name = wordOf(choice['name']) ?? wordOf(fields(choice['function'])['name']);
  switch (type) {
    case 'function':
    case 'custom':
      if (name === undefined) throw invalid('tool_choice.name', 'is missing');
      return { mode: 'named', name, kind: type };
    case 'allowed_tools':
      return {
        mode: 'allowed',
        names: objectsOf(choice['tools']).map(tool => wordOf(tool['name']) ?? textOf(tool['type'])),
        required: choice['mode'] === 'required',
      };
    default: {
      // The client's own tools of the provider are functions in the neutral form.
      const known = asFunction({ ...choice, execution: 'client' });
      if (known !== undefined) return { mode: 'named', name: known.name, kind: 'function' };
      return { mode: 'named', name: type.startsWith('web_search') ? 'web_search' : type, kind: 'hosted' };
    }
  }
}

/** A count of tokens or calls, or undefined. */
export function readCount(value: unknown): number | undefined {
  return countOrNone(value);
}

function invalid(at: string, why: string): Failure {
  return new Failure('invalid_request', `${at}: ${why}.`, { param: at });
}
