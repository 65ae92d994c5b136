// The one way in: brings a Node that is new enough, the dependencies, and then runs what was asked for.
// Plain JavaScript for Node 18 and later, so that any machine's own Node can begin.

import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const NEEDED = 24;
/** The newest release of Node 24 that the npm registry has for each machine, as the package `node-<machine>`. */
const NODE_PACKAGES = {
  'linux-x64': '24.21.0',
  'linux-arm64': '24.22.0',
  'darwin-arm64': '24.22.0',
  'darwin-x64': '24.18.1',
  'win32-x64': '24.21.0',
};

/** What each verb needs installed, and what it runs. */
const VERBS = {
  start: { scope: 'run', steps: [['node', 'packages/gateway/cli/main.ts', 'serve']] },
  turnpike: { scope: 'run', steps: [['node', 'packages/gateway/cli/main.ts']] },
  bench: { scope: 'all', steps: [['node', 'bench/main.ts']] },
  test: {
    scope: 'all',
    steps: [
      ['tsc', '--noEmit', '-p', 'tsconfig.json'],
      ['tsc', '--noEmit', '-p', 'packages/protocols/tsconfig.json'],
      ['oxlint', '--quiet'],
      ['prettier', '--check', '--log-level', 'warn', '.'],
      ['vitest', 'run'],
    ],
  },
};

function fail(message) {
  process.stderr.write(`turnpike: ${message}\n`);
  process.exit(1);
}

/** Runs npm, quietly unless it fails. */
function npm(words, node) {
  const environment = { ...process.env, npm_config_update_notifier: 'false' };
  if (node !== process.execPath) environment.PATH = `${dirname(node)}${delimiter}${process.env.PATH ?? ''}`;
  const command = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  const result = spawnSync(command, [...words, '--no-audit', '--no-fund'], {
    cwd: ROOT,
    env: environment,
    encoding: 'utf8',
    shell: process.platform === 'win32',
    maxBuffer: 64 * 1024 * 1024,
  });
  if (result.error !== undefined) fail(`npm cannot be run (${result.error.message}). Install npm, then try again.`);
  if (result.status !== 0)
    fail(`npm ${words[0]} failed:\n${result.stdout}${result.stderr}\nIs the npm registry reachable?`);
}

/** A Node that is new enough: this one, or one of our own below `.runtime/`. */
function findNode() {
  if (Number(process.versions.node.split('.')[0]) >= NEEDED) return process.execPath;
  const machine = `${process.platform}-${process.arch}`;
  const version = NODE_PACKAGES[machine];
  if (version === undefined) {
    fail(`this machine (${machine}) needs Node ${NEEDED} or later installed; it has ${process.versions.node}.`);
  }
  const name = `node-${machine.replace('win32', 'win')}`;
  const home = join(ROOT, '.runtime', `${name}-${version}`);
  const binary = join(home, 'node_modules', name, 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
  if (existsSync(binary)) return binary;
  process.stderr.write(
    `turnpike: bringing Node ${version} into .runtime (this machine has ${process.versions.node}) …\n`,
  );
  mkdirSync(home, { recursive: true });
  writeFileSync(join(home, 'package.json'), '{"private":true}\n');
  npm(
    ['install', '--prefix', home, '--ignore-scripts', '--no-save', '--no-package-lock', `${name}@${version}`],
    process.execPath,
  );
  if (!existsSync(binary))
    fail(`the package ${name}@${version} brought no Node. Install Node ${NEEDED} or later yourself.`);
  return binary;
}

/** Installs the dependencies when the lock file or Node changed, or more are needed than are there. */
function install(node, scope) {
  const stampFile = join(ROOT, 'node_modules', '.turnpike');
  const lock = createHash('sha256')
    .update(readFileSync(join(ROOT, 'package-lock.json')))
    .digest('hex');
  const stamp = existsSync(stampFile) ? readFileSync(stampFile, 'utf8').split('\n') : [];
  const isThere = stamp[0] === lock && stamp[1] === node && (stamp[2] === 'all' || stamp[2] === scope);
  if (isThere) return;
  process.stderr.write('turnpike: installing dependencies …\n');
  npm(['ci', '--ignore-scripts', ...(scope === 'all' ? [] : ['--omit=dev'])], node);
  writeFileSync(stampFile, [lock, node, scope, ''].join('\n'));
}

/** Runs one step to its end; resolves with its exit code. Signals reach the whole group from a terminal, and are passed on otherwise. */
function runStep(step, words, node) {
  const [name, ...rest] = step;
  const binaries = join(ROOT, 'node_modules', '.bin');
  const environment = { ...process.env, PATH: [dirname(node), binaries, process.env.PATH ?? ''].join(delimiter) };
  const windows = process.platform === 'win32';
  const command = name === 'node' ? node : join(binaries, windows ? `${name}.cmd` : name);
  const child = spawn(command, [...rest, ...words], {
    cwd: name === 'node' && rest[0] !== 'bench/main.ts' ? (process.env.INIT_CWD ?? ROOT) : ROOT,
    env: environment,
    stdio: 'inherit',
    shell: windows && name !== 'node',
  });
  let asked = 0;
  const pass = signal => {
    // A terminal signals the child itself: a second signal right after would cut its clean end short.
    asked += 1;
    if (asked === 1 && !process.stdin.isTTY) child.kill(signal);
  };
  process.on('SIGINT', pass);
  process.on('SIGTERM', pass);
  return new Promise(resolve => {
    child.on('error', error => fail(`${name} cannot be run: ${error.message}`));
    child.on('exit', (code, signal) => resolve(code ?? (signal === null ? 1 : 128)));
  });
}

const [verb = '', ...words] = process.argv.slice(2);
const task = VERBS[verb];
if (task === undefined) fail(`unknown command ${verb}; known are ${Object.keys(VERBS).join(', ')}`);
const began = Date.now();
const node = findNode();
install(node, task.scope);
for (const step of task.steps) {
  const absolute = step.map(word => (word.startsWith('packages/') && word.endsWith('.ts') ? join(ROOT, word) : word));
  const isLast = step === task.steps[task.steps.length - 1];
  const code = await runStep(absolute, isLast ? words : [], node);
  if (code !== 0) {
    if (verb === 'test') process.stderr.write(`turnpike: ${step.join(' ')} failed\n`);
    process.exit(code);
  }
}
if (verb === 'test')
  process.stderr.write(`turnpike: everything passed in ${Math.round((Date.now() - began) / 1000)} s\n`);
