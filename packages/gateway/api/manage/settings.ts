// The settings of the gateway: what each is, where it comes from, and those changed that nothing declares.

import { Failure } from '@turnpike/protocols/failures';
import { Type, type Static } from 'typebox';
import { camelCase, isOption, type Option, type OptionName, OPTIONS, readOption } from '../../config/options.ts';
import { AT_START, settingDocument, storedSettings } from '../../config/stored-settings.ts';
import type { WrittenSettings } from '../../config/settings.ts';
import { reading } from '../reading.ts';
import type { Services } from '../services.ts';
import { operation, type Operation } from './operation.ts';
import { strict } from './schemas.ts';

const SETTINGS = 'Settings';
const Value = Type.Union([Type.String({ maxLength: 20_000 }), Type.Number(), Type.Boolean()]);

const SettingView = Type.Object({
  name: Type.String(),
  type: Type.Unsafe<Option['type']>({ enum: ['integer', 'switch', 'word', 'text', 'table', 'usd'] }),
  text: Type.String({ description: 'What it is, in a sentence.' }),
  unit: Type.Optional(Type.String()),
  min: Type.Optional(Type.Number()),
  max: Type.Optional(Type.Number()),
  words: Type.Optional(Type.Array(Type.String())),
  default: Value,
  value: Value,
  source: Type.Unsafe<'default' | 'console' | 'declared'>({ enum: ['default', 'console', 'declared'] }),
  place: Type.Union([Type.String(), Type.Null()], {
    description: 'The file and line, variable or flag that declares it.',
  }),
  at_start: Type.Boolean({ description: 'Read when a node starts: a change waits for that.' }),
});

function view(services: Services, name: OptionName, stored: WrittenSettings): Static<typeof SettingView> {
  const option: Option = OPTIONS[name];
  const place = services.places().get(`settings ${name}`) ?? null;
  const inForce = new Map(Object.entries(services.world().settings)).get(camelCase(name));
  return {
    name,
    type: option.type,
    text: option.text,
    ...(option.type === 'integer' ? { unit: option.unit, min: option.min, max: option.max } : {}),
    ...(option.type === 'word' ? { words: [...option.words] } : {}),
    default: option.default,
    value: inForce ?? option.default,
    source: place !== null ? 'declared' : stored[name] === undefined ? 'default' : 'console',
    place,
    at_start: AT_START.has(name),
  };
}

async function all(services: Services): Promise<Static<typeof SettingView>[]> {
  const stored = storedSettings(await reading(services, () => services.store.documents.all()));
  return Object.keys(OPTIONS)
    .filter(isOption)
    .map(name => view(services, name, stored));
}

/** The value of a setting as it is kept; null takes what was kept away. @throws Failure at the setting at fault */
function readValue(
  services: Services,
  name: string,
  value: unknown,
): readonly [OptionName, number | boolean | string | null] {
  if (!isOption(name)) throw new Failure('invalid_request', `${name}: there is no such setting.`, { param: name });
  const place = services.places().get(`settings ${name}`);
  if (place !== undefined)
    throw new Failure('declared_in_file', `${name} is set at ${place}. Change it there.`, { param: name });
  if (value === null) return [name, null];
  const read = readOption(name, value);
  if ('fault' in read) {
    const details = { fields: [{ path: name, message: read.fault }] };
    throw new Failure('invalid_request', `${read.fault}.`, { param: name, details });
  }
  return [name, read.value];
}

export const settingOperations: readonly Operation[] = [
  operation({
    method: 'GET',
    path: '/settings',
    id: 'listSettings',
    tag: SETTINGS,
    summary: 'Lists every setting with its unit, default and value, and where the value comes from.',
    who: 'settings.read',
    answer: Type.Object({ items: Type.Array(SettingView) }),
    handle: async (_caller, _input, { services }) => ({ items: await all(services) }),
  }),
  operation({
    method: 'PATCH',
    path: '/settings',
    id: 'changeSettings',
    tag: SETTINGS,
    summary: 'Changes settings that nothing declares: all of them, or none where one is wrong. Null means the default.',
    who: 'settings.write',
    body: strict({ changes: Type.Record(Type.String(), Type.Union([Value, Type.Null()])) }),
    answer: Type.Object({ items: Type.Array(SettingView) }),
    async handle(_caller, { body }, { services, change }) {
      const { documents } = services.store;
      const wanted = Object.entries(body.changes).map(([name, value]) => readValue(services, name, value));
      const before = storedSettings(await reading(services, () => documents.all()));
      await documents.putAll(wanted.flatMap(([name, value]) => (value === null ? [] : [settingDocument(name, value)])));
      for (const [name, value] of wanted) if (value === null) await documents.remove('setting', name);
      await services.refresh();
      const kept = wanted.map(([name]) => [name, before[name] ?? null] as const);
      await change('settings.change', 'settings', Object.fromEntries(kept), Object.fromEntries(wanted));
      return { items: await all(services) };
    },
  }),
];
