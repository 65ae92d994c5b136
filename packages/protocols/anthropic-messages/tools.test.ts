// Specifies how tools and the choice among them are read from a Messages client and written for a Messages upstream.

import { describe, expect, it } from 'vitest';
import type { Fields } from '../conversation/counts.ts';
import type { Tool } from '../conversation/tool.ts';
import { Failure } from '../failures.ts';
import { anthropicMessages as codec } from './codec.ts';
import { asked, call, result, said, sent, talk, WEATHER } from './request.fixture.ts';

const read = (tools: readonly Fields[], more: Fields = {}) =>
  codec.decodeRequest({ model: 'm', max_tokens: 9, messages: [{ role: 'user', content: 'x' }], tools, ...more }, {});

const written = (tools: readonly Tool[], model?: string, vendor = 'anthropic') =>
  sent(asked({ tools }), model, { vendor });

describe("a client's own tool", () => {
  const schema = { type: 'object', properties: { city: { type: 'string' } } };
  const custom = {
    type: 'custom',
    name: 'look_up',
    description: 'Looks up.',
    input_schema: schema,
    strict: true,
    defer_loading: true,
    input_examples: [{ city: 'Paris' }],
    eager_input_streaming: true,
    cache_control: { type: 'ephemeral', ttl: '1h' },
  };

  it('is a function everywhere, with what only Anthropic knows kept for it', () => {
    expect(read([custom]).tools).toEqual([
      {
        type: 'function',
        name: 'look_up',
        description: 'Looks up.',
        schema,
        strict: true,
        cache: { ttl: '1h' },
        native: {
          origin: 'anthropic-messages',
          value: { defer_loading: true, input_examples: [{ city: 'Paris' }], eager_input_streaming: true },
        },
      },
    ]);
    const { type: _, ...rest } = custom;
    const { body } = codec.encodeRequest(read([custom]), { model: 'm', vendor: 'anthropic' });
    expect(body['tools']).toEqual([rest]);
  });

  it('must have a name and a schema', () => {
    expect(() => read([{ name: 'x' }])).toThrow('tools[0].input_schema');
    expect(() => read([{ input_schema: schema }])).toThrow('tools[0].name');
  });

  it.each([
    ['bash_20250124', 'bash', 'command'],
    ['text_editor_20250728', 'str_replace_based_edit_tool', 'old_str'],
    ['memory_20250818', 'memory', 'old_path'],
  ])('that Anthropic has a type for is a function with its arguments: %s', (type, name, argument) => {
    const tool = { type, name, cache_control: { type: 'ephemeral' } };
    const [found] = read([tool]).tools;
    expect(found).toMatchObject({ type: 'function', name, schema: { properties: { [argument]: {} } } });
    expect(codec.encodeRequest(read([tool]), { model: 'm', vendor: 'anthropic' }).body['tools']).toEqual([tool]);
  });
});

describe("Anthropic's own tools", () => {
  it.each([
    ['web_search_20250305', 'web_search'],
    ['web_search_20260318', 'web_search'],
    ['web_fetch_20250910', 'hosted'],
    ['code_execution_20260521', 'hosted'],
    ['computer_20251124', 'hosted'],
    ['tool_search_tool_bm25_20251119', 'hosted'],
    ['advisor_20260301', 'hosted'],
  ])('go back as they came, whatever their date: %s', (type, kind) => {
    const tool = { type, name: 'x', max_uses: 3 };
    const request = read([tool]);
    expect(request.tools[0]?.type).toBe(kind);
    expect(codec.encodeRequest(request, { model: 'm', vendor: 'anthropic' }).body['tools']).toEqual([tool]);
  });

  it('are read as what others have too', () => {
    const search = {
      type: 'web_search_20250305',
      name: 'web_search',
      max_uses: 5,
      allowed_domains: ['a.com'],
      blocked_domains: null,
      user_location: { type: 'approximate', city: 'Paris', country: 'FR' },
    };
    expect(read([search]).tools[0]).toMatchObject({
      type: 'web_search',
      maxUses: 5,
      allowedDomains: ['a.com'],
      location: { city: 'Paris', country: 'FR' },
    });
    expect(read([{ type: 'tool_search_tool_regex_20251119', name: 'x' }]).tools[0]).toMatchObject({
      tool: 'tool_search',
    });
  });
});

