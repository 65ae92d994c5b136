// `turnpike channel`: lists the channels in force.

import { readChannelDocument } from '../config/documents.ts';
import type { Channel } from '../world.ts';
import { table } from './table.ts';
import { actionOf, type Verb } from './verb.ts';
import { withStore, type Workshop } from './with-store.ts';

const HEADINGS = ['id', 'name', 'provider', 'state', 'priority', 'keys', 'models', 'groups', 'speaks', 'address'];

function cells(channel: Channel): string[] {
  const { id, name, provider, enabled, priority, credentials, models, groups, speaks, baseUrl } = channel;
  const count = models.all ? '*' : String(models.named.size);
  const words = [[...groups].join(','), speaks.join(','), baseUrl];
  return [
    String(id),
    name,
    provider,
    enabled ? 'enabled' : 'disabled',
    String(priority),
    String(credentials.length),
    count,
    ...words,
  ];
}

const ACTIONS: Readonly<Record<string, (shop: Workshop) => Promise<number>>> = {
  async list({ store, seal }) {
    const rows = (await store.documents.all()).filter(row => row.kind === 'channel');
    process.stdout.write(
      table(
        HEADINGS,
        rows.map(row => cells(readChannelDocument(row, seal))),
      ),
    );
    if (rows.length === 0) process.stderr.write('no channel is in force: a start applies those of the configuration\n');
    return 0;
  },
};

export const channel: Verb = {
  usage: 'channel list',
  text: 'the channels in force since the last start',
  async run(flags, [word = 'list']) {
    return withStore(flags, actionOf(ACTIONS, 'channel', word));
  },
};
