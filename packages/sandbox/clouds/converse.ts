// Bedrock's Converse, played on top of Messages: its request read, its answer and its events written.

import type { Framing } from '../exchange.ts';
import { isObject } from '../shape.ts';
import { eventFrame, exceptionFrame } from './frames.ts';
import type { Json } from './inner.ts';

/** What is wrong with a request beyond its shape, in the service's words. */
export function converseFault(body: Json): string | undefined {
  const turns = objects(body['messages']);
  if (turns[0]?.['role'] !== 'user')
    return 'A conversation must start with a user message. Try again with a conversation that starts with a user message.';
  if (turns.some((turn, index) => index > 0 && turn['role'] === turns[index - 1]?.['role']))
    return 'A conversation must alternate between user and assistant roles.';
  const blocks = turns.flatMap(turn => objects(turn['content']));
  const calls = blocks.some(block => block['toolUse'] !== undefined || block['toolResult'] !== undefined);
  if (calls && body['toolConfig'] === undefined)
    return 'The toolConfig field must be defined when using toolUse and toolResult content blocks.';
  return undefined;
}

/** The request of Messages that asks the same. */
export function messagesOf(body: Json, model: string, stream: boolean): Record<string, unknown> {
  const config = record(body['inferenceConfig']);
  const tools = objects(record(body['toolConfig'])['tools']).filter(tool => tool['toolSpec'] !== undefined);
  const choice = record(record(body['toolConfig'])['toolChoice']);
  return {
    model,
    stream,
    max_tokens: config['maxTokens'] ?? 4096,
    ...given('temperature', config['temperature']),
    ...given('top_p', config['topP']),
    ...given('stop_sequences', config['stopSequences']),
    ...(body['system'] === undefined ? {} : { system: objects(body['system']).flatMap(textOf) }),
    messages: objects(body['messages']).map(({ role, content }) => ({
      role,
      content: objects(content).flatMap(blockOf),
    })),
    ...(tools.length === 0
      ? {}
      : {
          tools: tools.map(tool => {
            const { name, description, inputSchema } = record(tool['toolSpec']);
            return { name, ...given('description', description), input_schema: record(inputSchema)['json'] };
          }),
        }),
    ...(choice['any'] === undefined ? {} : { tool_choice: { type: 'any' } }),
    ...(choice['tool'] === undefined ? {} : { tool_choice: { type: 'tool', name: record(choice['tool'])['name'] } }),
  };
}

function textOf(block: Json): Json[] {
  return typeof block['text'] === 'string' ? [{ type: 'text', text: block['text'] }] : [];
}

function blockOf(block: Json): Json[] {
  const { text, image, document, toolUse, toolResult, reasoningContent } = block;
  if (typeof text === 'string') return [{ type: 'text', text }];
  if (image !== undefined) {
    const { format, source } = record(image);
    return [
      {
        type: 'image',
        source: { type: 'base64', media_type: `image/${String(format)}`, data: record(source)['bytes'] },
      },
    ];
  }
  if (document !== undefined) {
    const data = record(record(document)['source'])['bytes'];
    return [{ type: 'document', source: { type: 'base64', media_type: 'application/pdf', data } }];
  }
  if (toolUse !== undefined) {
    const { toolUseId, name, input } = record(toolUse);
    return [{ type: 'tool_use', id: toolUseId, name, input }];
  }
  if (toolResult !== undefined) {
    const { toolUseId, content, status } = record(toolResult);
    const inner = objects(content).flatMap(blockOf);
    return [
      {
        type: 'tool_result',
        tool_use_id: toolUseId,
        content: inner,
        ...(status === 'error' ? { is_error: true } : {}),
      },
    ];
  }
  // Thinking of this play has no signature that the inner provider would take again.
  return reasoningContent === undefined ? [] : [];
}

function usageOf(usage: Json): Json {
  const [input, output] = [Number(usage['input_tokens'] ?? 0), Number(usage['output_tokens'] ?? 0)];
  const [read, written] = [
    Number(usage['cache_read_input_tokens'] ?? 0),
    Number(usage['cache_creation_input_tokens'] ?? 0),
  ];
  return {
    inputTokens: input,
    outputTokens: output,
    totalTokens: input + output + read + written,
    cacheReadInputTokens: read,
    cacheWriteInputTokens: written,
  };
}

/** Bedrock's whole answer for a message. */
export function converseWhole(message: unknown): Json {
  const { content, stop_reason: stopReason, usage } = record(message);
  const blocks = objects(content).flatMap((block): Json[] => {
    if (block['type'] === 'text') return [{ text: block['text'] }];
    if (block['type'] === 'tool_use')
      return [{ toolUse: { toolUseId: block['id'], name: block['name'], input: block['input'] } }];
    if (block['type'] === 'thinking')
      return [{ reasoningContent: { reasoningText: { text: block['thinking'], signature: block['signature'] } } }];
    return [];
  });
  return {
    output: { message: { role: 'assistant', content: blocks } },
    stopReason,
    usage: usageOf(record(usage)),
    metrics: { latencyMs: 12 },
  };
}

/** Writes Anthropic's events as frames of Converse. */
export function converseFraming(): Framing {
  let usage: Json = {};
  const write = (event: Json): Buffer[] => {
    const { index: contentBlockIndex } = event;
    const delta = record(event['delta']);
    switch (event['type']) {
      case 'message_start':
        usage = record(record(event['message'])['usage']);
        return [eventFrame('messageStart', { role: 'assistant' })];
      case 'content_block_start': {
        const { type, id: toolUseId, name } = record(event['content_block']);
        if (type !== 'tool_use') return [];
        return [eventFrame('contentBlockStart', { contentBlockIndex, start: { toolUse: { toolUseId, name } } })];
      }
      case 'content_block_delta':
        return [eventFrame('contentBlockDelta', { contentBlockIndex, delta: deltaOf(delta) })];
      case 'content_block_stop':
        return [eventFrame('contentBlockStop', { contentBlockIndex })];
      case 'message_delta':
        usage = { ...usage, ...record(event['usage']) };
        return [eventFrame('messageStop', { stopReason: delta['stop_reason'] })];
      case 'message_stop':
        return [eventFrame('metadata', { usage: usageOf(usage), metrics: { latencyMs: 12 } })];
      case 'error':
        return [exceptionFrame('modelStreamErrorException', 'The model stream failed.')];
      default:
        return [];
    }
  };
  return {
    contentType: 'application/vnd.amazon.eventstream',
    event: text => Buffer.concat(eventsIn(text).flatMap(write)),
    whole: converseWhole,
  };
}

function deltaOf(delta: Json): Json {
  switch (delta['type']) {
    case 'text_delta':
      return { text: delta['text'] };
    case 'input_json_delta':
      return { toolUse: { input: delta['partial_json'] } };
    case 'signature_delta':
      return { reasoningContent: { signature: delta['signature'] } };
    default:
      return { reasoningContent: { text: delta['thinking'] } };
  }
}

/** The JSON of the events in a text of server-sent events. */
export function eventsIn(text: string): Json[] {
  return [...text.matchAll(/^data: (.*)$/gm)].flatMap(([, data = '']) => {
    const value: unknown = JSON.parse(data);
    return isObject(value) ? [value] : [];
  });
}

function record(value: unknown): Json {
  return isObject(value) ? value : {};
}

function objects(value: unknown): Json[] {
  return Array.isArray(value) ? value.filter(isObject) : [];
}

function given(name: string, value: unknown): Json {
  return value === undefined ? {} : { [name]: value };
}
