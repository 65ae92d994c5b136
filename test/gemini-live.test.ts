// Gemini Live as clients have it: Google's own SDK and bare sockets, each turn charged once, ended and resumed in order.

import { GoogleGenAI, Modality, type LiveServerMessage, type Session } from '@google/genai';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { startSandbox, type Sandbox } from '@turnpike/sandbox';
import { at, call, eventually, jsonOf } from './support/client.ts';
import { Gateway, keyOf } from './support/gateway.ts';
import { portOf, startHttpProxy, startSocksProxy, type TestProxy } from './support/proxies.ts';
import { logOf, usedBy } from './support/money.ts';

const MODEL = 'gemini-3.8-live';
/** USD per million tokens in the catalog. */
const RATES = { TEXT: 0.75, AUDIO: 3, IMAGE: 1, textOut: 4.5, audioOut: 12 };
const PATH = '/ws/google.ai.generativelanguage.v1beta.GenerativeService.BidiGenerateContent';
const NAMES = [
  'sdk',
  'voice',
  'tools',
  'raw',
  'poor',
  'broke',
  'cut',
  'token',
  'resume',
  'thief',
  'crowd',
  'cloud',
  'bad',
];

type Json = Record<string, unknown>;

const list = (value: unknown): Json[] => (Array.isArray(value) ? value : []);

/** What a message's own usage costs by the catalog, micro-dollars. */
function costOf(message: unknown): number {
  const usage = at(message, 'usageMetadata');
  if (usage === undefined) return 0;
  const sum = (names: string[], rates: Readonly<Record<string, number>>): number =>
    names
      .flatMap(name => list(at(usage, name)))
      .reduce((total, row) => total + Number(row['tokenCount']) * (rates[String(row['modality'])] ?? 0), 0);
  return (
    sum(['promptTokensDetails'], RATES) +
    sum(['responseTokensDetails', 'candidatesTokensDetails'], { TEXT: RATES.textOut, AUDIO: RATES.audioOut })
  );
}

/** PCM of 16 bits at 16 kHz: a loud tone and then quiet, as base64. */
function speech(seconds: number, quiet = 0.6): string {
  const pcm = Buffer.alloc(32_000 * (seconds + quiet));
  for (let offset = 0; offset < 32_000 * seconds; offset += 2)
    pcm.writeInt16LE(offset % 80 < 40 ? 8000 : -8000, offset);
  return pcm.toString('base64');
}

/** Messages of a session, and the waiting for them. */
class Talk {
  readonly messages: unknown[] = [];
  private seen = 0;

  /** The first message with something at a path after the ones already waited for. */
  next(path: string, within = 10_000): Promise<unknown> {
    return eventually(async () => {
      const index = this.messages.findIndex((message, place) => place >= this.seen && at(message, path) !== undefined);
      if (index === -1)
        throw new Error(`no ${path} in ${JSON.stringify(this.messages.slice(this.seen)).slice(0, 600)}`);
      this.seen = index + 1;
      return this.messages[index];
    }, within);
  }

  get cost(): number {
    return this.messages.reduce<number>((sum, message) => sum + costOf(message), 0);
  }

  said(): string {
    return this.messages
      .flatMap(message => list(at(message, 'serverContent.modelTurn.parts')))
      .map(part => String(part['text'] ?? ''))
      .join('');
  }
}

class Raw extends Talk {
  readonly socket: WebSocket;
  readonly ended: Promise<{ code: number; reason: string }>;
  binary = 0;

  constructor(socket: WebSocket) {
    super();
    this.socket = socket;
    socket.on('message', (data, binary) => {
      this.binary += binary ? 1 : 0;
      this.messages.push(JSON.parse(data.toString()));
    });
    this.ended = new Promise(resolve => {
      socket.on('close', (code, reason) => resolve({ code, reason: reason.toString() }));
    });
  }

  send(message: Json): void {
    this.socket.send(JSON.stringify(message));
  }

  say(text: string): void {
    this.send({ clientContent: { turns: [{ role: 'user', parts: [{ text }] }], turnComplete: true } });
  }
}

function open(url: string, path: string, headers: Record<string, string> = {}): Promise<Raw> {
  const socket = new WebSocket(url.replace('http', 'ws') + path, { headers });
  const raw = new Raw(socket);
  return new Promise((resolve, reject) => {
    socket.once('open', () => resolve(raw));
    socket.once('unexpected-response', (_request, response) => {
      let text = '';
      response.on('data', (chunk: Buffer) => (text += chunk.toString()));
      response.on('end', () => reject(Object.assign(new Error(text), { status: response.statusCode })));
    });
    socket.once('error', reject);
  });
}

