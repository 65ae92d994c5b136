// Specification of seals and passwords: they open for who closed them, and for nobody else.

import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { hashPassword, verifyPassword } from './passwords.ts';
import { openSeal } from './seal.ts';

const folder = mkdtempSync(join(tmpdir(), 'turnpike-seal-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe('a seal', () => {
  it('opens what it closed, in the next process too', () => {
    const sealed = openSeal(folder, {}).seal('sk-secret');
    expect(sealed).not.toContain('secret');
    expect(openSeal(folder, {}).open(sealed)).toBe('sk-secret');
    expect(statSync(join(folder, 'secret.key')).mode & 0o777).toBe(0o600);
  });

  it('makes another text each time, and refuses a changed one, a foreign one and nonsense', () => {
    const seal = openSeal(folder, {});
    const sealed = seal.seal('x');
    expect(seal.seal('x')).not.toBe(sealed);
    expect(() => seal.open(`${sealed.slice(0, -2)}AA`)).toThrow();
    expect(() => openSeal(folder, { TURNPIKE_SECRET: 'another' }).open(sealed)).toThrow();
    expect(() => seal.open('plain')).toThrow();
  });
});

describe('a password', () => {
  it('is verified against its hash, which is salted', async () => {
    const stored = await hashPassword('correct horse');
    expect(await verifyPassword('correct horse', stored)).toBe(true);
    expect(await verifyPassword('wrong', stored)).toBe(false);
    expect(await hashPassword('correct horse')).not.toBe(stored);
    expect(await verifyPassword('', '')).toBe(false);
    expect(await verifyPassword('x', 'scrypt$1$a$b')).toBe(false);
  });
});
