// Writes the tools of a request for a Messages upstream, and how the model may choose among them.

import type { Target } from '../codec.ts';
import type { Fields } from '../conversation/counts.ts';
import { CUSTOM_SCHEMA, customDescription } from '../conversation/custom-input.ts';
import type { Losses } from '../conversation/losses.ts';
import type { ConversationRequest } from '../conversation/request.ts';
import type { ToolNames } from '../conversation/tool-names.ts';
import type { CustomTool, FunctionTool, HostedTool, Tool, ToolChoice, WebSearchTool } from '../conversation/tool.ts';
import type { CacheMarks } from './cache-marks.ts';
import { remoteServer } from './mcp.ts';
import type { ModelRules } from './models.ts';
import { refuse } from './read.ts';
import { inputSchema } from './schema.ts';
import { ANSWER_TOOL, type FormatPlan } from './structured.ts';
import { cacheControl, ownValue, PROTOCOL, type Block } from './wire.ts';

/** What the writing of tools needs to know. */
export interface ToolContext {
  readonly request: ConversationRequest;
  readonly target: Target;
  readonly rules: ModelRules;
  readonly names: ToolNames;
  readonly marks: CacheMarks;
  readonly losses: Losses;
}

/** The tools on the wire, the choice, and the beta headers that they need. */
export interface EncodedTools {
  readonly tools: readonly Block[];
  /** Servers of the model context protocol (`mcp_servers`). */
  readonly servers: readonly Fields[];
  readonly choice?: Block;
  readonly betas: readonly string[];
}

/** What tools need outside of their list. */
interface Beside {
  readonly betas: string[];
  readonly servers: Fields[];
}

/** Writes them. @throws Failure naming the tool that Anthropic does not have. */
export function encodeTools(context: ToolContext, plan: FormatPlan): EncodedTools {
  const { request, names } = context;
  const beside: Beside = { betas: [], servers: [] };
  for (const name of ownNames(request.tools)) names.reserve(name);
  const tools = offered(request)
    .map(tool => toolBlock(tool, `tools[${request.tools.indexOf(tool)}]`, context, beside))
    .filter(block => block !== undefined);
  if (plan.by === 'tool')
    tools.push({ name: names.wire(ANSWER_TOOL), description: plan.description, input_schema: plan.schema });
  const choice = choiceBlock(context, plan, tools.length > 0);
  return { tools, ...beside, ...(choice === undefined ? {} : { choice }) };
}

/** The names of Anthropic's own tools among those offered: no tool of the client's may have them. */
function ownNames(tools: readonly Tool[]): readonly string[] {
  return tools.flatMap(tool => {
    if (tool.type === 'web_search') return ['web_search'];
    return tool.type === 'hosted' ? (COUNTERPARTS[tool.tool]?.name ?? []) : [];
  });
}

/** The tools that may be called: Anthropic has no choice among some, so that only those are offered. */
function offered({ tools, toolChoice }: ConversationRequest): readonly Tool[] {
  if (toolChoice?.mode !== 'allowed') return tools;
  return tools.filter(tool => toolChoice.names.includes('name' in tool ? tool.name : tool.type));
}

function toolBlock(tool: Tool, at: string, context: ToolContext, beside: Beside): Block | undefined {
  switch (tool.type) {
    case 'function':
      return functionBlock(tool, at, context);
    case 'custom':
      return customBlock(tool, at, context);
    case 'web_search':
      return webSearchBlock(tool, at, context);
    default:
      return hostedBlock(tool, at, context, beside);
  }
}

function functionBlock(tool: FunctionTool, at: string, { rules, names, marks, losses }: ToolContext): Block {
  const own = ownValue(tool.native);
  if (own !== undefined && typeof own['type'] === 'string' && own['type'] !== 'custom') return { ...own };
  // A tool of another provider's that stands as a function is told whole: its own words for it are no loss.
  const foreign = own === undefined && typeof tool.native?.value['type'] !== 'string' ? tool.native?.value : undefined;
  for (const name of Object.keys(foreign ?? {})) losses.path(`${at}.${name}`);
  const { description, strict } = tool;
  const keepsStrict = strict !== undefined && (own !== undefined || rules.schemas);
  if (strict === true && !keepsStrict) losses.path(`${at}.strict`);
  return {
    name: names.wire({
      name: tool.name,
      kind: 'function',
      ...(tool.namespace === undefined ? {} : { namespace: tool.namespace }),
    }),
    ...(description === undefined ? {} : { description }),
    input_schema: inputSchema(tool.schema),
    ...(keepsStrict && strict ? { strict } : {}),
    ...own,
    ...cacheControl(marks.get(tool)),
  };
}

function customBlock(tool: CustomTool, at: string, { names, losses }: ToolContext): Block {
  const { name, namespace, grammar } = tool;
  if (grammar !== undefined) losses.path(`${at}.format`, 'emulated');
  return {
    name: names.wire({ name, kind: 'custom', ...(namespace === undefined ? {} : { namespace }) }),
    description: customDescription(tool.description, grammar),
    input_schema: CUSTOM_SCHEMA,
  };
}

