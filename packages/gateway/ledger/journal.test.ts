// The journal keeps every line that was appended, through rotation, torn ends, damage and a full disk.

import {
  appendFileSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DISK, type JournalDisk } from './journal-disk.ts';
import { Journal, journalFiles } from './journal.ts';
import { FolderInUse, takeFolder } from './node-folder.ts';
import { replay } from './replay.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'turnpike-journal-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function replayed(batch = 3) {
  const texts: string[] = [];
  const found = await replay(folder, batch, async lines => {
    texts.push(...lines);
  });
  return { texts, found };
}

/** A disk with room for so many bytes, which writes what still fits and then refuses, as a real one does. */
class SmallDisk implements JournalDisk {
  room: number;
  readonly open = DISK.open;
  readonly truncate: JournalDisk['truncate'];
  readonly sync = DISK.sync;
  readonly close = DISK.close;
  readonly remove = DISK.remove;

  constructor(room: number, truncates = true) {
    this.room = room;
    this.truncate = truncates ? DISK.truncate : refuse;
  }

  write(file: number, bytes: Uint8Array): number {
    if (this.room === 0) refuse();
    const part = bytes.subarray(0, this.room);
    this.room -= part.length;
    return DISK.write(file, part);
  }
}

function refuse(): never {
  throw Object.assign(new Error('ENOSPC: no space left on device'), { code: 'ENOSPC' });
}

describe('a journal', () => {
  it('gives back what was appended, in order, after an end without a close', async () => {
    const journal = new Journal(folder);
    const texts = ['one', 'zwei ünïcode 🚏', '{"a":"\\n"}'];
    expect(texts.map(text => journal.append(text))).toEqual([1, 2, 3]);
    expect(await replayed()).toEqual({ texts, found: { lines: 3, torn: 0, damaged: 0 } });
    expect(journalFiles(folder)).toEqual([]);
    journal.abandon();
  });

  it('is readable by its owner alone', () => {
    new Journal(folder).append('a');
    expect(statSync(journalFiles(folder)[0] ?? '').mode & 0o077).toBe(0);
  });

  it('rotates its files, and removes those that are wholly in the store', () => {
    const journal = new Journal(folder, { rotateBytes: 60 });
    for (let count = 0; count < 20; count += 1) journal.append('x'.repeat(40));
    expect(journalFiles(folder)).toHaveLength(20);
    journal.booked(7);
    expect(journalFiles(folder)).toHaveLength(13);
    journal.booked(20);
    journal.close();
    expect(journalFiles(folder)).toEqual([]);
    expect(journal.bytes).toBe(0);
  });

  it('keeps its last file through a close while a line of it is not in the store', async () => {
    const journal = new Journal(folder);
    journal.append('a');
    journal.append('b');
    journal.booked(1);
    journal.close();
    expect((await replayed()).texts).toEqual(['a', 'b']);
  });

  it('appends after the files of an earlier process', async () => {
    new Journal(folder).append('first');
    new Journal(folder).append('second');
    expect((await replayed()).texts).toEqual(['first', 'second']);
  });

  it('tolerates a last line that is cut anywhere, and says so', async () => {
    new Journal(folder).append('first');
    const whole = statSync(journalFiles(folder)[0] ?? '').size;
    for (let cut = 1; cut < whole; cut += 1) {
      const journal = new Journal(folder);
      journal.append('first');
      journal.append('second');
      journal.abandon();
      const path = journalFiles(folder).at(-1) ?? '';
      truncateSync(path, statSync(path).size - cut);
      const { texts, found } = await replayed();
      expect(texts.filter(text => text !== 'first')).toEqual([]);
      expect(found).toMatchObject({ torn: 1, damaged: 0 });
    }
  });

  it('puts a damaged line aside and goes on with the next', async () => {
    const journal = new Journal(folder);
    for (const text of ['one', 'two', 'three']) journal.append(text);
    const path = journalFiles(folder)[0] ?? '';
    writeFileSync(path, readFileSync(path, 'utf8').replace('two', 'tvo'));
    appendFileSync(path, '\nshort\n');
    const { texts, found } = await replayed();
    expect(texts).toEqual(['one', 'three']);
    expect(found).toEqual({ lines: 2, torn: 0, damaged: 3 });
    expect(readFileSync(join(folder, 'damaged.log'), 'utf8')).toContain('tvo');
  });

  it('keeps its files when the store takes nothing', async () => {
    new Journal(folder).append('a');
    await expect(replay(folder, 10, () => Promise.reject(new Error('away')))).rejects.toThrow('away');
    expect((await replayed()).texts).toEqual(['a']);
  });

  it.each([true, false])(
    'loses nothing on a full disk, and whole lines stand in its files (truncation works: %s)',
    async truncates => {
      await fc.assert(
        fc.asyncProperty(
          fc.array(fc.record({ text: fc.stringMatching(/^[a-z]{0,30}$/), room: fc.nat({ max: 200 }) }), {
            maxLength: 40,
          }),
          async steps => {
            const disk = new SmallDisk(0, truncates);
            const journal = new Journal(folder, { disk, rotateBytes: 120 });
            for (const { text, room } of steps) {
              disk.room += room;
              journal.append(text);
            }
            disk.room = 100_000;
            journal.retry();
            expect(journal.failing).toBe(false);
            journal.abandon();
            const { texts, found } = await replayed();
            expect(texts).toEqual(steps.map(step => step.text));
            if (truncates) expect(found).toMatchObject({ torn: 0, damaged: 0 });
          },
        ),
        { numRuns: 60 },
      );
    },
  );

  it('says that it fails while a line is not written, and no more once the store has that line', () => {
    const journal = new Journal(folder, { disk: new SmallDisk(20) });
    journal.append('fits');
    expect(journal.failing).toBe(false);
    journal.append('does not fit');
    expect(journal.failing).toBe(true);
    journal.booked(2);
    expect(journal.failing).toBe(false);
  });
});

describe('a node folder', () => {
  it('keeps its id, and belongs to one process at a time', () => {
    const first = takeFolder(folder);
    expect(() => takeFolder(folder)).toThrow(FolderInUse);
    first.release();
    const second = takeFolder(folder);
    expect(second.id).toBe(first.id);
    second.release();
    expect(readdirSync(folder)).toContain('node');
  });

  it('that is damaged gets a new id', () => {
    writeFileSync(join(folder, 'node'), 'not an id\0');
    const taken = takeFolder(folder);
    expect(taken.id).toMatch(/^node-[0-9a-f]{16}$/);
    taken.release();
  });
});
