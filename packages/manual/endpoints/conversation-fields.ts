// What stands inside messages, tools, answers and usage of the four protocols of conversations, and their rarer fields.

import type { Row } from '../field.ts';

/** More of a request to Chat Completions. */
export const CHAT_BODY: readonly Row[] = [
  ['messages[].name', 'string', 'Tells speakers of one role apart.', '区分同一角色的不同发言者。'],
  [
    'messages[].content[].type',
    'string',
    '`text`, `image_url`, `input_audio`, `file`, `video_url`, `refusal`.',
    '`text`、`image_url`、`input_audio`、`file`、`video_url`、`refusal`。',
  ],
  ['messages[].content[].text', 'string', 'The text of a `text` part.', '`text` 段的文本。'],
  ['messages[].content[].image_url.url', 'string', 'Address of a picture, or a data URL.', '图片地址或 data URL。'],
  [
    'messages[].content[].image_url.detail',
    '"auto"|"low"|"high" = "auto"',
    'How closely it is looked at; more costs more.',
    '识图精细度，越高越贵。',
  ],
  ['messages[].content[].input_audio.data', 'string', 'Sound as base64.', '音频的 Base64。'],
  ['messages[].content[].input_audio.format', '"wav"|"mp3"', 'Its format.', '音频格式。'],
  ['messages[].content[].file.file_data', 'string', 'A document as data URL.', '文档的 data URL。'],
  ['messages[].content[].file.filename', 'string', 'Its name.', '文件名。'],
  [
    'messages[].content[].file.file_id',
    'string',
    'Or the id of a file that was [uploaded](/docs/chat/provider-files-upload).',
    '或[已上传](/docs/chat/provider-files-upload)文件的 ID。',
  ],
  [
    'messages[].reasoning_content',
    'string',
    'What the assistant thought in an earlier turn; send it back unchanged.',
    '助手先前的思考内容，原样带回。',
  ],
  [
    'tools[].function.description',
    'string',
    'When and how to use it; the model decides by it.',
    '用途说明，模型据此决定是否调用。',
  ],
  [
    'tools[].function.strict',
    'boolean = false',
    'Whether arguments fit the schema exactly.',
    '参数是否严格符合 Schema。',
  ],
  ['response_format.type', '"text"|"json_object"|"json_schema"', 'Which form the answer has.', '回答形式。'],
  ['response_format.json_schema', 'object', '`name`, `schema` and `strict`.', '含 `name`、`schema` 与 `strict`。'],
  ['audio.voice', 'string|object', 'The voice, such as `alloy`.', '音色，如 `alloy`。'],
  ['audio.format', '"wav"|"mp3"|"flac"|"opus"|"pcm16"', 'Format of the speech.', '语音格式。'],
  [
    'web_search_options.search_context_size',
    '"low"|"medium"|"high" = "medium"',
    'How much of what is found the model reads.',
    '读取搜索结果的多少。',
  ],
  [
    'web_search_options.user_location',
    'object',
    'Where the user is, for what is near him.',
    '用户所在地，用于本地结果。',
  ],
  [
    'top_logprobs',
    'integer 0..20',
    'With `logprobs`: how many likely tokens of each place.',
    '配合 `logprobs`：每个位置给出几个候选。',
  ],
  ['logit_bias', 'object', 'Token id to a bias from −100 to 100.', 'token 编号到 −100…100 的偏置。'],
  [
    'prediction',
    'object',
    'Text that will mostly come back as it is, which makes edits faster.',
    '大部分会原样出现的文本，可加快改写。',
  ],
  [
    'service_tier',
    'string',
    '`auto`, `default`, `flex`, `priority`; passed on, and priced as the upstream answers it.',
    '`auto`、`default`、`flex`、`priority`，原样转交。',
  ],
  [
    'store',
    'boolean = false',
    'Passed on to OpenAI; the gateway itself keeps no completions.',
    '原样转交 OpenAI；网关不保存对话补全。',
  ],
  ['metadata', 'object', 'Up to 16 pairs of your own.', '最多 16 组自定义键值。'],
  [
    'prompt_cache_key',
    'string',
    'Calls with one key share a prompt cache better, and one upstream credential.',
    '相同取值更易命中提示缓存，并使用同一上游凭据。',
  ],
  ['safety_identifier', 'string', 'A stable, hashed id of the end user.', '最终用户的稳定哈希标识。'],
];

