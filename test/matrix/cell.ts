// One cell of the matrix: a case played by one client against one upstream, over plain HTTP and with the official SDK.

import { call, jsonOf, type Answer } from '../support/client.ts';
import { FAMILIES } from '../support/families.ts';
import type { FamilyName } from '../support/families.ts';
import { generation } from '../support/money.ts';
import type { Case, Failing } from './cases.ts';
import type { Reading, ReadUsage, Sent, Speaker } from './scenario.ts';
import { costOf, KEY, modelName, type Served, type Stage } from './stage.ts';

/** What came of a cell. */
export interface Verdict {
  readonly ok: boolean;
  /** What is wrong, or which losses were declared; may be empty. */
  readonly note: string;
}

class Wrong extends Error {}

const wrong = (text: string): never => {
  throw new Wrong(text);
};

const familyOf = (name: FamilyName) => {
  const found = FAMILIES.find(family => family.name === name);
  return found ?? wrong(`no family ${name}`);
};

/** Sends over plain HTTP. */
function send(stage: Stage, speaker: Speaker, sent: Sent): Promise<Answer> {
  return call(stage.gateway.url + sent.path, {
    headers: { 'content-type': 'application/json', ...familyOf(speaker.name).headers(KEY) },
    body: JSON.stringify(sent.body),
  });
}

/** The JSON values of an answer: the body, or the data of every event. */
export function valuesOf(text: string, stream: boolean): readonly unknown[] {
  if (!stream) return [JSON.parse(text) as unknown];
  return text
    .split(/\r?\n/)
    .filter(line => line.startsWith('data:'))
    .map(line => line.slice(5).trim())
    .filter(data => data !== '' && data !== '[DONE]')
    .map(data => JSON.parse(data) as unknown);
}

/** Plays a case that succeeds. */
export async function playCase(
  stage: Stage,
  speaker: Speaker,
  upstream: FamilyName,
  one: Case,
  stream: boolean,
): Promise<Verdict> {
  const without = one.without?.[speaker.name];
  if (without !== undefined) return { ok: true, note: `– ${without}` };
  return judged(async () => {
    const notes = new Set<string>();
    for (const way of ['plain HTTP', 'the SDK'] as const) {
      const readings = await played(stage, speaker, upstream, one, stream, way, notes);
      const fault = one.check(readings);
      if (fault !== undefined) wrong(`${way}: ${fault}: ${JSON.stringify(readings.at(-1)).slice(0, 600)}`);
    }
    return [...notes].join(', ');
  });
}

async function judged(play: () => Promise<string>): Promise<Verdict> {
  try {
    return { ok: true, note: await play() };
  } catch (error) {
    return {
      ok: false,
      note: error instanceof Wrong ? error.message : String(error instanceof Error ? error.stack : error),
    };
  }
}

async function played(
  stage: Stage,
  speaker: Speaker,
  upstream: FamilyName,
  one: Case,
  stream: boolean,
  way: 'plain HTTP' | 'the SDK',
  notes: Set<string>,
): Promise<readonly Reading[]> {
  const model = modelName(upstream, one.role);
  const sdk = speaker.sdk(stage.gateway.url, KEY);
  const history: unknown[] = [];
  const readings: Reading[] = [];
  for (const step of one.scenario.steps) {
    history.push(...speaker.said(step, readings.at(-1)?.calls ?? []));
    const sent = speaker.request(one.scenario, model, history, stream);
    await stage.served();
    let values: readonly unknown[];
    let id: string | undefined;
    if (way === 'the SDK') values = await sdk(sent, model, stream);
    else {
      const answer = await send(stage, speaker, sent);
      if (answer.status !== 200) wrong(`status ${answer.status}: ${answer.text.slice(0, 400)}`);
      values = valuesOf(answer.text, stream);
      if (!speaker.ended(values)) {
        if (stream) wrong(`no end: ${answer.text.slice(-400)}`);
      }
      if (speaker.failed(values)) wrong(`an error in the answer: ${answer.text.slice(-400)}`);
      for (const loss of String(answer.headers['x-turnpike-dropped'] ?? '')
        .split(', ')
        .filter(Boolean))
        notes.add(`−${loss}`);
      id = answer.id;
    }
    const reading = speaker.read(values, stream);
    // Where the bytes pass, the upstream's own name of the model passes with them.
    if (reading.model !== model && speaker.name !== upstream) wrong(`it calls the model ${reading.model}`);
    const counted = stream && one.cutAt?.includes(upstream) === true;
    if (counted) notes.add('usage estimated, because the upstream is ended at the stop text');
    else await checkUsage(stage, speaker, reading.usage, await stage.served(), id);
    readings.push(reading);
    history.push(...(speaker.name === upstream ? (reading.own ?? reading.history) : reading.history));
  }
  return readings;
}