const setup = (model = MODEL, fields: Json = {}, modality = 'TEXT'): Json => ({
  setup: { model: `models/${model}`, generationConfig: { responseModalities: [modality] }, ...fields },
});

let sandbox: Sandbox;
let gateway: Gateway;
let httpProxy: TestProxy;
let socksProxy: TestProxy;

beforeAll(async () => {
  [sandbox, httpProxy, socksProxy] = await Promise.all([startSandbox({}), startHttpProxy(), startSocksProxy()]);
  const base = { provider: 'gemini', base_url: sandbox.url };
  gateway = await Gateway.start({
    channels: [
      { ...base, name: 'google', keys: ['g1', 'g2'], models: [MODEL, { name: 'my-voice', upstream: MODEL }] },
      // Keys that no longer work stand before one that does.
      {
        ...base,
        name: 'first',
        keys: ['expired-1'],
        models: ['gemini-live-2.5-flash-preview-native-audio-09-2025'],
        priority: 9,
      },
      { ...base, name: 'then', keys: ['good'], models: ['gemini-live-2.5-flash-preview-native-audio-09-2025'] },
      {
        ...base,
        name: 'by-http',
        keys: ['k'],
        models: [{ name: 'by-http', upstream: MODEL }],
        proxy: `http://me:p%40ss@127.0.0.1:${portOf(httpProxy.server)}`,
      },
      {
        name: 'by-socks',
        provider: 'openai',
        base_url: sandbox.url,
        keys: ['k'],
        models: [{ name: 'by-socks', upstream: 'gpt-realtime-mini' }],
        proxy: `socks5://me:pass@127.0.0.1:${portOf(socksProxy.server)}`,
      },
      {
        name: 'cloud',
        provider: 'vertex',
        base_url: sandbox.url,
        keys: ['express-key'],
        models: ['gemini-3.8-live-extended-thinking'],
      },
    ],
    users: NAMES.map(name => ({
      name,
      balance: name === 'broke' ? '0' : name === 'poor' ? '0.08' : '100',
      keys: [{ name, key: keyOf(name) }],
    })),
    settings: { shutdown_grace_seconds: 5 },
  });
}, 60_000);
afterAll(async () => {
  await gateway.dispose();
  await sandbox.close();
  httpProxy.server.close();
  socksProxy.server.close();
});

/** A session by Google's own client. */
async function live(
  name: string,
  config: Json,
  model = MODEL,
  key = keyOf(name),
): Promise<{ talk: Talk; session: Session }> {
  const talk = new Talk();
  const apiVersion = key.startsWith('auth_tokens/') ? { apiVersion: 'v1alpha' } : {};
  const client = new GoogleGenAI({ apiKey: key, httpOptions: { baseUrl: gateway.url, ...apiVersion } });
  const session = await client.live.connect({
    model,
    config,
    callbacks: { onmessage: (message: LiveServerMessage) => void talk.messages.push(message) },
  });
  return { talk, session };
}

/** What a key has been charged, once it is as expected, micro-dollars. */
const charged = (name: string, expected: number): Promise<void> =>
  eventually(async () => expect(Math.abs((await usedBy(gateway.url, keyOf(name))) - expected)).toBeLessThan(2), 5000);

