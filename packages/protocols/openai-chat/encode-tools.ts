// The tools of a request, written for chat: functions, custom tools or what stands for them, web search, the choice.

import type { Fields } from '../conversation/counts.ts';
import { CUSTOM_SCHEMA, customDescription } from '../conversation/custom-input.ts';
import type { Losses } from '../conversation/losses.ts';
import type { ConversationRequest } from '../conversation/request.ts';
import type { CustomTool, FunctionTool, HostedTool, Tool, ToolChoice, WebSearchTool } from '../conversation/tool.ts';
import type { ToolNames } from '../conversation/tool-names.ts';
import { Failure } from '../failures.ts';
import { inlineReferences } from '../gemini-generate/schema-refs.ts';
import { markFields } from './encode-content.ts';
import type { Quirks } from './quirks.ts';

/** What the writing of tools needs to know. */
export interface ToolWriting {
  readonly request: ConversationRequest;
  readonly quirks: Quirks;
  readonly names: ToolNames;
  readonly losses: Losses;
  readonly vendor: string;
}

/** The fields `tools`, `tool_choice`, `parallel_tool_calls` and those that ask for a search. */
export function encodeTools(writing: ToolWriting, thinks: boolean | undefined): Fields {
  const { request, quirks, losses } = writing;
  const choice = request.toolChoice;
  const offered = request.tools.map((tool, index) => ({ tool, index }));
  const allowed = offered.filter(({ tool }) => isOffered(tool, choice, quirks));
  if (allowed.length < offered.length && choice?.mode === 'allowed' && quirks.toolChoice === 'auto')
    losses.field('toolChoice', 'emulated');
  const tools: Fields[] = [];
  const searching: Record<string, unknown> = {};
  for (const { tool, index } of allowed) addTool(writing, tool, index, tools, searching);
  if (tools.length === 0) {
    if (request.parallelTools !== undefined && request.tools.length > 0) losses.field('parallelTools');
    return searching;
  }
  if (!quirks.tools) refuse(`tools`, `the model cannot be given tools through ${writing.vendor}.`);
  return {
    ...searching,
    tools,
    ...(request.streamed ? quirks.toolStream : {}),
    ...choiceFields(writing, thinks),
    ...parallelFields(writing),
  };
}

function refuse(path: string, why: string): never {
  throw new Failure('invalid_request', `${path}: ${why}`, { param: path });
}

/** Where a vendor knows no choice, tools that may not be used are left out. */
function isOffered(tool: Tool, choice: ToolChoice | undefined, quirks: Quirks): boolean {
  if (choice === undefined || quirks.toolChoice !== 'auto' || !('name' in tool)) return true;
  if (choice.mode === 'none') return false;
  if (choice.mode === 'named') return choice.kind === 'hosted' || tool.name === choice.name;
  return choice.mode !== 'allowed' || choice.names.includes(tool.name);
}

function addTool(
  writing: ToolWriting,
  tool: Tool,
  index: number,
  tools: Fields[],
  searching: Record<string, unknown>,
): void {
  switch (tool.type) {
    case 'function':
      tools.push(functionTool(writing, tool, index));
      return;
    case 'custom':
      tools.push(customTool(writing, tool));
      return;
    case 'web_search':
      addSearch(writing, tool, index, tools, searching);
      return;
    case 'hosted':
      addHosted(writing, tool, index, tools);
  }
}

const NO_ARGUMENTS = { type: 'object', properties: {} };

/** JSON Schema of the arguments; a schema without a type is one of an object, which every vendor wants said. */
function parametersOf(schema: Fields | undefined, quirks: Quirks): Fields {
  if (schema === undefined) return NO_ARGUMENTS;
  const own = schemaFor(schema, quirks);
  const typed = own['type'] === undefined ? { type: 'object', ...own } : own;
  // OpenAI refuses an object that does not say which properties it has, though it has none.
  return typed['type'] === 'object' && typed['properties'] === undefined ? { ...typed, properties: {} } : typed;
}

