// Pages of the management API, made from its own description: fields, a sample, its answer, errors.

import type { Call, Method, Sample } from './call.ts';
import { answerSample, cost, errors } from './call-page.ts';
import { exampleOf, flattened } from './example-value.ts';
import type { Page } from './page.ts';
import { t, type Language, type Text } from './text.ts';
import { CREDENTIALS, WORDS } from './words.ts';
import { fieldMeaning, isExplained } from './management-fields.ts';
import { MANAGEMENT_SAMPLES } from './management-samples.ts';
import { managementChinese, remarkChinese, tagChinese } from './management-words.ts';

type Json = Readonly<Record<string, unknown>>;

/** The OpenAPI document of the management API. */
export interface ManagementDocument {
  readonly paths: Record<string, unknown>;
  readonly components: Record<string, unknown>;
}

const isJson = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value);
const json = (value: unknown): Json => (isJson(value) ? value : {});
const word = (value: unknown): string => (typeof value === 'string' ? value : '');

/** An operation as its document has it. */
export interface ManagementOperation {
  readonly id: string;
  readonly method: string;
  readonly path: string;
  readonly summary: string;
  readonly document: Json;
}

/** Every operation of the document. */
export function operationsOf({ paths }: ManagementDocument): readonly ManagementOperation[] {
  return Object.entries(paths).flatMap(([path, item]) =>
    Object.entries(json(item)).map(([method, operation]) => {
      const document = json(operation);
      return {
        id: word(document['operationId']),
        method: method.toUpperCase(),
        path,
        summary: word(document['summary']),
        document,
      };
    }),
  );
}

/** A page for each operation. */
export function managementPages(document: ManagementDocument): readonly Page[] {
  const pages = operationsOf(document).map((operation): Page => {
    const { id, method, path } = operation;
    const title = titleOf(operation);
    const purpose = purposeOf(operation);
    const tag = word([operation.document['tags']].flat()[0]);
    const call = managementCall(operation);
    const [sample] = call.samples;
    return {
      path: `management/${id}`,
      section: 'management',
      title,
      summary: purpose,
      group: t(tag, tagChinese(tag)),
      words: `${method} ${path} ${id}`,
      call,
      ...(sample === undefined ? {} : { sample }),
      body: { en: bodyOf(operation, call, 'en'), zh: bodyOf(operation, call, 'zh') },
    };
  });
  // What belongs together stands together, in the order in which it first comes.
  const groups = [...new Set(pages.map(({ group }) => group?.en))];
  return groups.flatMap(name => pages.filter(({ group }) => group?.en === name));
}

/** `listOwnWaysIn` is “List own ways in”; in Chinese what stands before the first comma or bracket. */
function titleOf({ id, summary }: ManagementOperation): Text {
  const words = id.replace(/(?<=[a-z])[A-Z]/g, letter => ` ${letter.toLowerCase()}`);
  const chinese = (managementChinese(id) ?? summary).split(/[，；：（]/)[0] ?? summary;
  return t(`${words.charAt(0).toUpperCase()}${words.slice(1)}`, chinese);
}

/** What it does, as a sentence. */
function purposeOf({ id, document, summary }: ManagementOperation): Text {
  return t(word(document['description']) || summary, `${managementChinese(id) ?? summary}。`);
}

const METHODS: readonly Method[] = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'];
/** What an operation can answer beside what every call of an account can. */
const MORE_ERRORS = {
  body: [400, 'invalid_request'],
  path: [404, 'not_found'],
  change: [409, 'conflict'],
  proof: [403, 'AUTH_PROOF_NEEDED'],
  open: [429, 'rate_limit_exceeded'],
} as const;

