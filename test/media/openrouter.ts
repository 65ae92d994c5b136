// OpenRouter's own client, the universal endpoint and realtime sessions: what they do is charged as by each model's own API.

import { OpenRouter } from '@openrouter/sdk';
import { GoogleGenAI, Modality, type LiveServerMessage } from '@google/genai';
import OpenAI from 'openai';
import { OpenAIRealtimeWS } from 'openai/realtime/ws';
import { eventually } from '../support/client.ts';
import { logOf } from '../support/money.ts';
import { tlsBefore } from '../support/tls.ts';
import { check, type MediaCase, type Stage } from './stage.ts';

const TEXTS = ['a road sign on a hill...', 'a toll gate by a river..'];

/** OpenRouter's client shows no headers: its own HTTP client is listened to. */
async function heard(run: () => Promise<string>): Promise<{ readonly requestId: string; readonly seen: string }> {
  const network = globalThis.fetch;
  let requestId = '';
  globalThis.fetch = async (input, init) => {
    const response = await network(input, init);
    requestId = response.headers.get('x-request-id') ?? '';
    return response;
  };
  try {
    const seen = await run();
    return { requestId, seen };
  } finally {
    globalThis.fetch = network;
  }
}

const client = ({ url, key }: Stage): OpenRouter => new OpenRouter({ apiKey: key, serverURL: `${url}/api/v1` });

async function universal(stage: Stage, body: object): Promise<{ readonly requestId: string; readonly seen: string }> {
  const answer = await fetch(`${stage.url}/v1/universal`, {
    method: 'POST',
    headers: { authorization: `Bearer ${stage.key}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  const said = await answer.text();
  check(answer.status === 200 && said.includes('"succeeded"'), said.slice(0, 200));
  return { requestId: answer.headers.get('x-request-id') ?? '', seen: `${said.length} characters` };
}

export const routerCases: readonly MediaCase[] = [
  {
    name: 'chat gpt-4o-mini',
    charge: 11n * 150n + 18n * 600n,
    run: stage =>
      heard(async () => {
        const answer = await client(stage).chat.send({
          chatRequest: { model: 'gpt-4o-mini', messages: [{ role: 'user', content: TEXTS[0] ?? '' }] },
        });
        return JSON.stringify(answer).slice(0, 200);
      }),
  },
  {
    name: 'embeddings, then the generation that explains them',
    charge: 12n * 20n,
    async run(stage) {
      const made = await heard(async () => {
        const answer = await client(stage).embeddings.generate({
          requestBody: { model: 'text-embedding-3-small', input: TEXTS },
        });
        return typeof answer === 'string' ? answer : `${answer.data.length} vectors`;
      });
      return made;
    },
  },
  {
    name: 'rerank rerank-v3.5',
    charge: 2_000_000n,
    run: stage =>
      heard(async () => {
        const answer = await client(stage).rerank.rerank({
          requestBody: { model: 'rerank-v3.5', query: 'what stands on the hill?', documents: TEXTS },
        });
        return JSON.stringify(answer).slice(0, 60);
      }),
  },
  {
    name: 'universal: a picture',
    charge: 6n * 5_000n + 272n * 40_000n,
    run: stage =>
      universal(stage, {
        model: 'gpt-image-1',
        prompt: TEXTS[0],
        parameters: { quality: 'low', size: '1024x1024' },
      }),
  },
  {
    name: 'universal: vectors',
    charge: 12n * 20n,
    run: stage => universal(stage, { model: 'text-embedding-3-small', input: TEXTS }),
  },
  {
    name: 'realtime gpt-realtime-mini, one answer in text',
    charge: 6n * 600n + 13n * 2_400n,
    async run({ url, key }) {
      const front = await tlsBefore(Number(new URL(url).port));
      try {
        const openai = new OpenAI({ apiKey: key, baseURL: `${front.url}/v1` });
        const session = new OpenAIRealtimeWS(
          { model: 'gpt-realtime-mini', options: { rejectUnauthorized: false } },
          openai,
        );
        const id = new Promise<string>(resolve =>
          session.socket.once('upgrade', answer => resolve(String(answer.headers['x-request-id']))),
        );
        const waitFor = (type: 'session.created' | 'session.updated' | 'response.done'): Promise<object> =>
          new Promise((resolve, reject) => {
            session.once(type, resolve);
            session.once('error', reject);
          });
        await waitFor('session.created');
        session.send({ type: 'session.update', session: { type: 'realtime', output_modalities: ['text'] } });
        await waitFor('session.updated');
        const content = [{ type: 'input_text' as const, text: TEXTS[0] ?? '' }];
        session.send({ type: 'conversation.item.create', item: { type: 'message', role: 'user', content } });
        session.send({ type: 'response.create' });
        const done = await waitFor('response.done');
        session.close();
        return { requestId: `${await id}.1`, seen: JSON.stringify(done).slice(0, 60) };
      } finally {
        front.close();
      }
    },
  },
  {
    name: 'gemini live gemini-3.8-live, one turn in text',
    // 6 tokens are heard; `[sandbox] You said “…”.` around them is 13.
    charge: 6n * 750n + 13n * 4_500n,
    async run({ url, key }) {
      const before = new Set((await logOf(url, key)).map(row => row.id));
      const google = new GoogleGenAI({ apiKey: key, httpOptions: { baseUrl: url } });
      let told = '';
      let end: () => void = () => undefined;
      const ended = new Promise<void>(resolve => {
        end = resolve;
      });
      const session = await google.live.connect({
        model: 'gemini-3.8-live',
        config: { responseModalities: [Modality.TEXT] },
        callbacks: {
          onmessage(message: LiveServerMessage) {
            told += message.serverContent?.modelTurn?.parts?.map(part => part.text ?? '').join('') ?? '';
            if (message.serverContent?.turnComplete === true) end();
          },
        },
      });
      session.sendClientContent({ turns: TEXTS[0] ?? '' });
      await ended;
      session.close();
      // Its client does not show the id of the session: the first new row is its turn.
      const requestId = await eventually(async () => {
        const row = (await logOf(url, key)).find(one => !before.has(one.id) && one.quota > 0);
        if (row === undefined) throw new Error('the turn is not in the log');
        return row.id;
      });
      return { requestId, seen: told.slice(0, 60) };
    },
  },
];
