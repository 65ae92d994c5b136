// `turnpike channel test, models, balance`: asks a channel's upstream, and tells its answer in words.

import { buildWorld } from '../catalog/build-world.ts';
import { loadCatalog } from '../catalog/catalog.ts';
import { readChannelDocument, withModels } from '../config/documents.ts';
import { settingsOf } from '../config/settings.ts';
import { formatUsd } from '../ledger/money.ts';
import { listModels, readBalance } from '../relay/channel-account.ts';
import { compareModels } from '../relay/channel-models.ts';
import { modelToTry, testChannel, type ChannelTest } from '../relay/channel-test.ts';
import type { DispatchServices } from '../relay/dispatch.ts';
import { Dispatchers } from '../relay/dispatchers.ts';
import { Tokens } from '../relay/tokens.ts';
import { NO_CREDENTIAL, type Candidate } from '../routing/plan.ts';
import type { DocumentRow } from '../store/store.ts';
import type { Channel, World } from '../world.ts';
import { channelNamed } from './channel-health.ts';
import { table } from './table.ts';
import { UsageError, type CommandFlags } from './verb.ts';
import type { Workshop } from './with-store.ts';

/** A channel, and what it takes to ask its upstream. */
interface Asking {
  readonly row: DocumentRow;
  readonly channel: Channel;
  readonly candidates: readonly Candidate[];
  readonly world: World;
  readonly services: DispatchServices;
}

/** Opens connections for `work`, and closes them whatever happens. */
async function ask(
  { store, seal, config }: Workshop,
  name: string | undefined,
  work: (asking: Asking) => Promise<number>,
): Promise<number> {
  const row = await channelNamed(store, name);
  const channel = readChannelDocument(row, seal);
  const dispatchers = new Dispatchers(settingsOf(config.settings).connectTimeoutSeconds * 1000);
  const tokens = new Tokens();
  const world = buildWorld({
    version: 0,
    documents: await store.documents.all(),
    written: config.settings,
    catalog: loadCatalog(),
    seal,
    sandboxUrl: undefined,
    warn: message => process.stderr.write(`${message}\n`),
  });
  const credentials = channel.credentials.length === 0 ? [NO_CREDENTIAL] : channel.credentials;
  const candidates = credentials.map(credential => ({ channel, credential }));
  try {
    return await work({
      row,
      channel,
      candidates,
      world,
      services: { dispatcherOf: one => dispatchers.of(one), tokens },
    });
  } finally {
    await dispatchers.destroy();
  }
}

/** Calls a model of the channel with each of its keys; 1 when one of them failed. */
export function tryUpstream(shop: Workshop, [name, model]: readonly string[]): Promise<number> {
  return ask(shop, name, async ({ channel, candidates, world, services }) => {
    const wanted = model ?? modelToTry(channel, world);
    if (wanted === undefined) throw new UsageError(`name the model: turnpike channel test ${channel.name} MODEL`);
    const tests: ChannelTest[] = [];
    for (const candidate of candidates) tests.push(await testChannel(services, world, candidate, wanted));
    process.stdout.write(table(TEST_HEADINGS, tests.map(testCells)));
    for (const { credential, error } of tests) if (error !== '') process.stderr.write(`key ${credential}: ${error}\n`);
    return tests.every(({ ok }) => ok) ? 0 : 1;
  });
}

const TEST_HEADINGS = [
  'key',
  'model',
  'upstream model',
  'protocol',
  'result',
  'status',
  'ms',
  'tokens',
  'cost',
  'answer',
];

function testCells(one: ChannelTest): string[] {
  const { usage } = one;
  const tokens = usage === undefined ? '' : `${usage.input + usage.cacheRead}+${usage.output}`;
  const cost = one.costSource === 'unknown' ? 'unknown' : `$${formatUsd(one.cost)}`;
  return [
    one.credential,
    one.model,
    one.upstreamModel,
    one.protocol,
    one.ok ? 'ok' : 'failed',
    one.status === 0 ? '' : String(one.status),
    String(one.milliseconds),
    tokens,
    one.ok ? cost : '',
    one.text.replace(/\s+/g, ' '),
  ];
}

/** Shows which models the upstream lists, beside those of the channel; writes them into it where asked. */
export function upstreamModels(shop: Workshop, [name]: readonly string[], flags: CommandFlags): Promise<number> {
  return ask(shop, name, async ({ row, channel, candidates, services }) => {
    const [first] = candidates;
    if (first === undefined) return 1;
    const found = await listModels(services, first);
    if (!found.ok) {
      process.stderr.write(`channel ${channel.name}: ${found.error}\n`);
      return 1;
    }
    const { added, kept, gone } = compareModels(channel, found.value);
    const rows = [...added.map(id => ['new', id]), ...kept.map(id => ['served', id]), ...gone.map(id => ['gone', id])];
    process.stdout.write(rows.length === 0 ? 'the upstream lists no model\n' : table(['state', 'model'], rows));
    if (flags.sync !== true) return 0;
    return sync(shop, row, channel, added, gone);
  });
}

async function sync(
  { store, config }: Workshop,
  row: DocumentRow,
  channel: Channel,
  added: readonly string[],
  gone: readonly string[],
): Promise<number> {
  if (row.declared) {
    const file = config.file ?? 'a configuration file';
    throw new UsageError(`${row.name} is declared in ${file}; change its models there, as listed above`);
  }
  if (channel.models.all) {
    process.stdout.write('the channel serves all models that the catalog knows; nothing is written\n');
    return 0;
  }
  await store.documents.put(withModels(row, added, gone));
  process.stdout.write(`${added.length} models added, ${gone.length} taken out; in force within two seconds\n`);
  return 0;
}

/** Reads what is left on the accounts of the channel's keys; 1 when one of them did not say. */
export function upstreamBalance(shop: Workshop, [name]: readonly string[]): Promise<number> {
  return ask(shop, name, async ({ channel, candidates, services }) => {
    let missing = false;
    const rows: string[][] = [];
    for (const candidate of candidates) {
      const found = await readBalance(services, candidate);
      if (!found.ok) {
        missing = true;
        process.stderr.write(`channel ${channel.name}, key ${candidate.credential.id}: ${found.error}\n`);
        continue;
      }
      for (const { amount, currency, note } of found.value)
        rows.push([candidate.credential.id, amount ?? 'no limit', currency, note ?? '']);
    }
    if (rows.length > 0) process.stdout.write(table(['key', 'balance', 'currency', 'note'], rows));
    return missing ? 1 : 0;
  });
}
