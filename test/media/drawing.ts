// Pictures out of conversations: models that only draw, in every protocol, with the last picture going into the next.

import Anthropic from '@anthropic-ai/sdk';
import { GoogleGenAI } from '@google/genai';
import OpenAI from 'openai';
import { at } from '../support/client.ts';
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
    name: 'chat gpt-image-1, streamed with pictures on their way',
    // Each of them costs 100 tokens more.
    charge: DRAWN + 200n * 40_000n,
    async run(stage) {
      // A field that the client's types do not know beside a conversation.
      const body = {
        model: 'gpt-image-1',
        messages: [{ role: 'user' as const, content: PROMPT }],
        stream: true as const,
        partial_images: 2,
      };
      const { data: stream, request_id: requestId } = await clientOf(stage)
        .chat.completions.create(body)
        .withResponse();
      let content = '';
      const sketches: unknown[] = [];
      for await (const chunk of stream) {
        const delta = chunk.choices[0]?.delta;
        content += delta?.content ?? '';
        const index = at(delta, 'images.0.partial_image_index');
        if (index !== undefined) {
          check(content === '', 'a picture on its way came after the picture');
          sketches.push(index);
        }
      }
      check(sketches.join() === '0,1', `pictures on their way: ${sketches.join()}`);
      return { requestId: requestId ?? '', seen: sidesIn(content) };
    },
  },
  {
    name: 'responses gpt-image-1, streamed with pictures on their way',
    charge: DRAWN + 100n * 40_000n,
    async run(stage) {
      const { data: stream, request_id: requestId } = await clientOf(stage)
        .responses.create({
          model: 'gpt-image-1',
          input: PROMPT,
          stream: true,
          tools: [{ type: 'image_generation', partial_images: 1 }],
        })
        .withResponse();
      const types: string[] = [];
      let result = '';
      for await (const event of stream) {
        if (event.type.includes('image_generation_call') || event.type.startsWith('response.output_item'))
          types.push(event.type.replace(/^response\.(?:image_generation_call\.)?/, ''));
        if (event.type === 'response.output_item.done' && event.item.type === 'image_generation_call')
          result = event.item.result ?? '';
      }
      check(
        types.join() === 'output_item.added,in_progress,generating,partial_image,completed,output_item.done',
        types.join(),
      );
      return { requestId: requestId ?? '', seen: sidesOf(Buffer.from(result, 'base64')) };
    },
  },
  {
    name: 'chat flux-kontext-pro, then a change of what was drawn',
    charge: 40_000_000n,
    async run(stage) {
      const client = clientOf(stage);
      const ask = (messages: OpenAI.ChatCompletionMessageParam[]) =>
        client.chat.completions.create({ model: 'flux-kontext-pro', messages }).withResponse();
      const first = await ask([{ role: 'user', content: PROMPT }]);
      const content = first.data.choices[0]?.message.content ?? '';
      sidesIn(content);
      const { data, request_id: requestId } = await ask([
        { role: 'user', content: PROMPT },
        { role: 'assistant', content },
        { role: 'user', content: 'And now by night' },
      ]);
      return { requestId: requestId ?? '', seen: sidesIn(data.choices[0]?.message.content ?? '') };
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
