// Search over every page of a language: words in the Latin script, pairs of signs in Chinese.

import { setImmediate } from 'node:timers/promises';
import MiniSearch from 'minisearch';
import { headingsOf } from './markdown.ts';
import type { Page } from './page.ts';
import { sectionOf } from './sections.ts';
import type { Language } from './text.ts';

/** A page that was found. */
export interface Found {
  readonly path: string;
  readonly title: string;
  readonly summary: string;
  readonly section: string;
}

/** Words that stand in nearly every question and tell nothing. */
const EMPTY = new Set(
  'a an and are as at be by can do does for how i in is it my of on or the to what with'.split(' '),
);
/** Pages that are read before others have their turn: about two milliseconds. */
const AT_ONCE = 4;
/** Nobody types more. */
const MOST_CHARACTERS = 200;

/** The terms of a text: words and numbers, and each pair of neighbouring Chinese signs. */
export function termsOf(text: string): string[] {
  return [...text.toLowerCase().matchAll(/\p{Script=Han}+|[\p{L}\p{N}_]+/gu)].flatMap(([run]) => {
    if (!/\p{Script=Han}/u.test(run)) return EMPTY.has(run) ? [] : [run];
    if (run.length === 1) return [run];
    return Array.from({ length: run.length - 1 }, (_, index) => run.slice(index, index + 2));
  });
}

/** The index of one language. */
export class SearchIndex {
  private readonly index: MiniSearch<{ id: string; title: string; headings: string; words: string; text: string }>;
  private readonly pages: ReadonlyMap<string, Page>;
  private readonly language: Language;

  /** Made by `make`, which fills it. */
  private constructor(pages: readonly Page[], language: Language) {
    this.language = language;
    this.pages = new Map(pages.map(page => [page.path, page]));
    this.index = new MiniSearch({
      fields: ['title', 'headings', 'words', 'text'],
      tokenize: termsOf,
      processTerm: term => term,
      searchOptions: {
        boost: { title: 6, words: 3, headings: 3 },
        prefix: term => term.length > 2,
        fuzzy: term => (/^[a-z]{5,}$/.test(term) ? 0.2 : false),
      },
    });
  }

  /** Reads the pages a few at a time: the gateway has streams to carry meanwhile. */
  static async make(pages: readonly Page[], language: Language): Promise<SearchIndex> {
    const made = new SearchIndex(pages, language);
    for (const [index, page] of pages.entries()) {
      made.add(page);
      if (index % AT_ONCE === AT_ONCE - 1) await setImmediate();
    }
    return made;
  }

  private add(page: Page): void {
    const body = page.body[this.language];
    this.index.add({
      id: page.path,
      title: page.title[this.language],
      headings: headingsOf(body)
        .map(({ text }) => text)
        .join('\n'),
      words: `${page.words ?? ''} ${page.summary[this.language]}`,
      text: body.replace(/^::.*$/gm, '').replace(/```[\s\S]*?```/g, ''),
    });
  }

  /** The pages that fit, the best first. A page under which better ones stand gives way to them. */
  find(query: string, most: number): readonly Found[] {
    const asked = query.slice(0, MOST_CHARACTERS);
    return this.index
      .search(asked, { combineWith: 'OR' })
      .slice(0, most)
      .flatMap(({ id }) => {
        const page = this.pages.get(String(id));
        if (page === undefined) return [];
        return [
          {
            path: page.path,
            title: page.title[this.language],
            summary: page.summary[this.language],
            section: sectionOf(page.section)?.title[this.language] ?? '',
          },
        ];
      });
  }
}
