// `npm run samples`: every sample of the manual as a program, run in every language that is installed here.
// `npm run samples -- record` carries them out and writes the answers and refusals that the pages show; `-- ruby` runs one language.

import { performable, record, recordRefusals } from '../samples/record.ts';
import { faultOf, runnable } from '../samples/programs.ts';
import { startSampleStage } from '../samples/stage.ts';

const AT_ONCE = 3;
const [wish = ''] = process.argv.slice(2);
const stage = await startSampleStage();
const failures: string[] = [];
try {
  if (wish === 'refusals') await recordRefusals(stage);
  else if (wish === 'record' || wish === 'missing') {
    failures.push(...(await record(stage, wish === 'record' ? 'all' : 'missing')));
    await recordRefusals(stage);
  } else {
    const languages = (await runnable()).filter(language => wish === '' || language === wish);
    for (const language of languages) {
      const began = performance.now();
      const names = [...performable()];
      const total = names.length;
      const worker = async (): Promise<void> => {
        for (let name = names.shift(); name !== undefined; name = names.shift()) {
          const fault = await faultOf(stage, name, language).catch((error: unknown) => String(error));
          if (fault !== undefined) failures.push(`${language} ${name}: ${fault}`);
        }
      };
      await Promise.all(Array.from({ length: AT_ONCE }, worker));
      const wrong = failures.filter(line => line.startsWith(`${language} `)).length;
      const seconds = Math.round((performance.now() - began) / 1000);
      process.stdout.write(`${language.padEnd(12)} ${total - wrong} of ${total} answered, ${seconds} s\n`);
    }
  }
} finally {
  await stage.end();
}
for (const line of failures) process.stdout.write(`FAIL ${line}\n`);
process.exitCode = failures.length === 0 ? 0 : 1;