/** More of an answer of Chat Completions. */
export const CHAT_RETURNS: readonly Row[] = [
  ['choices[].message.role', '"assistant"', 'Who speaks.', '发言者。'],
  ['choices[].message.refusal', 'string|null', 'Why the model refused, where it did.', '模型拒绝时的说明。'],
  [
    'choices[].message.annotations',
    'object[]',
    'Sources of a web search: `url_citation` with place, title and address.',
    '联网搜索的来源：`url_citation`，含位置、标题与地址。',
  ],
  [
    'choices[].message.audio',
    'object',
    'Speech: `id`, `data` (base64), `transcript`, `expires_at`.',
    '语音：`id`、`data`（Base64）、`transcript`、`expires_at`。',
  ],
  [
    'choices[].message.images',
    'object[]',
    'Pictures that the model drew, as data URLs.',
    '模型画出的图片（data URL）。',
  ],
  [
    'choices[].message.tool_calls[].id',
    'string',
    'Goes into `tool_call_id` of the result.',
    '回传结果时填入 `tool_call_id`。',
  ],
  ['choices[].message.tool_calls[].function.name', 'string', 'Which function.', '函数名。'],
  ['choices[].message.tool_calls[].function.arguments', 'string', 'Its arguments, JSON text.', '参数（JSON 文本）。'],
  ['choices[].logprobs', 'object|null', 'Likelihoods, where they were asked for.', '概率信息（若请求）。'],
  ['usage.prompt_tokens_details.audio_tokens', 'integer', 'Input that was sound.', '音频输入。'],
  ['usage.completion_tokens_details.audio_tokens', 'integer', 'Output that was sound.', '音频输出。'],
  ['service_tier', 'string', 'The tier that served it.', '实际服务等级。'],
  ['system_fingerprint', 'string|null', 'State of the model, for comparing seeds.', '模型状态标识，用于比较种子。'],
];

/** More of a request to Responses. */
export const RESPONSES_BODY: readonly Row[] = [
  ['max_tool_calls', 'integer', 'Most calls of built-in tools.', '内置工具的最多调用次数。'],
  ['parallel_tool_calls', 'boolean = true', 'Whether several tools may be called at once.', '是否允许并行调用工具。'],
  [
    'truncation',
    '"auto"|"disabled" = "disabled"',
    'Whether old turns are left out when the conversation is too long.',
    '对话过长时是否丢弃较早内容。',
  ],
  ['top_logprobs', 'integer 0..20', 'How many likely tokens of each place.', '每个位置给出几个候选。'],
  ['service_tier', 'string', 'Passed on.', '原样转交。'],
  ['safety_identifier', 'string', 'A stable, hashed id of the end user.', '最终用户的稳定哈希标识。'],
];

/** More of an answer of Responses. */
export const RESPONSES_RETURNS: readonly Row[] = [
  ['created_at', 'number', 'Unix seconds.', 'Unix 秒。'],
  ['completed_at', 'number|null', 'When it ended, Unix seconds.', '完成时间（Unix 秒）。'],
  ['error', 'object|null', '`code` and `message` where it failed.', '失败时的 `code` 与 `message`。'],
  [
    'incomplete_details',
    'object|null',
    'Why it stopped early: `max_output_tokens`, `content_filter`.',
    '提前结束的原因：`max_output_tokens`、`content_filter`。',
  ],
  ['previous_response_id', 'string|null', 'The response that it continues.', '所接续的响应。'],
  ['usage.total_tokens', 'integer', 'Their sum.', '合计。'],
];

