// What OpenAI Chat refuses beyond the shape: pairing of tools, fields that exclude each other, media that is not what it says.

import { openaiRefusal, reasons, showsReasoning, strictFault } from '../openai-errors.ts';
import { mediaOf } from '../play/scene.ts';
import { isObject } from '../shape.ts';

type Json = Readonly<Record<string, unknown>>;

function present(request: Json, name: string): boolean {
  return request[name] !== undefined && request[name] !== null;
}

/** Refuses what the provider refuses. @throws Refused */
export function checkChat(request: Json, messages: readonly Json[]): void {
  checkFields(request);
  checkReasoning(request, String(request['model']));
  checkTools(request);
  checkFormat(request, messages);
  checkPairing(messages);
  checkThoughts(String(request['model']), messages);
  messages.forEach((message, index) => checkMedia(message, index, String(request['model'])));
}

function checkFields(request: Json): void {
  if (present(request, 'max_tokens') && present(request, 'max_completion_tokens')) {
    throw openaiRefusal(
      "Setting 'max_tokens' and 'max_completion_tokens' at the same time is not supported.",
      'max_tokens',
      'invalid_parameter_combination',
    );
  }
  if (present(request, 'stream_options') && request['stream'] !== true) {
    throw openaiRefusal("The 'stream_options' parameter is only allowed when 'stream' is enabled.", 'stream_options');
  }
  if (present(request, 'top_logprobs') && request['logprobs'] !== true) {
    throw openaiRefusal("The 'top_logprobs' parameter is only allowed when 'logprobs' is enabled.", 'top_logprobs');
  }
  if (present(request, 'web_search_options') && !/search/.test(String(request['model']))) {
    throw openaiRefusal('Web search options not supported with this model.', 'web_search_options');
  }
}

const OPENAIS_OWN = /^(?:gpt-|chatgpt|o\d|codex|ft:|davinci|babbage)/;

/** Reasoning models take no sampling and no `max_tokens`, but for effort `none` on gpt-5.1 and later. */
function checkReasoning(request: Json, model: string): void {
  if (showsReasoning(model)) return;
  if (present(request, 'thinking'))
    throw openaiRefusal("Unknown parameter: 'thinking'.", 'thinking', 'unknown_parameter');
  if (!reasons(model)) {
    // Other makers' models are asked for it through relays, which put it into their own words.
    if (present(request, 'reasoning_effort') && OPENAIS_OWN.test(model))
      throw openaiRefusal(`Unrecognized request argument supplied: reasoning_effort`, null);
    return;
  }
  if (present(request, 'max_tokens')) {
    const message =
      "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.";
    throw openaiRefusal(message, 'max_tokens', 'unsupported_parameter');
  }
  if (request['reasoning_effort'] === 'none' && /^gpt-(?:5\.\d|6)/.test(model)) return;
  for (const name of ['temperature', 'top_p']) {
    if (!present(request, name) || request[name] === 1) continue;
    const message = `Unsupported value: '${name}' does not support ${String(request[name])} with this model. Only the default (1) value is supported.`;
    throw openaiRefusal(message, name, 'unsupported_value');
  }
}

function checkTools(request: Json): void {
  const tools = Array.isArray(request['tools']) ? request['tools'].filter(isObject) : [];
  for (const name of ['tool_choice', 'parallel_tool_calls']) {
    if (tools.length === 0 && present(request, name)) {
      throw openaiRefusal(`'${name}' is only allowed when 'tools' are specified.`, name);
    }
  }
  for (const [index, tool] of tools.entries()) {
    const target = isObject(tool['function']) ? tool['function'] : isObject(tool['custom']) ? tool['custom'] : {};
    const name = String(target['name']);
    if (!/^[a-zA-Z0-9_-]{1,64}$/.test(name)) {
      throw openaiRefusal(
        `Invalid 'tools[${index}].function.name': string does not match pattern. Expected a string that matches the pattern '^[a-zA-Z0-9_-]+$'.`,
        `tools[${index}].function.name`,
        'invalid_value',
      );
    }
    const parameters = target['parameters'];
    if (isObject(parameters) && Object.keys(parameters).length > 0 && parameters['type'] !== 'object') {
      throw openaiRefusal(
        `Invalid schema for function '${name}': schema must be a JSON Schema of 'type: "object"', got 'type: "${String(parameters['type'])}"'.`,
        `tools[${index}].function.parameters`,
        'invalid_function_parameters',
      );
    }
    const fault = target['strict'] === true ? strictFault(parameters, `function '${name}'`) : undefined;
    if (fault !== undefined)
      throw openaiRefusal(fault, `tools[${index}].function.parameters`, 'invalid_function_parameters');
  }
}

