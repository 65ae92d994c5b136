// Specification of the provider kinds over a recording upstream: paths, credentials, failures that hide, lists and balances.

import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { providerKind, providerNames } from '../packages/gateway/providers/registry.ts';
import { FAMILIES, type FamilyCase, type FamilyName } from './support/families.ts';
import { Gateway, keyOf, type ChannelDraft } from './support/gateway.ts';
import { Upstream, type Script } from './support/upstream.ts';

const KEY = keyOf('providers');
const SECRET = 'provider-secret-1';
/** Clouds have a specification of their own, and the practice upstream needs none. */
const APART = new Set(['azure', 'vertex', 'bedrock', 'sandbox', 'custom']);

const KINDS = providerNames().flatMap(name => {
  const kind = providerKind(name);
  return kind === undefined || APART.has(name) || kind.speaks.length === 0 ? [] : [kind];
});
const CASES = KINDS.flatMap(kind => kind.speaks.map(protocol => [kind.name, protocol] as const));

/** Where each kind is asked in each protocol, as its provider documents it (providers §0.1); what is not here is `/v1`. */
const CHAT: Readonly<Record<string, string>> = {
  ark: '/api/v3',
  baidu: '/v2',
  bailian: '/compatible-mode/v1',
  cohere: '/compatibility/v1',
  deepinfra: '/v1/openai',
  fireworks: '/inference/v1',
  github: '/inference',
  groq: '/openai/v1',
  novita: '/openai/v1',
  openrouter: '/api/v1',
  perplexity: '',
  zenmux: '/api/v1',
  zhipu: '/api/paas/v4',
};
const MESSAGES: Readonly<Record<string, string>> = {
  ark: '/api/compatible/v1',
  bailian: '/apps/anthropic/v1',
  deepseek: '/anthropic/v1',
  fireworks: '/inference/v1',
  minimax: '/anthropic/v1',
  moonshot: '/anthropic/v1',
  novita: '/anthropic/v1',
  openrouter: '/api/v1',
  tencent: '/anthropic/v1',
  zenmux: '/api/anthropic/v1',
  zhipu: '/api/anthropic/v1',
};
/** Those that take a bearer token whatever the protocol. */
const BEARERS = new Set(['cloudflare', 'fireworks', 'ollama', 'openrouter', 'siliconflow', 'vllm']);

const expectedPath = (kind: string, protocol: FamilyName): string => {
  if (protocol === 'anthropic-messages') return `${MESSAGES[kind] ?? '/v1'}/messages`;
  if (protocol === 'gemini-generate') return `/v1beta/models/m-${kind}:generateContent`;
  const root = CHAT[kind] ?? '/v1';
  if (protocol === 'openai-chat') return `${root}/chat/completions`;
  return `${kind === 'deepseek' ? '' : root}/responses`;
};

const family = (name: FamilyName): FamilyCase => {
  const found = FAMILIES.find(one => one.name === name);
  if (found === undefined) throw new Error(`there is no family ${name}`);
  return found;
};
const chat = family('openai-chat');

let upstream: Upstream;
let gateway: Gateway;
/** What the upstream answers to a path that ends so. */
const answers = new Map<string, Script>();

const channel = (provider: string, model: string, more: Record<string, unknown> = {}): ChannelDraft => ({
  name: model,
  provider,
  base_url: `${upstream.url}/base`,
  keys: [SECRET],
  models: [model],
  ...more,
});

beforeAll(async () => {
  upstream = await Upstream.start((request, reply) => {
    for (const [end, script] of answers) if (request.target.endsWith(end)) return script(request, reply);
    const one = FAMILIES.find(({ name }) => CLIENT_PATHS[name].test(request.target)) ?? chat;
    return reply.json(200, one.answer('m'));
  });
  const channels = [
    ...KINDS.map(({ name, speaks }) => channel(name, `m-${name}`, { speaks: [...speaks] })),
    channel('custom', 'odd', {
      speaks: ['openai-chat', 'gemini-generate'],
      auth: { header: 'X-Odd-Key', prefix: 'Odd ' },
      paths: { 'openai-chat': '/talk/{model}', 'gemini-generate': '/g/{model}/{verb}', models: '/what' },
    }),
    channel('custom', 'open', { auth: 'none' }),
    channel('zhipu', 'plan', { base_url: `${upstream.url}/api/coding/paas/v4` }),
    channel('deepseek', 'claude-base', { base_url: `${upstream.url}/anthropic`, speaks: ['anthropic-messages'] }),
    channel('moonshot', 'many-keys', { keys: [SECRET, 'provider-secret-2'], key_order: 'round_robin' }),
    ...HIDDEN.map(([provider, , , , status], index) => channel(provider, `hidden-${index}-${status}`)),
  ];
  gateway = await Gateway.start({
    channels,
    prices: channels.map(({ name: model }) => ({ model, input: '1', output: '2' })),
    users: [{ name: 'tester', balance: '1000', group: 'default', keys: [{ name: 'providers', key: KEY }] }],
  });
});
afterAll(async () => {
  await gateway.dispose();
  await upstream.stop();
});

