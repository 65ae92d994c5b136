// The manual: its pages under `/docs`, the description of the API, and what machines read of both.

import { existsSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import type { Manual, Reader } from '@turnpike/manual/manual';
import { Failure } from '@turnpike/protocols/failures';
import { releaseOf } from '../config/release.ts';
import type { Exchange, Route } from '../http/exchange.ts';
import { sendFile, staticFile, type StaticFile } from '../http/static-files.ts';
import { DIST, PAGE_HEADERS, redirect } from './console.ts';
import { groupTable } from './docs-live.ts';
import { PracticeKeys, practiceOffer } from './docs-practice.ts';
import { OPERATIONS } from './manage/index.ts';
import { openApi } from './manage/openapi.ts';
import type { Services } from './services.ts';
import { originOf } from './tasks.ts';

/** Pages that are kept ready; each is a few kilobytes in three forms. */
const KEPT = 400;
/** Descriptions are a megabyte each: those of few addresses are kept ready. */
const KEPT_DOCUMENTS = 4;
/** Stands for the gateway's address in a description until a reader asks. */
const ORIGIN_MARK = 'https://gateway.invalid';
const MEDIA: Readonly<Record<string, string>> = { '.png': 'image/png', '.svg': 'image/svg+xml', '.webp': 'image/webp' };
const MARKDOWN = 'text/markdown; charset=utf-8';
const PLAIN = 'text/plain; charset=utf-8';
/** What stands in a page only while it is asked for. */
const LIVE = /^::(?!sample\b)/m;

type Language = Reader['language'];

const LANGUAGES: readonly Language[] = ['en', 'zh'];

/** The built files of the pages, as the builder's list names them; none when the console is not built. */
function builtFiles(): Reader['built'] {
  let manifest: Readonly<Record<string, { file?: string; css?: readonly string[]; imports?: readonly string[] }>>;
  try {
    manifest = JSON.parse(readFileSync(join(DIST, '.vite', 'manifest.json'), 'utf8'));
  } catch {
    return { styles: [], scripts: [] };
  }
  const styles = new Set<string>();
  const walk = (name: string): void => {
    const entry = manifest[name];
    entry?.imports?.forEach(walk);
    entry?.css?.forEach(file => styles.add(`/console/${file}`));
  };
  walk('docs/main.ts');
  const script = manifest['docs/main.ts']?.file;
  return { styles: [...styles], scripts: script === undefined ? [] : [`/console/${script}`] };
}

/** The language of a reader who named none: the first that his browser asks for. */
function preferred({ request }: Exchange): Language {
  const asked = String(request.headers['accept-language'] ?? '').toLowerCase();
  const at = (language: string): number => {
    const place = asked.search(new RegExp(`(?:^|[\\s,])${language}`));
    return place === -1 ? Number.POSITIVE_INFINITY : place;
  };
  return at('zh') < at('en') ? 'zh' : 'en';
}

class Docs {
  private readonly services: Services;
  private readonly built = builtFiles();
  private readonly kept = new Map<string, StaticFile>();
  /** The description as text, its address a mark. */
  private readonly described: Partial<Record<Language, Promise<string>>> = {};
  private readonly documents = new Map<string, StaticFile>();
  private loading: Promise<Manual> | undefined;

  constructor(services: Services) {
    this.services = services;
  }

  /** The manual, made when it is first read: a start waits for none of it. */
  private manual(): Promise<Manual> {
    this.loading ??= import('@turnpike/manual/manual').then(
      ({ Manual: Made }) => new Made({ version: releaseOf(), management: openApi(OPERATIONS, releaseOf()) }),
    );
    return this.loading;
  }

  private reader(exchange: Exchange, language: Language): Reader {
    const { settings } = this.services.world();
    const origin = settings.publicUrl === '' ? originOf(exchange) : settings.publicUrl.replace(/\/+$/, '');
    const live = (name: string): string | undefined =>
      name === 'groups' ? groupTable(this.services.world(), language) : undefined;
    return { language, origin, siteName: settings.siteName, built: this.built, live };
  }

  /** Sends what is made once for each origin; the oldest gives way. */
  private send(
    exchange: Exchange,
    key: string,
    type: string,
    make: () => string | Buffer,
    headers: readonly string[],
  ): void {
    let file = this.kept.get(key);
    if (file === undefined) {
      file = staticFile(type, Buffer.from(make()));
      const [oldest] = this.kept.keys();
      if (this.kept.size >= KEPT && oldest !== undefined) this.kept.delete(oldest);
      this.kept.set(key, file);
    }
    sendFile(exchange, file, headers);
  }

  /** `/docs/<language>/<path>` and what stands beside it. */
  async page(exchange: Exchange): Promise<void> {
    const asked = exchange.params['path'] ?? '';
    const [first = '', ...rest] = asked.split('/');
    const path = rest.join('/');
    if (first === 'media') return this.media(exchange, path);
    if (first === 'files') return this.example(exchange, path);
    if (asked === 'practice') return this.standing(exchange);
    const twin = asked.endsWith('.md');
    const named = twin ? asked.slice(0, -'.md'.length) : asked;
    const language = LANGUAGES.find(one => named === one || named.startsWith(`${one}/`));
    if (language === undefined) {
      redirect(exchange, `/docs/${preferred(exchange)}${asked === '' ? '' : `/${asked}`}${exchange.search}`);
      return;
    }
    const manual = await this.manual();
    const reader = this.reader(exchange, language);
    const inner = named.slice(language.length + 1);
    if (inner === 'search' && !twin) return this.found(exchange, manual, reader);
    const found = manual.find(inner);
    if (found === undefined) {
      const message = `There is no page ${exchange.path.slice(0, 200)}. Search the manual at /docs/${language}/search.`;
      throw new Failure('not_found', message);
    }
    const make = (): string => (twin ? manual.markdown(found, reader) : manual.html(found, reader));
    const type = twin ? MARKDOWN : 'text/html; charset=utf-8';
    const headers = twin ? ['cache-control', 'no-cache'] : PAGE_HEADERS;
    if (LIVE.test(found.body[language])) sendFile(exchange, staticFile(type, Buffer.from(make())), headers);
    else this.send(exchange, `${reader.origin} ${asked} ${reader.siteName}`, type, make, headers);
  }

  /** What a page's script asks before it offers ways to call: it is no refusal that nobody is signed in. */
  private async standing(exchange: Exchange): Promise<void> {
    const caller = await this.services.callers.find(exchange.request);
    const offered = practiceOffer(this.services.world()) !== undefined;
    exchange.json(200, { offered, signed_in: caller !== undefined }, { 'cache-control': 'no-store' });
  }

  private async found(exchange: Exchange, manual: Manual, reader: Reader): Promise<void> {
    const query = exchange.query.get('q') ?? '';
    if (exchange.query.get('format') === 'json') {
      exchange.json(200, { pages: await manual.search(query, reader.language, 8) });
      return;
    }
    const text = await manual.searchHtml(query, reader);
    sendFile(exchange, staticFile('text/html; charset=utf-8', Buffer.from(text)), PAGE_HEADERS);
  }

  /** A picture of an article. */
  private async media(exchange: Exchange, path: string): Promise<void> {
    const { ARTICLES_FOLDER } = await import('@turnpike/manual/articles');
    const type = MEDIA[extname(path)];
    if (type === undefined || !/^[\w-]+(?:\/[\w-]+)*\.\w+$/.test(path))
      throw new Failure('not_found', 'There is no such picture.');
    const file = join(ARTICLES_FOLDER, path);
    if (!existsSync(file)) throw new Failure('not_found', 'There is no such picture.');
    this.send(exchange, `media ${path}`, type, () => readFileSync(file), ['cache-control', 'max-age=3600']);
  }

  /** A file that samples send. */
  private async example(exchange: Exchange, name: string): Promise<void> {
    const { exampleFile } = await import('@turnpike/manual/samples/files');
    const found = exampleFile(name);
    if (found === undefined) throw new Failure('not_found', 'There is no such file.');
    sendFile(exchange, staticFile(found.type, found.bytes), [
      'access-control-allow-origin',
      '*',
      'cache-control',
      'max-age=3600',
    ]);
  }

  /** The description, made once for a language; the address of the gateway is put in for each reader. */
  async openapi(exchange: Exchange): Promise<void> {
    const language: Language = exchange.query.get('lang') === 'zh' ? 'zh' : 'en';
    this.described[language] ??= this.manual().then(async manual =>
      JSON.stringify(await manual.openapi(ORIGIN_MARK, language)),
    );
    const text = await this.described[language];
    const { origin } = this.reader(exchange, language);
    const key = `${origin} ${language}`;
    let file = this.documents.get(key);
    if (file === undefined) {
      file = staticFile('application/json; charset=utf-8', Buffer.from(text.replaceAll(ORIGIN_MARK, origin)));
      const [oldest] = this.documents.keys();
      if (this.documents.size >= KEPT_DOCUMENTS && oldest !== undefined) this.documents.delete(oldest);
      this.documents.set(key, file);
    }
    sendFile(exchange, file, ['cache-control', 'no-cache']);
  }

  async llms(exchange: Exchange): Promise<void> {
    const manual = await this.manual();
    const { origin, siteName } = this.reader(exchange, 'en');
    this.send(exchange, `llms ${origin} ${siteName}`, PLAIN, () => manual.llms(origin, siteName), [
      'cache-control',
      'no-cache',
    ]);
  }

  async sitemap(exchange: Exchange): Promise<void> {
    const manual = await this.manual();
    const { origin } = this.reader(exchange, 'en');
    this.send(exchange, `sitemap ${origin}`, 'application/xml', () => manual.sitemap(origin), [
      'cache-control',
      'no-cache',
    ]);
  }

  /** The manual is for everybody; nothing else here is for robots. */
  robots(exchange: Exchange): void {
    const { origin } = this.reader(exchange, 'en');
    const text = `User-agent: *\nAllow: /docs\nDisallow: /\nSitemap: ${origin}/sitemap.xml\n`;
    sendFile(exchange, staticFile(PLAIN, Buffer.from(text)), ['cache-control', 'no-cache']);
  }
}

/** The routes of the manual. */
export function docsRoutes(services: Services): Route[] {
  const docs = new Docs(services);
  const practice = new PracticeKeys(services);
  const route = (pattern: string, handle: Route['handle']): Route => ({
    method: 'GET',
    pattern,
    family: 'management',
    handle,
  });
  return [
    route('/docs', exchange => docs.page(exchange)),
    route('/docs/{path*}', exchange => docs.page(exchange)),
    {
      method: 'POST',
      pattern: '/docs/practice',
      family: 'management',
      crossOrigin: false,
      handle: exchange => practice.give(exchange),
    },
    route('/openapi.json', exchange => docs.openapi(exchange)),
    route('/llms.txt', exchange => docs.llms(exchange)),
    route('/sitemap.xml', exchange => docs.sitemap(exchange)),
    route('/robots.txt', exchange => docs.robots(exchange)),
  ];
}
