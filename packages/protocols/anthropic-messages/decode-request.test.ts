// Specifies how a Messages client's request is read: every block, every field, and what is refused.

import { describe, expect, it } from 'vitest';
import { wrapProof } from '../conversation/origin.ts';
import type { Part } from '../conversation/part.ts';
import { Failure, renderFailure } from '../failures.ts';
import { anthropicMessages as codec } from './codec.ts';
import { PLACEHOLDER } from './citations.ts';
import { context } from './stream.fixture.ts';

const own = (value: object) => ({ origin: 'anthropic-messages', value });

function parts(role: string, ...content: readonly unknown[]): readonly Part[] {
  const body = { model: 'm', max_tokens: 9, messages: [{ role, content }] };
  return codec.decodeRequest(body, {}).messages[0]?.parts ?? [];
}

/** The same blocks written for Anthropic again. */
function again(role: string, ...content: readonly unknown[]): unknown {
  const before = role === 'user' ? [] : [{ role: 'user', content: 'x' }];
  const body = { model: 'm', max_tokens: 9, messages: [...before, { role, content }, { role: 'user', content: 'x' }] };
  const { messages } = codec.encodeRequest(codec.decodeRequest(body, {}), { model: 'm', vendor: 'anthropic' }).body;
  const found = Array.isArray(messages) ? messages.find(message => message.role === role) : undefined;
  return role === 'user' ? found?.content.slice(0, content.length) : found?.content;
}

const text = (value: string) => ({ type: 'text' as const, text: value });

describe('a block of the user', () => {
  const pdf = { type: 'base64', media_type: 'application/pdf', data: 'JVBERi0x' };

  it.each([
    [
      { ...text('Hi'), cache_control: { type: 'ephemeral', ttl: '1h' } },
      { type: 'text', text: 'Hi', cache: { ttl: '1h' } },
    ],
    [
      { type: 'image', source: { type: 'base64', media_type: 'image/png', data: 'iVBORw0KGgo=' } },
      { type: 'image', source: { kind: 'base64', data: 'iVBORw0KGgo=' }, mediaType: 'image/png' },
    ],
    [
      { type: 'image', source: { type: 'url', url: 'https://example.com/a.png' } },
      { type: 'image', source: { kind: 'url', url: 'https://example.com/a.png' } },
    ],
    [
      { type: 'image', source: { type: 'file', file_id: 'file_1' } },
      { type: 'image', source: { kind: 'file', id: 'file_1', origin: 'anthropic-messages' } },
    ],
    [
      { type: 'document', source: pdf, title: 'a.pdf', context: 'A bill', citations: { enabled: true } },
      {
        type: 'file',
        source: { kind: 'base64', data: 'JVBERi0x' },
        mediaType: 'application/pdf',
        name: 'a.pdf',
        context: 'A bill',
        citable: true,
      },
    ],
    [
      { type: 'document', source: { type: 'url', url: 'https://example.com/a.pdf' } },
      { type: 'file', source: { kind: 'url', url: 'https://example.com/a.pdf' }, mediaType: 'application/pdf' },
    ],
    [
      { type: 'document', source: { type: 'text', media_type: 'text/plain', data: 'All.' } },
      { type: 'file', source: { kind: 'text', text: 'All.' }, mediaType: 'text/plain' },
    ],
    [
      { type: 'document', source: { type: 'content', content: [text('One.'), text('Two.')] } },
      {
        type: 'file',
        source: { kind: 'text', text: 'One.\n\nTwo.' },
        mediaType: 'text/plain',
        native: own({ source: { type: 'content', content: [text('One.'), text('Two.')] } }),
      },
    ],
    [
      { type: 'search_result', source: 'https://example.com', title: 'T', content: [text('Found.')] },
      {
        type: 'file',
        source: { kind: 'text', text: 'Found.' },
        mediaType: 'text/plain',
        name: 'T',
        context: 'https://example.com',
        native: own({ type: 'search_result', source: 'https://example.com', title: 'T', content: [text('Found.')] }),
      },
    ],
  ])('is a part, and goes back as it came: %o', (block, part) => {
    expect(parts('user', block)).toEqual([part]);
    expect(again('user', block)).toEqual([block]);
  });

  it.each([
    { type: 'container_upload', file_id: 'file_1' },
    { type: 'a_block_of_2027', anything: { at: 'all' } },
    { type: 'constructor' },
  ])('that only Anthropic knows is kept for it: %o', block => {
    expect(parts('user', block)).toMatchObject([{ type: 'native', native: own(block) }]);
    expect(again('user', block)).toEqual([block]);
  });

  it('that is an image in a data URL is opened', () => {
    const source = { type: 'base64', media_type: 'image/jpg', data: 'data:image/jpg;base64,_9j-' };
    expect(parts('user', { type: 'image', source })).toEqual([
      { type: 'image', source: { kind: 'base64', data: '/9j+' }, mediaType: 'image/jpeg' },
    ]);
  });
});

