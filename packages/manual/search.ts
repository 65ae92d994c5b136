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
  'a an and are as at be by can do does for from get how i in is it me my of on or set should the there to use using want what when where which why with'.split(
    ' ',
  ),
);
const EMPTY_SIGNS = /怎么|怎样|如何|什么|为什么|哪里|可以|能否|请问|一下|吗|呢|的/g;
/**
 * What a page is worth beside another that fits as well: people ask for guides and calls; pages of the console's own
 * API and of operators' acts, which repeat every word of the product, stand behind them.
 */
const WORTH: Readonly<Record<string, number>> = {
  start: 1.5,
  guides: 1.3,
  management: 0.35,
  schemas: 0.4,
  develop: 0.6,
};
const WORTH_OF_OPERATORS = 0.5;
/** A sample of a call stands behind the call itself. */
const WORTH_OF_SAMPLES = 0.85;
/** Pages that are read before others have their turn: about two milliseconds. */
const AT_ONCE = 4;
const FENCE = /^```[\s\S]*?^```/gm;
/** Nobody types more. */
const MOST_CHARACTERS = 200;

/** The terms of a text: words and numbers, and each pair of neighbouring Chinese signs. */
export function termsOf(text: string): string[] {
  return [...text.toLowerCase().matchAll(/\p{Script=Han}+|[a-z0-9_]+|[\p{L}\p{N}]+/gu)].flatMap(([run]) => {
    if (!/\p{Script=Han}/u.test(run)) return EMPTY.has(run) ? [] : [singular(run)];
    if (run.length === 1) return [run];
    return Array.from({ length: run.length - 1 }, (_, index) => run.slice(index, index + 2));
  });
}

/** `models` and `model` are one word; `status` is none of several. */
function singular(word: string): string {
  return /^[a-z]{3,}[^sui]s$/.test(word) ? word.slice(0, -1) : word;
}

/** The terms of a question, without the words that only make it one. */
function asked(question: string): string[] {
  const terms = termsOf(question.slice(0, MOST_CHARACTERS).replace(EMPTY_SIGNS, ' '));
  return terms.length > 0 ? terms : termsOf(question);
}

/** What a page is worth beside others. */
function worthOf({ section, parent, call }: Page): number {
  const operators = call?.credential === 'operator' ? WORTH_OF_OPERATORS : 1;
  return (WORTH[section] ?? 1) * operators * (parent === undefined ? 1 : WORTH_OF_SAMPLES);
}

/** The index of one language. */
export class SearchIndex {
  private readonly index: MiniSearch<{
    id: string;
    title: string;
    headings: string;
    words: string;
    text: string;
    code: string;
  }>;
  private readonly pages: ReadonlyMap<string, Page>;
  private readonly language: Language;

  /** Made by `make`, which fills it. */
  private constructor(pages: readonly Page[], language: Language) {
    this.language = language;
    this.pages = new Map(pages.map(page => [page.path, page]));
    this.index = new MiniSearch({
      fields: ['title', 'headings', 'words', 'text', 'code'],
      tokenize: termsOf,
      processTerm: term => term,
      searchOptions: {
        boost: { title: 6, words: 4, headings: 3, code: 0.5 },
        weights: { prefix: 0.3, fuzzy: 0.2 },
        prefix: term => term.length > 2,
        fuzzy: term => (/^[a-z]{5,}$/.test(term) ? 0.2 : false),
        boostDocument: id => {
          const page = this.pages.get(String(id));
          return page === undefined ? 1 : worthOf(page);
        },
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
      text: body.replace(/^::.*$/gm, '').replace(FENCE, ''),
      // Names of models, variables and options stand in code alone; answers that were recorded tell nothing.
      code:
        page.call === undefined
          ? [...body.matchAll(FENCE)].map(([fence]) => fence).join('\n')
          : JSON.stringify(page.sample?.body ?? page.sample?.form ?? ''),
    });
  }

  /** The pages that fit, the best first. A page under which better ones stand gives way to them. */
  find(query: string, most: number): readonly Found[] {
    const terms = asked(query);
    // A page with all the words stands before one that has a single word often.
    return this.index
      .search(terms.join(' '), { combineWith: 'OR' })
      .map(({ id, score, queryTerms }) => ({ id, score: score * (new Set(queryTerms).size / terms.length) ** 2 }))
      .sort((one, other) => other.score - one.score)
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
