// The section of channels: where a provider is, with which keys, under which names it serves which models to whom.

import type { Protocol } from '@turnpike/protocols/failures';
import type { Details } from '../providers/outer.ts';
import type { ProviderKind } from '../providers/provider.ts';
import { maySpeak, ownRoots, providerKind, providerNames } from '../providers/registry.ts';
import { upstreamOf } from '../routing/mapping.ts';
import { OPTION_FIELDS, readLimits, readOptions } from './channel-options-section.ts';
import { DETAIL_FIELDS, readDetails } from './details-section.ts';
import type { DeclaredChannel, DeclaredCredential, DeclaredModel, DeclaredPrice } from './config.ts';
import { given, required } from './fields.ts';
import { readPrice } from './sections.ts';
import { meant, type YamlNode } from './yaml-node.ts';

/** The protocols that a channel may declare to speak. */
const PROTOCOLS: readonly Protocol[] = ['openai-chat', 'openai-responses', 'anthropic-messages', 'gemini-generate'];
const CHANNEL_FIELDS = [
  'name',
  'provider',
  'base_url',
  'speaks',
  'keys',
  'models',
  'groups',
  'priority',
  'weight',
  'enabled',
  'costs',
  ...OPTION_FIELDS,
  ...DETAIL_FIELDS,
];
const KEY_FIELDS = ['key', 'enabled', 'cost', 'limits'];

/** Reads a channel. */
export function readChannel(node: YamlNode): DeclaredChannel | undefined {
  const fields = node.fields(CHANNEL_FIELDS);
  const name = required(node, fields, 'name');
  const provider = required(node, fields, 'provider');
  const kind = provider === undefined ? undefined : providerKind(provider);
  if (provider !== undefined && kind === undefined) {
    fields
      .get('provider')
      ?.fault(
        `must be one of ${providerNames().join(', ')}, not ${JSON.stringify(provider)}${meant(provider, providerNames())}`,
      );
  }
  const models = readModels(node, fields.get('models'));
  const credentials = readKeys(fields.get('keys'));
  const options = readOptions(fields);
  if (name === undefined || kind === undefined) return undefined;
  const details = readDetails(fields, kind);
  return {
    name,
    provider: kind.name,
    baseUrl: readBaseUrl(node, fields.get('base_url'), kind, details ?? {}),
    speaks: readSpeaks(fields.get('speaks'), kind),
    keys: credentials,
    models: models.named,
    allModels: models.all,
    groups: fields
      .get('groups')
      ?.items()
      .flatMap(item => item.text() ?? []) ?? ['default'],
    priority: fields.get('priority')?.integer(-1_000_000, 1_000_000) ?? 0,
    weight: fields.get('weight')?.integer(0, 1_000_000) ?? 1,
    enabled: fields.get('enabled')?.switch() ?? true,
    options: details === undefined ? options : { ...options, details },
    ...given<Pick<DeclaredChannel, 'costs'>>({ costs: readCosts(fields.get('costs')) }),
  };
}

/** Prices as in `prices`, of what the operator pays. */
function readCosts(field: YamlNode | undefined): readonly DeclaredPrice[] | undefined {
  return field?.items().flatMap(item => readPrice(item) ?? []);
}

/** Keys are texts, or maps with a key and what is special about it. */
function readKeys(field: YamlNode | undefined): readonly DeclaredCredential[] {
  const seen = new Set<string>();
  return (field?.items() ?? []).flatMap(item => {
    const read = readKey(item);
    if (read === undefined || read.key === '' || seen.has(read.key)) return [];
    seen.add(read.key);
    return [read];
  });
}

function readKey(item: YamlNode): DeclaredCredential | undefined {
  if (!item.isMap) {
    const key = item.text('a key, or a map with the field "key"');
    return key === undefined ? undefined : { key, enabled: true };
  }
  const fields = item.fields(KEY_FIELDS);
  const key = required(item, fields, 'key');
  const limits = fields.get('limits');
  return key === undefined
    ? undefined
    : {
        key,
        enabled: fields.get('enabled')?.switch() ?? true,
        ...given<Pick<DeclaredCredential, 'cost' | 'limits'>>({
          cost: fields.get('cost')?.decimal(0, 1000),
          limits: limits === undefined ? undefined : readLimits(limits),
        }),
      };
}

