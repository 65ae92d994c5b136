// Calls whose upstream speaks another protocol: what goes up, what comes back, what fails, and what is said of losses.

import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createServer, type Server } from 'node:http';
import { at, call, jsonOf, pause, type Answer } from './support/client.ts';
import { ANSWER_USAGE, FAMILIES, type FamilyCase } from './support/families.ts';
import { Gateway, keyOf, type ChannelDraft } from './support/gateway.ts';
import { generation, usedBy } from './support/money.ts';
import { freePort } from './support/ports.ts';
import { streamScript, Upstream, type Script } from './support/upstream.ts';

const KEY = keyOf('translated');
const SECRET = 'upstream-secret-7f3a';

/** Every way from one protocol into another. */
const PAIRS = FAMILIES.flatMap(client =>
  FAMILIES.filter(upstream => upstream !== client).map(upstream => ({
    pair: `${client.name} > ${upstream.name}`,
    client,
    upstream,
  })),
);

let first: Upstream;
let second: Upstream;
let gateway: Gateway;

const modelOf = (purpose: string, upstream: FamilyCase): string => `${purpose}-${upstream.name}`;

beforeAll(async () => {
  first = await Upstream.start();
  second = await Upstream.start();
  const channel = (family: FamilyCase, purpose: string, more: Partial<ChannelDraft> & object = {}): ChannelDraft => ({
    name: `${purpose}-${family.name}-${'priority' in more ? String(more.priority) : '0'}`,
    provider: 'compatible',
    base_url: first.url,
    speaks: [family.name],
    keys: [SECRET],
    models: [modelOf(purpose, family)],
    ...more,
  });
  const channels = FAMILIES.flatMap(family => [
    channel(family, 'plain'),
    channel(family, 'strict', { strict_translation: true } as object),
    // Two channels of one model: the first fails, the second takes over.
    channel(family, 'both', { priority: 2 }),
    channel(family, 'both', { priority: 1, base_url: second.url }),
  ]);
  const mixed = FAMILIES.map(family => ({
    name: `mixed-${family.name}`,
    provider: 'compatible',
    base_url: family.name === 'gemini-generate' ? second.url : first.url,
    speaks: [family.name],
    keys: [SECRET],
    models: ['mixed'],
  }));
  const pro = {
    name: 'openai',
    provider: 'openai',
    base_url: first.url,
    keys: [SECRET],
    models: ['gpt-5-pro', 'gpt-9-codex', 'gpt-4o-mini'],
  };
  const purposes = ['plain', 'strict', 'both'].flatMap(purpose => FAMILIES.map(family => modelOf(purpose, family)));
  gateway = await Gateway.start({
    channels: [...channels, ...mixed, pro],
    prices: [...purposes, 'mixed', 'gpt-5-pro', 'gpt-9-codex', 'gpt-4o-mini'].map(model => ({
      model,
      input: '1',
      output: '2',
    })),
    users: [{ name: 'tester', balance: '1000', group: 'default', keys: [{ name: 'translated', key: KEY }] }],
    settings: {
      read_on_seconds: 1,
      keepalive_seconds: 1,
      idle_timeout_seconds: 2,
      log_requests: false,
      affinity: false,
      // Failures on purpose must not take a channel out of service here.
      breaker_min_failures: 100_000,
      retry: '401=next; 5xx=next; reset=next; bad_body=next; empty=next; stream_error=next',
    },
  });
}, 60_000);

afterAll(async () => {
  await gateway.dispose();
  await Promise.all([first.stop(), second.stop()]);
});

/** Both upstreams answer in their protocol, streamed where they are asked to. */
const answering =
  (upstream: FamilyCase): Script =>
  (request, reply) => {
    const streamed = /stream/.test(request.target) || /"stream":true/.test(request.body.toString());
    if (streamed) return streamScript(upstream.events('m'))(request, reply);
    reply.json(200, upstream.answer('m'));
  };

beforeEach(() => {
  first.requests.length = 0;
  second.requests.length = 0;
});

