// OpenAI Responses: creating, counting, compacting, and what is stored of an answer.

import type { CallFamily } from '../call.ts';
import type { Row } from '../field.ts';
import { t } from '../text.ts';
import { RESPONSES_BODY, RESPONSES_RETURNS } from './conversation-fields.ts';
import { DOCUMENT, PERSON, PICTURE_URL, WEATHER } from './examples.ts';
import { MODEL, STREAM } from './rows.ts';

const ID: Row = ['id*', 'string', 'Id of the response: `resp_…`.', '响应 ID：`resp_…`。'];
const BEFORE = { sample: 'responses/plain', take: { id: 'id' } } as const;
const WHERE = { id: '<id>' } as const;

const BODY: readonly Row[] = [
  MODEL,
  [
    'input',
    'string|object[]',
    'A text, or items: messages, calls, results, reasoning.',
    '文本，或条目列表：消息、调用、结果、思考。',
  ],
  ['instructions', 'string|null', 'System text of this answer only.', '仅对本次生效的系统提示。'],
  [
    'max_output_tokens',
    'integer|null 16..',
    'Most tokens to make, thinking included.',
    '最多生成的 token 数，含思考。',
  ],
  ['temperature', 'number|null 0..2 = 1', 'Higher is more varied.', '越高越发散。'],
  ['top_p', 'number|null 0..1 = 1', 'Share of likely words to choose from.', '核采样比例。'],
  STREAM,
  [
    'tools',
    'object[]',
    '`function`, `custom`, `web_search`, `file_search`, `code_interpreter`, `mcp` …',
    '`function`、`custom`、`web_search`、`file_search`、`code_interpreter`、`mcp` 等。',
  ],
  [
    'tool_choice',
    'string|object',
    '`auto`, `none`, `required`, or one tool.',
    '`auto`、`none`、`required` 或指定工具。',
  ],
  ['text.format', 'object', '`text`, `json_object` or `json_schema`.', '`text`、`json_object` 或 `json_schema`。'],
  ['text.verbosity', '"low"|"medium"|"high"', 'How long the answer is.', '回答详略。'],
  ['reasoning.effort', '"none"|"minimal"|"low"|"medium"|"high"|"xhigh"|"max"', 'How long it thinks.', '思考强度。'],
  ['reasoning.summary', '"auto"|"concise"|"detailed"', 'Whether thoughts are summarised.', '是否给出思考摘要。'],
  ['include', 'string[]', 'Such as `reasoning.encrypted_content`.', '例如 `reasoning.encrypted_content`。'],
  ['store', 'boolean|null = true', 'Whether the upstream keeps the response.', '上游是否保存该响应。'],
  [
    'previous_response_id',
    'string|null',
    'Goes on from a stored response; it stays with the channel that made it.',
    '在已保存的响应之后继续；始终走生成它的渠道。',
  ],
  ['background', 'boolean|null = false', 'Answer at once and work on.', '立即返回，后台继续生成。'],
  ['metadata', 'object', 'Your own notes.', '自定义元数据。'],
  ['prompt_cache_key', 'string', 'Requests with the same key share a cache.', '相同键的请求共享缓存。'],
  ...RESPONSES_BODY,
];

const RETURNS: readonly Row[] = [
  ['id*', 'string', 'Id of the response.', '响应 ID。'],
  ['object*', '"response"', 'Kind of the object.', '对象类型。'],
  ['status*', '"completed"|"incomplete"|"failed"|"in_progress"|"queued"|"cancelled"', 'How far it is.', '状态。'],
  ['model*', 'string', 'The model that answered.', '作答的模型。'],
  [
    'output*',
    'object[]',
    'Items: `reasoning`, `message`, `function_call`, `web_search_call` …',
    '条目：`reasoning`、`message`、`function_call`、`web_search_call` 等。',
  ],
  ['output[].type*', 'string', 'Kind of the item.', '条目类型。'],
  ['usage', 'object|null', 'What is paid for.', '计费用量。'],
  ['usage.input_tokens', 'integer', 'Input, cached tokens included.', '输入 token，含缓存命中。'],
  ['usage.input_tokens_details.cached_tokens', 'integer', 'Read from the cache.', '命中缓存的部分。'],
  ['usage.output_tokens', 'integer', 'Output, thinking included.', '输出 token，含思考。'],
  ['usage.output_tokens_details.reasoning_tokens', 'integer', 'Output that was thinking.', '思考所用的输出。'],
  ...RESPONSES_RETURNS,
];

