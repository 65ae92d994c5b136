// Specifies that Google's own client reads what we write, over a real socket: answers, streams, chats with tools, errors.

import { createServer, type Server } from 'node:http';
import { GoogleGenAI, ApiError } from '@google/genai';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { EXPRESSIBLE, interleaved, streams } from '../conversation/arbitrary.fixture.ts';
import type { Answer } from '../conversation/answer.ts';
import { eventsOf } from '../conversation/collect.ts';
import { isFields, type Fields } from '../conversation/counts.ts';
import type { StreamEvent } from '../conversation/event.ts';
import { renderFault } from '../conversation/fault.ts';
import type { ConversationRequest } from '../conversation/request.ts';
import { turnsOf } from '../conversation/turns.ts';
import { usageOf } from '../conversation/usage.ts';
import { geminiGenerate } from './codec.ts';

/** What the server says next, and what it was last asked. */
let reply: { readonly status: number; readonly type: string; readonly body: string };
let asked: ConversationRequest;
let server: Server;
let sdk: GoogleGenAI;

beforeAll(async () => {
  // It remarks on every answer that is more than text.
  vi.spyOn(console, 'warn').mockReturnValue();
  server = createServer((request, response) => {
    const pieces: Buffer[] = [];
    request.on('data', (piece: Buffer) => pieces.push(piece));
    request.on('end', () => {
      const body: unknown = JSON.parse(Buffer.concat(pieces).toString());
      asked = geminiGenerate.decodeRequest(isFields(body) ? body : {}, { model: 'a-model' });
      response.writeHead(reply.status, { 'content-type': reply.type }).end(reply.body);
    });
  });
  await new Promise<void>(resolve => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  sdk = new GoogleGenAI({
    apiKey: 'key',
    httpOptions: { baseUrl: `http://127.0.0.1:${port}`, retryOptions: { attempts: 1 } },
  });
});

afterAll(() => {
  server.close();
});

const client = (form: 'events' | 'array' = 'events') => ({
  request: geminiGenerate.decodeRequest({ contents: 'Hi.' }, {}),
  model: 'a-model',
  id: 'r1',
  created: 0,
  wantsUsage: true,
  form,
});

const wholly = (answer: Answer): void => {
  reply = {
    status: 200,
    type: 'application/json',
    body: JSON.stringify(geminiGenerate.encodeAnswer(answer, client())),
  };
};
const streaming = (events: readonly StreamEvent[]): void => {
  const encoder = geminiGenerate.streamEncoder(client());
  reply = { status: 200, type: 'text/event-stream', body: events.map(event => encoder.push(event)).join('') };
};

const ASK = { model: 'a-model', contents: 'Go.' };
const textOf = (answer: Answer): string =>
  (answer.choices[0]?.parts ?? [])
    .flatMap(part => (part.type === 'text' || part.type === 'refusal' ? [part.text] : []))
    .join('');
const callsOf = (answer: Answer): readonly unknown[] =>
  (answer.choices[0]?.parts ?? []).flatMap(part =>
    part.type === 'tool_call' && part.kind === 'function'
      ? [{ id: part.id, name: part.name, args: JSON.parse(part.input) }]
      : [],
  );

describe.each(['openai-chat', 'openai-responses', 'anthropic-messages', 'gemini-generate'] as const)(
  "Google's client reads an answer told by %s",
  origin => {
    it('whole and streamed alike', async () => {
      await fc.assert(
        fc.asyncProperty(
          streams({ ...EXPRESSIBLE[origin], customTools: false, choices: false }),
          fc.boolean(),
          async ({ answer, events }, mixed) => {
            wholly(answer);
            const whole = await sdk.models.generateContent(ASK);
            expect(whole.text ?? '').toBe(textOf(answer));
            expect(whole.functionCalls ?? []).toEqual(callsOf(answer));
            streaming(mixed ? interleaved(events) : events);
            let text = '';
            const calls: unknown[] = [];
            let last: Fields = {};
            for await (const chunk of await sdk.models.generateContentStream(ASK)) {
              text += chunk.text ?? '';
              calls.push(...(chunk.functionCalls ?? []));
              last = { usage: chunk.usageMetadata, finish: chunk.candidates?.[0]?.finishReason };
            }
            expect(text).toBe(textOf(answer));
            expect(calls).toEqual(callsOf(answer));
            expect(last).toEqual({ usage: whole.usageMetadata, finish: whole.candidates?.[0]?.finishReason });
          },
        ),
        { numRuns: 20 },
      );
    });
  },
);

describe("Google's client in a chat", () => {
  it('carries calls, thoughts and their proofs through the next turns, from streams of many chunks', async () => {
    const proof = { origin: 'anthropic-messages', value: 'EqQB+/8=' } as const;
    const answer: Answer = {
      id: 'msg_1',
      model: 'm',
      choices: [
        {
          parts: [
            { type: 'thinking', text: 'Two at once, then.', proof },
            { type: 'text', text: 'I look into both.' },
            { type: 'tool_call', id: 'toolu_1', name: 'look', kind: 'function', input: '{"a":1}' },
            { type: 'tool_call', id: 'toolu_2', name: 'look', kind: 'function', input: '{"a":2}' },
          ],
          stop: { reason: 'tool_calls' },
        },
      ],
      usage: usageOf({ input: 10, output: 5 }),
    };
    const chat = sdk.chats.create({ model: 'a-model' });
    streaming(eventsOf(answer, text => text.split(/(?<= )/)));
    let calls = 0;
    for await (const chunk of await chat.sendMessageStream({ message: 'Both.' }))
      calls += chunk.functionCalls?.length ?? 0;
    expect(calls).toBe(2);
    streaming(
      eventsOf({ ...answer, choices: [{ parts: [{ type: 'text', text: 'Done.' }], stop: { reason: 'end' } }] }),
    );
    const results = ['toolu_1', 'toolu_2'].map(id => ({
      functionResponse: { id, name: 'look', response: { result: id } },
    }));
    for await (const chunk of await chat.sendMessageStream({ message: results }))
      expect(chunk.candidates).toBeDefined();
    const [, said, answered] = turnsOf(asked.messages);
    const parts = (said?.parts ?? []).map(({ part }) => part).filter(part => part.type !== 'text' || part.text !== '');
    expect(parts).toEqual(answer.choices[0]?.parts);
    expect(answered?.parts.map(({ part }) => part)).toMatchObject([{ callId: 'toolu_1' }, { callId: 'toolu_2' }]);
  });
});

describe("Google's client meets a fault", () => {
  it('before an answer', async () => {
    const fault = { kind: 'rate_limit', message: 'Slow down.', retryAfter: 3 } as const;
    reply = {
      status: 429,
      type: 'application/json',
      body: JSON.stringify(renderFault('gemini-generate', fault, 'r1')),
    };
    const failed = await sdk.models.generateContent(ASK).catch((error: unknown) => error);
    expect(failed).toBeInstanceOf(ApiError);
    expect(failed).toMatchObject({ status: 429, message: expect.stringContaining('Slow down.') });
  });

  it('in the middle of a stream', async () => {
    streaming([
      { type: 'start', id: 'x', model: 'm' },
      { type: 'text', choice: 0, text: 'Well' },
      { type: 'error', fault: { kind: 'cut', message: 'It broke off.' } },
    ]);
    const read = async (): Promise<void> => {
      for await (const chunk of await sdk.models.generateContentStream(ASK)) expect(chunk.text).toBe('Well');
    };
    await expect(read()).rejects.toThrow('It broke off.');
  });
});