const CLIENT_PATHS: Readonly<Record<FamilyName, RegExp>> = {
  'openai-chat': /completions$/,
  'openai-responses': /responses$/,
  'anthropic-messages': /messages$/,
  'gemini-generate': /:generateContent|\/g\//,
};

async function ask(one: FamilyCase, model: string): Promise<{ status: number; text: string }> {
  const init = { method: 'POST', headers: one.headers(KEY), body: one.body(model, false) };
  const response = await fetch(gateway.url + one.path(model, false), init);
  return { status: response.status, text: await response.text() };
}

describe('a call in the client’s own protocol', () => {
  it.each(CASES)('reaches %s over %s where it has it, with its key', async (kind, protocol) => {
    const one = family(protocol);
    const answer = await ask(one, `m-${kind}`);
    expect(answer.status).toBe(200);
    const { last } = upstream;
    expect([last.method, last.target]).toEqual(['POST', `/base${expectedPath(kind, protocol)}`]);
    const [header, value] = BEARERS.has(kind) ? ['authorization', `Bearer ${SECRET}`] : one.upstreamCredential(SECRET);
    expect(last.header(header)).toBe(value);
    expect(last.headers.some(([, said]) => said.includes(KEY))).toBe(false);
    expect(last.body.toString()).toContain('Hello');
  });
});

describe('a custom upstream', () => {
  it('is asked at its own paths, with its own header', async () => {
    expect((await ask(chat, 'odd')).status).toBe(200);
    expect([upstream.last.target, upstream.last.header('x-odd-key')]).toEqual(['/base/talk/odd', `Odd ${SECRET}`]);
    expect(upstream.last.header('authorization')).toBeUndefined();
    await ask(family('gemini-generate'), 'odd');
    expect(upstream.last.target).toBe('/base/g/odd/generateContent');
  });

  it('may want no key at all', async () => {
    await ask(chat, 'open');
    expect(upstream.last.headers.some(([, value]) => value.includes(SECRET))).toBe(false);
  });
});

describe('a base URL', () => {
  it('of a plan with a version of its own is kept', async () => {
    await ask(chat, 'plan');
    expect(upstream.last.target).toBe('/api/coding/paas/v4/chat/completions');
  });

  it('as Anthropic’s clients want it is understood', async () => {
    await ask(family('anthropic-messages'), 'claude-base');
    expect(upstream.last.target).toBe('/anthropic/v1/messages');
  });
});

/** Failures that are other than their status says: kind, status, body, what the log calls it, the client's status. */
const HIDDEN: readonly (readonly [string, number, unknown, RegExp, number])[] = [
  [
    'minimax',
    200,
    { choices: null, base_resp: { status_code: 1008, status_msg: 'insufficient balance' } },
    /quota|402/,
    502,
  ],
  ['minimax', 200, { base_resp: { status_code: 1002, status_msg: 'rate limit' } }, /429/, 429],
  ['minimax', 500, { error: { message: 'insufficient balance (1008)', type: 'api_error' } }, /quota|402/, 502],
  ['zhipu', 429, { error: { code: '1113', message: 'no balance' } }, /quota|402/, 502],
  ['zhipu', 200, { code: 1302, msg: 'too many', success: false }, /429/, 429],
  ['ark', 429, { error: { code: 'SetLimitExceeded', message: 'paused', type: 'TooManyRequests' } }, /403/, 502],
  ['bailian', 429, { error: { code: 'PrepaidBillOverdue', message: 'overdue' } }, /quota|402/, 502],
  ['moonshot', 429, { error: { type: 'exceeded_current_quota_error', message: 'recharge' } }, /quota|402/, 502],
  [
    'together',
    403,
    { error: { message: 'Input exceeds the context length', type: 'invalid_request_error', param: null, code: null } },
    /^$/,
    400,
  ],
  ['relay', 403, { error: { code: 'insufficient_user_quota', message: 'no quota' } }, /quota|402/, 502],
  ['siliconflow', 403, { code: 30001, message: 'balance', data: null }, /quota|402/, 502],
];

