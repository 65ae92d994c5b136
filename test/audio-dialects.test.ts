// Speech and transcripts by Google's and MiniMax's own APIs behind OpenAI's format, and bad input before anybody is asked.

import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import OpenAI, { toFile } from 'openai';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { samples, sound } from '../packages/sandbox/media/sounds.ts';
import { at, eventually, pause } from './support/client.ts';
import { Gateway, keyOf } from './support/gateway.ts';
import { usedBy } from './support/money.ts';

const KEY = keyOf('audio');
const SPOKEN = samples(2);

interface Asked {
  readonly url: string;
  readonly body: unknown;
}
const asked: Asked[] = [];

let origin = '';

/** Failures that hide under status 200, as each maker tells them. */
function refusals(url: string): unknown {
  if (url.includes('t2a_v2')) return { base_resp: { status_code: 1026, status_msg: 'input new_sensitive' } };
  if (url.includes('/multimodal-generation/')) return { output: { audio: {} }, request_id: 'r' };
  return {
    candidates: [{ finishReason: 'PROHIBITED_CONTENT', index: 0 }],
    usageMetadata: { promptTokenCount: 5, totalTokenCount: 5 },
  };
}

const server: Server = createServer((incoming, outgoing) => {
  const pieces: Buffer[] = [];
  incoming.on('data', (piece: Buffer) => pieces.push(piece));
  incoming.on('end', () => {
    const url = incoming.url ?? '';
    if (url.startsWith('/files/')) {
      outgoing.writeHead(200, { 'content-type': 'audio/wav' });
      outgoing.end(sound('wav', 2));
      return;
    }
    const body: unknown = JSON.parse(Buffer.concat(pieces).toString('utf8'));
    const refuses = JSON.stringify(body).includes('refuse');
    asked.push({ url, body });
    const answer = refuses
      ? refusals(url)
      : url.includes('/multimodal-generation/')
        ? {
            output: { audio: { url: `${origin}/files/a.wav`, expires_at: 1 }, finish_reason: 'stop' },
            usage: { characters: 11 },
            request_id: 'r',
          }
        : url.includes('tts')
          ? {
              candidates: [
                {
                  content: {
                    parts: [
                      { inlineData: { mimeType: 'audio/L16;codec=pcm;rate=24000', data: SPOKEN.toString('base64') } },
                    ],
                  },
                  finishReason: 'STOP',
                },
              ],
              usageMetadata: {
                promptTokenCount: 4,
                candidatesTokenCount: 50,
                totalTokenCount: 54,
                candidatesTokensDetails: [{ modality: 'AUDIO', tokenCount: 50 }],
              },
            }
          : url.includes('t2a_v2')
            ? {
                data: { audio: sound('mp3', 2).toString('hex'), status: 2 },
                extra_info: { usage_characters: 11, audio_length: 2000 },
                base_resp: { status_code: 0 },
              }
            : {
                candidates: [{ content: { parts: [{ text: 'Hello there.' }] }, finishReason: 'STOP' }],
                usageMetadata: {
                  promptTokenCount: 70,
                  candidatesTokenCount: 3,
                  totalTokenCount: 73,
                  promptTokensDetails: [{ modality: 'AUDIO', tokenCount: 64 }],
                },
              };
    outgoing.writeHead(200, { 'content-type': 'application/json' });
    outgoing.end(JSON.stringify(answer));
  });
});

let gateway: Gateway;
let client: OpenAI;

beforeAll(async () => {
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const base_url = origin;
  const channel = (provider: string, models: readonly string[]) => ({
    name: provider,
    provider,
    base_url,
    keys: ['k'],
    models,
  });
  gateway = await Gateway.start({
    channels: [
      channel('gemini', ['gemini-2.5-flash-preview-tts', 'gemini-3.5-transcribe']),
      channel('minimax', ['speech-2.6-hd']),
      channel('bailian', ['qwen3-tts-flash']),
      channel('compatible', ['tts-1', 'whisper-1']),
    ],
    users: [{ name: 'audio', balance: '100', keys: [{ name: 'audio', key: KEY }] }],
  });
  client = new OpenAI({ baseURL: `${gateway.url}/v1`, apiKey: KEY, maxRetries: 0 });
}, 60_000);
afterAll(async () => {
  await gateway.dispose();
  server.closeAllConnections();
  server.close();
});