/** A base URL without the version that the kind adds itself: with it is understood too. */
function readBaseUrl(node: YamlNode, field: YamlNode | undefined, kind: ProviderKind, details: Details): string {
  if (field === undefined) {
    const address = kind.address?.(details) ?? kind.defaultBaseUrl;
    if (address === '') {
      const other = kind.address === undefined ? '' : `, unless it is given ${kind.details.join(', ')}`;
      node.fault(`lacks the field "base_url": the provider ${kind.name} has no address of its own${other}`);
    }
    return address;
  }
  const url = field.value('a URL such as https://api.example.com', text => new URL(text));
  if (url === undefined) return '';
  if (!/^https?:$/.test(url.protocol)) field.fault('must begin with http:// or https://');
  if (url.username !== '' || url.search !== '' || url.hash !== '')
    field.fault('must have no user name, query or fragment');
  let path = url.pathname.replace(/\/+$/, '');
  const root = [...ownRoots(kind)].sort((left, right) => right.length - left.length).find(end => path.endsWith(end));
  if (root !== undefined) path = path.slice(0, -root.length);
  return url.origin + path;
}

function readSpeaks(field: YamlNode | undefined, kind: ProviderKind): readonly Protocol[] {
  if (field === undefined) return kind.speaks;
  return field.items().flatMap(item => {
    const protocol = item.word(PROTOCOLS);
    if (protocol !== undefined && !maySpeak(kind, protocol)) item.fault(`is not spoken by the provider ${kind.name}`);
    return protocol ?? [];
  });
}

/** `"*"`, or a list whose items are names, `"*"`, names with a star, or `{ name, upstream }`. */
function readModels(
  node: YamlNode,
  field: YamlNode | undefined,
): { readonly named: readonly DeclaredModel[]; readonly all: boolean } {
  if (field === undefined) {
    node.fault('lacks the field "models": a list of names, or "*" for all that the catalog knows');
    return { named: [], all: false };
  }
  if (field.isScalar && field.text() === '*') return { named: [], all: true };
  const named = new Map<string, DeclaredModel>();
  let all = false;
  for (const item of field.items()) {
    const model = readModel(item);
    if (model?.name === '*' && model.upstream === '*') all = true;
    else if (model !== undefined && named.has(model.name)) item.fault(`is listed twice: ${JSON.stringify(model.name)}`);
    else if (model !== undefined) named.set(model.name, model);
  }
  checkCircles(field, named);
  return { named: [...named.values()], all };
}

function readModel(item: YamlNode): DeclaredModel | undefined {
  if (!item.isMap) {
    const name = item.text('a model name');
    return name === undefined ? undefined : { name, upstream: name };
  }
  const fields = item.fields(['name', 'upstream']);
  const name = required(item, fields, 'name');
  const upstream = fields.get('upstream')?.text() ?? name ?? '';
  if (name !== undefined && name.split('*').length > 2) item.fault('may hold one star in its name');
  if (name !== undefined && !name.includes('*') && upstream.includes('*'))
    item.fault('has a star in "upstream" and none in "name" that it could stand for');
  return name === undefined ? undefined : { name, upstream };
}

/** A name may lead to another of the same channel, and that to a third; but not back. */
function checkCircles(field: YamlNode, named: ReadonlyMap<string, DeclaredModel>): void {
  for (const name of named.keys()) {
    const end = upstreamOf({ provider: '', models: { all: false, named } }, name);
    const further = named.get(end)?.upstream;
    if (further !== undefined && further !== end) {
      field.fault(`lead in a circle, or through too many names, from ${JSON.stringify(name)}`);
      return;
    }
  }
}
