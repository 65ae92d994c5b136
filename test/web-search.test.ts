// Web search as clients ask for it in any words, and as each provider charges for it; pages and videos that models read.

import { startSandbox, type Sandbox } from '@turnpike/sandbox';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { at, call, jsonOf, type Answer } from './support/client.ts';
import { Gateway, keyOf } from './support/gateway.ts';
import { generation } from './support/money.ts';
import { Upstream } from './support/upstream.ts';

const KEY = keyOf('search');
const FEE = 0.5;

let sandbox: Sandbox;
let upstream: Upstream;
let gateway: Gateway;

beforeAll(async () => {
  sandbox = await startSandbox({});
  upstream = await Upstream.start();
  const models = ['gpt-5.1', 'gpt-4o-search-preview', 'claude-sonnet-4-6', 'gemini-2.5-flash', 'gemini-3-pro-preview'];
  const seen = ['seen-gpt', 'seen-claude', 'seen-gemini', 'seen-glm', 'seen-qwen', 'seen-router', 'seen-deepseek'];
  const played = (name: string, provider: string, ...served: string[]) => ({
    name,
    provider,
    base_url: sandbox.url,
    keys: ['k'],
    models: served,
  });
  const recorded = (provider: string, model: string, upstreamName = model) => ({
    name: model,
    provider,
    base_url: upstream.url,
    keys: ['k'],
    models: [{ name: model, upstream: upstreamName }],
  });
  gateway = await Gateway.start({
    channels: [
      played('openai', 'openai', 'gpt-5.1', 'gpt-4o-search-preview'),
      played('claude', 'anthropic', 'claude-sonnet-4-6'),
      played('google', 'gemini', 'gemini-2.5-flash', 'gemini-3-pro-preview'),
      recorded('openai', 'seen-gpt', 'gpt-4o-search-preview'),
      recorded('anthropic', 'seen-claude', 'claude-sonnet-4-6'),
      recorded('gemini', 'seen-gemini', 'gemini-2.5-flash'),
      recorded('zhipu', 'seen-glm', 'glm-4.6'),
      recorded('bailian', 'seen-qwen', 'qwen-plus'),
      recorded('openrouter', 'seen-router', 'openai/gpt-4o'),
      recorded('deepseek', 'seen-deepseek', 'deepseek-chat'),
    ],
    prices: [...models, ...seen].map(model => ({ model, input: '1', output: '2', search: String(FEE) })),
    users: [{ name: 'one', balance: '100', keys: [{ name: 'one', key: KEY }] }],
    settings: { retry_attempts: 0 },
  });
}, 60_000);
afterAll(async () => {
  await gateway.dispose();
  await sandbox.close();
  await upstream.stop();
});

const post = (path: string, body: unknown): Promise<Answer> =>
  call(`${gateway.url}${path}`, {
    headers: { authorization: `Bearer ${KEY}`, 'anthropic-version': '2023-06-01' },
    body: JSON.stringify(body),
  });
const chat = (model: string, more: Record<string, unknown>): Promise<Answer> =>
  post('/v1/chat/completions', { model, messages: [{ role: 'user', content: '[[search]]' }], ...more });

/** Searches that a call was charged for. */
async function searches(answer: Answer): Promise<number> {
  expect([answer.status, answer.status === 200 ? '' : answer.text]).toEqual([200, '']);
  const { raw } = await generation(gateway.url, KEY, answer.id);
  const lines = at(raw, 'data.charge.lines');
  const line = (Array.isArray(lines) ? lines : []).find(one => at(one, 'meter') === 'searches');
  return line === undefined ? 0 : Number(at(line, 'quantity'));
}

const SOURCE = 'https://example.com/sandbox';

