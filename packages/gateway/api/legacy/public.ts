// What the new-api family tells everybody: status, notices, prices.

import { Failure } from '@turnpike/protocols/failures';
import type { Route } from '../../http/exchange.ts';
import { mayPick, multiplierFor } from '../../identity/groups.ts';
import { formatMultiplier, formatRate } from '../../ledger/money.ts';
import type { PriceSheet } from '../../ledger/price.ts';
import type { World } from '../../world.ts';
import type { Services } from '../services.ts';
import { openRoute } from './envelope.ts';
import { noticeOf, statusOf } from './status.ts';

/** A ratio of 1 is two dollars a million tokens. */
const USD_PER_RATIO = 2;

const ENDPOINTS = {
  openai: { path: '/v1/chat/completions', method: 'POST' },
  'openai-response': { path: '/v1/responses', method: 'POST' },
  anthropic: { path: '/v1/messages', method: 'POST' },
  gemini: { path: '/v1beta/models/{model}:generateContent', method: 'POST' },
  'image-generation': { path: '/v1/images/generations', method: 'POST' },
  embeddings: { path: '/v1/embeddings', method: 'POST' },
  'jina-rerank': { path: '/v1/rerank', method: 'POST' },
  'openai-video': { path: '/v1/videos', method: 'POST' },
} as const;

const SPOKEN = {
  'openai-chat': 'openai',
  'openai-responses': 'openai-response',
  'anthropic-messages': 'anthropic',
  'gemini-generate': 'gemini',
} as const;

const usd = (rate: bigint | undefined): number => (rate === undefined ? 0 : Number(formatRate(rate)));

/** Prices as ratios, as other stations read them. */
export function ratiosOf({ token, unit }: PriceSheet) {
  const input = usd(token.input);
  const relative = (rate: bigint | undefined, otherwise: number): number =>
    rate === undefined || input === 0 ? otherwise : round(usd(rate) / input);
  if (token.input === undefined) {
    const price = usd(unit.calls ?? unit.images ?? unit.seconds);
    return {
      quota_type: 1,
      model_ratio: 0,
      model_price: price,
      completion_ratio: 0,
      cache_ratio: 0,
      create_cache_ratio: 0,
    };
  }
  return {
    quota_type: 0,
    model_ratio: round(input / USD_PER_RATIO),
    model_price: 0,
    completion_ratio: relative(token.output, 1),
    cache_ratio: relative(token.cacheRead, 1),
    create_cache_ratio: relative(token.cacheWrite5m, 1),
  };
}

const round = (value: number): number => Number(value.toPrecision(12));

function pricing(world: World, group: string) {
  const usable = [...world.groups.keys()].filter(name => mayPick(world, group, name));
  const names = [...new Set(usable.flatMap(name => world.modelsOf(name)))].sort();
  const vendors = [...new Set(names.map(name => world.model(name)?.provider ?? 'other'))].sort();
  const data = names.flatMap(name => {
    const sheet = world.price(name);
    if (sheet === undefined) return [];
    const groups = usable.filter(one => world.candidates(name, one).length > 0);
    const spoken = new Set(groups.flatMap(one => world.candidates(name, one).flatMap(channel => channel.speaks)));
    return [
      {
        model_name: name,
        description: world.model(name)?.title ?? '',
        tags: '',
        vendor_id: vendors.indexOf(world.model(name)?.provider ?? 'other') + 1,
        owner_by: world.model(name)?.provider ?? '',
        ...ratiosOf(sheet),
        enable_groups: groups,
        supported_endpoint_types: [...spoken].map(protocol => SPOKEN[protocol]),
      },
    ];
  });
  return {
    success: true,
    data,
    vendors: vendors.map((name, index) => ({ id: index + 1, name, icon: name })),
    group_ratio: Object.fromEntries(
      usable.map(name => [name, Number(formatMultiplier(multiplierFor(world, group, name)))]),
    ),
    usable_group: Object.fromEntries(usable.map(name => [name, world.groups.get(name)?.description || name])),
    auto_groups: world.groupsOf('auto'),
    supported_endpoint: ENDPOINTS,
  };
}

/** The public routes. */
export function legacyPublicRoutes(services: Services): Route[] {
  const open = (pattern: string, handle: Parameters<typeof openRoute>[3]): Route =>
    openRoute(services, 'GET', pattern, handle);
  return [
    open('/api/status', statusOf),
    open('/api/notice', noticeOf),
    ...['about', 'home_page_content', 'user-agreement', 'privacy-policy'].map(page =>
      open(`/api/${page}`, async () => ''),
    ),
    // Monitors of other sites: there are none here, /status and the models' own pages tell how things stand.
    open('/api/uptime/status', async () => []),
    open('/api/setup', async () => ({ status: true, root_init: true, database_type: 'sqlite' })),
    open('/api/pricing', async ({ exchange }) => {
      const caller = await services.callers.find(exchange.request);
      // The lists stand beside `data`, not in it.
      exchange.json(200, pricing(services.world(), caller?.account.group ?? 'default'));
    }),
    open('/api/ratio_config', async ({ exchange }) => {
      const world = services.world();
      if (!world.settings.exposePrices)
        throw new Failure('AUTH_INSUFFICIENT_PRIVILEGE', 'The operator does not publish its prices here.');
      const tables: Record<string, Record<string, number>> = {
        model_ratio: {},
        completion_ratio: {},
        cache_ratio: {},
        create_cache_ratio: {},
        model_price: {},
      };
      const { data } = pricing(world, 'default');
      for (const row of data) {
        const fields = row.quota_type === 1 ? (['model_price'] as const) : RATIOS;
        for (const field of fields) (tables[field] ??= {})[row.model_name] = row[field];
      }
      exchange.json(200, { success: true, message: '', data: tables });
    }),
  ];
}

const RATIOS = ['model_ratio', 'completion_ratio', 'cache_ratio', 'create_cache_ratio'] as const;
