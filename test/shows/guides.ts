// Follows the manual's guides as a new user would, against the practice upstream: `node test/shows/guides.ts [name …]`.

import { blocksOf, guideNames, guideText } from '../guides/guide.ts';
import { Reader } from '../guides/reader.ts';
import { Gateway, keyOf } from '../support/gateway.ts';

const KEY = keyOf('guides');
/** What the practice upstream says in every answer. */
const ANSWERED = '[sandbox]';

async function followed(name: string, url: string): Promise<string> {
  const text = guideText('en', name);
  const wantsPython = blocksOf(text).some(block => /^(?:pip|python) /m.test(block.text) && block.use !== 'read');
  const reader = new Reader();
  try {
    if (wantsPython && !(await reader.python())) return 'skipped: no Python here';
    const { done, output } = await reader.follow(text, url, KEY);
    if (!done) return `FAILED\n${output.slice(-1500)}`;
    return output.includes(ANSWERED) ? 'ok' : `FAILED: no answer of the practice upstream in\n${output.slice(-1500)}`;
  } finally {
    reader.leave();
  }
}

async function main(): Promise<void> {
  const wanted = process.argv.slice(2);
  const names = guideNames('en').filter(
    name =>
      blocksOf(guideText('en', name)).some(block => block.use === 'run') &&
      (wanted.length === 0 || wanted.includes(name)),
  );
  const gateway = await Gateway.start({
    users: [{ name: 'reader', balance: '100', keys: [{ name: 'reader', key: KEY }] }],
  });
  let failures = 0;
  try {
    for (const name of names) {
      const began = performance.now();
      const verdict = await followed(name, gateway.url);
      if (verdict.startsWith('FAILED')) failures += 1;
      process.stdout.write(
        `${name.padEnd(24)} ${((performance.now() - began) / 1000).toFixed(0).padStart(4)} s  ${verdict}\n`,
      );
    }
  } finally {
    await gateway.dispose();
  }
  process.exitCode = failures === 0 ? 0 : 1;
}

await main();