describe('the result of a tool', () => {
  const read = (block: object): Part | undefined => {
    const messages = [
      { role: 'assistant', content: [{ type: 'tool_use', id: 'toolu_1', name: 'f', input: {} }] },
      { role: 'user', content: [{ type: 'tool_result', tool_use_id: 'toolu_1', ...block }] },
    ];
    return codec.decodeRequest({ model: 'm', max_tokens: 9, messages }, {}).messages[1]?.parts[0];
  };

  it('is a text, blocks, or nothing', () => {
    expect(read({ content: 'Done' })).toMatchObject({ content: [text('Done')], failed: false });
    expect(read({ is_error: true })).toMatchObject({ content: [], failed: true });
    const image = { type: 'image', source: { type: 'url', url: 'https://example.com/a.png' } };
    expect(read({ content: [text('See'), image] })).toMatchObject({ content: [text('See'), { type: 'image' }] });
  });

  it('that names tools found by a search says so in words, and keeps the references for Anthropic', () => {
    const content = [{ type: 'tool_reference', tool_name: 'get_weather' }];
    expect(read({ content })).toMatchObject({
      content: [text('The tool get_weather is available now.')],
      native: own({ content }),
    });
  });
});

describe('a block of the assistant', () => {
  it('that is thinking has its proof: its own, one that we wrapped, or none', () => {
    const foreign = { origin: 'gemini-generate', value: 'G==' } as const;
    expect(
      parts(
        'assistant',
        { type: 'thinking', thinking: 'Hm', signature: 'S' },
        { type: 'thinking', thinking: '', signature: wrapProof(foreign) },
        { type: 'thinking', thinking: 'Plain', signature: wrapProof({ origin: 'openai-chat', value: '' }) },
        { type: 'redacted_thinking', data: 'D' },
      ),
    ).toEqual([
      { type: 'thinking', text: 'Hm', proof: { origin: 'anthropic-messages', value: 'S' } },
      { type: 'thinking', text: '', proof: foreign },
      { type: 'thinking', text: 'Plain' },
      { type: 'thinking', text: '', redacted: true, proof: { origin: 'anthropic-messages', value: 'D' } },
    ]);
  });

  it('that calls a tool has its arguments as text, the id of who made it', () => {
    expect(
      parts(
        'assistant',
        { type: 'tool_use', id: 'toolu_01A', name: 'f', input: { b: 1, a: 2 } },
        { type: 'tool_use', id: 'toolu_of_call_1', name: 'f', input: {} },
      ),
    ).toEqual([
      { type: 'tool_call', id: 'toolu_01A', name: 'f', kind: 'function', input: '{"b":1,"a":2}' },
      { type: 'tool_call', id: 'call_1', name: 'f', kind: 'function', input: '{}' },
    ]);
  });

  const use = { type: 'server_tool_use', id: 'srvtoolu_1', name: 'web_search', input: { query: 'q' } };
  const found = {
    type: 'web_search_tool_result',
    tool_use_id: 'srvtoolu_1',
    content: [
      { type: 'web_search_result', title: 'T', url: 'https://example.com', encrypted_content: 'E', page_age: null },
    ],
  };

  it("that calls Anthropic's own tool is one part with its result", () => {
    expect(parts('assistant', use, found, text('So.'))).toEqual([
      {
        type: 'server_tool',
        tool: 'web_search',
        id: 'srvtoolu_1',
        query: 'q',
        hits: [{ url: 'https://example.com', title: 'T' }],
        native: [own(use), own(found)],
      },
      text('So.'),
    ]);
    expect(again('assistant', use, text('So.'), found)).toEqual([use, text('So.'), found]);
  });

  it.each([
    [
      { type: 'server_tool_use', id: 's', name: 'bash_code_execution', input: { command: 'ls' } },
      {
        type: 'bash_code_execution_tool_result',
        tool_use_id: 's',
        content: { type: 'bash_code_execution_result', stdout: 'a', stderr: '', return_code: 0, content: [] },
      },
      { tool: 'code_execution', code: 'ls', output: 'a' },
    ],
    [
      { type: 'server_tool_use', id: 's', name: 'web_search', input: { query: 'q' } },
      {
        type: 'web_search_tool_result',
        tool_use_id: 's',
        content: { type: 'web_search_tool_result_error', error_code: 'unavailable' },
      },
      { tool: 'web_search', query: 'q', failed: true },
    ],
    [
      { type: 'mcp_tool_use', id: 's', name: 'echo', server_name: 'e', input: {} },
      { type: 'mcp_tool_result', tool_use_id: 's', is_error: false, content: [text('Hi')] },
      { tool: 'mcp', output: 'Hi' },
    ],
  ])('is told as what others have: %o', (call, result, part) => {
    expect(parts('assistant', call, result)).toMatchObject([{ type: 'server_tool', ...part }]);
  });

  it('that we made out of a foreign search does not go to Anthropic as its own', () => {
    const made = { ...use, id: 'srvtoolu_of_ws_1' };
    const hits = [
      { type: 'web_search_result', url: 'https://example.com', title: 'T', encrypted_content: PLACEHOLDER },
    ];
    const result = { type: 'web_search_tool_result', tool_use_id: made.id, content: hits };
    const cited = {
      ...text('So.'),
      citations: [
        {
          type: 'web_search_result_location',
          url: 'https://example.com',
          title: 'T',
          encrypted_index: PLACEHOLDER,
          cited_text: '',
        },
      ],
    };
    expect(parts('assistant', made, result, cited)).toEqual([
      {
        type: 'server_tool',
        tool: 'web_search',
        id: 'ws_1',
        query: 'q',
        hits: [{ url: 'https://example.com', title: 'T' }],
      },
      { ...text('So.'), citations: [{ url: 'https://example.com', title: 'T' }] },
    ]);
    expect(again('assistant', made, result, cited)).toEqual([text('So.')]);
  });
});