const ask = (
  client: FamilyCase,
  model: string,
  stream: boolean,
  change: (body: Record<string, unknown>) => object = body => body,
  headers: Record<string, string> = {},
): Promise<Answer> =>
  call(gateway.url + client.path(model, stream), {
    headers: { ...client.headers(KEY), ...headers },
    body: JSON.stringify(change(JSON.parse(client.body(model, stream)) as Record<string, unknown>)),
  });

const told = (answer: Answer): string => {
  const values = answer.text.startsWith('{')
    ? [jsonOf(answer)]
    : answer.text
        .split(/\r?\n/)
        .filter(line => line.startsWith('data: {'))
        .map(line => JSON.parse(line.slice(6)) as unknown);
  return values.map(textIn).join('');
};

/** The text that an answer, or an event, holds in any of the four protocols. */
function textIn(value: unknown): string {
  const found = [
    at(value, 'choices.0.message.content'),
    at(value, 'choices.0.delta.content'),
    at(value, 'content.0.text'),
    at(value, 'delta.text'),
    at(value, 'candidates.0.content.parts.0.text'),
    at(value, 'type') === 'response.output_text.delta' ? at(value, 'delta') : undefined,
    at(value, 'object') === 'response' ? at(value, 'output.0.content.0.text') : undefined,
  ];
  return found.find((text): text is string => typeof text === 'string') ?? '';
}

/** How each upstream says in a stream that it has too much to do. */
const OVERLOADED: Readonly<Record<FamilyCase['name'], string>> = {
  'openai-chat': 'data: {"error":{"message":"Busy","type":"server_error","param":null,"code":null}}\n\n',
  'openai-responses':
    'event: error\ndata: {"type":"error","code":"server_error","message":"Busy","param":null,"sequence_number":0}\n\n',
  'anthropic-messages':
    'event: error\ndata: {"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}\n\n',
  'gemini-generate': 'data: {"error":{"code":503,"message":"Busy","status":"UNAVAILABLE"}}\n\n',
};

