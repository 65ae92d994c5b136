// `turnpike channel`: the channels in force, how they stand, what became of them, and a switch for each.

import { readChannelDocument } from '../config/documents.ts';
import type { Channel } from '../world.ts';
import { standings, switching, timeline, why } from './channel-health.ts';
import { table } from './table.ts';
import { actionOf, type Verb } from './verb.ts';
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

const ACTIONS: Readonly<Record<string, (shop: Workshop, words: readonly string[]) => Promise<number>>> = {
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
};

export const channel: Verb = {
  usage: 'channel list|timeline|off|on|why',
  text: 'the channels in force, their past, a switch for each, and why a request went where it did',
  async run(flags, [word = 'list', ...words]) {
    const action = actionOf(ACTIONS, 'channel', word);
    return withStore(flags, shop => action(shop, words));
  },
};
