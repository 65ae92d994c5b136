// A guide of the manual as something to do: its code blocks, filled in for a reader, and what each is for.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../support/gateway.ts';

/** The languages of the manual. */
export const LANGUAGES = ['en', 'zh'] as const;
export type Language = (typeof LANGUAGES)[number];

/** The address and the key as the guides write them: the manual puts the reader's own in. */
export const WRITTEN_URL = '{{base}}';
export const WRITTEN_KEY = 'sk-your-key';

/** What a block is: commands that install, commands to run, a file to write, or something to read. */
export type BlockUse = 'install' | 'run' | 'file' | 'read';

/** One code block. */
export interface Block {
  readonly language: string;
  readonly use: BlockUse;
  /** Where a file goes; `~` is the reader's home, anything else stands in the project. */
  readonly file: string | undefined;
  readonly text: string;
}

const FOLDER = join(ROOT, 'docs/guides');

/** The names of the guides in a language. */
export function guideNames(language: Language): string[] {
  const end = `.${language}.md`;
  return readdirSync(FOLDER)
    .filter(file => file.endsWith(end))
    .map(file => file.slice(0, -end.length))
    .sort();
}

/** A guide's text. */
export function guideText(language: Language, name: string): string {
  return readFileSync(join(FOLDER, `${name}.${language}.md`), 'utf8');
}

const FENCE = /^```(\S*)([^\n]*)\n([\s\S]*?)^```$/gm;

function useOf(flags: readonly string[]): BlockUse {
  if (flags.some(flag => flag.startsWith('file='))) return 'file';
  return flags.includes('install') ? 'install' : flags.includes('run') ? 'run' : 'read';
}

/** The code blocks of a guide in their order. */
export function blocksOf(text: string): Block[] {
  return [...text.matchAll(FENCE)].map(([, language = '', info = '', code = '']) => {
    const flags = info.split(' ').filter(Boolean);
    return {
      language,
      use: useOf(flags),
      file: flags.find(flag => flag.startsWith('file='))?.slice('file='.length),
      text: code,
    };
  });
}

/** A block as a reader with this address and key finds it. */
export function filledIn(text: string, url: string, key: string): string {
  return text.replaceAll(WRITTEN_URL, url).replaceAll(WRITTEN_KEY, key);
}
