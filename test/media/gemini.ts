// Google's models that draw and speak: by its own client in its own protocol, and by OpenAI's.

import { GoogleGenAI } from '@google/genai';
import OpenAI from 'openai';
import { picture } from '../../packages/sandbox/media/pictures.ts';
import { sidesOf } from './images.ts';
import { check, type MediaCase, type Stage } from './stage.ts';

const googleOf = ({ url, key }: Stage): GoogleGenAI => new GoogleGenAI({ apiKey: key, httpOptions: { baseUrl: url } });
const openaiOf = ({ url, key }: Stage): OpenAI => new OpenAI({ baseURL: `${url}/v1`, apiKey: key, maxRetries: 0 });

/** 24 bytes are 6 tokens; a picture is 1290, and 6 words are said with it. */
const PROMPT = 'a road sign on a hill...';
const MODEL = 'gemini-2.5-flash-image';
const DRAWN = 6n * 300n + 1290n * 30_000n;
const SAID = 6n * 2_500n;

const sides = (data: string | undefined): string => sidesOf(Buffer.from(data ?? '', 'base64'));

export const geminiCases: readonly MediaCase[] = [
  {
    name: 'generateContent with imageConfig 16:9',
    charge: DRAWN,
    async run(stage) {
      const answer = await googleOf(stage).models.generateContent({
        model: MODEL,
        contents: PROMPT,
        config: { responseModalities: ['IMAGE'], imageConfig: { aspectRatio: '16:9' } },
      });
      const seen = sides(answer.candidates?.[0]?.content?.parts?.find(part => part.inlineData)?.inlineData?.data);
      check(seen === 'png 1024x576', seen);
      return { requestId: answer.sdkHttpResponse?.headers?.['x-request-id'] ?? '', seen };
    },
  },
  {
    name: 'streamGenerateContent, a picture of a picture',
    charge: DRAWN + SAID + 258n * 300n,
    async run(stage) {
      const data = picture('png', 1, 64, 64);
      const stream = await googleOf(stage).models.generateContentStream({
        model: MODEL,
        contents: [
          {
            role: 'user',
            parts: [{ inlineData: { mimeType: 'image/png', data: data.toString('base64') } }, { text: PROMPT }],
          },
        ],
      });
      let seen = '';
      let requestId = '';
      for await (const chunk of stream) {
        requestId ||= chunk.sdkHttpResponse?.headers?.['x-request-id'] ?? '';
        const blob = chunk.candidates?.[0]?.content?.parts?.find(part => part.inlineData)?.inlineData;
        if (blob !== undefined) seen = sides(blob.data);
      }
      check(seen === 'png 1024x1024', seen);
      return { requestId, seen };
    },
  },
  {
    name: 'chat completions of a model that draws',
    charge: DRAWN + SAID,
    async run(stage) {
      const { data, request_id: requestId } = await openaiOf(stage)
        .chat.completions.create({ model: MODEL, messages: [{ role: 'user', content: PROMPT }] })
        .withResponse();
      const content = data.choices[0]?.message.content ?? '';
      const seen = sides(/base64,([^)]+)\)/.exec(content)?.[1]);
      check(seen === 'png 1024x1024', seen);
      return { requestId: requestId ?? '', seen };
    },
  },
  {
    name: 'generateContent that speaks',
    charge: 15n * 500n + 100n * 10_000n,
    async run(stage) {
      const answer = await googleOf(stage).models.generateContent({
        model: 'gemini-2.5-flash-preview-tts',
        contents: 'Where the road runs on, each car slows and pays its toll ...',
        config: {
          responseModalities: ['AUDIO'],
          speechConfig: { voiceConfig: { prebuiltVoiceConfig: { voiceName: 'Kore' } } },
        },
      });
      const blob = answer.candidates?.[0]?.content?.parts?.[0]?.inlineData;
      const bytes = Buffer.from(blob?.data ?? '', 'base64').length;
      check(bytes === 4 * 48_000, `${bytes} bytes`);
      return { requestId: answer.sdkHttpResponse?.headers?.['x-request-id'] ?? '', seen: blob?.mimeType ?? '' };
    },
  },
];
