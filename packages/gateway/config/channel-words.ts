// A stored channel in the words of the file, and back: what the console edits is read by the file's own reader.

import type { Seal } from '../identity/seal.ts';
import type { Details } from '../providers/outer.ts';
import { providerKind } from '../providers/registry.ts';
import type { ChannelOptions, Limits, StoredCondition } from '../routing/channel-options.ts';
import { PLAIN_OPTIONS } from '../routing/channel-options.ts';
import type { DocumentRow } from '../store/store.ts';
import { readChannel } from './channel-section.ts';
import type { DeclaredChannel } from './config.ts';
import { LIMIT_WORDS } from './channel-options-section.ts';
import { openChannelDocument } from './documents.ts';
import { entryWords } from './price-document.ts';
import { readAs } from './words.ts';

/** A channel as the file would write it. */
export type ChannelWords = Readonly<Record<string, unknown>>;

/** What a part that may hold a secret shows instead of it; written back, it leaves the secret as it is. */
export const KEPT = '•••';

/** The channel of its words. @throws Failure naming the first field at fault, with all of them in its details */
export function readWords(words: ChannelWords): DeclaredChannel {
  return readAs('channel', words, readChannel);
}

/** The words of a stored channel, its secrets in clear. @throws Error when it was sealed under another secret */
export function wordsOf(row: DocumentRow, seal: Seal): ChannelWords {
  const { keys, models, allModels, baseUrl, costs, options, ...rest } = openChannelDocument(row, seal);
  return {
    name: row.name,
    ...rest,
    ...(baseUrl === ownAddress(rest.provider, options.details ?? {}) ? {} : { base_url: baseUrl }),
    models: allModels ? ['*', ...models.map(modelWords)] : models.map(modelWords),
    keys: keys.map(({ limits, ...key }) => ({
      ...key,
      ...(limits === undefined ? {} : { limits: limitWords(limits) }),
    })),
    ...(costs === undefined ? {} : { costs: costs.map(({ model, ...entry }) => ({ model, ...entryWords(entry) })) }),
    ...optionWords(options),
  };
}

/** Where a kind is reached unless its channel says otherwise. */
function ownAddress(provider: string, details: Details): string {
  const kind = providerKind(provider);
  return kind?.address?.(details) ?? kind?.defaultBaseUrl ?? '';
}

function modelWords({ name, upstream }: { readonly name: string; readonly upstream: string }): unknown {
  return name === upstream ? name : { name, upstream };
}

function limitWords(limits: Limits): Readonly<Record<string, unknown>> {
  const values = new Map(Object.entries(limits));
  return known(Object.fromEntries(Object.entries(LIMIT_WORDS).map(([name, word]) => [word, values.get(name)])));
}

function optionWords(options: Partial<ChannelOptions>): Readonly<Record<string, unknown>> {
  const { keyOrder, cost, timeouts, parameters, headers, status, systemPrompt, proxy, details, limits, tag, cache } = {
    ...PLAIN_OPTIONS,
    ...options,
  };
  const seconds = (milliseconds: number | undefined): number | undefined =>
    milliseconds === undefined ? undefined : milliseconds / 1000;
  return known({
    key_order: unlessPlain(keyOrder, PLAIN_OPTIONS.keyOrder),
    cost: unlessPlain(cost, PLAIN_OPTIONS.cost),
    timeouts: filled({
      connect: seconds(timeouts.connect),
      first_byte: seconds(timeouts.firstByte),
      idle: seconds(timeouts.idle),
    }),
    parameters:
      parameters.length === 0
        ? undefined
        : parameters.map(({ when, ...rule }) =>
            known({ ...rule, when: when === undefined ? undefined : conditionWords(when) }),
          ),
    headers: filled({
      set: filled(headers.set),
      drop: headers.drop.length === 0 ? undefined : headers.drop,
      pass: headers.pass.length === 0 ? undefined : headers.pass,
    }),
    status: filled(status),
    system_prompt: systemPrompt,
    proxy,
    pass_through: options.passThrough === true ? true : undefined,
    strict_translation: options.strictTranslation === true ? true : undefined,
    cache: cache === true ? true : undefined,
    limits: filled(limitWords(limits)),
    tag,
    ...details,
    auth: details?.auth?.header === '' ? 'none' : details?.auth,
  });
}

function conditionWords({ minTokens, maxTokens, ...rest }: StoredCondition): Readonly<Record<string, unknown>> {
  return known({ ...rest, min_tokens: minTokens, max_tokens: maxTokens });
}

function unlessPlain<Value>(value: Value, plain: Value): Value | undefined {
  return value === plain ? undefined : value;
}

/** Without what was not given. */
function known(values: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
}

function filled(values: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> | undefined {
  const rest = known(values);
  return Object.keys(rest).length === 0 ? undefined : rest;
}
