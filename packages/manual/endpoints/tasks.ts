// Tasks of every platform seen by their owner: list, progress, end, and the files that were made.

import type { CallFamily } from '../call.ts';
import { t } from '../text.ts';
import { brief, sample, TASK_ID } from './brief.ts';
import { TASK } from './rows.ts';

const MADE = { sample: 'videos-create/plain', take: { id: 'id' } } as const;

export const tasks: CallFamily = {
  section: 'tasks',
  id: 'tasks',
  title: t('Your tasks', '我的任务'),
  calls: [
    brief(
      'tasks-list',
      'GET /v1/tasks',
      t('List tasks', '任务列表'),
      t(
        'Tasks of every platform in one form, newest first, page by page.',
        '以统一格式列出所有平台的任务，新的在前，可翻页。',
      ),
      {
        query: [
          ['platform', 'string', 'Only of this API, such as `midjourney`.', '只看某接口，如 `midjourney`。'],
          ['status', 'string', 'Only in this state.', '只看某状态。'],
          ['model', 'string', 'Only of this model.', '只看某模型。'],
          ['action', 'string', 'Only this action.', '只看某动作。'],
          ['from', 'string', 'From this time: milliseconds or ISO 8601.', '起始时间：毫秒或 ISO 8601。'],
          ['to', 'string', 'Up to this time.', '截止时间。'],
          ['order', '"asc"|"desc" = "desc"', 'Oldest or newest first.', '排序。'],
          ['limit', 'integer 1..100 = 20', 'How many.', '条数。'],
          ['after', 'string', 'The `next` of the page before.', '上一页的 `next`。'],
        ],
        returns: [
          ['object*', '"list"', 'Kind of the object.', '对象类型。'],
          ['data*', 'object[]', 'The tasks.', '任务。'],
        ],
        samples: [sample('list', { query: { limit: '2' }, before: MADE })],
      },
    ),
    brief(
      'tasks-get',
      'GET /v1/tasks/{id}',
      t('Get a task', '查询任务'),
      t('One task, by the id that its platform’s API gave.', '按平台接口给出的 ID 查询一个任务。'),
      {
        params: [TASK_ID],
        returns: TASK,
        samples: [
          sample('get', {
            before: MADE,
            path: { id: '<id>' },
            until: { at: 'status', over: ['succeeded', 'failed', 'cancelled', 'expired'] },
          }),
        ],
      },
    ),
    brief(
      'tasks-events',
      'GET /v1/tasks/{id}/events',
      t('Follow a task', '跟踪任务进度'),
      t(
        'Sends the task at every change: `event: progress`, at last `event: end`.',
        '每次变化推送任务：`event: progress`，最后为 `event: end`。',
      ),
      { params: [TASK_ID], samples: [sample('follow', { before: MADE, path: { id: '<id>' }, stream: true })] },
    ),
    brief(
      'tasks-cancel',
      'POST /v1/tasks/{id}/cancel',
      t('Cancel a task', '取消任务'),
      t('Calls a task off; what was held comes back.', '取消任务，退还预占金额。'),
      {
        params: [TASK_ID],
        returns: TASK,
        samples: [
          sample('cancel', {
            before: { sample: 'mj-imagine/plain', take: { id: 'result' } },
            path: { id: '<id>' },
          }),
        ],
      },
    ),
    brief(
      'tasks-delete',
      'DELETE /v1/tasks/{id}',
      t('Delete a task', '删除任务'),
      t('Hides a task that has ended, and removes its files.', '删除已结束的任务及其文件。'),
      {
        params: [TASK_ID],
        returns: [
          ['id*', 'string', 'Its id.', '任务 ID。'],
          ['deleted*', 'boolean', 'True.', '恒为 true。'],
        ],
        samples: [
          sample('delete', {
            before: { sample: 'tasks-cancel/cancel', take: { id: 'id' } },
            path: { id: '<id>' },
          }),
        ],
      },
    ),
    brief(
      'tasks-webhook-secret',
      'GET /v1/tasks/webhook-secret',
      t('Secret of callbacks', '回调签名密钥'),
      t(
        'What callbacks to you are signed with, in the manner of Standard Webhooks: HMAC-SHA256 over `id.timestamp.body`, in the header `webhook-signature`.',
        '回调签名所用的密钥，遵循 Standard Webhooks：对 `id.timestamp.body` 做 HMAC-SHA256，置于 `webhook-signature` 头。',
      ),
      {
        returns: [
          ['object*', '"webhook_secret"', 'Kind of the object.', '对象类型。'],
          ['secret*', 'string', '`whsec_…`', '`whsec_…`'],
        ],
        samples: [sample('get')],
      },
    ),
    brief(
      'assets-get',
      'GET /v1/assets/{task}/{file}',
      t('Fetch a file', '获取文件'),
      t(
        'The signed address of what a task made, as its answers name it; ranges are served, so that videos can be wound.',
        '任务产物的签名地址，由各回答给出；支持 Range，便于视频拖动。',
      ),
      {
        credential: 'none',
        params: [
          ['task*', 'string', 'The task.', '任务。'],
          ['file*', 'string', 'The file.', '文件。'],
        ],
        returnsType: 'application/octet-stream',
        samples: [
          sample('get', {
            path: { task: 'video_abc', file: '0.mp4' },
            shown: {
              because: t(
                'The address is in the answer of the task; it is signed and ends by itself.',
                '地址在任务结果中，带签名并会过期。',
              ),
              status: 200,
              answer: '(MP4 bytes)',
            },
          }),
        ],
      },
    ),
    brief(
      'tasks-callback',
      'POST /v1/tasks/callbacks/{token}',
      t('News of an upstream', '上游回调'),
      t(
        'Where platforms tell the gateway that there is news. Clients never call it; a wrong token is a 404.',
        '平台通知网关的地址，客户端无需调用；令牌错误返回 404。',
      ),
      {
        credential: 'none',
        params: [['token*', 'string', 'Signed by the gateway.', '由网关签发。']],
        body: [],
        samples: [
          sample('wrong', { path: { token: 'none.none' }, body: {}, fails: 404 }, t('A wrong token', '错误的令牌')),
        ],
      },
    ),
  ],
};