describe('tools of another protocol', () => {
  it('are searched with by the size of context', () => {
    const { json, losses } = written([
      { type: 'web_search', contextSize: 'low', allowedDomains: ['a.com', 'b.com'], blockedDomains: ['b.com'] },
    ]);
    expect(json['tools']).toEqual([
      { type: 'web_search_20250305', name: 'web_search', max_uses: 1, allowed_domains: ['a.com'] },
    ]);
    expect(losses).toEqual([{ path: 'tools[0].search_context_size', how: 'emulated' }]);
  });

  it('never share a name with one of Anthropic', () => {
    const { json, names } = written([{ ...WEATHER, name: 'web_search' }, { type: 'web_search' }]);
    const [own, search] = Array.isArray(json['tools']) ? json['tools'].map(tool => String(tool.name)) : [];
    expect(search).toBe('web_search');
    expect(own).not.toBe('web_search');
    expect(names.client(own ?? '')).toEqual({ name: 'web_search', kind: 'function' });
  });

  it('are named within the charset, and found again', () => {
    const name = `mcp.server:${'long_'.repeat(20)}`;
    const { json, names } = written([{ ...WEATHER, name, namespace: 'files' }]);
    const wire = Array.isArray(json['tools']) ? String(json['tools'][0]?.name) : '';
    expect(wire).toMatch(/^[a-zA-Z0-9_-]{1,64}$/);
    expect(names.client(wire)).toEqual({ name, namespace: 'files', kind: 'function' });
  });

  it('with free text are functions of one text, in the history too', () => {
    const patch: Tool = { type: 'custom', name: 'apply_patch', grammar: { syntax: 'lark', definition: 'start: "x"' } };
    const made = { type: 'tool_call', id: 'a', name: 'apply_patch', kind: 'custom', input: '*** Begin' } as const;
    const answered = { ...result('a'), kind: 'custom' } as const;
    const { json } = sent(
      asked({ tools: [patch], messages: talk(said('user', 'x'), said('assistant', [made]), said('user', [answered])) }),
    );
    expect(json['tools']).toMatchObject([
      {
        name: 'apply_patch',
        description: expect.stringContaining('start: "x"'),
        input_schema: { required: ['input'] },
      },
    ]);
    expect(json['messages']).toMatchObject([
      {},
      { content: [{ type: 'tool_use', name: 'apply_patch', input: { input: '*** Begin' } }] },
      {},
    ]);
  });

  it('have a counterpart, with its beta header, or are refused by their place', () => {
    const native = { origin: 'openai-responses', value: {} } as const;
    const code: Tool = { type: 'hosted', tool: 'code_execution', label: 'code_interpreter', native };
    const { json, headers } = written([code]);
    expect(json['tools']).toEqual([{ type: 'code_execution_20250825', name: 'code_execution' }]);
    expect(headers).toEqual([['anthropic-beta', 'code-execution-2025-08-25']]);
    const files: Tool = { type: 'hosted', tool: 'file_search', label: 'file_search', native };
    expect(() => written([WEATHER, files])).toThrow(Failure);
    expect(() => written([WEATHER, files])).toThrow('tools[1]: this model has no tool of the kind file_search');
    expect(() => written([{ type: 'web_search' }], 'claude-sonnet-4-5', 'bedrock')).toThrow('tools[0]');
  });

  it('need no search where all are offered', () => {
    const native = { origin: 'openai-responses', value: {} } as const;
    const { json, losses } = written([WEATHER, { type: 'hosted', tool: 'tool_search', label: 'tool_search', native }]);
    expect(json['tools']).toHaveLength(1);
    expect(losses).toEqual([]);
  });

  it('keep to their schema where the model can', () => {
    const strict: Tool = { ...WEATHER, strict: true };
    expect(written([strict]).json['tools']).toMatchObject([{ strict: true }]);
    const { json, losses } = written([strict], 'claude-sonnet-4');
    expect(json['tools']).not.toHaveProperty('[0].strict');
    expect(losses).toEqual([{ path: 'tools[0].strict', how: 'dropped' }]);
  });

  it.each([
    [undefined, { type: 'object', properties: {} }],
    [{ properties: { a: {} } }, { type: 'object', properties: { a: {} } }],
    [
      {
        anyOf: [
          { properties: { a: {} }, required: ['a', 'c'] },
          { properties: { b: {} }, required: ['b', 'c'] },
        ],
      },
      { type: 'object', properties: { a: {}, b: {} }, required: ['c'] },
    ],
    [
      { $ref: '#/$defs/in', $defs: { in: { type: 'object', properties: { a: {} } } } },
      { type: 'object', properties: { a: {} }, $defs: { in: { type: 'object', properties: { a: {} } } } },
    ],
  ])('have a schema of the type object: %o', (schema, expected) => {
    const { schema: _, ...bare } = WEATHER;
    const tool: Tool = schema === undefined ? bare : { ...bare, schema };
    expect(written([tool]).json['tools']).toMatchObject([{ input_schema: expected }]);
  });
});