describe.each(PAIRS)('$pair', ({ client, upstream }) => {
  it('asks with the channel’s credential and nothing of the client’s, and charges what was used', async () => {
    first.script = answering(upstream);
    for (const stream of [false, true]) {
      const before = await usedBy(gateway.url, KEY);
      const answer = await ask(client, modelOf('plain', upstream), stream, body => body, {
        'x-private': 'mine',
        cookie: 'a=b',
      });
      expect([answer.status, told(answer)]).toEqual([200, 'Hi there']);
      const [name, value] = upstream.upstreamCredential(SECRET);
      expect(first.last.header(name)).toBe(value);
      expect(first.last.headers.some(([, text]) => text.includes(KEY))).toBe(false);
      expect([first.last.header('x-private'), first.last.header('cookie')]).toEqual([undefined, undefined]);
      const { prompt, completion } = await generation(gateway.url, KEY, answer.id);
      expect([prompt, completion]).toEqual([ANSWER_USAGE.input, ANSWER_USAGE.output]);
      expect((await usedBy(gateway.url, KEY)) - before).toBe(ANSWER_USAGE.input + 2 * ANSWER_USAGE.output);
    }
  });

  it('takes the upstream’s refusal for its own family’s, without addresses and keys', async () => {
    first.script = (_request, reply) =>
      reply.json(400, upstream.upstreamError('the part is wrong, see https://internal.example/x sk-abcdefghijkl'));
    const answer = await ask(client, modelOf('plain', upstream), true);
    expect(answer.status).toBe(400);
    expect(client.errorFault(jsonOf(answer), 400)).toBeUndefined();
    expect(answer.text).toContain('the part is wrong');
    expect(answer.text).not.toMatch(/internal\.example|sk-abc/);
  });

  it('goes to the next channel while nothing was delivered, whatever went wrong', async () => {
    second.script = answering(upstream);
    const [opening = ''] = upstream.events('m');
    const faults: readonly Script[] = [
      (_request, reply) => reply.json(503, upstream.upstreamError('busy')),
      (_request, reply) => reply.json(401, upstream.upstreamError('wrong key')),
      (_request, reply) => reply.send(200, { 'content-type': 'text/html' }, '<html>'),
      (_request, reply) => reply.cut(),
      async (_request, reply) => {
        reply.open(200, { 'content-type': 'text/event-stream' });
        if (!opening.includes('Hi')) reply.write(opening);
        await pause(20);
        reply.cut();
      },
      // Status 200, and an error all the same.
      streamScript([OVERLOADED[upstream.name]]),
      streamScript([]),
    ];
    for (const [index, fault] of faults.entries()) {
      first.script = fault;
      const answer = await ask(client, modelOf('both', upstream), true);
      expect([index, answer.status, told(answer)]).toEqual([index, 200, 'Hi there']);
      expect(answer.text).not.toMatch(client.errorEvent);
    }
  });

  it('ends a stream that broke with its own error event, charged for what was delivered', async () => {
    const events = upstream.events('m');
    first.script = async (_request, reply) => {
      reply.open(200, { 'content-type': 'text/event-stream' });
      for (const event of events.slice(0, events.findIndex(one => one.includes('Hi')) + 1)) reply.write(event);
      await pause(30);
      reply.cut();
    };
    const answer = await ask(client, modelOf('plain', upstream), true);
    expect(answer.status).toBe(200);
    expect(told(answer)).toBe('Hi');
    expect(answer.text).toMatch(client.errorEvent);
    expect(answer.text).not.toMatch(client.terminal);
    expect((await generation(gateway.url, KEY, answer.id)).cost).toBeGreaterThan(0);
  });

  it('gives a client that wanted it whole what comes as a stream, and the other way round', async () => {
    first.script = streamScript(upstream.events('m'));
    const whole = await ask(client, modelOf('plain', upstream), false);
    expect([whole.status, told(whole)]).toEqual([200, 'Hi there']);
    expect(whole.headers['content-type']).toContain('application/json');
    first.script = (_request, reply) => reply.json(200, upstream.answer('m'));
    const streamed = await ask(client, modelOf('plain', upstream), true);
    expect([streamed.status, told(streamed)]).toEqual([200, 'Hi there']);
    expect(streamed.headers['content-type']).toContain('text/event-stream');
    expect(streamed.text).toMatch(client.terminal);
  });

  it('brings each event at once, and is kept alive while nothing comes', async () => {
    const events = upstream.events('m');
    const hi = events.findIndex(one => one.includes('Hi'));
    let sentAt = 0;
    first.script = async (_request, reply) => {
      reply.open(200, { 'content-type': 'text/event-stream' });
      for (const event of events.slice(0, hi)) reply.write(event);
      await pause(1_300);
      sentAt = reply.write(events[hi] ?? '');
      await pause(300);
      for (const event of events.slice(hi + 1)) reply.write(event);
      reply.end();
    };
    const answer = await ask(client, modelOf('plain', upstream), true);
    const seen = answer.pieces.find(piece => piece.bytes.includes('Hi'));
    expect((seen?.at ?? 0) - sentAt).toBeLessThan(250);
    expect(told(answer)).toBe('Hi there');
    // Google's SDKs raise on comments; blank lines they skip.
    if (client.name === 'gemini-generate') expect(answer.text).not.toMatch(/^:/m);
    else expect(answer.text).toMatch(client.name === 'anthropic-messages' ? /event: ping/ : /^: keep-alive$/m);
  });
});

const familyOf = (name: FamilyCase['name']): FamilyCase => {
  const found = FAMILIES.find(family => family.name === name);
  if (found === undefined) throw new Error(name);
  return found;
};
const chat = familyOf('openai-chat');
const responses = familyOf('openai-responses');
const anthropic = familyOf('anthropic-messages');
const gemini = familyOf('gemini-generate');