describe('an image that the assistant drew', () => {
  it('comes back from the Markdown that a client was shown', () => {
    const drawn: Part = { type: 'image', source: { kind: 'base64', data: 'iVBORw0KGgo=' }, mediaType: 'image/png' };
    const answer = { parts: [text('Here it is:'), drawn, text('Bigger?')] as const, stop: { reason: 'end' } as const };
    const { content } = codec.encodeAnswer({ id: '', model: '', choices: [answer] }, context());
    expect(parts('assistant', ...(Array.isArray(content) ? content : []))).toEqual(answer.parts);
    expect(
      parts('assistant', text('So: ![cat](data:image/webp;base64,UklGRg==) and ![](data:text/plain;base64,AA==)')),
    ).toEqual([
      text('So: '),
      { type: 'image', source: { kind: 'base64', data: 'UklGRg==' }, mediaType: 'image/webp', name: 'cat' },
      text(' and ![](data:text/plain;base64,AA==)'),
    ]);
    expect(parts('user', text('![a](data:image/png;base64,AAAA)'))).toHaveLength(1);
  });
});

describe('fields of the request', () => {
  it('have their place, and what only Anthropic knows is an extra', () => {
    const read = codec.decodeRequest(
      {
        model: 'claude-sonnet-4-5',
        max_tokens: 100,
        stream: true,
        system: 'Be brief.',
        messages: [{ role: 'user', content: 'Hi' }],
        temperature: 0.5,
        top_p: 0.9,
        top_k: 40,
        stop_sequences: ['END'],
        metadata: { user_id: 'u' },
        service_tier: 'auto',
        cache_control: { type: 'ephemeral', ttl: '1h' },
        output_format: { type: 'json_schema', schema: { type: 'object' } },
        context_management: { edits: [] },
        container: 'c',
        inference_geo: 'us',
        speed: 'fast',
      },
      {},
    );
    expect(read).toEqual({
      origin: 'anthropic-messages',
      model: 'claude-sonnet-4-5',
      streamed: true,
      messages: [
        { role: 'system', parts: [text('Be brief.')], at: 'system' },
        { role: 'user', parts: [text('Hi')], at: 'messages[0]' },
      ],
      tools: [],
      sampling: { temperature: 0.5, topP: 0.9, topK: 40 },
      output: { limit: 100, stop: ['END'], format: { type: 'json_schema', schema: { type: 'object' } } },
      handling: { user: 'u', serviceTier: 'auto', cache: { ttl: '1h' } },
      extras: {
        context_management: { edits: [] },
        container: 'c',
        inference_geo: 'us',
        speed: 'fast',
      },
    });
  });
});

