// Specifies that the README is true: its examples run as they stand, and print what they say.

import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const README = readFileSync(new URL('README.md', import.meta.url), 'utf8');
const ROOT = new URL('../../', import.meta.url);

describe('the examples of the README', () => {
  it('run as one program, and print what their comments say', () => {
    const blocks = [...README.matchAll(/```ts\n([^]*?)```/g)].map(([, code]) => code ?? '');
    const program = blocks.join('\n');
    const printed = execFileSync(process.execPath, ['--input-type=module-typescript', '-e', program], {
      cwd: ROOT,
      encoding: 'utf8',
    });
    expect(blocks.length).toBeGreaterThan(4);
    const claims = [...program.matchAll(/^.*(?:console\.log|stdout\.write).*\/\/ (.+?)(?: …)?$|^\/\/ (.+)$/gm)];
    expect(claims.length).toBeGreaterThan(5);
    for (const [, beside, below] of claims) expect(printed).toContain(beside ?? below);
  });
});