describe('what a translation cannot keep', () => {
  it('is named in a header by the client’s own path', async () => {
    first.script = answering(anthropic);
    const answer = await ask(chat, modelOf('plain', anthropic), false, body => ({
      ...body,
      seed: 7,
      logit_bias: { '50256': -100 },
    }));
    expect(answer.status).toBe(200);
    expect(String(answer.headers['x-turnpike-dropped']).split(', ')).toEqual(
      expect.arrayContaining(['seed', 'logit_bias']),
    );
    expect(first.last.body.toString()).not.toMatch(/seed|logit_bias/);
  });

  it('is named also when a keep-alive comes before the answer', async () => {
    first.script = async (request, reply) => {
      await pause(1_300);
      await answering(anthropic)(request, reply);
    };
    const answer = await ask(chat, modelOf('plain', anthropic), true, body => ({ ...body, seed: 7 }));
    expect(answer.text).toMatch(/^: keep-alive/);
    expect(answer.headers['x-turnpike-dropped']).toBe('seed');
  });

  it('is nothing where nothing is lost', async () => {
    first.script = answering(anthropic);
    expect((await ask(chat, modelOf('plain', anthropic), true)).headers['x-turnpike-dropped']).toBeUndefined();
  });

  it('is refused by a strict channel before anything is sent', async () => {
    first.script = answering(anthropic);
    const answer = await ask(chat, modelOf('strict', anthropic), true, body => ({ ...body, seed: 7 }));
    expect(answer.status).toBe(400);
    expect(at(jsonOf(answer), 'error.param')).toBe('seed');
    expect(first.requests).toHaveLength(0);
    expect((await ask(chat, modelOf('strict', anthropic), true)).status).toBe(200);
  });

  it('is refused with its message and part where it is content', async () => {
    const audio = { type: 'input_audio', input_audio: { data: 'UklGRiQAAABXQVZF', format: 'wav' } };
    const content = [{ type: 'text', text: 'Hear this.' }, audio];
    const answer = await ask(chat, modelOf('plain', anthropic), false, body => ({
      ...body,
      messages: [{ role: 'user', content }],
    }));
    expect(answer.status).toBe(400);
    expect(answer.text).toContain('messages[0].content[1]');
    expect(first.requests).toHaveLength(0);
    expect((await generation(gateway.url, KEY, answer.id).catch(() => ({ cost: 0 }))).cost).toBe(0);
  });

  it('is tried at a channel that can keep it, where there is one', async () => {
    second.script = answering(gemini);
    first.script = (_request, reply) => reply.json(503, { error: { message: 'busy', type: 'server_error' } });
    const audio = { type: 'input_audio', input_audio: { data: 'UklGRiQAAABXQVZF', format: 'wav' } };
    const answer = await ask(chat, 'mixed', false, body => ({
      ...body,
      messages: [{ role: 'user', content: [audio] }],
    }));
    expect([answer.status, told(answer)]).toEqual([200, 'Hi there']);
    expect(second.requests).toHaveLength(1);
  });
});

describe('the protocol of the upstream', () => {
  it('is the client’s own where one channel speaks it', async () => {
    for (const family of FAMILIES) {
      first.script = (request, reply) => answering(family)(request, reply);
      second.script = first.script;
      for (let times = 0; times < 4; times += 1) {
        first.requests.length = 0;
        second.requests.length = 0;
        expect((await ask(family, 'mixed', false)).status).toBe(200);
        const [request] = [...first.requests, ...second.requests];
        expect(request?.target).toContain(family.path('mixed', false).split('?')[0]);
      }
    }
  });

  it.each(['gpt-5-pro', 'gpt-9-codex'])('is Responses for %s, which lives nowhere else', async model => {
    first.script = answering(responses);
    const answer = await ask(chat, model, true, body => ({ ...body, max_tokens: 100 }));
    expect([answer.status, told(answer)]).toEqual([200, 'Hi there']);
    expect(first.last.target).toBe('/v1/responses');
    first.script = answering(chat);
    expect((await ask(chat, 'gpt-4o-mini', true)).status).toBe(200);
    expect(first.last.target).toBe('/v1/chat/completions');
  });
});

