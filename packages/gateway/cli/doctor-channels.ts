// The doctor's look at channels: as the next start would have them, with their prices, groups, keys and addresses.

import { randomBytes } from 'node:crypto';
import { request } from 'undici';
import { buildWorld, SANDBOX_CHANNEL } from '../catalog/build-world.ts';
import { loadCatalog } from '../catalog/catalog.ts';
import type { Config } from '../config/config.ts';
import { channelDocument, groupDocument, routeDocument } from '../config/documents.ts';
import { priceDocument } from '../config/price-document.ts';
import { settingsOf } from '../config/settings.ts';
import { Seal } from '../identity/seal.ts';
import type { DocumentRow } from '../store/store.ts';
import type { Channel, World } from '../world.ts';
import type { Finding } from './finding.ts';

/** How long an upstream may take to answer at all, milliseconds. */
const PATIENCE_MS = 5_000;

/**
 * Looks at the channels that the configuration declares together with those that are stored beside it.
 * `seal` is undefined when nothing is sealed yet.
 */
export async function checkChannels(
  config: Config,
  stored: readonly DocumentRow[],
  seal: Seal | undefined,
): Promise<Finding[]> {
  const found: Finding[] = [];
  const world = worldAhead(config, stored, seal ?? new Seal(randomBytes(32)), message =>
    found.push({
      level: 'fault',
      text: `channel documents: ${message}; is TURNPIKE_SECRET or secret.key the right one?`,
    }),
  );
  const real = world.channels.filter(({ id, enabled }) => id !== SANDBOX_CHANNEL && enabled);
  if (real.length === 0) {
    const isOff = settingsOf(config.settings).sandbox === 'off';
    const text = isOff ? 'none, and the sandbox is off: no model answers' : 'none: the sandbox serves every model';
    return [...found, { level: isOff ? 'fault' : 'ok', text: `channels: ${text}` }];
  }
  const looks = await Promise.all(real.map(channel => checkChannel(channel, world)));
  return [...found, ...looks.flat()];
}

/** The world of the next start: what is declared replaces what was declared before. */
function worldAhead(
  config: Config,
  stored: readonly DocumentRow[],
  seal: Seal,
  warn: (message: string) => void,
): World {
  const declared = [
    ...config.groups.map(groupDocument),
    ...config.prices.map(priceDocument),
    ...config.routes.map(routeDocument),
    ...config.channels.map(channel => channelDocument(channel, seal, undefined)),
  ].map(({ kind, name, body }, index) => ({ kind, name, body, id: index + 1, declared: true }));
  const names = new Set(declared.map(({ kind, name }) => `${kind} ${name}`));
  const kept = stored.filter(row => !row.declared && !names.has(`${row.kind} ${row.name}`));
  return buildWorld({
    version: 0,
    documents: [...declared, ...kept],
    written: config.settings,
    catalog: loadCatalog(),
    seal,
    sandboxUrl: undefined,
    warn,
  });
}

async function checkChannel(channel: Channel, world: World): Promise<Finding[]> {
  const name = `channel ${channel.name}`;
  const reached = await reach(channel.baseUrl);
  const found: Finding[] = [
    reached === undefined
      ? { level: 'ok', text: `${name}: ${channel.baseUrl} answers` }
      : { level: 'fault', text: `${name}: ${channel.baseUrl} ${reached}` },
  ];
  if (channel.credentials.length === 0) found.push({ level: 'warn', text: `${name}: has no key` });
  const unpriced = [...channel.models.named.keys()].filter(model => world.price(model) === undefined);
  if (unpriced.length > 0) {
    const text = `${name}: calls of ${unpriced.slice(0, 10).join(', ')} are refused, since they have no price; set one under prices, 0 for free`;
    found.push({ level: 'warn', text });
  }
  const serves = [...channel.groups].some(group => world.groups.has(group));
  if (!serves) found.push({ level: 'warn', text: `${name}: is in no group that exists` });
  return found;
}

/** Why an address cannot be reached, or undefined when anything at all answers there; no credential is sent. */
async function reach(url: string): Promise<string | undefined> {
  try {
    const answer = await request(url, {
      method: 'HEAD',
      headersTimeout: PATIENCE_MS,
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
    answer.body.on('error', () => undefined).destroy();
    return undefined;
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    return `does not answer (${reason})`;
  }
}
