// The management API in the description: its own operations, in the reader's language, with examples and refusals.

import { errorsOf } from './call-page.ts';
import { managementCall, operationsOf, type ManagementDocument, type ManagementOperation } from './management-page.ts';
import { fieldMeaning } from './management-fields.ts';
import { managementChinese, remarkChinese, tagChinese } from './management-words.ts';
import type { Responses } from './openapi-responses.ts';
import type { Language } from './text.ts';

export { operationsOf, type ManagementDocument };

type Json = Record<string, unknown>;

const isJson = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value);
const json = (value: unknown): Json => (isJson(value) ? value : {});

/** The tags of its operations. */
export function managementTags(document: ManagementDocument, language: Language): readonly Json[] {
  const names = new Set(operationsOf(document).flatMap(({ document: one }) => [one['tags']].flat().map(String)));
  return [...names].map(name => ({ name, description: language === 'en' ? name : tagChinese(name) }));
}

/** A schema with every remark in the language, and one for each field that had none. */
function told(schema: unknown, name: string, language: Language): unknown {
  if (Array.isArray(schema)) return schema.map(one => told(one, name, language));
  if (!isJson(schema)) return schema;
  const { description, properties, items, anyOf, ...rest } = schema;
  const said = typeof description === 'string' ? description : '';
  const own = said === '' ? fieldMeaning(name)[language] : language === 'en' ? said : (remarkChinese(said) ?? said);
  return {
    ...rest,
    ...(said === '' && name === '' ? {} : { description: own }),
    ...(isJson(properties)
      ? {
          properties: Object.fromEntries(
            Object.entries(properties).map(([key, one]) => [
              key,
              told(one, name === '' ? key : `${name}.${key}`, language),
            ]),
          ),
        }
      : {}),
    ...(items === undefined ? {} : { items: told(items, `${name}[]`, language) }),
    ...(anyOf === undefined ? {} : { anyOf: told(anyOf, name, language) }),
  };
}

/** Content with its schema told and an example beside it. */
function content(place: unknown, example: unknown, language: Language): Json {
  const media = Object.entries(json(json(place)['content'])).map(([type, one]) => [
    type,
    {
      schema: type === 'application/json' ? told(json(one)['schema'], '', language) : json(one)['schema'],
      ...(type !== 'application/json' || example === undefined ? {} : { example }),
    },
  ]);
  return Object.fromEntries(media);
}

/** An operation, as the document has it. */
export function managementOperation(one: ManagementOperation, responses: Responses, language: Language): Json {
  const { id, document } = one;
  const call = managementCall(one);
  const [sample] = call.samples;
  const { summary, description, requestBody, responses: own, parameters, ...rest } = document;
  const chinese = managementChinese(id);
  const answers = Object.entries(json(own))
    .filter(([status]) => status.startsWith('2'))
    .map(([status, answer]) => {
      const shown = content(answer, sample?.shown?.answer, language);
      const done = language === 'en' ? 'Done.' : '成功。';
      return [status, { description: done, ...(Object.keys(shown).length === 0 ? {} : { content: shown }) }];
    });
  return {
    ...rest,
    summary: language === 'en' ? summary : (chinese ?? summary),
    description: language === 'en' ? (description ?? summary) : `${chinese ?? String(summary)}。`,
    parameters: [parameters ?? []].flat().map(parameter => {
      const { name, schema, ...others } = json(parameter);
      const { description: said = '', ...kind } = json(told(schema, String(name), language));
      return { name, ...others, description: said, schema: kind };
    }),
    ...(requestBody === undefined
      ? {}
      : { requestBody: { required: true, content: content(requestBody, sample?.body, language) } }),
    responses: { ...Object.fromEntries(answers), ...responses.refusals(call, errorsOf(call)) },
  };
}
