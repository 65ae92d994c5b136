// The stage of the matrix: a practice upstream, and a gateway with one channel for each protocol that it is spoken to in.

import { startSandbox, type Sandbox } from '@turnpike/sandbox';
import { call, jsonOf } from '../support/client.ts';
import type { FamilyName } from '../support/families.ts';
import { Gateway, keyOf } from '../support/gateway.ts';
import type { Role } from './cases.ts';
import { number, pick } from './scenario.ts';

export const KEY = keyOf('matrix');

/** The model of each upstream that plays a role. */
const MODELS: Readonly<Record<FamilyName, Readonly<Record<Role, string>>>> = {
  'openai-chat': { plain: 'gpt-4o-mini', thinking: 'deepseek-reasoner', search: 'gpt-4o-search-preview' },
  'openai-responses': { plain: 'gpt-4o-mini', thinking: 'gpt-5.1', search: 'gpt-5.1' },
  'anthropic-messages': { plain: 'claude-haiku-4-5', thinking: 'claude-sonnet-4-5', search: 'claude-sonnet-4-5' },
  'gemini-generate': { plain: 'gemini-2.5-flash', thinking: 'gemini-3-pro-preview', search: 'gemini-2.5-flash' },
};

const PROVIDERS: Readonly<Record<FamilyName, string>> = {
  'openai-chat': 'openai',
  'openai-responses': 'openai',
  'anthropic-messages': 'anthropic',
  'gemini-generate': 'gemini',
};

/** USD per million tokens: all different, so that a token on the wrong meter shows in the bill. */
const PRICE = { input: '1', output: '7', cache_read: '0.3', cache_write: '2', cache_write_1h: '5', search: '0.01' };

/** The name that clients use for the model of a role at an upstream. */
export const modelName = (upstream: FamilyName, role: Role): string => `${upstream}-${role}`;

/** What the practice upstream served, in disjoint meters. */
export interface Served {
  readonly input: number;
  readonly cacheRead: number;
  readonly cacheWrite: number;
  readonly cacheWrite1h: number;
  readonly output: number;
  readonly thinking: number;
  readonly searches: number;
}

export interface Stage {
  readonly gateway: Gateway;
  readonly sandbox: Sandbox;
  /** What was served since the last time this was asked. */
  served(): Promise<Served>;
  stop(): Promise<void>;
}

/** Starts the stage. */
export async function startStage(): Promise<Stage> {
  const sandbox = await startSandbox();
  const families = Object.keys(MODELS) as FamilyName[];
  const channel = (family: FamilyName, provider: string, roles: readonly Role[]) => ({
    name: `${family}-${provider}`,
    provider,
    base_url: sandbox.url,
    speaks: [family],
    keys: ['sandbox-key'],
    models: roles.map(role => ({ name: modelName(family, role), upstream: MODELS[family][role] })),
  });
  const gateway = await Gateway.start({
    channels: families.flatMap(family =>
      family === 'openai-chat'
        ? [channel(family, 'openai', ['plain', 'search']), channel(family, 'deepseek', ['thinking'])]
        : [channel(family, PROVIDERS[family], ['plain', 'thinking', 'search'])],
    ),
    prices: families.flatMap(family =>
      (['plain', 'thinking', 'search'] as const).map(role => ({ model: modelName(family, role), ...PRICE })),
    ),
    users: [{ name: 'matrix', balance: '1000', group: 'default', keys: [{ name: 'matrix', key: KEY }] }],
    // An upstream that fails on purpose again and again must stay in service here.
    settings: { retry_attempts: 0, log_requests: false },
  });
  return {
    gateway,
    sandbox,
    served: () => takeServed(sandbox.url),
    stop: async () => {
      await gateway.dispose();
      await sandbox.close();
    },
  };
}

async function takeServed(url: string): Promise<Served> {
  const tally = jsonOf(await call(`${url}/__sandbox/served`));
  await call(`${url}/__sandbox/reset`, { method: 'POST', body: '' });
  const rows = typeof tally === 'object' && tally !== null ? Object.values(tally) : [];
  const sum = (meter: string): number =>
    rows.reduce((total: number, row) => total + number(pick(row, 'meters', meter)), 0);
  return {
    input: sum('input'),
    cacheRead: sum('cacheRead'),
    cacheWrite: sum('cacheWrite'),
    cacheWrite1h: sum('cacheWrite1h'),
    output: sum('output'),
    thinking: sum('thinking'),
    searches: sum('searches'),
  };
}

/** What the served tokens cost by the stage's prices, USD. */
export function costOf(served: Served): number {
  const tokens =
    served.input * 1 + served.output * 7 + served.cacheRead * 0.3 + served.cacheWrite * 2 + served.cacheWrite1h * 5;
  return tokens / 1e6 + served.searches * 0.01;
}
