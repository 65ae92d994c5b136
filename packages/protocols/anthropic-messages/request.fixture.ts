// Requests of other protocols for the tests of this codec: one question, with what a test is about laid over it.

import type { EncodedRequest } from '../codec.ts';
import { fields, type Fields } from '../conversation/counts.ts';
import type { Part, ToolCallPart, ToolResultPart } from '../conversation/part.ts';
import type { ConversationRequest, Message } from '../conversation/request.ts';
import type { FunctionTool } from '../conversation/tool.ts';
import { anthropicMessages } from './codec.ts';

/** A message that says one thing. */
export function said(role: Message['role'], what: string | readonly Part[], index = 0): Message {
  const parts = typeof what === 'string' ? [{ type: 'text' as const, text: what }] : what;
  return { role, parts, at: `messages[${index}]` };
}

/** A chat client's request. */
export function asked(overrides: Partial<ConversationRequest> = {}): ConversationRequest {
  return {
    origin: 'openai-chat',
    model: 'claude',
    streamed: false,
    messages: [said('user', 'Hello')],
    tools: [],
    sampling: {},
    output: {},
    handling: {},
    extras: {},
    ...overrides,
  };
}

/** A conversation of these messages, each with its own place. */
export function talk(...messages: readonly Message[]): readonly Message[] {
  return messages.map((message, index) => ({ ...message, at: `messages[${index}]` }));
}

export const WEATHER: FunctionTool = {
  type: 'function',
  name: 'get_weather',
  description: 'The weather of a city.',
  schema: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
};

export function call(id: string, input = '{"city":"Paris"}'): ToolCallPart {
  return { type: 'tool_call', id, name: 'get_weather', kind: 'function', input };
}

export function result(callId: string, text = 'sunny'): ToolResultPart {
  return { type: 'tool_result', callId, kind: 'function', content: [{ type: 'text', text }], failed: false };
}

/** What is sent for a request, and what of it is read back as plain JSON. */
export function sent(
  request: ConversationRequest,
  model = 'claude-sonnet-4-5',
  more: { readonly vendor?: string; readonly maxOutput?: number } = {},
): EncodedRequest & { readonly json: Fields } {
  const encoded = anthropicMessages.encodeRequest(request, { model, vendor: 'anthropic', maxOutput: 64_000, ...more });
  return { ...encoded, json: fields(JSON.parse(JSON.stringify(encoded.body))) };
}
