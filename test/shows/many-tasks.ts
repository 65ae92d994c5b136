// Thousands of tasks under way on one node: what looking after them costs, and whether each is asked after in time.
// `node test/shows/many-tasks.ts [tasks] [minutes] [sqlite|postgres] [platform]`.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { call, eventually, pause } from '../support/client.ts';
import { Gateway, keyOf, ROOT } from '../support/gateway.ts';
import { freePort } from '../support/ports.ts';
import { run } from '../support/process.ts';
import { createDatabase, startPostgres } from '../postgres.ts';

/** One stretch of time. */
export interface Window {
  /** Seconds since the last submission, at its end. */
  readonly age: number;
  /** Processor time of the gateway, user and system, as a share of one core. */
  readonly share: number;
  /** Questions that reached the upstream, each second. */
  readonly polls: number;
  /** The longest time that any task was not asked after, at its end, seconds. */
  readonly longestGap: number;
  readonly megabytes: number;
}

/** What came of it. */
export interface ManyTasks {
  readonly tasks: number;
  readonly windows: readonly Window[];
}

interface Submission {
  readonly path: string;
  readonly body: Record<string, unknown>;
}

const KEY = keyOf('many');
const PICTURE = 'https://example.com/a.png';
const AT_ONCE = 32;
/** Jobs outlive every show. */
const PROMPT = '[[takes 86400000]] a long job';

/** A submission for each platform: half of them can be asked after several at once. */
const SUBMISSIONS: Readonly<Record<string, Submission>> = {
  kling: { path: '/kling/v1/videos/text2video', body: { model_name: 'kling-v1-6', prompt: PROMPT, duration: '5' } },
  'kling-new': { path: '/kling/text-to-video/kling-3.0', body: { prompt: PROMPT, settings: { duration: 5 } } },
  midjourney: { path: '/mj/submit/imagine', body: { prompt: PROMPT } },
  suno: { path: '/suno/submit/music', body: { gpt_description_prompt: PROMPT } },
  luma: { path: '/luma/generations', body: { user_prompt: PROMPT } },
  runway: {
    path: '/runwayml/v1/image_to_video',
    body: { model: 'gen4_turbo', promptImage: PICTURE, promptText: PROMPT, ratio: '1280:720', duration: 5 },
  },
  ark: {
    path: '/api/v3/contents/generations/tasks',
    body: { model: 'doubao-seedance-2-0-260128', content: [{ type: 'text', text: PROMPT }] },
  },
  vidu: { path: '/ent/v2/text2video', body: { model: 'viduq2', prompt: PROMPT, duration: 5 } },
  replicate: {
    path: '/replicate/v1/models/minimax/video-01/predictions',
    body: { input: { prompt: PROMPT } },
  },
  videos: { path: '/v1/videos', body: { model: 'sora-2', prompt: PROMPT } },
};

/** Processor seconds of a process: user and system, every thread. */
function processorOf(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  return (Number(fields[11]) + Number(fields[12])) / 100;
}

function megabytesOf(pid: number): number {
  return Math.round(Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024);
}

async function pollsAt(url: string): Promise<{ jobs: number; polls: number; longestGap: number }> {
  const answer = await call(`${url}/__sandbox/polls`);
  return JSON.parse(answer.text) as { jobs: number; polls: number; longestGap: number };
}