describe('a chat that asks for a search is answered with citations and charged for it', () => {
  const WORDS: readonly (readonly [words: string, fields: Record<string, unknown>])[] = [
    ['OpenAI’s options', { web_search_options: { search_context_size: 'low' } }],
    ['OpenRouter’s plugin', { plugins: [{ id: 'web', max_results: 3 }] }],
    ['Bailian’s switch', { enable_search: true }],
    ['a tool', { tools: [{ type: 'web_search' }] }],
  ];
  const MODELS = ['gpt-5.1', 'gpt-4o-search-preview', 'claude-sonnet-4-6', 'gemini-2.5-flash'];
  const cases = WORDS.flatMap(([words, fields]) => MODELS.map(model => [words, model, fields] as const)).filter(
    ([, model, fields]) => !('web_search_options' in fields && model === 'gpt-5.1'),
  );

  it('in OpenAI’s own words, which pass as they are, is refused by OpenAI’s models that have none', async () => {
    const answer = await chat('gpt-5.1', { web_search_options: {} });
    expect([answer.status, at(jsonOf(answer), 'error.param')]).toEqual([400, 'web_search_options']);
  });

  it.each(cases)('in %s, by %s', async (_words, model, fields) => {
    const whole = await chat(model, fields);
    expect(await searches(whole)).toBe(1);
    expect(at(jsonOf(whole), 'choices.0.message.annotations.0.url_citation.url')).toBe(SOURCE);
    const streamed = await chat(model, { ...fields, stream: true });
    expect(await searches(streamed)).toBe(1);
    expect(streamed.text).toContain(SOURCE);
    expect(streamed.text.endsWith('data: [DONE]\n\n')).toBe(true);
  });

  it('and is charged for none where none was run', async () => {
    const asked = { messages: [{ role: 'user', content: 'Hello' }], plugins: [{ id: 'web' }] };
    const quiet = { messages: [{ role: 'user', content: 'Hello' }], web_search_options: {} };
    expect(await searches(await post('/v1/chat/completions', { model: 'gemini-2.5-flash', ...quiet }))).toBe(0);
    expect(await searches(await post('/v1/chat/completions', { model: 'gpt-5.1', ...asked }))).toBe(0);
    // OpenAI's models that always search are charged by the request.
    expect(await searches(await post('/v1/chat/completions', { model: 'gpt-4o-search-preview', ...quiet }))).toBe(1);
  });
});

describe('`:online` behind a model’s name', () => {
  const CASES: readonly (readonly [path: string, body: (model: string) => Record<string, unknown>])[] = [
    ['/v1/chat/completions', model => ({ model, messages: [{ role: 'user', content: '[[search]]' }] })],
    ['/v1/responses', model => ({ model, input: '[[search]]' })],
    ['/v1/messages', model => ({ model, max_tokens: 500, messages: [{ role: 'user', content: '[[search]]' }] })],
  ];
  it.each(CASES)('searches in %s', async (path, body) => {
    for (const model of ['gpt-5.1', 'claude-sonnet-4-6', 'gemini-2.5-flash']) {
      const answer = await post(path, body(`${model}:online`));
      expect([model, await searches(answer)]).toEqual([model, 1]);
      expect(answer.text).toContain(SOURCE);
    }
  });

  it('searches in Google’s protocol, and is no name of a model that nobody has', async () => {
    const body = { contents: [{ role: 'user', parts: [{ text: '[[search]]' }] }] };
    expect(await searches(await post('/v1beta/models/gemini-2.5-flash:online:generateContent', body))).toBe(1);
    expect((await post('/v1beta/models/nobodys:online:generateContent', body)).status).toBe(404);
  });
});

describe('what goes upstream', () => {
  const bodyFor = async (model: string, fields: Record<string, unknown>): Promise<unknown> => {
    await chat(model, fields);
    return JSON.parse(upstream.last.body.toString());
  };

  it('says how much context and where in the vendor’s own words', async () => {
    const location = { type: 'approximate', approximate: { country: 'GB', city: 'London', timezone: 'Europe/London' } };
    const sized = async (search_context_size: string): Promise<unknown> =>
      at(
        await bodyFor('seen-claude', { web_search_options: { search_context_size, user_location: location } }),
        'tools.0',
      );
    expect(await sized('high')).toEqual({
      type: 'web_search_20250305',
      name: 'web_search',
      max_uses: 10,
      user_location: { type: 'approximate', country: 'GB', city: 'London', timezone: 'Europe/London' },
    });
    expect([at(await sized('low'), 'max_uses'), at(await sized('medium'), 'max_uses')]).toEqual([1, 5]);
    expect(at(await bodyFor('seen-gemini', { web_search_options: {} }), 'tools')).toEqual([{ googleSearch: {} }]);
    expect(at(await bodyFor('seen-glm', { web_search_options: {} }), 'tools.0.type')).toBe('web_search');
    expect(at(await bodyFor('seen-qwen', { web_search_options: {} }), 'enable_search')).toBe(true);
  });

  it('is what the client wrote wherever the vendor understands it, or may', async () => {
    const fields = { plugins: [{ id: 'web', engine: 'exa', max_results: 3 }] };
    expect(at(await bodyFor('seen-router', fields), 'plugins')).toEqual(fields.plugins);
    expect(at(await bodyFor('seen-qwen', { enable_search: true, own: 1 }), 'own')).toBe(1);
    expect(at(await bodyFor('seen-gpt', { web_search_options: { own: 1 } }), 'web_search_options.own')).toBe(1);
    expect(at(await bodyFor('seen-deepseek', { web_search_options: {} }), 'web_search_options')).toEqual({});
  });

  it('has no field that models which always search refuse, when the request is written anew', async () => {
    await post('/v1/responses', {
      model: 'seen-gpt',
      input: 'x',
      tools: [{ type: 'web_search' }],
      temperature: 0.2,
      top_p: 1,
    });
    const path = upstream.last.target;
    expect(path).toBe('/v1/responses');
    const body = await bodyFor('seen-gpt', {
      plugins: [{ id: 'web' }],
      temperature: 0.2,
      top_p: 0.5,
      seed: 1,
      presence_penalty: 1,
    });
    expect(Object.keys(body as object).sort()).toEqual(['messages', 'model', 'web_search_options']);
  });
});