describe('calls beside generation', () => {
  it('count tokens here where the upstream has no such call, and say that it is an estimate', async () => {
    const count = (path: string, family: FamilyCase, body: object) =>
      call(gateway.url + path, { headers: family.headers(KEY), body: JSON.stringify(body) });
    const text = 'word '.repeat(100);
    const answers = [
      await count('/v1/messages/count_tokens', anthropic, {
        model: modelOf('plain', chat),
        messages: [{ role: 'user', content: text }],
      }),
      await count('/v1/responses/input_tokens', responses, { model: modelOf('plain', anthropic), input: text }),
      await count(`/v1beta/models/${modelOf('plain', chat)}:countTokens`, gemini, {
        contents: [{ parts: [{ text }] }],
      }),
    ];
    for (const answer of answers) {
      expect([answer.status, answer.headers['x-turnpike-estimated']]).toEqual([200, 'true']);
      const tokens = Number(at(jsonOf(answer), 'input_tokens') ?? at(jsonOf(answer), 'totalTokens'));
      expect(tokens).toBeGreaterThan(90);
      expect(tokens).toBeLessThan(200);
    }
    expect(first.requests).toHaveLength(0);
  });

  it.each([
    ['previous_response_id', { previous_response_id: 'resp_1' }],
    ['conversation', { conversation: 'conv_1' }],
  ])('refuse %s, which only its own provider holds', async (param, more) => {
    const answer = await ask(responses, modelOf('plain', anthropic), false, body => ({ ...body, ...more }));
    expect([answer.status, at(jsonOf(answer), 'error.param')]).toEqual([400, param]);
  });

  it('refuse threads in the words after which clients send everything', async () => {
    for (const thread of [{ type: 'create' }, { type: 'continue', previous_message_id: 'msg_1' }]) {
      const answer = await ask(anthropic, modelOf('plain', chat), false, body => ({ ...body, thread }));
      expect(answer.status).toBe(400);
      expect(at(jsonOf(answer), 'error.details.error_code')).toBe('thread_unsupported_request');
    }
  });

  it('refuse to compact a conversation elsewhere', async () => {
    const answer = await call(`${gateway.url}/v1/responses/compact`, {
      headers: responses.headers(KEY),
      body: JSON.stringify({ model: modelOf('plain', chat), input: 'Hello' }),
    });
    expect([answer.status, client400(answer)]).toEqual([400, true]);
  });

  it('do not promise to find an answer again that another provider gave', async () => {
    first.script = answering(anthropic);
    const made = await ask(responses, modelOf('plain', anthropic), false);
    const id = String(at(jsonOf(made), 'id'));
    expect((await call(`${gateway.url}/v1/responses/${id}`, { headers: responses.headers(KEY) })).status).toBe(404);
  });
});

const client400 = (answer: Answer): boolean => responses.errorFault(jsonOf(answer), answer.status) === undefined;

describe('a streamed array of Gemini’s', () => {
  it('is one JSON value, whole or broken', async () => {
    const path = `/v1beta/models/${modelOf('plain', chat)}:streamGenerateContent`;
    const get = () => call(gateway.url + path, { headers: gemini.headers(KEY), body: gemini.body('m', true) });
    first.script = streamScript(chat.events('m'));
    const answer = await get();
    const values = jsonOf(answer);
    expect(answer.headers['content-type']).toContain('application/json');
    expect(Array.isArray(values) && values.map(textIn).join('')).toBe('Hi there');
    first.script = async (_request, reply) => {
      reply.open(200, { 'content-type': 'text/event-stream' });
      for (const event of chat.events('m').slice(0, 2)) reply.write(event);
      await pause(30);
      reply.cut();
    };
    const broken = jsonOf(await get());
    expect(Array.isArray(broken) && at(broken.at(-1), 'error.status')).toBe('UNAVAILABLE');
  });
});

describe('a stop text that the upstream cannot be told', () => {
  it('ends the answer where it stands, across pieces, and the upstream with it', async () => {
    const [created = '', ...others] = responses.events('m');
    const hi = others.findIndex(one => one.includes('"delta":"Hi"'));
    const delta = others[hi] ?? '';
    const piece = (text: string): string => delta.replace('"delta":"Hi"', `"delta":${JSON.stringify(text)}`);
    let goneAfter = Number.POSITIVE_INFINITY;
    first.script = async (_request, reply) => {
      reply.open(200, { 'content-type': 'text/event-stream' });
      for (const event of [created, ...others.slice(0, hi)]) reply.write(event);
      for (const text of ['one, t', 'w', 'o, three']) {
        reply.write(piece(text));
        await pause(20);
      }
      const stopped = performance.now();
      for (let waited = 0; waited < 100 && !reply.gone(); waited += 1) {
        reply.write(piece(' more'));
        await pause(20);
      }
      goneAfter = performance.now() - stopped;
    };
    const answer = await ask(chat, modelOf('plain', responses), true, body => ({ ...body, stop: ['two'] }));
    expect(told(answer)).toBe('one, ');
    expect(answer.text).toMatch(/"finish_reason":"stop"[\s\S]*\[DONE\]/);
    for (let waited = 0; waited < 50 && goneAfter === Number.POSITIVE_INFINITY; waited += 1) await pause(20);
    expect(goneAfter).toBeLessThan(1_500);
    const { value, cost } = await generation(gateway.url, KEY, answer.id);
    expect(JSON.stringify(value)).toContain('estimated');
    expect(cost).toBeGreaterThan(0);
  });
});