/** An operation as a call of the manual, so that it has samples in every language and a panel to try it. */
export function managementCall(operation: ManagementOperation): Call {
  const { id, path, document } = operation;
  const method = METHODS.find(one => one === operation.method);
  if (method === undefined) throw new Error(`${id}: ${operation.method} is no method of a call`);
  const isOpen = Array.isArray(document['security']) && document['security'].length === 0;
  const permission = word(document['x-permission']);
  const schema = schemaIn(document['requestBody']);
  const hasBody = Object.keys(schema).length > 0;
  const wants = [
    ...(hasBody || parametersOf(document).length > 0 ? [MORE_ERRORS.body] : []),
    ...(document['x-fresh-proof'] === true ? [MORE_ERRORS.proof] : []),
    ...(path.includes('{') ? [MORE_ERRORS.path] : []),
    ...(method === 'PUT' || method === 'PATCH' || (method === 'POST' && !isOpen) ? [MORE_ERRORS.change] : []),
    ...(isOpen ? [MORE_ERRORS.open] : []),
  ];
  return {
    id: `management-${id}`,
    method,
    path,
    title: titleOf(operation),
    purpose: purposeOf(operation),
    credential: isOpen ? 'none' : permission === 'account' ? 'account' : 'operator',
    ...(hasBody ? { bodySchema: { ...schema } } : {}),
    cost: 'free',
    usualErrors: wants,
    samples: [sampleOf(operation, schema, hasBody)],
  };
}

function parametersOf(document: Json): readonly Json[] {
  return Array.isArray(document['parameters']) ? document['parameters'].map(json) : [];
}

/** The sample: written for the operation, or filled in from its schemas. */
function sampleOf({ id, document }: ManagementOperation, schema: Json, hasBody: boolean): Sample {
  const { path, query, body = hasBody ? exampleOf(schema, '', 'required') : undefined } = MANAGEMENT_SAMPLES[id] ?? {};
  const parameters = parametersOf(document);
  const filledIn = (place: string, onlyRequired: boolean): Record<string, string> =>
    Object.fromEntries(
      parameters
        .filter(one => one['in'] === place && (!onlyRequired || one['required'] === true))
        .map(one => [word(one['name']), String(exampleOf(one['schema'], word(one['name'])))]),
    );
  const [status = '200', answer] = successOf(document);
  const told = schemaIn(answer);
  return {
    id: 'plain',
    title: t('As it is', '基本用法'),
    path: { ...filledIn('path', false), ...path },
    query: { ...filledIn('query', true), ...query },
    ...(body === undefined ? {} : { body }),
    shown: {
      because: WORDS.fromSchema,
      status: Number(status),
      answer: Object.keys(told).length === 0 ? '' : exampleOf(told),
    },
  };
}

function successOf(document: Json): readonly [status?: string, answer?: unknown] {
  return Object.entries(json(document['responses'])).find(([status]) => status.startsWith('2')) ?? [];
}

function bodyOf({ method, path, document }: ManagementOperation, call: Call, language: Language): string {
  const parameters = parametersOf(document);
  const rowsIn = (place: string): readonly string[] =>
    parameters
      .filter(one => one['in'] === place)
      .map(one => rowOf(word(one['name']), json(one['schema']), one['required'] === true, language));
  const [status = '', answered] = successOf(document);
  const answer = schemaIn(answered);
  const answerRows = rowsOf(answer, '', language, true);
  const [sample] = call.samples;
  return [
    `\`${method} ${path}\``,
    call.purpose[language],
    CREDENTIALS[call.credential ?? 'account'][language],
    `::sample ${call.id}/plain`,
    table(WORDS.pathParameters[language], rowsIn('path'), language),
    table(WORDS.queryParameters[language], rowsIn('query'), language),
    table(WORDS.body[language], rowsOf(schemaIn(document['requestBody']), '', language), language),
    table(`${WORDS.answer[language]} ${status}`, answerRows, language) || `## ${WORDS.answer[language]} ${status}`,
    status === '204' ? WORDS.noContent[language] : answerSample(call, sample, language),
    errors(call, language),
    cost(call, sample, language),
  ]
    .filter(part => part !== '')
    .join('\n\n');
}

function schemaIn(place: unknown): Json {
  return json(json(json(json(place)['content'])['application/json'])['schema']);
}

function table(title: string, rows: readonly string[], language: Language): string {
  if (rows.length === 0) return '';
  return `## ${title}\n\n| ${WORDS.field[language]} | ${WORDS.type[language]} | ${WORDS.meaning[language]} |\n|---|---|---|\n${rows.join('\n')}`;
}

