// Writes the tools of a request and how the model may choose among them.

import type { Losses } from '../conversation/losses.ts';
import type { ConversationRequest } from '../conversation/request.ts';
import type { ToolNames } from '../conversation/tool-names.ts';
import type { CustomTool, FunctionTool, HostedTool, Tool, ToolChoice, WebSearchTool } from '../conversation/tool.ts';
import { Failure } from '../failures.ts';
import { behindFunction } from './client-tools.ts';
import { claudeComputer } from './computer.ts';
import { given, textOf, wordOf, type Item } from './wire.ts';

/** What the writing of tools needs to know. */
export interface ToolWriting {
  readonly request: ConversationRequest;
  readonly names: ToolNames;
  readonly losses: Losses;
}

type Callable = FunctionTool | CustomTool;

/** The tools on the wire. @throws Failure naming the tool that Responses has no like of. */
export function writeTools(writing: ToolWriting): readonly Item[] {
  const items: Item[] = [];
  let group: { readonly name: string; readonly tools: Item[] } | undefined;
  for (const [index, tool] of writing.request.tools.entries()) {
    if ('cache' in tool && tool.cache !== undefined) writing.losses.path(`tools[${index}].cache_control`);
    if (tool.type === 'function') loseNatives(tool, `tools[${index}]`, writing);
    if ((tool.type !== 'function' && tool.type !== 'custom') || tool.namespace === undefined) {
      group = undefined;
      items.push(...writeTool(tool, index, writing));
      continue;
    }
    if (group?.name !== tool.namespace) {
      group = { name: tool.namespace, tools: [] };
      items.push({ type: 'namespace', ...group, description: tool.namespaceDescription ?? '' });
    }
    group.tools.push(writeCallable(tool, writing));
  }
  return items;
}

function writeTool(tool: Tool, index: number, writing: ToolWriting): readonly Item[] {
  switch (tool.type) {
    case 'function':
    case 'custom':
      return [writeCallable(tool, writing)];
    case 'web_search':
      return [writeWebSearch(tool, index, writing.losses)];
    case 'hosted':
      return writeHosted(tool, index, writing);
  }
}

/** Fields of a function that only its own protocol knows; a tool that is held back there is offered at once here. */
function loseNatives(tool: FunctionTool, at: string, { losses }: ToolWriting): void {
  if (tool.native === undefined || tool.native.origin === 'openai-responses') return;
  const { value } = tool.native;
  // A tool of the other provider's that stands as a function here is told whole.
  if (typeof value['type'] === 'string') return;
  for (const name of Object.keys(value)) if (name !== 'defer_loading') losses.path(`${at}.${name}`);
}

function writeCallable(tool: Callable, { request, names }: ToolWriting): Item {
  const own = request.origin === 'openai-responses';
  const name = own ? tool.name : names.wire({ ...tool, kind: tool.type });
  if (tool.type === 'custom') {
    const format = tool.grammar === undefined ? undefined : { type: 'grammar', ...tool.grammar };
    return { type: 'custom', name, ...given('description', tool.description), ...given('format', format) };
  }
  const native = tool.native?.origin === 'openai-responses' ? tool.native.value : {};
  if (behindFunction(tool) !== undefined) return { ...native, type: textOf(native['type']) };
  // Left out, strict is true here, and most schemas of other protocols do not meet its demands.
  const strict = tool.strict ?? (own ? undefined : false);
  return {
    type: 'function',
    name,
    ...given('description', tool.description),
    parameters: parametersOf(tool),
    ...given('strict', strict),
    ...native,
  };
}

function parametersOf({ schema = {} }: FunctionTool): Readonly<Record<string, unknown>> {
  if (schema['type'] !== undefined && schema['type'] !== 'object') return schema;
  // An object that does not say which properties it has is refused, though it has none.
  return { type: 'object', properties: {}, ...schema };
}

function writeWebSearch(tool: WebSearchTool, index: number, losses: Losses): Item {
  if (tool.native?.origin === 'openai-responses')
    return { ...tool.native.value, type: wordOf(tool.native.value['type']) ?? 'web_search' };
  if (tool.maxUses !== undefined) losses.path(`tools[${index}].max_uses`);
  const filters = {
    ...given('allowed_domains', tool.allowedDomains),
    ...given('blocked_domains', tool.blockedDomains),
  };
  return {
    type: 'web_search',
    ...given('search_context_size', tool.contextSize),
    ...(Object.keys(filters).length === 0 ? {} : { filters }),
    ...(tool.location === undefined ? {} : { user_location: { type: 'approximate', ...tool.location } }),
  };
}

