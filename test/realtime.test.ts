// Realtime sessions as clients have them: refused in plain HTTP, carried both ways, charged answer by answer, ended in order.

import OpenAI from 'openai';
import { OpenAIRealtimeWS } from 'openai/realtime/ws';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { at, call, eventually, jsonOf, pause } from './support/client.ts';
import { Gateway, keyOf } from './support/gateway.ts';
import { logOf, usedBy } from './support/money.ts';
import { tlsBefore } from './support/tls.ts';

const MODEL = 'gpt-realtime-mini';
/** USD per million tokens in the catalog: text in, cached, out; audio in, cached, out. */
const RATES = { text: 0.6, cachedText: 0.06, textOut: 2.4, audio: 10, cachedAudio: 0.3, audioOut: 20 };

interface Session {
  readonly socket: WebSocket;
  readonly events: Record<string, unknown>[];
  send(event: Record<string, unknown>): void;
  /** The first event of a type after the ones already waited for. */
  next(type: string): Promise<Record<string, unknown>>;
  readonly ended: Promise<number>;
}

function open(
  url: string,
  key: string,
  options: { protocols?: string[]; headers?: Record<string, string>; query?: string } = {},
): Promise<Session> {
  const address = `${url.replace('http', 'ws')}/v1/realtime?${options.query ?? `model=${MODEL}`}`;
  const headers = options.headers ?? (options.protocols === undefined ? { authorization: `Bearer ${key}` } : {});
  const socket = new WebSocket(address, options.protocols ?? [], { headers });
  const events: Record<string, unknown>[] = [];
  let seen = 0;
  socket.on('message', data => events.push(JSON.parse(data.toString()) as Record<string, unknown>));
  const ended = new Promise<number>(resolve => void socket.on('close', code => resolve(code)));
  const next = (type: string): Promise<Record<string, unknown>> =>
    eventually(async () => {
      const index = events.findIndex((event, place) => place >= seen && event['type'] === type);
      const found = events[index];
      if (found === undefined)
        throw new Error(
          `no ${type} in ${events
            .slice(seen)
            .map(event => event['type'])
            .join(' ')}`,
        );
      seen = index + 1;
      return found;
    }, 15_000);
  const session: Session = { socket, events, next, ended, send: event => socket.send(JSON.stringify(event)) };
  return new Promise((resolve, reject) => {
    socket.once('open', () => resolve(session));
    socket.once('unexpected-response', (_request, response) => {
      let text = '';
      response.on('data', (chunk: Buffer) => (text += chunk.toString()));
      response.on('end', () => reject(Object.assign(new Error(text), { status: response.statusCode })));
    });
    socket.once('error', reject);
  });
}

/** Seconds of a loud tone as base64 PCM. */
function speech(seconds: number): string {
  const pcm = Buffer.alloc(48_000 * seconds);
  for (let offset = 0; offset < pcm.length; offset += 2) pcm.writeInt16LE(offset % 200 < 100 ? 8000 : -8000, offset);
  return pcm.toString('base64');
}

/** What a response's own usage costs by the catalog, micro-dollars. */
function costOf(done: Record<string, unknown>): number {
  const number = (path: string): number => Number(at(done, `response.usage.${path}`));
  const cachedText = number('input_token_details.cached_tokens_details.text_tokens');
  const cachedAudio = number('input_token_details.cached_tokens_details.audio_tokens');
  return (
    (number('input_token_details.text_tokens') - cachedText) * RATES.text +
    cachedText * RATES.cachedText +
    (number('input_token_details.audio_tokens') - cachedAudio) * RATES.audio +
    cachedAudio * RATES.cachedAudio +
    number('output_token_details.text_tokens') * RATES.textOut +
    number('output_token_details.audio_tokens') * RATES.audioOut
  );
}

const says = (text: string): Record<string, unknown> => ({
  type: 'conversation.item.create',
  item: { type: 'message', role: 'user', content: [{ type: 'input_text', text }] },
});

