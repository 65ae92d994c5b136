// Specification of the clouds behind the gateway: every client's protocol is answered by Azure, Vertex AI and Bedrock.

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startSandbox, type Sandbox } from '@turnpike/sandbox';
import { AZURE_KEY } from '../packages/sandbox/clouds/azure.ts';
import { BEDROCK_KEY } from '../packages/sandbox/clouds/bedrock.ts';
import { AWS_KEY, AWS_SESSION } from '../packages/sandbox/clouds/sigv4.ts';
import { ENTRA } from '../packages/sandbox/clouds/tokens.ts';
import { FAMILIES, type FamilyCase } from './support/families.ts';
import { Gateway, keyOf, type ChannelDraft } from './support/gateway.ts';
import { Upstream } from './support/upstream.ts';

const KEY = keyOf('clouds');
const ENTRA_KEY = { tenant_id: ENTRA.tenant, client_id: ENTRA.id, client_secret: ENTRA.secret };
let sandbox: Sandbox;
let gateway: Gateway;
let picture: Upstream;
/** One dot. */
const PNG = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

/** Channels by the name of their only model. */
function channelsOf(url: string, account: string): ChannelDraft[] {
  const channel = (provider: string, model: string, upstream: string, key: string, more = {}): ChannelDraft => ({
    name: model,
    provider,
    base_url: url,
    keys: [key],
    models: [{ name: model, upstream }],
    ...more,
  });
  const entra = JSON.stringify({ ...ENTRA_KEY, authority: url });
  const signing = `${AWS_KEY.id}:${AWS_KEY.secret}`;
  return [
    channel('azure', 'azure-classic', 'deployed-gpt-4o-mini', AZURE_KEY, { api_version: '2025-03-01-preview' }),
    channel('azure', 'azure-v1', 'gpt-4o-mini', AZURE_KEY),
    channel('azure', 'azure-entra', 'gpt-4o-mini', entra, { api_version: '2024-10-21', speaks: ['openai-chat'] }),
    channel('azure', 'azure-claude', 'claude-sonnet-4-5', AZURE_KEY),
    channel('vertex', 'vertex-gemini', 'gemini-2.5-flash', account, { region: 'us-central1' }),
    channel('vertex', 'vertex-claude', 'claude-sonnet-4-5-20250929', account),
    channel('vertex', 'vertex-partner', 'deepseek-ai/deepseek-v3-maas', account),
    channel('bedrock', 'bedrock-claude', 'claude-sonnet-4-5', signing, { region: 'us-west-2' }),
    channel('bedrock', 'bedrock-session', 'anthropic.claude-3-haiku-20240307-v1:0', `${signing}:${AWS_SESSION}`),
    channel('bedrock', 'bedrock-bearer', 'us.anthropic.claude-sonnet-4-5-20250929-v1:0', BEDROCK_KEY),
    channel('bedrock', 'bedrock-nova', 'amazon.nova-pro-v1:0', signing),
    channel('bedrock', 'bedrock-wrong', 'amazon.nova-pro-v1:0', `${AWS_KEY.id}:not-the-secret`),
    channel('vertex', 'vertex-wrong', 'gemini-2.5-flash', account.replace('tester@', 'stranger@')),
    channel('vertex', 'vertex-broken', 'gemini-2.5-flash', '{ no json'),
  ];
}

const GOOD = [
  'azure-classic',
  'azure-v1',
  'azure-entra',
  'azure-claude',
  'vertex-gemini',
  'vertex-claude',
  'vertex-partner',
  'bedrock-claude',
  'bedrock-session',
  'bedrock-bearer',
  'bedrock-nova',
];

beforeAll(async () => {
  sandbox = await startSandbox();
  picture = await Upstream.start((_request, reply) =>
    reply.send(200, { 'content-type': 'image/png' }, Buffer.from(PNG, 'base64')),
  );
  const account = await (await fetch(`${sandbox.url}/__sandbox/service-account`)).text();
  const channels = channelsOf(sandbox.url, account);
  gateway = await Gateway.start({
    channels,
    prices: channels.map(({ name: model }) => ({ model, input: '1', output: '2' })),
    users: [{ name: 'tester', balance: '1000', group: 'default', keys: [{ name: 'clouds', key: KEY }] }],
    settings: { fetch_private_addresses: true },
  });
});
afterAll(async () => {
  await gateway.dispose();
  await sandbox.close();
  await picture.stop();
});

