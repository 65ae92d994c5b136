// Reads `tools` and `toolConfig`: functions with either kind of schema, the provider's own tools, how they may be chosen.

import { isFields, type Fields } from '../conversation/counts.ts';
import type { FunctionTool, HostedTool, Tool, ToolChoice } from '../conversation/tool.ts';
import { jsonSchema } from './schema.ts';
import { GEMINI, camel, listed, objectAt, present, refuse, textAt } from './wire.ts';

/** The provider's own tools by the field that names them. */
const HOSTED: ReadonlyMap<string, HostedTool['tool']> = new Map([
  ['codeExecution', 'code_execution'],
  ['urlContext', 'web_fetch'],
  ['fileSearch', 'file_search'],
  ['computerUse', 'computer'],
]);

const SEARCHES: ReadonlySet<string> = new Set(['googleSearch', 'googleSearchRetrieval', 'enterpriseWebSearch']);

/** The tools of a request, in order. @throws Failure */
export function decodeTools(value: unknown): readonly Tool[] {
  return listed(value).flatMap((entry, index) => {
    const at = `tools[${index}]`;
    if (!isFields(entry)) return refuse(at, 'an object is expected');
    return Object.entries(entry).flatMap(([name, given]) => toolsOf(camel(name), given, at));
  });
}

function toolsOf(name: string, given: unknown, at: string): readonly Tool[] {
  if (given === undefined || given === null) return [];
  if (name === 'functionDeclarations')
    return listed(given).map((one, index) => functionTool(one, `${at}.functionDeclarations[${index}]`));
  const native = { origin: GEMINI, value: { [name]: given } } as const;
  if (!SEARCHES.has(name)) return [{ type: 'hosted', tool: HOSTED.get(name) ?? 'other', label: name, native }];
  const excluded = listed(isFields(given) ? (given['excludeDomains'] ?? given['exclude_domains']) : undefined);
  const blockedDomains = excluded.filter((domain): domain is string => typeof domain === 'string');
  return [{ type: 'web_search', ...(blockedDomains.length > 0 ? { blockedDomains } : {}), native }];
}

function functionTool(value: unknown, path: string): FunctionTool {
  const declaration = objectAt(value, path);
  const name = textAt(declaration['name'], `${path}.name`);
  if (name === undefined || name === '') refuse(`${path}.name`, 'a function name is required');
  const description = textAt(declaration['description'], `${path}.description`);
  const schema = schemaOf(declaration, path);
  const { response, responseJsonSchema, behavior } = declaration;
  const rest = present({ response, responseJsonSchema, behavior });
  return {
    type: 'function',
    name,
    ...(description === undefined || description === '' ? {} : { description }),
    ...(schema === undefined ? {} : { schema }),
    ...(Object.keys(rest).length === 0 ? {} : { native: { origin: GEMINI, value: rest } }),
  };
}

function schemaOf(declaration: Fields, path: string): Fields | undefined {
  const { parametersJsonSchema: own, parameters } = declaration;
  if (own !== undefined)
    return isFields(own) ? own : refuse(`${path}.parametersJsonSchema`, 'a JSON Schema is expected');
  if (parameters === undefined) return undefined;
  return isFields(parameters) ? jsonSchema(parameters) : refuse(`${path}.parameters`, 'a schema is expected');
}

/** How tools may be chosen, and what of `toolConfig` only this protocol knows, by its path. */
export interface DecodedToolConfig {
  readonly choice?: ToolChoice;
  readonly extras: Fields;
}

/** Reads `toolConfig`. @throws Failure */
export function decodeToolConfig(value: unknown): DecodedToolConfig {
  if (value === undefined) return { extras: {} };
  const { functionCallingConfig, ...rest } = objectAt(value, 'toolConfig');
  const path = 'toolConfig.functionCallingConfig';
  const { mode, allowedFunctionNames, ...further } =
    functionCallingConfig === undefined ? {} : objectAt(functionCallingConfig, path);
  const word = textAt(mode, `${path}.mode`)?.toUpperCase();
  const names = listed(allowedFunctionNames).map(name => textAt(name, `${path}.allowedFunctionNames`) ?? '');
  const choice = choiceOf(word, names, path);
  // Arguments held to their schemas: other protocols say that of each tool, if at all.
  const validated = word === 'VALIDATED' ? { [`${path}.mode`]: word } : {};
  const extras = { ...under('toolConfig', rest), ...under(path, further), ...validated };
  return { ...(choice === undefined ? {} : { choice }), extras };
}

function choiceOf(mode: string | undefined, names: readonly string[], path: string): ToolChoice | undefined {
  const [only] = names;
  switch (mode) {
    case undefined:
    case 'MODE_UNSPECIFIED':
      return undefined;
    case 'AUTO':
      return { mode: 'auto' };
    case 'NONE':
      return { mode: 'none' };
    case 'ANY':
      if (names.length === 1 && only !== undefined) return { mode: 'named', name: only, kind: 'function' };
      return names.length > 0 ? { mode: 'allowed', names, required: true } : { mode: 'required' };
    case 'VALIDATED':
      return names.length > 0 ? { mode: 'allowed', names, required: false } : { mode: 'auto' };
    default:
      return refuse(`${path}.mode`, 'one of AUTO, ANY, NONE, VALIDATED is expected');
  }
}

/** Fields by their whole path: what `extras` calls them. */
export function under(path: string, value: Fields): Fields {
  return Object.fromEntries(Object.entries(value).map(([name, entry]) => [`${path}.${name}`, entry]));
}
