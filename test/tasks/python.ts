// The official clients in Python, in an environment that this table makes: pip brings them from where it brings all.

import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ROOT } from '../support/gateway.ts';
import { CERTIFICATE, proxyBefore } from '../support/tls.ts';
import { check, usd, type Stage, type TaskCase } from './stage.ts';

/** Exact, so that the table says the same tomorrow. */
const PACKAGES = ['fal-client==1.0.3', 'dashscope==2.0.2'];
const HOME = join(ROOT, '.runtime', 'python-clients');
const PYTHON = join(HOME, process.platform === 'win32' ? 'Scripts/python.exe' : 'bin/python');
const SCRIPT = fileURLToPath(new URL('clients.py', import.meta.url));

interface Told {
  readonly code: number | null;
  readonly output: string;
}

function told(command: string, words: readonly string[], env: Record<string, string> = {}): Promise<Told> {
  return new Promise(resolve => {
    const child = spawn(command, words, { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', piece => (output += String(piece)));
    child.once('error', error => resolve({ code: null, output: error.message }));
    child.once('close', code => resolve({ code, output }));
  });
}

/** Makes the environment when it is not there; why it cannot be had, or undefined. */
export async function preparePython(): Promise<string | undefined> {
  const stamp = join(HOME, `.${PACKAGES.join('-').replaceAll(/[^\w.-]/g, '')}`);
  if (existsSync(stamp)) return undefined;
  mkdirSync(HOME, { recursive: true });
  const made = await told('python3', ['-m', 'venv', '--clear', HOME]);
  if (made.code !== 0) return `no Python with venv: ${made.output.trim().split('\n').at(-1) ?? ''}`;
  const brought = await told(PYTHON, ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', ...PACKAGES]);
  if (brought.code !== 0) return `pip could not bring ${PACKAGES.join(', ')}`;
  writeFileSync(stamp, '');
  return undefined;
}

/** One function of `clients.py`, which prints what it got, or ends with an error. */
function client(name: string, charge: bigint, call: string, secure = false): TaskCase {
  return {
    name,
    charge,
    async run(stage) {
      // fal's client knows https alone.
      const front = secure ? await proxyBefore(Number(new URL(stage.url).port)) : undefined;
      try {
        const { code, output } = await told(PYTHON, [SCRIPT, call], environment(stage, front?.url ?? stage.url));
        check(code === 0, output.slice(-600));
        return output.trim().split('\n').at(-1) ?? '';
      } finally {
        front?.close();
      }
    },
  };
}

function environment(stage: Stage, url: string): Record<string, string> {
  const certificate = join(tmpdir(), `turnpike-${process.pid}.pem`);
  writeFileSync(certificate, CERTIFICATE);
  const { host } = new URL(url);
  return {
    PYTHONWARNINGS: 'ignore',
    GATEWAY: stage.url,
    FAL_KEY: stage.key,
    FAL_RUN_HOST: host,
    FAL_QUEUE_RUN_HOST: host,
    SSL_CERT_FILE: certificate,
    DASHSCOPE_API_KEY: stage.key,
    DASHSCOPE_HTTP_BASE_URL: `${stage.url}/api/v1`,
  };
}

export const falPythonCases: readonly TaskCase[] = [
  client('subscribe, two pictures', usd(0.05), 'fal_subscribe', true),
  client('submit, iter_events, result; and one that is called off', usd(0.025), 'fal_queue', true),
];

export const dashscopeCases: readonly TaskCase[] = [
  client('ImageSynthesis.call', usd(0.04), 'dashscope_pictures'),
  client('VideoSynthesis.async_call, fetch, wait', usd(0.143353 * 5), 'dashscope_video'),
  client('VideoSynthesis.call from a file of the client’s', usd(0.5), 'dashscope_file'),
  client('one that fails', 0n, 'dashscope_failure'),
];