interface Answer {
  readonly status: number;
  readonly text: string;
  readonly cost: string | null;
}

async function ask(family: FamilyCase, model: string, stream: boolean, body?: string): Promise<Answer> {
  const response = await fetch(gateway.url + family.path(model, stream), {
    method: 'POST',
    headers: family.headers(KEY),
    // Room for thinking, and for the whole sentence behind it.
    body: (body ?? family.body(model, stream)).replace(/:16([,}])/, ':400$1'),
  });
  const { status, headers } = response;
  return { status, text: await response.text(), cost: headers.get('x-turnpike-cost') };
}

const family = (name: string): FamilyCase => {
  const found = FAMILIES.find(one => one.name === name);
  if (found === undefined) throw new Error(`there is no family ${name}`);
  return found;
};

describe.each(GOOD)('%s', model => {
  it.each(FAMILIES)('answers a client of $name, whole', async one => {
    const answer = await ask(one, model, false);
    expect(answer.text).toContain('[sandbox]');
    expect(answer.status).toBe(200);
    expect(Number(answer.cost)).toBeGreaterThan(0);
  });

  it.each(FAMILIES)('answers a client of $name, streamed', async one => {
    const answer = await ask(one, model, true);
    expect(answer.status).toBe(200);
    expect(answer.text).toMatch(one.terminal);
    expect(answer.text.replace(/[^a-z[\]]/g, '')).toContain('sandbox');
    expect(answer.text).not.toMatch(one.errorEvent);
    expect(answer.text).not.toContain('invocationMetrics');
  });
});

const messages = family('anthropic-messages');
const chat = family('openai-chat');

describe('a conversation with tools', () => {
  const tools = [
    {
      type: 'function',
      function: {
        name: 'weather',
        description: 'The weather of a city',
        parameters: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
      },
    },
  ];

  it.each(['bedrock-nova', 'bedrock-claude', 'vertex-claude', 'vertex-gemini', 'azure-classic'])(
    'goes there and back over %s',
    async model => {
      const user = { role: 'user', content: 'Use a tool: the weather of Paris' };
      const body = { model, messages: [user], tools, tool_choice: 'required', max_tokens: 200 };
      const first = JSON.parse((await ask(chat, model, false, JSON.stringify(body))).text);
      const [call] = first.choices[0].message.tool_calls;
      expect(call.function.name).toBe('weather');
      const rest = [first.choices[0].message, { role: 'tool', tool_call_id: call.id, content: '17 degrees' }];
      const more = { model, messages: [user, ...rest], tools, max_tokens: 200, stream: true };
      const second = await ask(chat, model, true, JSON.stringify(more));
      expect(second.text).toContain('[DONE]');
      expect(second.text).toContain('17');
    },
  );
});

describe('what a client of Messages says', () => {
  const ask3 = async (model: string, more: Record<string, unknown>, headers: Record<string, string> = {}) => {
    const body = { model, max_tokens: 64, messages: [{ role: 'user', content: 'Hello' }], ...more };
    const response = await fetch(`${gateway.url}/v1/messages`, {
      method: 'POST',
      headers: { ...messages.headers(KEY), ...headers },
      body: JSON.stringify(body),
    });
    return { status: response.status, text: await response.text() };
  };

  it.each(['bedrock-claude', 'vertex-claude'])('reaches %s without what it does not know', async model => {
    const system = [
      { type: 'text', text: 'Be brief.', cache_control: { type: 'ephemeral', ttl: '1h', scope: 'global' } },
    ];
    const more = { system, service_tier: 'auto', stream: true };
    const answer = await ask3(model, model === 'bedrock-claude' ? more : { stream: true }, {
      'anthropic-beta': 'claude-code-20250219,context-1m-2025-08-07,files-api-2025-04-14',
    });
    expect(answer.text).toContain('message_stop');
    expect(answer.status).toBe(200);
  });

  it.each(['bedrock-claude', 'bedrock-nova', 'vertex-claude'])('and shows by URL is fetched for %s', async model => {
    const image = { type: 'image', source: { type: 'url', url: `${picture.url}/dot.png` } };
    const content = [image, { type: 'text', text: 'What is this?' }];
    const answer = await ask3(model, { messages: [{ role: 'user', content }], stream: true });
    expect([answer.status, answer.text.includes('message_stop')]).toEqual([200, true]);
    expect(picture.requests.length).toBeGreaterThan(0);
  });

  it.each(['bedrock-claude', 'bedrock-nova', 'vertex-claude'])('is counted by %s', async model => {
    const response = await fetch(`${gateway.url}/v1/messages/count_tokens`, {
      method: 'POST',
      headers: messages.headers(KEY),
      body: JSON.stringify({ model, messages: [{ role: 'user', content: 'Hello there' }] }),
    });
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({ input_tokens: expect.any(Number) });
  });
});

