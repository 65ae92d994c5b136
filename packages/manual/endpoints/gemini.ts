// Google's generateContent, whole and streamed, and its count of tokens.

import type { CallFamily } from '../call.ts';
import type { Row } from '../field.ts';
import { t } from '../text.ts';
import { GEMINI_BODY, GEMINI_RETURNS } from './conversation-fields.ts';
import { DOCUMENT, PERSON, PICTURE, WEATHER } from './examples.ts';

const MODEL: Row = ['model*', 'string', 'Name of the model; it may contain slashes.', '模型名，可含斜杠。'];
const WHERE = { model: 'gemini-2.5-flash' } as const;
const user = (...parts: readonly unknown[]): readonly unknown[] => [{ role: 'user', parts }];
const versions = (verb: string): readonly string[] =>
  ['/v1alpha', '/v1'].map(version => `${version}/models/{model*}:${verb}`);

const CONTENTS: readonly Row[] = [
  [
    'contents*',
    'object|object[]',
    'The conversation: `role` is `user` or `model`.',
    '对话：`role` 为 `user` 或 `model`。',
  ],
  [
    'contents[].parts',
    'object|object[]',
    '`text`, `inlineData`, `fileData`, `functionCall`, `functionResponse`.',
    '`text`、`inlineData`、`fileData`、`functionCall`、`functionResponse`。',
  ],
];

const BODY: readonly Row[] = [
  ...CONTENTS,
  ['systemInstruction', 'object', 'System text, as `parts`.', '系统提示，以 `parts` 给出。'],
  ['generationConfig', 'object', 'How the answer is made.', '生成参数。'],
  [
    'generationConfig.maxOutputTokens',
    'integer',
    'Most tokens to make, thinking included.',
    '最多生成的 token 数，含思考。',
  ],
  ['generationConfig.temperature', 'number 0..2', 'Higher is more varied.', '越高越发散。'],
  ['generationConfig.topP', 'number 0..1', 'Share of likely words.', '核采样比例。'],
  ['generationConfig.candidateCount', 'integer 1..8 = 1', 'How many answers.', '回答个数。'],
  ['generationConfig.stopSequences', 'string[]', 'Texts at which the answer ends.', '遇到即停止的文本。'],
  [
    'generationConfig.responseMimeType',
    'string',
    '`application/json` for structured output.',
    '结构化输出用 `application/json`。',
  ],
  ['generationConfig.responseSchema', 'object', 'Schema that the answer must fit.', '回答须符合的结构。'],
  ['generationConfig.responseJsonSchema', 'object', 'The same as full JSON Schema.', '同上，使用完整的 JSON Schema。'],
  ['generationConfig.responseModalities', 'string[]', '`TEXT`, `IMAGE`, `AUDIO`.', '`TEXT`、`IMAGE`、`AUDIO`。'],
  [
    'generationConfig.thinkingConfig',
    'object',
    '`thinkingBudget` (2.5) or `thinkingLevel` (3), `includeThoughts`.',
    '`thinkingBudget`（2.5）或 `thinkingLevel`（3）、`includeThoughts`。',
  ],
  [
    'tools',
    'object|object[]',
    '`functionDeclarations`, `googleSearch`, `codeExecution`, `urlContext`.',
    '`functionDeclarations`、`googleSearch`、`codeExecution`、`urlContext`。',
  ],
  ['toolConfig', 'object', 'Whether and which functions must be called.', '是否以及必须调用哪些函数。'],
  ['safetySettings', 'object[]', 'What is blocked.', '安全设置。'],
  ['cachedContent', 'string', 'Name of a cached content.', '缓存内容的名称。'],
  ...GEMINI_BODY,
];

const RETURNS: readonly Row[] = [
  ['candidates', 'object[]', 'The answers.', '回答列表。'],
  ['candidates[].content', 'object', 'Its `parts`.', '其 `parts`。'],
  ['candidates[].finishReason', 'string', '`STOP`, `MAX_TOKENS`, `SAFETY` …', '`STOP`、`MAX_TOKENS`、`SAFETY` 等。'],
  ['usageMetadata', 'object', 'What is paid for.', '计费用量。'],
  ['usageMetadata.promptTokenCount', 'integer', 'Input, cached tokens included.', '输入 token，含缓存命中。'],
  ['usageMetadata.candidatesTokenCount', 'integer', 'Output without thoughts.', '输出 token，不含思考。'],
  ['usageMetadata.thoughtsTokenCount', 'integer', 'Thoughts, paid as output.', '思考 token，按输出计费。'],
  ['modelVersion', 'string', 'The model that answered.', '作答的模型。'],
  ...GEMINI_RETURNS,
];

