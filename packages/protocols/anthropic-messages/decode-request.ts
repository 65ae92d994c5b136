// Reads a Messages request into the neutral form.

import type { RequestHints } from '../codec.ts';
import { fields, isFields, type Fields } from '../conversation/counts.ts';
import type { Part } from '../conversation/part.ts';
import type { ConversationRequest, Effort, Message, Output, Reasoning } from '../conversation/request.ts';
import { Failure } from '../failures.ts';
import { partsOf } from './decode-blocks.ts';
import { choiceOf, toolsOf } from './decode-tools.ts';
import { withImages } from './markdown.ts';
import { effortInForce, isCleared, spokenContent, toolsInForce } from './mid-conversation.ts';
import { listAt, needText, numberAt, refuse } from './read.ts';
import { cacheOf, given, PROTOCOL, textOrNone } from './wire.ts';

/** Fields that have a place of their own in the neutral form; every other one is an extra. */
const READ = new Set([
  'model',
  'messages',
  'system',
  'max_tokens',
  'stream',
  'stop_sequences',
  'temperature',
  'top_p',
  'top_k',
  'tools',
  'tool_choice',
  'mcp_servers',
  'service_tier',
  'cache_control',
  'metadata',
  'thinking',
  'output_config',
  'output_format',
]);

/** Reads a body. @throws Failure `invalid_request` for one that the protocol forbids, and for message threads. */
export function decodeRequest(body: Fields, hints: RequestHints): ConversationRequest {
  refuseThread(body);
  if (!Array.isArray(body['tools'] ?? [])) refuse('tools', 'give a list.');
  const tools = toolsOf(toolsInForce(body), body['mcp_servers']);
  const thought = reasoningOf(body);
  return {
    origin: PROTOCOL,
    model: textOrNone(body['model']) ?? hints.model ?? refuse('model', 'name the model.'),
    streamed: body['stream'] === true || (body['stream'] === undefined && hints.streamed === true),
    messages: [...systemMessages(body['system']), ...messagesOf(body['messages'])],
    tools,
    ...choiceOf(body['tool_choice'], tools),
    sampling: {
      ...given('temperature', numberAt(body['temperature'], 'temperature')),
      ...given('topP', numberAt(body['top_p'], 'top_p')),
      ...given('topK', numberAt(body['top_k'], 'top_k')),
    },
    ...given('reasoning', thought.reasoning),
    output: outputOf(body),
    handling: {
      ...given('user', textOrNone(fields(body['metadata'])['user_id'])),
      ...given('serviceTier', textOrNone(body['service_tier'])),
      ...cacheOf(body),
    },
    extras: { ...extrasOf(body), ...thought.extras },
  };
}

/**
 * A thread holds its history at the provider that began it, so that a translation would lose the conversation without a
 * word. The SDKs send the whole history when they are told so with this code.
 */
function refuseThread(body: Fields): void {
  if (!isFields(body['thread'])) return;
  throw new Failure(
    'invalid_request',
    'thread: message threads are not kept for this model. Send the whole conversation in `messages`.',
    { param: 'thread', details: { error_code: 'thread_unsupported_request', unsupported: ['thread'] } },
  );
}

function systemMessages(system: unknown): readonly Message[] {
  if (system === undefined || system === null) return [];
  if (typeof system !== 'string' && !Array.isArray(system)) return refuse('system', 'give a text or a list of blocks.');
  const parts =
    typeof system === 'string'
      ? partsOf(system, 'system')
      : listAt(system, 'system').flatMap((block, index) => partsOf([block], `system[${index}]`));
  return parts.length === 0 ? [] : [{ role: 'system', parts, at: 'system' }];
}

const ROLES: readonly Message['role'][] = ['user', 'assistant', 'system'];

function messagesOf(value: unknown): readonly Message[] {
  if (!Array.isArray(value) || value.length === 0) return refuse('messages', 'give at least one message.');
  const messages = listAt(value, 'messages');
  return messages.flatMap((message, index): readonly Message[] => {
    const at = `messages[${index}]`;
    const role = ROLES.find(known => known === message['role']) ?? refuse(`${at}.role`, 'must be user or assistant.');
    if (role === 'user') return [{ role, parts: partsOf(message['content'], at), at }];
    if (role === 'assistant') return [{ role, parts: spokenParts(message['content'], at), at }];
    const parts = isCleared(messages, index) ? [] : partsOf(spokenContent(message['content']), at);
    return parts.length === 0 ? [] : [{ role, parts, at }];
  });
}

/** What the assistant said, with the images that it drew. */
function spokenParts(content: unknown, at: string): readonly Part[] {
  return partsOf(content, at).flatMap(part => (part.type === 'text' ? withImages(part) : [part]));
}

function outputOf(body: Fields): Output {
  const stops = body['stop_sequences'];
  const format = fields(body['output_config'])['format'] ?? body['output_format'];
  const limit = numberAt(body['max_tokens'], 'max_tokens');
  if (limit !== undefined && (!Number.isSafeInteger(limit) || limit < 0))
    refuse('max_tokens', 'give a whole number of tokens.');
  return {
    ...given('limit', limit),
    ...(Array.isArray(stops) ? { stop: stops.filter((stop: unknown) => typeof stop === 'string') } : {}),
    ...(isFields(format) && isFields(format['schema'])
      ? { format: { type: 'json_schema', schema: format['schema'] } }
      : {}),
  };
}

const EFFORTS: readonly Effort[] = ['low', 'medium', 'high', 'xhigh', 'max'];
const SHOWN = { summarized: 'auto', omitted: 'none' } as const;

/** What is asked of thinking. An effort while thinking is off speaks of the answer alone: only Anthropic has that. */
function reasoningOf(body: Fields): { readonly reasoning?: Reasoning; readonly extras: Fields } {
  const config = fields(body['output_config']);
  const { format: _, effort: word, ...others } = config;
  const inForce = effortInForce(body) ?? word;
  const effort = EFFORTS.find(known => known === inForce);
  const kept = (more: Fields): Fields => {
    const rest = { ...others, ...more };
    return Object.keys(rest).length === 0 ? {} : { output_config: rest };
  };
  const thinking = body['thinking'];
  if (!isFields(thinking))
    return { ...given('reasoning', effort === undefined ? undefined : { effort }), extras: kept({}) };
  const display = thinking['display'];
  const show = display === 'summarized' || display === 'omitted' ? { show: SHOWN[display] } : {};
  const asked = { ...given('effort', effort), ...show };
  switch (thinking['type']) {
    case 'disabled':
      return { reasoning: { budget: 0 }, extras: kept(given('effort', effort)) };
    case 'adaptive':
      return { reasoning: { adaptive: true, ...asked }, extras: kept({}) };
    case 'enabled': {
      const budget = numberAt(thinking['budget_tokens'], 'thinking.budget_tokens');
      if (budget === undefined) return refuse('thinking.budget_tokens', 'give a number of tokens.');
      return { reasoning: { budget, ...asked }, extras: kept({}) };
    }
    default:
      return {
        ...given('reasoning', effort === undefined ? undefined : { effort }),
        extras: { thinking: { type: needText(thinking, 'type', 'thinking'), ...thinking }, ...kept({}) },
      };
  }
}

function extrasOf(body: Fields): Fields {
  const extras = Object.entries(body).filter(([name, value]) => !READ.has(name) && value !== undefined);
  const { user_id: _, ...metadata } = fields(body['metadata']);
  const more = Object.keys(metadata).length === 0 ? [] : [['metadata', metadata] as const];
  return Object.fromEntries([...extras, ...more]);
}