describe('an error of a cloud', () => {
  const failing = (one: FamilyCase, model: string, stream: boolean, marker: string): Promise<Answer> =>
    ask(one, model, stream, one.body(model, stream).replace('Hello', marker));

  it.each(FAMILIES)('of a wrong request comes in the shape of $name', async one => {
    for (const model of ['bedrock-claude', 'bedrock-nova', 'vertex-claude', 'azure-v1']) {
      const answer = await failing(one, model, false, '[[error 400]]');
      expect([model, answer.status]).toEqual([model, 400]);
      expect(one.errorFault(JSON.parse(answer.text), 400)).toBeUndefined();
    }
  });

  it.each(['bedrock-claude', 'bedrock-nova', 'vertex-claude', 'vertex-gemini', 'azure-classic'])(
    'in the middle of a stream of %s ends it with an error',
    async model => {
      for (const one of FAMILIES) {
        const answer = await failing(one, model, true, '[[tokens 100]] [[error-mid-stream 4]]');
        expect([model, one.name, one.errorEvent.test(answer.text)]).toEqual([model, one.name, true]);
        expect(answer.text).not.toMatch(one.terminal);
      }
    },
  );

  it.each(['bedrock-claude', 'bedrock-nova'])('a cut of %s is no end', async model => {
    const answer = await failing(messages, model, true, '[[cut 4]]');
    expect(answer.text).toMatch(messages.errorEvent);
    expect(answer.text).not.toMatch(messages.terminal);
  });

  it.each(['bedrock-wrong', 'vertex-wrong', 'vertex-broken'])(
    'a wrong key of %s is the operator’s affair',
    async model => {
      const answer = await ask(chat, model, false);
      expect(answer.status).toBe(502);
      expect(JSON.parse(answer.text).error.code).toBe('upstream_auth_error');
    },
  );
});

describe('a token', () => {
  const issued = async (): Promise<number> => {
    const text = await (await fetch(`${sandbox.url}/__sandbox/tokens`)).text();
    return Number(JSON.parse(text).issued);
  };

  it('is fetched once for many calls, and anew, unseen, when it is not taken any more', async () => {
    await ask(chat, 'vertex-gemini', false);
    const before = await issued();
    await Promise.all(Array.from({ length: 8 }, () => ask(chat, 'vertex-gemini', false)));
    expect(await issued()).toBe(before);
    await fetch(`${sandbox.url}/__sandbox/tokens/forget`, { method: 'POST' });
    const answers = await Promise.all(Array.from({ length: 8 }, () => ask(chat, 'vertex-gemini', true)));
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
    expect((await issued()) - before).toBeLessThanOrEqual(2);
  });
});

describe('the command line', () => {
  it.each(GOOD)('tries %s with a real call', async model => {
    const { code, output } = await run('test', model);
    expect(output).toContain('[sandbox]');
    expect(output).toMatch(/ ok +200 /);
    expect(code).toBe(0);
  });

  it('says in words why a try failed', async () => {
    const wrong = await run('test', 'bedrock-wrong');
    expect(wrong.code).toBe(1);
    expect(wrong.output).toContain('The upstream refuses the key');
    expect(wrong.output).not.toContain('not-the-secret');
    expect((await run('test', 'vertex-broken')).output).toContain('not valid JSON');
    expect((await run('test', 'vertex-wrong')).output).toContain('invalid_grant');
  });

  it('lists the models of all pages', async () => {
    const vertex = await run('models', 'vertex-gemini');
    expect(vertex.output).toContain('gemini-2.5-pro');
    expect(vertex.output).toMatch(/served +gemini-2.5-flash/);
    const bedrock = await run('models', 'bedrock-nova');
    expect(bedrock.output).toContain('us.anthropic.claude-haiku-4-5-20251001-v1:0');
    expect(bedrock.output).toMatch(/served +amazon.nova-pro-v1:0/);
  });

  const run = async (action: string, name: string): Promise<{ code: number | null; output: string }> => {
    const ending = await gateway.command('channel', action, name);
    return { code: ending.code, output: ending.output };
  };
});
