// The tools of a chat request, read: functions new and old, custom tools, web search in its many spellings, the choice.

import { entryOf } from '../conversation/entry-of.ts';
import { fields, isFields, type Fields } from '../conversation/counts.ts';
import type { CustomTool, FunctionTool, HostedTool, Tool, ToolChoice, WebSearchTool } from '../conversation/tool.ts';
import { BodyReader, invalid } from './body-reader.ts';
import { cacheMark } from './decode-content.ts';

/** All tools of a request: `tools`, the old `functions`, and what asks for a web search. */
export function decodeTools(body: BodyReader): { readonly tools: Tool[]; readonly legacy: boolean } {
  const tools = (body.list('tools') ?? []).map((tool, index) => decodeTool(tool, `tools[${index}]`));
  const functions = body.list('functions');
  const old = (functions ?? []).map((entry, index) => decodeFunction(entry, `functions[${index}]`));
  const search = decodeSearch(body);
  return { tools: [...tools, ...old, ...search], legacy: functions !== undefined };
}

/** Types of the provider's own tools that stand for a web search, at whichever vendor. */
const SEARCHES = /^(?:web_search|web_search_preview|google_?search|openrouter:web_search|browser_search)/i;
/** Functions without parameters by which clients of gateways ask for Gemini's own tools. */
const BUILT_IN: Readonly<Record<string, 'web_search' | HostedTool['tool']>> = {
  googleSearch: 'web_search',
  codeExecution: 'code_execution',
  urlContext: 'web_fetch',
};
const HOSTED: Readonly<Record<string, HostedTool['tool']>> = {
  code_interpreter: 'code_execution',
  code_execution: 'code_execution',
  file_search: 'file_search',
  image_generation: 'image_generation',
  mcp: 'mcp',
  web_fetch: 'web_fetch',
};

function decodeTool(value: unknown, at: string): Tool {
  if (!isFields(value)) return invalid(at, 'must be an object with a type.');
  const type = value['type'] ?? (isFields(value['function']) ? 'function' : undefined);
  if (typeof type !== 'string') return invalid(`${at}.type`, 'is missing.');
  if (type === 'function') return decodeFunctionTool(value, at);
  if (type === 'custom') return decodeCustom(value, at);
  if (SEARCHES.test(type)) return searchTool(fields(value['parameters'] ?? value[type] ?? value), value);
  // Moonshot's own search is a function that the vendor runs.
  if (type === 'builtin_function' && /search/.test(String(fields(value['function'])['name'])))
    return { type: 'web_search', native: { origin: 'openai-chat', value } };
  return {
    type: 'hosted',
    tool: entryOf(HOSTED, type) ?? 'other',
    label: type,
    native: { origin: 'openai-chat', value },
  };
}

function decodeFunctionTool(value: Fields, at: string): Tool {
  const target = value['function'];
  // Responses writes a function flat, and some clients send that here.
  const nested = isFields(target);
  const tool = decodeFunction(nested ? target : value, nested ? `${at}.function` : at);
  const builtIn = tool.schema === undefined ? entryOf(BUILT_IN, tool.name) : undefined;
  if (builtIn === 'web_search') return { type: 'web_search', native: { origin: 'openai-chat', value } };
  if (builtIn !== undefined)
    return { type: 'hosted', tool: builtIn, label: tool.name, native: { origin: 'openai-chat', value } };
  const cache = cacheMark(value['cache_control'] ?? fields(target)['cache_control']);
  return cache === undefined ? tool : { ...tool, cache };
}

function decodeFunction(value: unknown, at: string): FunctionTool {
  if (!isFields(value)) return invalid(at, 'must be an object with a name.');
  const reader = new BodyReader(value, at);
  const name = reader.text('name');
  if (name === undefined || name === '') return invalid(`${at}.name`, 'is missing.');
  const description = reader.text('description');
  const schema = reader.object('parameters');
  const strict = reader.flag('strict');
  return {
    type: 'function',
    name,
    ...(description === undefined ? {} : { description }),
    ...(schema === undefined || Object.keys(schema).length === 0 ? {} : { schema }),
    ...(strict === undefined ? {} : { strict }),
  };
}

function decodeCustom(value: Fields, at: string): CustomTool {
  const reader = new BodyReader(fields(value['custom'] ?? value), `${at}.custom`);
  const name = reader.text('name');
  if (name === undefined || name === '') return invalid(`${at}.custom.name`, 'is missing.');
  const description = reader.text('description');
  const format = reader.object('format') ?? {};
  // Chat has the grammar one level deeper than Responses.
  const grammar = fields(format['grammar'] ?? format);
  const { syntax, definition } = grammar;
  return {
    type: 'custom',
    name,
    ...(description === undefined ? {} : { description }),
    ...(typeof syntax === 'string' && typeof definition === 'string' ? { grammar: { syntax, definition } } : {}),
  };
}