describe('servers of the model context protocol', () => {
  const server = { type: 'url', url: 'https://example.com/mcp', name: 'wiki', authorization_token: 't' };
  const toolset = { type: 'mcp_toolset', mcp_server_name: 'wiki' };

  it.each([
    [{ mcp_servers: [server] }, []],
    [{ mcp_servers: [server] }, [toolset]],
    [{}, [toolset]],
  ])('go back to Anthropic as they came: %o %o', (body, tools) => {
    const again = codec.encodeRequest(read(tools, body), { model: 'm', vendor: 'anthropic' }).body;
    expect(again['mcp_servers']).toEqual(body.mcp_servers);
    expect(again['tools'] ?? []).toEqual(tools);
  });

  it('are one tool with their address', () => {
    expect(read([toolset], { mcp_servers: [server] }).tools).toMatchObject([
      { type: 'hosted', tool: 'mcp', native: { value: { url: 'https://example.com/mcp', name: 'wiki' } } },
    ]);
  });

  it('of Responses are called by Anthropic where nobody must be asked before', () => {
    const value = {
      type: 'mcp',
      server_label: 'wiki',
      server_url: 'https://example.com/mcp',
      require_approval: 'never',
    };
    const remote = (more: object): Tool => ({
      type: 'hosted',
      tool: 'mcp',
      label: 'mcp',
      native: { origin: 'openai-responses', value: { ...value, ...more } },
    });
    const { json, headers } = written([remote({ allowed_tools: ['read'], authorization: 't' })]);
    expect(json['mcp_servers']).toEqual([server]);
    expect(json['tools']).toEqual([
      { ...toolset, default_config: { enabled: false }, configs: { read: { enabled: true } } },
    ]);
    expect(headers).toEqual([['anthropic-beta', 'mcp-client-2025-11-20']]);
    expect(() => written([remote({ require_approval: 'always' })])).toThrow('tools[0]');
    expect(() => written([remote({})], 'claude-sonnet-4-5', 'vertex')).toThrow('tools[0]');
  });
});

describe('the choice', () => {
  it.each([
    [{ mode: 'auto' }, { type: 'auto' }],
    [{ mode: 'required' }, { type: 'any' }],
    [{ mode: 'none' }, { type: 'none' }],
    [
      { mode: 'named', name: 'get_weather', kind: 'function' },
      { type: 'tool', name: 'get_weather' },
    ],
    [{ mode: 'allowed', names: ['get_weather'], required: true }, { type: 'any' }],
  ] as const)('%o is written as %o', (toolChoice, choice) => {
    const other: Tool = { ...WEATHER, name: 'other' };
    const { json } = sent(asked({ tools: [WEATHER, other], toolChoice }));
    expect(json['tool_choice']).toEqual(choice);
    expect(json['tools']).toHaveLength(toolChoice.mode === 'allowed' ? 1 : 2);
  });

  it('says that one tool is to be called at a time, even where nothing else was chosen', () => {
    expect(sent(asked({ tools: [WEATHER], parallelTools: false })).json['tool_choice']).toEqual({
      type: 'auto',
      disable_parallel_tool_use: true,
    });
    const { toolChoice, parallelTools } = read([{ name: 'a', input_schema: {} }], {
      tool_choice: { type: 'any', disable_parallel_tool_use: true },
    });
    expect([toolChoice, parallelTools]).toEqual([{ mode: 'required' }, false]);
  });

  it('must be of a tool that is offered', () => {
    const unknown = asked({ tools: [WEATHER], toolChoice: { mode: 'named', name: 'nope', kind: 'function' } });
    expect(() => sent(unknown)).toThrow('the tool nope is not among those offered');
    expect(() => sent(asked({ toolChoice: { mode: 'required' } }))).toThrow('tool_choice');
    expect(sent(asked({ toolChoice: { mode: 'none' } })).json).not.toHaveProperty('tool_choice');
  });
});

describe('tools that change in the middle of a conversation', () => {
  const tool = (name: string): Fields => ({ name, input_schema: { type: 'object' } });
  const change = (type: string, value: Fields): Fields => ({ role: 'system', content: [{ type, tool: value }] });

  it('are those in force at the end', () => {
    const request = read([tool('a'), tool('b')], {
      messages: [
        { role: 'user', content: 'x' },
        change('tool_addition', { type: 'tool_definition', definition: tool('c') }),
        change('tool_removal', { type: 'tool_reference', name: 'a' }),
        change('tool_removal', { type: 'tool_reference', name: 'b' }),
        change('tool_addition', { type: 'tool_reference', name: 'b' }),
      ],
    });
    expect(request.tools.map(one => ('name' in one ? one.name : ''))).toEqual(['b', 'c']);
    expect(request.messages).toHaveLength(1);
  });
});

describe('arguments', () => {
  it.each([
    ['', {}],
    ['null', {}],
    ['{"a":1}', { a: 1 }],
    ['{"a":', { _raw: '{"a":' }],
    ['[1]', { _raw: '[1]' }],
  ])('of %j are the object %o', (input, expected) => {
    const messages = talk(said('user', 'x'), said('assistant', [call('a', input)]), said('user', [result('a')]));
    expect(sent(asked({ messages })).json['messages']).toMatchObject([{}, { content: [{ input: expected }] }, {}]);
  });

  it('keep every digit of a number', () => {
    const messages = talk(
      said('user', 'x'),
      said('assistant', [call('a', '{"id":12345678901234567890}')]),
      said('user', [result('a')]),
    );
    expect(JSON.stringify(sent(asked({ messages })).body)).toContain('"input":{"id":12345678901234567890}');
  });
});