describe('an upstream that works on what a client is told only when it is complete', () => {
  it('is not taken for a silent one', async () => {
    const chunk = (delta: object, finish: string | null = null): string =>
      `data: ${JSON.stringify({ id: 'c', object: 'chat.completion.chunk', created: 1, model: 'm', choices: [{ index: 0, delta, finish_reason: finish }] })}\n\n`;
    first.script = async (_request, reply) => {
      reply.open(200, { 'content-type': 'text/event-stream' });
      const begun = { index: 0, id: 'call_1', type: 'function', function: { name: 'write', arguments: '{"text":"' } };
      reply.write(chunk({ role: 'assistant', content: 'Writing. ' }) + chunk({ tool_calls: [begun] }));
      for (let piece = 0; piece < 5; piece += 1) {
        await pause(550);
        reply.write(chunk({ tool_calls: [{ index: 0, function: { arguments: 'more ' } }] }));
      }
      reply.write(chunk({ tool_calls: [{ index: 0, function: { arguments: '"}' } }] }) + chunk({}, 'tool_calls'));
      reply.write('data: [DONE]\n\n');
      reply.end();
    };
    const answer = await ask(gemini, modelOf('plain', chat), true);
    expect(answer.text).toContain('"args":{"text":"more more more more more "}');
    expect(answer.text).not.toMatch(gemini.errorEvent);
  });
});

/** By their numbers in the list of traps that others fell into (conversion §13); the codecs’ own stand beside them. */
describe('trap', () => {
  const tools = [{ type: 'function', function: { name: 'look', parameters: { type: 'object', properties: {} } } }];
  const claude = (content: unknown) => ({ ...(anthropic.answer('m') as object), content, stop_reason: 'tool_use' });

  it.each(FAMILIES.filter(family => family !== chat))(
    '21: a stream without usage is finished all the same for $name, and its usage counted',
    async client => {
      first.script = streamScript(chat.events('m').filter(event => !event.includes('"usage"')));
      const answer = await ask(client, modelOf('plain', chat), true);
      expect(told(answer)).toBe('Hi there');
      expect(answer.text).toMatch(client.terminal);
      const { value, completion } = await generation(gateway.url, KEY, answer.id);
      expect(JSON.stringify(value)).toContain('estimated');
      expect(Number(completion)).toBeGreaterThan(0);
    },
  );

  it('35: ids of upstreams fit the client, and pair again when they come back', async () => {
    const long = `functions.look:0/${'x'.repeat(60)}`;
    first.script = (_request, reply) =>
      reply.json(200, {
        ...(chat.answer('m') as object),
        choices: [
          {
            index: 0,
            message: {
              role: 'assistant',
              content: null,
              tool_calls: [{ id: long, type: 'function', function: { name: 'look', arguments: '{}' } }],
            },
            finish_reason: 'tool_calls',
          },
        ],
      });
    const offered = { tools: [{ name: 'look', input_schema: { type: 'object', properties: {} } }] };
    const answer = await ask(anthropic, modelOf('plain', chat), false, body => ({ ...body, ...offered }));
    const id = String(at(jsonOf(answer), 'content.0.id'));
    expect(id).toMatch(/^[a-zA-Z0-9_-]{1,64}$/);
    const messages = [
      { role: 'user', content: 'Look.' },
      { role: 'assistant', content: at(jsonOf(answer), 'content') },
      { role: 'user', content: [{ type: 'tool_result', tool_use_id: id, content: 'seen' }] },
    ];
    await ask(anthropic, modelOf('plain', chat), false, body => ({ ...body, ...offered, messages }));
    const sent: unknown = JSON.parse(first.last.body.toString());
    const [called, answered] = [at(sent, 'messages.1.tool_calls.0.id'), at(sent, 'messages.2.tool_call_id')];
    expect(called).toBe(answered);
    expect(String(called).length).toBeLessThanOrEqual(40);
  });

  it('38: thinking that a plain client strips is put back before its call, for the account that it was thought for', async () => {
    const thinking = { type: 'thinking', thinking: 'I look it up.', signature: 'c2lnbmF0dXJl' };
    first.script = (_request, reply) =>
      reply.json(200, claude([thinking, { type: 'tool_use', id: 'toolu_38', name: 'look', input: {} }]));
    const asks = { tools, reasoning_effort: 'medium', max_tokens: 8_000 };
    await ask(chat, modelOf('plain', anthropic), false, body => ({ ...body, ...asks }));
    const messages = [
      { role: 'user', content: 'Look.' },
      {
        role: 'assistant',
        content: null,
        tool_calls: [{ id: 'toolu_38', type: 'function', function: { name: 'look', arguments: '{}' } }],
      },
      { role: 'tool', tool_call_id: 'toolu_38', content: 'seen' },
    ];
    await ask(chat, modelOf('plain', anthropic), false, body => ({ ...body, ...asks, messages }));
    const sent: unknown = JSON.parse(first.last.body.toString());
    expect(at(sent, 'messages.1.content.0')).toMatchObject(thinking);
    expect(at(sent, 'messages.1.content.1.id')).toBe('toolu_38');
    // Another family of models, or another vendor, is never shown it.
    first.script = answering(gemini);
    await ask(chat, modelOf('plain', gemini), false, body => ({ ...body, ...asks, messages }));
    expect(first.last.body.toString()).not.toMatch(/I look it up|c2lnbmF0dXJl/);
  });
});

