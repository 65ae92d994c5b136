// Specification through the official SDK: its parser and its stream helper accept what is written, and see it all.

import { createServer, type Server } from 'node:http';
import fc from 'fast-check';
import OpenAI from 'openai';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Answer } from '../conversation/answer.ts';
import { EXPRESSIBLE, interleaved, streams } from '../conversation/arbitrary.fixture.ts';
import { eventsOf } from '../conversation/collect.ts';
import type { StreamEvent } from '../conversation/event.ts';
import { usageOf } from '../conversation/usage.ts';
import { openaiResponses } from './codec.ts';
import { client, REQUEST, written } from './harness.fixture.ts';

let server: Server;
let openai: OpenAI;
let body = '';
let type = '';

beforeAll(async () => {
  server = createServer((_request, response) => {
    response.writeHead(200, { 'content-type': type });
    response.end(body);
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  openai = new OpenAI({ apiKey: 'sk-test', baseURL: `http://127.0.0.1:${port}/v1`, maxRetries: 0 });
});

afterAll(async () => {
  await new Promise(resolve => server.close(resolve));
});

async function streamed(events: readonly StreamEvent[], context = client()) {
  body = written(events, context);
  type = 'text/event-stream';
  const stream = openai.responses.stream({ model: 'm', input: 'Go.' });
  let text = '';
  stream.on('response.output_text.delta', event => {
    text += event.delta;
  });
  return { final: await stream.finalResponse(), text };
}

const ANSWER: Answer = {
  id: 'x',
  model: 'm',
  choices: [
    {
      parts: [
        { type: 'thinking', text: 'I must look.', proof: { origin: 'anthropic-messages', value: 'c2lnbmF0dXJl' } },
        { type: 'server_tool', tool: 'web_search', id: 'srv_1', query: 'news', hits: [{ url: 'https://example.com' }] },
        {
          type: 'text',
          text: 'Äh, 😀 news.',
          citations: [{ url: 'https://example.com', title: 'Page' }],
        },
        { type: 'tool_call', id: 'toolu_1', name: 'look', kind: 'function', input: '{"a":1}' },
        { type: 'tool_call', id: 'toolu_2', name: 'look', kind: 'function', input: '{}' },
        { type: 'tool_call', id: 'toolu_3', name: 'patch', kind: 'custom', input: '*** Begin\n' },
        { type: 'image', source: { kind: 'base64', data: 'aGVsbG8=' }, mediaType: 'image/png' },
      ],
      stop: { reason: 'tool_calls' },
    },
  ],
  usage: usageOf({ input: 10, cacheRead: 5, output: 7, reasoning: 3 }),
};

describe('the stream helper', () => {
  it('sees text, reasoning, calls, citations, searches, images and usage', async () => {
    const { final, text } = await streamed(eventsOf(ANSWER));
    expect(final.output.map(item => item.type)).toEqual([
      'reasoning',
      'web_search_call',
      'message',
      'function_call',
      'function_call',
      'custom_tool_call',
      'image_generation_call',
    ]);
    expect(final.output_text).toBe('Äh, 😀 news.');
    expect(text).toBe('Äh, 😀 news.');
    expect(final.usage).toEqual({
      input_tokens: 15,
      input_tokens_details: { cached_tokens: 5 },
      output_tokens: 7,
      output_tokens_details: { reasoning_tokens: 3 },
      total_tokens: 22,
    });
    const [message] = final.output.filter(item => item.type === 'message');
    const [part] = message?.content ?? [];
    expect(part?.type === 'output_text' ? part.annotations : []).toEqual([
      { type: 'url_citation', start_index: 0, end_index: 11, url: 'https://example.com', title: 'Page' },
    ]);
  });

  it('accepts every stream of every protocol, calls mixed or not', async () => {
    const any = fc.constantFrom(...Object.values(EXPRESSIBLE)).chain(what => streams(what));
    await fc.assert(
      fc.asyncProperty(any, fc.boolean(), async ({ answer, events }, mixed) => {
        const { final, text } = await streamed(mixed ? interleaved(events) : events);
        const said = (answer.choices[0]?.parts ?? []).map(part => (part.type === 'text' ? part.text : '')).join('');
        expect(text).toBe(said);
        expect(final.output_text).toBe(said);
        expect(final.status).toBe(answer.choices[0]?.stop.reason === 'limit' ? 'incomplete' : 'completed');
      }),
      { numRuns: 60 },
    );
  });

  it('throws what went wrong, and never takes a broken stream for an answer', async () => {
    const events: readonly StreamEvent[] = [
      { type: 'start', id: 'x', model: 'm' },
      { type: 'text', choice: 0, text: 'Half a' },
      { type: 'error', fault: { kind: 'rate_limit', message: 'Too fast.', retryAfter: 3 } },
    ];
    await expect(streamed(events)).rejects.toThrow('Too fast.');
  });
});

describe('the parser', () => {
  it('reads a whole answer', async () => {
    body = JSON.stringify(openaiResponses.encodeAnswer(ANSWER, client()));
    type = 'application/json';
    const response = await openai.responses.create({ model: 'm', input: 'Go.' });
    expect(response.output_text).toBe('Äh, 😀 news.');
    expect(response.id).toBe('resp_abc123');
    expect(response.model).toBe('shown');
  });

  it('reads structured output', async () => {
    const format = { type: 'json_schema', name: 'answer', schema: { type: 'object' }, strict: true } as const;
    const answer: Answer = {
      ...ANSWER,
      choices: [{ parts: [{ type: 'text', text: '{"n":1}' }], stop: { reason: 'end' } }],
    };
    body = JSON.stringify(openaiResponses.encodeAnswer(answer, client({ ...REQUEST, output: { format } })));
    type = 'application/json';
    const response = await openai.responses.parse({ model: 'm', input: 'Go.', text: { format } });
    expect(response.output_parsed).toEqual({ n: 1 });
  });
});