/** A schema as the vendor takes it: Moonshot refuses the name of its dialect, newer GLM models what refers. */
export function schemaFor(schema: Fields, { schemas }: Quirks): Fields {
  if (schemas === 'any') return schema;
  const { $schema: _dialect, ...undated } = schema;
  return schemas === 'inlined' ? inlineReferences(undated) : undated;
}

function functionTool(writing: ToolWriting, tool: FunctionTool, index: number): Fields {
  const { quirks, names, losses } = writing;
  const name = names.wire({
    name: tool.name,
    kind: 'function',
    ...(tool.namespace === undefined ? {} : { namespace: tool.namespace }),
  });
  if (tool.cache !== undefined && !quirks.cacheMarks) losses.path(`tools[${index}].cache_control`);
  if (tool.strict === true && !quirks.strict) losses.path(`tools[${index}].strict`);
  const strict = tool.strict !== undefined && quirks.strict ? { strict: tool.strict } : {};
  return {
    type: 'function',
    function: {
      name,
      ...(tool.description === undefined ? {} : { description: tool.description }),
      parameters: parametersOf(tool.schema, quirks),
      ...strict,
    },
    ...(quirks.cacheMarks ? markFields(tool.cache) : {}),
  };
}

function customTool({ quirks, names }: ToolWriting, tool: CustomTool): Fields {
  const name = names.wire({
    name: tool.name,
    kind: 'custom',
    ...(tool.namespace === undefined ? {} : { namespace: tool.namespace }),
  });
  if (quirks.customTools) {
    const described = tool.description === undefined ? {} : { description: tool.description };
    const format = tool.grammar === undefined ? {} : { format: { type: 'grammar', grammar: tool.grammar } };
    return { type: 'custom', custom: { name, ...described, ...format } };
  }
  return {
    type: 'function',
    function: { name, description: customDescription(tool.description, tool.grammar), parameters: CUSTOM_SCHEMA },
  };
}

/** Web search: in the vendor's own way; a request that can do without it goes on without. */
function addSearch(
  writing: ToolWriting,
  tool: WebSearchTool,
  index: number,
  tools: Fields[],
  searching: Record<string, unknown>,
): void {
  const { request, quirks, losses } = writing;
  const { search, searchTools } = quirks;
  if (tool.native?.origin === 'openai-chat' && searchTools.includes(String(tool.native.value['type']))) {
    tools.push(tool.native.value);
    return;
  }
  if (search === undefined) {
    const demanded =
      request.tools.length === 1 || (request.toolChoice?.mode === 'named' && request.toolChoice.kind === 'hosted');
    if (demanded) refuse(pathOf(request, index), `the model cannot search the web through ${writing.vendor}.`);
    losses.path(pathOf(request, index));
    return;
  }
  const limits = tool.allowedDomains ?? tool.blockedDomains ?? tool.maxUses;
  if (limits !== undefined && search.kind !== 'fields') losses.path(pathOf(request, index), 'emulated');
  if (search.kind === 'tool') tools.push(search.tool);
  else if (search.kind === 'fields') Object.assign(searching, search.fields, pluginFields(tool, search.fields));
  else searching['web_search_options'] = optionsOf(tool);
}

/** A search that came by a top-level field has no place among the tools. */
function pathOf(request: ConversationRequest, index: number): string {
  const inList =
    request.origin !== 'openai-chat' ||
    request.tools[index]?.type !== 'web_search' ||
    request.tools[index].native !== undefined;
  return inList ? `tools[${index}]` : 'web_search_options';
}

function optionsOf(tool: WebSearchTool): Fields {
  return {
    ...(tool.contextSize === undefined ? {} : { search_context_size: tool.contextSize }),
    ...(tool.location === undefined ? {} : { user_location: { type: 'approximate', approximate: tool.location } }),
  };
}