const SIZES = ['low', 'medium', 'high'] as const;

function texts(value: unknown): string[] | undefined {
  if (!Array.isArray(value)) return undefined;
  const found = value.filter((entry): entry is string => typeof entry === 'string');
  return found.length === 0 ? undefined : found;
}

/** A search by its options, whichever vendor's they are; `native` is what the client wrote, where it is a tool. */
function searchTool(options: Fields, native?: Fields): WebSearchTool {
  const filters = fields(options['filters']);
  const size = SIZES.find(word => word === options['search_context_size']);
  const uses = options['max_uses'];
  const allowed = texts(options['include_domains'] ?? options['allowed_domains'] ?? filters['allowed_domains']);
  const blocked = texts(options['exclude_domains'] ?? options['blocked_domains'] ?? filters['blocked_domains']);
  const location = locationOf(options['user_location']);
  return {
    type: 'web_search',
    ...(size === undefined ? {} : { contextSize: size }),
    ...(typeof uses === 'number' ? { maxUses: uses } : {}),
    ...(allowed === undefined ? {} : { allowedDomains: allowed }),
    ...(blocked === undefined ? {} : { blockedDomains: blocked }),
    ...(location === undefined ? {} : { location }),
    ...(native === undefined ? {} : { native: { origin: 'openai-chat', value: native } }),
  };
}

function locationOf(value: unknown): WebSearchTool['location'] {
  const place = fields(fields(value)['approximate'] ?? value);
  const found = Object.fromEntries(
    ['country', 'city', 'region', 'timezone'].flatMap(name => {
      const text = place[name];
      return typeof text === 'string' && text !== '' ? [[name, text]] : [];
    }),
  );
  return Object.keys(found).length === 0 ? undefined : found;
}

/** Searches that are asked for by top-level fields: OpenAI's options, OpenRouter's plugin, Bailian's and Baidu's switch. */
function decodeSearch(body: BodyReader): WebSearchTool[] {
  const options = body.object('web_search_options');
  if (options !== undefined) return [searchTool(options)];
  if (body.flag('enable_search') === true) return [searchTool(fields(body.take('search_options')))];
  const own = body.object('web_search');
  if (own?.['enable'] === true) return [searchTool(own)];
  const plugins = body.peek('plugins');
  const plugin = Array.isArray(plugins) ? plugins.filter(isFields).find(entry => entry['id'] === 'web') : undefined;
  if (plugin === undefined || !Array.isArray(plugins)) return [];
  if (plugins.length === 1) body.take('plugins');
  return [searchTool(plugin)];
}

/** How the model may choose. @throws Failure when the choice names no tool of the request. */
export function decodeChoice(body: BodyReader, tools: readonly Tool[]): ToolChoice | undefined {
  const legacy = body.take('function_call');
  const value = body.take('tool_choice') ?? (isFields(legacy) ? { type: 'function', function: legacy } : legacy);
  if (value === undefined) return undefined;
  if (typeof value === 'string') return choiceWord(value, tools);
  if (!isFields(value)) return invalid('tool_choice', 'must be none, auto, required or an object.');
  const type = value['type'];
  if (type === 'allowed_tools') return allowedTools(fields(value['allowed_tools'] ?? value));
  const target = fields(value[String(type)] ?? value);
  const name = target['name'] ?? value['name'];
  if (type === 'function' || type === 'custom') {
    if (typeof name !== 'string' || name === '') return invalid('tool_choice', 'must name a tool.');
    if (!tools.some(tool => 'name' in tool && tool.name === name))
      return invalid('tool_choice', `names the tool '${name}', which is not among the tools.`);
    return { mode: 'named', name, kind: type };
  }
  if (type === 'auto' || type === 'none' || type === 'required') return choiceWord(type, tools);
  if (typeof type === 'string') return { mode: 'named', name: type, kind: 'hosted' };
  return invalid('tool_choice.type', 'is missing.');
}

function choiceWord(word: string, tools: readonly Tool[]): ToolChoice | undefined {
  const mode = word === 'any' ? 'required' : word;
  if (mode !== 'auto' && mode !== 'none' && mode !== 'required')
    return invalid('tool_choice', `must be none, auto or required, but is '${word}'.`);
  if (tools.length > 0) return { mode };
  return mode === 'required' ? invalid('tool_choice', 'demands a tool, but the request has no tools.') : undefined;
}

function allowedTools(value: Fields): ToolChoice {
  const list = Array.isArray(value['tools']) ? value['tools'].filter(isFields) : [];
  const names = list.flatMap(tool => {
    const name = fields(tool['function'] ?? tool['custom'] ?? tool)['name'];
    return typeof name === 'string' ? [name] : [];
  });
  if (names.length === 0) return invalid('tool_choice.allowed_tools.tools', 'must name at least one tool.');
  return { mode: 'allowed', names, required: value['mode'] === 'required' };
}
