// The frame of every page: head, bar, tree and text; complete without a script.

import { html, type Html, type Piece } from './html.ts';
import type { Heading } from './markdown.ts';
import { addressOf, type Page } from './page.ts';
import type { Section } from './sections.ts';
import { LANGUAGES, type Language } from './text.ts';
import { WORDS } from './words.ts';

/** Built files of the pages; empty when they are not built, and the pages are plain then. */
export interface Built {
  readonly styles: readonly string[];
  readonly scripts: readonly string[];
}

export interface Layout {
  readonly language: Language;
  readonly origin: string;
  readonly built: Built;
  readonly siteName: string;
  /** Behind `/docs/<language>`: empty for the first page. */
  readonly path: string;
  readonly title: string;
  readonly summary: string;
  readonly section?: Section;
  /** Branches that have pages. */
  readonly sections: readonly Section[];
  /** Pages of the section in order. */
  readonly pages: readonly Page[];
  readonly headings: readonly Heading[];
  readonly text: Html;
  readonly query?: string;
}

/** The whole page. */
export function layout(page: Layout): string {
  const { language, origin, built, siteName, path, title, summary } = page;
  const at = (one: Language): string => `${origin}/docs/${one}${path === '' ? '' : `/${path}`}`;
  const other: Language = language === 'en' ? 'zh' : 'en';
  const document = html`<!doctype html>
    <html lang="${language === 'zh' ? 'zh-CN' : 'en'}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>${title} · ${siteName}</title>
        <meta name="description" content="${summary}" />
        <link rel="canonical" href="${at(language)}" />
        ${LANGUAGES.map(one => html`<link rel="alternate" hreflang="${one}" href="${at(one)}" />`)}
        ${path !== 'search' && html`<link rel="alternate" type="text/markdown" href="${at(language)}.md" />`}
        <link rel="icon" href="data:," />
        ${built.styles.map(href => html`<link rel="stylesheet" href="${href}" />`)}
        ${built.scripts.map(src => html`<script type="module" src="${src}"></script>`)}
      </head>
      <body class="manual" data-language="${language}">
        <a class="skip" href="#text">${WORDS.skip[language]}</a>
        <header class="top">
          <a class="mark" href="/docs/${language}">${siteName} <span>${WORDS.docs[language]}</span></a>
          <form class="search" role="search" action="/docs/${language}/search">
            <input
              type="search"
              name="q"
              value="${page.query ?? ''}"
              placeholder="${WORDS.search[language]}"
              aria-label="${WORDS.search[language]}"
              autocomplete="off"
            />
          </form>
          <nav class="tools" aria-label="${WORDS.docs[language]}">
            <a href="/docs/${other}${path === '' ? '' : `/${path}`}" hreflang="${other}" lang="${other}"
              >${WORDS.language[language]}</a
            >
            <button type="button" class="theme" hidden>${WORDS.theme[language]}</button>
            <a href="/console/">${WORDS.console[language]}</a>
          </nav>
        </header>
        <div class="frame">
          <nav class="tree" aria-label="${WORDS.pages[language]}">${tree(page)}</nav>
          <main id="text" tabindex="-1">
            <h1>${title}</h1>
            ${page.text}${path !== 'search' && foot(page)}
          </main>
          ${contents(page)}
        </div>
      </body>
    </html>`;
  return document.text.replace(/>\s+</g, match => (match.includes('\n') ? '>\n<' : match));
}

/** The branches, and the pages of the one that the page stands in. */
function tree({ language, path, section, sections, pages }: Layout): Html {
  const current = (here: boolean): Piece => here && html` aria-current="page"`;
  const link = (page: Page, inner?: Piece): Html =>
    html`<li>
      <a href="${addressOf(page, language)}" ${current(page.path === path)}>${page.title[language].split(' · ')[0]}</a
      >${inner}
    </li>`;
  const open = pages.find(page => page.path === path)?.parent ?? path;
  const branch = (): Html => {
    const tops = pages.filter(({ parent }) => parent === undefined);
    const several = new Set(tops.map(({ group }) => group?.[language])).size > 1;
    let group: string | undefined;
    return html`<ul>
      ${tops.map(page => {
        const inner = page.path === open ? pages.filter(({ parent }) => parent === page.path) : [];
        const own = page.group?.[language];
        const begins = several && own !== undefined && own !== group;
        group = own;
        return html`${begins && html`<li class="group">${own}</li>`}${link(
          page,
          inner.length > 0 &&
            html`<ul>
              ${inner.map(child => link(child))}
            </ul>`,
        )}`;
      })}
    </ul>`;
  };
  return html`<ul>
    ${sections.map(
      one =>
        html`<li>
          <a class="branch" href="/docs/${language}/${one.id}" ${current(path === one.id)}>${one.title[language]}</a>
          ${one === section && branch()}
        </li>`,
    )}
  </ul>`;
}

function contents({ language, headings }: Layout): Piece {
  const shown = headings.filter(({ depth }) => depth <= 3);
  if (shown.length < 2) return false;
  return html`<nav class="contents" aria-label="${WORDS.contents[language]}">
    <p>${WORDS.contents[language]}</p>
    <ul>
      ${shown.map(({ depth, text, id }) => html`<li class="depth-${depth}"><a href="#${id}">${text}</a></li>`)}
    </ul>
  </nav>`;
}

/** The neighbours in the section, and the page as Markdown. */
function foot({ language, path, pages }: Layout): Html {
  const index = pages.findIndex(page => page.path === path);
  const before = index > 0 ? pages[index - 1] : undefined;
  const after = index === -1 ? undefined : pages[index + 1];
  return html`<footer class="foot">
    ${before !== undefined && html`<a rel="prev" href="${addressOf(before, language)}">← ${before.title[language]}</a>`}
    ${after !== undefined && html`<a rel="next" href="${addressOf(after, language)}">${after.title[language]} →</a>`}
    <a class="twin" href="/docs/${language}${path === '' ? '' : `/${path}`}.md">${WORDS.markdown[language]}</a>
  </footer>`;
}