function checkFormat(request: Json, messages: readonly Json[]): void {
  const format = request['response_format'];
  if (!isObject(format)) return;
  if (format['type'] === 'json_object' && !/json/i.test(JSON.stringify(messages))) {
    throw openaiRefusal(
      "'messages' must contain the word 'json' in some form, to use 'response_format' of type 'json_object'.",
      'messages',
    );
  }
  const wanted = isObject(format['json_schema']) ? format['json_schema'] : {};
  const fault =
    wanted['strict'] === true
      ? strictFault(wanted['schema'], `response_format '${String(wanted['name'])}'`)
      : undefined;
  if (fault !== undefined) throw openaiRefusal(fault, 'response_format');
}

/** Thinking in messages: unknown to OpenAI; to DeepSeek and its like a must while tools run. */
function checkThoughts(model: string, messages: readonly Json[]): void {
  const shown = showsReasoning(model);
  const begun = messages.findLastIndex(message => message['role'] === 'user');
  for (const [index, message] of messages.entries()) {
    if (message['role'] !== 'assistant') continue;
    const thought = message['reasoning_content'];
    if (thought !== undefined && !shown) {
      const path = `messages[${index}].reasoning_content`;
      throw openaiRefusal(`Unknown parameter: '${path}'.`, path, 'unknown_parameter');
    }
    const missing = typeof thought !== 'string' || thought === '';
    if (shown && missing && index > begun && Array.isArray(message['tool_calls']))
      throw openaiRefusal('The `reasoning_content` in the thinking mode must be passed back to the API.', null);
  }
}

/** Every call is answered directly behind it, and every answer has its call. */
function checkPairing(messages: readonly Json[]): void {
  let open: Set<string> | undefined;
  for (const [index, message] of messages.entries()) {
    if (message['role'] === 'tool') {
      const id = String(message['tool_call_id']);
      if (open === undefined || !open.has(id)) {
        throw openaiRefusal(
          "Invalid parameter: messages with role 'tool' must be a response to a preceeding message with 'tool_calls'.",
          `messages.[${index}].role`,
        );
      }
      open.delete(id);
      continue;
    }
    closeCalls(open, index);
    open =
      message['role'] === 'assistant' && Array.isArray(message['tool_calls'])
        ? idsOf(message['tool_calls'].filter(isObject), index)
        : undefined;
    const empty =
      message['role'] === 'assistant' &&
      !present(message, 'content') &&
      open === undefined &&
      !present(message, 'refusal') &&
      !present(message, 'audio') &&
      !present(message, 'function_call');
    if (empty)
      throw openaiRefusal(`Invalid value for 'content': expected a string, got null.`, `messages.[${index}].content`);
  }
  closeCalls(open, messages.length);
}

function idsOf(calls: readonly Json[], index: number): Set<string> {
  const ids = new Set(calls.map(call => String(call['id'])));
  if (ids.size < calls.length)
    throw openaiRefusal(
      `Invalid 'messages[${index}].tool_calls': ids must be unique.`,
      `messages[${index}].tool_calls`,
    );
  return ids;
}

function closeCalls(open: ReadonlySet<string> | undefined, index: number): void {
  if (open === undefined || open.size === 0) return;
  const ids = [...open].join(', ');
  throw openaiRefusal(
    `An assistant message with 'tool_calls' must be followed by tool messages responding to each 'tool_call_id'. The following tool_call_ids did not have response messages: ${ids}`,
    `messages.[${index}].role`,
  );
}

const IMAGES = new Set(['image/png', 'image/jpeg', 'image/gif', 'image/webp']);

function checkMedia(message: Json, index: number, model: string): void {
  if (!Array.isArray(message['content'])) return;
  for (const part of message['content'].filter(isObject)) {
    if (part['type'] === 'image_url' && isObject(part['image_url'])) checkImage(String(part['image_url']['url']));
    if (part['type'] === 'input_audio' && !/audio|omni/.test(model)) {
      throw openaiRefusal(
        `Invalid 'messages[${index}]'. Content blocks are expected to be either text or image_url type.`,
        `messages[${index}]`,
      );
    }
    if (part['type'] === 'file' && isObject(part['file'])) checkFile(part['file']);
  }
}

function checkImage(url: string): void {
  if (/^https?:\/\//.test(url)) return;
  const media = /^data:image\/(?:png|jpe?g|gif|webp);base64,/.test(url) ? mediaOf(url) : undefined;
  if (media?.type === undefined || !IMAGES.has(media.type)) {
    throw openaiRefusal(
      "You uploaded an unsupported image. Please make sure your image has of one the following formats: ['png', 'jpeg', 'gif', 'webp'].",
      null,
      'invalid_image_format',
    );
  }
}

function checkFile(file: Json): void {
  if (typeof file['file_id'] === 'string') return;
  const data = String(file['file_data'] ?? '');
  if (!/^data:[\w.+/-]+;base64,/.test(data) || mediaOf(data) === undefined) {
    throw openaiRefusal(
      "Invalid 'file_data'. Expected a base64-encoded data URL with a MIME type (e.g. 'data:application/pdf;base64,...').",
      'file_data',
      'invalid_value',
    );
  }
}
