// Writes `tools` and `toolConfig`: functions in one entry, the provider's own tools beside them where the model takes both.

import type { Fields } from '../conversation/counts.ts';
import { CUSTOM_SCHEMA, customDescription } from '../conversation/custom-input.ts';
import type { Losses } from '../conversation/losses.ts';
import type { ConversationRequest } from '../conversation/request.ts';
import type { CustomTool, FunctionTool, HostedTool, Tool, ToolChoice, WebSearchTool } from '../conversation/tool.ts';
import type { ToolNames } from '../conversation/tool-names.ts';
import { Failure } from '../failures.ts';
import type { Target } from '../codec.ts';
import { inlineReferences } from './schema-refs.ts';
import { subsetSchema } from './schema-subset.ts';
import { generationOf } from './thinking.ts';
import { GEMINI, present } from './wire.ts';

/** Upstreams of this protocol that are not Google: some leave out `parametersJsonSchema`, all know `parameters`. */
const SUBSET_ONLY: ReadonlySet<string> = new Set(['relay', 'compatible']);

/** Whether a target is known to read real JSON Schema. */
export function readsJsonSchema(target: Target): boolean {
  return !SUBSET_ONLY.has(target.vendor);
}

/** The fields of the body that tools make. */
export interface EncodedTools {
  readonly tools?: readonly Fields[];
  readonly toolConfig?: Fields;
}

/** Writes the tools and how they may be chosen. @throws Failure for a tool that Google has no kind of */
export function encodeTools(
  request: ConversationRequest,
  target: Target,
  names: ToolNames,
  losses: Losses,
): EncodedTools {
  const offered = request.tools;
  const declared = offered.filter(isCallable).map(tool => declarationOf(tool, request, target, names, losses));
  // Agents may offer a tool again in a later turn; two of one name are refused here.
  const functions = [...new Map(declared.map(one => [one['name'], one])).values()];
  const own = offered.flatMap((tool, index) => (isCallable(tool) ? [] : ownTool(tool, index, request, target, losses)));
  const together = functions.length > 0 && own.length > 0;
  const both = !together || takesBoth(target);
  if (!both) loseOwn(request, losses);
  const tools = [...(functions.length > 0 ? [{ functionDeclarations: functions }] : []), ...(both ? own : [])];
  const calling = functions.length > 0 ? callingConfig(request, target, names, losses) : undefined;
  const toolConfig = present({
    functionCallingConfig: calling,
    includeServerSideToolInvocations: together && both ? true : undefined,
  });
  if (request.parallelTools === false) losses.field('parallelTools');
  return {
    ...(tools.length === 0 ? {} : { tools }),
    ...(Object.keys(toolConfig).length === 0 ? {} : { toolConfig }),
  };
}

function isCallable(tool: Tool): tool is FunctionTool | CustomTool {
  return tool.type === 'function' || tool.type === 'custom';
}

/** Functions and the provider's own tools in one request: refused before generation 3, and on Vertex. */
function takesBoth(target: Target): boolean {
  return generationOf(target.model).version >= 3 && target.vendor !== 'vertex';
}

/** Agents offer a search beside their functions always: they work on without it, and not without their functions. */
function loseOwn(request: ConversationRequest, losses: Losses): void {
  for (const [index, tool] of request.tools.entries())
    if (!isCallable(tool)) losses.path(placeOf(tool, index, request));
}

/** Where a tool stands: a chat client has no tool for a search, but options of the request. */
function placeOf(tool: Tool, index: number, { origin }: ConversationRequest): string {
  return tool.type === 'web_search' && origin === 'openai-chat' ? 'web_search_options' : `tools[${index}]`;
}

function declarationOf(
  tool: FunctionTool | CustomTool,
  request: ConversationRequest,
  target: Target,
  names: ToolNames,
  losses: Losses,
): Fields {
  const { name, namespace, type: kind } = tool;
  const wire = names.wire({ name, kind, ...(namespace === undefined ? {} : { namespace }) });
  if (tool.type === 'custom')
    return {
      name: wire,
      description: customDescription(tool.description, tool.grammar),
      ...parametersOf(CUSTOM_SCHEMA, target),
    };
  const at = `tools[${request.tools.indexOf(tool)}]`;
  if (tool.cache !== undefined) losses.path(`${at}.cache_control`);
  const own = tool.native?.origin === GEMINI;
  if (!own) for (const field of Object.keys(tool.native?.value ?? {})) losses.path(`${at}.${field}`);
  return {
    name: wire,
    ...(tool.description === undefined ? {} : { description: tool.description }),
    ...(tool.schema === undefined ? {} : parametersOf(tool.schema, target)),
    ...(own ? tool.native?.value : {}),
  };
}