describe('a failure that hides', () => {
  it.each(HIDDEN.map(([kind, status, body, words, told], index) => [kind, status, told, index, body, words] as const))(
    'at %s under %i is a %i for the client',
    async (_kind, status, told, index, body, words) => {
      answers.set('completions', (_request, reply) => reply.json(status, body));
      const answer = await ask(chat, `hidden-${index}-${told}`);
      answers.clear();
      expect(answer.status).toBe(told);
      expect(chat.errorFault(JSON.parse(answer.text), told)).toBeUndefined();
      const timeline = await gateway.command('channel', 'timeline', `hidden-${index}-${told}`);
      if (words.source !== '^$') expect(timeline.output).toMatch(words);
      else expect(timeline.output).toContain('nothing has happened');
    },
  );

  it('is no failure when an answer is just large', async () => {
    const long = 'x'.repeat(100_000);
    const whole = {
      ...Object(chat.answer('m')),
      choices: [{ index: 0, message: { role: 'assistant', content: long }, finish_reason: 'stop' }],
    };
    answers.set('completions', (_request, reply) => reply.json(200, { ...whole, base_resp: { status_code: 0 } }));
    const answer = await ask(chat, 'm-minimax');
    answers.clear();
    expect([answer.status, answer.text.includes(long)]).toEqual([200, true]);
  });
});

describe('the command line', { timeout: 90_000 }, () => {
  afterEach(() => answers.clear());
  const balance = async (model: string): Promise<string> => (await gateway.command('channel', 'balance', model)).output;

  it.each([
    ['m-deepseek', '/user/balance', { balance_infos: [{ currency: 'CNY', total_balance: '110.00' }] }, /110\.00 +CNY/],
    ['m-moonshot', '/me/balance', { code: 0, data: { available_balance: 49.58 }, status: true }, /49\.58 +USD/],
    ['m-siliconflow', '/user/info', { code: 20000, data: { totalBalance: '88.88' } }, /88\.88 +CNY/],
    ['m-stepfun', '/accounts', { object: 'account', balance: 12.3 }, /12\.3 +CNY/],
    ['m-novita', '/user/balance', { availableBalance: '123456' }, /12\.3456 +USD/],
  ])('reads the balance of %s', async (model, end, body, expected) => {
    answers.set(end, (_request, reply) => reply.json(200, body));
    expect(await balance(model)).toMatch(expected);
    answers.clear();
  });

  it('reads the balance of another gateway in two calls, and that of a key of OpenRouter’s where credits are refused', async () => {
    answers.set('/subscription', (_request, reply) => reply.json(200, { hard_limit_usd: 10 }));
    answers.set('/usage', (_request, reply) => reply.json(200, { total_usage: 123.4 }));
    expect(await balance('m-relay')).toMatch(/8\.766 +USD/);
    answers.set('/credits', (_request, reply) =>
      reply.json(403, { error: { code: 403, message: 'management key only' } }),
    );
    answers.set('/key', (_request, reply) => reply.json(200, { data: { limit: 100, limit_remaining: 74.5 } }));
    expect(await balance('m-openrouter')).toMatch(/74\.5 +USD/);
    answers.clear();
  });

  it('says where there is none to be read, and why one was refused', async () => {
    expect(await balance('m-groq')).toContain('tells no balance');
    answers.set('/user/balance', (_request, reply) => reply.json(401, { error: { message: `bad key ${SECRET}` } }));
    const refused = await balance('m-deepseek');
    expect(refused).toContain('refuses the key');
    expect(refused).not.toContain(SECRET);
    answers.clear();
  });

  it('compares models with the upstream’s list, and writes none into what the file declares', async () => {
    answers.set('/models', (_request, reply) =>
      reply.json(200, { object: 'list', data: [{ id: 'm-xai' }, { id: 'grok-9' }] }),
    );
    const listed = await gateway.command('channel', 'models', 'm-xai');
    expect(listed.output).toMatch(/new +grok-9/);
    expect(listed.output).toMatch(/served +m-xai/);
    const written = await gateway.command('channel', 'models', 'm-xai', '--sync');
    expect([written.code === 0, /declared in/.test(written.output)]).toEqual([false, true]);
    answers.clear();
    answers.set('/what', (_request, reply) => reply.json(200, [{ id: 'odder' }]));
    const custom = await gateway.command('channel', 'models', 'odd');
    expect(custom.output).toMatch(/new +odder/);
    expect(custom.output).toMatch(/gone +odd\b/);
    answers.clear();
  });

  it('tries every key of a channel', async () => {
    answers.set('completions', (request, reply) =>
      request.header('authorization') === `Bearer ${SECRET}`
        ? reply.json(200, chat.answer('m'))
        : reply.json(401, { error: { message: 'Invalid Authentication', type: 'invalid_authentication_error' } }),
    );
    const tried = await gateway.command('channel', 'test', 'many-keys');
    answers.clear();
    expect(tried.code).toBe(1);
    expect(tried.output).toMatch(/ ok +200 /);
    expect(tried.output).toMatch(/ failed +401 /);
    expect(tried.output).toContain('Invalid Authentication');
  });
});
