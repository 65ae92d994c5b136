// The request of OpenAI Chat Completions, as strict as the provider is (openai-chat wire page).

import {
  any,
  decimal,
  either,
  flag,
  integer,
  isObject,
  list,
  nullable,
  object,
  tagged,
  text,
  word,
  type Shape,
} from '../shape.ts';

const functionTool = object({
  'type!': word('function'),
  'function!': object({
    'name!': text(64),
    description: nullable(text()),
    parameters: nullable(object({}, true)),
    strict: nullable(flag),
  }),
});
const customTool = object({
  'type!': word('custom'),
  'custom!': object({ 'name!': text(64), description: text(), format: any }),
});

const textPart = object({ 'type!': word('text'), 'text!': text() });
const imagePart = object({
  'type!': word('image_url'),
  'image_url!': object({ 'url!': text(), detail: word('auto', 'low', 'high') }),
});
const audioPart = object({
  'type!': word('input_audio'),
  'input_audio!': object({ 'data!': text(), 'format!': word('wav', 'mp3') }),
});
const filePart = object({
  'type!': word('file'),
  'file!': object({ file_id: text(), filename: text(), file_data: text() }),
});
const refusalPart = object({ 'type!': word('refusal'), 'refusal!': text() });

const textContent = either(text(), list(textPart, 1));
const userContent = either(
  text(),
  list(tagged('type', { text: textPart, image_url: imagePart, input_audio: audioPart, file: filePart }), 1),
);
const assistantContent = nullable(either(text(), list(tagged('type', { text: textPart, refusal: refusalPart }), 1)));

const toolCall = tagged('type', {
  function: object({
    'id!': text(64),
    'type!': word('function'),
    'function!': object({ 'name!': text(), 'arguments!': text() }),
  }),
  custom: object({
    'id!': text(64),
    'type!': word('custom'),
    'custom!': object({ 'name!': text(), 'input!': text() }),
  }),
});

const message = tagged('role', {
  system: object({ 'role!': any, 'content!': textContent, name: text() }),
  developer: object({ 'role!': any, 'content!': textContent, name: text() }),
  user: object({ 'role!': any, 'content!': userContent, name: text() }),
  assistant: object({
    'role!': any,
    content: assistantContent,
    refusal: nullable(text()),
    name: text(),
    audio: nullable(object({ 'id!': text() })),
    tool_calls: list(toolCall, 1),
    function_call: nullable(any),
    // The official SDKs send answers back as they came.
    annotations: any,
    // Known to compatible vendors alone: the rules refuse it elsewhere.
    reasoning_content: nullable(text()),
  }),
  tool: object({ 'role!': any, 'content!': textContent, 'tool_call_id!': text() }),
  function: object({ 'role!': any, 'content!': nullable(text()), 'name!': text() }),
});

const FIELDS = {
  'model!': text(),
  'messages!': list(message, 1),
  max_tokens: nullable(integer(1)),
  max_completion_tokens: nullable(integer(1)),
  temperature: nullable(decimal(0, 2)),
  top_p: nullable(decimal(0, 1)),
  n: nullable(integer(1, 128)),
  seed: nullable(integer()),
  stop: nullable(either(text(), list(text(), 1, 4))),
  presence_penalty: nullable(decimal(-2, 2)),
  frequency_penalty: nullable(decimal(-2, 2)),
  logit_bias: nullable(object({}, true)),
  logprobs: nullable(flag),
  top_logprobs: nullable(integer(0, 20)),
  stream: nullable(flag),
  stream_options: nullable(object({ include_usage: flag, include_obfuscation: flag })),
  tools: list(tagged('type', { function: functionTool, custom: customTool }), 1, 128),
  tool_choice: either(
    word('none', 'auto', 'required'),
    tagged('type', {
      function: object({ 'type!': any, 'function!': object({ 'name!': text() }) }),
      custom: object({ 'type!': any, 'custom!': object({ 'name!': text() }) }),
      allowed_tools: object({
        'type!': any,
        'allowed_tools!': object({ 'mode!': word('auto', 'required'), 'tools!': list(any, 1) }),
      }),
    }),
  ),
  parallel_tool_calls: flag,
  response_format: tagged('type', {
    text: object({ 'type!': any }),
    json_object: object({ 'type!': any }),
    json_schema: object({
      'type!': any,
      'json_schema!': object({
        'name!': text(64),
        schema: object({}, true),
        strict: nullable(flag),
        description: text(),
      }),
    }),
  }),
  reasoning_effort: nullable(word('none', 'minimal', 'low', 'medium', 'high', 'xhigh', 'max')),
  verbosity: nullable(word('low', 'medium', 'high')),
  modalities: nullable(list(word('text', 'audio'))),
  audio: nullable(object({ 'voice!': any, 'format!': word('wav', 'mp3', 'flac', 'opus', 'pcm16', 'aac') })),
  web_search_options: object({ search_context_size: word('low', 'medium', 'high'), user_location: nullable(any) }),
  prediction: nullable(any),
  // Of compatible vendors alone: the rules refuse it elsewhere.
  thinking: any,
  store: nullable(flag),
  metadata: nullable(object({}, true)),
  service_tier: nullable(word('auto', 'default', 'flex', 'scale', 'priority')),
  user: text(),
  safety_identifier: text(64),
  prompt_cache_key: text(),
  prompt_cache_retention: nullable(word('in_memory', 'in-memory', '24h')),
  prompt_cache_options: any,
  moderation: any,
  functions: list(any, 1),
  function_call: any,
};

/** Models of compatible vendors, whose APIs take fields of their own (`enable_thinking`, `chat_template_kwargs`). */
const VENDORS =
  /^(?:qwen|qwq|qvq|deepseek|glm|kimi|moonshot|doubao|seed|minimax|abab|hunyuan|ernie|grok|mi[sn]istral|llama|sonar)/i;

const ofOpenai: Shape = object(FIELDS);
const ofVendor: Shape = object(FIELDS, true);

/** The whole request: OpenAI refuses a field that it does not know, a compatible vendor does not. */
export const chatRequest: Shape = (value, path) => {
  const model = isObject(value) ? value['model'] : undefined;
  return (typeof model === 'string' && VENDORS.test(model) ? ofVendor : ofOpenai)(value, path);
};