function writeHosted(tool: HostedTool, index: number, { request, names, losses }: ToolWriting): readonly Item[] {
  if (tool.native.origin === 'openai-responses')
    return [{ ...tool.native.value, type: wordOf(tool.native.value['type']) ?? tool.label }];
  const at = `tools[${index}]`;
  switch (tool.tool) {
    case 'code_execution':
      losses.path(at, 'emulated');
      return [{ type: 'code_interpreter', container: { type: 'auto' } }];
    case 'web_fetch':
      // The search opens the pages that it is told of.
      losses.path(at, 'emulated');
      return request.tools.some(other => other.type === 'web_search') ? [] : [{ type: 'web_search' }];
    case 'image_generation':
      losses.path(at, 'emulated');
      return [{ type: 'image_generation' }];
    case 'tool_search':
      return [];
    case 'computer':
      return [writeComputer(tool, at, names, losses)];
    case 'mcp':
      return [writeRemote(tool, at)];
    default:
      throw refuseTool(tool, at);
  }
}

/** Claude's screen as a function; other makers' screens are not described by their requests. */
function writeComputer(tool: HostedTool, at: string, names: ToolNames, losses: Losses): Item {
  if (tool.native.origin !== 'anthropic-messages') throw refuseTool(tool, at);
  losses.path(at, 'emulated');
  const name = names.wire({ name: wordOf(tool.native.value['name']) ?? 'computer', kind: 'function' });
  return { type: 'function', name, ...claudeComputer(tool.native.value), strict: false };
}

/** A server of the model context protocol, as Anthropic writes it. */
function writeRemote(tool: HostedTool, at: string): Item {
  const { value } = tool.native;
  const url = wordOf(value['url']);
  if (url === undefined) throw refuseTool(tool, at);
  return {
    type: 'mcp',
    server_label: wordOf(value['name']) ?? 'server',
    server_url: url,
    ...given('authorization', wordOf(value['authorization_token'])),
    require_approval: 'never',
  };
}

function refuseTool(tool: HostedTool, at: string): Failure {
  return new Failure(
    'invalid_request',
    `${at}: the tool ${tool.label} is its own provider's, and another one serves this model; leave it out or choose a model of that provider.`,
    { param: at },
  );
}

/** `tool_choice` on the wire. */
export function writeToolChoice(choice: ToolChoice, { request, names }: ToolWriting): unknown {
  switch (choice.mode) {
    case 'auto':
    case 'required':
    case 'none':
      return choice.mode;
    case 'named':
      return writeNamed(choice.name, choice.kind, request, names);
    case 'allowed':
      return {
        type: 'allowed_tools',
        mode: choice.required ? 'required' : 'auto',
        tools: choice.names.map(name => writeNamed(name, kindOf(request, name), request, names)),
      };
  }
}

function kindOf(request: ConversationRequest, name: string): 'function' | 'custom' | 'hosted' {
  const tool = request.tools.find(one => 'name' in one && one.name === name);
  return tool?.type === 'custom' ? 'custom' : tool === undefined ? 'hosted' : 'function';
}

function writeNamed(
  name: string,
  kind: 'function' | 'custom' | 'hosted',
  request: ConversationRequest,
  names: ToolNames,
): unknown {
  if (kind === 'hosted') return { type: hostedType(name, request) };
  const tool = request.tools.find((one): one is Callable => 'name' in one && one.name === name);
  if (tool?.type === 'function' && behindFunction(tool) !== undefined)
    return { type: textOf(tool.native?.value['type']) };
  const own = request.origin === 'openai-responses';
  return { type: kind, name: own ? name : names.wire({ name, kind, ...given('namespace', tool?.namespace) }) };
}

/** What the provider's own tool is called here. */
function hostedType(name: string, request: ConversationRequest): string {
  const search = request.tools.find(tool => tool.type === 'web_search');
  if (name === 'web_search' && search?.native?.origin === 'openai-responses')
    return wordOf(search.native.value['type']) ?? name;
  const hosted = request.tools.find((tool): tool is HostedTool => tool.type === 'hosted' && tool.label === name);
  if (hosted?.tool === 'code_execution') return 'code_interpreter';
  return name;
}
