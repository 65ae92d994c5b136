// The settings in force: defaults, overlaid with what the operator wrote.

import { camelCase, OPTIONS, type OptionName, type Settings } from './options.ts';

export type { Settings } from './options.ts';

/** Settings as written, under the names of the file. */
export type WrittenSettings = Readonly<Partial<Record<OptionName, number | boolean | string>>>;

/** Every setting: the written value, else the default. The values were checked when they were read. */
export function settingsOf(written: WrittenSettings = {}): Settings {
  const entries = Object.entries({ ...defaults(), ...written }).map(([name, value]) => [camelCase(name), value]);
  // The table gives names and types; only the change of case stands between its rows and this type.
  return Object.fromEntries(entries) as Settings;
}

function defaults(): WrittenSettings {
  return Object.fromEntries(Object.entries(OPTIONS).map(([name, option]) => [name, option.default]));
}
