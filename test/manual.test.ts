// The manual as a whole: every route described, every sample fitting its description, no dead link, nothing untranslated.

import { gzipSync } from 'node:zlib';
import { Compile } from 'typebox/compile';
import type { TSchema } from 'typebox';
import { beforeAll, describe, expect, it } from 'vitest';
import { routesOf } from '../packages/gateway/api/index.ts';
import { OPERATIONS } from '../packages/gateway/api/manage/index.ts';
import { openApi } from '../packages/gateway/api/manage/openapi.ts';
import type { Services } from '../packages/gateway/api/services.ts';
import { CALLS } from '../packages/manual/endpoints/index.ts';
import { readRow } from '../packages/manual/field.ts';
import { Manual, type Reader } from '../packages/manual/manual.ts';
import { untranslated } from '../packages/manual/management-page.ts';
import { bodySchema, formValue, pathOf } from '../packages/manual/openapi.ts';
import { requestOf } from '../packages/manual/samples/request.ts';
import { LANGUAGES } from '../packages/manual/text.ts';

const ORIGIN = 'https://gateway.example';
/** Pages of ours and what machines read: they are no API. */
const PAGES =
  /^(?:GET|POST) \/(?:console|docs|pricing|setup|login|register|openapi\.json|llms\.txt|sitemap\.xml|robots\.txt)(?:\/|$)/;

/** Services that nobody calls: the route table alone is wanted. */
function noServices(): Services {
  const nothing: object = new Proxy(() => nothing, { get: () => nothing, apply: () => nothing });
  return nothing as Services;
}

const ROUTES = routesOf(noServices()).map(({ method, pattern }) => `${method} ${pattern}`);
let manual: Manual;
let readers: readonly Reader[];

beforeAll(() => {
  manual = new Manual({ version: '1.2.3', management: openApi(OPERATIONS, '1.2.3') });
  readers = LANGUAGES.map(language => ({
    language,
    origin: ORIGIN,
    siteName: 'Turnpike',
    built: { styles: [], scripts: [] },
    live: name => (name === 'groups' ? '| group |\n|---|\n| default |' : undefined),
  }));
});

/** Every page with those that are made of a section. */
const allPages = () =>
  ['', ...new Set(manual.pages.flatMap(page => [page.section, page.path]))].map(path => {
    const page = manual.find(path);
    if (page === undefined) throw new Error(`no page ${path}`);
    return page;
  });

describe('the description of the API', () => {
  it('has every route of the route table, and nothing else', () => {
    const { paths } = manual.openapi(ORIGIN, 'en') as { paths: Record<string, Record<string, unknown>> };
    const described = new Set(
      Object.entries(paths).flatMap(([path, methods]) =>
        Object.keys(methods).map(method => `${method.toUpperCase()} ${path}`),
      ),
    );
    const served = ROUTES.filter(route => !PAGES.test(route)).map(pathOf);
    expect(served.filter(route => !described.has(route))).toEqual(['GET /manage/v1/openapi.json']);
    expect([...described].filter(route => !served.includes(route))).toEqual([]);
  });

  it('has an operation id for each, once', () => {
    const { paths } = manual.openapi(ORIGIN, 'zh') as {
      paths: Record<string, Record<string, { operationId: string }>>;
    };
    const ids = Object.values(paths).flatMap(methods => Object.values(methods).map(({ operationId }) => operationId));
    expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
  });

  it.each(CALLS.map(call => [call.id, call] as const))('%s: its samples fit', (_id, call) => {
    const schema = bodySchema(call);
    expect(call.samples.length).toBeGreaterThan(0);
    expect(new Set(call.samples.map(({ id }) => id)).size).toBe(call.samples.length);
    for (const sample of call.samples) {
      // What stands for an id is known once the sample was carried out; some ids are numbers.
      const values = [{}, { id: '1' }].map(known =>
        sample.form === undefined ? requestOf(call, sample, { values: known }).json : formValue(sample),
      );
      if (values[0] === undefined) continue;
      if (schema === undefined) throw new Error(`${call.id}/${sample.id} has a body that is not described`);
      const check = Compile(schema as TSchema);
      const faults = values.map(value => check.Errors(value).map(error => `${error.instancePath} ${error.message}`));
      expect([sample.id, faults.find(({ length }) => length === 0) ?? faults[0]]).toEqual([sample.id, []]);
      const named = new Set((call.params ?? []).map(row => readRow(row).name));
      expect(Object.keys(sample.path ?? {}).filter(name => !named.has(name))).toEqual([]);
      const asked = new Set((call.query ?? []).map(row => readRow(row).name));
      expect(Object.keys(sample.query ?? {}).filter(name => !asked.has(name))).toEqual([]);
    }
  });
});

