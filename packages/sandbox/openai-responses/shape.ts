// The request of OpenAI Responses, as strict as the provider is (openai-responses wire page).

import {
  any,
  decimal,
  either,
  flag,
  integer,
  list,
  nullable,
  object,
  tagged,
  text,
  word,
  type Shape,
} from '../shape.ts';

const inputText = object({ 'type!': any, 'text!': text(), prompt_cache_breakpoint: any });
const inputImage = object({
  'type!': any,
  image_url: nullable(text()),
  file_id: nullable(text()),
  detail: nullable(word('auto', 'low', 'high', 'original')),
});
const inputFile = object({
  'type!': any,
  file_id: nullable(text()),
  file_url: text(),
  filename: text(),
  file_data: text(),
  detail: any,
});
const inputPart = tagged('type', { input_text: inputText, input_image: inputImage, input_file: inputFile });
const outputText = object({ 'type!': any, 'text!': text(), annotations: any, logprobs: any });
const refusalPart = object({ 'type!': any, 'refusal!': text() });
const assistantPart = tagged('type', { output_text: outputText, refusal: refusalPart });

const message = tagged('role', {
  user: object({
    type: word('message'),
    'role!': any,
    'content!': either(text(), list(inputPart)),
    id: any,
    status: any,
  }),
  system: object({
    type: word('message'),
    'role!': any,
    'content!': either(text(), list(inputPart)),
    id: any,
    status: any,
  }),
  developer: object({
    type: word('message'),
    'role!': any,
    'content!': either(text(), list(inputPart)),
    id: any,
    status: any,
  }),
  assistant: object({
    type: word('message'),
    'role!': any,
    'content!': either(text(), list(assistantPart)),
    id: any,
    status: any,
    phase: any,
  }),
});

const callOutput = object({
  'type!': any,
  'call_id!': text(64),
  'output!': either(text(), list(inputPart)),
  id: nullable(text(64)),
  status: any,
  name: any,
});

/** Items that the provider knows and that are taken as they come. */
const open = object({ 'type!': any }, true);

const item = tagged(
  'type',
  {
    message,
    function_call: object({
      'type!': any,
      'call_id!': text(64),
      'name!': text(),
      'arguments!': text(),
      id: nullable(text(64)),
      status: any,
      namespace: any,
    }),
    function_call_output: callOutput,
    custom_tool_call: object({
      'type!': any,
      'call_id!': text(64),
      'name!': text(),
      'input!': text(),
      id: nullable(text(64)),
      status: any,
      namespace: any,
    }),
    custom_tool_call_output: callOutput,
    reasoning: object({
      'type!': any,
      id: nullable(text(64)),
      'summary!': list(any),
      content: nullable(list(any)),
      encrypted_content: nullable(text()),
      status: any,
    }),
    item_reference: object({ 'type!': any, 'id!': text() }),
    web_search_call: open,
    file_search_call: open,
    code_interpreter_call: open,
    image_generation_call: open,
    computer_call: open,
    computer_call_output: open,
    local_shell_call: open,
    local_shell_call_output: open,
    shell_call: open,
    shell_call_output: open,
    apply_patch_call: open,
    apply_patch_call_output: open,
    mcp_list_tools: open,
    mcp_approval_request: open,
    mcp_approval_response: open,
    mcp_call: open,
    compaction: open,
    tool_search_call: open,
    tool_search_output: open,
    additional_tools: open,
  },
  { fallback: 'message' },
);

const functionTool = object({
  'type!': any,
  'name!': text(128),
  description: nullable(text()),
  parameters: nullable(object({}, true)),
  strict: nullable(flag),
  defer_loading: any,
  output_schema: any,
});

/** A tool at the top level. */
const tool = tagged(
  'type',
  {
    function: functionTool,
    custom: object({ 'type!': any, 'name!': text(128), description: text(), format: any, defer_loading: any }),
    web_search: object({
      'type!': any,
      filters: any,
      user_location: any,
      search_context_size: word('low', 'medium', 'high'),
      external_web_access: any,
      search_content_types: any,
    }),
    file_search: open,
    code_interpreter: open,
    image_generation: open,
    mcp: open,
    computer: open,
    local_shell: open,
    shell: open,
    apply_patch: open,
    tool_search: open,
    namespace: open,
  },
  { prefix: true },
);

/** The whole request. */
export const responsesRequest: Shape = object({
  'model!': text(),
  input: either(text(), list(item)),
  instructions: nullable(text()),
  max_output_tokens: nullable(integer(16)),
  max_tool_calls: nullable(integer(1)),
  temperature: nullable(decimal(0, 2)),
  top_p: nullable(decimal(0, 1)),
  top_logprobs: nullable(integer(0, 20)),
  tools: list(tool),
  tool_choice: either(word('none', 'auto', 'required'), object({ 'type!': text() }, true)),
  parallel_tool_calls: nullable(flag),
  text: object({
    format: tagged('type', {
      text: object({ 'type!': any }),
      json_object: object({ 'type!': any }),
      json_schema: object({
        'type!': any,
        'name!': text(64),
        'schema!': object({}, true),
        strict: nullable(flag),
        description: text(),
      }),
    }),
    verbosity: nullable(word('low', 'medium', 'high')),
  }),
  reasoning: nullable(
    object({
      effort: nullable(word('none', 'minimal', 'low', 'medium', 'high', 'xhigh', 'max')),
      summary: nullable(word('auto', 'concise', 'detailed')),
      generate_summary: any,
      context: any,
    }),
  ),
  include: nullable(list(text())),
  store: nullable(flag),
  previous_response_id: nullable(text()),
  conversation: nullable(either(text(), object({ 'id!': text() }))),
  background: nullable(flag),
  truncation: nullable(word('auto', 'disabled')),
  metadata: nullable(object({}, true)),
  client_metadata: any,
  service_tier: nullable(word('auto', 'default', 'flex', 'priority', 'scale')),
  prompt: any,
  prompt_cache_key: text(),
  prompt_cache_retention: nullable(word('in_memory', 'in-memory', '24h')),
  safety_identifier: text(64),
  user: text(),
  stream: nullable(flag),
  stream_options: nullable(object({ include_obfuscation: flag })),
  context_management: any,
});
