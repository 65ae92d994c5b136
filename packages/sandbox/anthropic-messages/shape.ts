// The request of Anthropic Messages, as strict as the provider is (anthropic-messages wire page).

import { any, decimal, either, flag, integer, list, object, tagged, text, word, type Shape } from '../shape.ts';

const cache = object({ 'type!': word('ephemeral'), ttl: word('5m', '1h') });
const cached = {
  cache_control: either(cache, (value, path) =>
    value === null ? undefined : { kind: 'type', path, expected: 'an object', found: value },
  ),
};

const source = tagged('type', {
  base64: object({ 'type!': any, 'media_type!': text(), 'data!': text() }),
  url: object({ 'type!': any, 'url!': text() }),
  file: object({ 'type!': any, 'file_id!': text() }),
  text: object({ 'type!': any, 'media_type!': word('text/plain'), 'data!': text() }),
  content: object({ 'type!': any, 'content!': any }),
});

const textBlock = object({ 'type!': any, 'text!': text(), citations: any, ...cached });
const imageBlock = object({ 'type!': any, 'source!': source, ...cached });
const documentBlock = object({ 'type!': any, 'source!': source, title: any, context: any, citations: any, ...cached });
const searchResult = object({
  'type!': any,
  'source!': text(),
  'title!': text(),
  'content!': list(textBlock),
  citations: any,
  ...cached,
});
const toolResult = object({
  'type!': any,
  'tool_use_id!': text(),
  content: either(
    text(),
    list(
      tagged('type', {
        text: textBlock,
        image: imageBlock,
        document: documentBlock,
        search_result: searchResult,
        tool_reference: object({ 'type!': any }, true),
      }),
    ),
  ),
  is_error: flag,
  ...cached,
});
const open = object({ 'type!': any }, true);

/** Blocks of server tools: sent back as they came. */
const SERVER_BLOCKS = [
  'server_tool_use',
  'web_search_tool_result',
  'web_fetch_tool_result',
  'code_execution_tool_result',
  'bash_code_execution_tool_result',
  'text_editor_code_execution_tool_result',
  'tool_search_tool_result',
  'mcp_tool_use',
  'mcp_tool_result',
  'advisor_tool_result',
  'compaction',
  'container_upload',
];

const block = tagged('type', {
  text: textBlock,
  image: imageBlock,
  document: documentBlock,
  search_result: searchResult,
  tool_result: toolResult,
  tool_use: object({
    'type!': any,
    'id!': text(),
    'name!': text(200),
    'input!': object({}, true),
    caller: any,
    ...cached,
  }),
  thinking: object({ 'type!': any, 'thinking!': text(), 'signature!': text() }),
  redacted_thinking: object({ 'type!': any, 'data!': text() }),
  ...Object.fromEntries(SERVER_BLOCKS.map(name => [name, open])),
});

const customTool = object({
  type: word('custom'),
  'name!': text(128),
  description: text(),
  'input_schema!': object({ 'type!': word('object') }, true),
  strict: flag,
  input_examples: any,
  defer_loading: flag,
  eager_input_streaming: any,
  allowed_callers: any,
  ...cached,
});

const tool = tagged(
  'type',
  {
    custom: customTool,
    web_search_: object({
      'type!': any,
      'name!': word('web_search'),
      max_uses: any,
      allowed_domains: any,
      blocked_domains: any,
      user_location: any,
      allowed_callers: any,
      defer_loading: any,
      strict: any,
      ...cached,
    }),
    web_fetch_: open,
    code_execution_: open,
    bash_: open,
    text_editor_: open,
    computer_: open,
    memory_: open,
    tool_search_tool_: open,
    mcp_toolset: open,
    advisor_: open,
  },
  { fallback: 'custom', prefix: true },
);

/** The whole request; `max_tokens` is checked apart, since token counting does without. */
export const messagesRequest: Shape = object({
  'model!': text(),
  'messages!': list(
    object({ 'role!': word('user', 'assistant', 'system'), 'content!': either(text(), list(block)) }),
    1,
  ),
  max_tokens: integer(1),
  system: either(text(), list(tagged('type', { text: textBlock }))),
  temperature: decimal(0, 1),
  top_p: decimal(0, 1),
  top_k: integer(0),
  stop_sequences: list(text()),
  stream: flag,
  metadata: object({ user_id: any }),
  service_tier: word('auto', 'standard_only'),
  container: any,
  inference_geo: any,
  thinking: tagged('type', {
    enabled: object({ 'type!': any, 'budget_tokens!': integer(1024), display: word('summarized', 'omitted') }),
    disabled: object({ 'type!': any }),
    adaptive: object({ 'type!': any, display: word('summarized', 'omitted') }),
  }),
  tools: list(tool),
  tool_choice: tagged('type', {
    auto: object({ 'type!': any, disable_parallel_tool_use: flag }),
    any: object({ 'type!': any, disable_parallel_tool_use: flag }),
    tool: object({ 'type!': any, 'name!': text(), disable_parallel_tool_use: flag }),
    none: object({ 'type!': any }),
  }),
  output_config: object({ effort: word('low', 'medium', 'high', 'xhigh', 'max'), format: any, task_budget: any }),
  output_format: any,
  ...cached,
  context_management: any,
  mcp_servers: any,
  thread: object({ 'type!': word('create', 'continue'), previous_message_id: text() }),
});
