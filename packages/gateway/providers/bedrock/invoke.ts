// Claude on Bedrock: what of a Messages request InvokeModel takes, and its streamed chunks as Anthropic's events.

import { objectOf } from '../account-calls.ts';
import { betasOf, bodyFields, claudeGeneration, versionFor, type Betas } from '../claude-body.ts';
import type { Outgoing } from '../outer.ts';
import type { Frame } from './event-stream.ts';

/** Anything else is refused with "Extra inputs are not permitted" (clouds §3.5). */
const FIELDS = new Set([
  'anthropic_version',
  'max_tokens',
  'messages',
  'anthropic_beta',
  'system',
  'stop_sequences',
  'temperature',
  'top_p',
  'top_k',
  'tools',
  'tool_choice',
  'thinking',
  'metadata',
  'output_config',
  'safeguards',
  'context_management',
]);
const FINE_GRAINED = 'fine-grained-tool-streaming-2025-05-14';
const BETAS: Betas = {
  kept: /^(?:computer-use-.+|context-1m-2025-08-07|context-management-2025-06-27|compact-2026-01-12|effort-2025-11-24|fine-grained-tool-streaming-2025-05-14|tool-search-tool-2025-10-19|interleaved-thinking-2025-05-14)$/,
  renamed: { 'advanced-tool-use-2025-11-20': 'tool-search-tool-2025-10-19' },
};
/** The first generation for which Bedrock takes the new version of the API, and that for which it keeps caches for an hour. */
const NEW_VERSION_FROM = 4.7;
const LONG_CACHE_FROM = 4.5;

/** The body of InvokeModel. */
export function invokeBody(request: Outgoing, model: string): Record<string, unknown> {
  const generation = claudeGeneration(model);
  const fields = bodyFields(request);
  const tools = Array.isArray(fields['tools']) ? fields['tools'].map(objectOf) : undefined;
  const eager = tools?.some(tool => tool['eager_input_streaming'] === true) === true;
  const own = Array.isArray(fields['anthropic_beta']) ? fields['anthropic_beta'].map(String) : [];
  const betas = new Set([...own, ...betasOf(request, BETAS), ...(eager ? [FINE_GRAINED] : [])]);
  const kept = Object.entries(fields).filter(([name]) => FIELDS.has(name));
  const body: Record<string, unknown> = {
    anthropic_version: versionFor(request, 'bedrock-2023-05-31', generation >= NEW_VERSION_FROM),
    ...Object.fromEntries(kept),
    ...(tools === undefined
      ? {}
      : { tools: tools.map(({ eager_input_streaming: _eager, ...tool }) => withTtl(tool, generation)) }),
    ...(betas.size === 0 ? {} : { anthropic_beta: [...betas] }),
  };
  for (const name of ['system', 'messages']) if (name in body) body[name] = withTtl(body[name], generation);
  const choice = body['tool_choice'];
  if (choice !== undefined) {
    const { type, name } = objectOf(choice);
    body['tool_choice'] = name === undefined ? { type } : { type, name };
  }
  return body;
}

/** Cache marks as Bedrock takes them, wherever they stand: without a scope, and without a time where none is known. */
function withTtl(value: unknown, generation: number): unknown {
  if (Array.isArray(value)) return value.map(item => withTtl(item, generation));
  if (typeof value !== 'object' || value === null) return value;
  // A number with many digits is an object to everybody but JSON.
  if (Object.getPrototypeOf(value) === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => {
      if (name === 'input' || name === 'input_schema') return [name, inner];
      if (name !== 'cache_control' || typeof inner !== 'object' || inner === null)
        return [name, withTtl(inner, generation)];
      const { scope: _scope, ttl, ...mark } = objectOf(inner);
      return [name, ttl !== undefined && generation >= LONG_CACHE_FROM ? { ...mark, ttl } : mark];
    }),
  );
}

/** The event that a chunk carries, without what Bedrock adds to the last one. */
export function invokeEvent(frame: Frame): string {
  const payload = objectOf(JSON.parse(frame.payload.toString('utf8')));
  const bytes = payload['bytes'];
  if (typeof bytes !== 'string') return '';
  const json = Buffer.from(bytes, 'base64').toString('utf8');
  const event = objectOf(JSON.parse(json));
  const type = typeof event['type'] === 'string' ? event['type'] : '';
  const { 'amazon-bedrock-invocationMetrics': metrics, ...rest } = event;
  return `event: ${type}\ndata: ${metrics === undefined ? json : JSON.stringify(rest)}\n\n`;
}
