// Hosts of many models by their own APIs: fal and Replicate.

import type { CallFamily } from '../call.ts';
import { t } from '../text.ts';
import { brief, prefixed, sample, TASK_ID } from './brief.ts';

const OWN = t('In the platform’s own bodies and answers.', '请求与响应均为平台原生格式。');
const FLUX = 'black-forest-labs/flux-schnell';

export const fal: CallFamily = {
  section: 'tasks',
  id: 'fal',
  title: t('fal', 'fal'),
  calls: [
    brief(
      'fal-submit',
      'POST /fal-ai/{path*}',
      t('Submit to a model (fal)', '提交（fal）'),
      t(
        'A model’s path behind `/fal-ai` queues; `/fal/run/…` waits for the result; `/fal/queue/…` is the queue with fal’s own addresses. fal’s JavaScript client goes through `/api/fal/proxy`.',
        '`/fal-ai` 后接模型路径为排队提交；`/fal/run/…` 同步等待结果；`/fal/queue/…` 为 fal 原生队列。fal 的 JavaScript 客户端走 `/api/fal/proxy`。',
      ),
      {
        aliases: [
          '/fal/{path*}',
          '/api/fal/proxy',
          ...['/fal-ai/{path*}', '/fal/{path*}', '/api/fal/proxy'].map(path => `PUT ${path}`),
        ],
        params: [['path*', 'string', 'Path of the model.', '模型路径。']],
        body: [
          ['prompt', 'string', 'What to make.', '画面描述。'],
          ['num_images', 'integer', 'How many; each is paid for.', '张数；每张都计费。'],
          ['image_url', 'string', 'A picture to go by.', '参考图。'],
        ],
        returns: [['request_id', 'string', 'Id of the request.', '请求 ID。']],
        cost: 'task',
        samples: [
          sample('queue', {
            path: { path: 'flux-pro/kontext/text-to-image' },
            body: { prompt: 'A lighthouse', num_images: 1 },
          }),
        ],
      },
    ),
    brief(
      'fal-get',
      'GET /fal-ai/{path*}',
      t('Ask after a request (fal)', '查询（fal）'),
      t(
        '`<app>/requests/<id>/status`, and without `/status` the result.',
        '`<app>/requests/<id>/status` 查询状态，去掉 `/status` 取结果。',
      ),
      {
        aliases: ['/fal/{path*}', '/api/fal/proxy'],
        params: [['path*', 'string', 'Path of the request.', '请求路径。']],
        samples: [
          sample('status', {
            before: { sample: 'fal-submit/queue', take: { id: 'request_id' } },
            path: { path: 'flux-pro/requests/<id>/status' },
            until: { at: 'status', over: ['COMPLETED'] },
          }),
        ],
      },
    ),
  ],
};

const PREFIX = '/replicate/v1';
const MADE = { sample: 'replicate-model/plain', take: { id: 'id' } } as const;