export const gemini: CallFamily = {
  section: 'chat',
  id: 'gemini',
  title: t('Gemini', 'Gemini'),
  calls: [
    {
      id: 'generate-content',
      method: 'POST',
      path: '/v1beta/models/{model*}:generateContent',
      aliases: versions('generateContent'),
      title: t('Generate content', '生成内容'),
      purpose: t(
        'Google’s API, the one that Gemini CLI speaks. The key goes as `x-goog-api-key`, as `?key=`, or as a bearer token. Models of other makers answer by it too.',
        'Google 的接口，Gemini CLI 使用它。密钥可放在 `x-goog-api-key`、`?key=` 或 Bearer 中。其他厂商的模型也能用它作答。',
      ),
      params: [MODEL],
      body: BODY,
      returns: RETURNS,
      cost: 'tokens',
      sdk: { library: 'google', method: 'models.generate_content' },
      samples: [
        {
          id: 'plain',
          title: t('One question', '一问一答'),
          path: WHERE,
          body: { contents: user({ text: 'Say hello in one sentence.' }) },
        },
        {
          id: 'vision',
          title: t('Vision', '识图'),
          path: WHERE,
          body: {
            contents: user(
              { inlineData: { mimeType: 'image/png', data: PICTURE } },
              { text: 'What is in this picture?' },
            ),
          },
        },
        {
          id: 'tools',
          title: t('Tools', '工具调用'),
          note: t(
            'Send `functionCall` parts back as they came, with their `thoughtSignature`, then the `functionResponse`.',
            '请把 `functionCall` 段连同 `thoughtSignature` 原样带回，再给出 `functionResponse`。',
          ),
          path: WHERE,
          body: {
            contents: user({ text: 'What is the weather in Paris? Use get_weather.' }),
            tools: [
              {
                functionDeclarations: [
                  {
                    name: WEATHER.name,
                    description: WEATHER.description,
                    parametersJsonSchema: WEATHER.parameters,
                  },
                ],
              },
            ],
          },
        },
        {
          id: 'structured',
          title: t('Structured output', '结构化输出'),
          path: WHERE,
          body: {
            contents: user({ text: 'Ada is 36 years old. Give name and age.' }),
            generationConfig: { responseMimeType: 'application/json', responseJsonSchema: PERSON },
          },
        },
        {
          id: 'thinking',
          title: t('Thinking', '思考'),
          path: WHERE,
          body: {
            contents: user({ text: 'How many primes are below 30?' }),
            generationConfig: { thinkingConfig: { thinkingBudget: 1024, includeThoughts: true } },
          },
        },
        {
          id: 'pdf',
          title: t('A PDF', '阅读 PDF'),
          path: WHERE,
          body: {
            contents: user(
              { inlineData: { mimeType: 'application/pdf', data: DOCUMENT } },
              { text: 'Summarise this document.' },
            ),
          },
        },
        {
          id: 'video',
          title: t('Watching a video', '看视频'),
          note: t('An address on YouTube or of Google’s files.', '可用 YouTube 链接或 Google 文件地址。'),
          path: WHERE,
          body: {
            contents: user(
              { fileData: { fileUri: 'https://www.youtube.com/watch?v=9hE5-98ZeCg', mimeType: 'video/mp4' } },
              { text: 'What happens in this video?' },
            ),
          },
        },
        {
          id: 'search',
          title: t('Google Search', '联网搜索'),
          path: WHERE,
          body: { contents: user({ text: 'What is in the news today?' }), tools: [{ googleSearch: {} }] },
        },
        {
          id: 'picture',
          title: t('Drawing a picture', '生成图片'),
          path: { model: 'gemini-2.5-flash-image' },
          body: {
            contents: user({ text: 'A red fox in the snow' }),
            generationConfig: { responseModalities: ['TEXT', 'IMAGE'] },
          },
        },
      ],
    },
    {
      id: 'stream-generate-content',
      method: 'POST',
      path: '/v1beta/models/{model*}:streamGenerateContent',
      aliases: versions('streamGenerateContent'),
      title: t('Generate content, streamed', '流式生成内容'),
      purpose: t(
        'The same, sent while it is made: events with `alt=sse`, else the members of one JSON list.',
        '同上，边生成边返回：加 `alt=sse` 为事件流，否则为一个 JSON 数组的各成员。',
      ),
      params: [MODEL],
      query: [['alt', '"sse"|"json" = "json"', '`sse` for events.', '`sse` 表示事件流。']],
      body: BODY,
      cost: 'tokens',
      samples: [
        {
          id: 'sse',
          title: t('As events', '事件流'),
          path: WHERE,
          query: { alt: 'sse' },
          stream: true,
          body: { contents: user({ text: 'Count from one to five.' }) },
        },
      ],
    },
    {
      id: 'count-tokens',
      method: 'POST',
      path: '/v1beta/models/{model*}:countTokens',
      aliases: versions('countTokens'),
      title: t('Count tokens (Gemini)', '计算 token 数（Gemini）'),
      purpose: t('Counts the tokens of a request without answering it.', '只计算请求的 token 数，不生成回答。'),
      params: [MODEL],
      body: [
        ['contents', 'object|object[]', 'What to count.', '要计算的内容。'],
        ['generateContentRequest', 'object', 'Or a whole request.', '或给出完整请求。'],
      ],
      returns: [['totalTokens*', 'integer', 'How many.', 'token 数。']],
      cost: 'free',
      samples: [
        { id: 'count', title: t('A text', '一段文本'), path: WHERE, body: { contents: user({ text: 'How long?' }) } },
      ],
    },
    {
      id: 'gemini-other',
      method: 'POST',
      path: '/v1beta/models/{model*}:{verb}',
      aliases: ['/v1alpha/models/{model*}:{verb}', '/v1/models/{model*}:{verb}'],
      title: t('Other verbs of Google’s', 'Google 的其他动作'),
      purpose: t(
        'Verbs that the gateway does not serve, such as `predict` of other media, answer 501 and name what to use instead.',
        '网关未提供的动作返回 501，并说明应改用什么。',
      ),
      params: [MODEL, ['verb*', 'string', 'The verb.', '动作名。']],
      body: [],
      cost: 'free',
      errors: [[501, 'api_not_implemented', t('The verb is not served.', '未提供该动作。')]],
      samples: [
        {
          id: 'refused',
          title: t('A verb that is not served', '未提供的动作'),
          path: { model: 'gemini-2.5-flash', verb: 'batchGenerateContent' },
          fails: 501,
          body: {},
        },
      ],
    },
  ],
};
