// Pictures out of conversations: models that only draw, in every protocol, with the last picture going into the next.

import Anthropic from '@anthropic-ai/sdk';
import { GoogleGenAI } from '@google/genai';
import OpenAI from 'openai';
import { sidesOf } from './images.ts';
import { check, type MediaCase, type Stage } from './stage.ts';

const clientOf = ({ url, key }: Stage): OpenAI => new OpenAI({ baseURL: `${url}/v1`, apiKey: key, maxRetries: 0 });
/** 24 bytes are 6 tokens; a square picture of the best quality is 4160. */
const PROMPT = 'a road sign on a hill...';
const DRAWN = 6n * 5_000n + 4160n * 40_000n;
const READ = 40n * 10_000n;

function sidesIn(markdown: string): string {
  const data = /!\[[^\]]*\]\(data:image\/\w+;base64,([^)]+)\)/.exec(markdown)?.[1] ?? '';
  check(data !== '', `no picture in ${markdown.slice(0, 80)}`);
  return sidesOf(Buffer.from(data, 'base64'));
}

export const drawingCases: readonly MediaCase[] = [
  {
    name: 'chat gpt-image-1, then a change of what was drawn',
    charge: DRAWN + READ,
    async run(stage) {
      const client = clientOf(stage);
      const first = await client.chat.completions.create({
        model: 'gpt-image-1',
        messages: [{ role: 'user', content: PROMPT }],
      });
      const content = first.choices[0]?.message.content ?? '';
      sidesIn(content);
      const { data, request_id: requestId } = await client.chat.completions
        .create({
          model: 'gpt-image-1',
          messages: [
            { role: 'user', content: PROMPT },
            { role: 'assistant', content },
            { role: 'user', content: PROMPT },
          ],
        })
        .withResponse();
      return { requestId: requestId ?? '', seen: sidesIn(data.choices[0]?.message.content ?? '') };
    },
  },
  {
    name: 'chat gpt-image-1, streamed',
    charge: DRAWN,
    async run(stage) {
      const { data: stream, request_id: requestId } = await clientOf(stage)
        .chat.completions.create({
          model: 'gpt-image-1',
          messages: [{ role: 'user', content: PROMPT }],
          stream: true,
        })
        .withResponse();
      let content = '';
      for await (const chunk of stream) content += chunk.choices[0]?.delta.content ?? '';
      return { requestId: requestId ?? '', seen: sidesIn(content) };
    },
  },
  {
    name: 'chat flux-kontext-pro',
    charge: 40_000_000n,
    async run(stage) {
      const { data, request_id: requestId } = await clientOf(stage)
        .chat.completions.create({ model: 'flux-kontext-pro', messages: [{ role: 'user', content: PROMPT }] })
        .withResponse();
      return { requestId: requestId ?? '', seen: sidesIn(data.choices[0]?.message.content ?? '') };
    },
  },
  {
    name: 'responses gpt-image-1',
    charge: DRAWN,
    async run(stage) {
      const { data, request_id: requestId } = await clientOf(stage)
        .responses.create({ model: 'gpt-image-1', input: PROMPT })
        .withResponse();
      const call = data.output.find(item => item.type === 'image_generation_call');
      check(call !== undefined, JSON.stringify(data.output).slice(0, 200));
      return { requestId: requestId ?? '', seen: sidesOf(Buffer.from(call?.result ?? '', 'base64')) };
    },
  },
  {
    name: 'messages gpt-image-1',
    charge: DRAWN,
    async run(stage) {
      const client = new Anthropic({ baseURL: stage.url, apiKey: stage.key, authToken: null, maxRetries: 0 });
      const { data, response } = await client.messages
        .create({ model: 'gpt-image-1', max_tokens: 1000, messages: [{ role: 'user', content: PROMPT }] })
        .withResponse();
      const [block] = data.content;
      const seen = sidesIn(block?.type === 'text' ? block.text : '');
      return { requestId: response.headers.get('request-id') ?? '', seen };
    },
  },
  {
    name: 'generateContent gpt-image-1',
    charge: DRAWN,
    async run(stage) {
      const client = new GoogleGenAI({ apiKey: stage.key, httpOptions: { baseUrl: stage.url } });
      const answer = await client.models.generateContent({ model: 'gpt-image-1', contents: PROMPT });
      const blob = answer.candidates?.[0]?.content?.parts?.find(part => part.inlineData !== undefined)?.inlineData;
      const headers = answer.sdkHttpResponse?.headers ?? {};
      return { requestId: headers['x-request-id'] ?? '', seen: sidesOf(Buffer.from(blob?.data ?? '', 'base64')) };
    },
  },
];
