// Pages of the management API, made from its own description; its Chinese is held here.

import type { Page } from './page.ts';
import type { Language, Text } from './text.ts';
import { CREDENTIALS, WORDS } from './words.ts';
import { managementChinese, remarkChinese } from './management-words.ts';

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
  return operationsOf(document).map(operation => {
    const { id, method, path, summary } = operation;
    const title: Text = { en: summary.replace(/\.$/, ''), zh: managementChinese(id) ?? summary };
    return {
      path: `management/${id}`,
      section: 'management',
      title,
      summary: { en: word(operation.document['description']) || summary, zh: title.zh },
      words: `${method} ${path} ${id}`,
      body: { en: bodyOf(operation, 'en', title), zh: bodyOf(operation, 'zh', title) },
    };
  });
}

function bodyOf({ method, path, document, summary }: ManagementOperation, language: Language, title: Text): string {
  const open = Array.isArray(document['security']) && document['security'].length === 0;
  const permission = word(document['x-permission']);
  const asks = open ? CREDENTIALS.none : permission === 'account' ? CREDENTIALS.account : CREDENTIALS.operator;
  const parameters = Array.isArray(document['parameters']) ? document['parameters'].map(json) : [];
  const body = schemaIn(document['requestBody']);
  const answers = Object.entries(json(document['responses'])).find(([status]) => status.startsWith('2'));
  const answer = schemaIn(answers?.[1]);
  return [
    `\`${method} ${path}\``,
    language === 'en' ? word(document['description']) || summary : `${title.zh}。`,
    asks[language],
    table(
      WORDS.pathParameters[language],
      parameters
        .filter(one => one['in'] === 'path')
        .map(one => rowOf(word(one['name']), json(one['schema']), true, language)),
      language,
    ),
    table(
      WORDS.queryParameters[language],
      parameters
        .filter(one => one['in'] === 'query')
        .map(one => rowOf(word(one['name']), json(one['schema']), one['required'] === true, language)),
      language,
    ),
    table(WORDS.body[language], rowsOf(body, '', language), language),
    table(`${WORDS.answer[language]} ${answers?.[0] ?? ''}`, rowsOf(answer, '', language), language),
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

function typeOf(schema: Json): string {
  if (Array.isArray(schema['enum'])) return schema['enum'].map(value => JSON.stringify(value)).join(' | ');
  if ('const' in schema) return JSON.stringify(schema['const']);
  if (Array.isArray(schema['anyOf'])) return schema['anyOf'].map(one => typeOf(json(one))).join(' | ');
  const type = schema['type'];
  if (type === 'array') return `${typeOf(json(schema['items']))}[]`;
  return Array.isArray(type) ? type.join(' | ') : word(type) || 'any';
}

function rowOf(name: string, schema: Json, required: boolean, language: Language): string {
  const described = word(schema['description']);
  const meaning = language === 'en' ? described : (remarkChinese(described) ?? described);
  const mark = required ? ` **${WORDS.required[language]}**` : '';
  return `| \`${name}\`${mark} | \`${typeOf(schema).replaceAll('|', '\\|')}\` | ${meaning.replaceAll('|', '\\|').replaceAll('\n', ' ')} |`;
}

/** The rows of an object's fields, those within lists and objects below them. */
function rowsOf(schema: Json, prefix: string, language: Language): readonly string[] {
  const options = Array.isArray(schema['anyOf']) ? schema['anyOf'].map(json) : [];
  const object = options.find(one => one['properties'] !== undefined) ?? schema;
  const items = json(schema['items']);
  if (items['properties'] !== undefined) return rowsOf(items, `${prefix}[]`, language);
  const required = Array.isArray(object['required']) ? object['required'] : [];
  return Object.entries(json(object['properties'])).flatMap(([name, value]) => {
    const inner = json(value);
    const full = prefix === '' ? name : `${prefix}.${name}`;
    return [rowOf(full, inner, required.includes(name), language), ...rowsOf(inner, full, language)];
  });
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