export const replicate: CallFamily = {
  section: 'tasks',
  id: 'replicate',
  title: t('Replicate', 'Replicate'),
  calls: [
    brief(
      'replicate-model',
      `POST ${PREFIX}/models/{owner}/{name}/predictions`,
      t('Run a model (Replicate)', '运行模型（Replicate）'),
      OWN,
      {
        aliases: [
          '/v1/models/{owner}/{name}/predictions',
          ...prefixed([PREFIX, '/v1'], '/deployments/{owner}/{name}/predictions'),
        ],
        params: [
          ['owner*', 'string', 'Owner of the model.', '模型所有者。'],
          ['name*', 'string', 'Name of the model.', '模型名。'],
        ],
        headers: [['Prefer', 'string', '`wait` waits up to a minute.', '`wait` 最多等待一分钟。']],
        body: [
          ['input*', 'object', 'What the model takes.', '模型输入。'],
          ['webhook', 'string', 'URL that gets a POST with the result.', '通知地址。'],
          ['webhook_events_filter', 'string[]', 'Of what it is told.', '通知哪些事件。'],
          ['stream', 'boolean', 'For models of words.', '文本模型的流式输出。'],
        ],
        returns: [
          ['id*', 'string', 'Id of the prediction.', '预测 ID。'],
          [
            'status*',
            'string',
            '`starting`, `processing`, `succeeded`, `failed`, `canceled`.',
            '`starting`、`processing`、`succeeded`、`failed`、`canceled`。',
          ],
        ],
        cost: 'task',
        sdk: { library: 'replicate', method: 'run' },
        samples: [
          sample('plain', {
            path: { owner: 'black-forest-labs', name: 'flux-schnell' },
            body: { input: { prompt: 'A quay', num_outputs: 1 } },
          }),
        ],
      },
    ),
    brief(
      'replicate-create',
      `POST ${PREFIX}/predictions`,
      t('Run a version (Replicate)', '按版本运行（Replicate）'),
      OWN,
      {
        aliases: ['/v1/predictions'],
        body: [
          ['version*', 'string', 'Model or version.', '模型或版本。'],
          ['input*', 'object', 'What the model takes.', '模型输入。'],
        ],
        returns: [['id*', 'string', 'Id of the prediction.', '预测 ID。']],
        cost: 'task',
        samples: [sample('plain', { body: { version: FLUX, input: { prompt: 'A quay' } } })],
      },
    ),
    brief('replicate-get', `GET ${PREFIX}/predictions/{id}`, t('Ask after it (Replicate)', '查询（Replicate）'), OWN, {
      aliases: ['/v1/predictions/{id}'],
      params: [TASK_ID],
      returns: [['status*', 'string', 'How far it is.', '状态。']],
      samples: [
        sample('get', { before: MADE, path: { id: '<id>' }, until: { at: 'status', over: ['succeeded', 'failed'] } }),
      ],
    }),
    brief('replicate-list', `GET ${PREFIX}/predictions`, t('List predictions (Replicate)', '列表（Replicate）'), OWN, {
      aliases: ['/v1/predictions'],
      samples: [sample('list', { before: MADE })],
    }),
    brief(
      'replicate-cancel',
      `POST ${PREFIX}/predictions/{id}/cancel`,
      t('Cancel it (Replicate)', '取消（Replicate）'),
      OWN,
      {
        aliases: ['/v1/predictions/{id}/cancel'],
        params: [TASK_ID],
        samples: [sample('cancel', { before: MADE, path: { id: '<id>' } })],
      },
    ),
    brief(
      'replicate-stream',
      'GET /replicate/v1/stream/{task}',
      t('Words as they come (Replicate)', '流式输出（Replicate）'),
      t('The address that a prediction names in `urls.stream`.', '预测结果 `urls.stream` 给出的地址。'),
      {
        credential: 'none',
        params: [['task*', 'string', 'Signed by the gateway.', '由网关签发。']],
        samples: [
          sample('stream', {
            path: { task: 'abc' },
            shown: {
              because: t(
                'The address is in the answer of a prediction with `stream`.',
                '地址在带 `stream` 的预测结果中。',
              ),
              status: 200,
              answer: 'event: output\ndata: Once\n\nevent: done\ndata: {}\n\n',
            },
          }),
        ],
      },
    ),
    brief(
      'replicate-webhook-secret',
      `GET ${PREFIX}/webhooks/default/secret`,
      t('Secret of webhooks (Replicate)', '回调签名密钥（Replicate）'),
      OWN,
      {
        aliases: ['/v1/webhooks/default/secret'],
        returns: [['key*', 'string', '`whsec_…`', '`whsec_…`']],
        samples: [sample('get')],
      },
    ),
    brief('replicate-files', `POST ${PREFIX}/files`, t('Upload a file (Replicate)', '上传文件（Replicate）'), OWN, {
      bodyType: 'form',
      body: [['content*', 'file', 'The file.', '文件。']],
      returns: [['id*', 'string', 'Id of the file.', '文件 ID。']],
      samples: [sample('file', { form: [{ name: 'content', file: 'cat.png' }] })],
    }),
    brief('replicate-file', `GET ${PREFIX}/files/{id}`, t('Get a file (Replicate)', '查询文件（Replicate）'), OWN, {
      params: [TASK_ID],
      samples: [
        sample('get', { before: { sample: 'replicate-files/file', take: { id: 'id' } }, path: { id: '<id>' } }),
      ],
    }),
    brief(
      'replicate-file-delete',
      `DELETE ${PREFIX}/files/{id}`,
      t('Delete a file (Replicate)', '删除文件（Replicate）'),
      OWN,
      {
        params: [TASK_ID],
        samples: [
          sample('delete', { before: { sample: 'replicate-files/file', take: { id: 'id' } }, path: { id: '<id>' } }),
        ],
      },
    ),
  ],
};
