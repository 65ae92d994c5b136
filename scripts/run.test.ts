// Specification of the start script: what it installs when, what it runs, and how signals and exit codes pass through.

import { spawn, spawnSync, type SpawnSyncReturns } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';

import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const SCRIPT = join(dirname(fileURLToPath(import.meta.url)), 'run.mjs');
/** An npm that notes what it was asked for, and fails when it is told to. */
const NPM = `#!/bin/sh
echo "$*" >> "$NPM_LOG"
[ -z "$NPM_FAILS" ] || { echo "no route to the registry" >&2; exit 1; }
mkdir -p node_modules/.bin
cat > node_modules/.bin/vite <<'END'
#!/bin/sh
echo "$*" >> "$NPM_LOG.vite"
[ -z "$VITE_FAILS" ] || exit 1
mkdir -p packages/console/dist
END
chmod +x node_modules/.bin/vite
`;
/** Stands for the gateway: says how it was called, then does what its first word says. */
const MAIN = `
console.log(JSON.stringify({ words: process.argv.slice(2), folder: process.cwd() }));
if (process.argv.includes('fail')) process.exit(7);
if (process.argv.includes('wait')) {
  let signals = 0;
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => { signals += 1; setTimeout(() => { console.log(signal, signals); process.exit(3); }, 100); });
  setTimeout(() => process.exit(9), 20_000);
  console.log('ready');
}
`;
let folder: string;
let log: string;

beforeEach(() => {
  folder = join(realpathSync(mkdtempSync(join(tmpdir(), 'turnpike run '))), 'a clone');
  log = join(folder, 'npm.log');
  for (const name of ['scripts', 'bin', 'packages/gateway/cli', 'packages/console/ui'])
    mkdirSync(join(folder, name), { recursive: true });
  cpSync(SCRIPT, join(folder, 'scripts/run.mjs'));
  writeFileSync(join(folder, 'bin/npm'), NPM);
  chmodSync(join(folder, 'bin/npm'), 0o755);
  writeFileSync(join(folder, 'packages/gateway/cli/main.ts'), MAIN);
  writeFileSync(join(folder, 'packages/console/ui/page.tsx'), 'one');
  writeFileSync(join(folder, 'package-lock.json'), '{}');
});
afterEach(() => rmSync(dirname(folder), { recursive: true }));

function environment(extra: Record<string, string> = {}): NodeJS.ProcessEnv {
  const { INIT_CWD: _, ...rest } = process.env;
  return { ...rest, PATH: `${join(folder, 'bin')}${delimiter}${process.env['PATH'] ?? ''}`, NPM_LOG: log, ...extra };
}

function run(words: readonly string[], cwd = folder, extra: Record<string, string> = {}): SpawnSyncReturns<string> {
  const script = join(folder, 'scripts/run.mjs');
  return spawnSync(process.execPath, [script, ...words], { cwd, env: environment(extra), encoding: 'utf8' });
}

function asked(): string[] {
  return existsSync(log) ? readFileSync(log, 'utf8').trim().split('\n') : [];
}

