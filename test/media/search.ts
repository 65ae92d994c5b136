// Web search in the four protocols by their own clients: what was found is cited, and each search has its price.

import Anthropic from '@anthropic-ai/sdk';
import { GoogleGenAI } from '@google/genai';
import OpenAI from 'openai';
import { check, type MediaCase, type Stage } from './stage.ts';

const openai = ({ url, key }: Stage): OpenAI => new OpenAI({ baseURL: `${url}/v1`, apiKey: key, maxRetries: 0 });
const ASKED = '[[search]]';
const SOURCE = 'https://example.com/sandbox';

/** Seven tokens are read, 23 written, and one search is 0.025 USD. */
const PREVIEW = 7n * 2_500n + 23n * 10_000n + 25_000_000n;
const GOOGLE = 12n * 300n + 46n * 2_500n + 35_000_000n;

export const searchCases: readonly MediaCase[] = [
  {
    name: 'chat gpt-4o-search-preview, streamed',
    charge: PREVIEW,
    async run(stage) {
      const { data, request_id: id } = await openai(stage)
        .chat.completions.create({
          model: 'gpt-4o-search-preview',
          messages: [{ role: 'user', content: ASKED }],
          web_search_options: {},
          stream: true,
        })
        .withResponse();
      let seen = '';
      for await (const chunk of data) seen += JSON.stringify(chunk.choices[0]?.delta ?? '');
      check(seen.includes(SOURCE), seen);
      return { requestId: id ?? '', seen: SOURCE };
    },
  },
  {
    name: 'responses gpt-5.1, streamed',
    charge: 12n * 1_250n + 44n * 10_000n + 10_000_000n,
    async run(stage) {
      const { data, request_id: id } = await openai(stage)
        .responses.create({ model: 'gpt-5.1', input: ASKED, tools: [{ type: 'web_search' }], stream: true })
        .withResponse();
      const types = new Set<string>();
      for await (const event of data) types.add(event.type);
      check(types.has('response.web_search_call.completed'), [...types].join());
      check(types.has('response.output_text.annotation.added'), [...types].join());
      return { requestId: id ?? '', seen: `${types.size} kinds of events` };
    },
  },
  {
    name: 'messages claude-sonnet-4-6',
    charge: 22n * 3_000n + 22n * 15_000n + 10_000_000n,
    async run({ url, key }) {
      const client = new Anthropic({ baseURL: url, apiKey: key, authToken: null, maxRetries: 0 });
      const { data, response } = await client.messages
        .create({
          model: 'claude-sonnet-4-6',
          max_tokens: 200,
          messages: [{ role: 'user', content: ASKED }],
          tools: [{ type: 'web_search_20250305', name: 'web_search', max_uses: 2 }],
        })
        .withResponse();
      check(data.usage.server_tool_use?.web_search_requests === 1, JSON.stringify(data.usage));
      return { requestId: response.headers.get('request-id') ?? '', seen: `${data.content.length} blocks` };
    },
  },
  {
    name: 'generateContent gemini-2.5-flash with googleSearch',
    charge: GOOGLE,
    async run({ url, key }) {
      const client = new GoogleGenAI({ apiKey: key, httpOptions: { baseUrl: url } });
      const answer = await client.models.generateContent({
        model: 'gemini-2.5-flash',
        contents: ASKED,
        config: { tools: [{ googleSearch: {} }] },
      });
      const found = answer.candidates?.[0]?.groundingMetadata;
      check((found?.webSearchQueries?.length ?? 0) > 0, JSON.stringify(found));
      return {
        requestId: answer.sdkHttpResponse?.headers?.['x-request-id'] ?? '',
        seen: found?.groundingChunks?.[0]?.web?.uri ?? '',
      };
    },
  },
];