describe('the pages', () => {
  it('are in both languages', () => {
    const empty = allPages().flatMap(page =>
      LANGUAGES.filter(language =>
        [page.title, page.summary, page.body].some(text => text[language].trim() === ''),
      ).map(language => `${page.path} (${language})`),
    );
    expect(empty).toEqual([]);
    const english = allPages().filter(page => page.body.zh === page.body.en);
    expect(english.map(({ path }) => path)).toEqual([]);
  });

  it('tell the management API in Chinese too: `packages/manual/management-words.ts`', () => {
    expect(untranslated(openApi(OPERATIONS, '1.2.3'))).toEqual([]);
  });

  it('lead nowhere that is not there', () => {
    const texts = new Map<string, string>(
      readers.flatMap(reader =>
        allPages().map(
          page =>
            [`/docs/${reader.language}${page.path === '' ? '' : `/${page.path}`}`, manual.html(page, reader)] as const,
        ),
      ),
    );
    const places = new Map(
      [...texts].map(([path, text]) => [path, new Set([...text.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id))]),
    );
    const dead = [...texts].flatMap(([from, text]) =>
      [...text.matchAll(/<a [^>]*href="([^"]+)"/g)].flatMap(([, href = '']) => {
        const [path = '', anchor] = href.split('#');
        if (
          /^https?:|^mailto:/.test(href) ||
          /^\/(?:console|openapi\.json|llms\.txt)/.test(href) ||
          path.endsWith('.md')
        )
          return [];
        const ids = places.get(path === '' ? from : path);
        if (ids === undefined) return [`${from}: ${href}`];
        return anchor === undefined || ids.has(decodeURIComponent(anchor)) ? [] : [`${from}: ${href}`];
      }),
    );
    expect(dead).toEqual([]);
  });

  it('weigh less than 100 kB, and leave no mark of a template', () => {
    for (const reader of readers)
      for (const page of allPages()) {
        const text = manual.html(page, reader);
        expect([page.path, gzipSync(text).length < 100_000]).toEqual([page.path, true]);
        expect([page.path, /\{\{|^::|undefined|\[object/m.exec(text)?.[0]]).toEqual([page.path, undefined]);
      }
  });

  it('have a twin in Markdown that reads as well', () => {
    for (const reader of readers)
      for (const page of allPages()) {
        const text = manual.markdown(page, reader);
        expect([page.path, text.startsWith(`# ${page.title[reader.language]}\n`)]).toEqual([page.path, true]);
        expect([page.path, /\{\{|^::/m.exec(text)?.[0]]).toEqual([page.path, undefined]);
      }
  });

  it('are found by what people ask', async () => {
    const first = async (query: string, language: 'en' | 'zh') => (await manual.search(query, language))[0]?.path;
    expect(await first('create a key in a group', 'en')).toBe('start/keys');
    expect(await first('如何在分组中创建密钥', 'zh')).toBe('start/keys');
    expect(await first('streaming chat', 'en')).toBe('chat/chat-completions-stream');
    expect(await first('余额查询', 'zh')).toBe('start/balance');
    expect(await first('insufficient_user_quota', 'en')).toBe('start/errors');
    expect(await first('/v1/images/edits', 'en')).toBe('images/images-edits');
    expect(await manual.search('zzzzqqqq', 'en')).toEqual([]);
  });

  it('are listed for machines', () => {
    const llms = manual.llms(ORIGIN, 'Turnpike');
    const sitemap = manual.sitemap(ORIGIN);
    for (const page of manual.pages) {
      expect(llms).toContain(`${ORIGIN}/docs/zh/${page.path}.md`);
      expect(sitemap).toContain(`<loc>${ORIGIN}/docs/en/${page.path}</loc>`);
    }
  });
});
