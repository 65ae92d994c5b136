// OpenAI Chat Completions: the call that most clients make, and everything that can be asked through it.

import type { CallFamily, Sample } from '../call.ts';
import type { Row } from '../field.ts';
import { t } from '../text.ts';
import { CHAT_BODY, CHAT_RETURNS } from './conversation-fields.ts';
import { DOCUMENT, PERSON, PICTURE, PICTURE_URL, WEATHER } from './examples.ts';
import { MODEL, STREAM, USER } from './rows.ts';

const user = (content: unknown): readonly unknown[] => [{ role: 'user', content }];
const dataUrl = `data:image/png;base64,${PICTURE}`;

const BODY: readonly Row[] = [
  MODEL,
  ['messages*', 'object[]', 'The conversation so far, oldest first.', '到目前为止的对话，按时间先后排列。'],
  [
    'messages[].role*',
    '"system"|"developer"|"user"|"assistant"|"tool"',
    'Who speaks. Results of tools come from `tool`.',
    '发言者。工具结果用 `tool`。',
  ],
  [
    'messages[].content',
    'string|object[]|null',
    'A text, or parts: `text`, `image_url`, `input_audio`, `file`.',
    '文本，或由 `text`、`image_url`、`input_audio`、`file` 组成的多段内容。',
  ],
  [
    'messages[].tool_calls',
    'object[]',
    'Calls that the assistant made; send them back unchanged.',
    '助手发起的工具调用，原样带回。',
  ],
  ['messages[].tool_call_id', 'string', 'Which call a `tool` message answers.', '`tool` 消息所回应的调用 ID。'],
  ['max_completion_tokens', 'integer', 'Most tokens to make, thinking included.', '最多生成的 token 数，含思考。'],
  ['max_tokens', 'integer', 'The older name of the same; give only one.', '同上的旧名；二者只给一个。'],
  [
    'temperature',
    'number 0..2 = 1',
    'Higher is more varied. Thinking models take only 1.',
    '越高越发散。思考类模型只接受 1。',
  ],
  ['top_p', 'number 0..1 = 1', 'Share of likely words to choose from.', '核采样比例。'],
  ['n', 'integer 1..128 = 1', 'How many answers to make; each is paid for.', '生成几个回答；每个都计费。'],
  ['stop', 'string|string[]|null', 'Texts at which the answer ends; at most four.', '遇到即停止的文本，最多四个。'],
  STREAM,
  ['stream_options.include_usage', 'boolean = false', 'Send a last chunk with the usage.', '最后多发一块用量数据。'],
  ['tools', 'object[]', 'Functions that the model may call.', '模型可调用的函数。'],
  ['tools[].type', 'string', '`function` or `custom`.', '`function` 或 `custom`。'],
  ['tools[].function.name', 'string', 'Letters, digits, `_`, `-`; at most 64.', '字母、数字、`_`、`-`，最长 64。'],
  ['tools[].function.parameters', 'object', 'JSON Schema of the arguments.', '参数的 JSON Schema。'],
  [
    'tool_choice',
    'string|object',
    '`auto`, `none`, `required`, or one function.',
    '`auto`、`none`、`required` 或指定函数。',
  ],
  [
    'parallel_tool_calls',
    'boolean = true',
    'Whether several tools may be called at once.',
    '是否允许一次并行调用多个工具。',
  ],
  [
    'response_format',
    'object',
    '`{"type":"json_object"}`, or `json_schema` with a schema.',
    '`{"type":"json_object"}`，或带结构的 `json_schema`。',
  ],
  [
    'reasoning_effort',
    '"none"|"minimal"|"low"|"medium"|"high"|"xhigh"|"max"',
    'How long a thinking model thinks. See [thinking fields](/docs/start/thinking).',
    '思考强度，参见[思考字段](/docs/start/thinking)。',
  ],
  ['verbosity', '"low"|"medium"|"high"', 'How long the answer is.', '回答详略。'],
  [
    'modalities',
    'string[]',
    '`["text","audio"]` for speech, `["text","image"]` for pictures.',
    '输出语音用 `["text","audio"]`，输出图片用 `["text","image"]`。',
  ],
  ['audio', 'object', 'Voice and format of speech.', '语音的音色与格式。'],
  ['web_search_options', 'object', 'Searches the web, with models that can.', '联网搜索（需模型支持）。'],
  ['seed', 'integer|null', 'The same seed gives much the same answer.', '相同种子得到大致相同的回答。'],
  ['presence_penalty', 'number -2..2 = 0', 'Prefers new subjects.', '鼓励新话题。'],
  ['frequency_penalty', 'number -2..2 = 0', 'Avoids repetition.', '抑制重复。'],
  ['logprobs', 'boolean = false', 'Give the likelihood of each token.', '返回每个 token 的概率。'],
  USER,
  ...CHAT_BODY,
];