/** OpenRouter's plugin takes the domains too. */
function pluginFields(tool: WebSearchTool, fields: Fields): Fields {
  if (fields['plugins'] === undefined) return {};
  const plugin = {
    id: 'web',
    ...(tool.allowedDomains === undefined ? {} : { include_domains: tool.allowedDomains }),
    ...(tool.blockedDomains === undefined ? {} : { exclude_domains: tool.blockedDomains }),
    ...(tool.maxUses === undefined ? {} : { max_uses: tool.maxUses }),
  };
  return { plugins: [plugin] };
}

function addHosted(writing: ToolWriting, tool: HostedTool, index: number, tools: Fields[]): void {
  const { quirks, losses } = writing;
  if (tool.native.origin === 'openai-chat' && quirks.extras === 'pass') tools.push(tool.native.value);
  // Every tool is offered at once here, so that there is nothing to find.
  else if (tool.tool === 'tool_search') losses.path(`tools[${index}]`);
  else
    refuse(
      `tools[${index}]`,
      `the tool ${tool.label} is run by its own provider, and cannot be used through ${writing.vendor}.`,
    );
}

function choiceFields(writing: ToolWriting, thinks: boolean | undefined): Fields {
  const { request, quirks, losses } = writing;
  const choice = request.toolChoice;
  if (choice === undefined) return {};
  const free = choice.mode === 'auto' || choice.mode === 'none';
  const forced = !free && !(choice.mode === 'allowed' && !choice.required);
  const forbidden = quirks.toolChoice === 'auto' || (quirks.thinking.forbidsForcedTools === true && thinks !== false);
  if (forced && forbidden) {
    losses.field('toolChoice', 'emulated');
    return { tool_choice: 'auto' };
  }
  if (choice.mode === 'allowed') return allowedFields(writing, choice);
  if (choice.mode === 'required' && quirks.toolChoice === 'named') return onlyTool(writing);
  if (choice.mode !== 'named') return { tool_choice: choice.mode === 'required' ? quirks.required : choice.mode };
  if (choice.kind === 'hosted') return { tool_choice: 'auto' };
  return { tool_choice: namedTool(writing, choice.name) };
}

/** Any tool demanded, where only one by name can be: the same thing when there is one, and else a wish. */
function onlyTool(writing: ToolWriting): Fields {
  const callable = writing.request.tools.filter(tool => 'name' in tool);
  const [only] = callable;
  if (only !== undefined && callable.length === 1) return { tool_choice: namedTool(writing, only.name) };
  writing.losses.field('toolChoice', 'emulated');
  return { tool_choice: 'auto' };
}

/** A tool as choices name it: by its name on the wire, as what it is there. */
function namedTool({ request, quirks, names }: ToolWriting, name: string): Fields {
  const tool = request.tools.find(entry => 'name' in entry && entry.name === name);
  const namespace = tool !== undefined && 'namespace' in tool ? tool.namespace : undefined;
  const kind = tool?.type === 'custom' ? 'custom' : 'function';
  const wire = names.wire({ name, kind, ...(namespace === undefined ? {} : { namespace }) });
  return kind === 'custom' && quirks.customTools
    ? { type: 'custom', custom: { name: wire } }
    : { type: 'function', function: { name: wire } };
}

function allowedFields(writing: ToolWriting, choice: Extract<ToolChoice, { mode: 'allowed' }>): Fields {
  // Only OpenAI knows the form; the rule of its extras tells it from the others.
  if (writing.quirks.extras !== 'pass' && writing.quirks.customTools) {
    const tools = choice.names.map(name => namedTool(writing, name));
    return {
      tool_choice: { type: 'allowed_tools', allowed_tools: { mode: choice.required ? 'required' : 'auto', tools } },
    };
  }
  writing.losses.field('toolChoice', 'emulated');
  return { tool_choice: choice.required ? writing.quirks.required : 'auto' };
}

function parallelFields({ request, quirks, losses }: ToolWriting): Fields {
  if (request.parallelTools === undefined) return quirks.asksParallel ? { parallel_tool_calls: true } : {};
  if (!quirks.drop.includes('parallel_tool_calls')) return { parallel_tool_calls: request.parallelTools };
  if (!request.parallelTools) losses.field('parallelTools');
  return {};
}
