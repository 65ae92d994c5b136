// The first start in an empty folder, without any configuration: an address, a ready key and a line that answers.

import { exec } from 'node:child_process';
import { join } from 'node:path';
import { rmSync } from 'node:fs';
import { promisify } from 'node:util';
import { afterAll, describe, expect, it } from 'vitest';
import { call, pause } from './support/client.ts';
import { ROOT, temporaryFolder } from './support/gateway.ts';
import { freePort } from './support/ports.ts';
import { cleanEnvironment, run } from './support/process.ts';
import type { Running } from './support/process.ts';

const CLI = join(ROOT, 'packages/gateway/cli/main.ts');
const folder = temporaryFolder();
const started: Running[] = [];

afterAll(async () => {
  for (const running of started) running.signal('SIGKILL');
  await Promise.all(started.map(async running => running.ended));
  rmSync(folder, { recursive: true, force: true });
});

/** Starts without a configuration file; only the address is told, so that tests can run side by side. */
async function serve(port: number): Promise<Running> {
  const before = performance.now();
  const running = run(process.execPath, [CLI, 'serve'], { cwd: folder, env: { TURNPIKE_LISTEN: `127.0.0.1:${port}` } });
  started.push(running);
  while (performance.now() - before < 60_000 && !running.gone()) {
    const status = await call(`http://127.0.0.1:${port}/healthz`).then(
      answer => answer.status,
      () => 0,
    );
    if (status === 200) return running;
    await pause(20);
  }
  throw new Error(`not ready:\n${running.output()}`);
}

async function printed(running: Running, pattern: RegExp): Promise<string> {
  for (let attempt = 0; attempt < 100; attempt += 1) {
    const found = pattern.exec(running.output());
    if (found !== null) return found[0];
    await pause(50);
  }
  throw new Error(`nothing like ${pattern} was printed:\n${running.output()}`);
}

/** The printed curl command, its continued lines joined. */
async function curlLine(running: Running): Promise<string> {
  await printed(running, /curl [^]*?sk-/);
  const text = running.output().replaceAll(/\\\r?\n\s*/g, ' ');
  const line = /^.*?(curl .*)$/m.exec(text)?.[1];
  if (line === undefined) throw new Error(`no curl line:\n${text}`);
  return line;
}

describe('the first start in an empty folder', () => {
  it(
    'prints an address, a ready key and a curl line that answers; the second keeps the key',
    { timeout: 90_000 },
    async () => {
      const port = await freePort();
      const first = await serve(port);
      await printed(first, new RegExp(`http://(127\\.0\\.0\\.1|localhost):${port}`));
      const key = await printed(first, /sk-[A-Za-z0-9]{48}\b/);
      const { stdout } = await promisify(exec)(`${await curlLine(first)} --silent --show-error`, {
        env: cleanEnvironment(),
        cwd: folder,
      });
      expect(stdout).toContain('[sandbox]');

      first.signal('SIGTERM');
      expect((await first.ended).code).toBe(0);
      const second = await serve(port);
      const answer = await call(`http://127.0.0.1:${port}/v1/chat/completions`, {
        headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
        body: JSON.stringify({ model: 'gpt-4o-mini', messages: [{ role: 'user', content: 'Hello' }] }),
      });
      expect(`${answer.status} ${answer.text.slice(0, 300)}`).toMatch(/^200 /);
      expect(answer.headers['x-turnpike-sandbox']).toBe('true');

      second.signal('SIGTERM');
      await second.ended;
      const proof = await run(process.execPath, [CLI, 'reconcile'], { cwd: folder }).ended;
      expect(`${proof.code}: ${proof.output}`).toMatch(/^0: [^]*\b0\b/);
    },
  );
});
