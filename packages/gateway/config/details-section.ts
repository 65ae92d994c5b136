// What some kinds of providers must know of a channel beside its address: region, project, version, paths, the key's header.

import type { DetailName, Details } from '../providers/outer.ts';
import type { ProviderKind } from '../providers/provider.ts';
import { providerKind, providerNames } from '../providers/registry.ts';
import { CUSTOM_PATHS } from '../providers/custom.ts';
import { given, type Fields } from './fields.ts';
import type { YamlNode } from './yaml-node.ts';

/** The fields of a channel that are read here. */
export const DETAIL_FIELDS: readonly DetailName[] = [
  'region',
  'regions',
  'project',
  'account',
  'api_version',
  'scope',
  'auth',
  'paths',
];

/** A region stands in a host's name, a project in a path: nothing else may be in them. */
const WORD = /^[A-Za-z0-9._:-]{1,200}$/;

/** Reads the details of a channel; those that its kind has no use for are refused. */
export function readDetails(fields: Fields, kind: ProviderKind): Details | undefined {
  for (const name of DETAIL_FIELDS) {
    if (fields.has(name) && !kind.details.includes(name)) {
      const users = providerNames().filter(other => providerKind(other)?.details.includes(name));
      fields.get(name)?.fault(`is of no use to the provider ${kind.name}; it is for ${users.join(', ')}`);
    }
  }
  const scope = fields.get('scope');
  const details = given<Details>({
    region: word(fields.get('region')),
    regions: words(fields.get('regions')),
    project: word(fields.get('project')),
    account: word(fields.get('account')),
    api_version: word(fields.get('api_version')),
    scope: scope?.text(),
    auth: readAuth(fields.get('auth')),
    paths: readPaths(fields.get('paths')),
  });
  return Object.keys(details).length === 0 ? undefined : details;
}

function word(node: YamlNode | undefined): string | undefined {
  const text = node?.text();
  if (text === undefined) return undefined;
  if (!WORD.test(text)) node?.fault('may hold letters, digits, dots, colons, hyphens and underscores alone');
  return text;
}

function words(node: YamlNode | undefined): Record<string, string> | undefined {
  if (node === undefined) return undefined;
  return Object.fromEntries(
    node.entries().flatMap(([name, value]) => {
      const text = word(value);
      return text === undefined ? [] : [[name, text]];
    }),
  );
}

/** `none`, `bearer`, or the header and what stands in it before the key. */
function readAuth(node: YamlNode | undefined): Details['auth'] {
  if (node === undefined) return undefined;
  if (!node.isMap) {
    const kind = node.word(['none', 'bearer'] as const);
    return kind === 'bearer' ? { header: 'authorization', prefix: 'Bearer ' } : { header: '', prefix: '' };
  }
  const fields = node.fields(['header', 'prefix']);
  const header = (fields.get('header')?.text() ?? 'authorization').toLowerCase();
  if (!/^[!#$%&'*+.^_`|~0-9a-z-]+$/.test(header)) fields.get('header')?.fault('is no name of a header');
  const prefix = fields.get('prefix')?.text() ?? '';
  if (!/^[\x20-\x7e]*$/.test(prefix)) fields.get('prefix')?.fault('holds characters that no header may hold');
  return { header, prefix };
}

function readPaths(node: YamlNode | undefined): Record<string, string> | undefined {
  if (node === undefined) return undefined;
  const fields = node.fields(CUSTOM_PATHS);
  return Object.fromEntries(
    [...fields].flatMap(([name, value]) => {
      const path = value.text();
      if (path === undefined) return [];
      if (!/^\/[^\s#]*$/.test(path)) value.fault('must begin with a slash, such as /v1/chat/completions');
      return [[name, path]];
    }),
  );
}