/** More of a request to Messages. */
export const MESSAGES_BODY: readonly Row[] = [
  [
    'messages[].content[].type',
    'string',
    '`text`, `image`, `document`, `tool_use`, `tool_result`, `thinking`, `redacted_thinking`, `search_result`.',
    '`text`、`image`、`document`、`tool_use`、`tool_result`、`thinking`、`redacted_thinking`、`search_result`。',
  ],
  ['messages[].content[].text', 'string', 'The text of a `text` block.', '`text` 块的文本。'],
  [
    'messages[].content[].source',
    'object',
    'Of a picture or document: `base64` with `media_type` and `data`, `url`, or `file` with `file_id`.',
    '图片或文档来源：`base64`（`media_type` 与 `data`）、`url` 或 `file`（`file_id`）。',
  ],
  ['messages[].content[].tool_use_id', 'string', 'Which call a `tool_result` answers.', '`tool_result` 所回应的调用。'],
  [
    'messages[].content[].cache_control',
    'object',
    '`{"type":"ephemeral"}`: what stands before is cached for five minutes, with `"ttl":"1h"` for an hour.',
    '`{"type":"ephemeral"}`：此前内容缓存 5 分钟；加 `"ttl":"1h"` 为 1 小时。',
  ],
  ['thinking.type', 'string', '`enabled`, `adaptive` or `disabled`.', '`enabled`、`adaptive` 或 `disabled`。'],
  [
    'thinking.budget_tokens',
    'integer 1024..',
    'With `enabled`: most tokens of thinking, less than `max_tokens`.',
    '`enabled` 时的思考上限，须小于 `max_tokens`。',
  ],
  ['tools[].name', 'string', 'Its name.', '工具名。'],
  ['tools[].description', 'string', 'When and how to use it.', '用途说明。'],
  ['tools[].input_schema', 'object', 'JSON Schema of the input.', '输入的 JSON Schema。'],
  ['service_tier', 'string', '`auto` or `standard_only`.', '`auto` 或 `standard_only`。'],
  ['container', 'string|object', 'Container for code execution and skills.', '代码执行与技能所用容器。'],
  ['context_management', 'object', 'How old tool results and thinking are cleared.', '如何清理旧的工具结果与思考。'],
];

/** More of an answer of Messages. */
export const MESSAGES_RETURNS: readonly Row[] = [
  ['stop_sequence', 'string|null', 'The text at which it stopped.', '命中的停止文本。'],
  [
    'usage.cache_creation.ephemeral_5m_input_tokens',
    'integer',
    'Input written to a cache for five minutes.',
    '写入 5 分钟缓存的输入。',
  ],
  [
    'usage.cache_creation.ephemeral_1h_input_tokens',
    'integer',
    'Input written to a cache for an hour.',
    '写入 1 小时缓存的输入。',
  ],
  [
    'usage.server_tool_use.web_search_requests',
    'integer',
    'Searches of the web; each is paid for.',
    '联网搜索次数，按次计费。',
  ],
  ['usage.service_tier', 'string|null', 'The tier that served it.', '实际服务等级。'],
];

/** More of a request to Gemini. */
export const GEMINI_BODY: readonly Row[] = [
  ['contents[].role', '"user"|"model"|"function"', 'Who speaks.', '发言者。'],
  ['generationConfig.topK', 'integer', 'How many likely words to choose from.', '候选词个数。'],
  ['generationConfig.seed', 'integer', 'The same seed gives much the same answer.', '相同种子得到大致相同的回答。'],
  ['generationConfig.presencePenalty', 'number', 'Prefers new subjects.', '鼓励新话题。'],
  ['generationConfig.frequencyPenalty', 'number', 'Avoids repetition.', '抑制重复。'],
  ['generationConfig.speechConfig', 'object', 'Voice and language of speech.', '语音的音色与语言。'],
  [
    'generationConfig.imageConfig',
    'object',
    '`aspectRatio` and `imageSize` of pictures.',
    '图片的 `aspectRatio` 与 `imageSize`。',
  ],
  [
    'generationConfig.mediaResolution',
    'string',
    'How closely pictures and videos are looked at.',
    '图片与视频的精细度。',
  ],
];

/** More of an answer of Gemini. */
export const GEMINI_RETURNS: readonly Row[] = [
  ['candidates[].index', 'integer', 'Number of the answer.', '序号。'],
  ['candidates[].groundingMetadata', 'object', 'Sources of a web search.', '联网搜索的来源。'],
  ['promptFeedback', 'object', 'Why the question was blocked, where it was.', '问题被拦截时的原因。'],
  ['usageMetadata.cachedContentTokenCount', 'integer', 'Input read from a cache.', '命中缓存的输入。'],
  ['usageMetadata.totalTokenCount', 'integer', 'The sum, thinking included.', '合计（含思考）。'],
  ['responseId', 'string', 'Id of the answer.', '回答的 ID。'],
];
