// Anthropic Messages: the call of Claude Code and of Anthropic's libraries, and its count of tokens.

import type { CallFamily } from '../call.ts';
import type { Row } from '../field.ts';
import { t } from '../text.ts';
import { MESSAGES_BODY, MESSAGES_RETURNS } from './conversation-fields.ts';
import { DOCUMENT, PERSON, PICTURE, PICTURE_URL, WEATHER } from './examples.ts';
import { MODEL, STREAM } from './rows.ts';

const MODEL_NAME = 'claude-sonnet-4-5';
const user = (content: unknown): readonly unknown[] => [{ role: 'user', content }];
const TOOL = { name: WEATHER.name, description: WEATHER.description, input_schema: WEATHER.parameters };

const HEADERS: readonly Row[] = [
  ['anthropic-version', 'string', '`2023-06-01`, or the newer `2026-10-21`.', '`2023-06-01` 或更新的 `2026-10-21`。'],
  ['anthropic-beta', 'string', 'Beta features, by comma; passed on.', '以逗号分隔的 Beta 特性，原样转发。'],
];

const MESSAGES: readonly Row[] = [
  ['messages*', 'object[]', 'The conversation, `user` and `assistant` in turn.', '对话，`user` 与 `assistant` 交替。'],
  ['messages[].role*', '"user"|"assistant"|"system"', 'Who speaks.', '发言者。'],
  [
    'messages[].content*',
    'string|object[]',
    'A text, or blocks: `text`, `image`, `document`, `tool_use`, `tool_result`, `thinking`.',
    '文本，或内容块：`text`、`image`、`document`、`tool_use`、`tool_result`、`thinking`。',
  ],
  ['system', 'string|object[]', 'System text.', '系统提示。'],
  [
    'tools',
    'object[]',
    'Tools with `name`, `description`, `input_schema`; or server tools such as `web_search_20250305`.',
    '含 `name`、`description`、`input_schema` 的工具；或 `web_search_20250305` 等服务端工具。',
  ],
  ['tool_choice', 'object', '`auto`, `any`, `none`, or one `tool`.', '`auto`、`any`、`none` 或指定 `tool`。'],
  [
    'thinking',
    'object',
    '`{"type":"enabled","budget_tokens":2048}`, `adaptive` or `disabled`.',
    '`{"type":"enabled","budget_tokens":2048}`、`adaptive` 或 `disabled`。',
  ],
];

const BODY: readonly Row[] = [
  MODEL,
  ['max_tokens*', 'integer 1..', 'Most tokens to make, thinking included.', '最多生成的 token 数，含思考。'],
  ...MESSAGES,
  STREAM,
  ['output_config.effort', '"low"|"medium"|"high"|"xhigh"|"max"', 'How much it puts into the answer.', '投入程度。'],
  ['output_config.format', 'object', 'A `json_schema` that the answer must fit.', '回答须符合的 `json_schema`。'],
  ['temperature', 'number 0..1 = 1', 'Higher is more varied; not with thinking.', '越高越发散；开启思考时不可用。'],
  ['top_p', 'number 0..1', 'Share of likely words to choose from.', '核采样比例。'],
  ['top_k', 'integer', 'How many words to choose from.', '候选词个数。'],
  ['stop_sequences', 'string[]', 'Texts at which the answer ends.', '遇到即停止的文本。'],
  ['metadata.user_id', 'string', 'Your own id of the end user.', '最终用户的标识，由你自定。'],
  ...MESSAGES_BODY,
];

