// Words that every object of the language has, and values of the wrong kind, anywhere in a request: refused or taken, never a mistake of ours.

import { expect, it } from 'vitest';
import { codecOf } from './codecs.ts';
import { isFields } from './conversation/counts.ts';
import { Failure, type Protocol } from './failures.ts';

const SCHEMA = { type: 'object', properties: { a: { type: 'string', enum: ['x'] } }, required: ['a'] };
const PNG = 'data:image/png;base64,AAAA';
/** One rich request of each protocol. */
const REQUESTS: Readonly<Record<Protocol, Record<string, unknown>>> = {
  'openai-chat': {
    model: 'm',
    messages: [
      { role: 'system', content: 'x' },
      {
        role: 'user',
        content: [
          { type: 'text', text: 'x', cache_control: { type: 'ephemeral', ttl: '1h' } },
          { type: 'image_url', image_url: { url: PNG, detail: 'low' } },
          { type: 'input_audio', input_audio: { data: 'AAAA', format: 'wav' } },
          { type: 'file', file: { filename: 'a.pdf', file_data: 'data:application/pdf;base64,AAAA' } },
        ],
      },
      {
        role: 'assistant',
        content: null,
        reasoning_details: [{ type: 'reasoning.text', text: 't', signature: 's', format: 'f', index: 0 }],
        tool_calls: [{ id: 'a', type: 'function', function: { name: 'f', arguments: '{}' } }],
      },
      { role: 'tool', tool_call_id: 'a', content: 'x' },
    ],
    tools: [
      { type: 'function', function: { name: 'f', parameters: SCHEMA, strict: true } },
      {
        type: 'custom',
        custom: { name: 'g', format: { type: 'grammar', grammar: { syntax: 'lark', definition: 'x' } } },
      },
    ],
    tool_choice: { type: 'function', function: { name: 'f' } },
    response_format: { type: 'json_schema', json_schema: { name: 'n', schema: SCHEMA } },
    reasoning_effort: 'low',
    verbosity: 'low',
    service_tier: 'auto',
    modalities: ['text'],
    web_search_options: { search_context_size: 'low' },
  },
  'openai-responses': {
    model: 'm',
    input: [
      { role: 'developer', content: 'x' },
      {
        type: 'message',
        role: 'user',
        content: [
          { type: 'input_text', text: 'x' },
          { type: 'input_image', image_url: PNG, detail: 'low' },
          { type: 'input_file', filename: 'a.pdf', file_data: 'AAAA' },
        ],
      },
      { type: 'reasoning', id: 'rs_1', summary: [{ type: 'summary_text', text: 's' }], encrypted_content: 'e' },
      { type: 'function_call', call_id: 'a', name: 'f', arguments: '{}', status: 'completed' },
      { type: 'function_call_output', call_id: 'a', output: [{ type: 'input_text', text: 'x' }] },
      { type: 'web_search_call', id: 'ws_1', status: 'completed', action: { type: 'search', query: 'q' } },
      {
        role: 'assistant',
        content: [{ type: 'output_text', text: 'x', annotations: [{ type: 'url_citation', url: 'u' }] }],
      },
      { role: 'user', content: 'x' },
    ],
    tools: [
      { type: 'function', name: 'f', parameters: SCHEMA },
      { type: 'web_search', search_context_size: 'low' },
    ],
    tool_choice: { type: 'function', name: 'f' },
    text: { format: { type: 'json_schema', name: 'n', schema: SCHEMA }, verbosity: 'low' },
    reasoning: { effort: 'low', summary: 'auto' },
    service_tier: 'auto',
  },
  'anthropic-messages': {
    model: 'm',
    max_tokens: 5000,
    system: [{ type: 'text', text: 'x', cache_control: { type: 'ephemeral', ttl: '1h' } }],
    messages: [
      {
        role: 'user',
        content: [
          { type: 'image', source: { type: 'base64', media_type: 'image/png', data: 'AAAA' } },
          {
            type: 'document',
            source: { type: 'text', media_type: 'text/plain', data: 'x' },
            citations: { enabled: true },
          },
        ],
      },
      {
        role: 'assistant',
        content: [
          { type: 'thinking', thinking: 't', signature: 's' },
          { type: 'text', text: 'x', citations: [{ type: 'char_location', cited_text: 'c', document_index: 0 }] },
          { type: 'tool_use', id: 'a', name: 'f', input: { a: 'x' } },
        ],
      },
      { role: 'user', content: [{ type: 'tool_result', tool_use_id: 'a', content: [{ type: 'text', text: 'x' }] }] },
    ],
    tools: [
      { name: 'f', input_schema: SCHEMA, type: 'custom' },
      { type: 'web_search_20250305', name: 'web_search' },
    ],
    tool_choice: { type: 'auto' },
    thinking: { type: 'enabled', budget_tokens: 1024, display: 'summarized' },
    output_config: { effort: 'low', format: { type: 'json_schema', schema: SCHEMA } },
    service_tier: 'auto',
  },
  'gemini-generate': {
    contents: [
      { role: 'user', parts: [{ inlineData: { mimeType: 'image/png', data: 'AAAA' } }] },
      { role: 'model', parts: [{ functionCall: { id: 'a', name: 'f', args: {} }, thoughtSignature: 'AAAA' }] },
      { role: 'user', parts: [{ functionResponse: { id: 'a', name: 'f', response: { result: 'x' } } }] },
    ],
    tools: [
      { functionDeclarations: [{ name: 'f', parameters: { type: 'OBJECT', properties: { a: { type: 'STRING' } } } }] },
    ],
    toolConfig: { functionCallingConfig: { mode: 'ANY', allowedFunctionNames: ['f'] } },
    generationConfig: {
      responseMimeType: 'application/json',
      responseSchema: { type: 'OBJECT', properties: { a: { type: 'STRING' } } },
      thinkingConfig: { thinkingLevel: 'LOW' },
      responseModalities: ['TEXT'],
    },
  },
};

