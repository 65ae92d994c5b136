// Files of OpenAI's and Anthropic's clients: kept where they were uploaded, named in every protocol, and nobody else's.

import Anthropic, { toFile as claudeFile } from '@anthropic-ai/sdk';
import OpenAI, { NotFoundError, toFile } from 'openai';
import { startSandbox, type Sandbox } from '@turnpike/sandbox';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { at, call, jsonOf } from './support/client.ts';
import { Gateway, keyOf } from './support/gateway.ts';

const KEY = keyOf('mine');
const OTHER = keyOf('yours');
const MODEL = 'gpt-4o-mini';
const CLAUDE = 'claude-sonnet-4-6';
const SPEAKER = 'gpt-audio';

let sandbox: Sandbox;
let gateway: Gateway;

beforeAll(async () => {
  sandbox = await startSandbox({});
  gateway = await Gateway.start({
    // Two credentials each: what one has, the other has not.
    channels: [
      { name: 'openai', provider: 'openai', base_url: sandbox.url, keys: ['k1', 'k2'], models: [MODEL, SPEAKER] },
      { name: 'claude', provider: 'anthropic', base_url: sandbox.url, keys: ['c1', 'c2'], models: [CLAUDE] },
    ],
    users: [
      { name: 'one', balance: '10', keys: [{ name: 'one', key: KEY }] },
      { name: 'two', balance: '10', keys: [{ name: 'two', key: OTHER }] },
    ],
    settings: { retry_attempts: 0 },
  });
}, 60_000);
afterAll(async () => {
  await gateway.dispose();
  await sandbox.close();
});

const openai = (apiKey = KEY): OpenAI => new OpenAI({ baseURL: `${gateway.url}/v1`, apiKey, maxRetries: 0 });
const anthropic = (apiKey = KEY): Anthropic =>
  new Anthropic({ baseURL: gateway.url, apiKey, authToken: null, maxRetries: 0 });

