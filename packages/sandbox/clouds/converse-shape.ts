// The shape of a Converse request, as strict as the service: one key a block, base64 for bytes, nothing unknown.

import { any, decimal, either, flag, integer, isObject, list, object, text, word, type Shape } from '../shape.ts';

/** Base64 of something. */
const blob: Shape = (value, path) =>
  typeof value === 'string' && value !== '' && /^[A-Za-z0-9+/]+=*$/.test(value)
    ? undefined
    : { kind: 'type', path, expected: 'a blob in base64', found: value };

/** A text that says something. */
const said: Shape = (value, path) =>
  typeof value === 'string' && value !== ''
    ? undefined
    : { kind: 'range', path, expected: 'a text that is not blank', found: value };

/** An object with exactly one of these fields. */
const union =
  (fields: Readonly<Record<string, Shape>>): Shape =>
  (value, path) => {
    const found = object(fields)(value, path);
    if (found !== undefined) return found;
    return isObject(value) && Object.keys(value).length === 1
      ? undefined
      : { kind: 'range', path, expected: 'exactly one member', found: value };
  };

const source = union({ bytes: blob, s3Location: object({ 'uri!': text(), bucketOwner: text() }), text: text() });
const image = object({ 'format!': word('png', 'jpeg', 'gif', 'webp'), 'source!': source });
const document = object({
  'format!': word('pdf', 'csv', 'doc', 'docx', 'xls', 'xlsx', 'html', 'txt', 'md'),
  'name!': text(200),
  'source!': source,
  context: text(),
  citations: object({ 'enabled!': flag }),
});
const cachePoint = object({ 'type!': word('default'), ttl: word('5m', '1h') });
const toolUse = object({ 'toolUseId!': text(64), 'name!': text(64), 'input!': object({}, true) });
const toolResult = object({
  'toolUseId!': text(64),
  'content!': list(union({ text: said, json: any, image, document }), 1),
  status: word('success', 'error'),
});
const reasoningContent = union({
  reasoningText: object({ 'text!': text(), signature: text() }),
  redactedContent: blob,
});
const block = union({ text: said, image, document, toolUse, toolResult, reasoningContent, cachePoint });
const tool = union({
  toolSpec: object({
    'name!': text(64),
    description: said,
    'inputSchema!': object({ 'json!': object({}, true) }),
    strict: flag,
  }),
  cachePoint,
});

const parts = {
  'messages!': list(object({ 'role!': word('user', 'assistant'), 'content!': list(block, 1) }), 1),
  system: list(union({ text: said, cachePoint })),
  toolConfig: object({
    'tools!': list(tool, 1),
    toolChoice: union({ auto: object({}), any: object({}), tool: object({ 'name!': text(64) }) }),
  }),
  additionalModelRequestFields: object({}, true),
};

/** The body of `/converse`. */
export const converseRequest = object({
  ...parts,
  inferenceConfig: object({
    maxTokens: integer(1),
    temperature: decimal(0, 1),
    topP: decimal(0, 1),
    stopSequences: list(text()),
  }),
  outputConfig: object({
    textFormat: object({
      'type!': word('json_schema'),
      'structure!': object({ 'jsonSchema!': object({ 'name!': text(), 'schema!': text() }) }),
    }),
  }),
});

/** The body of `/count-tokens`. */
export const countRequest = object({
  'input!': either(object({ 'invokeModel!': object({ 'body!': blob }) }), object({ 'converse!': object(parts) })),
});