export const anthropic: CallFamily = {
  section: 'chat',
  id: 'anthropic',
  title: t('Anthropic Messages', 'Anthropic Messages'),
  calls: [
    {
      id: 'messages',
      method: 'POST',
      path: '/v1/messages',
      title: t('Create a message', '创建消息'),
      purpose: t(
        'Anthropic’s API, the one that Claude Code speaks. The key goes as `x-api-key` or as a bearer token. Models of other makers answer by it too.',
        'Anthropic 的接口，Claude Code 使用它。密钥可放在 `x-api-key` 或 Bearer 中。其他厂商的模型也能用它作答。',
      ),
      headers: HEADERS,
      body: BODY,
      returns: [
        ['id*', 'string', 'Id of the message.', '消息 ID。'],
        ['type*', '"message"', 'Kind of the object.', '对象类型。'],
        ['role*', '"assistant"', 'Who speaks.', '发言者。'],
        ['model*', 'string', 'The model that answered.', '作答的模型。'],
        [
          'content*',
          'object[]',
          'Blocks: `thinking`, `text`, `tool_use` …',
          '内容块：`thinking`、`text`、`tool_use` 等。',
        ],
        ['content[].type*', 'string', 'Kind of the block.', '内容块类型。'],
        [
          'stop_reason*',
          'string|null',
          '`end_turn`, `max_tokens`, `stop_sequence`, `tool_use`, `pause_turn`, `refusal`.',
          '`end_turn`、`max_tokens`、`stop_sequence`、`tool_use`、`pause_turn`、`refusal`。',
        ],
        ['usage*', 'object', 'What is paid for.', '计费用量。'],
        ['usage.input_tokens*', 'integer', 'Input, cached tokens not included.', '输入 token，不含缓存部分。'],
        ['usage.output_tokens*', 'integer', 'Output, thinking included.', '输出 token，含思考。'],
        ['usage.cache_read_input_tokens', 'integer|null', 'Read from the cache.', '命中缓存。'],
        ['usage.cache_creation_input_tokens', 'integer|null', 'Written into the cache.', '写入缓存。'],
        ...MESSAGES_RETURNS,
      ],
      cost: 'tokens',
      costNote: t(
        'What is written into the cache costs more than plain input (a quarter more for five minutes, twice as much for an hour), what is read from it a tenth.',
        '写入缓存比普通输入贵（5 分钟约贵四分之一，1 小时为两倍），读取缓存约为十分之一。',
      ),
      sdk: { library: 'anthropic', method: 'messages.create' },
      samples: [
        {
          id: 'plain',
          title: t('One question', '一问一答'),
          headers: { 'anthropic-version': '2023-06-01' },
          body: { model: MODEL_NAME, max_tokens: 200, messages: user('Say hello in one sentence.') },
        },
        {
          id: 'stream',
          title: t('Streaming', '流式输出'),
          note: t(
            'Named events from `message_start` to `message_stop`; while the model is silent the gateway sends `event: ping`. A failure is `event: error`.',
            '从 `message_start` 到 `message_stop` 的具名事件；模型静默时网关发送 `event: ping`；失败为 `event: error`。',
          ),
          stream: true,
          headers: { 'anthropic-version': '2023-06-01' },
          body: { model: MODEL_NAME, max_tokens: 200, stream: true, messages: user('Count from one to five.') },
        },
        {
          id: 'vision-url',
          title: t('Vision: a picture by address', '识图：图片链接'),
          headers: { 'anthropic-version': '2023-06-01' },
          body: {
            model: MODEL_NAME,
            max_tokens: 200,
            messages: user([
              { type: 'image', source: { type: 'url', url: PICTURE_URL } },
              { type: 'text', text: 'What is in this picture?' },
            ]),
          },
        },
        {
          id: 'vision-base64',
          title: t('Vision: a picture in the request', '识图：Base64 图片'),
          note: t('The base64 text stands alone, without `data:`.', '只写 Base64 文本本身，不带 `data:` 前缀。'),
          headers: { 'anthropic-version': '2023-06-01' },
          body: {
            model: MODEL_NAME,
            max_tokens: 200,
            messages: user([
              { type: 'image', source: { type: 'base64', media_type: 'image/png', data: PICTURE } },
              { type: 'text', text: 'What is in this picture?' },
            ]),
          },
        },
        {
          id: 'tools',
          title: t('Tools', '工具调用'),
          note: t(
            'Answer a `tool_use` block with a `tool_result` block first in the next user message.',
            '在下一条用户消息的开头，用 `tool_result` 块回应 `tool_use`。',
          ),
          headers: { 'anthropic-version': '2023-06-01' },
          body: {
            model: MODEL_NAME,
            max_tokens: 200,
            tools: [TOOL],
            messages: user('What is the weather in Paris? Use get_weather.'),
          },
        },
        {
          id: 'thinking',
          title: t('Thinking', '思考'),
          note: t(
            'The budget counts towards `max_tokens`, and at least 1024. Send thinking blocks back unchanged while tools run.',
            '预算计入 `max_tokens`，至少 1024。工具循环中请原样带回思考块。',
          ),
          headers: { 'anthropic-version': '2023-06-01' },
          body: {
            model: MODEL_NAME,
            max_tokens: 4000,
            thinking: { type: 'enabled', budget_tokens: 2000 },
            messages: user('How many primes are below 30?'),
          },
        },
        {
          id: 'structured',
          title: t('Structured output', '结构化输出'),
          headers: { 'anthropic-version': '2023-06-01' },
          body: {
            model: MODEL_NAME,
            max_tokens: 200,
            output_config: { format: { type: 'json_schema', schema: PERSON } },
            messages: user('Ada is 36 years old. Give name and age.'),
          },
        },
        {
          id: 'pdf',
          title: t('A PDF', '阅读 PDF'),
          headers: { 'anthropic-version': '2023-06-01' },
          body: {
            model: MODEL_NAME,
            max_tokens: 300,
            messages: user([
              { type: 'document', source: { type: 'base64', media_type: 'application/pdf', data: DOCUMENT } },
              { type: 'text', text: 'Summarise this document.' },
            ]),
          },
        },
        {
          id: 'search',
          title: t('Web search', '联网搜索'),
          headers: { 'anthropic-version': '2023-06-01' },
          body: {
            model: MODEL_NAME,
            max_tokens: 500,
            tools: [{ type: 'web_search_20250305', name: 'web_search', max_uses: 2 }],
            messages: user('What is in the news today?'),
          },
        },
        {
          id: 'cache',
          title: t('Caching a prompt', '提示词缓存'),
          note: t(
            'Everything up to a `cache_control` mark is kept for five minutes, or an hour with `"ttl":"1h"`. Short prompts are not cached.',
            '`cache_control` 标记之前的内容缓存 5 分钟，`"ttl":"1h"` 则为 1 小时。太短的提示不会缓存。',
          ),
          headers: { 'anthropic-version': '2023-06-01' },
          body: {
            model: MODEL_NAME,
            max_tokens: 200,
            system: [{ type: 'text', text: 'You answer in one sentence.', cache_control: { type: 'ephemeral' } }],
            messages: user('Why is the sky blue?'),
          },
        },
      ],
    },
    {
      id: 'messages-count',
      method: 'POST',
      path: '/v1/messages/count_tokens',
      title: t('Count tokens', '计算 token 数'),
      purpose: t('Counts the tokens of a request without answering it.', '只计算请求的 token 数，不生成回答。'),
      headers: HEADERS,
      body: [MODEL, ...MESSAGES],
      returns: [['input_tokens*', 'integer', 'How many.', 'token 数。']],
      cost: 'free',
      sdk: { library: 'anthropic', method: 'messages.count_tokens' },
      samples: [
        {
          id: 'count',
          title: t('A question', '一个问题'),
          headers: { 'anthropic-version': '2023-06-01' },
          body: { model: MODEL_NAME, messages: user('How long is this?') },
        },
      ],
    },
  ],
};