export const openaiResponses: CallFamily = {
  section: 'chat',
  id: 'openai-responses',
  title: t('OpenAI Responses', 'OpenAI Responses'),
  calls: [
    {
      id: 'responses',
      method: 'POST',
      path: '/v1/responses',
      title: t('Create a response', '创建响应'),
      purpose: t(
        'OpenAI’s newer API, the one that Codex speaks: items instead of messages, hosted tools, stored state. Models of other makers answer by it too.',
        'OpenAI 的新一代接口，Codex 使用它：以条目代替消息，支持托管工具与服务端状态。其他厂商的模型也能用它作答。',
      ),
      body: BODY,
      returns: RETURNS,
      cost: 'tokens',
      sdk: { library: 'openai', method: 'responses.create' },
      samples: [
        {
          id: 'plain',
          title: t('One question', '一问一答'),
          body: { model: 'gpt-4o-mini', input: 'Say hello in one sentence.' },
        },
        {
          id: 'stream',
          title: t('Streaming', '流式输出'),
          note: t(
            'Typed events (`event: response.output_text.delta`), ended by `response.completed`, `response.incomplete` or `response.failed`; there is no `[DONE]`.',
            '返回带类型的事件（如 `response.output_text.delta`），以 `response.completed`、`response.incomplete` 或 `response.failed` 结束，没有 `[DONE]`。',
          ),
          stream: true,
          body: { model: 'gpt-4o-mini', input: 'Count from one to five.', stream: true },
        },
        {
          id: 'vision',
          title: t('Vision', '识图'),
          body: {
            model: 'gpt-4o-mini',
            input: [
              {
                role: 'user',
                content: [
                  { type: 'input_text', text: 'What is in this picture?' },
                  { type: 'input_image', image_url: PICTURE_URL, detail: 'low' },
                ],
              },
            ],
          },
        },
        {
          id: 'tools',
          title: t('Tools', '工具调用'),
          note: t(
            'Answer a `function_call` with an item `function_call_output` of the same `call_id`.',
            '用 `call_id` 相同的 `function_call_output` 条目回应 `function_call`。',
          ),
          body: {
            model: 'gpt-4o-mini',
            input: 'What is the weather in Paris? Use get_weather.',
            tools: [{ type: 'function', ...WEATHER, strict: true }],
          },
        },
        {
          id: 'structured',
          title: t('Structured output', '结构化输出'),
          body: {
            model: 'gpt-4o-mini',
            input: 'Ada is 36 years old. Give name and age.',
            text: { format: { type: 'json_schema', name: 'person', strict: true, schema: PERSON } },
          },
        },
        {
          id: 'thinking',
          title: t('Thinking with a summary', '思考与摘要'),
          note: t(
            'Ask for `reasoning.encrypted_content` and send the reasoning items back, when nothing is stored.',
            '不保存状态时，请求 `reasoning.encrypted_content` 并把思考条目原样带回。',
          ),
          body: {
            model: 'gpt-5-mini',
            input: 'How many primes are below 30?',
            reasoning: { effort: 'medium', summary: 'auto' },
            include: ['reasoning.encrypted_content'],
            store: false,
          },
        },
        {
          id: 'search',
          title: t('Web search', '联网搜索'),
          body: { model: 'gpt-4o-mini', input: 'What is in the news today?', tools: [{ type: 'web_search' }] },
        },
        {
          id: 'pdf',
          title: t('A PDF', '阅读 PDF'),
          body: {
            model: 'gpt-4o-mini',
            input: [
              {
                role: 'user',
                content: [
                  { type: 'input_text', text: 'Summarise this document.' },
                  {
                    type: 'input_file',
                    filename: 'document.pdf',
                    file_data: `data:application/pdf;base64,${DOCUMENT}`,
                  },
                ],
              },
            ],
          },
        },
        {
          id: 'continue',
          title: t('Going on from a stored response', '接着已保存的响应继续'),
          before: BEFORE,
          body: { model: 'gpt-4o-mini', previous_response_id: '<id>', input: 'Now in French.' },
        },
      ],
    },
    {
      id: 'responses-get',
      method: 'GET',
      path: '/v1/responses/{id}',
      title: t('Get a stored response', '查询响应'),
      purpose: t(
        'Gives a response that was stored. Only the key’s owner finds it.',
        '取回已保存的响应，只有密钥所属账户能查到。',
      ),
      params: [ID],
      returns: RETURNS,
      cost: 'free',
      samples: [{ id: 'get', title: t('By id', '按 ID'), before: BEFORE, path: WHERE }],
    },
    {
      id: 'responses-items',
      method: 'GET',
      path: '/v1/responses/{id}/input_items',
      title: t('Items of a response’s input', '响应的输入条目'),
      purpose: t('Lists what was asked.', '列出请求时的输入条目。'),
      params: [ID],
      returns: [
        ['object*', '"list"', 'Kind of the object.', '对象类型。'],
        ['data*', 'object[]', 'The items.', '条目。'],
      ],
      cost: 'free',
      samples: [{ id: 'list', title: t('By id', '按 ID'), before: BEFORE, path: WHERE }],
    },
    {
      id: 'responses-cancel',
      method: 'POST',
      path: '/v1/responses/{id}/cancel',
      title: t('Cancel a response', '取消响应'),
      purpose: t('Stops a response that runs in the background.', '停止后台生成中的响应。'),
      params: [ID],
      cost: 'free',
      samples: [
        {
          id: 'cancel',
          title: t('By id', '按 ID'),
          path: { id: 'resp_abc' },
          shown: {
            because: t(
              'Only a response in the background can be cancelled, and the practice upstream ends each at once.',
              '只有后台响应可以取消，而练习上游会立即完成。',
            ),
            status: 200,
            answer: { id: 'resp_abc', object: 'response', status: 'cancelled', background: true, output: [] },
          },
        },
      ],
    },
    {
      id: 'responses-delete',
      method: 'DELETE',
      path: '/v1/responses/{id}',
      title: t('Delete a stored response', '删除响应'),
      purpose: t('Has the upstream forget it.', '让上游删除该响应。'),
      params: [ID],
      returns: [
        ['id*', 'string', 'Its id.', '响应 ID。'],
        ['deleted*', 'boolean', 'True.', '恒为 true。'],
      ],
      cost: 'free',
      samples: [{ id: 'delete', title: t('By id', '按 ID'), before: BEFORE, path: WHERE }],
    },
    {
      id: 'responses-input-tokens',
      method: 'POST',
      path: '/v1/responses/input_tokens',
      title: t('Count input tokens', '计算输入 token'),
      purpose: t(
        'Counts what a request would cost at its beginning, without making anything.',
        '只计算请求的输入 token 数，不生成内容。',
      ),
      body: [MODEL, ['input', 'string|object[]', 'As for a response.', '同创建响应。']],
      returns: [
        ['object*', '"response.input_tokens"', 'Kind of the object.', '对象类型。'],
        ['input_tokens*', 'integer', 'How many.', 'token 数。'],
      ],
      cost: 'free',
      samples: [
        { id: 'count', title: t('A text', '一段文本'), body: { model: 'gpt-4o-mini', input: 'How long is this?' } },
      ],
    },
    {
      id: 'responses-compact',
      method: 'POST',
      path: '/v1/responses/compact',
      title: t('Compact a conversation', '压缩对话'),
      purpose: t(
        'Shortens a long conversation into an item to go on from; Codex calls it by itself.',
        '把很长的对话压缩成一个可接续的条目；Codex 会自动调用。',
      ),
      body: [
        MODEL,
        ['input', 'string|object[]', 'The conversation.', '要压缩的对话。'],
        ['instructions', 'string|null', 'System text.', '系统提示。'],
      ],
      cost: 'tokens',
      samples: [
        {
          id: 'compact',
          title: t('A conversation', '一段对话'),
          shown: {
            because: t('The practice upstream compacts nothing.', '练习上游不压缩对话。'),
            status: 200,
            answer: {
              id: 'resp_abc',
              object: 'response.compaction',
              output: [{ type: 'compaction', encrypted_content: '…' }],
              usage: { input_tokens: 40, output_tokens: 12, total_tokens: 52 },
            },
          },
          body: {
            model: 'gpt-5-mini',
            input: [
              { role: 'user', content: 'Hello' },
              { role: 'assistant', content: 'Hi there' },
              { role: 'user', content: 'Go on.' },
            ],
          },
        },
      ],
    },
  ],
};