/** Does something, and answers what it cost in micro-dollars. */
async function costOf(work: () => Promise<void>): Promise<number> {
  asked.length = 0;
  const before = await usedBy(gateway.url, KEY);
  await work();
  return eventually(async () => {
    const cost = (await usedBy(gateway.url, KEY)) - before;
    if (cost === 0) throw new Error('nothing charged yet');
    return cost;
  });
}

describe('speech', () => {
  it('of Google’s samples gets a header as WAV, and stays bare as PCM', async () => {
    const cost = await costOf(async () => {
      const answer = await client.audio.speech.create({
        model: 'gemini-2.5-flash-preview-tts',
        voice: 'alloy',
        input: 'Hello there',
        response_format: 'wav',
      });
      const bytes = Buffer.from(await answer.arrayBuffer());
      expect(bytes.toString('latin1', 0, 4)).toBe('RIFF');
      expect(bytes.subarray(44).equals(SPOKEN)).toBe(true);
      expect(answer.headers.get('content-type')).toBe('audio/wav');
    });
    // 4 tokens at 0.5 and 50 at 10 dollars a million.
    expect(cost).toBe(502);
    expect(JSON.stringify(asked[0]?.body)).toContain('"voiceName":"Kore"');
    const bare = await client.audio.speech.create({
      model: 'gemini-2.5-flash-preview-tts',
      voice: 'Puck',
      input: 'Hello there',
      response_format: 'pcm',
    });
    expect(Buffer.from(await bare.arrayBuffer()).equals(SPOKEN)).toBe(true);
  });

  it.each(['opus', undefined] as const)(
    'in a format that nothing here can make (%s) comes as WAV, and says so',
    async format => {
      const answer = await client.audio.speech.create({
        model: 'gemini-2.5-flash-preview-tts',
        voice: 'alloy',
        input: 'Hi',
        ...(format === undefined ? {} : { response_format: format }),
      });
      expect(answer.headers.get('content-type')).toBe('audio/wav');
      const bytes = Buffer.from(await answer.arrayBuffer());
      expect([bytes.toString('latin1', 0, 4), bytes.subarray(44).equals(SPOKEN)]).toEqual(['RIFF', true]);
    },
  );

  it('of MiniMax is charged by the characters that it counted', async () => {
    const cost = await costOf(async () => {
      const answer = await client.audio.speech.create({ model: 'speech-2.6-hd', voice: 'nova', input: 'Hello there' });
      expect(Buffer.from(await answer.arrayBuffer()).equals(sound('mp3', 2))).toBe(true);
    });
    // Eleven characters at 100 dollars a million.
    expect(cost).toBe(1_100);
    expect(at(at(asked[0]?.body, 'voice_setting'), 'voice_id')).toBe('English_Upbeat_Woman');
  });
});

describe('speech of Bailian', () => {
  it('is fetched from where it lies, and charged by its characters', async () => {
    const cost = await costOf(async () => {
      const answer = await client.audio.speech.create({
        model: 'qwen3-tts-flash',
        voice: 'nova',
        input: 'Hello there',
        response_format: 'wav',
      });
      expect(Buffer.from(await answer.arrayBuffer()).equals(sound('wav', 2))).toBe(true);
    });
    // Eleven characters at 10 dollars a million.
    expect(cost).toBe(110);
    expect(asked[0]).toMatchObject({
      url: '/api/v1/services/aigc/multimodal-generation/generation',
      body: { model: 'qwen3-tts-flash', input: { text: 'Hello there', voice: 'Chelsie' } },
    });
  });

  it('is bare samples where those are wanted, and WAV in place of formats that it has not', async () => {
    const speech = { model: 'qwen3-tts-flash', voice: 'Cherry', input: 'Hello there' };
    const bare = await client.audio.speech.create({ ...speech, response_format: 'pcm' });
    expect(Buffer.from(await bare.arrayBuffer()).equals(samples(2))).toBe(true);
    const other = await client.audio.speech.create({ ...speech, response_format: 'mp3' });
    expect(other.headers.get('content-type')).toBe('audio/wav');
    expect(Buffer.from(await other.arrayBuffer()).equals(sound('wav', 2))).toBe(true);
  });
});

