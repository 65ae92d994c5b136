// `npm run bench`: measures the gateway against a bare proxy, interleaved, and prints one table.
// Options: --quick (short rounds), --json (figures for machines), --only <cell> (may repeat or be a comma list), --rounds <n>.

import { parseArgs } from 'node:util';
import { CELLS } from './cells.ts';
import type { Cell } from './cells.ts';
import type { LoadResult } from './load.ts';
import { ledgerLine } from './ledger.ts';
import { proportionalBytes, residentBytes } from './measure.ts';
import { linesOf, table } from './report.ts';
import type { Line } from './report.ts';
import { load, modelOf, setStage } from './subjects.ts';
import type { Stage, Subject } from './subjects.ts';

const QUICK_SHARE = 0.4;
const QUICK_ROUNDS = 2;
const WARM_UP_MS = 1500;
const LEDGER = 'ledger';
const LEDGER_MS = 3000;
const LEDGER_ROUNDS = 3;

interface Options {
  readonly quick: boolean;
  readonly json: boolean;
  readonly rounds: number | undefined;
  readonly cells: readonly Cell[];
  /** Whether what money costs is measured too. */
  readonly ledger: boolean;
}

function readOptions(): Options {
  const { values } = parseArgs({
    options: {
      quick: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      only: { type: 'string', multiple: true, default: [] },
      rounds: { type: 'string' },
    },
  });
  const wanted = values.only.flatMap(list => list.split(','));
  const unknown = wanted.filter(name => name !== LEDGER && !CELLS.some(cell => cell.name === name));
  if (unknown.length > 0) {
    throw new Error(
      `no cell named ${unknown.join(', ')}; there are ${[...CELLS.map(cell => cell.name), LEDGER].join(', ')}`,
    );
  }
  return {
    quick: values.quick,
    json: values.json,
    rounds: values.rounds === undefined ? undefined : Math.max(1, Number(values.rounds)),
    cells: wanted.length === 0 ? CELLS : CELLS.filter(cell => wanted.includes(cell.name)),
    ledger: wanted.length === 0 || wanted.includes(LEDGER),
  };
}

const note = (text: string) => process.stderr.write(`${text}\n`);

async function once(stage: Stage, given: Cell, named: Subject, milliseconds: number): Promise<LoadResult> {
  const isYardstick = named.name === 'proxy' && given.yardstick !== undefined;
  const cell = isYardstick ? { ...given, ...given.yardstick } : given;
  const subject = isYardstick ? stage.subjects.turnpike : named;
  // The gateway has a channel for each scenario; the others are told by the path which one is meant.
  const prefix = subject.name === 'turnpike' ? '' : `/${cell.scenario}`;
  return load({
    port: subject.port,
    path: prefix + cell.clientPath,
    headers: {
      authorization: `Bearer ${stage.key}`,
      ...(cell.body.kind === 'messages' ? { 'anthropic-version': '2023-06-01' } : {}),
    },
    body: { ...cell.body, model: modelOf(cell.scenario) },
    connections: cell.connections,
    spreadMs: cell.spreadMs ?? 0,
    milliseconds,
    ...(cell.requests === undefined ? {} : { requests: cell.requests }),
    ...(cell.rate === undefined ? {} : { rate: cell.rate }),
    events: cell.events,
    pid: subject.pid,
  });
}

async function runCell(stage: Stage, cell: Cell, options: Options): Promise<Line[]> {
  note(`${cell.name}: ${cell.title}`);
  const subjects = cell.subjects.map(name => stage.subjects[name]);
  const isTimed = cell.requests === undefined;
  const milliseconds = options.quick && isTimed ? cell.milliseconds * QUICK_SHARE : cell.milliseconds;
  if (cell.warmUp) for (const subject of subjects) await once(stage, cell, subject, Math.min(WARM_UP_MS, milliseconds));
  const rounds = options.rounds ?? (options.quick ? Math.min(QUICK_ROUNDS, cell.rounds) : cell.rounds);
  const results: Record<Subject['name'], LoadResult[]> = { direct: [], proxy: [], turnpike: [] };
  for (let round = 0; round < rounds; round += 1) {
    for (const subject of subjects) {
      const result = await once(stage, cell, subject, milliseconds);
      if (result.failures > 0)
        note(`  ${subject.name}: ${result.failures} of ${result.failures + result.requests} failed`);
      if (result.requests === 0) throw new Error(`${cell.name}: no request through ${subject.name} succeeded`);
      results[subject.name].push(result);
    }
  }
  return linesOf(cell, results);
}

function idleLine(stage: Stage): string {
  const megabytes = (bytes: number) => (bytes / 1024 / 1024).toFixed(0);
  const of = ({ pid }: Subject) =>
    `${megabytes(residentBytes(pid))} MB resident, ${megabytes(proportionalBytes(pid))} MB proportional`;
  return `idle: bare proxy ${of(stage.subjects.proxy)}; turnpike ${of(stage.subjects.turnpike)}`;
}

async function main(): Promise<void> {
  const options = readOptions();
  const stage = await setStage([...new Set(CELLS.map(cell => cell.scenario))]);
  try {
    const idle = idleLine(stage);
    const lines: Line[] = [];
    for (const cell of options.cells) lines.push(...(await runCell(stage, cell, options)));
    if (options.ledger) {
      note('ledger: hold, settlement, journal and log, without HTTP');
      lines.push(await ledgerLine(lines, options.rounds ?? LEDGER_ROUNDS, LEDGER_MS));
    }
    if (options.json) process.stdout.write(`${JSON.stringify({ node: process.version, idle, lines }, null, 2)}\n`);
    else
      process.stdout.write(`\nMedian (minimum) of the rounds; Node ${process.version}; ${idle}\n\n${table(lines)}\n`);
  } finally {
    await stage.stop();
  }
}

await main();
