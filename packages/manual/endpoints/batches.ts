// Batches: many requests for half the price and an answer within a day, in OpenAI's form and in Anthropic's.

import type { CallFamily } from '../call.ts';
import type { Row } from '../field.ts';
import { t } from '../text.ts';
import { brief, sample } from './brief.ts';

const ID: Row = ['id*', 'string', 'Id of the batch.', '批处理 ID。'];
const LIMIT: Row = ['limit', 'integer 1..100 = 20', 'How many.', '条数。'];
const UPLOADED = { sample: 'provider-files-upload/requests', take: { id: 'id' } } as const;
const BEGUN = { sample: 'batches-create/begin', take: { id: 'id' } } as const;
const SENT = { sample: 'message-batches-create/begin', take: { id: 'id' } } as const;
const ENDED = { sample: 'message-batches-get/end', take: { id: 'id' } } as const;
/** What stands at the moment of the call depends on how far the batch is. */
const TIMING = t('What is answered depends on how far the batch is.', '响应取决于批处理当时的进度。');
const BATCH: readonly Row[] = [
  ['id*', 'string', 'Its id.', 'ID。'],
  ['object*', '"batch"', 'Kind of the object.', '对象类型。'],
  [
    'status*',
    'string',
    '`validating`, `in_progress`, `finalizing`, `completed`, `failed`, `expired`, `cancelling`, `cancelled`.',
    '`validating`、`in_progress`、`finalizing`、`completed`、`failed`、`expired`、`cancelling`、`cancelled`。',
  ],
  ['output_file_id', 'string|null', 'File of the answers.', '结果文件。'],
  ['error_file_id', 'string|null', 'File of the requests that failed.', '失败请求文件。'],
  ['request_counts', 'object', '`total`, `completed`, `failed`.', '`total`、`completed`、`failed`。'],
];
const MESSAGE_BATCH: readonly Row[] = [
  ['id*', 'string', 'Its id.', 'ID。'],
  ['type*', '"message_batch"', 'Kind of the object.', '对象类型。'],
  ['processing_status*', 'string', '`in_progress`, `canceling`, `ended`.', '`in_progress`、`canceling`、`ended`。'],
  ['request_counts', 'object', 'How many succeeded, failed, were canceled.', '各状态的请求数。'],
  ['results_url', 'string|null', 'Where the results are, once it has ended.', '结束后结果的地址。'],
];

