// Puts the configuration together: flags win over the environment, that over the file, that over the defaults.

import { existsSync, readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { ConfigError, type Config } from './config.ts';
import { NOTHING, readDeclaration } from './file.ts';
import { isOption, OPTIONS, readOption, variableOf, type OptionName } from './options.ts';
import { readDatabase, readListen } from './places.ts';
import type { WrittenSettings } from './settings.ts';

const DEFAULT_FILE = 'turnpike.yaml';
const DEFAULT_DATABASE = 'sqlite:./data/turnpike.db';
const DEFAULT_LISTEN = '127.0.0.1:3000';

/** Values from the command line. */
export interface Flags {
  readonly config?: string | undefined;
  readonly listen?: string | undefined;
  readonly database?: string | undefined;
  readonly data?: string | undefined;
  /** `name=value` pairs of settings. */
  readonly set?: readonly string[] | undefined;
}

/** Loads the configuration in force. @throws ConfigError with every fault found. */
export function loadConfig(flags: Flags = {}, environment: NodeJS.ProcessEnv = process.env): Config {
  const named = flags.config ?? environment['TURNPIKE_CONFIG'];
  const file = named ?? (existsSync(DEFAULT_FILE) ? DEFAULT_FILE : undefined);
  const declaration = file === undefined ? NOTHING : readDeclaration(file, readText(file), environment);
  const faults: string[] = [];
  const settings = { ...declaration.settings, ...fromEnvironment(environment, faults), ...fromFlags(flags, faults) };
  const databaseUrl =
    flags.database ??
    environment['TURNPIKE_DATABASE'] ??
    environment['DATABASE_URL'] ??
    declaration.database ??
    DEFAULT_DATABASE;
  noting(faults, () => readDatabase(databaseUrl));
  const listen = flags.listen ?? environment['TURNPIKE_LISTEN'] ?? declaration.listen ?? listenOf(environment['PORT']);
  const address = noting(faults, () => readListen(listen));
  if (faults.length > 0 || address === undefined) throw new ConfigError(faults);
  return {
    ...declaration,
    settings,
    places: new Map([...declaration.places, ...writtenElsewhere(flags, environment)]),
    ...address,
    databaseUrl,
    dataFolder: resolve(flags.data ?? environment['TURNPIKE_DATA'] ?? declaration.data ?? dataFolderOf(databaseUrl)),
    redis: environment['TURNPIKE_REDIS'] ?? declaration.redis,
    file,
  };
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const reason =
      error instanceof Error && 'code' in error && error.code === 'ENOENT' ? 'does not exist' : 'cannot be read';
    throw new ConfigError([`${file}: the configuration file ${reason}`]);
  }
}

/** The folder of an embedded database holds everything else too. */
function dataFolderOf(databaseUrl: string): string {
  return databaseUrl.startsWith('sqlite:') ? dirname(databaseUrl.slice('sqlite:'.length)) : './data';
}

/** A platform that gives a port alone means every address. */
function listenOf(port: string | undefined): string {
  return port === undefined ? DEFAULT_LISTEN : `0.0.0.0:${port}`;
}

/** What `read` gives; what it throws becomes a fault. */
function noting<Value>(faults: string[], read: () => Value): Value | undefined {
  try {
    return read();
  } catch (error) {
    faults.push(error instanceof Error ? error.message : String(error));
    return undefined;
  }
}

function fromEnvironment(environment: NodeJS.ProcessEnv, faults: string[]): WrittenSettings {
  const pairs = Object.keys(OPTIONS).map(name => [name, environment[variableOf(name)], variableOf(name)] as const);
  return readPairs(pairs, faults);
}

function fromFlags(flags: Flags, faults: string[]): WrittenSettings {
  const pairs = (flags.set ?? []).map(pair => {
    const [name = '', ...value] = pair.split('=');
    return [name.trim(), value.join('='), `--set ${name}`] as const;
  });
  return readPairs(pairs, faults);
}

/** Settings that do not come from the file, and where they come from. */
function writtenElsewhere(flags: Flags, environment: NodeJS.ProcessEnv): (readonly [string, string])[] {
  const variables = Object.keys(OPTIONS).filter(name => environment[variableOf(name)] !== undefined);
  const set = (flags.set ?? []).map(pair => (pair.split('=')[0] ?? '').trim());
  return [
    ...variables.map(name => [`settings ${name}`, variableOf(name)] as const),
    ...set.map(name => [`settings ${name}`, `--set ${name}`] as const),
  ];
}

function readPairs(
  pairs: readonly (readonly [string, string | undefined, string])[],
  faults: string[],
): WrittenSettings {
  const written: Partial<Record<OptionName, number | boolean | string>> = {};
  for (const [name, value, place] of pairs) {
    if (value === undefined) continue;
    const read = isOption(name) ? readOption(name, value) : { fault: `there is no setting ${JSON.stringify(name)}` };
    if ('fault' in read) faults.push(`${place}: ${read.fault}`);
    else if (isOption(name)) written[name] = read.value;
  }
  return written;
}
