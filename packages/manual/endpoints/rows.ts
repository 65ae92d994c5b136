// Rows that many calls share.

import type { Row } from '../field.ts';

export const MODEL: Row = [
  'model*',
  'string',
  'Name of the model, as `GET /v1/models` lists it.',
  '模型名，见 `GET /v1/models`。',
];
export const STREAM: Row = [
  'stream',
  'boolean = false',
  'Send the answer as server-sent events while it is made.',
  '以服务器推送事件（SSE）边生成边返回。',
];
export const USER: Row = ['user', 'string', 'Your own id of the end user.', '最终用户的标识，由你自定。'];
export const PROMPT: Row = ['prompt*', 'string', 'What to make, in words.', '用文字描述想要的结果。'];

/** What every task answers at `/v1/tasks`. */
export const TASK: readonly Row[] = [
  ['id', 'string', 'Public id of the task.', '任务的公开 ID。'],
  ['platform', 'string', 'The API by which it was submitted.', '提交时所用的接口。'],
  ['action', 'string', 'What was asked for.', '请求的动作。'],
  ['model', 'string', 'Model, as priced.', '计价所用的模型。'],
  [
    'status',
    '"accepted"|"submitting"|"queued"|"waiting_input"|"running"|"saving"|"succeeded"|"failed"|"cancelled"|"expired"',
    'State of the task; the last four are final.',
    '任务状态；后四种为终态。',
  ],
  ['progress', 'number', 'Percent.', '进度（百分比）。'],
  ['held', 'string', 'USD held while it runs.', '运行期间预占的金额（USD）。'],
  ['cost', 'string', 'USD that it cost; 0 unless it succeeded.', '实际费用（USD）；未成功则为 0。'],
  ['error', 'object|null', 'Why it failed.', '失败原因。'],
  ['assets', 'object[]', 'What was made.', '产物列表。'],
  ['assets[].url', 'string|null', 'Signed address of the file.', '带签名的文件地址。'],
];