const VENDORS: Readonly<Record<Protocol, string>> = {
  'openai-chat': 'mistral',
  'openai-responses': 'openai',
  'anthropic-messages': 'anthropic',
  'gemini-generate': 'gemini',
};
const PROTOCOLS = Object.keys(REQUESTS) as Protocol[];
const ODD: readonly unknown[] = ['constructor', '__proto__', 'toString', null, 7, [], {}, '', true, [null]];

/** The paths of everything in a value. */
function* paths(value: unknown, at: readonly string[] = []): Generator<readonly string[]> {
  if (at.length > 0) yield at;
  if (!Array.isArray(value) && !isFields(value)) return;
  for (const [name, inner] of Object.entries(value)) yield* paths(inner, [...at, name]);
}

/** A copy with another value at a path. */
function changed(value: unknown, [name, ...rest]: readonly string[], odd: unknown): unknown {
  if (name === undefined) return odd;
  if (Array.isArray(value))
    return value.map((inner: unknown, index) => (String(index) === name ? changed(inner, rest, odd) : inner));
  return isFields(value) ? { ...value, [name]: changed(value[name], rest, odd) } : value;
}

it.each(PROTOCOLS)('%s', { timeout: 30_000 }, protocol => {
  const codec = codecOf(protocol);
  const faults = new Set<string>();
  for (const path of paths(REQUESTS[protocol])) {
    for (const odd of ODD) {
      const body = changed(REQUESTS[protocol], path, odd) as Record<string, unknown>;
      try {
        const request = codec?.decodeRequest(body, { model: 'm', streamed: false });
        if (request === undefined) continue;
        for (const target of PROTOCOLS)
          try {
            codecOf(target)?.encodeRequest(request, { model: 'm', vendor: VENDORS[target] });
          } catch (error) {
            if (!(error instanceof Failure))
              faults.add(`${path.join('.')} = ${JSON.stringify(odd)} to ${target}: ${String(error)}`);
          }
      } catch (error) {
        if (!(error instanceof Failure)) faults.add(`${path.join('.')} = ${JSON.stringify(odd)}: ${String(error)}`);
      }
    }
  }
  expect([...faults]).toEqual([]);
});