const RETURNS: readonly Row[] = [
  ['id*', 'string', 'Id of the answer.', '回答的 ID。'],
  ['object*', '"chat.completion"', 'Kind of the object.', '对象类型。'],
  ['created*', 'integer', 'Unix seconds.', 'Unix 秒。'],
  ['model*', 'string', 'The model that answered.', '作答的模型。'],
  ['choices*', 'object[]', 'The answers, `n` of them.', '回答列表，共 `n` 个。'],
  ['choices[].index*', 'integer', 'Number of the answer.', '序号。'],
  ['choices[].message*', 'object', 'The answer.', '回答内容。'],
  ['choices[].message.content', 'string|null', 'Its text; null when tools are called.', '文本；调用工具时为 null。'],
  [
    'choices[].message.reasoning_content',
    'string',
    'What the model thought, where it tells.',
    '模型的思考过程（若提供）。',
  ],
  [
    'choices[].message.tool_calls',
    'object[]',
    'Functions to call, arguments as JSON text.',
    '要调用的函数，参数为 JSON 文本。',
  ],
  [
    'choices[].finish_reason*',
    'string|null',
    '`stop`, `length`, `tool_calls`, `content_filter`.',
    '`stop`、`length`、`tool_calls`、`content_filter`。',
  ],
  ['usage', 'object', 'What is paid for.', '计费用量。'],
  ['usage.prompt_tokens', 'integer', 'Input, cached tokens included.', '输入 token，含缓存命中。'],
  ['usage.completion_tokens', 'integer', 'Output, thinking included.', '输出 token，含思考。'],
  ['usage.total_tokens', 'integer', 'Their sum.', '合计。'],
  [
    'usage.prompt_tokens_details.cached_tokens',
    'integer',
    'Input read from the cache, at its lower price.',
    '命中缓存的输入，按缓存价计费。',
  ],
  ['usage.completion_tokens_details.reasoning_tokens', 'integer', 'Output that was thinking.', '思考所用的输出。'],
  ...CHAT_RETURNS,
];

