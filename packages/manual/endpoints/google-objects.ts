// What Google keeps for its clients: files and cached contents.

import type { CallFamily } from '../call.ts';
import type { Row } from '../field.ts';
import { t } from '../text.ts';
import { brief, prefixed, sample } from './brief.ts';

const VERSIONS = ['/v1alpha', '/v1'];
const ID: Row = ['id*', 'string', 'Id, without what stands before the slash.', 'ID，不含斜杠前的部分。'];
const FILE = { sample: 'files-upload/bytes', take: { id: 'file.name:last' } } as const;
const CACHE = { sample: 'caches-create/create', take: { id: 'name:last' } } as const;
const LONG = 'The canal was dug in 1825, and boats have gone along it ever since. '.repeat(160);

export const googleObjects: CallFamily = {
  section: 'chat',
  id: 'google-objects',
  title: t('Files and caches (Gemini)', '文件与缓存（Gemini）'),
  calls: [
    brief(
      'files-upload',
      'POST /upload/v1beta/files',
      t('Upload a file', '上传文件'),
      t(
        'Google’s uploads, resumable or at once; passed on as they come. The file stays with the credential that took it, and requests that name it go there.',
        'Google 文件上传，支持断点续传与单次上传，边收边转。文件与接收它的凭据绑定，引用它的请求会路由到同一处。',
      ),
      {
        aliases: [
          'PUT /upload/v1beta/files',
          ...VERSIONS.flatMap(version => ['POST', 'PUT'].map(method => `${method} /upload${version}/files`)),
        ],
        headers: [
          [
            'X-Goog-Upload-Protocol',
            'string',
            '`resumable`, `multipart` or `raw`.',
            '`resumable`、`multipart` 或 `raw`。',
          ],
        ],
        body: [['file', 'object', 'Its `display_name`.', '其 `display_name`。']],
        bodyType: 'bytes',
        returns: [['file', 'object', 'The file: its `name` and `uri`.', '文件的 `name` 与 `uri`。']],
        query: [
          ['upload_id', 'string', 'Of the upload that goes on.', '继续上传时的上传 ID。'],
          ['upload_protocol', 'string', '`resumable`', '`resumable`'],
        ],
        samples: [
          sample(
            'begin',
            {
              headers: {
                'X-Goog-Upload-Protocol': 'resumable',
                'X-Goog-Upload-Command': 'start',
                'X-Goog-Upload-Header-Content-Length': '1308',
                'X-Goog-Upload-Header-Content-Type': 'image/png',
              },
              body: { file: { display_name: 'cat' } },
            },
            t(
              'Beginning: the answer’s header `x-goog-upload-url` says where the bytes go',
              '开始上传：响应头 `x-goog-upload-url` 给出上传地址',
            ),
          ),
          sample(
            'bytes',
            {
              before: { sample: 'files-upload/begin', take: { id: 'header:x-goog-upload-url:upload_id' } },
              query: { upload_id: '<id>', upload_protocol: 'resumable' },
              headers: {
                'Content-Type': 'image/png',
                'X-Goog-Upload-Command': 'upload, finalize',
                'X-Goog-Upload-Offset': '0',
              },
              bytes: 'cat.png',
            },
            t('Sending the bytes', '发送文件内容'),
          ),
        ],
      },
    ),
    brief('files-list', 'GET /v1beta/files', t('List files', '文件列表'), t('Your files.', '列出你的文件。'), {
      // Under `/v1` the path is OpenAI's and Anthropic's too, and described there.
      aliases: ['/v1alpha/files'],
      query: [
        ['pageSize', 'integer', 'How many.', '条数。'],
        ['pageToken', 'string', 'The page after.', '下一页。'],
      ],
      samples: [sample('list', { before: FILE })],
    }),
    brief(
      'files-get',
      'GET /v1beta/files/{id}',
      t('Get a file', '查询文件'),
      t('Its state and address.', '文件状态与地址。'),
      {
        aliases: ['/v1alpha/files/{id}'],
        params: [ID],
        returns: [['name*', 'string', 'Its name.', '名称。']],
        samples: [sample('get', { before: FILE, path: { id: '<id>' } })],
      },
    ),
    brief(
      'files-download',
      'GET /v1beta/files/{id}:download',
      t('Download a file', '下载文件'),
      t('Only what a model made can be downloaded.', '只有模型生成的文件可下载。'),
      {
        aliases: [
          ...prefixed(VERSIONS, '/files/{id}:download'),
          ...['/v1beta', ...VERSIONS].map(version => `/download${version}/files/{id}:download`),
        ],
        params: [ID],
        returnsType: 'application/octet-stream',
        samples: [
          sample('get', {
            path: { id: 'abc' },
            shown: {
              because: t('Only what a model made can be downloaded.', '只有模型生成的文件可下载。'),
              status: 200,
              answer: '(bytes)',
            },
          }),
        ],
      },
    ),
    brief(
      'files-delete',
      'DELETE /v1beta/files/{id}',
      t('Delete a file', '删除文件'),
      t('Has Google forget it.', '让 Google 删除该文件。'),
      {
        aliases: ['/v1alpha/files/{id}'],
        params: [ID],
        samples: [sample('delete', { before: FILE, path: { id: '<id>' } })],
      },
    ),
    brief(
      'caches-create',
      'POST /v1beta/cachedContents',
      t('Cache contents', '创建缓存'),
      t(
        'Keeps a long beginning; input read from it is cheaper, and storage is charged by the hour.',
        '缓存较长的前文；读取缓存更便宜，存储按小时计费。',
      ),
      {
        aliases: prefixed(VERSIONS, '/cachedContents'),
        body: [
          ['model*', 'string', '`models/…`', '`models/…`'],
          ['contents', 'object[]', 'What to keep.', '要缓存的内容。'],
          ['systemInstruction', 'object', 'System text.', '系统提示。'],
          ['ttl', 'string = "3600s"', 'How long.', '保存时长。'],
        ],
        returns: [['name*', 'string', 'Its name.', '名称。']],
        cost: 'tokens',
        samples: [
          sample('create', {
            body: {
              model: 'models/gemini-2.5-flash',
              contents: [{ role: 'user', parts: [{ text: LONG }] }],
              ttl: '300s',
            },
          }),
        ],
      },
    ),
    brief(
      'caches-list',
      'GET /v1beta/cachedContents',
      t('List caches', '缓存列表'),
      t('Your caches.', '列出你的缓存。'),
      {
        aliases: prefixed(VERSIONS, '/cachedContents'),
        samples: [sample('list', { before: CACHE })],
      },
    ),
    brief(
      'caches-get',
      'GET /v1beta/cachedContents/{id}',
      t('Get a cache', '查询缓存'),
      t('What it holds, and until when.', '缓存内容与到期时间。'),
      {
        aliases: prefixed(VERSIONS, '/cachedContents/{id}'),
        params: [ID],
        samples: [sample('get', { before: CACHE, path: { id: '<id>' } })],
      },
    ),
    brief(
      'caches-update',
      'PATCH /v1beta/cachedContents/{id}',
      t('Keep a cache longer', '延长缓存'),
      t('The longer it is kept, the more storage is charged.', '保存越久，存储费用越高。'),
      {
        aliases: prefixed(VERSIONS, '/cachedContents/{id}'),
        params: [ID],
        body: [
          ['ttl', 'string', 'From now.', '从现在起的时长。'],
          ['expireTime', 'string', 'Or until when.', '或到期时间。'],
        ],
        cost: 'tokens',
        samples: [sample('longer', { before: CACHE, path: { id: '<id>' }, body: { ttl: '600s' } })],
      },
    ),
    brief(
      'caches-delete',
      'DELETE /v1beta/cachedContents/{id}',
      t('Delete a cache', '删除缓存'),
      t('Ends the storage.', '停止存储。'),
      {
        aliases: prefixed(VERSIONS, '/cachedContents/{id}'),
        params: [ID],
        samples: [sample('delete', { before: CACHE, path: { id: '<id>' } })],
      },
    ),
  ],
};
