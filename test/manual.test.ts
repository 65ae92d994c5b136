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
import type { Page } from '../packages/manual/page.ts';
import { refusalOf } from '../packages/manual/recorded.ts';
import { unexplained, untranslated } from '../packages/manual/management-page.ts';
import { bodySchema, formValue } from '../packages/manual/call-schema.ts';
import { pathOf } from '../packages/manual/openapi.ts';
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

interface ResponseObject {
  readonly $ref?: string;
  readonly content?: Record<string, { readonly schema?: unknown; readonly example?: unknown }>;
}

interface OperationObject {
  readonly operationId: string;
  readonly description: string;
  readonly parameters?: readonly { readonly name: string; readonly description: string }[];
  readonly requestBody?: ResponseObject;
  readonly responses: Record<string, ResponseObject>;
}

/** Every page as HTML, written once: it is a second's work. */
let written: ReadonlyMap<string, string> | undefined;
const htmlOf = (reader: Reader, page: Page): string => {
  const address = (one: Reader, { path }: Page): string => `/docs/${one.language}${path === '' ? '' : `/${path}`}`;
  written ??= new Map(readers.flatMap(one => allPages().map(each => [address(one, each), manual.html(each, one)])));
  return written.get(address(reader, page)) ?? '';
};

describe('the description of the API', () => {
  it('has every route of the route table, and nothing else', async () => {
    const { paths } = (await manual.openapi(ORIGIN, 'en')) as { paths: Record<string, Record<string, unknown>> };
    // Paths that differ by the names of their parameters alone are one path in OpenAPI.
    const shape = (route: string): string => pathOf(route).replace(/\{[^}]*\}/g, '{}');
    const described = new Set(
      Object.entries(paths).flatMap(([path, methods]) =>
        Object.keys(methods).map(method => shape(`${method.toUpperCase()} ${path}`)),
      ),
    );
    const served = ROUTES.filter(route => !PAGES.test(route)).map(shape);
    expect(served.filter(route => !described.has(route))).toEqual(['GET /manage/v1/openapi.json']);
    expect([...described].filter(route => !served.includes(route))).toEqual([]);
  });

  it.each(LANGUAGES)(
    'says in %s of every parameter, answer and refusal what it is, with examples that fit',
    async language => {
      const document = (await manual.openapi(ORIGIN, language)) as {
        paths: Record<string, Record<string, OperationObject>>;
        components: Record<'responses' | 'schemas', Record<string, ResponseObject>>;
      };
      const { responses } = document.components;
      const faults: string[] = [];
      const fits = (name: string, content: ResponseObject['content']): void => {
        const { schema, example } = content?.['application/json'] ?? {};
        if (schema === undefined || example === undefined) return;
        const wrong = Compile(schema as TSchema).Errors(example);
        for (const { instancePath, message } of wrong) faults.push(`${name}: ${instancePath} ${message}`);
      };
      for (const operations of Object.values(document.paths))
        for (const { operationId, description, parameters = [], requestBody, responses: own } of Object.values(
          operations,
        )) {
          if (description === '') faults.push(`${operationId}: no description`);
          for (const one of parameters) if (one.description === '') faults.push(`${operationId}: ${one.name}`);
          if (language === 'zh' && !/[\u4e00-\u9fff]/.test(description)) faults.push(`${operationId}: ${description}`);
          fits(`${operationId} request`, requestBody?.content);
          for (const [status, answer] of Object.entries(own)) {
            const named = answer.$ref?.split('/').at(-1);
            if (named !== undefined && !Object.hasOwn(responses, named))
              faults.push(`${operationId}: ${named} is not there`);
            fits(`${operationId} ${status}`, answer.content);
          }
          if (own['default'] === undefined) faults.push(`${operationId}: no refusal`);
        }
      for (const [name, answer] of Object.entries(responses)) fits(name, answer.content);
      expect(faults).toEqual([]);
    },
  );

  it('has an operation id for each, once', async () => {
    const { paths } = (await manual.openapi(ORIGIN, 'zh')) as {
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
  it('of calls have a sample, what it answers, what can go wrong and what it costs', () => {
    for (const page of manual.pages.filter(({ call, parent }) => call !== undefined && parent === undefined)) {
      const text = page.body.en;
      const wants = [/^::sample /m, /^## Answer/m, /^## Cost/m];
      if (page.call?.credential !== 'none') wants.push(/^## Errors\n\n\| status .*\n.*\n\| [45]\d\d /m);
      expect([page.path, wants.filter(want => !want.test(text)).map(String)]).toEqual([page.path, []]);
    }
  });

  it('show how they refuse: `npm run samples -- refusals` records it', () => {
    const silent = CALLS.filter(({ id, credential }) => credential !== 'none' && refusalOf(id) === undefined);
    // Metrics are told or refused by a setting, as text.
    expect(silent.map(({ id }) => id)).toEqual(['metrics']);
    for (const { id } of CALLS.filter(one => refusalOf(one.id) !== undefined).slice(0, 50)) {
      const page = manual.pages.find(one => one.call?.id === id && one.parent === undefined);
      expect(page?.body.zh).toContain(refusalOf(id)?.body);
    }
  });

  it('say of every field what it means', () => {
    const silent = manual.pages
      .filter(({ call }) => call !== undefined)
      .flatMap(page =>
        LANGUAGES.flatMap(language =>
          page.body[language]
            .split('\n')
            .filter(line => line.startsWith('| `') && /\|\s*\|$/.test(line))
            .map(line => `${page.path} (${language}): ${line}`),
        ),
      );
    expect(silent).toEqual([]);
  });

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

  it('explain the fields of the management API: `packages/manual/management-fields.ts`', () => {
    expect(unexplained(openApi(OPERATIONS, '1.2.3'))).toEqual([]);
  });

  it('lead nowhere that is not there', () => {
    const texts = new Map<string, string>(
      readers.flatMap(reader =>
        allPages().map(
          page => [`/docs/${reader.language}${page.path === '' ? '' : `/${page.path}`}`, htmlOf(reader, page)] as const,
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
        const text = htmlOf(reader, page);
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

  it.each([
    ['en', 'create a key in a group', 'start/keys'],
    ['en', 'streaming chat', 'chat/chat-completions-stream'],
    ['en', 'insufficient_user_quota', 'start/errors'],
    ['en', '/v1/images/edits', 'images/images-edits'],
    ['en', 'how do I set reasoning effort', 'start/thinking'],
    ['en', '429', 'start/errors'],
    ['en', '401 invalid api key', 'start/errors'],
    ['en', 'migrate from new-api', 'guides/move-from-new-api'],
    ['en', 'check balance', 'start/balance'],
    ['en', 'how much does a request cost', 'start/prices'],
    ['en', 'ANTHROPIC_BASE_URL', 'guides/claude-code'],
    ['en', 'whisper', 'audio/audio-transcriptions'],
    ['en', 'gpt-image-1', 'images/images-generations'],
    ['en', 'sora-2', 'video/videos-create'],
    ['en', 'upscale midjourney', 'midjourney/mj-action'],
    ['en', 'list models', 'system/models-list'],
    ['en', 'nginx timeout', 'operate/reverse-proxies'],
    ['en', 'docker', 'operate/install'],
    ['en', 'access token', 'start/credentials'],
    ['en', 'webhook signature', 'tasks/tasks-webhook-secret'],
    ['en', 'prometheus', 'operate/metrics'],
    ['en', 'image to image', 'images/images-edits'],
    ['zh', '如何在分组中创建密钥', 'start/keys'],
    ['zh', '余额查询', 'start/balance'],
    ['zh', 'new-api 迁移', 'guides/move-from-new-api'],
    ['zh', '思考强度', 'start/thinking'],
    ['zh', '怎么充值', 'start/balance'],
    ['zh', '如何计费', 'start/prices'],
    ['zh', '限流', 'start/errors'],
    ['zh', '额度不足', 'start/errors'],
    ['zh', '报错 503', 'start/errors'],
    ['zh', '文生图', 'images/images-generations'],
    ['zh', '图生视频', 'video/videos-create'],
    ['zh', '绘图任务查询', 'midjourney/mj-fetch'],
    ['zh', '语音识别', 'audio/audio-transcriptions'],
    ['zh', '豆包', 'video/ark-create'],
    ['zh', '可灵', 'video/kling-create'],
    ['zh', '微信', 'guides/chatgpt-on-wechat'],
    ['zh', '沉浸式翻译', 'guides/immersive-translate'],
    ['zh', '反向代理 超时', 'operate/reverse-proxies'],
    ['zh', '兑换码', 'system/user-topup'],
    ['zh', '添加渠道', 'operate/channels'],
  ] as const)('are found in %s by “%s”', async (language, query, path) => {
    expect((await manual.search(query, language, 3)).map(found => found.path)).toContain(path);
  });

  it('are not found by what is nowhere', async () => {
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
