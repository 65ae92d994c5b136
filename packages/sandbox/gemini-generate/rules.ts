// What Gemini refuses beyond the shape: empty parts, order and number of function responses, thought signatures, media.

import { mediaOf } from '../play/scene.ts';
import { isObject } from '../shape.ts';
import { geminiError } from './errors.ts';
import { listed } from './names.ts';

type Json = Readonly<Record<string, unknown>>;

const DATA_FIELDS = [
  'text',
  'inlineData',
  'fileData',
  'functionCall',
  'functionResponse',
  'executableCode',
  'codeExecutionResult',
  'toolCall',
  'toolResponse',
];
/** Stands for a signature that was really lost; accepted by the provider, and documented. */
const DUMMIES = new Set(['skip_thought_signature_validator', 'context_engineering_is_the_way_to_go']);

/** Parts of a content. */
export function partsOf(content: Json | undefined): Json[] {
  return listed(content?.['parts']);
}

/** Refuses what the provider refuses. @throws Refused */
export function checkGenerate(request: Json, model: string, own: (signature: string) => boolean): void {
  const contents = listed(request['contents']);
  if (contents.length === 0) throw geminiError(400, '* GenerateContentRequest.contents: contents is not specified\n');
  contents.forEach((content, index) => checkParts(content, index));
  checkTools(request, model);
  checkTurns(contents);
  if (/gemini-[3-9]/.test(model)) checkSignatures(contents, own);
  checkConfig(request);
}

function checkParts(content: Json, index: number): void {
  const parts = partsOf(content);
  if (parts.length === 0)
    throw geminiError(400, `* GenerateContentRequest.contents[${index}].parts: contents.parts must not be empty.\n`);
  for (const [at, part] of parts.entries()) {
    checkMedia(part, index);
    const data = DATA_FIELDS.filter(name => part[name] !== undefined);
    if (data.length !== 1) {
      const words =
        data.length === 0
          ? "required oneof field 'data' must have one initialized field"
          : "oneof field 'data' is already set";
      throw geminiError(400, `* GenerateContentRequest.contents[${index}].parts[${at}].data: ${words}\n`);
    }
    if (isObject(part['inlineData']) && mediaOf(String(part['inlineData']['data'])) === undefined) {
      throw geminiError(
        400,
        `Invalid value at 'contents[${index}].parts[${at}].inline_data.data' (TYPE_BYTES), Base64 decoding failed`,
      );
    }
  }
}

function checkTools(request: Json, model: string): void {
  const tools = listed(request['tools']);
  const functions = tools.flatMap(tool => listed(tool['functionDeclarations']));
  for (const [index, declaration] of functions.entries()) {
    if (!/^[a-zA-Z_][a-zA-Z0-9_.:-]{0,127}$/.test(String(declaration['name']))) {
      throw geminiError(
        400,
        `* GenerateContentRequest.tools[0].function_declarations[${index}].name: Invalid function name. Must start with a letter or an underscore.\n`,
      );
    }
  }
  const native = tools.some(tool => Object.keys(tool).some(name => name !== 'functionDeclarations'));
  const config = isObject(request['toolConfig']) ? request['toolConfig'] : {};
  if (
    native &&
    functions.length > 0 &&
    !(/gemini-[3-9]/.test(model) && config['includeServerSideToolInvocations'] === true)
  ) {
    throw geminiError(400, 'Tool use with function calling is unsupported');
  }
  const calling = isObject(config['functionCallingConfig']) ? config['functionCallingConfig'] : {};
  const restricted = Array.isArray(calling['allowedFunctionNames']) && calling['allowedFunctionNames'].length > 0;
  if (restricted && calling['mode'] !== 'ANY' && calling['mode'] !== 'VALIDATED') {
    throw geminiError(
      400,
      'Function calling config: allowed_function_names is only supported with mode ANY or VALIDATED.',
    );
  }
}