describe('Gemini Live', () => {
  it('refuses in plain HTTP, in Google’s shape, before a socket is open', async () => {
    await expect(open(gateway.url, `${PATH}?key=sk-nobody`)).rejects.toMatchObject({ status: 401 });
    await expect(open(gateway.url, `${PATH}?key=${keyOf('broke')}`)).rejects.toMatchObject({
      status: 403,
      message: expect.stringContaining('PERMISSION_DENIED') as string,
    });
    const plain = await call(`${gateway.url}${PATH}?key=${keyOf('raw')}`);
    expect([plain.status, at(jsonOf(plain), 'error.status')]).toEqual([400, 'INVALID_ARGUMENT']);
  });

  it('serves Google’s own client under another name, and charges every turn for all that it read', async () => {
    const { talk, session } = await live(
      'sdk',
      { responseModalities: [Modality.TEXT], systemInstruction: 'Be brief.' },
      'my-voice',
    );
    for (const text of ['Hello there', 'And once more, please']) {
      session.sendClientContent({ turns: text });
      await talk.next('serverContent.turnComplete');
      expect(talk.said()).toContain(text);
    }
    const [first, second] = talk.messages.filter(message => at(message, 'usageMetadata') !== undefined);
    expect(Number(at(second, 'usageMetadata.promptTokenCount'))).toBeGreaterThan(
      Number(at(first, 'usageMetadata.promptTokenCount')),
    );
    await charged('sdk', talk.cost);
    session.close();
  });

  it('hears and speaks, with transcripts of both, and is interrupted', async () => {
    const { talk, session } = await live('voice', {
      responseModalities: [Modality.AUDIO],
      inputAudioTranscription: {},
      outputAudioTranscription: {},
    });
    session.sendRealtimeInput({ audio: { data: speech(1), mimeType: 'audio/pcm;rate=16000' } });
    const heard = await talk.next('serverContent.inputTranscription.text');
    expect(at(heard, 'serverContent.inputTranscription.text')).toContain('1.6 seconds');
    const spoken = await talk.next('serverContent.modelTurn.parts.0.inlineData');
    expect(Buffer.from(String(at(spoken, 'serverContent.modelTurn.parts.0.inlineData.data')), 'base64').length).toBe(
      9600,
    );
    await talk.next('serverContent.outputTranscription.text');
    const done = await talk.next('serverContent.turnComplete');
    expect(list(at(done, 'usageMetadata.promptTokensDetails'))).toContainEqual({ modality: 'AUDIO', tokenCount: 52 });
    session.sendClientContent({ turns: '[[slow 40]] [[tokens 200]] Talk long' });
    await talk.next('serverContent.modelTurn');
    session.sendRealtimeInput({ audio: { data: speech(0.4), mimeType: 'audio/pcm;rate=16000' } });
    await talk.next('serverContent.interrupted');
    await talk.next('serverContent.turnComplete');
    await talk.next('serverContent.turnComplete');
    await charged('voice', talk.cost);
    session.close();
  });

  it('calls tools, takes their results, and takes calls back when somebody speaks', async () => {
    const tools = [{ functionDeclarations: [{ name: 'lamp', parametersJsonSchema: { type: 'object' } }] }];
    const { talk, session } = await live('tools', { responseModalities: [Modality.TEXT], tools });
    session.sendClientContent({ turns: 'Turn on the lamp' });
    const asked = await talk.next('toolCall.functionCalls.0');
    const id = String(at(asked, 'toolCall.functionCalls.0.id'));
    session.sendToolResponse({ functionResponses: { id, name: 'lamp', response: { result: 'ok' } } });
    await talk.next('serverContent.turnComplete');
    session.sendClientContent({ turns: 'And the other lamp' });
    await talk.next('toolCall');
    session.sendClientContent({ turns: 'Never mind' });
    expect(list(at(await talk.next('toolCallCancellation'), 'toolCallCancellation.ids')).length).toBe(1);
    await talk.next('serverContent.turnComplete');
    await charged('tools', talk.cost);
    session.close();
  });

  it('takes snake_case, every version, doubled slashes and keys in headers, and keeps the provider’s binary frames', async () => {
    for (const [path, headers] of [
      [`/${PATH.replace('v1beta', 'v1')}`, { 'x-goog-api-key': keyOf('raw') }],
      [PATH.replace('v1beta', 'v1alpha'), { authorization: `Bearer ${keyOf('raw')}` }],
    ] as const) {
      const raw = await open(gateway.url, path, headers);
      raw.send({ setup: { model: `models/${MODEL}`, generation_config: { response_modalities: ['TEXT'] } } });
      await raw.next('setupComplete');
      raw.send({ client_content: { turns: [{ role: 'user', parts: [{ text: 'hi' }] }], turnComplete: true } });
      await raw.next('serverContent.turnComplete');
      expect(raw.binary).toBe(raw.messages.length);
      raw.socket.close(1000);
      expect((await raw.ended).code).toBe(1000);
    }
  });

  it('closes with a code and a reason where there is no other way to say no', async () => {
    const of = async (...messages: Json[]): Promise<{ code: number; reason: string }> => {
      const raw = await open(gateway.url, `${PATH}?key=${keyOf('bad')}`);
      for (const message of messages) raw.send(message);
      return raw.ended;
    };
    expect((await of({ clientContent: {} })).code).toBe(1007);
    expect(await of(setup('no-such-model'))).toMatchObject({ code: 1008 });
    // The provider's own words about what the client sent.
    const unknown = await of(setup(MODEL, { flavour: 'sweet' }));
    expect([unknown.code, unknown.reason]).toEqual([1007, expect.stringContaining('Unknown name "flavour"')]);
    expect((await of(setup(), setup('gemini-3.8-live-extended-thinking'))).code).toBe(1007);
    expect((await of(setup(), { '\u0073etup': { model: 'models/x' } })).code).toBe(1007);
    expect(await usedBy(gateway.url, keyOf('bad'))).toBe(0);
  });

  it('goes to the next key while the set-up has not been taken', async () => {
    const { talk, session } = await live(
      'sdk',
      { responseModalities: [Modality.AUDIO] },
      'gemini-live-2.5-flash-preview-native-audio-09-2025',
    );
    session.sendClientContent({ turns: 'Hello' });
    await talk.next('serverContent.turnComplete');
    session.close();
  });

  it('reaches Vertex by its own names, and tells its usage in the client’s', async () => {
    const { talk, session } = await live(
      'cloud',
      { responseModalities: [Modality.TEXT] },
      'gemini-3.8-live-extended-thinking',
    );
    session.sendClientContent({ turns: 'Hello' });
    const done = await talk.next('usageMetadata');
    expect(at(done, 'usageMetadata.responseTokenCount')).toBeGreaterThan(0);
    expect(at(done, 'usageMetadata.candidatesTokenCount')).toBeUndefined();
    await charged('cloud', talk.cost);
    session.close();
    const path = '/ws/google.cloud.aiplatform.v1beta1.LlmBidiService/BidiGenerateContent';
    const raw = await open(gateway.url, path, { 'x-goog-api-key': keyOf('cloud') });
    raw.send({
      setup: {
        model: `projects/p/locations/global/publishers/google/models/${MODEL}`,
        generationConfig: { responseModalities: ['TEXT'] },
      },
    });
    await raw.next('setupComplete');
    raw.say('hi');
    expect(at(await raw.next('usageMetadata'), 'usageMetadata.candidatesTokenCount')).toBeGreaterThan(0);
    raw.socket.close();
  });

  it('is taken up again at the key that has it, by its owner alone', async () => {
    for (let round = 0; round < 4; round += 1) {
      const first = await open(gateway.url, `${PATH}?key=${keyOf('resume')}`);
      first.send(setup(MODEL, { sessionResumption: {} }));
      await first.next('setupComplete');
      first.say('Remember the number 4711, which is long enough to count');
      const update = await first.next('sessionResumptionUpdate.newHandle');
      const handle = String(at(update, 'sessionResumptionUpdate.newHandle'));
      first.socket.close();
      const thief = await open(gateway.url, `${PATH}?key=${keyOf('thief')}`);
      thief.send(setup(MODEL, { sessionResumption: { handle } }));
      expect((await thief.ended).code).toBe(1008);
      const second = await open(gateway.url, `${PATH}?key=${keyOf('resume')}`);
      second.send(setup(MODEL, { session_resumption: { handle } }));
      await second.next('setupComplete');
      second.say('hi');
      expect(Number(at(await second.next('usageMetadata'), 'usageMetadata.promptTokenCount'))).toBeGreaterThan(20);
      second.socket.close();
    }
  });

  it('gives browsers tokens of its own: bound to a model and a set-up, and good for so many sessions', async () => {
    const client = new GoogleGenAI({
      apiKey: keyOf('token'),
      httpOptions: { baseUrl: gateway.url, apiVersion: 'v1alpha' },
    });
    const config = { responseModalities: [Modality.TEXT], systemInstruction: 'Answer in rhymes, and always politely.' };
    const { name = '' } = await client.authTokens.create({
      config: { uses: 1, liveConnectConstraints: { model: MODEL, config } },
    });
    expect(name).toMatch(/^auth_tokens\//);
    // What is locked cannot be changed.
    const { talk, session } = await live('token', { responseModalities: [Modality.AUDIO] }, 'gemini-2.5-pro', name);
    session.sendClientContent({ turns: 'Hello' });
    await talk.next('serverContent.turnComplete');
    expect(talk.said()).toContain('Hello');
    await charged('token', talk.cost);
    session.close();
    const constrained = `${PATH.replace('v1beta', 'v1alpha')}Constrained`;
    const again = await open(gateway.url, `${constrained}?access_token=${name}`);
    again.send(setup());
    expect((await again.ended).code).toBe(1008);
    await expect(open(gateway.url, `${PATH}?key=${name}`)).rejects.toMatchObject({ status: 401 });
    await expect(open(gateway.url, `${constrained}?access_token=auth_tokens/gwnothing`)).rejects.toMatchObject({
      status: 401,
    });
    const chat = await call(`${gateway.url}/v1/models`, { headers: { authorization: `Bearer ${name}` } });
    expect(chat.status).toBe(401);
  });

  it('says goodbye in the protocol’s words when the balance ends', async () => {
    const raw = await open(gateway.url, `${PATH}?key=${keyOf('poor')}`);
    raw.send(setup());
    await raw.next('setupComplete');
    raw.say('[[usage input=20 output=10000 audioOut=2500]] Talk long');
    await raw.next('serverContent.turnComplete');
    await raw.next('goAway');
    expect(await raw.ended).toEqual({ code: 1008, reason: 'insufficient_quota' });
  });

  it('charges what was delivered of a turn whose usage nobody told any more', async () => {
    const raw = await open(gateway.url, `${PATH}?key=${keyOf('cut')}`);
    raw.send(setup(MODEL, {}, 'AUDIO'));
    await raw.next('setupComplete');
    raw.say('[[cut after=4]] one two three four five six');
    expect((await raw.ended).code).toBe(1011);
    // Four pieces of 200 ms are 20 tokens of sound; the text that was read is estimated.
    await eventually(async () =>
      expect(await usedBy(gateway.url, keyOf('cut'))).toBeGreaterThanOrEqual(20 * RATES.audioOut),
    );
    expect(await usedBy(gateway.url, keyOf('cut'))).toBeLessThan(20 * RATES.audioOut + 100 * RATES.TEXT);
    const [row] = await logOf(gateway.url, keyOf('cut'));
    expect(row?.quota).toBeGreaterThan(0);
  });

  it('leaves by the proxy of its channel, by CONNECT or by SOCKS5, like every other request', async () => {
    const target = `127.0.0.1:${new URL(sandbox.url).port}`;
    const { session } = await live('sdk', { responseModalities: [Modality.TEXT] }, 'by-http');
    expect(httpProxy.asked).toEqual([`${target} Basic ${Buffer.from('me:p@ss').toString('base64')}`]);
    session.close();
    const headers = { authorization: `Bearer ${keyOf('sdk')}` };
    const openai = await open(gateway.url, '/v1/realtime?model=by-socks', headers);
    expect(at(await openai.next('session'), 'session.model')).toBe('by-socks');
    expect(socksProxy.asked).toEqual(['me:pass', target]);
    openai.socket.close();
  });

  it('carries 50 sessions with sound both ways through a kill, each turn charged once; and leaves in order', async () => {
    const key = keyOf('crowd');
    const begin = async (): Promise<Raw> => {
      const raw = await open(gateway.url, `${PATH}?key=${key}`);
      raw.send(setup(MODEL, {}, 'AUDIO'));
      await raw.next('setupComplete');
      return raw;
    };
    const talk = async (raw: Raw): Promise<void> => {
      raw.send({ realtimeInput: { audio: { data: speech(0.3), mimeType: 'audio/pcm;rate=16000' } } });
      await raw.next('serverContent.turnComplete');
      raw.send({ realtimeInput: { audio: { data: speech(0.3), mimeType: 'audio/pcm;rate=16000' } } });
    };
    const sessions = await Promise.all(Array.from({ length: 50 }, begin));
    await Promise.all(sessions.map(talk));
    await gateway.kill();
    await Promise.all(sessions.map(session => session.ended));
    await gateway.start();
    const told = sessions.reduce(
      (sum, session) => sum + session.messages.filter(message => costOf(message) > 0).length,
      0,
    );
    const rows = (await logOf(gateway.url, key)).filter(row => row.quota > 0);
    // What was charged and not seen was on its way to the client when the machine died.
    expect(rows.length).toBeGreaterThanOrEqual(told);
    expect(rows.length).toBeLessThanOrEqual(100);
    expect(new Set(rows.map(row => row.id)).size).toBe(rows.length);
    expect(told).toBeGreaterThanOrEqual(50);
    const raw = await begin();
    raw.say('[[slow 30]] one two three four five six seven');
    await raw.next('serverContent.modelTurn');
    const stopped = gateway.stop();
    expect(at(await raw.next('goAway'), 'goAway.timeLeft')).toBe('5s');
    // The turn under way ends first, and nobody waits for the rest of the time that there was.
    await raw.next('serverContent.turnComplete');
    expect((await raw.ended).code).toBe(1001);
    await stopped;
  }, 60_000);
});