function parametersOf(given: Fields, target: Target): Fields {
  const followed = referencesFor(given, target);
  // An object is demanded at the top; some clients leave it out.
  const schema = followed['type'] === undefined ? { type: 'object', properties: {}, ...followed } : followed;
  if (readsJsonSchema(target)) return { parametersJsonSchema: schema };
  const parameters = subsetSchema(schema);
  // An object without properties is refused here; a function without parameters is not.
  return parameters['type'] === 'OBJECT' && parameters['properties'] === undefined ? {} : { parameters };
}

/** References put in their places for older models, and where they lead to places that no model looks into. */
export function referencesFor(schema: Fields, target: Target): Fields {
  const followed = schema['$ref'] === undefined && schema['definitions'] === undefined;
  return followed && generationOf(target.model).version >= 3 ? schema : inlineReferences(schema);
}

function ownTool(
  tool: WebSearchTool | HostedTool,
  index: number,
  request: ConversationRequest,
  target: Target,
  losses: Losses,
): readonly Fields[] {
  if (tool.native?.origin === GEMINI) return [tool.native.value];
  const at = placeOf(tool, index, request);
  if (tool.type === 'web_search') return [searchTool(tool, at, target, losses)];
  switch (tool.tool) {
    case 'code_execution':
      losses.path(at, 'emulated');
      return [{ codeExecution: {} }];
    case 'web_fetch':
      losses.path(at, 'emulated');
      return [{ urlContext: {} }];
    case 'tool_search':
      return [];
    case 'image_generation':
      if (generationOf(target.model).makes !== 'image') return refuseTool(tool, at, target);
      // The model draws by itself.
      losses.path(at, 'emulated');
      return [];
    case 'other':
      losses.path(at);
      return [];
    default:
      return refuseTool(tool, at, target);
  }
}

function refuseTool(tool: HostedTool, at: string, target: Target): never {
  throw new Failure(
    'invalid_request',
    `${at}: the tool ${tool.label} runs at its own provider, and ${target.model} has none of its kind. Leave it out, or ask a model that has it.`,
    { param: at },
  );
}

function searchTool(tool: WebSearchTool, at: string, target: Target, losses: Losses): Fields {
  const { allowedDomains, blockedDomains, contextSize, maxUses, location } = tool;
  const excludes = target.vendor === 'vertex' && blockedDomains !== undefined;
  const lost = {
    allowed_domains: allowedDomains,
    blocked_domains: excludes ? undefined : blockedDomains,
    search_context_size: contextSize,
    max_uses: maxUses,
    user_location: location,
  };
  for (const [name, value] of Object.entries(lost)) if (value !== undefined) losses.path(`${at}.${name}`);
  return { googleSearch: excludes ? { excludeDomains: blockedDomains } : {} };
}

function callingConfig(
  request: ConversationRequest,
  target: Target,
  names: ToolNames,
  losses: Losses,
): Fields | undefined {
  const { toolChoice: choice } = request;
  if (choice === undefined) {
    const validated = generationOf(target.model).version >= 2.5 && request.tools.every(isStrict);
    return validated ? { mode: 'VALIDATED' } : undefined;
  }
  switch (choice.mode) {
    case 'auto':
      return { mode: 'AUTO' };
    case 'required':
      return { mode: 'ANY' };
    case 'none':
      return { mode: 'NONE' };
    case 'allowed':
      return {
        mode: choice.required ? 'ANY' : 'VALIDATED',
        allowedFunctionNames: choice.names.map(name => wireName(name, request, names)),
      };
    case 'named':
      return namedConfig(choice, request, names, losses);
  }
}

/** A function whose arguments must keep to its schema: what `VALIDATED` promises of all functions at once. */
function isStrict(tool: Tool): boolean {
  return tool.type === 'function' && tool.strict === true;
}

function namedConfig(
  choice: Extract<ToolChoice, { mode: 'named' }>,
  request: ConversationRequest,
  names: ToolNames,
  losses: Losses,
): Fields {
  if (choice.kind !== 'hosted') return { mode: 'ANY', allowedFunctionNames: [wireName(choice.name, request, names)] };
  losses.field('toolChoice');
  return { mode: 'AUTO' };
}

function wireName(name: string, request: ConversationRequest, names: ToolNames): string {
  const tool = request.tools.filter(isCallable).find(one => one.name === name);
  const namespace = tool?.namespace;
  return names.wire({ name, kind: tool?.type ?? 'function', ...(namespace === undefined ? {} : { namespace }) });
}