const SAMPLES: readonly Sample[] = [
  {
    id: 'plain',
    title: t('One question', '一问一答'),
    body: { model: 'gpt-4o-mini', messages: user('Say hello in one sentence.') },
  },
  {
    id: 'stream',
    title: t('Streaming', '流式输出'),
    note: t(
      'The answer comes as `data:` lines, each a chunk with a `delta`; the last line is `data: [DONE]`. With `include_usage` one more chunk, without choices, carries the usage. While the model is silent the gateway sends comment lines (`: …`), which clients skip, so that no proxy cuts the line. A stream that fails ends with `data: {"error": …}` and without `[DONE]`: never with a made-up end.',
      '回答以多行 `data:` 返回，每行一个带 `delta` 的片段，最后一行是 `data: [DONE]`。开启 `include_usage` 会再多一块不含 choices 的用量数据。模型静默时，网关发送注释行（`: …`）保活，客户端会自动忽略，以免被中间代理断开。流中途失败时，以 `data: {"error": …}` 结束且没有 `[DONE]`，绝不伪造正常结束。',
    ),
    stream: true,
    body: {
      model: 'gpt-4o-mini',
      messages: user('Count from one to five.'),
      stream: true,
      stream_options: { include_usage: true },
    },
  },
  {
    id: 'vision-url',
    title: t('Vision: a picture by address', '识图：图片链接'),
    note: t(
      'The picture must be reachable from the internet. Models of other makers get it too: where a provider fetches no addresses, the gateway fetches it (never from private networks) and sends the bytes.',
      '图片须能从公网访问。换成其他厂商的模型同样可用：供应商不会自行抓取时，网关会代为下载（绝不访问内网地址）并以字节形式转交。',
    ),
    stream: true,
    body: {
      model: 'gpt-4o-mini',
      messages: user([
        { type: 'text', text: 'What is in this picture?' },
        { type: 'image_url', image_url: { url: PICTURE_URL, detail: 'low' } },
      ]),
      stream: true,
    },
  },
  {
    id: 'vision-base64',
    title: t('Vision: a picture in the request', '识图：Base64 图片'),
    note: t(
      'Write the bytes as a data URL: `data:image/png;base64,…`.',
      '把图片字节写成 data URL：`data:image/png;base64,…`。',
    ),
    body: {
      model: 'gpt-4o-mini',
      messages: user([
        { type: 'text', text: 'What is in this picture?' },
        { type: 'image_url', image_url: { url: dataUrl } },
      ]),
    },
  },
  {
    id: 'tools',
    title: t('Tools (function calling)', '工具调用（函数调用）'),
    note: t(
      'The answer names the function and its arguments. Call it yourself, append the assistant’s message and a `tool` message with the same `tool_call_id`, and ask again.',
      '回答会给出函数名与参数。由你执行函数，然后追加助手消息与一条 `tool_call_id` 相同的 `tool` 消息，再次请求。',
    ),
    body: {
      model: 'gpt-4o-mini',
      messages: user('What is the weather in Paris? Use get_weather.'),
      tools: [{ type: 'function', function: WEATHER }],
      tool_choice: 'auto',
    },
  },
  {
    id: 'tool-result',
    title: t('Tools: giving the result back', '工具调用：回传结果'),
    note: t('Every call must be answered before the next message.', '每个调用都必须先得到回应，才能继续下一条消息。'),
    body: {
      model: 'gpt-4o-mini',
      messages: [
        { role: 'user', content: 'What is the weather in Paris?' },
        {
          role: 'assistant',
          content: null,
          tool_calls: [
            { id: 'call_1', type: 'function', function: { name: 'get_weather', arguments: '{"city":"Paris"}' } },
          ],
        },
        { role: 'tool', tool_call_id: 'call_1', content: '{"temperature":18,"sky":"clear"}' },
      ],
      tools: [{ type: 'function', function: WEATHER }],
    },
  },
  {
    id: 'structured',
    title: t('Structured output', '结构化输出'),
    note: t(
      'With `strict` the answer fits the schema exactly. The schema must set `additionalProperties: false` and require all its properties. Where the model’s own API knows no schemas, the gateway asks in its words.',
      '`strict` 模式下回答严格符合结构。Schema 必须设置 `additionalProperties: false` 并把所有属性列为必填。若模型原生接口不支持 Schema，网关会改用它能理解的方式提出要求。',
    ),
    body: {
      model: 'gpt-4o-mini',
      messages: user('Ada is 36 years old. Give name and age.'),
      response_format: { type: 'json_schema', json_schema: { name: 'person', strict: true, schema: PERSON } },
    },
  },
  {
    id: 'thinking',
    title: t('Thinking', '思考'),
    note: t(
      'What the model thinks stands in `reasoning_content` (or `reasoning`, by provider), before `content`. Models whose makers keep it to themselves give only its tokens.',
      '思考过程在 `content` 之前的 `reasoning_content`（部分供应商为 `reasoning`）中。有些厂商不公开思考内容，只给出其 token 数。',
    ),
    body: { model: 'deepseek-reasoner', messages: user('Which is larger, 9.11 or 9.9?') },
  },
  {
    id: 'effort',
    title: t('Reasoning effort', '思考强度'),
    note: t(
      'The same field works for every maker’s thinking models: it becomes a budget of tokens for Claude and Gemini. See [thinking fields](/docs/start/thinking).',
      '该字段适用于各家的思考模型：对 Claude 与 Gemini 会换算成思考预算。参见[思考字段](/docs/start/thinking)。',
    ),
    body: { model: 'gpt-5-mini', messages: user('How many primes are below 30?'), reasoning_effort: 'high' },
  },
  {
    id: 'pdf',
    title: t('A PDF', '阅读 PDF'),
    note: t('Give the file as a data URL in a `file` part.', '在 `file` 段中以 data URL 形式给出文件。'),
    body: {
      model: 'gpt-4o-mini',
      messages: user([
        { type: 'text', text: 'Summarise this document.' },
        {
          type: 'file',
          file: { filename: 'document.pdf', file_data: `data:application/pdf;base64,${DOCUMENT}` },
        },
      ]),
    },
  },
  {
    id: 'search',
    title: t('Web search', '联网搜索'),
    note: t(
      'Sources stand in `annotations`. Searches are paid for each, beside the tokens. Claude and Gemini models search with their own tools when this field is there.',
      '来源在 `annotations` 中。搜索按次另计。对 Claude 与 Gemini 模型，此字段会启用它们自带的搜索工具。',
    ),
    body: {
      model: 'gpt-4o-mini-search-preview',
      messages: user('What is in the news today?'),
      web_search_options: { search_context_size: 'low' },
    },
  },
  {
    id: 'several',
    title: t('Several answers (n)', '一次多个回答（n）'),
    note: t('Input is paid once, output for every answer.', '输入只计一次费，输出按回答数计费。'),
    body: { model: 'gpt-4o-mini', messages: user('Invent a name for a cat.'), n: 2 },
  },
  {
    id: 'audio-in',
    title: t('Listening and speaking', '听与说（音频输入输出）'),
    note: t(
      'Ask for speech with `modalities` and `audio`; it comes back as base64 in `message.audio`, with its transcript.',
      '用 `modalities` 与 `audio` 请求语音；结果以 Base64 放在 `message.audio` 中，并附文字稿。',
    ),
    body: {
      model: 'gpt-4o-audio-preview',
      messages: user('Say hello.'),
      modalities: ['text', 'audio'],
      audio: { voice: 'alloy', format: 'wav' },
    },
  },
  {
    id: 'picture',
    title: t('Drawing in a conversation', '在对话中画图'),
    note: t(
      'A model that only draws may be asked in a conversation too: the last words are the order, the last picture is what it is about.',
      '只会画图的模型也能在对话里使用：最后一句话是要求，最后一张图是参考。',
    ),
    body: { model: 'gpt-image-1', messages: user('A red fox in the snow') },
  },
  {
    id: 'video',
    title: t('A video in a conversation', '在对话中生成视频'),
    note: t(
      'A model of videos answers with its progress as quoted lines and a link at the end. For longer work use [videos](/docs/video/videos-create).',
      '视频模型会以引用行汇报进度，最后给出链接。耗时较长的任务请用[视频接口](/docs/video/videos-create)。',
    ),
    stream: true,
    body: { model: 'sora-2', messages: user('Waves at sunset'), stream: true },
  },
  {
    id: 'gemini',
    title: t('Another maker’s model by this API', '用本接口调用其他厂商的模型'),
    note: t(
      'Only the name of the model changes: Claude, Gemini and all others answer in this form. What their APIs cannot do is refused, or named in the header `x-turnpike-dropped`.',
      '只需换模型名：Claude、Gemini 等都以同样的格式回答。对方接口做不到的要求会被拒绝，或在响应头 `x-turnpike-dropped` 中列明。',
    ),
    body: { model: 'claude-sonnet-4-5', messages: user('Say hello in one sentence.'), max_tokens: 100 },
  },
];

export const openaiChat: CallFamily = {
  section: 'chat',
  id: 'openai-chat',
  title: t('OpenAI Chat Completions', 'OpenAI 对话补全'),
  calls: [
    {
      id: 'chat-completions',
      method: 'POST',
      path: '/v1/chat/completions',
      aliases: ['/beta/chat/completions'],
      title: t('Chat completion', '对话补全'),
      purpose: t(
        'Answers a conversation. Every chat model of every maker can be called by it; unknown fields pass to upstreams of the same API.',
        '对一段对话作答。所有厂商的对话模型都能通过它调用；上游同为该接口时，未知字段原样透传。',
      ),
      body: BODY,
      returns: RETURNS,
      cost: 'tokens',
      sdk: { library: 'openai', method: 'chat.completions.create' },
      samples: SAMPLES,
    },
  ],
};
