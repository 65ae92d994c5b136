// What stands in the fields of the channel's form, and the channel that it means.

import { ApiError } from '../../api/client.ts';
import { textOf } from '../../ui/form.tsx';
import type { Detail, Draft } from './queries.ts';

type Channel = Detail['channel'];
type Model = NonNullable<Channel['models']>[number];

/** A credential that is there already, as the form has it. */
export interface KeptKey {
  readonly id: string;
  readonly hint: string;
  readonly enabled: boolean;
}

/** A fault that the form finds itself, at its field. */
function wrong(field: string, message: string): ApiError {
  return new ApiError(400, { code: 'invalid_request', param: field, message }, '');
}

/** Lines without blanks and without empty ones. */
export function linesOf(text: string): string[] {
  return text
    .split('\n')
    .map(line => line.trim())
    .filter(line => line !== '');
}

/** Each line `name = value`. */
export function tableOf(text: string): Record<string, string> {
  return Object.fromEntries(
    linesOf(text).map(line => {
      const at = line.indexOf('=');
      return at === -1 ? [line, ''] : [line.slice(0, at).trim(), line.slice(at + 1).trim()];
    }),
  );
}

export function tableText(table: Readonly<Record<string, unknown>> | undefined): string {
  return Object.entries(table ?? {})
    .map(([name, value]) => `${name} = ${String(value)}`)
    .join('\n');
}

/** `name`, or `name = upstream`. */
export function modelsOf(text: string): Model[] {
  return Object.entries(tableOf(text)).map(([name, upstream]) => (upstream === '' ? name : { name, upstream }));
}

export function modelsText(models: readonly Model[]): string {
  return models.map(model => (typeof model === 'string' ? model : `${model.name} = ${model.upstream}`)).join('\n');
}

/** One a line; the JSON of a service account is one key over many lines. */
export function newKeysOf(text: string): string[] {
  return text.trimStart().startsWith('{') ? [text.trim()] : linesOf(text);
}

/** `none`, `bearer`, or `Header: prefix`. */
export function authOf(text: string): Exclude<Draft['auth'], undefined> {
  if (text === '') return null;
  const [header = '', ...prefix] = text.split(':');
  if (prefix.length === 0) return text;
  const before = prefix.join(':').trim();
  return { header: header.trim(), prefix: before === '' ? '' : `${before} ` };
}

export function authText(auth: Draft['auth']): string {
  if (auth === null || auth === undefined) return '';
  return typeof auth === 'string' ? auth : `${auth.header}: ${auth.prefix.trim()}`;
}

const filled = <Value extends object>(value: Value): Value | null => (Object.keys(value).length === 0 ? null : value);

/** The channel that the form means; what is empty is taken away. @throws ApiError at the field that is wrong */
export function readForm(
  form: FormData,
  keptKeys: readonly KeptKey[],
  before: Channel | undefined,
  badJson: string,
): Draft {
  const text = (name: string): string => textOf(form, name);
  const word = (name: string): string | null => text(name) || null;
  const number = (name: string): number | null => {
    const written = text(name);
    if (written === '') return null;
    if (!/^-?\d+(\.\d+)?$/.test(written)) throw wrong(name, `${written}?`);
    return Number(written);
  };
  const some = (names: Readonly<Record<string, string>>): Record<string, number> =>
    Object.fromEntries(
      Object.entries(names).flatMap(([field, name]) => {
        const value = number(name);
        return value === null ? [] : [[field, value]];
      }),
    );
  const list = (name: string): Record<string, unknown>[] | null => {
    const written = text(name);
    if (written === '') return null;
    const value = jsonOf(written);
    if (!Array.isArray(value) || !value.every(isRecord)) throw wrong(name, badJson);
    return value;
  };
  const set = tableOf(text('headers.set'));
  const [drop, pass] = [linesOf(text('headers.drop')), linesOf(text('headers.pass'))];
  const prompt = text('system_prompt');
  const status = Object.entries(tableOf(text('status'))).map(([from, to]) => [from, Number(to)] as const);
  const kept = new Map(before?.keys.map(key => [key.id, key]));
  return {
    name: text('name'),
    provider: text('provider'),
    base_url: word('base_url'),
    keys: [
      ...keptKeys.map(({ id, enabled }) => {
        const { hint: _hint, enabled: _enabled, ...more } = kept.get(id) ?? { id, hint: '' };
        return { ...more, ...(enabled ? {} : { enabled }) };
      }),
      ...newKeysOf(text('new_keys')),
    ],
    models: modelsOf(text('models')),
    groups: form.getAll('groups').map(String),
    priority: number('priority'),
    weight: number('weight'),
    enabled: form.get('enabled') !== null,
    speaks: form.has('speaks') ? form.getAll('speaks').map(String) : null,
    region: word('region'),
    regions: filled(tableOf(text('regions'))),
    project: word('project'),
    account: word('account'),
    api_version: word('api_version'),
    scope: word('scope'),
    auth: authOf(text('auth')),
    paths: filled(tableOf(text('paths'))),
    cost: number('cost'),
    costs: list('costs'),
    key_order: KEY_ORDERS.find(order => order === text('key_order')) ?? null,
    limits: filled({
      ...unshown(before?.limits),
      ...some({
        concurrency: 'limits.concurrency',
        wait_seconds: 'limits.wait_seconds',
        requests_per_minute: 'limits.requests_per_minute',
        requests_per_day: 'limits.requests_per_day',
        tokens_per_minute: 'limits.tokens_per_minute',
        tokens_per_day: 'limits.tokens_per_day',
      }),
      ...(text('limits.money_per_day') === '' ? {} : { money_per_day: text('limits.money_per_day') }),
    }),
    timeouts: filled(some({ connect: 'timeouts.connect', first_byte: 'timeouts.first_byte', idle: 'timeouts.idle' })),
    tag: word('tag'),
    proxy: word('proxy'),
    pass_through: form.get('pass_through') !== null || null,
    strict_translation: form.get('strict_translation') !== null || null,
    system_prompt: prompt === '' ? null : { text: prompt, mode: text('system_mode') },
    headers: filled({
      ...(Object.keys(set).length === 0 ? {} : { set }),
      ...(drop.length === 0 ? {} : { drop }),
      ...(pass.length === 0 ? {} : { pass }),
    }),
    parameters: list('parameters'),
    status: filled(Object.fromEntries(status)),
  };
}

export const KEY_ORDERS = ['random', 'round_robin', 'least_used'] as const;

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Limits that the form does not show stay as they are. */
function unshown(limits: Channel['limits']): Channel['limits'] {
  if (limits === undefined || limits === null) return {};
  const names = ['requests_per_hour', 'tokens_per_hour', 'money_per_minute', 'money_per_hour'] as const;
  return Object.fromEntries(names.flatMap(name => (limits[name] === undefined ? [] : [[name, limits[name]]])));
}
