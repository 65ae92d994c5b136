// Specification of tools that the client runs: other models call them as functions, the client gets its own items.

import { describe, expect, it } from 'vitest';
import { eventsOf } from '../conversation/collect.ts';
import { fields, type Fields } from '../conversation/counts.ts';
import type { Part } from '../conversation/part.ts';
import type { StreamEvent } from '../conversation/event.ts';
import { ToolNames } from '../conversation/tool-names.ts';
import { openaiResponses } from './codec.ts';
import { client, read, steps, written } from './harness.fixture.ts';
import { objectsOf, textOf } from './wire.ts';

const TOOLS = [
  { type: 'local_shell' },
  { type: 'shell' },
  { type: 'apply_patch' },
  { type: 'computer_use_preview', display_width: 800, display_height: 600, environment: 'browser' },
  { type: 'tool_search', execution: 'client', description: 'Finds tools.', parameters: { type: 'object' } },
  { type: 'custom', name: 'exec', description: 'Runs.' },
  { type: 'namespace', name: 'files', description: 'Files.', tools: [{ type: 'function', name: 'open' }] },
];
const decode = (input: unknown) => openaiResponses.decodeRequest({ model: 'm', tools: TOOLS, input }, {});
const request = decode('Go.');

const CALLS: readonly (readonly [name: string, input: string, item: Fields])[] = [
  [
    'local_shell',
    '{"command":["ls"]}',
    { type: 'local_shell_call', action: { type: 'exec', command: ['ls'], env: {} } },
  ],
  [
    'shell',
    '{"commands":["ls"],"timeout_ms":9}',
    { type: 'shell_call', action: { commands: ['ls'], timeout_ms: 9, max_output_length: null } },
  ],
  [
    'apply_patch',
    '{"type":"delete_file","path":"a"}',
    { type: 'apply_patch_call', operation: { type: 'delete_file', path: 'a' } },
  ],
  [
    'computer',
    '{"type":"click","x":1,"y":2,"button":"left"}',
    { type: 'computer_call', action: { type: 'click', x: 1, y: 2, button: 'left' }, pending_safety_checks: [] },
  ],
  ['tool_search', '{"query":"q"}', { type: 'tool_search_call', execution: 'client', arguments: { query: 'q' } }],
];

const call = (name: string, input: string): Part => ({
  type: 'tool_call',
  id: 'call_1',
  name,
  kind: 'function',
  input,
});
const answer = (...parts: readonly Part[]) => ({
  id: 'x',
  model: 'm',
  choices: [{ parts, stop: { reason: 'tool_calls' } as const }],
});

describe.each(CALLS)('the tool %s', (name, input, item) => {
  it('is a function with a schema to other models', () => {
    const tool = request.tools.find(one => 'name' in one && one.name === name);
    expect(tool).toMatchObject({ type: 'function', schema: { type: 'object' } });
  });

  it('is called by its own item, whole and streamed', () => {
    const given = answer(call(name, input));
    const whole = openaiResponses.encodeAnswer(given, client(request));
    expect(whole['output']).toMatchObject([{ ...item, call_id: 'call_1', status: 'completed' }]);
    const told = steps(
      written(
        eventsOf(given, text => [...text]),
        client(request),
      ),
    );
    expect(fields(told.at(-1)?.['response'])['output']).toEqual(whole['output']);
    expect(told.map(step => textOf(step['type'])).slice(2, -1)).toEqual([
      'response.output_item.added',
      'response.output_item.done',
    ]);
  });

  it('is called and answered the same when the conversation comes back, and goes out', () => {
    const [made] = objectsOf(openaiResponses.encodeAnswer(answer(call(name, input)), client(request))['output']);
    const type = name === 'tool_search' ? 'tool_search_output' : `${name}_call_output`;
    const output = { type, call_id: 'call_1', output: 'done' };
    const back = decode([{ role: 'user', content: 'Go.' }, made, output]);
    expect(back.messages[1]?.parts).toMatchObject([{ type: 'tool_call', name, id: 'call_1', kind: 'function' }]);
    expect(back.messages[2]?.parts).toMatchObject([{ type: 'tool_result', callId: 'call_1' }]);
    const { body } = openaiResponses.encodeRequest(back, { model: 'gpt-5', vendor: 'openai' });
    expect(objectsOf(body['input'])[1]).toMatchObject({ ...item, call_id: 'call_1' });
    expect(objectsOf(body['input'])[2]).toEqual(output);
    expect(objectsOf(body['tools'])).toEqual(TOOLS.map(tool => expect.objectContaining({ type: tool.type })));
  });

  it('is read from an upstream that calls it by its item', () => {
    const [made] = objectsOf(openaiResponses.encodeAnswer(answer(call(name, input)), client(request))['output']);
    const events = [
      { type: 'response.created', response: { id: 'r', model: 'm' } },
      { type: 'response.output_item.added', output_index: 0, item: { ...made, status: 'in_progress' } },
      { type: 'response.output_item.done', output_index: 0, item: made },
      { type: 'response.completed', response: { output: [made], status: 'completed' } },
    ];
    const collected = read(events.map(event => `data: ${JSON.stringify(event)}\n\n`).join('')).answer();
    expect(collected.choices[0]?.parts).toMatchObject([{ type: 'tool_call', name }]);
    expect(openaiResponses.decodeAnswer({ output: [made] }, new ToolNames()).choices).toEqual(collected.choices);
  });
});

