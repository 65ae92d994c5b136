// The example to copy is one that works, and shows every section.

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readDeclaration } from './file.ts';

const NAME = 'turnpike.example.yaml';
const TEXT = readFileSync(new URL(`../../../${NAME}`, import.meta.url), 'utf8');

describe(NAME, () => {
  it('passes the check once its variables are set', () => {
    const names = [...TEXT.matchAll(/\$\{([A-Z_]{5,})\}/g)].map(([, name]) => name ?? '');
    expect(names).toContain('ANTHROPIC_API_KEY');
    const declaration = readDeclaration(
      NAME,
      TEXT,
      Object.fromEntries(names.map(name => [name, 'secret0123456789abcdef'])),
    );
    expect(declaration.channels.length).toBeGreaterThan(1);
    expect(declaration.users[0]?.keys.length).toBeGreaterThan(0);
  });

  it('names each variable that is not set, with its place', () => {
    expect(() => readDeclaration(NAME, TEXT, {})).toThrow(
      /turnpike\.example\.yaml:\d+:\d+: the environment variable ANTHROPIC_API_KEY/,
    );
  });

  it.each(['listen', 'database', 'data', 'groups', 'channels', 'prices', 'users', 'organisations', 'settings'])(
    'shows %s',
    section => {
      expect(TEXT).toMatch(new RegExp(`^${section}:`, 'm'));
    },
  );

  it('hands out no key that anybody could know', () => {
    const declaration = readDeclaration(NAME, TEXT, {
      ANTHROPIC_API_KEY: 'a',
      OPENAI_API_KEY: 'b',
      TURNPIKE_DEV_KEY: `sk-${'d'.repeat(48)}`,
      TURNPIKE_ROOT_PASSWORD: 'c',
    });
    expect(declaration.users[0]?.keys.map(({ key }) => key)).toEqual([`sk-${'d'.repeat(48)}`]);
    expect(TEXT).not.toMatch(/sk-[A-Za-z0-9]{20}/);
  });
});
