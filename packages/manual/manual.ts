// The manual as a whole: its pages by address, as HTML and as Markdown; search, the list for machines, the map of addresses.

import { loadArticles } from './articles.ts';
import type { Call, Sample } from './call.ts';
import { familyPages } from './call-page.ts';
import { errorPage } from './error-page.ts';
import { callOf, FAMILIES } from './endpoints/index.ts';
import { html, type Html } from './html.ts';
import { layout, type Built } from './layout.ts';
import { fill, headingsOf, render, twin, type Frame } from './markdown.ts';
import { managementPages, type ManagementDocument } from './management-page.ts';
import { openApi } from './openapi.ts';
import { addressOf, type Page } from './page.ts';
import { sampleMarkdown, samplePanel } from './sample-panel.ts';
import { schemaPages } from './schema-page.ts';
import { SearchIndex, type Found } from './search.ts';
import { SECTIONS, sectionOf, type Section } from './sections.ts';
import { LANGUAGES, t, type Language } from './text.ts';
import { WORDS } from './words.ts';

/** What the gateway gives. */
export interface ManualParts {
  readonly version: string;
  readonly management: ManagementDocument;
}

/** How one reader sees it. */
export interface Reader {
  readonly language: Language;
  /** Scheme and host under which he reaches the gateway. */
  readonly origin: string;
  readonly siteName: string;
  readonly built: Built;
  /** What changes while the gateway runs: `::groups` and the like, as Markdown. */
  live(name: string): string | undefined;
}

/** Where the gateway is reached: what everybody looks for first. */
const ADDRESSES = t(
  '| clients of | address |\n|---|---|\n| OpenAI (Chat, Responses, images, audio …) | `{{base}}/v1` |\n| Anthropic | `{{base}}` |\n| Google Gemini | `{{base}}` |\n| any key | `Authorization: Bearer sk-your-key` |',
  '| 客户端 | 地址 |\n|---|---|\n| OpenAI（对话、Responses、图像、音频等） | `{{base}}/v1` |\n| Anthropic | `{{base}}` |\n| Google Gemini | `{{base}}` |\n| 密钥 | `Authorization: Bearer sk-your-key` |',
);
const FIRST_PAGES = [
  'start/first-request',
  'start/keys',
  'start/prices',
  'start/balance',
  'start/errors',
  'common/index',
];
const CLIENT_PAGES = [
  'guides/claude-code',
  'guides/codex',
  'guides/cherry-studio',
  'guides/openai-python',
  'guides/dify',
  'guides/move-from-new-api',
];

/** At most so many pages are found. */
const MOST_FOUND = 20;

export class Manual {
  readonly pages: readonly Page[];
  /** Branches that have pages. */
  private readonly sections: readonly Section[];
  private readonly parts: ManualParts;
  private readonly byPath: ReadonlyMap<string, Page>;
  private readonly indexes = new Map<Language, Promise<SearchIndex>>();

  /** @throws Error for an article that is not whole */
  constructor(parts: ManualParts) {
    this.parts = parts;
    const all = [
      ...loadArticles(),
      errorPage(),
      ...FAMILIES.flatMap(familyPages),
      ...managementPages(parts.management),
      ...schemaPages(),
    ];
    this.pages = SECTIONS.flatMap(({ id }) => all.filter(page => page.section === id));
    this.sections = SECTIONS.filter(({ id }) => this.pages.some(page => page.section === id));
    this.byPath = new Map(this.pages.map(page => [page.path, page]));
  }

  /** A page; of a section its list, of the empty path the first page. */
  find(path: string): Page | undefined {
    if (path === '') return this.home();
    const section = this.sections.find(({ id }) => id === path);
    return section === undefined ? this.byPath.get(path) : this.listOf(section);
  }