describe('a custom tool', () => {
  const wrapped: readonly StreamEvent[] = [
    { type: 'start', id: 'x', model: 'm' },
    { type: 'tool_call', choice: 0, call: 0, id: 'call_1', name: 'exec', kind: 'function' },
    { type: 'tool_input', choice: 0, call: 0, text: '{"input":"line' },
    { type: 'tool_input', choice: 0, call: 0, text: ' one\\nline two"}' },
    { type: 'tool_call_end', choice: 0, call: 0 },
    { type: 'stop', choice: 0, stop: { reason: 'tool_calls' } },
    { type: 'end' },
  ];

  it('is called with free text, also by a model that called it as a function', () => {
    const told = steps(written(wrapped, client(request)));
    const deltas = told.filter(step => step['type'] === 'response.custom_tool_call_input.delta');
    expect(deltas.map(step => step['delta'])).toEqual(['line', ' one\nline two']);
    expect(fields(told.at(-1)?.['response'])['output']).toMatchObject([
      { type: 'custom_tool_call', name: 'exec', call_id: 'call_1', input: 'line one\nline two' },
    ]);
  });
});

describe('a tool in a namespace', () => {
  it.each(['open', 'files__open', 'files.open'])('is called in it when the model says %s', name => {
    const [item] = objectsOf(openaiResponses.encodeAnswer(answer(call(name, '{}')), client(request))['output']);
    expect(item).toMatchObject({ type: 'function_call', name: 'open', namespace: 'files' });
  });
});

describe('a screen', () => {
  it('is seen by other models', () => {
    const { messages } = decode([
      { role: 'user', content: 'Go.' },
      { type: 'computer_call', call_id: 'c', action: { type: 'screenshot' }, pending_safety_checks: [] },
      {
        type: 'computer_call_output',
        call_id: 'c',
        output: { type: 'computer_screenshot', image_url: 'data:image/png;base64,aGk=' },
      },
    ]);
    expect(messages.at(-1)?.parts).toMatchObject([
      { type: 'tool_result', content: [{ type: 'image', mediaType: 'image/png', source: { data: 'aGk=' } }] },
    ]);
  });

  it('of Claude’s is a function, called by its own name', () => {
    const value = { type: 'computer_20250124', name: 'computer', display_width_px: 800, display_height_px: 600 };
    const native = { origin: 'anthropic-messages', value } as const;
    const { body, names, losses } = openaiResponses.encodeRequest(
      {
        ...request,
        origin: 'anthropic-messages',
        tools: [{ type: 'hosted', tool: 'computer', label: value.type, native }],
      },
      { model: 'gpt-5', vendor: 'openai' },
    );
    expect(objectsOf(body['tools'])).toMatchObject([{ type: 'function', name: 'computer', strict: false }]);
    expect(names.client('computer')).toEqual({ name: 'computer', kind: 'function' });
    expect(losses).toEqual([{ path: 'tools[0]', how: 'emulated' }]);
  });
});

describe('tools that a search found', () => {
  it('can be called from then on', () => {
    const found = { type: 'function', name: 'late', parameters: { type: 'object' } };
    const { tools, messages } = decode([
      { role: 'user', content: 'Go.' },
      { type: 'tool_search_call', call_id: 's1', execution: 'client', arguments: { query: 'late' } },
      { type: 'tool_search_output', call_id: 's1', execution: 'client', tools: [found] },
    ]);
    expect(tools.at(-1)).toMatchObject({ type: 'function', name: 'late' });
    expect(JSON.stringify(messages.at(-1)?.parts)).toContain('late');
  });
});
