// Markdown as the manual's pages use it: links between pages, directives, code with a way to copy it, no raw HTML.

import { Marked, type Token, type Tokens } from 'marked';
import { escape, Html, html } from './html.ts';
import { KEY, TOKEN } from './samples/request.ts';
import { LANGUAGES, type Language } from './text.ts';
import { WORDS } from './words.ts';

/** What a page's text is put into. */
export interface Frame {
  readonly language: Language;
  /** Scheme and host of the gateway, as the reader reaches it. */
  readonly origin: string;
  /** Where the article's file stands, for links between files: `start/keys`. */
  readonly path: string;
  /** What a directive becomes: `::name argument`. */
  directive(name: string, argument: string): Html;
}

/** A heading of a page. */
export interface Heading {
  readonly depth: number;
  readonly text: string;
  readonly id: string;
}

const DIRECTIVE = /^::([a-z-]+)(?:[ \t]+([^\n]*))?(?:\n|$)/;

/** The id of a heading: as GitHub makes it, in any script. */
export function headingId(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .trim()
    .replace(/\s+/g, '-');
}

/**
 * The address that a link in an article means. Files of the manual (`../start/keys.en.md`) and addresses without a
 * language (`/docs/start/keys`) become pages of the language.
 */
export function resolveLink(href: string, language: Language, from: string): string {
  const [place = '', mark] = href.split('#');
  const anchor = mark === undefined ? '' : `#${mark}`;
  if (/^[a-z][a-z0-9+.-]*:/i.test(href) || place === '') return href;
  const file = /^(.*)\.(?:en|zh)\.md$/.exec(place)?.[1];
  if (file !== undefined) {
    const base = new URL(`http://x/${from}`);
    return `/docs/${language}${new URL(file, base).pathname}${anchor}`;
  }
  const known = LANGUAGES.some(one => place === `/docs/${one}` || place.startsWith(`/docs/${one}/`));
  if (place.startsWith('/docs/') && !known && !/^\/docs\/(?:files|media)\//.test(place))
    return `/docs/${language}${place.slice('/docs'.length)}${anchor}`;
  if (/^[^/].*\.(?:png|svg|webp|jpg)$/.test(place)) return `/docs/media${new URL(place, `http://x/${from}`).pathname}`;
  return href;
}

/** Puts the reader's gateway into a text. */
export function fill(text: string, origin: string): string {
  return text
    .replaceAll('{{base}}', origin)
    .replaceAll('{{socket}}', origin.replace(/^http/, 'ws'))
    .replaceAll('{{host}}', origin.replace(/^https?:\/\//, ''));
}

/** Code with the reader's key marked, so that a script may put another in its place. */
export function codeHtml(code: string, language: string): Html {
  const marked = escape(code)
    .replaceAll(KEY, `<span class="key">${KEY}</span>`)
    .replaceAll(TOKEN, `<span class="token">${TOKEN}</span>`);
  return new Html(`<pre tabindex="0"><code class="language-${escape(language)}">${marked}</code></pre>`);
}

/** The headings of a text below its title. */
export function headingsOf(markdown: string): readonly Heading[] {
  const taken = new Map<string, number>();
  return new Marked()
    .lexer(markdown)
    .filter((token): token is Tokens.Heading => token.type === 'heading')
    .map(({ depth, tokens }) => {
      const text = plainText(tokens);
      return { depth, text, id: unique(headingId(text), taken) };
    });
}

function unique(id: string, taken: Map<string, number>): string {
  const times = taken.get(id) ?? 0;
  taken.set(id, times + 1);
  return times === 0 ? id : `${id}-${times}`;
}

/** What inline tokens say without their marks. */
function plainText(tokens: readonly Token[]): string {
  return tokens
    .map(token =>
      'tokens' in token && token.tokens !== undefined
        ? plainText(token.tokens)
        : 'text' in token
          ? String(token.text)
          : '',
    )
    .join('');
}

/** A page's Markdown as HTML. */
export function render(markdown: string, frame: Frame): Html {
  const taken = new Map<string, number>();
  const marked = new Marked({
    gfm: true,
    extensions: [
      {
        name: 'directive',
        level: 'block',
        start: (source: string) => /(?:^|\n)::[a-z]/.exec(source)?.index,
        tokenizer(source: string) {
          const found = DIRECTIVE.exec(source);
          if (found === null) return undefined;
          return { type: 'directive', raw: found[0], name: found[1], argument: found[2] ?? '' };
        },
        renderer: token => frame.directive(String(token['name']), String(token['argument']).trim()).text,
      },
    ],
    renderer: {
      html: ({ text }) => escape(text),
      heading({ tokens, depth }) {
        const id = unique(headingId(plainText(tokens)), taken);
        const text = new Html(this.parser.parseInline(tokens));
        const level = new Html(String(depth));
        return html`<h${level} id="${id}">${text} <a class="anchor" href="#${id}" aria-label="#">#</a></h${level}>`
          .text;
      },
      link({ href, title, tokens }) {
        const text = new Html(this.parser.parseInline(tokens));
        const to = resolveLink(href, frame.language, frame.path);
        const away = /^https?:/.test(to) && !to.startsWith(frame.origin);
        const hint = title === undefined || title === null ? '' : title;
        return html`<a
          href="${to}"
          ${new Html(hint === '' ? '' : ` title="${escape(hint)}"`)}${new Html(away ? ' rel="noopener"' : '')}
          >${text}</a
        >`.text;
      },
      image: ({ href, text }) =>
        html`<img src="${resolveLink(href, frame.language, frame.path)}" alt="${text}" loading="lazy" />`.text,
      code({ text, lang }) {
        const [kind = 'text', ...marks] = (lang ?? '').split(' ');
        const file = marks.find(mark => mark.startsWith('file='))?.slice('file='.length);
        return html`<div class="code">
          ${file !== undefined && html`<p class="file">${file}</p>`}
          <button type="button" class="copy" hidden>${WORDS.copy[frame.language]}</button>${codeHtml(text, kind)}
        </div>`.text;
      },
      table(token) {
        const row = (cells: readonly Tokens.TableCell[], tag: 'th' | 'td'): string =>
          `<tr>${cells.map(cell => `<${tag}${tag === 'th' ? ' scope="col"' : ''}>${this.parser.parseInline(cell.tokens)}</${tag}>`).join('')}</tr>`;
        return `<div class="table" tabindex="0"><table><thead>${row(token.header, 'th')}</thead><tbody>${token.rows.map(cells => row(cells, 'td')).join('')}</tbody></table></div>`;
      },
    },
  });
  const text = marked.parse(fill(markdown, frame.origin), { async: false });
  return new Html(text);
}

/** A page's Markdown for reading as such: directives become what they show, links keep to Markdown twins. */
export function twin(
  markdown: string,
  frame: Omit<Frame, 'directive'> & { directive(name: string, argument: string): string },
): string {
  return fill(markdown, frame.origin)
    .replace(/^::([a-z-]+)(?:[ \t]+([^\n]*))?$/gm, (_line, name: string, argument: string | undefined) =>
      frame.directive(name, (argument ?? '').trim()),
    )
    .replace(
      /\]\((\/docs\/[^)\s#]*|[^)\s#:]*\.(?:en|zh)\.md)(#[^)\s]*)?\)/g,
      (_link, href: string, anchor: string | undefined) => {
        const to = resolveLink(href, frame.language, frame.path);
        const page = /^\/docs\/(?:en|zh)\//.test(to) && !to.endsWith('.md') ? `${to}.md` : to;
        return `](${page}${anchor ?? ''})`;
      },
    );
}
