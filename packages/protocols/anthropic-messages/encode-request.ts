// Writes a request of any origin for an upstream that speaks Messages.

import type { EncodedRequest, Target } from '../codec.ts';
import { Losses } from '../conversation/losses.ts';
import type { ConversationRequest } from '../conversation/request.ts';
import { ToolNames } from '../conversation/tool-names.ts';
import { cacheMarks } from './cache-marks.ts';
import { encodeMessages, isUnproven, type EncodedMessages } from './encode-messages.ts';
import { encodeTools, type EncodedTools } from './encode-tools.ts';
import { fields } from '../conversation/counts.ts';
import { rulesOf, type ModelRules } from './models.ts';
import { refuse } from './read.ts';
import { encodeSampling } from './sampling.ts';
import { planFormat, type FormatPlan } from './structured.ts';
import { encodeThinking, limitOf, type Asked } from './thinking.ts';
import { cacheControl, PROTOCOL, row, type Block } from './wire.ts';

/** Writes a body. @throws Failure `invalid_request` naming what Anthropic cannot hold. */
export function encodeRequest(request: ConversationRequest, target: Target): EncodedRequest {
  refuseImpossible(request);
  const losses = new Losses(request);
  const names = new ToolNames();
  const rules = rulesOf(target.model);
  const marks = cacheMarks(request, losses);
  const plan = planFormat(request, rules, target, losses);
  const tools = encodeTools({ request, target, rules, names, marks, losses }, plan);
  const spoken = encodeMessages({ request, rules, names, marks, losses });
  refusePrefill(request, spoken, rules);
  const limit = limitOf(request, target, rules, losses);
  const thought = encodeThinking(request, circumstances(spoken, tools, rules, limit), losses);
  const system = plan.by === 'hint' ? [...spoken.system, { type: 'text', text: plan.text }] : spoken.system;
  const stop = request.output.stop ?? [];
  const body: Block = {
    model: target.model,
    max_tokens: limit,
    ...(system.length > 0 ? { system } : {}),
    messages: spoken.messages,
    ...(tools.tools.length > 0 ? { tools: tools.tools } : {}),
    ...(tools.servers.length > 0 ? { mcp_servers: tools.servers } : {}),
    ...(tools.choice === undefined ? {} : { tool_choice: tools.choice }),
    ...(thought.thinking === undefined ? {} : { thinking: thought.thinking }),
    ...encodeSampling(request, rules, thought.on, losses),
    ...(stop.some(isVisible) ? { stop_sequences: stop.filter(isVisible) } : {}),
    ...handling(request, losses),
    ...extras(request, losses),
    ...outputConfig(request, thought, plan),
    ...(request.streamed ? { stream: true } : {}),
  };
  for (const field of ['verbosity', 'speech', 'image'] as const)
    if (request.output[field] !== undefined) losses.field(field);
  return {
    body,
    headers: betaHeader([...tools.betas, ...interleaving(request, rules, thought)]),
    losses: losses.list,
    names,
    cutAt: stop.filter(text => !isVisible(text) && text !== ''),
  };
}

function betaHeader(betas: readonly string[]): EncodedRequest['headers'] {
  return betas.length > 0 ? [['anthropic-beta', [...new Set(betas)].join(',')]] : [];
}

/** A model that thinks only before its first call, unless told otherwise: agents of other protocols are used to more. */
function interleaving(request: ConversationRequest, rules: ModelRules, thought: Asked): readonly string[] {
  const wanted = rules.interleaves && request.origin !== PROTOCOL && thought.on && request.tools.length > 0;
  return wanted ? ['interleaved-thinking-2025-05-14'] : [];
}

/** Anthropic refuses stop texts that are nothing but white space. */
function isVisible(stop: string): boolean {
  return stop.trim() !== '';
}

/** What no writing can bring about: several answers, probabilities, an answer that is not text. */
function refuseImpossible({ output }: ConversationRequest): void {
  const { choices, logprobs, modalities } = output;
  if (choices !== undefined && choices > 1)
    refuse('n', 'this model gives one answer a request. Ask once for each answer.');
  if (logprobs !== undefined) refuse('logprobs', 'this model tells no probabilities.');
  const other = modalities?.find(modality => modality !== 'text');
  if (other !== undefined) refuse('modalities', `this model answers in text, not in ${other}.`);
}

/** Newer models do not go on with an answer that was begun for them. What they paused themselves they do. */
function refusePrefill(request: ConversationRequest, { messages }: EncodedMessages, rules: ModelRules): void {
  const last = messages.at(-1);
  if (request.origin === PROTOCOL || rules.prefill || last?.role !== 'assistant') return;
  if (last.content.at(-1)?.['type'] !== 'text') return;
  const at = request.messages.at(-1)?.at ?? 'messages';
  refuse(at, 'this model does not go on with a message of the assistant. Let the user have the last word.');
}

function circumstances(spoken: EncodedMessages, tools: EncodedTools, rules: ModelRules, limit: number) {
  const choice = tools.choice?.['type'];
  return {
    rules,
    limit,
    forced: choice === 'any' || choice === 'tool',
    prefilled: spoken.messages.at(-1)?.role === 'assistant',
    unproven: isUnproven(spoken.messages),
  };
}

/** Longest `metadata.user_id` in characters. */
const LONGEST_USER = 256;

const TIERS: Readonly<Record<string, string>> = {
  auto: 'auto',
  standard_only: 'standard_only',
  default: 'standard_only',
  standard: 'standard_only',
  priority: 'auto',
};

function handling({ handling: hints, origin }: ConversationRequest, losses: Losses): Block {
  const { user, serviceTier, cache } = hints;
  if (hints.metadata !== undefined) losses.field('metadata');
  if (hints.store === true) losses.field('store');
  if (cache === undefined && hints.cacheKey === undefined && hints.cacheRetention !== undefined)
    losses.field('cacheRetention');
  const tier = row(TIERS, serviceTier);
  if (serviceTier !== undefined && tier === undefined) losses.field('serviceTier');
  const tooLong = user !== undefined && user.length > LONGEST_USER && origin !== PROTOCOL;
  if (tooLong) losses.field('user');
  return {
    ...(user === undefined || tooLong ? {} : { metadata: { user_id: user } }),
    ...(tier === undefined ? {} : { service_tier: tier }),
    ...(origin === PROTOCOL ? cacheControl(cache) : {}),
  };
}

/** What only the origin knows: its own go back to it, another's are lost. */
function extras(request: ConversationRequest, losses: Losses): Block {
  if (request.origin === PROTOCOL) return { ...request.extras };
  for (const name of Object.keys(request.extras)) losses.path(name);
  return {};
}

function outputConfig(request: ConversationRequest, thought: Asked, plan: FormatPlan): Block {
  const kept = request.origin === PROTOCOL ? fields(request.extras['output_config']) : {};
  const config = {
    ...kept,
    ...(thought.effort === undefined ? {} : { effort: thought.effort }),
    ...(plan.by === 'schema' ? { format: plan.format } : {}),
  };
  return Object.keys(config).length > 0 ? { output_config: config } : {};
}