describe('the start script', () => {
  it('installs what running needs once, then starts the gateway from its own folder, wherever it was called', () => {
    const first = run(['start', '--listen', ':0'], tmpdir());
    expect(JSON.parse(first.stdout)).toEqual({ words: ['serve', '--listen', ':0'], folder });
    expect(asked()).toEqual(['ci --omit=dev --ignore-scripts --no-audit --no-fund']);
    expect(run(['start']).stderr).toBe('');
    expect(asked().length).toBe(1);
  });

  it('installs again when the lock file changed, and when the tests need more than a start', () => {
    run(['start']);
    writeFileSync(join(folder, 'package-lock.json'), '{"changed":true}');
    run(['start']);
    expect(asked().length).toBe(2);
    run(['bench'], folder, { NODE_ENV: 'production' });
    expect(asked()[2]).toContain('ci --include=dev');
    run(['start']);
    run(['turnpike']);
    expect(asked().length).toBe(3);
  });

  it('builds the console once, again when a source of it changed, and starts without it when that fails', () => {
    const built = (): number =>
      existsSync(`${log}.vite`) ? readFileSync(`${log}.vite`, 'utf8').trim().split('\n').length : 0;
    run(['start']);
    run(['start']);
    expect(built()).toBe(1);
    writeFileSync(join(folder, 'packages/console/ui/page.tsx'), 'two');
    const failed = run(['start'], folder, { VITE_FAILS: '1' });
    expect(failed.status).toBe(0);
    expect(failed.stderr).toContain('the console could not be built; the gateway starts without it');
    run(['start']);
    expect(built()).toBe(3);
    run(['turnpike']);
    expect(built()).toBe(3);
  });

  it('says why npm failed, runs nothing, and tries again the next time', () => {
    const failed = run(['start'], folder, { NPM_FAILS: '1' });
    expect(failed).toMatchObject({ status: 1, stdout: '' });
    expect(failed.stderr).toMatch(/npm ci failed:\nno route to the registry\nIs the npm registry reachable/);
    expect(run(['start']).status).toBe(0);
    expect(asked().length).toBe(2);
  });

  it('finds a configuration that the caller names from where he stands', () => {
    const elsewhere = join(folder, 'bin');
    writeFileSync(join(elsewhere, 'my.yaml'), '');
    const words = ['turnpike', 'check-config', 'my.yaml', '--config=my.yaml', '--config', 'not-there.yaml'];
    const path = join(elsewhere, 'my.yaml');
    expect(JSON.parse(run(words, elsewhere).stdout)).toEqual({
      words: ['check-config', path, `--config=${path}`, '--config', 'not-there.yaml'],
      folder,
    });
  });

  it('passes the exit code on, and refuses a verb that it does not know', () => {
    expect(run(['turnpike', 'fail']).status).toBe(7);
    expect(run(['strat'])).toMatchObject({ status: 1, stdout: '' });
    expect(run(['strat']).stderr).toMatch(
      /unknown command strat; known are start, turnpike, bench, tasks, media, samples, matrix, test/,
    );
  });

  it('says which step of the tests failed, and runs none after it', () => {
    mkdirSync(join(folder, 'node_modules/.bin'), { recursive: true });
    for (const [name, code] of Object.entries({ tsc: 0, oxlint: 2, prettier: 0 })) {
      writeFileSync(join(folder, 'node_modules/.bin', name), `#!/bin/sh\necho ${name}\nexit ${code}\n`, {
        mode: 0o755,
      });
    }
    expect(run(['test'])).toMatchObject({
      status: 2,
      stdout: 'tsc\ntsc\ntsc\noxlint\n',
      stderr: expect.stringContaining('turnpike: oxlint --quiet failed'),
    });
  });

  it.each(['SIGTERM', 'SIGINT'] as const)(
    'passes %s on once, however often it comes, and waits for the end',
    async signal => {
      run(['start']);
      const child = spawn(process.execPath, [join(folder, 'scripts/run.mjs'), 'start', 'wait'], {
        env: environment(),
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      let said = '';
      child.stdout.on('data', (chunk: Buffer) => {
        if (!said.includes('ready') && chunk.includes('ready')) {
          child.kill(signal);
          setTimeout(() => child.kill(signal), 30);
        }
        said += chunk.toString();
      });
      expect(await new Promise(resolve => child.on('close', resolve))).toBe(3);
      expect(said).toContain(`${signal} 1`);
    },
  );

  it('stops the gateway when npm is told to stop, though its shell does not say so', async () => {
    run(['start']);
    const command = `${JSON.stringify(process.execPath)} scripts/run.mjs start wait; exit`;
    const shell = spawn('/bin/sh', ['-c', command], {
      cwd: folder,
      env: environment({ npm_lifecycle_event: 'start' }),
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let said = '';
    shell.stdout.on('data', (chunk: Buffer) => {
      if (!said.includes('ready') && chunk.includes('ready')) shell.kill('SIGTERM');
      said += chunk.toString();
    });
    // The pipe closes when the gateway itself has ended, not when the shell has.
    await new Promise(resolve => shell.stdout.on('end', resolve));
    expect(said).toContain('SIGTERM 1');
  });
});