/** The client was told, and charged, what was served. */
async function checkUsage(
  stage: Stage,
  speaker: Speaker,
  told: ReadUsage | undefined,
  served: Served,
  id: string | undefined,
): Promise<void> {
  if (told === undefined) return wrong('the answer has no usage');
  const written = served.cacheWrite + served.cacheWrite1h;
  const whole =
    speaker.name === 'gemini-generate'
      ? { input: served.input + written, cacheWrite: 0 }
      : { input: served.input, cacheWrite: written };
  const expected = [whole.input, served.cacheRead, whole.cacheWrite, served.output];
  const found = [told.input, told.cacheRead, told.cacheWrite, told.output];
  if (JSON.stringify(found) !== JSON.stringify(expected))
    wrong(
      `usage (input, cache read, cache written, output) ${JSON.stringify(found)}, served ${JSON.stringify(expected)}`,
    );
  if (id === undefined) return undefined;
  const { cost } = await generation(stage.gateway.url, KEY, id);
  if (Math.abs(cost - costOf(served)) > 2e-9) wrong(`charged ${cost} USD, served for ${costOf(served)} USD`);
  return undefined;
}

/** Plays an error of the upstream. */
export async function playFailure(
  stage: Stage,
  speaker: Speaker,
  upstream: FamilyName,
  one: Failing,
  stream: boolean,
): Promise<Verdict> {
  return judged(async () => {
    const model = modelName(upstream, 'plain');
    const scenario = { steps: [{ kind: 'ask' as const, text: `Fail. ${one.marker}` }] };
    const history = scenario.steps.flatMap(step => [...speaker.said(step, [])]);
    const answer = await send(stage, speaker, speaker.request(scenario, model, history, stream));
    const own = speaker.name === upstream;
    const status = own ? one.own : speaker.name === 'anthropic-messages' ? (one.anthropic ?? one.status) : one.status;
    if (answer.status !== status) wrong(`status ${answer.status} instead of ${status}: ${answer.text.slice(0, 300)}`);
    const fault = familyOf(speaker.name).errorFault(jsonOf(answer), answer.status);
    if (fault !== undefined) wrong(`the error is in another shape: ${fault}: ${answer.text.slice(0, 300)}`);
    if (one.retryAfter !== undefined && answer.headers['retry-after'] !== String(one.retryAfter))
      wrong(`retry-after ${answer.headers['retry-after'] ?? 'is missing'}`);
    const sdk = speaker.sdk(stage.gateway.url, KEY);
    const failed = await sdk(speaker.request(scenario, model, history, stream), model, stream).then(
      () => wrong('the SDK takes it for an answer'),
      (error: unknown) => error,
    );
    const seen = typeof failed === 'object' && failed !== null && 'status' in failed ? failed.status : undefined;
    if (seen !== status) wrong(`the SDK sees ${String(seen)}: ${String(failed).slice(0, 300)}`);
    return '';
  });
}

/** Plays an answer that breaks off: in the middle of a stream, or with nothing instead of an answer. */
export async function playCut(stage: Stage, speaker: Speaker, upstream: FamilyName, stream: boolean): Promise<Verdict> {
  return judged(async () => {
    const model = modelName(upstream, 'plain');
    const text = stream ? 'Go on. [[tokens 200]] [[cut after=6]]' : 'Go on. [[empty]]';
    const scenario = { steps: [{ kind: 'ask' as const, text }] };
    const history = scenario.steps.flatMap(step => [...speaker.said(step, [])]);
    const answer = await send(stage, speaker, speaker.request(scenario, model, history, stream));
    if (!stream) {
      if (answer.status !== 502) wrong(`status ${answer.status}: ${answer.text.slice(0, 300)}`);
      return '';
    }
    const values = valuesOf(answer.text, true);
    if (answer.status !== 200) wrong(`status ${answer.status}: ${answer.text.slice(0, 300)}`);
    if (speaker.ended(values)) wrong(`it ends as if it were whole: ${answer.text.slice(-300)}`);
    if (!speaker.failed(values)) wrong(`no error at its end: ${answer.text.slice(-300)}`);
    if (answer.text.includes('[DONE]')) wrong('it says that it is done');
    if (!answer.text.includes('[sandbox]')) wrong('what had come is lost');
    return '';
  });
}