describe('a body that the protocol forbids', () => {
  const body = { model: 'm', max_tokens: 9, messages: [{ role: 'user', content: 'x' }] };

  it.each([
    [{ messages: [] }, 'messages'],
    [{ messages: 'Hi' }, 'messages'],
    [{ messages: ['Hi'] }, 'messages[0]'],
    [{ messages: [{ role: 'tool', content: 'x' }] }, 'messages[0].role'],
    [{ messages: [{ role: 'user', content: 7 }] }, 'messages[0].content'],
    [{ messages: [{ role: 'user', content: [{ type: 'text' }] }] }, 'messages[0].content[0].text'],
    [{ messages: [{ role: 'user', content: [{ text: 'x' }] }] }, 'messages[0].content[0].type'],
    [{ messages: [{ role: 'user', content: [{ type: 'image' }] }] }, 'messages[0].content[0].source'],
    [
      { messages: [{ role: 'user', content: [{ type: 'image', source: { type: 'disk' } }] }] },
      'messages[0].content[0].source.type',
    ],
    [{ model: undefined }, 'model'],
    [{ max_tokens: '9' }, 'max_tokens'],
    [{ max_tokens: 1.5 }, 'max_tokens'],
    [{ temperature: 'hot' }, 'temperature'],
    [{ tools: {} }, 'tools'],
    [{ tools: ['f'] }, 'tools[0]'],
    [{ tool_choice: { type: 'some' } }, 'tool_choice.type'],
    [{ tool_choice: { type: 'tool' } }, 'tool_choice.name'],
    [{ system: 7 }, 'system'],
    [{ thinking: { type: 'enabled' } }, 'thinking.budget_tokens'],
  ])('is refused by the field at fault: %o', (wrong, param) => {
    expect(() => codec.decodeRequest({ ...body, ...wrong }, {})).toThrow(
      expect.objectContaining({ code: 'invalid_request', param }),
    );
  });
});

describe('message threads', () => {
  it.each([{ type: 'create' }, { type: 'continue', previous_message_id: 'msg_1' }])(
    'are refused so that the SDK sends the whole history: %o',
    thread => {
      const body = { model: 'm', max_tokens: 9, messages: [{ role: 'user', content: 'x' }], thread };
      let failure: unknown;
      try {
        codec.decodeRequest(body, {});
      } catch (error) {
        failure = error;
      }
      expect(failure).toBeInstanceOf(Failure);
      if (!(failure instanceof Failure)) return;
      expect(failure.status).toBe(400);
      expect(renderFailure('anthropic-messages', failure, 'req')).toMatchObject({
        error: { type: 'invalid_request_error', details: { error_code: 'thread_unsupported_request' } },
      });
    },
  );
});

describe('a system message that was for one turn', () => {
  it('is gone once the user has spoken again', () => {
    const passing = { role: 'system', content: 'For now.', clear_at: 'next_user_message' };
    const user = { role: 'user', content: 'x' };
    const roles = (messages: readonly object[]): readonly string[] =>
      codec.decodeRequest({ model: 'm', max_tokens: 9, messages }, {}).messages.map(({ role }) => role);
    expect(roles([user, passing])).toEqual(['user', 'system']);
    expect(roles([user, passing, { role: 'assistant', content: 'y' }, user])).toEqual(['user', 'assistant', 'user']);
  });
});