describe('each provider’s count', () => {
  const grounded = (queries: number) => ({
    candidates: [
      {
        content: { role: 'model', parts: [{ text: 'héllo world' }] },
        finishReason: 'STOP',
        groundingMetadata: {
          webSearchQueries: Array.from({ length: queries }, (_, index) => `q${index}`),
          groundingChunks: [{ web: { uri: 'https://a.example/', title: 'A' } }],
          groundingSupports: [{ segment: { startIndex: 0, endIndex: 6, text: 'héllo' }, groundingChunkIndices: [0] }],
        },
      },
    ],
    usageMetadata: { promptTokenCount: 4, candidatesTokenCount: 3, toolUsePromptTokenCount: 100, totalTokenCount: 107 },
  });

  it('is the grounded prompt with Gemini 2, and its tokens of pages are input; byte places become characters', async () => {
    upstream.script = (_request, reply) => reply.json(200, grounded(3));
    const answer = await chat('seen-gemini', { web_search_options: {} });
    expect(await searches(answer)).toBe(1);
    const { prompt } = await generation(gateway.url, KEY, answer.id);
    expect(prompt).toBe(104);
    expect(at(jsonOf(answer), 'choices.0.message.annotations.0.url_citation')).toMatchObject({
      start_index: 0,
      end_index: 5,
      url: 'https://a.example/',
    });
  });

  it('is the counter of Anthropic, in which failed searches are not', async () => {
    const content = [
      { type: 'server_tool_use', id: 'srvtoolu_1', name: 'web_search', input: { query: 'q' } },
      {
        type: 'web_search_tool_result',
        tool_use_id: 'srvtoolu_1',
        content: { type: 'web_search_tool_result_error', error_code: 'unavailable' },
      },
      { type: 'text', text: 'Nothing.' },
    ];
    const usage = { input_tokens: 5, output_tokens: 5, server_tool_use: { web_search_requests: 0 } };
    const message = {
      id: 'msg_1',
      type: 'message',
      role: 'assistant',
      model: 'm',
      content,
      stop_reason: 'end_turn',
      stop_sequence: null,
      usage,
    };
    upstream.script = (_request, reply) => reply.json(200, message);
    expect(await searches(await chat('seen-claude', { web_search_options: {} }))).toBe(0);
    const own = await post('/v1/messages', {
      model: 'seen-claude',
      max_tokens: 50,
      messages: [{ role: 'user', content: 'x' }],
      tools: [{ type: 'web_search_20250305', name: 'web_search' }],
    });
    expect(await searches(own)).toBe(0);
    expect(jsonOf(own)).toMatchObject({ content });
  });

  it('is OpenRouter’s own, and of Responses the calls that searched, not those that opened pages', async () => {
    const completion = {
      id: 'gen-1',
      object: 'chat.completion',
      model: 'm',
      choices: [{ index: 0, message: { role: 'assistant', content: 'x' }, finish_reason: 'stop' }],
      usage: {
        prompt_tokens: 1,
        completion_tokens: 1,
        total_tokens: 2,
        server_tool_use_details: { web_search_requests: 2 },
      },
    };
    upstream.script = (_request, reply) => reply.json(200, completion);
    expect(await searches(await chat('seen-router', { plugins: [{ id: 'web' }] }))).toBe(2);
    const action = (type: string) => ({
      type: 'web_search_call',
      id: `ws_${type}`,
      status: 'completed',
      action: { type, query: 'q', url: 'https://a.example/' },
    });
    const output = [
      action('search'),
      action('open_page'),
      action('find_in_page'),
      action('search'),
      {
        type: 'message',
        id: 'msg_1',
        role: 'assistant',
        status: 'completed',
        content: [{ type: 'output_text', text: 'x', annotations: [] }],
      },
    ];
    upstream.script = (_request, reply) =>
      reply.json(200, {
        id: 'resp_1',
        object: 'response',
        status: 'completed',
        model: 'm',
        output,
        usage: { input_tokens: 1, output_tokens: 1, total_tokens: 2 },
      });
    expect(
      await searches(await post('/v1/responses', { model: 'seen-gpt', input: 'x', tools: [{ type: 'web_search' }] })),
    ).toBe(2);
  });
});