export const batches: CallFamily = {
  section: 'chat',
  id: 'batches',
  title: t('Batches', '批处理'),
  calls: [
    brief(
      'batches-create',
      'POST /v1/batches',
      t('Begin a batch', '创建批处理'),
      t(
        'Takes a file of requests, a JSON object a line, all of one model: `custom_id`, `method` `POST`, `url`, `body`. What all of them may cost at most is held; what was answered is charged at the batch price of the list, half the usual one where it has none. A model that is served elsewhere than where the file is has the file taken there.',
        '输入文件每行一个 JSON 请求（`custom_id`、`method` 为 `POST`、`url`、`body`），且须为同一模型。创建时冻结最坏情况的费用；按实际完成的请求以批处理价结算，价目表未列批处理价时为普通价的一半。若模型由其他渠道提供，文件会自动转存到该渠道。',
      ),
      {
        cost: 'tokens',
        body: [
          ['input_file_id*', 'string', 'The file, uploaded for `batch`.', '以 `batch` 用途上传的文件。'],
          [
            'endpoint*',
            '"/v1/chat/completions"|"/v1/responses"|"/v1/embeddings"|"/v1/completions"|"/v1/moderations"',
            'What its requests are of.',
            '请求所属接口。',
          ],
          ['completion_window', '"24h" = "24h"', 'The time that it has.', '完成时限。'],
          ['metadata', 'object|null', 'Up to 16 texts of yours.', '最多 16 个自定义文本。'],
        ],
        returns: BATCH,
        sdk: { library: 'openai', method: 'batches.create' },
        samples: [
          sample('begin', {
            before: UPLOADED,
            body: { input_file_id: '<id>', endpoint: '/v1/chat/completions', completion_window: '24h' },
          }),
        ],
      },
    ),
    brief(
      'batches-list',
      'GET /v1/batches',
      t('List batches', '批处理列表'),
      t('Yours, the newest first.', '你的批处理，最新在前。'),
      {
        query: [LIMIT, ['after', 'string', 'The batch before the page.', '上一页最后一个批处理。']],
        returns: [['data*', 'object[]', 'The batches.', '批处理列表。']],
        samples: [sample('list', { query: { limit: '2' } })],
      },
    ),
    brief(
      'batches-get',
      'GET /v1/batches/{id}',
      t('Ask after a batch', '查询批处理'),
      t(
        'How far it is; its files are read by `GET /v1/files/{id}/content`.',
        '查询进度；结果文件用 `GET /v1/files/{id}/content` 读取。',
      ),
      { params: [ID], returns: BATCH, samples: [sample('get', { before: BEGUN, path: { id: '<id>' } })] },
    ),
    brief(
      'batches-cancel',
      'POST /v1/batches/{id}/cancel',
      t('Call a batch off', '取消批处理'),
      t('What was answered until then is kept, and charged.', '已完成的请求保留并计费。'),
      {
        params: [ID],
        body: [],
        returns: BATCH,
        samples: [
          sample('cancel', {
            path: { id: 'batch_7n2k' },
            body: {},
            shown: {
              because: TIMING,
              status: 200,
              answer: { id: 'batch_7n2k', object: 'batch', status: 'cancelling', output_file_id: null },
            },
          }),
        ],
      },
    ),
    brief(
      'message-batches-create',
      'POST /v1/messages/batches',
      t('Begin a batch of messages', '创建消息批处理'),
      t(
        'Anthropic’s form: all requests in one body, all of one model. Held and charged as OpenAI’s batches are.',
        'Anthropic 格式：一次提交全部请求，且须为同一模型。冻结与结算方式同 OpenAI 批处理。',
      ),
      {
        cost: 'tokens',
        body: [
          ['requests*', 'object[]', 'The requests.', '请求列表。'],
          ['requests[].custom_id*', 'string', 'Your name for it.', '自定义 ID。'],
          ['requests[].params*', 'object', 'The body of a message.', '消息请求体。'],
        ],
        returns: MESSAGE_BATCH,
        samples: [
          sample('begin', {
            body: {
              requests: [
                {
                  custom_id: 'first',
                  params: {
                    model: 'claude-sonnet-4-6',
                    max_tokens: 40,
                    messages: [{ role: 'user', content: 'Say hello.' }],
                  },
                },
              ],
            },
          }),
        ],
      },
    ),
    brief(
      'message-batches-list',
      'GET /v1/messages/batches',
      t('List batches of messages', '消息批处理列表'),
      t('Yours, the newest first.', '你的批处理，最新在前。'),
      {
        query: [
          LIMIT,
          ['after_id', 'string', 'The batch before the page.', '上一页最后一个批处理。'],
          ['before_id', 'string', 'The batch behind the page.', '下一页第一个批处理。'],
        ],
        returns: [['data*', 'object[]', 'The batches.', '批处理列表。']],
        samples: [sample('list', { query: { limit: '2' } })],
      },
    ),
    brief(
      'message-batches-get',
      'GET /v1/messages/batches/{id}',
      t('Ask after a batch of messages', '查询消息批处理'),
      t('How far it is.', '查询进度。'),
      {
        params: [ID],
        returns: MESSAGE_BATCH,
        samples: [
          sample('end', {
            before: SENT,
            path: { id: '<id>' },
            until: { at: 'processing_status', over: ['ended'] },
          }),
        ],
      },
    ),
    brief(
      'message-batches-results',
      'GET /v1/messages/batches/{id}/results',
      t('Read its results', '读取消息批处理结果'),
      t('A JSON object a line, as they come.', '每行一个 JSON 结果。'),
      {
        params: [ID],
        returnsType: 'application/x-jsonl',
        samples: [sample('results', { before: ENDED, path: { id: '<id>' } })],
      },
    ),
    brief(
      'message-batches-cancel',
      'POST /v1/messages/batches/{id}/cancel',
      t('Call a batch of messages off', '取消消息批处理'),
      t('What was answered until then is kept, and charged.', '已完成的请求保留并计费。'),
      {
        params: [ID],
        body: [],
        returns: MESSAGE_BATCH,
        samples: [
          sample('cancel', {
            path: { id: 'msgbatch_7n2k' },
            shown: {
              because: TIMING,
              status: 200,
              answer: { id: 'msgbatch_7n2k', type: 'message_batch', processing_status: 'canceling' },
            },
          }),
        ],
      },
    ),
    brief(
      'message-batches-delete',
      'DELETE /v1/messages/batches/{id}',
      t('Delete a batch of messages', '删除消息批处理'),
      t('Once it has ended.', '仅限已结束的批处理。'),
      { params: [ID], samples: [sample('delete', { before: ENDED, path: { id: '<id>' } })] },
    ),
  ],
};