describe('realtime', () => {
  let gateway: Gateway;
  const names = ['sdk', 'browser', 'beta', 'voice', 'poor', 'broke', 'crowd', 'cut', 'pass', 'writes', 'leaves'];
  beforeAll(async () => {
    const user = (name: string, balance: string) => ({ name, balance, keys: [{ name, key: keyOf(name) }] });
    gateway = await Gateway.start({
      users: names.map(name => user(name, name === 'broke' ? '0' : name === 'poor' ? '0.15' : '100')),
    });
  }, 60_000);
  afterAll(() => gateway.dispose());

  it('refuses in plain HTTP before a socket is open', async () => {
    await expect(open(gateway.url, 'sk-nobody')).rejects.toMatchObject({ status: 401 });
    await expect(open(gateway.url, keyOf('broke'))).rejects.toMatchObject({
      status: 403,
      message: expect.stringContaining('insufficient_user_quota') as string,
    });
    const headers = { authorization: `Bearer ${keyOf('sdk')}` };
    const plain = await call(`${gateway.url}/v1/realtime?model=${MODEL}`, { headers });
    expect(plain.status).toBe(400);
    expect(at(jsonOf(plain), 'error.message')).toContain('WebSocket');
    const unknown = new WebSocket(`${gateway.url.replace('http', 'ws')}/v1/realtime?model=no-such-model`, { headers });
    const status = await new Promise(resolve => {
      unknown.on('unexpected-response', (_request, response) => resolve(response.statusCode));
      unknown.on('error', () => undefined);
    });
    expect(status).toBe(404);
  });

  it('serves OpenAI’s own client, and charges each answer to the last token', async () => {
    const key = keyOf('sdk');
    // The client insists on TLS.
    const front = await tlsBefore(gateway.port);
    const client = new OpenAI({ apiKey: key, baseURL: `${front.url}/v1` });
    const realtime = new OpenAIRealtimeWS({ model: MODEL, options: { rejectUnauthorized: false } }, client);
    const errors: unknown[] = [];
    realtime.on('error', error => errors.push(error));
    const waitFor = (type: 'session.created' | 'session.updated' | 'response.done'): Promise<Record<string, unknown>> =>
      new Promise(resolve => void realtime.once(type, (event: object) => resolve({ ...event })));
    const created = await waitFor('session.created');
    expect(at(created, 'session.model')).toBe(MODEL);
    realtime.send({ type: 'session.update', session: { type: 'realtime', output_modalities: ['text'] } });
    await waitFor('session.updated');
    let expected = 0;
    for (const text of ['Hello there', 'And once more, please']) {
      let written = '';
      realtime.on('response.output_text.delta', (event: { delta: string }) => (written += event.delta));
      realtime.send({
        type: 'conversation.item.create',
        item: { type: 'message', role: 'user', content: [{ type: 'input_text', text }] },
      });
      realtime.send({ type: 'response.create' });
      const done = await waitFor('response.done');
      expected += costOf(done);
      expect(written).toContain(text);
      await eventually(async () => expect(Math.abs((await usedBy(gateway.url, key)) - expected)).toBeLessThan(1));
    }
    realtime.close();
    front.close();
    expect(errors).toEqual([]);
  });

  it('takes a browser’s key from the subprotocols and echoes none of it', async () => {
    const session = await open(gateway.url, '', {
      protocols: ['realtime', `openai-insecure-api-key.${keyOf('browser')}`],
    });
    expect(session.socket.protocol).toBe('realtime');
    await session.next('session.created');
    session.socket.close(1000);
    expect(await session.ended).toBe(1000);
  });

  it('tells a client of the beta the beta’s events, though the upstream has left them behind', async () => {
    const headers = { authorization: `Bearer ${keyOf('beta')}`, 'openai-beta': 'realtime=v1' };
    const session = await open(gateway.url, '', { headers });
    expect(at(await session.next('session.created'), 'session.modalities')).toEqual(['audio', 'text']);
    session.send({ type: 'session.update', session: { modalities: ['text'], input_audio_format: 'pcm16' } });
    expect(at(await session.next('session.updated'), 'session.modalities')).toEqual(['text']);
    session.send(says('Hello'));
    await session.next('conversation.item.created');
    session.send({ type: 'response.create' });
    await session.next('response.text.delta');
    expect(at(await session.next('response.done'), 'response.output.0.content.0.type')).toBe('text');
    session.socket.close();
  });

  it('hears and speaks, and bills the writing down of speech at its own price', async () => {
    const key = keyOf('voice');
    const session = await open(gateway.url, key);
    await session.next('session.created');
    const input = { turn_detection: null, transcription: { model: 'gpt-4o-mini-transcribe' } };
    session.send({ type: 'session.update', session: { type: 'realtime', audio: { input } } });
    await session.next('session.updated');
    session.send({ type: 'input_audio_buffer.append', audio: speech(2) });
    session.send({ type: 'input_audio_buffer.commit' });
    const written = await session.next('conversation.item.input_audio_transcription.completed');
    session.send({ type: 'response.create' });
    const audio = await session.next('response.output_audio.delta');
    expect(Buffer.from(String(audio['delta']), 'base64').length).toBe(9600);
    const done = await session.next('response.done');
    // gpt-4o-mini-transcribe: 1.25 audio in and 5 out, USD per million tokens.
    const { input_tokens: heard, output_tokens: told } = written['usage'] as {
      input_tokens: number;
      output_tokens: number;
    };
    const expected = costOf(done) + heard * 1.25 + told * 5;
    await eventually(async () => expect(Math.abs((await usedBy(gateway.url, key)) - expected)).toBeLessThan(1));
    session.send({ type: 'session.update', session: { type: 'realtime', model: 'gpt-realtime' } });
    expect(at(await session.next('error'), 'error.param')).toBe('session.model');
    session.socket.close();
  });

  it('ends with the protocol’s own error and a policy’s code when the balance ends', async () => {
    const session = await open(gateway.url, keyOf('poor'));
    await session.next('session.created');
    session.send(says('[[usage input=20 output=10 audioOut=6000]] Talk long'));
    session.send({ type: 'response.create' });
    await session.next('response.done');
    expect(at(await session.next('error'), 'error.code')).toBe('insufficient_quota');
    expect(await session.ended).toBe(1008);
  });

  it('ends with the upstream when that breaks off, and charges nothing that was not told', async () => {
    const session = await open(gateway.url, keyOf('cut'));
    await session.next('session.created');
    session.send(says('[[cut after=2]] one two three four five'));
    session.send({ type: 'response.create' });
    expect(await session.ended).toBe(1011);
    await pause(100);
    expect(await usedBy(gateway.url, keyOf('cut'))).toBe(0);
  });

  it('gives browsers secrets of its own, with a session that is ready when it begins', async () => {
    const headers = { authorization: `Bearer ${keyOf('pass')}`, 'content-type': 'application/json' };
    const made = async (path: string, body: unknown): Promise<unknown> =>
      jsonOf(await call(`${gateway.url}/v1/realtime/${path}`, { headers, body: JSON.stringify(body) }));
    const session = { type: 'realtime', model: MODEL, instructions: 'Be brief.', output_modalities: ['text'] };
    const secret = await made('client_secrets', { expires_after: { anchor: 'created_at', seconds: 60 }, session });
    expect(at(secret, 'session.object')).toBe('realtime.session');
    expect(Number(at(secret, 'expires_at')) - Date.now() / 1000).toBeGreaterThan(55);
    const value = String(at(secret, 'value'));
    expect(value).toMatch(/^ek_/);
    const prepared = await open(gateway.url, '', {
      protocols: ['realtime', `openai-insecure-api-key.${value}`],
      query: 'intent=',
    });
    const created = await prepared.next('session.created');
    expect([at(created, 'session.instructions'), at(created, 'session.model')]).toEqual(['Be brief.', MODEL]);
    prepared.send(says('Hello'));
    prepared.send({ type: 'response.create' });
    const done = await prepared.next('response.done');
    prepared.socket.close();
    await eventually(async () =>
      expect(Math.abs((await usedBy(gateway.url, keyOf('pass'))) - costOf(done))).toBeLessThan(1),
    );
    expect(prepared.events.filter(event => String(event['type']).startsWith('session.'))).toHaveLength(1);
    await expect(open(gateway.url, value, { query: 'model=gpt-realtime' })).rejects.toMatchObject({ status: 403 });
    expect((await call(`${gateway.url}/v1/models`, { headers: { authorization: `Bearer ${value}` } })).status).toBe(
      401,
    );
    // The beta's way to ask for one, in its flat form.
    const beta = await made('sessions', { model: MODEL, modalities: ['text'], voice: 'marin' });
    const flat = await open(gateway.url, String(at(beta, 'client_secret.value')), { query: `model=${MODEL}` });
    expect(at(await flat.next('session.created'), 'session.output_modalities')).toEqual(['text']);
    flat.socket.close();
    const wrong = await made('client_secrets', { session: { ...session, flavour: 'sweet' } });
    const ends = await open(gateway.url, String(at(wrong, 'value')));
    expect(at(await ends.next('error'), 'error.param')).toBe('session.flavour');
    expect(await ends.ended).toBe(1008);
    expect(at(await made('client_secrets', { session: { ...session, model: 'no-such-model' } }), 'error.code')).toBe(
      'model_not_found',
    );
    expect(at(await made('client_secrets', { expires_after: { seconds: 5 }, session }), 'error.code')).toBe(
      'invalid_request',
    );
  });

  it('writes down what it hears in a session of that kind, at the price of the model of speech', async () => {
    const key = keyOf('writes');
    const body = JSON.stringify({
      input_audio_transcription: { model: 'gpt-4o-mini-transcribe' },
      turn_detection: null,
    });
    const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' };
    const made = jsonOf(await call(`${gateway.url}/v1/realtime/transcription_sessions`, { headers, body }));
    const session = await open(gateway.url, String(at(made, 'client_secret.value')), { query: 'intent=transcription' });
    expect(at(await session.next('session.created'), 'session.type')).toBe('transcription');
    session.send({ type: 'input_audio_buffer.append', audio: speech(2) });
    session.send({ type: 'input_audio_buffer.commit' });
    const written = await session.next('conversation.item.input_audio_transcription.completed');
    const { input_tokens: heard, output_tokens: told } = written['usage'] as Record<string, number>;
    const expected = Number(heard) * 1.25 + Number(told) * 5;
    await eventually(async () => expect(Math.abs((await usedBy(gateway.url, key)) - expected)).toBeLessThan(1));
    session.socket.close();
  });

  it('charges a client that leaves in the middle of an answer for what was said until then', async () => {
    const session = await open(gateway.url, keyOf('leaves'));
    await session.next('session.created');
    session.send(says('[[slow 50]] [[tokens 400]] Talk long'));
    session.send({ type: 'response.create' });
    await session.next('response.output_audio.delta');
    session.socket.terminate();
    // One piece of 200 ms is four tokens of sound at least; the whole answer would be more than a thousand.
    await eventually(async () =>
      expect(await usedBy(gateway.url, keyOf('leaves'))).toBeGreaterThanOrEqual(4 * RATES.audioOut),
    );
    expect(await usedBy(gateway.url, keyOf('leaves'))).toBeLessThan(200 * RATES.audioOut);
  });

  it('carries 200 sessions with audio both ways through a kill, each answer charged once', async () => {
    const key = keyOf('crowd');
    const sessions = await Promise.all(Array.from({ length: 200 }, () => open(gateway.url, key)));
    await Promise.all(
      sessions.map(async session => {
        await session.next('session.created');
        session.send({
          type: 'session.update',
          session: { type: 'realtime', audio: { input: { turn_detection: null } } },
        });
        session.send({ type: 'input_audio_buffer.append', audio: speech(0.5) });
        session.send({ type: 'input_audio_buffer.commit' });
        session.send({ type: 'response.create' });
        await session.next('response.done');
        session.send({ type: 'response.create' });
      }),
    );
    await gateway.kill();
    await Promise.all(sessions.map(session => session.ended));
    await gateway.start();
    const done = sessions.flatMap(session => session.events.filter(event => event['type'] === 'response.done'));
    const told = new Set(done.map(event => at(event, 'response.id')));
    const rows = (await logOf(gateway.url, key)).filter(row => row.quota > 0);
    // What was charged and not seen was on its way to the client when the machine died.
    expect(rows.length).toBeGreaterThanOrEqual(told.size);
    expect(rows.length).toBeLessThanOrEqual(400);
    expect(new Set(rows.map(row => row.id)).size).toBe(rows.length);
    const least = done.reduce((sum, event) => sum + costOf(event), 0);
    const used = await usedBy(gateway.url, key);
    expect(used).toBeGreaterThanOrEqual(Math.floor(least));
    expect(told.size).toBeGreaterThanOrEqual(200);
  }, 60_000);
});
