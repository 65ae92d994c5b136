// `turnpike channel`: the channels in force, how they stand, what became of them, and a switch for each.

import { readChannelDocument } from '../config/documents.ts';
import type { Channel } from '../world.ts';
import { standings, switching, timeline, why } from './channel-health.ts';
import { table } from './table.ts';
import { tryUpstream, upstreamBalance, upstreamModels } from './channel-upstream.ts';
import { actionOf, UsageError, type CommandFlags, type Verb } from './verb.ts';
import { withStore, type Workshop } from './with-store.ts';

const HEADINGS = [
  'id',
  'name',
  'provider',
  'state',
  'health',
  'priority',
  'keys',
  'models',
  'groups',
  'speaks',
  'address',
];

function cells(channel: Channel, health: string): string[] {
  const { id, name, provider, enabled, priority, credentials, models, groups, speaks, baseUrl } = channel;
  const count = models.all ? '*' : String(models.named.size);
  const words = [[...groups].join(','), speaks.join(','), baseUrl];
  return [
    String(id),
    name,
    provider,
    enabled ? 'enabled' : 'disabled',
    health,
    String(priority),
    String(credentials.length),
    count,
    ...words,
  ];
}

type Action = (shop: Workshop, words: readonly string[], flags: CommandFlags) => Promise<number>;

const ACTIONS: Readonly<Record<string, Action>> = {
  async list({ store, seal }) {
    const rows = (await store.documents.all()).filter(row => row.kind === 'channel');
    const health = await standings(store);
    process.stdout.write(
      table(
        HEADINGS,
        rows.map(row => cells(readChannelDocument(row, seal), health.get(row.id) ?? 'ok')),
      ),
    );
    if (rows.length === 0) process.stderr.write('no channel is in force: a start applies those of the configuration\n');
    return 0;
  },
  timeline,
  off: switching('held'),
  on: switching('closed'),
  why,
  test: tryUpstream,
  models: upstreamModels,
  balance: upstreamBalance,
};

export const channel: Verb = {
  usage: 'channel list|test|models|balance|timeline|off|on|why',
  text: 'the channels in force, a try of one, its upstream’s models and balance, its past, a switch, and why a request went where it did',
  flags: ['sync'],
  async run(flags, [word = 'list', ...words]) {
    const action = actionOf(ACTIONS, 'channel', word);
    if (flags.sync === true && word !== 'models') throw new UsageError(`turnpike channel ${word} takes no --sync`);
    return withStore(flags, shop => action(shop, words, flags));
  },
};