  /** A page as HTML. */
  html(page: Page, reader: Reader): string {
    const { language } = reader;
    const section = sectionOf(page.section);
    let serial = 0;
    const frame: Frame = {
      language,
      origin: reader.origin,
      path: page.path,
      directive: (name, argument) => {
        serial += 1;
        return this.directive(name, argument, reader, serial);
      },
    };
    const text = page.body[language];
    return layout({
      language,
      origin: reader.origin,
      built: reader.built,
      siteName: reader.siteName,
      path: page.path,
      title: page.title[language],
      summary: page.summary[language],
      ...(section === undefined ? {} : { section }),
      sections: this.sections,
      pages: section === undefined ? [] : this.pages.filter(one => one.section === section.id),
      headings: headingsOf(text),
      text: render(text, frame),
    });
  }

  private directive(name: string, argument: string, reader: Reader, serial: number): Html {
    const { language, origin } = reader;
    if (name === 'sample') {
      const { call, sample } = this.sampleOf(argument);
      return samplePanel(call, sample, language, origin, serial);
    }
    const text = reader.live(name);
    if (text === undefined) throw new Error(`::${name} is no directive`);
    return render(text, { language, origin, path: '', directive: () => html`` });
  }

  /** A sample by its name; those of the management API are this gateway's own. */
  private sampleOf(name: string): { readonly call: Call; readonly sample: Sample } {
    const [id = ''] = name.split('/');
    const page = id.startsWith('management-') ? this.byPath.get(id.replace('-', '/')) : undefined;
    return page?.call === undefined || page.sample === undefined
      ? sampleNamed(name)
      : { call: page.call, sample: page.sample };
  }

  /** A page as Markdown. */
  markdown(page: Page, reader: Omit<Reader, 'built'>): string {
    const { language, origin } = reader;
    const directive = (name: string, argument: string): string => {
      if (name !== 'sample') return reader.live(name) ?? '';
      const { call, sample } = this.sampleOf(argument);
      return fill(sampleMarkdown(call, sample), origin);
    };
    const body = twin(page.body[language], { language, origin, path: page.path, directive });
    // The summary leads where the text does not say the same.
    const says = page.call !== undefined || page.body[language].startsWith(page.summary[language]);
    const lead = says ? '' : `> ${page.summary[language]}\n\n`;
    return `# ${page.title[language]}\n\n${lead}${body}\n`;
  }

  /** The pages for a question. */
  async search(query: string, language: Language, most: number = MOST_FOUND): Promise<readonly Found[]> {
    let index = this.indexes.get(language);
    if (index === undefined) {
      index = SearchIndex.make(this.pages, language);
      this.indexes.set(language, index);
    }
    return (await index).find(query, most);
  }

  /** The page of what was found, for readers without a script. */
  async searchHtml(query: string, reader: Reader): Promise<string> {
    const { language } = reader;
    const found = query.trim() === '' ? [] : await this.search(query, language);
    const text =
      found.length === 0
        ? html`<p>${query.trim() === '' ? '' : WORDS.nothing[language]}</p>`
        : html`<p role="status">${found.length} ${WORDS.found[language]}</p>
            <ol class="found">
              ${found.map(
                ({ path, title, summary, section }) =>
                  html`<li>
                    <a href="/docs/${language}/${path}">${title}</a>
                    <p>${section} · ${summary}</p>
                  </li>`,
              )}
            </ol>`;
    return layout({
      language,
      origin: reader.origin,
      built: reader.built,
      siteName: reader.siteName,
      path: 'search',
      title: WORDS.searchTitle[language],
      summary: WORDS.search[language],
      sections: this.sections,
      pages: [],
      headings: [],
      text,
      query,
    });
  }