/** A turn of calls is followed at once by one content with as many responses. */
function checkTurns(contents: readonly Json[]): void {
  for (const [index, content] of contents.entries()) {
    const calls = partsOf(content).filter(part => part['functionCall'] !== undefined).length;
    const responses = partsOf(content).filter(part => part['functionResponse'] !== undefined).length;
    const before = contents[index - 1];
    const called = partsOf(before).filter(part => part['functionCall'] !== undefined).length;
    if (calls > 0 && (before === undefined || before['role'] === 'model')) {
      throw geminiError(
        400,
        'Please ensure that function call turn comes immediately after a user turn or after a function response turn.',
      );
    }
    if ((responses > 0 || called > 0) && responses !== called) {
      throw geminiError(
        400,
        'Please ensure that the number of function response parts is equal to the number of function call parts of the function call turn.',
      );
    }
    if (responses > 0) checkOrder(before, content);
  }
}

/** Responses belong to calls by their order: by another one they would be given to the wrong call. */
function checkOrder(called: Json | undefined, answered: Json): void {
  const calls = partsOf(called).flatMap(part => (isObject(part['functionCall']) ? [part['functionCall']] : []));
  const responses = partsOf(answered).flatMap(part =>
    isObject(part['functionResponse']) ? [part['functionResponse']] : [],
  );
  for (const [index, response] of responses.entries()) {
    const call = calls[index];
    if (response['name'] !== call?.['name'] || (response['id'] ?? call?.['id']) !== (call?.['id'] ?? response['id']))
      throw geminiError(400, 'Please ensure that function response parts come in the order of their function calls.');
  }
}

/** What pictures may be: the type is checked against the bytes. */
function checkMedia(part: Json, index: number): void {
  const blob = part['inlineData'];
  if (!isObject(blob)) return;
  const media = mediaOf(String(blob['data']));
  const declared = String(blob['mimeType']);
  if (media === undefined) return;
  if (declared.startsWith('image/') && media.type !== declared && !/hei[cf]/.test(declared))
    throw geminiError(400, `Unable to process input image of contents[${index}]: it is not ${declared}.`);
}

/** In the running turn, the first call of each step needs its signature; no foreign one is taken. */
function checkSignatures(contents: readonly Json[], own: (signature: string) => boolean): void {
  const begun = contents.findLastIndex(
    content => content['role'] !== 'model' && partsOf(content).some(part => part['text'] !== undefined),
  );
  for (const [index, content] of contents.entries()) {
    const parts = partsOf(content);
    const foreign = parts.find(
      part =>
        typeof part['thoughtSignature'] === 'string' &&
        !own(part['thoughtSignature']) &&
        !DUMMIES.has(part['thoughtSignature']),
    );
    if (foreign !== undefined) throw geminiError(400, 'Thought signature is not valid');
    const call = parts.find(part => part['functionCall'] !== undefined);
    if (index <= begun || call === undefined || call['thoughtSignature'] !== undefined) continue;
    const name = isObject(call['functionCall']) ? String(call['functionCall']['name']) : '';
    throw geminiError(
      400,
      `Function call is missing a thought_signature in functionCall parts. This is required for tools to work correctly. Function call \`${name}\`, position ${index + 1}.`,
    );
  }
}

function checkConfig(request: Json): void {
  const config = isObject(request['generationConfig']) ? request['generationConfig'] : {};
  const structured = config['responseSchema'] !== undefined || config['responseJsonSchema'] !== undefined;
  if (structured && config['responseMimeType'] !== 'application/json' && config['responseMimeType'] !== 'text/x.enum') {
    throw geminiError(
      400,
      "* GenerateContentRequest.generation_config.response_schema: only allowed for response mime type 'application/json' or 'text/x.enum'\n",
    );
  }
  const thinking = isObject(config['thinkingConfig']) ? config['thinkingConfig'] : {};
  if (thinking['thinkingBudget'] !== undefined && thinking['thinkingLevel'] !== undefined) {
    throw geminiError(400, 'You can only set only one of thinking budget and thinking level.');
  }
  if (Number(config['maxOutputTokens'] ?? 1) < 1) throw geminiError(400, 'max_output_tokens must be positive.');
}