describe('pages and videos', () => {
  it('that a chat names are read by Gemini: by address, from YouTube, and as bytes', async () => {
    upstream.script = (_request, reply) =>
      reply.json(200, {
        candidates: [{ content: { role: 'model', parts: [{ text: 'x' }] }, finishReason: 'STOP' }],
        usageMetadata: { promptTokenCount: 1, candidatesTokenCount: 1, totalTokenCount: 2 },
      });
    const video = Buffer.from('0000001866747970', 'hex').toString('base64');
    const parts = [
      { type: 'video_url', video_url: { url: 'https://www.youtube.com/watch?v=abc' } },
      { type: 'video_url', video_url: { url: 'https://files.example.com/film.mp4' } },
      { type: 'video_url', video_url: { url: `data:video/mp4;base64,${video}` } },
      { type: 'image_url', image_url: { url: `data:video/mp4;base64,${video}` } },
      { type: 'input_video', input_video: { data: video, format: 'mp4' } },
      { type: 'text', text: 'What happens?' },
    ];
    const answer = await post('/v1/chat/completions', {
      model: 'seen-gemini',
      messages: [{ role: 'user', content: parts }],
    });
    expect([answer.status, answer.status === 200 ? '' : answer.text]).toEqual([200, '']);
    const inline = { inlineData: { mimeType: 'video/mp4', data: video } };
    expect(at(JSON.parse(upstream.last.body.toString()), 'contents.0.parts')).toEqual([
      { fileData: { fileUri: 'https://www.youtube.com/watch?v=abc' } },
      { fileData: { mimeType: 'video/mp4', fileUri: 'https://files.example.com/film.mp4' } },
      inline,
      inline,
      inline,
      { text: 'What happens?' },
    ]);
  });

  it('that a request names by urlContext pass, with what was retrieved', async () => {
    const told = {
      urlMetadata: [{ retrievedUrl: 'https://a.example/', urlRetrievalStatus: 'URL_RETRIEVAL_STATUS_SUCCESS' }],
    };
    upstream.script = (_request, reply) =>
      reply.json(200, {
        candidates: [
          { content: { role: 'model', parts: [{ text: 'x' }] }, finishReason: 'STOP', urlContextMetadata: told },
        ],
        usageMetadata: {
          promptTokenCount: 1,
          candidatesTokenCount: 1,
          toolUsePromptTokenCount: 50,
          totalTokenCount: 52,
        },
      });
    const body = {
      contents: [{ role: 'user', parts: [{ text: 'Read https://a.example/' }] }],
      tools: [{ urlContext: {} }],
    };
    const answer = await post('/v1beta/models/seen-gemini:generateContent', body);
    expect(at(jsonOf(answer), 'candidates.0.urlContextMetadata')).toEqual(told);
    expect((await generation(gateway.url, KEY, answer.id)).prompt).toBe(51);
    expect(await searches(answer)).toBe(0);
    const asked = await chat('seen-gemini', { tools: [{ type: 'function', function: { name: 'urlContext' } }] });
    expect(asked.status).toBe(200);
    expect(at(JSON.parse(upstream.last.body.toString()), 'tools')).toEqual([{ urlContext: {} }]);
  });
});
