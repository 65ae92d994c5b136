// A sample on a page: its languages side by side without a script, and what the panel to try it needs to know.

import type { Call, Sample } from './call.ts';
import { bodySchema } from './call-schema.ts';
import { callOf } from './endpoints/index.ts';
import type { Schema } from './field.ts';
import { dataBlock, html, type Html } from './html.ts';
import { codeHtml, fill } from './markdown.ts';
import { recordedOf } from './recorded.ts';
import { SAMPLE_LANGUAGES } from './samples/languages.ts';
import { BASE, requestOf, SOCKET, type Request, type RequestOptions } from './samples/request.ts';
import { SOCKET_WRITERS } from './samples/sockets.ts';
import { sdkSamples } from './samples/sdk.ts';
import type { Language } from './text.ts';
import { WORDS } from './words.ts';

/** A sample in one language. */
export interface Written {
  readonly id: string;
  readonly title: string;
  readonly code: string;
  readonly needs?: string;
}

/** A sample in every language, then by the makers' libraries. */
export function writtenSamples(call: Call, sample: Sample, options: RequestOptions = {}): readonly Written[] {
  const values = options.values ?? recordedOf(`${call.id}/${sample.id}`)?.values ?? {};
  const all = { ...options, values };
  const request = requestOf(call, sample, all);
  if (sample.socket !== undefined) return socketSamples(request, sample.socket);
  return [
    ...SAMPLE_LANGUAGES.map(({ id, title, needs, write }) => ({
      id,
      title,
      code: write(request),
      ...(needs === undefined ? {} : { needs }),
    })),
    ...sdkSamples(call, sample, all),
  ];
}

/** A session in every language. */
function socketSamples(request: Request, { events, over }: NonNullable<Sample['socket']>): readonly Written[] {
  const { url, headers } = request;
  const session = {
    url: url.startsWith(BASE) ? SOCKET + url.slice(BASE.length) : url.replace(/^http/, 'ws'),
    headers,
    events: events.map(event => JSON.stringify(event)),
    over,
  };
  return SAMPLE_LANGUAGES.flatMap(({ id, title }) => {
    const writer = SOCKET_WRITERS[id];
    if (writer === undefined) return [];
    const { needs, write } = writer;
    return [{ id, title, code: write(session), ...(needs === undefined ? {} : { needs }) }];
  });
}

/** A request as the panel is told of it: marks of what a call before it answers stay in it. */
function wished(call: Call, sample: Sample, origin: string) {
  const request = requestOf(call, sample, { base: origin });
  return {
    method: request.method,
    url: request.url.slice(origin.length).replace(/%3C([a-z]+)%3E/g, '<$1>'),
    headers: request.headers.filter(([name]) => name !== 'Authorization'),
    ...(request.json === undefined ? {} : { json: request.json }),
    ...(request.form === undefined ? {} : { form: request.form }),
    ...(request.bytes === undefined ? {} : { bytes: request.bytes }),
    ...(sample.until === undefined ? {} : { until: sample.until }),
  };
}

/** The calls that a sample stands on, the first of them first; none where a browser cannot read what they answer. */
function stepsOf({ before }: Sample, language: Language, origin: string): readonly unknown[] {
  if (before === undefined) return [];
  const [id = '', sampleId = ''] = before.sample.split('/');
  const call = callOf(id);
  const sample = call?.samples.find(one => one.id === sampleId);
  const inHeaders = Object.values(before.take).some(place => place.startsWith('header:'));
  if (call === undefined || sample === undefined || inHeaders) return [];
  const earlier = stepsOf(sample, language, origin);
  if (earlier.length === 0 && sample.before !== undefined) return [];
  return [...earlier, { ...wished(call, sample, origin), title: call.title[language], take: before.take }];
}

/** What the panel to try a sample starts from. */
function trial(call: Call, sample: Sample, language: Language, origin: string): unknown {
  return {
    call: call.id,
    sample: sample.id,
    credential: call.credential ?? 'key',
    ...wished(call, sample, origin),
    fields: mainFields(bodySchema(call)),
    steps: stepsOf(sample, language, origin),
    free: call.cost === 'free',
    task: call.cost === 'task' && call.method === 'POST',
    ...(sample.socket === undefined ? {} : { socket: sample.socket.events }),
  };
}

/** Fields for which a form is worth while: texts, numbers, switches and choices at the top of the body. */
function mainFields(schema: Schema | undefined): unknown {
  if (schema?.properties === undefined) return [];
  return Object.entries(schema.properties).flatMap(([name, { type, enum: choices, const: _only }]) => {
    if (Array.isArray(choices)) return [{ name, kind: 'choice', choices: choices.map(String) }];
    const types = Array.isArray(type) ? type.map(String) : [String(type)];
    const kind = ['string', 'integer', 'number', 'boolean'].find(one => types[0] === one);
    return kind === undefined || types.length > 1 ? [] : [{ name, kind }];
  });
}

/** The panel. */
export function samplePanel(call: Call, sample: Sample, language: Language, origin: string, serial: number): Html {
  const written = writtenSamples(call, sample);
  const name = `language-${serial}`;
  return html`<section class="sample" aria-label="${WORDS.sample[language]}">
    <fieldset class="languages">
      <legend>${WORDS.samples[language]}</legend>
      ${written.map(
        ({ id, title }, index) =>
          html`<label
            ><input type="radio" name="${name}" value="${id}" ${index === 0 && html`checked`} />${title}</label
          >`,
      )}
    </fieldset>
    ${written.map(
      ({ id, code, needs }) =>
        html`<div class="code" data-language="${id}">
          <button type="button" class="copy" hidden>${WORDS.copy[language]}</button>
          ${codeHtml(fill(code, origin), id)}
          ${needs !== undefined && html`<p class="needs">${WORDS.needs[language]}: <code>${needs}</code></p>`}
        </div>`,
    )}
    <div class="try" data-trial="trial-${serial}"></div>
    ${dataBlock(`trial-${serial}`, trial(call, sample, language, origin))}
  </section>`;
}

/** The languages that a page in Markdown shows of a sample. */
const TWIN_LANGUAGES = ['shell', 'python', 'javascript'];

/** A sample for readers of Markdown: in the three languages that most of them know. */
export function sampleMarkdown(call: Call, sample: Sample): string {
  return writtenSamples(call, sample)
    .filter(({ id }) => TWIN_LANGUAGES.includes(id))
    .map(({ id, title, code }) => `${title}:\n\n\`\`\`${id}\n${code}\n\`\`\``)
    .join('\n\n');
}
