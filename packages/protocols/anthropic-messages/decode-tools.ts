// Reads the tools of a Messages request and how the model may choose among them.

import { fields, isFields, type Fields } from '../conversation/counts.ts';
import type { FunctionTool, HostedTool, Tool, ToolChoice, WebSearchTool } from '../conversation/tool.ts';
import { clientToolOf } from './client-tools.ts';
import { bareServers, remoteTool, TOOLSET } from './mcp.ts';
import { listAt, needText, numberAt, refuse } from './read.ts';
import { cacheOf, given, native, textOrNone } from './wire.ts';

/**
 * The tools of a body, with the servers of the model context protocol among them.
 * @throws Failure naming the tool that the protocol does not have so.
 */
export function toolsOf(value: readonly unknown[], servers: unknown): readonly Tool[] {
  const tools = listAt(value, 'tools').map((tool, index) =>
    tool['type'] === TOOLSET ? remoteTool(tool, servers) : toolOf(tool, `tools[${index}]`),
  );
  return [...tools, ...bareServers(value, servers)];
}

function toolOf(tool: Fields, at: string): Tool {
  const type = textOrNone(tool['type']) ?? 'custom';
  if (type === 'custom') return functionTool(tool, at);
  if (type.startsWith('web_search_2')) return webSearchTool(tool);
  const known = clientToolOf(type, tool);
  return known ?? { type: 'hosted', tool: hostedKind(type), label: type, native: native(tool) };
}

/** Fields of a tool that every protocol has; the rest only Anthropic knows. */
const COMMON = new Set(['name', 'description', 'input_schema', 'strict', 'cache_control', 'type']);

function functionTool(tool: Fields, at: string): FunctionTool {
  const own = Object.entries(tool).filter(([name, value]) => !COMMON.has(name) && value !== null);
  return {
    type: 'function',
    name: needText(tool, 'name', at),
    ...given('description', textOrNone(tool['description'])),
    ...(isFields(tool['input_schema']) ? { schema: tool['input_schema'] } : refuse(`${at}.input_schema`, NO_SCHEMA)),
    ...(typeof tool['strict'] === 'boolean' ? { strict: tool['strict'] } : {}),
    ...cacheOf(tool),
    ...(own.length > 0 ? { native: native(Object.fromEntries(own)) } : {}),
  };
}

const NO_SCHEMA = 'give a JSON Schema of the type object.';

function webSearchTool(tool: Fields): WebSearchTool {
  const place = fields(tool['user_location']);
  const location = {
    ...given('country', textOrNone(place['country'])),
    ...given('city', textOrNone(place['city'])),
    ...given('region', textOrNone(place['region'])),
    ...given('timezone', textOrNone(place['timezone'])),
  };
  return {
    type: 'web_search',
    ...given('maxUses', numberAt(tool['max_uses'], 'tools.max_uses')),
    ...domains('allowedDomains', tool['allowed_domains']),
    ...domains('blockedDomains', tool['blocked_domains']),
    ...(Object.keys(location).length > 0 ? { location } : {}),
    native: native(tool),
  };
}

function domains(name: 'allowedDomains' | 'blockedDomains', value: unknown): Partial<WebSearchTool> {
  if (!Array.isArray(value)) return {};
  return { [name]: value.filter((one: unknown) => typeof one === 'string') };
}

/** The kind of a tool of Anthropic's by what its dated type begins with: newer dates mean the same tool. */
const KINDS: readonly (readonly [prefix: string, kind: HostedTool['tool']])[] = [
  ['web_fetch_', 'web_fetch'],
  ['code_execution_', 'code_execution'],
  ['computer_', 'computer'],
  ['tool_search_tool_', 'tool_search'],
];

function hostedKind(type: string): HostedTool['tool'] {
  return KINDS.find(([prefix]) => type.startsWith(prefix))?.[1] ?? 'other';
}

/** The choice of a body, with whether several tools may be called at once. @throws Failure for a choice that there is not. */
export function choiceOf(
  value: unknown,
  tools: readonly Tool[],
): { readonly toolChoice?: ToolChoice; readonly parallelTools?: boolean } {
  if (value === undefined || value === null) return {};
  const choice = fields(value);
  const single = choice['disable_parallel_tool_use'];
  return { toolChoice: modeOf(choice, tools), ...(typeof single === 'boolean' ? { parallelTools: !single } : {}) };
}

function modeOf(choice: Fields, tools: readonly Tool[]): ToolChoice {
  switch (choice['type']) {
    case 'auto':
      return { mode: 'auto' };
    case 'any':
      return { mode: 'required' };
    case 'none':
      return { mode: 'none' };
    case 'tool': {
      const name = needText(choice, 'name', 'tool_choice');
      const own = tools.some(tool => tool.type === 'function' && tool.name === name);
      return { mode: 'named', name, kind: own ? 'function' : 'hosted' };
    }
    default:
      return refuse('tool_choice.type', 'must be one of auto, any, tool or none.');
  }
}
