// `turnpike channel timeline, off, on, why`: the health of channels as the operator reads and changes it.

import type { HealthEvent } from '../routing/health.ts';
import { stillResting } from '../routing/share.ts';
import type { HealthRow } from '../store/health.ts';
import type { DocumentRow, Store } from '../store/store.ts';
import { table } from './table.ts';
import { UsageError } from './verb.ts';
import type { Workshop } from './with-store.ts';

/** Rows of a timeline that are shown. */
const ROWS = 100;

const HEADINGS = ['time', 'channel', 'key', 'model', 'event', 'until', 'reason', 'noted by'];

function cells(row: HealthRow): string[] {
  const until = row.event === 'closed' ? '' : row.until === 0 ? 'switched on by hand' : timeOf(row.until);
  const all = (name: string): string => (name === '' ? 'all' : name);
  const { at, channelName, credential, model, event, reason, node } = row;
  return [timeOf(at), channelName, all(credential), all(model), event, until, reason, node];
}

function timeOf(at: number): string {
  return new Date(at).toISOString().replace('.000Z', 'Z');
}

/** The channel with a name or a number. @throws UsageError when there is none. */
export async function channelNamed(store: Store, name: string | undefined): Promise<DocumentRow> {
  const rows = (await store.documents.all()).filter(row => row.kind === 'channel');
  const found = rows.find(row => row.name === name) ?? rows.find(row => String(row.id) === name);
  if (found === undefined) {
    const known = rows.map(row => row.name).join(', ');
    throw new UsageError(`name the channel: one of ${known === '' ? 'none' : known}`);
  }
  return found;
}

/** Prints what has become of one channel, or of all. */
export async function timeline({ store }: Workshop, [name]: readonly string[]): Promise<number> {
  const channel = name === undefined ? {} : { channel: (await channelNamed(store, name)).id };
  const rows = await store.health.timeline({ ...channel, limit: ROWS });
  process.stdout.write(rows.length === 0 ? 'nothing has happened\n' : table(HEADINGS, rows.toReversed().map(cells)));
  return 0;
}

/** Switches a channel off or on, on every running node. What is off by hand no success and no time switches on. */
export function switching(event: 'held' | 'closed') {
  return async ({ store }: Workshop, [name, ...words]: readonly string[]): Promise<number> => {
    const { id, name: channelName } = await channelNamed(store, name);
    const reason = words.length === 0 ? 'by hand' : `by hand: ${words.join(' ')}`;
    const change: HealthEvent = {
      at: Date.now(),
      channel: id,
      channelName,
      credential: '',
      model: '',
      event,
      reason,
      until: 0,
      trips: 0,
    };
    await store.health.add('command line', change);
    process.stdout.write(`channel ${channelName} is ${event === 'held' ? 'off' : 'on'} within two seconds\n`);
    return 0;
  };
}

/** Says why the attempts of a request went where they did. */
export async function why({ store }: Workshop, [id]: readonly string[]): Promise<number> {
  if (id === undefined) throw new UsageError('give the id of a request, from x-request-id or the log');
  const record = (await store.records.list({ id, limit: 1 })).rows[0];
  if (record === undefined) {
    process.stderr.write(`there is no request ${id} in the log\n`);
    return 1;
  }
  const rows = record.attempts.map((attempt, index) => [
    String(index + 1),
    attempt.channelName,
    attempt.credential,
    attempt.status === 0 ? '' : String(attempt.status),
    attempt.outcome,
    `${attempt.milliseconds} ms`,
    attempt.why ?? '',
  ]);
  const { model, upstreamModel, group, protocol, status } = record;
  process.stdout.write(
    `${record.id}: ${model} over ${protocol} for group ${group}, upstream ${upstreamModel}, status ${status}\n`,
  );
  process.stdout.write(table(['try', 'channel', 'key', 'status', 'outcome', 'time', 'why'], rows));
  return 0;
}

/** How each channel stands, by its number: `open (3)` for three places that rest. */
export async function standings(store: Store): Promise<ReadonlyMap<number, string>> {
  const resting = new Map<number, HealthRow[]>();
  for (const row of stillResting(await store.health.latest(), Date.now())) {
    resting.set(row.channel, [...(resting.get(row.channel) ?? []), row]);
  }
  return new Map(
    [...resting].map(([channel, rows]) => {
      const held = rows.some(row => row.event === 'held');
      return [channel, held ? 'off by hand' : `${rows[0]?.event ?? ''} (${rows.length})`];
    }),
  );
}
