// Prints the matrix: `npm run matrix`, with words to play only the rows, clients or upstreams whose names hold one.

import { ROWS, SPEAKERS, UPSTREAMS } from './matrix.ts';
import { startStage } from './stage.ts';

const SHORT: Readonly<Record<string, string>> = {
  'openai-chat': 'chat',
  'openai-responses': 'resp',
  'anthropic-messages': 'anth',
  'gemini-generate': 'gem',
};
const short = (name: string): string => SHORT[name] ?? name;

const words = process.argv.slice(2);
const rows = ROWS.filter(row => words.length === 0 || words.some(word => row.name.includes(word)));
const stage = await startStage();
const problems: string[] = [];
const losses = new Map<string, Set<string>>();

const pairs = SPEAKERS.flatMap(speaker => UPSTREAMS.map(upstream => ({ speaker, upstream })));
const width = 10;
const head = pairs.map(({ speaker, upstream }) => `${short(speaker.name)}>${short(upstream)}`.padEnd(width)).join('');
process.stdout.write(`${''.padEnd(26)}${head}\n`);
for (const row of rows) {
  for (const stream of [false, true]) {
    let line = `${row.name}${stream ? ', streamed' : ''}`.padEnd(26);
    for (const { speaker, upstream } of pairs) {
      const { ok, note } = await row.play(stage, speaker, upstream, stream);
      const place = `${short(speaker.name)}>${short(upstream)}`;
      if (!ok) problems.push(`${row.name}${stream ? ', streamed' : ''}, ${place}: ${note}`);
      else if (note !== '')
        losses.set(`${row.name}: ${note}`, (losses.get(`${row.name}: ${note}`) ?? new Set()).add(place));
      line += (ok ? (note === '' ? '✓' : note.startsWith('–') ? '–' : '✓ −') : '✗').padEnd(width);
    }
    process.stdout.write(`${line}\n`);
  }
}
await stage.stop();
if (losses.size > 0)
  process.stdout.write('\nDeclared, in `x-turnpike-dropped` or because a protocol has no such thing (–):\n');
for (const [note, places] of losses) process.stdout.write(`  ${note} (${[...places].join(', ')})\n`);
if (problems.length > 0)
  process.stdout.write(`\n${problems.length} wrong:\n${problems.map(text => `  ${text}\n`).join('')}`);
else process.stdout.write('\nAll as it must be.\n');
process.exitCode = problems.length === 0 ? 0 : 1;