/** How often may be searched for each size of context (web-search §5). */
const USES = { low: 1, medium: 5, high: 10 } as const;

function webSearchBlock(tool: WebSearchTool, at: string, { target, losses }: ToolContext): Block {
  const own = ownValue(tool.native);
  if (own !== undefined) return { ...own };
  if (target.vendor === 'bedrock') return refuse(at, 'this model has no web search at its host. Leave the tool out.');
  const { allowedDomains, blockedDomains, location, contextSize } = tool;
  if (contextSize !== undefined) losses.path(`${at}.search_context_size`, 'emulated');
  const uses = tool.maxUses ?? (contextSize === undefined ? undefined : USES[contextSize]);
  return {
    type: 'web_search_20250305',
    name: 'web_search',
    ...(uses === undefined ? {} : { max_uses: uses }),
    ...domains(allowedDomains, blockedDomains),
    ...(location === undefined ? {} : { user_location: { type: 'approximate', ...location } }),
  };
}

/** Anthropic takes one list or the other; what is both allowed and blocked is blocked. */
function domains(allowed: readonly string[] | undefined, blocked: readonly string[] | undefined): Block {
  if (allowed !== undefined && allowed.length > 0)
    return { allowed_domains: allowed.filter(domain => !(blocked ?? []).includes(domain)) };
  return blocked !== undefined && blocked.length > 0 ? { blocked_domains: blocked } : {};
}

/** Anthropic's tools that stand for another provider's. */
const COUNTERPARTS: Readonly<Partial<Record<HostedTool['tool'], Counterpart>>> = {
  code_execution: { type: 'code_execution_20250825', name: 'code_execution', beta: 'code-execution-2025-08-25' },
  web_fetch: { type: 'web_fetch_20250910', name: 'web_fetch', beta: 'web-fetch-2025-09-10' },
};

interface Counterpart {
  readonly type: string;
  readonly name: string;
  /** The beta header that it needs. */
  readonly beta: string;
}

function hostedBlock(tool: HostedTool, at: string, { target, losses }: ToolContext, beside: Beside): Block | undefined {
  const own = ownValue(tool.native);
  if (own !== undefined && tool.tool !== 'mcp') return { ...own };
  if (tool.tool === 'tool_search') return undefined;
  const clouded = own === undefined && (target.vendor === 'bedrock' || target.vendor === 'vertex');
  const remote = tool.tool === 'mcp' && !clouded ? remoteServer(tool) : undefined;
  if (remote !== undefined) {
    if (remote.server !== undefined) beside.servers.push(remote.server);
    if (remote.beta !== undefined) {
      beside.betas.push(remote.beta);
      losses.path(at, 'emulated');
    }
    return remote.toolset;
  }
  const counterpart = COUNTERPARTS[tool.tool];
  if (counterpart === undefined || clouded)
    return refuse(at, `this model has no tool of the kind ${tool.label}. Leave it out, or use a model that has it.`);
  losses.path(at, 'emulated');
  const { beta, ...block } = counterpart;
  beside.betas.push(beta);
  return block;
}

function choiceBlock({ request, names, losses }: ToolContext, plan: FormatPlan, any: boolean): Block | undefined {
  const { toolChoice, parallelTools } = request;
  if (!any) {
    if (
      request.origin !== PROTOCOL &&
      toolChoice !== undefined &&
      toolChoice.mode !== 'auto' &&
      toolChoice.mode !== 'none'
    )
      refuse(
        'tool_choice',
        'a tool must be called but none is offered. Give the tools, or leave the choice to the model.',
      );
    return undefined;
  }
  const single = parallelTools === false ? { disable_parallel_tool_use: true } : {};
  if (plan.by === 'tool') {
    const others = request.tools.length > 0 && toolChoice?.mode !== 'none';
    return others ? { type: 'any', ...single } : { type: 'tool', name: names.wire(ANSWER_TOOL) };
  }
  if (toolChoice === undefined) return parallelTools === false ? { type: 'auto', ...single } : undefined;
  if (toolChoice.mode === 'none' && parallelTools === false) losses.field('parallelTools');
  return modeBlock(toolChoice, names, single, request);
}

function modeBlock(choice: ToolChoice, names: ToolNames, single: Block, request: ConversationRequest): Block {
  switch (choice.mode) {
    case 'none':
      return { type: 'none' };
    case 'required':
      return { type: 'any', ...single };
    case 'named':
      return { type: 'tool', name: wireNameOf(choice.name, choice.kind, names, request), ...single };
    case 'allowed':
      return { type: choice.required ? 'any' : 'auto', ...single };
    default:
      return { type: 'auto', ...single };
  }
}

function wireNameOf(
  name: string,
  kind: 'function' | 'custom' | 'hosted',
  names: ToolNames,
  { tools }: ConversationRequest,
): string {
  if (kind === 'hosted') return name;
  const tool = tools.find(one => one.type === kind && one.name === name);
  if (tool === undefined || !('name' in tool))
    return refuse('tool_choice', `the tool ${name} is not among those offered.`);
  const { namespace } = tool;
  return names.wire({ name, kind, ...(namespace === undefined ? {} : { namespace }) });
}
