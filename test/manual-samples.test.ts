// The manual's samples carried out on a running gateway: they answer what the description says, and run as they stand.
// `npm run samples` does all of them, in every language that is installed.

import { Compile } from 'typebox/compile';
import type { TSchema } from 'typebox';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { answerSchema } from '../packages/manual/call-schema.ts';
import { sampleNamed } from '../packages/manual/manual.ts';
import { recordedOf } from '../packages/manual/recorded.ts';
import { Performer } from './samples/perform.ts';
import { faultOf, runnable } from './samples/programs.ts';
import { performable } from './samples/record.ts';
import { startSampleStage, type Stage } from './samples/stage.ts';

const AT_ONCE = 8;
/** Whatever waits for a task takes its time: that is left to the show. */
const isQuick = (name: string): boolean => {
  const { sample } = sampleNamed(name);
  return sample.until === undefined && (sample.before === undefined || isQuick(sample.before.sample));
};
const SLOW = new Set(['chat-completions/video', 'tasks-events/follow', 'fal-submit/queue']);
/** Of compiled languages only the text is looked at here: their compilers take seconds a program. */
const SCRIPTS = ['shell', 'javascript', 'python', 'php', 'ruby'];
const PROGRAMS = ['chat-completions/vision-url', 'images-edits/form'];

let stage: Stage;

beforeAll(async () => {
  stage = await startSampleStage();
}, 60_000);
afterAll(() => stage.end());

describe('the samples', () => {
  it('answer as they are described', { timeout: 60_000 }, async () => {
    const performer = new Performer(stage);
    const names = performable().filter(name => isQuick(name) && !SLOW.has(name));
    expect(names.length).toBeGreaterThan(150);
    const wrong: string[] = [];
    const worker = async (): Promise<void> => {
      for (let name = names.shift(); name !== undefined; name = names.shift()) {
        const { call, sample } = sampleNamed(name);
        const { status, json, text } = await performer.perform(name);
        if (sample.fails === undefined ? status >= 400 : status !== sample.fails)
          wrong.push(`${name}: ${status} ${text.slice(0, 200)}`);
        const schema = answerSchema(call);
        if (schema === undefined || json === undefined || status >= 400 || sample.stream === true) continue;
        const faults = Compile(schema as TSchema).Errors(json);
        for (const { instancePath, message } of faults) wrong.push(`${name}: ${instancePath} ${message}`);
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, worker));
    expect(wrong).toEqual([]);
  });

  it('stand on their pages with an answer, recorded or told', () => {
    // `npm run samples -- missing` records what has no answer yet.
    expect(performable().filter(name => recordedOf(name) === undefined)).toEqual([]);
    // What a page shows as an answer is none that went wrong.
    const wrong = performable().filter(
      name => (recordedOf(name)?.status ?? 0) >= 400 && sampleNamed(name).sample.fails === undefined,
    );
    expect(wrong).toEqual([]);
  });

  it('run as programs in the languages of scripts that are installed', { timeout: 60_000 }, async () => {
    const languages = (await runnable()).filter(language => SCRIPTS.includes(language));
    expect(languages).toContain('javascript');
    const faults = await Promise.all(
      languages.flatMap(language =>
        PROGRAMS.map(async name => {
          const fault = await faultOf(stage, name, language);
          return fault === undefined ? [] : [`${language} ${name}: ${fault}`];
        }),
      ),
    );
    expect(faults.flat()).toEqual([]);
  });
});
