// What OpenAI and Anthropic keep for their clients: files.

import type { CallFamily } from '../call.ts';
import type { Row } from '../field.ts';
import { t } from '../text.ts';
import { brief, sample } from './brief.ts';

const ID: Row = ['id*', 'string', 'Id, as the upload answered it.', '上传时返回的 ID。'];
const UPLOADED = { sample: 'provider-files-upload/upload', take: { id: 'id' } } as const;

export const providerFiles: CallFamily = {
  section: 'chat',
  id: 'provider-files',
  title: t('Files (OpenAI, Anthropic)', '文件（OpenAI、Anthropic）'),
  calls: [
    brief(
      'provider-files-upload',
      'POST /v1/files',
      t('Upload a file', '上传文件'),
      t(
        'A form with `file`, and for OpenAI `purpose`; Anthropic’s clients are known by `anthropic-version`. The file stays with the credential that took it, and every chat, response, message and change of pictures that names its `file_id` goes there; nobody else can name it.',
        '表单字段为 `file`，OpenAI 另需 `purpose`；带 `anthropic-version` 的视为 Anthropic 客户端。文件与接收它的凭据绑定，之后引用其 `file_id` 的对话、响应、消息与图像编辑都会路由到同一处，他人无法引用。',
      ),
      {
        headers: [
          [
            'x-turnpike-model',
            'string',
            'The model that it is for: it is kept at a channel of that model.',
            '文件所服务的模型：保存在提供该模型的渠道。',
          ],
        ],
        body: [
          ['file*', 'file', 'The file.', '文件。'],
          ['purpose', 'string', '`user_data`, `vision`, `assistants` …', '`user_data`、`vision`、`assistants` 等。'],
        ],
        bodyType: 'form',
        returns: [
          ['id*', 'string', 'Its id.', '文件 ID。'],
          ['filename', 'string', 'Its name.', '文件名。'],
        ],
        samples: [
          sample('upload', {
            form: [
              { name: 'purpose', value: 'user_data' },
              { name: 'file', file: 'cat.png' },
            ],
          }),
          sample(
            'requests',
            {
              form: [
                { name: 'purpose', value: 'batch' },
                { name: 'file', file: 'requests.jsonl' },
              ],
            },
            t('The requests of a batch', '批处理请求文件'),
          ),
        ],
      },
    ),
    brief(
      'provider-files-list',
      'GET /v1/files',
      t('List files', '文件列表'),
      t('Your files, in the form of whose client asks.', '列出你的文件，格式与客户端一致。'),
      {
        query: [
          ['limit', 'integer', 'How many.', '条数。'],
          [
            'after',
            'string',
            'The file before the page (`after_id` for Anthropic).',
            '上一页最后一个文件（Anthropic 为 `after_id`）。',
          ],
          ['purpose', 'string', 'Only of this purpose.', '按用途筛选。'],
        ],
        returns: [['data*', 'object[]', 'The files.', '文件列表。']],
        samples: [sample('list', { before: UPLOADED })],
      },
    ),
    brief(
      'provider-files-get',
      'GET /v1/files/{id}',
      t('Get a file', '查询文件'),
      t('What is known of it.', '文件信息。'),
      { params: [ID], samples: [sample('get', { before: UPLOADED, path: { id: '<id>' } })] },
    ),
    brief(
      'provider-files-content',
      'GET /v1/files/{id}/content',
      t('Get its bytes', '获取文件内容'),
      t('Where the provider gives them back.', '供应商允许时返回文件字节。'),
      {
        params: [ID],
        returnsType: 'application/octet-stream',
        samples: [sample('get', { before: UPLOADED, path: { id: '<id>' } })],
      },
    ),
    brief(
      'provider-files-delete',
      'DELETE /v1/files/{id}',
      t('Delete a file', '删除文件'),
      t('Has the provider forget it.', '让供应商删除该文件。'),
      { params: [ID], samples: [sample('delete', { before: UPLOADED, path: { id: '<id>' } })] },
    ),
  ],
};
