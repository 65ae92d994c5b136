// `npm run samples -- record`: carries every sample out and writes the answers that the manual's pages show.

import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { CALLS } from '../../packages/manual/endpoints/index.ts';
import { recordedOf, type Recorded, type Refusal } from '../../packages/manual/recorded.ts';
import { pretty } from '../../packages/manual/samples/request.ts';
import { at, Performer, type Performed } from './perform.ts';
import type { Stage } from './stage.ts';

const FILE = fileURLToPath(new URL('../../packages/manual/recorded.json', import.meta.url));
const REFUSED = fileURLToPath(new URL('../../packages/manual/refused.json', import.meta.url));
const AT_ONCE = 6;

/** The samples that are carried out, by name. */
export function performable(): readonly string[] {
  return CALLS.flatMap(call =>
    call.samples.filter(({ shown }) => shown === undefined).map(sample => `${call.id}/${sample.id}`),
  );
}

/** Long texts and lists of a JSON value made short. */
function shortened(value: unknown, most: number): unknown {
  if (typeof value === 'string')
    return value.length <= 240 ? value : `${value.slice(0, 60)}… (${value.length} characters)`;
  if (Array.isArray(value)) {
    const kept = value.slice(0, most).map(item => shortened(item, most));
    return value.length > most ? [...kept, `… (${value.length - most} more)`] : kept;
  }
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value);
  const kept = entries.slice(0, 60).map(([name, item]) => [name, shortened(item, most)] as const);
  return Object.fromEntries(entries.length > 60 ? [...kept, ['…', `${entries.length - 60} more`]] : kept);
}

function shownBody({ type, json, text, bytes }: Performed): string {
  if (json !== undefined) {
    const usual = pretty(shortened(json, 6));
    return usual.length < 5_000 ? usual : pretty(shortened(json, 1)).slice(0, 8_000);
  }
  if (!/^text\/|json|xml|^$/.test(type)) return `(${bytes.length} bytes)`;
  const lines = text.split('\n').map(line => (line.length > 320 ? `${line.slice(0, 300)}…` : line));
  return lines.length <= 44
    ? lines.join('\n').trimEnd()
    : [...lines.slice(0, 30), '…', ...lines.slice(-10)].join('\n').trimEnd();
}

/** Records every sample, or those alone that have no answer yet. Names of those that failed are told. */
export async function record(stage: Stage, which: 'all' | 'missing' = 'all'): Promise<readonly string[]> {
  const performer = new Performer(stage);
  const names = performable().filter(name => which === 'all' || recordedOf(name) === undefined);
  const answers = new Map<string, Performed>();
  const failed: string[] = [];
  const worker = async (): Promise<void> => {
    for (let name = names.shift(); name !== undefined; name = names.shift()) {
      try {
        answers.set(name, await performer.perform(name));
      } catch (error) {
        failed.push(`${name}: ${error instanceof Error ? error.message : String(error)}`);
      }
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  // Tasks are charged when they end.
  await new Promise(resolve => setTimeout(resolve, 4_000));
  const recorded: Record<string, Recorded> = {};
  for (const name of performable()) {
    const answer = answers.get(name);
    const kept = which === 'missing' ? recordedOf(name) : undefined;
    if (kept !== undefined) recorded[name] = kept;
    if (answer === undefined) continue;
    const cost = await costOf(stage, answer);
    const clean = (text: string): string =>
      text
        .replaceAll(stage.url, '{{base}}')
        .replaceAll(stage.url.replace('http://', ''), '{{host}}')
        .replaceAll(stage.key, 'sk-your-key')
        .replaceAll(stage.token, 'tp_your-token');
    recorded[name] = {
      status: answer.status,
      type: answer.type,
      body: clean(shownBody(answer)),
      ...(cost === undefined ? {} : { cost }),
      ...(Object.keys(answer.values).length === 0 ? {} : { values: answer.values }),
    };
  }
  writeFileSync(FILE, `${JSON.stringify(recorded, null, 2)}\n`);
  return failed;
}

/** USD exactly as charged; undefined where nothing was. */
async function costOf(stage: Stage, { requestId, status }: Performed): Promise<string | undefined> {
  if (requestId === '' || status >= 400) return undefined;
  const response = await fetch(`${stage.url}/v1/generation?id=${requestId}`, {
    headers: { authorization: `Bearer ${stage.key}` },
  });
  if (response.status !== 200) return undefined;
  const cost = Number(at(await response.json(), 'data.total_cost'));
  return cost === 0 ? undefined : cost.toFixed(9).replace(/0+$/, '');
}

/** Records how each call refuses a key that nobody has. What several answer alike is written once. */
export async function recordRefusals(stage: Stage): Promise<void> {
  const nobody = new Performer({ ...stage, key: 'sk-nobody', token: 'tp_nobody' });
  const bodies: Refusal[] = [];
  const of: Record<string, number> = {};
  const management = { id: 'management', method: 'GET', path: '/manage/v1/me', credential: 'account' } as const;
  for (const call of [...CALLS, management]) {
    const { credential = 'key' } = call;
    if (credential === 'none') continue;
    const [sample] = 'samples' in call ? call.samples : [];
    const { status, json } = await nobody.plainly(call, sample);
    // MiniMax and PixVerse tell a refusal in the body alone.
    if (
      json === undefined ||
      (status < 400 && at(json, 'base_resp') === undefined && at(json, 'ErrCode') === undefined)
    )
      continue;
    const body = pretty(json).replace(/\b[0-9a-z]{20}\b/g, '1m8bxtm6xzzdabc2ga1d');
    const known = bodies.findIndex(one => one.body === body && one.status === status);
    of[call.id] = known === -1 ? bodies.push({ status, body }) - 1 : known;
  }
  writeFileSync(REFUSED, `${JSON.stringify({ bodies, of }, null, 2)}\n`);
}