function typeOf(parts: Json): string {
  const schema = flattened(parts);
  if (Array.isArray(schema['enum'])) return schema['enum'].map(value => JSON.stringify(value)).join(' | ');
  if ('const' in schema) return JSON.stringify(schema['const']);
  if (Array.isArray(schema['anyOf'])) return schema['anyOf'].map(one => typeOf(json(one))).join(' | ');
  const type = schema['type'];
  if (type === 'array') return `${typeOf(json(schema['items']))}[]`;
  return Array.isArray(type) ? type.join(' | ') : word(type) || 'any';
}

/** A field in a table. What its schema does not say of it stands in a table of names. */
function rowOf(name: string, schema: Json, required: boolean, language: Language): string {
  const described = describedIn(schema);
  const said = language === 'en' ? described : (remarkChinese(described) ?? described);
  const meaning = said === '' ? fieldMeaning(name)[language] : said;
  const mark = required ? ` **${WORDS.required[language]}**` : '';
  return `| \`${name}\`${mark} | \`${typeOf(schema).replaceAll('|', '\\|')}\` | ${meaning.replaceAll('|', '\\|').replaceAll('\n', ' ')} |`;
}

/** A schema's remark, or that of the one alternative that has one. */
function describedIn(schema: Json): string {
  const options = Array.isArray(schema['anyOf']) ? schema['anyOf'].map(json) : [];
  return word(schema['description']) || word(options.find(one => word(one['description']) !== '')?.['description']);
}

/** The rows of an object's fields, those within lists and objects below them. */
function rowsOf(parts: Json, prefix: string, language: Language, isAnswer = false): readonly string[] {
  const schema = flattened(parts);
  const options = Array.isArray(schema['anyOf']) ? schema['anyOf'].map(json) : [];
  const object = options.find(one => one['properties'] !== undefined) ?? schema;
  const items = flattened(json(schema['items']));
  if (items['properties'] !== undefined) return rowsOf(items, `${prefix}[]`, language, isAnswer);
  const required = Array.isArray(object['required']) ? object['required'] : [];
  return Object.entries(json(object['properties'])).flatMap(([name, value]) => {
    const inner = json(value);
    const full = prefix === '' ? name : `${prefix}.${name}`;
    // What an answer always has need not be told apart: nobody has to give it.
    return [
      rowOf(full, inner, !isAnswer && required.includes(name), language),
      ...rowsOf(inner, full, language, isAnswer),
    ];
  });
}

/** Fields of which neither their schemas nor `management-fields.ts` say what they mean. */
export function unexplained(document: ManagementDocument): readonly string[] {
  const names = operationsOf(document).flatMap(({ document: one }) => [
    ...parametersOf(one).flatMap(parameter => silentIn(json(parameter['schema']), word(parameter['name']))),
    ...silentIn(schemaIn(one['requestBody']), ''),
    ...silentIn(schemaIn(successOf(one)[1]), ''),
  ]);
  return [...new Set(names)];
}

function silentIn(parts: Json, name: string): readonly string[] {
  const schema = flattened(parts);
  const own = name === '' || describedIn(schema) !== '' || isExplained(name) ? [] : [name];
  const options = Array.isArray(schema['anyOf']) ? schema['anyOf'].map(json) : [];
  const members = [schema, flattened(json(schema['items'])), ...options].flatMap(one =>
    Object.entries(json(one['properties'])).flatMap(([key, value]) => silentIn(json(value), key)),
  );
  return [...own, ...members];
}

/** What stands in English only: operations by id, remarks by their text. */
export function untranslated(document: ManagementDocument): readonly string[] {
  const operations = operationsOf(document);
  const remarks = operations.flatMap(({ document: one }) =>
    [...JSON.stringify(one).matchAll(/"description":("(?:[^"\\\\]|\\\\.)*")/g)].map(([, text = '""']) =>
      word(JSON.parse(text)),
    ),
  );
  const known = new Set([
    'Done.',
    'What went wrong.',
    ...operations.map(({ document: one }) => word(one['description'])),
  ]);
  return [
    ...operations.filter(({ id }) => managementChinese(id) === undefined).map(({ id }) => id),
    ...new Set(remarks.filter(remark => !known.has(remark) && remarkChinese(remark) === undefined)),
  ];
}