describe('numbers', () => {
  it('of tools’ arguments keep every digit, up and down', async () => {
    const huge = '{"id":12345678901234567890}';
    const history = [
      { role: 'user', content: 'Look.' },
      {
        role: 'assistant',
        tool_calls: [{ id: 'call_1', type: 'function', function: { name: 'look', arguments: huge } }],
      },
      { role: 'tool', tool_call_id: 'call_1', content: 'done' },
    ];
    const tools = [{ type: 'function', function: { name: 'look', parameters: { type: 'object', properties: {} } } }];
    first.script = (_request, reply) =>
      reply.send(
        200,
        { 'content-type': 'application/json' },
        JSON.stringify(anthropic.answer('m')).replace(
          /"content":\[.*?\]/,
          `"content":[{"type":"tool_use","id":"toolu_1","name":"look","input":${huge}}]`,
        ),
      );
    const answer = await ask(chat, modelOf('plain', anthropic), false, body => ({ ...body, messages: history, tools }));
    expect(first.last.body.toString()).toContain(`"input":${huge}`);
    expect(at(jsonOf(answer), 'choices.0.message.tool_calls.0.function.arguments')).toBe(huge);
  });
});

describe('media by URL', () => {
  let server: Server;
  let port: number;
  let asked = 0;
  beforeAll(async () => {
    port = await freePort();
    server = createServer((_request, response) => {
      asked += 1;
      response.end('secret');
    });
    await new Promise<void>(resolve => server.listen(port, '127.0.0.1', resolve));
  });
  afterAll(() => new Promise(resolve => server.close(resolve)));

  it.each([['127.0.0.1'], ['localhost'], ['[::ffff:127.0.0.1]']])(
    'is never fetched from %s for an upstream that cannot fetch',
    async host => {
      const url = `http://${host}:${port}/a.png`;
      const messages = [
        {
          role: 'user',
          content: [
            { type: 'text', text: 'See.' },
            { type: 'image_url', image_url: { url } },
          ],
        },
      ];
      const answer = await ask(chat, modelOf('plain', gemini), false, body => ({ ...body, messages }));
      expect([answer.status, at(jsonOf(answer), 'error.param')]).toEqual([400, 'messages[0].content[1]']);
      expect(asked).toBe(0);
      expect(first.requests).toHaveLength(0);
    },
  );

  it('goes as it is to an upstream that fetches', async () => {
    first.script = answering(anthropic);
    const url = `https://127.0.0.1:${port}/a.png`;
    const messages = [{ role: 'user', content: [{ type: 'image_url', image_url: { url } }] }];
    expect((await ask(chat, modelOf('plain', anthropic), false, body => ({ ...body, messages }))).status).toBe(200);
    expect(first.last.body.toString()).toContain(url);
    expect(asked).toBe(0);
  });
});

