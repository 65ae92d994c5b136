// The answers of Bedrock's Converse as Anthropic's: a whole message, or the events of its stream (clouds §3.6).

import { randomBytes } from 'node:crypto';
import { objectOf, objectsOf } from '../account-calls.ts';
import type { Frame } from './event-stream.ts';

type Json = Readonly<Record<string, unknown>>;

const STOPS: Readonly<Record<string, string>> = {
  guardrail_intervened: 'refusal',
  content_filtered: 'refusal',
  malformed_model_output: 'end_turn',
  malformed_tool_use: 'end_turn',
};

/** Text of a message for the text of an answer. @throws SyntaxError for a body that is not JSON */
export function converseAnswer(body: string, model: string): string {
  const answer = objectOf(JSON.parse(body));
  const message = objectOf(objectOf(answer['output'])['message']);
  return JSON.stringify({
    id: newId(),
    type: 'message',
    role: 'assistant',
    model,
    content: (objectsOf(message['content']) ?? []).flatMap(block => blockOf(block) ?? []),
    stop_reason: stopOf(answer['stopReason']),
    stop_sequence: null,
    usage: usageOf(objectOf(answer['usage'])),
  });
}

function newId(): string {
  return `msg_bdrk_${randomBytes(12).toString('hex')}`;
}

function stopOf(reason: unknown): unknown {
  return typeof reason === 'string' ? (STOPS[reason] ?? reason) : 'end_turn';
}

/** Its input leaves what was cached out, as Anthropic's does. */
function usageOf(usage: Json): Json {
  const count = (name: string): number => (typeof usage[name] === 'number' ? usage[name] : 0);
  const details = objectsOf(usage['cacheDetails']) ?? [];
  const written = (ttl: string): number =>
    details.reduce(
      (sum, one) => sum + (one['ttl'] === ttl && typeof one['inputTokens'] === 'number' ? one['inputTokens'] : 0),
      0,
    );
  return {
    input_tokens: count('inputTokens'),
    cache_read_input_tokens: count('cacheReadInputTokens'),
    cache_creation_input_tokens: count('cacheWriteInputTokens'),
    ...(details.length === 0
      ? {}
      : { cache_creation: { ephemeral_5m_input_tokens: written('5m'), ephemeral_1h_input_tokens: written('1h') } }),
    output_tokens: count('outputTokens'),
  };
}

function blockOf(block: Json): Json | undefined {
  const { text, toolUse, reasoningContent } = block;
  if (typeof text === 'string') return { type: 'text', text };
  if (toolUse !== undefined) {
    const { toolUseId, name, input } = objectOf(toolUse);
    return { type: 'tool_use', id: toolUseId, name, input: input ?? {} };
  }
  if (reasoningContent !== undefined) {
    const { reasoningText, redactedContent } = objectOf(reasoningContent);
    if (redactedContent !== undefined) return { type: 'redacted_thinking', data: redactedContent };
    const told = objectOf(reasoningText);
    return { type: 'thinking', thinking: told['text'] ?? '', signature: told['signature'] ?? '' };
  }
  const cited = objectsOf(objectOf(block['citationsContent'])['content']);
  return cited === undefined ? undefined : { type: 'text', text: cited.map(one => String(one['text'] ?? '')).join('') };
}

/** Writes Anthropic's events for the frames of a stream. */
export class ConverseEvents {
  private readonly model: string;
  /** The block that is open: its number there, its number here, its type. */
  private open: { readonly there: unknown; readonly type: string } | undefined;
  private index = -1;
  private stop: unknown;
  private done = false;

  constructor(model: string) {
    this.model = model;
  }

  /** The events that a frame becomes. */
  push(frame: Frame): string {
    const payload = objectOf(JSON.parse(frame.payload.toString('utf8')));
    switch (frame.headers.get(':event-type')) {
      case 'messageStart':
        return this.begin();
      case 'contentBlockStart':
        return this.start(payload);
      case 'contentBlockDelta':
        return this.delta(payload['contentBlockIndex'], objectOf(payload['delta']));
      case 'contentBlockStop':
        return this.close();
      case 'messageStop':
        this.stop = payload['stopReason'];
        return this.close();
      case 'metadata':
        return this.finish(usageOf(objectOf(payload['usage'])));
      default:
        return '';
    }
  }

  /** The stream has ended: its end is written although its usage never came. */
  end(): string {
    return this.stop === undefined || this.done ? '' : this.finish(undefined);
  }

  private begin(): string {
    const message = {
      id: newId(),
      type: 'message',
      role: 'assistant',
      model: this.model,
      content: [],
      stop_reason: null,
      stop_sequence: null,
      usage: { input_tokens: 0, output_tokens: 0 },
    };
    return event('message_start', { message });
  }

  private start(payload: Json): string {
    const { toolUse } = objectOf(payload['start']);
    if (toolUse === undefined) return '';
    const { toolUseId, name } = objectOf(toolUse);
    return this.openBlock(payload['contentBlockIndex'], 'tool', { type: 'tool_use', id: toolUseId, name, input: {} });
  }

  private delta(there: unknown, delta: Json): string {
    const { text, toolUse, reasoningContent } = delta;
    if (typeof text === 'string') {
      const opened = this.openUnless(there, 'text', { type: 'text', text: '' });
      return opened + this.write({ type: 'text_delta', text });
    }
    if (toolUse !== undefined)
      return this.write({ type: 'input_json_delta', partial_json: objectOf(toolUse)['input'] ?? '' });
    if (reasoningContent === undefined) return '';
    const { text: thinking, signature, redactedContent } = objectOf(reasoningContent);
    if (redactedContent !== undefined)
      return this.openUnless(there, 'redacted', { type: 'redacted_thinking', data: redactedContent });
    const opened = this.openUnless(there, 'thinking', { type: 'thinking', thinking: '', signature: '' });
    if (signature !== undefined) return opened + this.write({ type: 'signature_delta', signature });
    return opened + this.write({ type: 'thinking_delta', thinking: thinking ?? '' });
  }

  /** Blocks of text are not announced: their first piece opens them. */
  private openUnless(there: unknown, type: string, block: Json): string {
    return this.open?.there === there && this.open?.type === type ? '' : this.openBlock(there, type, block);
  }

  private openBlock(there: unknown, type: string, block: Json): string {
    const before = this.close();
    this.index += 1;
    this.open = { there, type };
    return before + event('content_block_start', { index: this.index, content_block: block });
  }

  private write(delta: Json): string {
    return this.open === undefined ? '' : event('content_block_delta', { index: this.index, delta });
  }

  private close(): string {
    if (this.open === undefined) return '';
    this.open = undefined;
    return event('content_block_stop', { index: this.index });
  }

  private finish(usage: Json | undefined): string {
    if (this.done) return '';
    this.done = true;
    const delta = { stop_reason: stopOf(this.stop), stop_sequence: null };
    return (
      this.close() +
      event('message_delta', { delta, ...(usage === undefined ? {} : { usage }) }) +
      event('message_stop', {})
    );
  }
}

function event(type: string, fields: Json): string {
  return `event: ${type}\ndata: ${JSON.stringify({ type, ...fields })}\n\n`;
}
