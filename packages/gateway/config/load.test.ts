// Specification of loading: flags win over the environment, that over the file, that over the defaults.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { loadConfig } from './load.ts';
import { OPTIONS } from './options.ts';
import { settingsOf } from './settings.ts';

const folder = mkdtempSync(join(tmpdir(), 'turnpike-load-'));
const file = join(folder, 'test.yaml');
writeFileSync(
  file,
  'listen: 127.0.0.1:4000\ndatabase: sqlite:/tmp/a/file.db\nsettings: { keepalive_seconds: 5, trust_proxy: true }\n',
);
afterAll(() => rmSync(folder, { recursive: true }));

describe('loading the configuration', () => {
  it('has a default for everything', () => {
    const config = loadConfig({ config: undefined }, {});
    expect(config).toMatchObject({ host: '127.0.0.1', port: 3000, databaseUrl: 'sqlite:./data/turnpike.db' });
    for (const name of Object.keys(OPTIONS))
      expect(Object.keys(settingsOf())).toContain(
        name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase()),
      );
  });

  it('lets each source win over the one behind it', () => {
    expect(settingsOf(loadConfig({ config: file }, {}).settings).keepaliveSeconds).toBe(5);
    expect(
      settingsOf(loadConfig({ config: file }, { TURNPIKE_KEEPALIVE_SECONDS: '6' }).settings).keepaliveSeconds,
    ).toBe(6);
    const flags = { config: file, set: ['keepalive_seconds=7'], listen: '0.0.0.0:5000' };
    const config = loadConfig(flags, { TURNPIKE_KEEPALIVE_SECONDS: '6', TURNPIKE_LISTEN: '1.1.1.1:1' });
    expect(settingsOf(config.settings)).toMatchObject({ keepaliveSeconds: 7, trustProxy: true });
    expect(config).toMatchObject({ host: '0.0.0.0', port: 5000, dataFolder: '/tmp/a' });
    expect(loadConfig({}, { TURNPIKE_CONFIG: file, DATABASE_URL: 'postgres://h/d' }).databaseUrl).toBe(
      'postgres://h/d',
    );
  });

  it.each([
    [{ config: '/nowhere/at-all.yaml' }, {}, /does not exist/],
    [{}, { TURNPIKE_LISTEN: 'nonsense' }, /listen must be host:port/],
    [{}, { TURNPIKE_DATABASE: 'mysql://root:pw@h/d' }, /database must be sqlite:<path> or postgres:\/\//],
    [{ set: ['no_such=1'] }, {}, /--set no_such: there is no setting/],
    [{}, { TURNPIKE_RETRY_ATTEMPTS: 'many' }, /TURNPIKE_RETRY_ATTEMPTS: retry_attempts must be a whole number/],
  ])('refuses %j with %j', (flags, environment, expected) => {
    expect(() => loadConfig(flags, environment)).toThrow(expected);
  });

  it('never repeats the password of a database address', () => {
    expect(() => loadConfig({}, { TURNPIKE_DATABASE: 'mysql://root:hidden@h/d' })).toThrow(
      expect.objectContaining({ message: expect.not.stringContaining('hidden') }),
    );
  });
});
