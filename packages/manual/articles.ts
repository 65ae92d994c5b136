// Pages that people write: Markdown in `docs/<section>/<name>.<language>.md`, with a head of title and summary.

import { globSync, readFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from './page.ts';
import { LANGUAGES, type Language, type Text } from './text.ts';

export const ARTICLES_FOLDER = fileURLToPath(new URL('../../docs', import.meta.url));

/** A file of one language. */
interface Article {
  readonly title: string;
  readonly summary: string;
  readonly order: number;
  readonly words: string;
  readonly body: string;
}

/** Reads a file's head and body. @throws Error naming what is missing */
export function readArticle(text: string, name: string): Article {
  const [whole, head] = /^---\n([\s\S]*?)\n---\n/.exec(text) ?? [];
  if (whole === undefined || head === undefined) throw new Error(`${name}: it begins with no head between "---" lines`);
  const fields = new Map(
    head.split('\n').map(line => {
      const colon = line.indexOf(':');
      return [line.slice(0, colon).trim(), line.slice(colon + 1).trim()];
    }),
  );
  const field = (key: string): string => {
    const value = fields.get(key);
    if (value === undefined || value === '') throw new Error(`${name}: its head has no ${key}`);
    return value;
  };
  const order = Number(fields.get('order') ?? 100);
  return {
    title: field('title'),
    summary: field('summary'),
    order,
    words: fields.get('words') ?? '',
    body: text.slice(whole.length).trim(),
  };
}

/** Every article, in the order of their heads. @throws Error for a language that is missing */
export function loadArticles(folder: string = ARTICLES_FOLDER): readonly Page[] {
  const names = globSync('*/*.{en,zh}.md', { cwd: folder }).map(name => name.split(sep).join('/'));
  const paths = [...new Set(names.map(name => name.replace(/\.(?:en|zh)\.md$/, '')))].sort();
  const pages = paths.map(path => {
    const of = (language: Language): Article => {
      const name = `${path}.${language}.md`;
      if (!names.includes(name)) throw new Error(`docs/${name} is missing: every page is in every language`);
      return readArticle(readFileSync(join(folder, name), 'utf8'), `docs/${name}`);
    };
    const articles = { en: of('en'), zh: of('zh') };
    const text = (key: 'title' | 'summary' | 'body'): Text => ({ en: articles.en[key], zh: articles.zh[key] });
    const page: Page = {
      path,
      section: path.slice(0, path.indexOf('/')),
      title: text('title'),
      summary: text('summary'),
      body: text('body'),
      words: LANGUAGES.map(language => articles[language].words).join(' '),
    };
    return { page, order: articles.en.order };
  });
  return pages.sort((left, right) => left.order - right.order).map(({ page }) => page);
}