describe('a refusal under status 200', () => {
  it.each(['gemini-2.5-flash-preview-tts', 'speech-2.6-hd', 'qwen3-tts-flash'])(
    'of %s is an error, and costs nothing',
    async model => {
      const before = await usedBy(gateway.url, KEY);
      const body = { model, voice: 'nova', input: 'refuse', response_format: 'wav' } as const;
      const error = await client.audio.speech.create(body).catch((why: unknown) => why);
      expect(error).toBeInstanceOf(OpenAI.APIError);
      expect(Number(at(error, 'status'))).toBeGreaterThanOrEqual(400);
      await pause(100);
      expect(await usedBy(gateway.url, KEY)).toBe(before);
    },
  );
});

describe('a transcript', () => {
  it('by Google is told in OpenAI’s form, with its tokens', async () => {
    const cost = await costOf(async () => {
      const file = await toFile(sound('wav', 2), 'talk.wav');
      const told = await client.audio.transcriptions.create({ model: 'gemini-3.5-transcribe', file });
      expect(told.text).toBe('Hello there.');
    });
    // 6 and 64 tokens at 2, and 3 at 12 dollars a million.
    expect(cost).toBe(176);
    expect(JSON.stringify(asked[0]?.body)).toContain(sound('wav', 2).toString('base64'));
  });
});

describe('bad input', () => {
  const send = async (path: string, body: FormData | object): Promise<{ status: number; text: string }> => {
    const isForm = body instanceof FormData;
    const answer = await fetch(`${gateway.url}${path}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${KEY}`, ...(isForm ? {} : { 'content-type': 'application/json' }) },
      body: isForm ? body : JSON.stringify(body),
    });
    return { status: answer.status, text: await answer.text() };
  };
  const form = (name: string, bytes: Buffer, fields: Readonly<Record<string, string>>): FormData => {
    const made = new FormData();
    for (const [field, value] of Object.entries(fields)) made.append(field, value);
    made.append('file', new Blob([new Uint8Array(bytes)]), name);
    return made;
  };
  const speech = { model: 'tts-1', input: 'Hi', voice: 'alloy' };

  it.each([
    ['an unknown voice', '/v1/audio/speech', { ...speech, voice: 'nobody' }, 400],
    ['a text without end', '/v1/audio/speech', { ...speech, input: 'x'.repeat(4097) }, 400],
    ['no text', '/v1/audio/speech', { ...speech, input: '' }, 400],
    ['a speed out of reach', '/v1/audio/speech', { ...speech, speed: 5 }, 400],
    ['an unknown format', '/v1/audio/speech', { ...speech, response_format: 'midi' }, 400],
    ['a recording as JSON', '/v1/audio/transcriptions', { model: 'whisper-1' }, 415],
    [
      'no recording',
      '/v1/audio/transcriptions',
      form('a.wav', Buffer.from('no sound at all'), { model: 'whisper-1' }),
      400,
    ],
    [
      'a recording cut off',
      '/v1/audio/transcriptions',
      form('a.wav', sound('wav', 1).subarray(0, 30), { model: 'whisper-1' }),
      400,
    ],
    [
      'too large a recording',
      '/v1/audio/transcriptions',
      form('a.wav', sound('wav', 560), { model: 'whisper-1' }),
      413,
    ],
    [
      'an unknown form',
      '/v1/audio/transcriptions',
      form('a.wav', sound('wav', 1), { model: 'whisper-1', response_format: 'pdf' }),
      400,
    ],
    [
      'a model that does not listen',
      '/v1/audio/transcriptions',
      form('a.wav', sound('wav', 1), { model: 'tts-1' }),
      400,
    ],
  ])('%s is refused before anybody is asked', async (_name, path, body, status) => {
    asked.length = 0;
    const before = await usedBy(gateway.url, KEY);
    const answer = await send(path, body);
    expect([answer.status, answer.text.includes('"error"')]).toEqual([status, true]);
    expect(asked).toEqual([]);
    expect(await usedBy(gateway.url, KEY)).toBe(before);
  });
});