async function submitAll(url: string, submissions: readonly Submission[], tasks: number): Promise<void> {
  let next = 0;
  const worker = async (): Promise<void> => {
    for (let index = next++; index < tasks; index = next++) {
      const { path, body } = submissions[index % submissions.length] ?? { path: '', body: {} };
      const answer = await call(`${url}${path}`, {
        headers: { authorization: `Bearer ${KEY}`, 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
      if (answer.status >= 300) throw new Error(`${path}: ${answer.status} ${answer.text.slice(0, 300)}`);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
}

/** Submits the tasks and watches for some windows. `platform`: one of `SUBMISSIONS`, or all in turn. */
export async function watchManyTasks(
  tasks: number,
  windows: number,
  windowMs: number,
  options: { readonly platform?: string; readonly postgres?: boolean; readonly seen?: (window: Window) => void } = {},
): Promise<ManyTasks> {
  const port = await freePort();
  const sandbox = run(process.execPath, [join(ROOT, 'packages/sandbox/serve.ts'), '--port', String(port)], {
    cwd: ROOT,
  });
  const upstream = `http://127.0.0.1:${port}`;
  await eventually(() => pollsAt(upstream));
  const server = options.postgres === true ? await startPostgres() : undefined;
  const kinds: readonly (readonly [provider: string, base: string, models: readonly string[]])[] = [
    ['kling', `${upstream}/kling`, ['kling-v1-6', 'kling-3.0']],
    ['midjourney', upstream, ['mj_imagine']],
    ['suno', upstream, ['suno_music']],
    ['relay', upstream, ['luma_video_api']],
    ['runway', `${upstream}/runwayml`, ['gen4_turbo']],
    ['ark', upstream, ['doubao-seedance-2-0-260128']],
    ['vidu', upstream, ['viduq2']],
    ['replicate', `${upstream}/replicate`, ['minimax/video-01']],
    ['openai', upstream, ['sora-2']],
  ];
  const gateway = await Gateway.start({
    ...(server === undefined ? {} : { database: await createDatabase(server) }),
    users: [{ name: 'many', balance: '1000000', keys: [{ name: 'many', key: KEY }] }],
    channels: kinds.map(([provider, base_url, models]) => ({
      name: provider,
      provider,
      base_url,
      keys: ['a-key'],
      models,
    })),
    prices: kinds.flatMap(([, , models]) => models.map(model => ({ model, call: '0.1', second: '0.1' }))),
    settings: { log_requests: false },
  });
  try {
    const all = Object.entries(SUBMISSIONS).filter(([name]) => [undefined, 'all', name].includes(options.platform));
    await submitAll(
      gateway.url,
      all.map(([, submission]) => submission),
      tasks,
    );
    const began = performance.now();
    const watched: Window[] = [];
    for (let index = 0; index < windows; index += 1) {
      const from = { at: performance.now(), cpu: processorOf(gateway.pid), ...(await pollsAt(upstream)) };
      await pause(windowMs);
      const [cpu, { polls, longestGap, jobs }] = [processorOf(gateway.pid), await pollsAt(upstream)];
      const seconds = (performance.now() - from.at) / 1000;
      const window = {
        age: Math.round((performance.now() - began) / 1000),
        share: (cpu - from.cpu) / seconds,
        polls: (polls - from.polls) / seconds,
        longestGap: longestGap / 1000,
        megabytes: megabytesOf(gateway.pid),
      };
      if (jobs !== tasks) throw new Error(`${jobs} of ${tasks} jobs are under way`);
      watched.push(window);
      options.seen?.(window);
    }
    return { tasks, windows: watched };
  } finally {
    await gateway.dispose();
    sandbox.signal('SIGTERM');
    await sandbox.ended;
    await server?.stop();
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [tasks = '5000', minutes = '3', database = 'sqlite', platform = 'all'] = process.argv.slice(2);
  const windows = Math.max(Math.round(Number(minutes) * 4), 1);
  process.stdout.write(`${tasks} tasks, ${database}, ${platform}\n`);
  await watchManyTasks(Number(tasks), windows, 15_000, {
    platform,
    postgres: database === 'postgres',
    seen: ({ age, share, polls, longestGap, megabytes }) =>
      process.stdout.write(
        `${String(age).padStart(5)} s  ${(share * 100).toFixed(1).padStart(5)} % of a core  ${polls.toFixed(0).padStart(5)} questions a second` +
          `  longest silence ${longestGap.toFixed(1).padStart(5)} s  ${megabytes} MB\n`,
      ),
  });
}
