// The manual's own words: heads of tables, labels of the frame, sentences that many pages share.

import type { CostKind } from './call.ts';
import { t, type Text } from './text.ts';

export const WORDS = {
  docs: t('Manual', '文档'),
  home: t('The manual', '使用手册'),
  homeSummary: t(
    'Every call with samples in fifteen languages and a panel to try it; guides for every client; the operator’s manual.',
    '每个接口都附十五种语言示例与在线调试；各客户端接入指南；运维手册。',
  ),
  begin: t('Begin here', '从这里开始'),
  clients: t('Set up a client', '接入客户端'),
  everything: t('Everything', '全部内容'),
  search: t('Search the manual', '搜索文档'),
  searchTitle: t('Search', '搜索'),
  found: t('pages found', '个结果'),
  nothing: t('Nothing was found. Try fewer or other words.', '没有找到，换个词试试。'),
  contents: t('On this page', '本页目录'),
  pages: t('Pages', '目录'),
  skip: t('Skip to the text', '跳到正文'),
  console: t('Console', '控制台'),
  markdown: t('This page as Markdown', '本页 Markdown'),
  language: t('中文', 'English'),
  previous: t('Before', '上一页'),
  next: t('After', '下一页'),
  theme: t('Light or dark', '切换明暗'),
  copy: t('Copy', '复制'),
  copied: t('Copied', '已复制'),
  field: t('field', '字段'),
  type: t('type', '类型'),
  preset: t('default', '默认值'),
  meaning: t('meaning', '说明'),
  required: t('required', '必填'),
  pathParameters: t('In the path', '路径参数'),
  elsewhere: t('In the paths below alone.', '仅用于下列等价路径。'),
  queryParameters: t('In the query', '查询参数'),
  headers: t('Headers', '请求头'),
  body: t('Body', '请求体'),
  form: t('Sent as a form (`multipart/form-data`).', '以表单（`multipart/form-data`）发送。'),
  both: t('Sent as JSON, or as a form where files are given.', '以 JSON 发送；带文件时用表单。'),
  bytes: t('The bytes themselves.', '直接发送字节。'),
  answer: t('Answer', '响应'),
  sample: t('Sample', '示例'),
  recorded: t('Recorded from a gateway with its practice upstream', '录自网关与练习上游的真实响应'),
  given: t('Not recorded', '未录制'),
  errors: t('Errors', '错误'),
  status: t('status', '状态码'),
  code: t('code', '错误码'),
  allErrors: t(
    'All of them, and what to do: [status codes](/docs/start/errors).',
    '完整列表与处理办法见[状态码](/docs/start/errors)。',
  ),
  cost: t('Cost', '费用'),
  sampleCost: t('The sample above cost', '上面的示例实际扣费'),
  stop: t('.', '。'),
  colon: t(': ', '：'),
  refusal: t('A refusal, as this call writes it:', '错误以如下格式返回：'),
  noContent: t('Done; there is no body.', '成功，无响应体。'),
  fromSchema: t('drawn from its schema', '由数据结构生成'),
  samePaths: t('The same by other paths', '等价路径'),
  more: t('More samples', '更多示例'),
  fullCall: t('All fields of this call', '该接口的全部字段'),
  samples: t('Languages', '语言'),
  needs: t('Needs', '需要'),
  credential: t('Credential', '凭据'),
} as const satisfies Record<string, Text>;

export const CREDENTIALS = {
  none: t('No credential.', '无需凭据。'),
  key: t(
    'A key as a bearer token, or in any of the [other places](/docs/start/credentials).',
    'Bearer 密钥，或放在[其他位置](/docs/start/credentials)。',
  ),
  account: t(
    'An access token of the account (`tp_…`) as a bearer token, or the session’s cookie.',
    '账户访问令牌（`tp_…`，Bearer）或会话 Cookie。',
  ),
  operator: t(
    'An access token of an operator’s account, or the session’s cookie.',
    '运营者账户的访问令牌或会话 Cookie。',
  ),
} as const;

export const COSTS: Readonly<Record<CostKind, Text>> = {
  free: t('Nothing.', '免费。'),
  tokens: t(
    'Tokens: input, input from a cache, output (thinking is output), each at its own price, times the multiplier of the key’s group. Searches of the web are paid for each.',
    '按 token 计费：输入、缓存命中与输出（思考计入输出）各有单价，再乘以密钥所在分组的倍率；联网搜索按次另计。',
  ),
  images: t(
    'By the picture or by tokens, as the model is priced; only pictures that came are paid for.',
    '按张或按 token，视模型而定；只为实际返回的图片付费。',
  ),
  speech: t(
    'By the character, or by tokens of text and sound, as the model is priced.',
    '按字符，或按文本与音频 token，视模型而定。',
  ),
  seconds: t('By the second of sound, or by tokens, as the model is priced.', '按音频秒数或 token，视模型而定。'),
  task: t(
    'The price of the model for what was asked (call, second or picture, times factors such as resolution and mode) is held at the submission, and charged when the task succeeds. A task that fails, is cancelled or expires costs nothing.',
    '提交时按模型价格（次、秒或张，乘以分辨率、模式等系数）预占金额，成功后扣费；失败、取消或过期的任务不收费。',
  ),
  characters: t('By the character.', '按字符计费。'),
  search: t('By tokens, or by the search, as the model is priced.', '按 token 或按次，视模型而定。'),
  varies: t('What the model’s own API costs.', '与该模型原生接口相同。'),
};
