// Holds the house to its plan: who may import whom, how files begin, how long they may be.

import { globSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const ROOT = fileURLToPath(new URL('../', import.meta.url));
const FILES = ['packages', 'test', 'bench', 'scripts', 'docs']
  .flatMap(folder => globSync(`${folder}/**/*.{ts,tsx,mjs}`, { cwd: ROOT }))
  .filter(file => !/node_modules|\/dist\//.test(file));
/** Written by a tool from something else that is checked. */
const GENERATED = new Set(['packages/console/api/schema.d.ts']);
const SOURCES = new Map(FILES.map(file => [file, readFileSync(join(ROOT, file), 'utf8')]));
const isTest = (file: string): boolean => /\.test\.ts$|\.fixture\.ts$|^test\/|^bench\//.test(file);

interface Import {
  readonly from: string;
  readonly to: string;
  readonly typeOnly: boolean;
}

const IMPORTS: readonly Import[] = [...SOURCES].flatMap(([from, source]) =>
  [...source.matchAll(/^(?:import|export)\s+(type\s+)?[^'"]*?from '([^']+)'|^import '([^']+)'/gm)].map(
    ([, type, named, bare]) => {
      const to = named ?? bare ?? '';
      return { from, to: to.startsWith('.') ? normalize(join(dirname(from), to)) : to, typeOnly: type !== undefined };
    },
  ),
);

const offenders = (test: (entry: Import) => boolean): string[] =>
  IMPORTS.filter(entry => !isTest(entry.from) && test(entry)).map(({ from, to }) => `${from} imports ${to}`);
const inside = (file: string, ...rooms: readonly string[]): boolean => rooms.some(room => file.startsWith(room));

describe('the rooms', () => {
  it('keep the protocols pure: nothing but themselves', () => {
    expect(
      offenders(({ from, to }) => inside(from, 'packages/protocols/') && !inside(to, 'packages/protocols/')),
    ).toEqual([]);
  });

  it('keep the sandbox apart from everything of ours', () => {
    expect(
      offenders(({ from, to }) => inside(from, 'packages/sandbox/') && !inside(to, 'packages/sandbox/', 'node:')),
    ).toEqual([]);
  });

  it('keep HTTP out of providers, routing and the ledger', () => {
    const rooms = ['providers', 'routing', 'ledger'].map(room => `packages/gateway/${room}/`);
    expect(
      offenders(({ from, to }) => inside(from, ...rooms) && /^node:https?$|^undici$|gateway\/http\//.test(to)),
    ).toEqual([]);
  });

  it('keep HTTP servers and clients in the rooms that serve and call', () => {
    const rooms = ['http', 'relay', 'observe', 'api', 'cli', 'main'].map(room => `packages/gateway/${room}`);
    expect(
      offenders(
        ({ from, to, typeOnly }) =>
          inside(from, 'packages/gateway/') &&
          !inside(from, ...rooms) &&
          !typeOnly &&
          /^node:https?$|^undici$/.test(to),
      ),
    ).toEqual([]);
  });

  it('keep SQL inside the store', () => {
    const sql = /\b(?:SELECT\s+[\w*].*\sFROM\s|INSERT INTO\s|UPDATE\s+\w+\s+SET\s|DELETE FROM\s)/;
    const found = [...SOURCES].filter(
      ([file, source]) => !isTest(file) && !inside(file, 'packages/gateway/store/') && sql.test(source),
    );
    expect(found.map(([file]) => file)).toEqual([]);
  });

  it('have no import cycle', () => {
    const graph = new Map<string, string[]>();
    for (const { from, to, typeOnly } of IMPORTS)
      if (!typeOnly && SOURCES.has(to)) graph.set(from, [...(graph.get(from) ?? []), to]);
    const done = new Set<string>();
    const path: string[] = [];
    const walk = (file: string): string | undefined => {
      if (path.includes(file)) return [...path.slice(path.indexOf(file)), file].join(' → ');
      if (done.has(file)) return undefined;
      path.push(file);
      for (const next of graph.get(file) ?? []) {
        const cycle = walk(next);
        if (cycle !== undefined) return cycle;
      }
      path.pop();
      done.add(file);
      return undefined;
    };
    expect([...graph.keys()].map(walk).find(cycle => cycle !== undefined)).toBeUndefined();
  });
});

describe('every source file', () => {
  it('says in its first line what it does', () => {
    const silent = [...SOURCES].filter(([, source]) => !/^\/\/ \S/.test(source));
    expect(silent.map(([file]) => file)).toEqual([]);
  });

  it('stays below 400 lines', () => {
    const long = [...SOURCES].filter(
      ([file, source]) => !isTest(file) && !GENERATED.has(file) && source.split('\n').length > 400,
    );
    expect(long.map(([file]) => file)).toEqual([]);
  });

  it('leaves nothing for later', () => {
    // Written apart so that this file does not find itself.
    const marks = new RegExp(`\\b(?:TO${'DO'}|FIX${'ME'}|X${'XX'})\\b`);
    const found = [...SOURCES].filter(([, source]) => marks.test(source));
    expect(found.map(([file]) => file)).toEqual([]);
  });
});
