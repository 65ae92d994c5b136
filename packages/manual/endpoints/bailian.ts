// Bailian's tasks in DashScope's own form.

import type { CallFamily } from '../call.ts';
import type { Row } from '../field.ts';
import { t } from '../text.ts';
import { brief, prefixed, sample, TASK_ID } from './brief.ts';

const OWN = t('In the maker’s own bodies and answers.', '请求与响应均为厂商原生格式。');
const MODEL: Row = ['model*', 'string', 'Name of the model.', '模型名。'];

const CLOUD = ['/bailian', '/dashscope', '/alibailian'];

const STREAMS: readonly Row[] = [['X-DashScope-SSE', '"enable"', 'As a stream.', '流式返回。']];
const TALK: readonly Row[] = [
  MODEL,
  ['input*', 'object', '`messages`, or a `prompt`.', '`messages` 或 `prompt`。'],
  ['parameters', 'object', '`result_format`, `max_tokens`, `tools` …', '`result_format`、`max_tokens`、`tools` 等。'],
];
const TOLD: readonly Row[] = [
  ['output*', 'object', 'Its `choices`, or its `text`.', '其 `choices` 或 `text`。'],
  ['usage*', 'object', 'What is paid for.', '计费用量。'],
  ['request_id*', 'string', 'Id of the request.', '请求 ID。'],
];

export const bailian: CallFamily = {
  section: 'tasks',
  id: 'bailian',
  title: t('Bailian (DashScope)', '百炼（DashScope）'),
  calls: [
    brief(
      'bailian-generation',
      'POST /api/v1/services/aigc/text-generation/generation',
      t('Generate text (DashScope)', '文本生成（DashScope）'),
      t(
        'What DashScope’s `Generation.call` sends: passed on to Bailian, and answered by every other model of text too. `X-DashScope-SSE: enable` streams.',
        'DashScope 的 `Generation.call` 所用接口：百炼渠道原样转发，其他文本模型也能回答。`X-DashScope-SSE: enable` 为流式。',
      ),
      {
        aliases: prefixed(CLOUD, '/api/v1/services/aigc/text-generation/generation'),
        headers: STREAMS,
        body: TALK,
        returns: TOLD,
        cost: 'tokens',
        samples: [
          sample('plain', {
            body: {
              model: 'qwen-plus',
              input: { messages: [{ role: 'user', content: 'Say hello.' }] },
              parameters: { result_format: 'message' },
            },
          }),
        ],
      },
    ),
    brief(
      'bailian-conversation',
      'POST /api/v1/services/aigc/multimodal-generation/generation',
      t('Talk about media (DashScope)', '多模态对话（DashScope）'),
      t(
        'What DashScope’s `MultiModalConversation.call` sends; models that make pictures answer with them.',
        'DashScope 的 `MultiModalConversation.call` 所用接口；图像模型在此返回图片。',
      ),
      {
        aliases: prefixed(CLOUD, '/api/v1/services/aigc/multimodal-generation/generation'),
        headers: STREAMS,
        body: TALK,
        returns: TOLD,
        cost: 'tokens',
        samples: [
          sample('plain', {
            body: {
              model: 'qwen-vl-max',
              input: { messages: [{ role: 'user', content: [{ text: 'Say hello.' }] }] },
            },
          }),
        ],
      },
    ),
    brief(
      'bailian-create',
      'POST /api/v1/services/aigc/{path*}',
      t('Begin a task (Bailian)', '创建任务（百炼）'),
      t(
        'Wanxiang’s pictures and videos and their kin, in DashScope’s own bodies, with `X-DashScope-Async: enable`.',
        '万相图片与视频等，DashScope 原生格式，需 `X-DashScope-Async: enable`。',
      ),
      {
        aliases: prefixed(CLOUD, '/api/v1/services/aigc/{path*}'),
        params: [['path*', 'string', 'DashScope’s path.', 'DashScope 的路径。']],
        headers: [['X-DashScope-Async', '"enable"', 'As a task.', '以任务方式执行。']],
        body: [
          MODEL,
          ['input*', 'object', '`prompt`, `img_url` …', '`prompt`、`img_url` 等。'],
          ['parameters', 'object', '`size`, `n`, `duration` …', '`size`、`n`、`duration` 等。'],
        ],
        returns: [['output*', 'object', 'Its `task_id` and `task_status`.', '其 `task_id` 与 `task_status`。']],
        cost: 'task',
        samples: [
          sample('picture', {
            path: { path: 'text2image/image-synthesis' },
            headers: { 'X-DashScope-Async': 'enable' },
            body: {
              model: 'wanx2.1-t2i-turbo',
              input: { prompt: 'A lantern' },
              parameters: { n: 1, size: '1024*1024' },
            },
          }),
        ],
      },
    ),
    brief('bailian-get', 'GET /api/v1/tasks/{id}', t('Ask after it (Bailian)', '查询（百炼）'), OWN, {
      aliases: prefixed(CLOUD, '/api/v1/tasks/{id}'),
      params: [TASK_ID],
      returns: [['output*', 'object', 'How far it is.', '任务状态与结果。']],
      samples: [
        sample('get', {
          before: { sample: 'bailian-create/picture', take: { id: 'output.task_id' } },
          path: { id: '<id>' },
          until: { at: 'output.task_status', over: ['SUCCEEDED', 'FAILED'] },
        }),
      ],
    }),
    brief('bailian-list', 'GET /api/v1/tasks', t('List tasks (Bailian)', '列表（百炼）'), OWN, {
      aliases: prefixed(CLOUD, '/api/v1/tasks'),
      query: [
        ['status', 'string', 'Only in this state.', '只看某状态。'],
        ['page_no', 'integer', 'Page.', '页码。'],
        ['page_size', 'integer', 'Tasks a page.', '每页条数。'],
      ],
      samples: [sample('list', { query: { page_size: '1' } })],
    }),
    brief(
      'bailian-uploads',
      'GET /api/v1/uploads',
      t('Where to put files (Bailian)', '文件上传凭证（百炼）'),
      t(
        'A policy with which the client puts files at the account that will read them.',
        '返回上传凭证，文件存到将要读取它的账户下。',
      ),
      {
        aliases: prefixed(CLOUD, '/api/v1/uploads'),
        query: [
          ['action*', '"getPolicy"', 'What to do.', '动作。'],
          ['model*', 'string', 'For this model.', '模型名。'],
        ],
        samples: [
          sample('policy', {
            query: { action: 'getPolicy', model: 'wan2.2-i2v-plus' },
            shown: {
              because: t('The practice upstream does not play it.', '练习上游不模拟此接口。'),
              status: 200,
              answer: { request_id: '…', data: { policy: '…', upload_host: 'https://…', upload_dir: '…' } },
            },
          }),
        ],
      },
    ),
    brief('bailian-cancel', 'POST /api/v1/tasks/{id}/cancel', t('Cancel it (Bailian)', '取消（百炼）'), OWN, {
      aliases: prefixed(CLOUD, '/api/v1/tasks/{id}/cancel'),
      params: [TASK_ID],
      samples: [sample('unknown', { path: { id: 'none' }, fails: 400 }, t('An unknown task', '不存在的任务'))],
    }),
  ],
};
