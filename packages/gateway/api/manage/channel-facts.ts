// What an operator asks before and after: which kinds of upstream there are, and why a request went where it did.

import { Failure } from '@turnpike/protocols/failures';
import { Type, type Static } from 'typebox';
import { loadCatalog } from '../../catalog/catalog.ts';
import { explain } from '../../ledger/explain.ts';
import { providerKind, providerNames } from '../../providers/registry.ts';
import { reading } from '../reading.ts';
import { operation, type Operation } from './operation.ts';
import { CallView, ChargeView, viewCall } from './usage.ts';

const CHANNELS = 'Channels';
const Words = Type.Array(Type.String());

const KindView = Type.Object({
  name: Type.String(),
  title: Type.String(),
  base_url: Type.String({ description: 'Where it is reached unless the channel says otherwise; empty where it must.' }),
  speaks: Words,
  may_speak: Words,
  details: Type.Array(Type.String(), { description: 'The fields of its own, such as region or api_version.' }),
  lists_models: Type.Boolean(),
  tells_balance: Type.Boolean(),
});

function kindView(name: string): Static<typeof KindView>[] {
  const kind = providerKind(name);
  if (kind === undefined) return [];
  return [
    {
      name,
      title: kind.title,
      base_url: kind.defaultBaseUrl,
      speaks: [...kind.speaks],
      may_speak: Object.keys(kind.roots),
      details: [...kind.details],
      lists_models: kind.list !== undefined,
      tells_balance: kind.balance !== undefined,
    },
  ];
}

export const channelFacts: readonly Operation[] = [
  operation({
    method: 'GET',
    path: '/channel-kinds',
    id: 'listChannelKinds',
    tag: CHANNELS,
    summary: 'Lists the kinds of upstream that a channel can be of, each with the fields of its own.',
    who: 'channels.read',
    answer: Type.Object({ items: Type.Array(KindView) }),
    handle: async () => ({ items: providerNames().flatMap(kindView) }),
  }),
  operation({
    method: 'GET',
    path: '/channel-kinds/{name}/models',
    id: 'listKindModels',
    tag: CHANNELS,
    summary: 'Lists the models that the catalog knows of a kind of upstream.',
    who: 'channels.read',
    params: Type.Object({ name: Type.String({ maxLength: 40 }) }),
    answer: Type.Object({ items: Words }),
    async handle(_caller, { params }) {
      const kind = providerKind(params.name);
      if (kind === undefined) throw new Failure('not_found', 'There is no such kind of upstream.');
      const sold = loadCatalog()
        .models()
        .filter(({ provider }) => kind.catalog === undefined || kind.catalog.includes(provider));
      return { items: [...new Set(sold.map(({ id }) => id))].sort() };
    },
  }),
  operation({
    method: 'GET',
    path: '/requests/{id}',
    id: 'explainRequest',
    tag: CHANNELS,
    summary: 'Shows the call of any account: every attempt with why that channel was chosen and who was passed over.',
    who: 'usage.read',
    params: Type.Object({ id: Type.String({ maxLength: 200, description: 'Our request id, or the answer’s own.' }) }),
    answer: Type.Object({
      call: CallView,
      charge: ChargeView,
      account_id: Type.Integer(),
      upstream_id: Type.String(),
    }),
    async handle(_caller, { params }, { services }) {
      const found = await reading(services, () => services.store.records.list({ id: params.id, limit: 1 }));
      const [record] = found.rows;
      if (record === undefined) throw new Failure('not_found', 'There is no such request in the log.');
      const charge = explain(record, 'operator');
      return {
        call: viewCall(record),
        charge: { ...charge, lines: [...charge.lines], attempts: [...charge.attempts] } as Static<typeof ChargeView>,
        account_id: record.accountId,
        upstream_id: record.upstreamId,
      };
    },
  }),
];
