// For tests of task platforms: a gateway over the practice upstream, and questions to it in the manner of a client.

import { startSandbox, type Sandbox } from '../../packages/sandbox/main.ts';
import { call } from './client.ts';
import { Gateway, keyOf, type ConfigDraft } from './gateway.ts';

export type Json = Record<string, unknown>;

/** An answer: its status and its body as JSON. */
export interface Told {
  readonly status: number;
  readonly body: Json;
}

export const OWNER = keyOf('owner');
export const OTHER = keyOf('other');

/** What a job of the practice upstream takes: long enough to be seen under way, milliseconds. */
export const JOB_MS = 400;
/** Settings of a gateway whose tasks are asked after ten times as often as usual. */
export const BRISK = { log_requests: false, task_pace_percent: 10 };

/** A gateway process with its practice upstream. */
export class TaskBench {
  readonly sandbox: Sandbox;
  readonly gateway: Gateway;

  private constructor(sandbox: Sandbox, gateway: Gateway) {
    this.sandbox = sandbox;
    this.gateway = gateway;
  }

  /** Starts both. `draft` makes the configuration from the practice upstream's address. */
  static async start(draft: (url: string) => ConfigDraft): Promise<TaskBench> {
    const sandbox = await startSandbox({ jobMilliseconds: JOB_MS });
    const { settings, users, ...rest } = draft(sandbox.url);
    const gateway = await Gateway.start({
      users: users ?? [
        { name: 'owner', balance: '100', keys: [{ name: 'dev', key: OWNER }] },
        { name: 'other', balance: '100', keys: [{ name: 'dev', key: OTHER }] },
      ],
      settings: { ...BRISK, ...settings },
      ...rest,
    });
    return new TaskBench(sandbox, gateway);
  }

  /** Ends both; answers what `reconcile` said. */
  async end(): Promise<string> {
    const { code, output } = await this.gateway.command('reconcile');
    await this.gateway.dispose();
    await this.sandbox.close();
    return `${code ?? ''} ${output.trim()}`;
  }

  /** One request with a key. */
  async ask(
    path: string,
    body?: unknown,
    options: { key?: string; method?: string; headers?: Record<string, string> } = {},
  ): Promise<Told> {
    const { key = OWNER, method, headers } = options;
    const answer = await call(`${this.gateway.url}${path}`, {
      ...(method === undefined ? {} : { method }),
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json', ...headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    let parsed: unknown = {};
    if (answer.text !== '') parsed = JSON.parse(answer.text);
    return { status: answer.status, body: parsed as Json };
  }

  /** What an account has spent, USD. */
  async spent(key = OWNER): Promise<number> {
    const { body } = await this.ask('/v1/dashboard/billing/usage', undefined, { key });
    return Number((Number(body['total_usage']) / 100).toFixed(6));
  }

  /** Jobs that the practice upstream made of a platform. */
  async jobs(platform: string): Promise<Json[]> {
    return (await (await fetch(`${this.sandbox.url}/__sandbox/jobs/${platform}`)).json()) as Json[];
  }
}

/** Looks again and again until it is good. */
export async function until<T>(look: () => Promise<T>, good: (value: T) => boolean, within = 25_000): Promise<T> {
  const deadline = Date.now() + within;
  for (;;) {
    const value = await look();
    if (good(value)) return value;
    if (Date.now() > deadline) throw new Error(`it did not come: ${JSON.stringify(value).slice(0, 2_000)}`);
    await new Promise(resolve => setTimeout(resolve, 40));
  }
}

/** Whether bytes are an MP4 file. */
export function isMp4(bytes: Buffer): boolean {
  return bytes.toString('latin1', 4, 8) === 'ftyp' && bytes.includes('mdat');
}
