// A thinking upstream that says nothing for long: what the wire and the official SDK clients see of it. `node test/shows/silence.ts [seconds] [every]`.
// With `PYTHON` set to an interpreter that has openai, anthropic and google-genai, the Python clients look on as well.

import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { fileURLToPath } from 'node:url';
import Anthropic from '@anthropic-ai/sdk';
import { GoogleGenAI } from '@google/genai';
import OpenAI from 'openai';
import { call, pause } from '../support/client.ts';
import { FAMILIES } from '../support/families.ts';
import type { FamilyCase } from '../support/families.ts';
import { Gateway, keyOf } from '../support/gateway.ts';
import { Upstream } from '../support/upstream.ts';

/** What one protocol's client saw. */
export interface Silence {
  readonly family: string;
  /** The text that the official SDK gave its caller. */
  readonly sdk: string;
  /** The same in Python; undefined where no interpreter was named. */
  readonly python: string | undefined;
  /** The longest time without a byte on the wire, milliseconds. */
  readonly longestGap: number;
  /** The stream ended as its protocol says. */
  readonly whole: boolean;
}

const KEY = keyOf('silence');

/** The text of a stream as the official SDK of a family reads it. */
async function bySdk(family: FamilyCase, url: string, model: string): Promise<string> {
  let text = '';
  switch (family.name) {
    case 'openai-chat': {
      const client = new OpenAI({ apiKey: KEY, baseURL: `${url}/v1`, maxRetries: 0 });
      const stream = await client.chat.completions.create({
        model,
        stream: true,
        messages: [{ role: 'user', content: 'Hello' }],
      });
      for await (const chunk of stream) text += chunk.choices[0]?.delta.content ?? '';
      return text;
    }
    case 'openai-responses': {
      const client = new OpenAI({ apiKey: KEY, baseURL: `${url}/v1`, maxRetries: 0 });
      const stream = await client.responses.create({ model, stream: true, input: 'Hello' });
      for await (const event of stream) if (event.type === 'response.output_text.delta') text += event.delta;
      return text;
    }
    case 'anthropic-messages': {
      const client = new Anthropic({ apiKey: KEY, baseURL: url, maxRetries: 0 });
      const stream = client.messages.stream({ model, max_tokens: 16, messages: [{ role: 'user', content: 'Hello' }] });
      return stream.finalText();
    }
    case 'gemini-generate': {
      const client = new GoogleGenAI({ apiKey: KEY, httpOptions: { baseUrl: url } });
      const stream = await client.models.generateContentStream({ model, contents: 'Hello' });
      for await (const chunk of stream) text += chunk.text ?? '';
      return text;
    }
  }
}

/** The text of a stream as the official Python SDK reads it, or what went wrong there. */
async function byPython(family: FamilyCase, url: string, model: string): Promise<string | undefined> {
  const python = process.env['PYTHON'];
  if (python === undefined || python === '') return undefined;
  const script = fileURLToPath(new URL('silence.py', import.meta.url));
  const { stdout } = await promisify(execFile)(python, [script, family.name, url, KEY, model]).catch(
    (error: unknown) => ({ stdout: String(error) }),
  );
  return stdout;
}

/** The longest gap between two pieces, from the request on. */
async function onTheWire(family: FamilyCase, url: string, model: string): Promise<{ gap: number; whole: boolean }> {
  let last = performance.now();
  let gap = 0;
  const answer = await call(url + family.path(model, true), {
    headers: family.headers(KEY),
    body: family.body(model, true),
    onPiece: ({ at }) => {
      gap = Math.max(gap, at - last);
      last = at;
    },
  });
  return { gap, whole: answer.complete && family.terminal.test(answer.text) && !family.errorEvent.test(answer.text) };
}

/**
 * Lets upstreams be silent, once before their head and once before their first output, and looks at it with every
 * client. Times in seconds.
 */
export async function watchSilence(seconds: number, every: number): Promise<Silence[]> {
  const upstream = await Upstream.start(async (request, reply) => {
    const family = FAMILIES.find(one => request.target.includes(`/${one.name}/`));
    if (family === undefined) return reply.cut();
    const late = request.target.includes('/late/');
    if (late) await pause(seconds * 1000);
    reply.open(200, { 'content-type': 'text/event-stream' });
    const events = family.events('m');
    const first = events.findIndex(event => event.includes('Hi'));
    for (const event of events.slice(0, first)) reply.write(event);
    if (!late) await pause(seconds * 1000);
    for (const event of events.slice(first)) reply.write(event);
    reply.end();
  });
  const places = ['late', 'thinking'];
  const modelOf = (family: FamilyCase, place: string): string => `${place}-${family.name}`;
  const gateway = await Gateway.start({
    channels: FAMILIES.flatMap(family =>
      places.map(place => ({
        name: modelOf(family, place),
        provider: family.provider,
        base_url: `${upstream.url}/${place}/${family.name}`,
        keys: ['k'],
        models: [modelOf(family, place)],
      })),
    ),
    prices: FAMILIES.flatMap(family =>
      places.map(place => ({ model: modelOf(family, place), input: '1', output: '1' })),
    ),
    users: [{ name: 'bob', balance: '100', keys: [{ name: 'dev', key: KEY }] }],
    settings: { keepalive_seconds: every },
  });
  try {
    return await Promise.all(
      FAMILIES.flatMap(family =>
        places.map(async place => {
          const model = modelOf(family, place);
          const [sdk, python, wire] = await Promise.all([
            bySdk(family, gateway.url, model),
            byPython(family, gateway.url, model),
            onTheWire(family, gateway.url, model),
          ]);
          return { family: `${family.name}, ${place}`, sdk, python, longestGap: wire.gap, whole: wire.whole };
        }),
      ),
    );
  } finally {
    await gateway.dispose();
    await upstream.stop();
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [seconds = 150, every = 15] = process.argv.slice(2).map(Number);
  for (const { family, sdk, python, longestGap, whole } of await watchSilence(seconds, every)) {
    const words = `longest gap ${(longestGap / 1000).toFixed(1)} s, ${whole ? 'whole' : 'BROKEN'}, SDK read ${JSON.stringify(sdk)}`;
    const snake = python === undefined ? '' : `, Python’s read ${JSON.stringify(python)}`;
    process.stdout.write(`${family.padEnd(30)} ${words}${snake}\n`);
  }
}
