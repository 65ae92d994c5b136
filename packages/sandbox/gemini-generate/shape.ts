// The request of Gemini generateContent, as strict as the provider is (gemini-generate wire page).

import { any, decimal, either, flag, integer, list, object, text, word, type Fault, type Shape } from '../shape.ts';

/** A list, or a single object in its place. */
export const some =
  (item: Shape): Shape =>
  (value, path) =>
    Array.isArray(value) ? list(item)(value, path) : item(value, path);
/** int64 and int32 come as numbers or as strings. */
export const whole = either(integer(), text());

/** The subset of OpenAPI schemas that `parameters` and `responseSchema` take. */
const SCHEMA_FIELDS = new Set([
  'type',
  'format',
  'title',
  'description',
  'nullable',
  'enum',
  'items',
  'maxItems',
  'minItems',
  'properties',
  'required',
  'minProperties',
  'maxProperties',
  'minimum',
  'maximum',
  'minLength',
  'maxLength',
  'pattern',
  'example',
  'anyOf',
  'propertyOrdering',
  'default',
]);

const schema: Shape = (value, path) => {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return { kind: 'type', path, expected: 'an object', found: value };
  for (const [name, entry] of Object.entries(value)) {
    const camel = name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
    if (!SCHEMA_FIELDS.has(camel)) return { kind: 'unknown', path: [...path, name], expected: 'nothing', found: entry };
    const fault = nested(camel, entry, [...path, name]);
    if (fault !== undefined) return fault;
  }
  return undefined;
};

function nested(name: string, entry: unknown, path: Fault['path']): Fault | undefined {
  if (name === 'items') return schema(entry, path);
  if (name === 'anyOf') return list(schema)(entry, path);
  if (name === 'type' && typeof entry !== 'string') return { kind: 'type', path, expected: 'a string', found: entry };
  if (name !== 'properties' || typeof entry !== 'object' || entry === null) return undefined;
  for (const [property, inner] of Object.entries(entry)) {
    const fault = schema(inner, [...path, property]);
    if (fault !== undefined) return fault;
  }
  return undefined;
}

export const blob = object({ 'mimeType!': text(), 'data!': text(), displayName: any });
const part = object({
  text: text(),
  thought: flag,
  thoughtSignature: text(),
  inlineData: blob,
  fileData: object({ mimeType: text(), 'fileUri!': text(), displayName: any }),
  functionCall: object({ id: text(), 'name!': text(), args: object({}, true), partialArgs: any, willContinue: any }),
  functionResponse: object({
    id: text(),
    'name!': text(),
    'response!': object({}, true),
    parts: any,
    willContinue: any,
    scheduling: any,
  }),
  executableCode: any,
  codeExecutionResult: any,
  toolCall: any,
  toolResponse: any,
  videoMetadata: any,
  mediaResolution: any,
  partMetadata: any,
});
export const content = object({ role: word('user', 'model', 'function', 'system'), parts: some(part) });

const declaration = object({
  'name!': text(),
  description: text(),
  parameters: schema,
  parametersJsonSchema: any,
  response: schema,
  responseJsonSchema: any,
  behavior: any,
});
export const tool = object({
  functionDeclarations: some(declaration),
  googleSearch: any,
  googleSearchRetrieval: any,
  urlContext: any,
  codeExecution: any,
  googleMaps: any,
  fileSearch: any,
  computerUse: any,
});

const generationConfig = object({
  candidateCount: integer(1, 8),
  stopSequences: list(text(), 0, 5),
  maxOutputTokens: whole,
  temperature: decimal(0, 2),
  topP: decimal(0, 1),
  topK: decimal(),
  seed: whole,
  responseMimeType: text(),
  responseSchema: schema,
  responseJsonSchema: any,
  presencePenalty: decimal(-2, 2),
  frequencyPenalty: decimal(-2, 2),
  responseLogprobs: flag,
  logprobs: integer(0, 20),
  responseModalities: list(text()),
  speechConfig: any,
  thinkingConfig: object({ includeThoughts: flag, thinkingBudget: whole, thinkingLevel: text() }),
  imageConfig: any,
  mediaResolution: any,
  enableEnhancedCivicAnswers: any,
});

const fields: Readonly<Record<string, Shape>> = {
  'contents!': some(content),
  model: text(),
  systemInstruction: either(content, object({ parts: some(part), role: any })),
  tools: some(tool),
  toolConfig: object({
    functionCallingConfig: object({
      mode: word('MODE_UNSPECIFIED', 'AUTO', 'ANY', 'NONE', 'VALIDATED'),
      allowedFunctionNames: list(text()),
      streamFunctionCallArguments: any,
    }),
    retrievalConfig: any,
    includeServerSideToolInvocations: any,
  }),
  safetySettings: some(object({ 'category!': text(), 'threshold!': text(), method: any })),
  generationConfig,
  cachedContent: text(),
  serviceTier: any,
  labels: any,
  store: any,
};

/** The whole request. */
export const generateRequest: Shape = object(fields);

/** A token count: plain contents, or a whole request. */
export const countRequest: Shape = either(object({ 'generateContentRequest!': object(fields) }), object({ ...fields }));