describe('media by URL, where private addresses may be fetched', () => {
  const PICTURE = Buffer.from(
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
    'base64',
  );
  let home: Gateway;
  let server: Server;
  let url: string;
  let asked = 0;
  beforeAll(async () => {
    const port = await freePort();
    server = createServer((request, response) => {
      asked += 1;
      // What a server calls it is not what it is: the bytes are.
      response.setHeader('content-type', 'image/jpeg');
      if (request.url === '/page') response.end('<html>no picture</html>');
      else if (request.url === '/gone') response.writeHead(404).end();
      else response.end(PICTURE);
    });
    await new Promise<void>(resolve => server.listen(port, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${port}`;
    const channel = (upstream: Upstream, priority: number): ChannelDraft => ({
      name: `gemini-${priority}`,
      provider: 'gemini',
      base_url: upstream.url,
      keys: [SECRET],
      models: ['looks'],
      priority,
    });
    home = await Gateway.start({
      channels: [channel(first, 2), channel(second, 1)],
      prices: [{ model: 'looks', input: '1', output: '1' }],
      users: [{ name: 'tester', balance: '10', keys: [{ name: 'home', key: KEY }] }],
      settings: { fetch_private_addresses: true, log_requests: false },
    });
  }, 60_000);
  afterAll(async () => {
    await home.dispose();
    await new Promise(resolve => server.close(resolve));
  });

  const look = (...paths: readonly string[]): Promise<Answer> => {
    const pictures = paths.map(path => ({ type: 'image_url', image_url: { url: url + path } }));
    const content = [{ type: 'text', text: 'See.' }, ...pictures];
    const body = { model: 'looks', messages: [{ role: 'user', content }] };
    return call(`${home.url}/v1/chat/completions`, { headers: chat.headers(KEY), body: JSON.stringify(body) });
  };

  it('are fetched once a request, however often they stand in it and whoever is tried, and sent by what they are', async () => {
    first.script = (_request, reply) => reply.json(503, gemini.upstreamError('busy'));
    second.script = answering(gemini);
    const answer = await look('/a.png', '/a.png');
    expect([answer.status, asked]).toEqual([200, 1]);
    const sent = second.last.body.toString();
    expect(sent.split(PICTURE.toString('base64'))).toHaveLength(3);
    expect(sent).toContain('"image/png"');
  });

  it.each([
    ['/page', 'it is no image that we know'],
    ['/gone', 'its server answers with status 404'],
  ])('%s is the client’s mistake, named with its message and part', async (path, why) => {
    const answer = await look('/a.png', path);
    expect([answer.status, at(jsonOf(answer), 'error.param')]).toEqual([400, 'messages[0].content[2]']);
    expect(answer.text).toContain(why);
    expect([...first.requests, ...second.requests]).toEqual([]);
  });
});

describe('a client that leaves', () => {
  it('is charged for what it was given, and its upstream is let go', async () => {
    const events = anthropic.events('m');
    first.script = async (_request, reply) => {
      reply.open(200, { 'content-type': 'text/event-stream' });
      for (const event of events.slice(0, -2)) reply.write(event);
      for (let waited = 0; waited < 40 && !reply.gone(); waited += 1) await pause(100);
      reply.cut();
    };
    const leaving = new AbortController();
    let id = '';
    await call(gateway.url + chat.path('', true), {
      headers: { ...chat.headers(KEY), 'x-request-id': 'mine' },
      body: chat.body(modelOf('plain', anthropic), true),
      signal: leaving.signal,
      onPiece: () => setTimeout(() => leaving.abort(), 50),
    }).then(
      answer => (id = answer.id),
      () => undefined,
    );
    expect(id).not.toBe('');
    const { cost, value } = await generation(gateway.url, KEY, id);
    expect(cost).toBeGreaterThan(0);
    expect(JSON.stringify(value)).toContain('client_cancelled');
  });
});