  /** The list for language models: every page in one line, in the manner of llms.txt. */
  llms(origin: string, siteName: string): string {
    const lines = LANGUAGES.flatMap(language =>
      this.sections.flatMap(section => {
        const pages = this.pages.filter(page => page.section === section.id);
        return [
          '',
          `## ${section.title[language]}`,
          '',
          ...pages.map(
            page => `- [${page.title[language]}](${origin}${addressOf(page, language)}.md): ${page.summary[language]}`,
          ),
        ];
      }),
    );
    const head = [
      `# ${siteName}`,
      '',
      `> ${WORDS.homeSummary.en}`,
      '',
      `API: ${origin}/v1 (OpenAI), ${origin} (Anthropic, Gemini). OpenAPI: ${origin}/openapi.json`,
    ];
    return `${[...head, ...lines].join('\n')}\n`;
  }

  /** Every address, for search engines. */
  sitemap(origin: string): string {
    const paths = ['', ...this.sections.map(({ id }) => `/${id}`), ...this.pages.map(({ path }) => `/${path}`)];
    const entries = paths.flatMap(path =>
      LANGUAGES.map(language => `<url><loc>${origin}/docs/${language}${path}</loc></url>`),
    );
    return `<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n${entries.join('\n')}\n</urlset>\n`;
  }

  /** The description of the whole API. */
  openapi(origin: string, language: Language): Promise<Record<string, unknown>> {
    const { management, version } = this.parts;
    return openApi({ families: FAMILIES, management, version, origin, language });
  }

  private home(): Page {
    const text = (language: Language): string => {
      const list = (paths: readonly string[]): string =>
        paths
          .flatMap(path => {
            const page = this.byPath.get(path);
            return page === undefined ? [] : [listed(page, language)];
          })
          .join('\n');
      const sections = this.sections.map(({ id, title, summary }) => listed({ path: id, title, summary }, language));
      const document = language === 'zh' ? '/openapi.json?lang=zh' : '/openapi.json';
      return [
        ADDRESSES[language],
        `## ${WORDS.begin[language]}\n\n${list(FIRST_PAGES)}`,
        `## ${WORDS.clients[language]}\n\n${list(CLIENT_PAGES)}`,
        `## ${WORDS.everything[language]}\n\n${sections.join('\n')}`,
        `[OpenAPI 3.1](${document}) · [llms.txt](/llms.txt)`,
      ].join('\n\n');
    };
    return {
      path: '',
      section: '',
      title: WORDS.home,
      summary: WORDS.homeSummary,
      body: { en: text('en'), zh: text('zh') },
    };
  }

  /** The list of a branch's pages. */
  private listOf(section: Section): Page {
    const { id } = section;
    const pages = this.pages.filter(page => page.section === id && page.parent === undefined);
    const text = (language: Language): string => {
      const line = (page: Page): string => `- [${page.title[language]}](/docs/${page.path}): ${page.summary[language]}`;
      const groups = [...new Set(pages.map(({ group }) => group?.[language]))];
      const lists = groups.map(name => {
        const own = pages.filter(({ group }) => group?.[language] === name).map(line);
        return groups.length > 1 && name !== undefined ? `## ${name}\n\n${own.join('\n')}` : own.join('\n');
      });
      return [section.summary[language], ...lists].join('\n\n');
    };
    return {
      path: id,
      section: id,
      title: section.title,
      summary: section.summary,
      body: { en: text('en'), zh: text('zh') },
    };
  }
}

/** A page in a list: its title, and its summary where that says more. */
function listed({ path, title, summary }: Pick<Page, 'path' | 'title' | 'summary'>, language: Language): string {
  const link = `- [${title[language]}](/docs/${path})`;
  const says = summary[language];
  return says.replace(/[.。]$/, '') === title[language] ? link : `${link}${WORDS.colon[language]}${says}`;
}

/** The call and sample of `call/sample`. @throws Error where there is none */
export function sampleNamed(name: string) {
  const [id = '', sampleId = ''] = name.split('/');
  const call = callOf(id);
  const sample = call?.samples.find(one => one.id === sampleId);
  if (call === undefined || sample === undefined) throw new Error(`there is no sample ${name}`);
  return { call, sample };
}
