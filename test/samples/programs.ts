// Runs the programs of samples: writes each into a folder with the example files, runs it, and looks at what it printed.

import { execFile } from 'node:child_process';
import { accessSync, constants, existsSync, mkdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { EXAMPLE_FILES, exampleFile } from '../../packages/manual/samples/files.ts';
import { SAMPLE_LANGUAGES } from '../../packages/manual/samples/languages.ts';
import { requestOf } from '../../packages/manual/samples/request.ts';
import { sampleNamed } from '../../packages/manual/manual.ts';
import { temporaryFolder } from '../support/gateway.ts';
import { Performer } from './perform.ts';
import type { Stage } from './stage.ts';

/** How a language is run: the file that its program stands in, and the command. */
interface Runner {
  readonly file: string;
  readonly command: readonly string[];
  /** Says whether what the program needs beside the language is there. */
  readonly ready?: readonly string[];
}

export const RUNNERS: Readonly<Record<string, Runner>> = {
  shell: { file: 'sample.sh', command: ['sh', 'sample.sh'], ready: ['curl', '--version'] },
  javascript: { file: 'sample.mjs', command: [process.execPath, 'sample.mjs'] },
  python: { file: 'sample.py', command: ['python3', 'sample.py'], ready: ['python3', '-c', 'import requests'] },
  go: { file: 'main.go', command: ['go', 'run', 'main.go'] },
  php: { file: 'sample.php', command: ['php', 'sample.php'], ready: ['php', '-r', 'curl_init() or exit(1);'] },
  java: { file: 'Main.java', command: ['java', '-XX:TieredStopAtLevel=1', 'Main.java'] },
  ruby: { file: 'sample.rb', command: ['ruby', 'sample.rb'] },
  c: {
    file: 'main.c',
    command: ['sh', '-c', 'cc -o main main.c -lcurl && ./main'],
    ready: ['curl-config', '--version'],
  },
  r: { file: 'sample.R', command: ['Rscript', 'sample.R'], ready: ['Rscript', '-e', 'library(httr2)'] },
  ocaml: {
    file: 'main.ml',
    command: [
      'sh',
      '-c',
      'ocamlfind ocamlopt -thread -w -a -package cohttp-lwt-unix -linkpkg main.ml -o main && ./main',
    ],
    ready: ['ocamlfind', 'query', 'cohttp-lwt-unix'],
  },
};
const WITHIN_MS = 120_000;

function isInstalled(program: string): boolean {
  if (program.includes('/')) return existsSync(program);
  return (process.env['PATH'] ?? '').split(delimiter).some(folder => {
    try {
      accessSync(join(folder, program), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

interface Ended {
  readonly code: number;
  readonly output: string;
  readonly errors: string;
}

function run(command: readonly string[], folder: string): Promise<Ended> {
  const [program = '', ...words] = command;
  return new Promise(resolve => {
    execFile(
      program,
      words,
      { cwd: folder, timeout: WITHIN_MS, maxBuffer: 64 * 1024 * 1024 },
      (error, output, errors) => {
        const code = error === null ? 0 : typeof error.code === 'number' ? error.code : 1;
        resolve({ code, output, errors });
      },
    );
  });
}

/** The languages that can be run here. */
export async function runnable(): Promise<readonly string[]> {
  const found: string[] = [];
  for (const [id, { command, ready }] of Object.entries(RUNNERS)) {
    if (!isInstalled(command[0] ?? '')) continue;
    if (ready !== undefined && (!isInstalled(ready[0] ?? '') || (await run(ready, '.')).code !== 0)) continue;
    found.push(id);
  }
  return found;
}

/** Runs a sample's program. Answers what is wrong with it, or undefined. */
export async function faultOf(stage: Stage, name: string, language: string): Promise<string | undefined> {
  const { call, sample } = sampleNamed(name);
  const runner = RUNNERS[language];
  const writer = SAMPLE_LANGUAGES.find(({ id }) => id === language);
  if (runner === undefined || writer === undefined) throw new Error(`${language} is not run`);
  const values = await new Performer(stage).valuesOf(sample);
  const request = requestOf(call, sample, { base: stage.url, key: stage.key, token: stage.token, values });
  const folder = temporaryFolder();
  mkdirSync(folder, { recursive: true });
  try {
    for (const file of EXAMPLE_FILES) writeFileSync(join(folder, file), exampleFile(file)?.bytes ?? '');
    writeFileSync(join(folder, runner.file), writer.write(request));
    const { code, output, errors } = await run(runner.command, folder);
    if (code !== 0) return `it ended with ${code}: ${errors.slice(-600)}`;
    if (request.file !== undefined) {
      const made = join(folder, `answer.${request.file}`);
      return existsSync(made) && statSync(made).size > 0 ? undefined : `it wrote no answer: ${output.slice(0, 300)}`;
    }
    return printed(output, sample.fails);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** What is wrong with a printed answer: failures have a shape of their own in every API. */
function printed(output: string, fails: number | undefined): string | undefined {
  let value: unknown;
  try {
    value = JSON.parse(output);
  } catch {
    return /^(?:data|event|: |:)|"error"/m.test(output) || !output.includes('rror') ? undefined : output.slice(0, 300);
  }
  const error = Reflect.get(Object(value), 'error');
  const failed = typeof error === 'object' && error !== null && !('id' in Object(value));
  return failed && fails === undefined ? `it was refused: ${output.slice(0, 300)}` : undefined;
}