describe('files of OpenAI’s client', () => {
  it('are uploaded, named by chats and responses at the credential that has them, listed, read and deleted', async () => {
    const client = openai();
    const ids: string[] = [];
    for (let round = 0; round < 4; round += 1) {
      const file = await client.files.create({
        file: await toFile(Buffer.from(`note ${round}`), 'a.txt', { type: 'text/plain' }),
        purpose: 'user_data',
      });
      ids.push(file.id);
      expect([file.object, file.bytes, file.filename]).toEqual(['file', 6, 'a.txt']);
      const chat = await client.chat.completions.create({
        model: MODEL,
        messages: [
          {
            role: 'user',
            content: [
              { type: 'text', text: 'Read it' },
              { type: 'file', file: { file_id: file.id } },
            ],
          },
        ],
      });
      expect(chat.choices[0]?.message.content).toContain('[sandbox]');
      const response = await client.responses.create({
        model: MODEL,
        input: [
          {
            role: 'user',
            content: [
              { type: 'input_file', file_id: file.id },
              { type: 'input_text', text: 'Read it' },
            ],
          },
        ],
      });
      expect(response.output_text).toContain('[sandbox]');
      expect((await client.files.retrieve(file.id)).id).toBe(file.id);
      expect(await (await client.files.content(file.id)).text()).toBe(`note ${round}`);
    }
    const listed: string[] = [];
    for await (const file of client.files.list({ limit: 3 })) listed.push(file.id);
    expect(listed.toSorted()).toEqual(ids.toSorted());
    expect((await client.files.delete(ids[0] ?? '')).deleted).toBe(true);
    await expect(client.files.retrieve(ids[0] ?? '')).rejects.toThrow(NotFoundError);
  });

  it('are nobody else’s: foreign and unknown look the same', async () => {
    const file = await openai().files.create({
      file: await toFile(Buffer.from('mine'), 'a.txt'),
      purpose: 'user_data',
    });
    const told = async (id: string): Promise<unknown> => {
      const answer = await call(`${gateway.url}/v1/files/${id}`, { headers: { authorization: `Bearer ${OTHER}` } });
      return [
        answer.status,
        String(at(jsonOf(answer), 'error.message'))
          .replace(id, 'ID')
          .replace(/ \(request id.*/, ''),
      ];
    };
    expect(await told(file.id)).toEqual(await told('file-nothinghere'));
    const messages = [{ role: 'user' as const, content: [{ type: 'file' as const, file: { file_id: file.id } }] }];
    await expect(openai(OTHER).chat.completions.create({ model: MODEL, messages })).rejects.toThrow(NotFoundError);
    expect((await openai(OTHER).files.list()).data).toEqual([]);
    await expect(openai(OTHER).files.delete(file.id)).rejects.toThrow(NotFoundError);
  });

  it('are refused where they are no form, and where nobody keeps any', async () => {
    const plain = await call(`${gateway.url}/v1/files`, { headers: { authorization: `Bearer ${KEY}` }, body: '{}' });
    expect(plain.status).toBe(415);
    const form = new FormData();
    form.set('file', new Blob(['x']), 'a.txt');
    const nowhere = await fetch(`${gateway.url}/v1/files`, {
      method: 'POST',
      headers: { authorization: `Bearer ${KEY}`, 'x-turnpike-model': CLAUDE },
      body: form,
    });
    expect(nowhere.status).toBe(503);
    const upstreams = await fetch(`${gateway.url}/v1/files`, {
      method: 'POST',
      headers: { authorization: `Bearer ${KEY}` },
      body: form,
    });
    expect([upstreams.status, await upstreams.text()]).toEqual([400, expect.stringContaining('purpose')]);
  });
});

describe('files of Anthropic’s client', () => {
  it('are uploaded, named by messages where they are, and nobody else’s', async () => {
    const client = anthropic();
    for (let round = 0; round < 3; round += 1) {
      const file = await client.beta.files.upload({
        file: await claudeFile(Buffer.from('%PDF-1.4 x'), 'a.pdf', { type: 'application/pdf' }),
      });
      expect([file.type, file.size_bytes]).toEqual(['file', 10]);
      const messages = [
        {
          role: 'user' as const,
          content: [
            { type: 'document' as const, source: { type: 'file' as const, file_id: file.id } },
            { type: 'text' as const, text: 'Read it' },
          ],
        },
      ];
      const ask = (key: string) =>
        anthropic(key).beta.messages.create({
          model: CLAUDE,
          max_tokens: 100,
          messages,
          betas: ['files-api-2025-04-14'],
        });
      expect(JSON.stringify((await ask(KEY)).content)).toContain('[sandbox]');
      await expect(ask(OTHER)).rejects.toThrow('File not found');
    }
    const listed = await client.beta.files.list();
    expect(listed.data).toHaveLength(3);
    await client.beta.files.delete(listed.data[0]?.id ?? '');
    await expect(client.beta.files.retrieveMetadata(listed.data[0]?.id ?? '')).rejects.toThrow('File not found');
    expect((await openai().files.list()).data.map(({ id }) => id).filter(id => id.startsWith('file_'))).toEqual([]);
  });
});

describe('answers that were spoken', () => {
  const turn = { model: SPEAKER, modalities: ['text', 'audio'] as ('text' | 'audio')[] };
  const asks = (content: string) => ({ role: 'user' as const, content });

  it('are gone on from at the credential that spoke them, whole and streamed, by nobody else', async () => {
    const spoken: string[] = [];
    for (let round = 0; round < 3; round += 1) {
      const audio = { voice: 'alloy', format: 'wav' as const };
      const answer = await openai().chat.completions.create({ ...turn, audio, messages: [asks(`Whole ${round}`)] });
      spoken.push(answer.choices[0]?.message.audio?.id ?? '');
      const stream = await openai().chat.completions.create({
        ...turn,
        audio: { ...audio, format: 'pcm16' },
        messages: [asks(`Streamed ${round}`)],
        stream: true,
      });
      for await (const chunk of stream) {
        const id = at(chunk, 'choices.0.delta.audio.id');
        if (typeof id === 'string') spoken.push(id);
      }
    }
    expect(spoken).toHaveLength(6);
    const goOn = (id: string, apiKey = KEY): Promise<unknown> =>
      openai(apiKey).chat.completions.create({
        ...turn,
        audio: { voice: 'alloy', format: 'wav' },
        messages: [asks('Once more'), { role: 'assistant', audio: { id } }, asks('Go on')],
      });
    for (const id of spoken) expect(at(await goOn(id), 'object')).toBe('chat.completion');
    await expect(goOn(spoken[0] ?? '', OTHER)).rejects.toMatchObject({ status: 404 });
  });
});
