// Makers of videos by their own APIs: Vidu, MiniMax and PixVerse.

import type { CallFamily } from '../call.ts';
import type { Row } from '../field.ts';
import { t } from '../text.ts';
import { brief, prefixed, sample, TASK_ID } from './brief.ts';

const OWN = t('In the maker’s own bodies and answers.', '请求与响应均为厂商原生格式。');
const MODEL: Row = ['model*', 'string', 'Name of the model.', '模型名。'];
const PROMPT: Row = ['prompt', 'string', 'What to make.', '画面描述。'];
const DURATION: Row = ['duration', 'integer', 'Seconds.', '秒数。'];
const RESOLUTION: Row = ['resolution', 'string', 'Such as `720p`.', '如 `720p`。'];
const HOOK: Row = ['callback_url', 'string', 'URL that gets a POST when something changes.', '状态变化时通知的地址。'];

export const vidu: CallFamily = {
  section: 'video',
  id: 'vidu',
  title: t('Vidu', 'Vidu'),
  calls: [
    brief('vidu-create', 'POST /ent/v2/{verb}', t('Begin a task (Vidu)', '创建任务（Vidu）'), OWN, {
      aliases: ['/vidu/ent/v2/{verb}'],
      params: [
        [
          'verb*',
          'string',
          '`text2video`, `img2video`, `start-end2video`, `reference2video`, `reference2image` …',
          '`text2video`、`img2video`、`start-end2video`、`reference2video`、`reference2image` 等。',
        ],
      ],
      body: [
        MODEL,
        PROMPT,
        ['images', 'string[]', 'Pictures, by the verb’s number.', '图片，数量视动作而定。'],
        DURATION,
        RESOLUTION,
        ['aspect_ratio', 'string', 'Such as `16:9`.', '如 `16:9`。'],
        ['payload', 'string', 'A text of your own; it comes back unchanged.', '原样返回的自定义内容。'],
        HOOK,
      ],
      returns: [
        ['task_id*', 'string', 'Id of the task.', '任务 ID。'],
        ['state*', 'string', 'How far it is.', '状态。'],
      ],
      cost: 'task',
      samples: [
        sample('plain', {
          path: { verb: 'text2video' },
          body: { model: 'viduq2', prompt: 'A pier', duration: 4, resolution: '720p' },
        }),
      ],
    }),
    brief('vidu-get', 'GET /ent/v2/tasks/{id}/creations', t('Ask after it (Vidu)', '查询（Vidu）'), OWN, {
      aliases: ['/vidu/ent/v2/tasks/{id}/creations'],
      params: [TASK_ID],
      returns: [['state*', 'string', 'How far it is.', '状态。']],
      samples: [
        sample('get', {
          before: { sample: 'vidu-create/plain', take: { id: 'task_id' } },
          path: { id: '<id>' },
          until: { at: 'state', over: ['success', 'failed'] },
        }),
      ],
    }),
    brief('vidu-task', 'GET /ent/v2/task', t('Ask after it by query (Vidu)', '以查询参数查询（Vidu）'), OWN, {
      aliases: ['/vidu/ent/v2/task'],
      query: [['task_id*', 'string', 'Id of the task.', '任务 ID。']],
      samples: [
        sample('get', { before: { sample: 'vidu-create/plain', take: { id: 'task_id' } }, query: { task_id: '<id>' } }),
      ],
    }),
    brief('vidu-cancel', 'POST /ent/v2/tasks/{id}/cancel', t('Cancel it (Vidu)', '取消（Vidu）'), OWN, {
      aliases: ['/vidu/ent/v2/tasks/{id}/cancel'],
      params: [TASK_ID],
      body: [['id', 'string', 'Id of the task.', '任务 ID。']],
      samples: [
        sample('cancel', {
          path: { id: 'abc' },
          body: { id: 'abc' },
          shown: {
            because: t('Only a task off the peak can be cancelled while it waits.', '只有排队中的错峰任务可以取消。'),
            status: 200,
            answer: {},
          },
        }),
      ],
    }),
  ],
};

const FILM_BODY: readonly Row[] = [
  MODEL,
  PROMPT,
  ['first_frame_image', 'string', 'First picture.', '首帧。'],
  ['last_frame_image', 'string', 'Last picture.', '尾帧。'],
  DURATION,
  ['resolution', 'string', '`512P`, `768P`, `1080P`.', '`512P`、`768P`、`1080P`。'],
  ['prompt_optimizer', 'boolean', 'Let the prompt be improved.', '是否优化提示词。'],
  HOOK,
];

export const minimax: CallFamily = {
  section: 'video',
  id: 'minimax',
  title: t('MiniMax (Hailuo)', 'MiniMax（海螺）'),
  calls: [
    brief(
      'minimax-create',
      'POST /minimax/v1/video_generation',
      t('Create a video (Hailuo)', '创建视频（海螺）'),
      OWN,
      {
        aliases: ['/v1/video_generation'],
        body: FILM_BODY,
        returns: [['task_id*', 'string', 'Id of the task.', '任务 ID。']],
        cost: 'task',
        samples: [sample('plain', { body: { model: 'MiniMax-Hailuo-02', prompt: 'A dam', duration: 6 } })],
      },
    ),
    brief('minimax-get', 'GET /minimax/v1/query/video_generation', t('Ask after it (Hailuo)', '查询（海螺）'), OWN, {
      aliases: ['/v1/query/video_generation'],
      query: [['task_id*', 'string', 'Id of the task.', '任务 ID。']],
      returns: [['status*', 'string', 'How far it is.', '状态。']],
      samples: [
        sample('get', {
          before: { sample: 'minimax-create/plain', take: { id: 'task_id' } },
          query: { task_id: '<id>' },
          until: { at: 'status', over: ['Success', 'Fail'] },
        }),
      ],
    }),
    brief('minimax-file', 'GET /minimax/v1/files/retrieve', t('Get the file (Hailuo)', '获取文件（海螺）'), OWN, {
      aliases: ['/v1/files/retrieve'],
      query: [['file_id*', 'string', 'Id of the file.', '文件 ID。']],
      samples: [
        sample('get', { before: { sample: 'minimax-get/get', take: { id: 'file_id' } }, query: { file_id: '<id>' } }),
      ],
    }),
    brief(
      'minimax-create-2',
      'POST /minimax/v2/video_generation',
      t('Create a video (second API)', '创建视频（海螺 v2）'),
      OWN,
      {
        aliases: ['/v2/video_generation'],
        body: [
          MODEL,
          ['content*', 'object[]', '`text`, `image_url`, `video_url`.', '`text`、`image_url`、`video_url`。'],
          DURATION,
          RESOLUTION,
        ],
        cost: 'task',
        samples: [
          sample('plain', {
            body: { model: 'MiniMax-H3', content: [{ type: 'text', text: 'A dam' }], duration: 6 },
            shown: {
              because: t('The practice price list has no model of the second API.', '练习价格表不含 v2 模型。'),
              status: 200,
              answer: { task_id: 'abc', status: 'queued' },
            },
          }),
        ],
      },
    ),
    brief(
      'minimax-get-2',
      'GET /minimax/v2/query/video_generation/{id}',
      t('Ask after it (second API)', '查询（海螺 v2）'),
      OWN,
      {
        aliases: ['/v2/query/video_generation/{id}'],
        params: [TASK_ID],
        samples: [sample('unknown', { path: { id: 'none' }, fails: 404 }, t('An unknown task', '不存在的任务'))],
      },
    ),
  ],
};

const PIX = ['/pixverse'];

export const pixverse: CallFamily = {
  section: 'video',
  id: 'pixverse',
  title: t('PixVerse', 'PixVerse'),
  calls: [
    brief(
      'pixverse-create',
      'POST /openapi/v2/video/{verb}/generate',
      t('Create a video (PixVerse)', '创建视频（PixVerse）'),
      OWN,
      {
        aliases: prefixed(PIX, '/openapi/v2/video/{verb}/generate'),
        params: [
          [
            'verb*',
            'string',
            '`text`, `img`, `transition`, `extend`, `lip_sync` …',
            '`text`、`img`、`transition`、`extend`、`lip_sync` 等。',
          ],
        ],
        body: [
          ['model', 'string = "v5.5"', 'Version of the model.', '模型版本。'],
          PROMPT,
          DURATION,
          ['quality', 'string = "540p"', 'Resolution.', '清晰度。'],
          ['aspect_ratio', 'string', 'Such as `16:9`.', '如 `16:9`。'],
          ['img_id', 'integer', 'Id of an uploaded picture.', '已上传图片的 ID。'],
        ],
        cost: 'task',
        samples: [
          sample('plain', {
            path: { verb: 'text' },
            body: { model: 'v5.5', prompt: 'A kite', duration: 5, quality: '540p', aspect_ratio: '16:9' },
            shown: {
              because: t('The practice price list has no model of PixVerse.', '练习价格表不含 PixVerse 模型。'),
              status: 200,
              answer: { ErrCode: 0, ErrMsg: 'success', Resp: { video_id: 123456 } },
            },
          }),
        ],
      },
    ),
    brief('pixverse-get', 'GET /openapi/v2/video/result/{id}', t('Ask after it (PixVerse)', '查询（PixVerse）'), OWN, {
      aliases: prefixed(PIX, '/openapi/v2/video/result/{id}'),
      params: [TASK_ID],
      samples: [sample('unknown', { path: { id: '1' } }, t('An unknown video', '不存在的视频'))],
    }),
    ...(['image', 'media'] as const).map(kind =>
      brief(
        `pixverse-${kind}-upload`,
        `POST /openapi/v2/${kind}/upload`,
        kind === 'image'
          ? t('Upload a picture (PixVerse)', '上传图片（PixVerse）')
          : t('Upload media (PixVerse)', '上传媒体（PixVerse）'),
        OWN,
        {
          aliases: prefixed(PIX, `/openapi/v2/${kind}/upload`),
          bodyType: 'form',
          body: [[kind === 'image' ? 'image' : 'file', 'file', 'The file.', '文件。']],
          samples: [
            sample('file', {
              form: [{ name: kind === 'image' ? 'image' : 'file', file: 'cat.png' }],
              shown: {
                because: t('It needs a channel of PixVerse.', '需要 PixVerse 渠道。'),
                status: 200,
                answer: { ErrCode: 0, ErrMsg: 'success', Resp: { img_id: 1, img_url: 'https://…' } },
              },
            }),
          ],
        },
      ),
    ),
    brief(
      'pixverse-voices',
      'GET /openapi/v2/video/lip_sync/tts_list',
      t('Voices (PixVerse)', '音色列表（PixVerse）'),
      OWN,
      {
        aliases: prefixed(PIX, '/openapi/v2/video/lip_sync/tts_list'),
        samples: [
          sample('list', {
            shown: {
              because: t('It needs a channel of PixVerse.', '需要 PixVerse 渠道。'),
              status: 200,
              answer: { ErrCode: 0, ErrMsg: 'success', Resp: { total: 0, data: [] } },
            },
          }),
        ],
      },
    ),
  ],
};

const SELECTED = {
  because: t('It needs a channel of PixVerse.', '需要 PixVerse 渠道。'),
  status: 200,
  answer: { ErrCode: 0, ErrMsg: 'success', Resp: {} },
} as const;

/** What else PixVerse makes. */
export const pixverseMore: CallFamily = {
  section: 'video',
  id: 'pixverse-more',
  title: t('PixVerse: masks and templates', 'PixVerse：选区与模板'),
  calls: [
    brief(
      'pixverse-mask',
      'POST /openapi/v2/video/mask/selection',
      t('Select what to change (PixVerse)', '选择修改区域（PixVerse）'),
      OWN,
      {
        aliases: prefixed(PIX, '/openapi/v2/video/mask/selection'),
        body: [
          ['source_video_id', 'integer', 'The video.', '视频 ID。'],
          ['video_media_id', 'integer', 'Or an upload.', '或上传的媒体 ID。'],
        ],
        cost: 'task',
        samples: [sample('select', { body: { source_video_id: 1 }, shown: SELECTED })],
      },
    ),
    brief(
      'pixverse-template',
      'POST /openapi/v2/image/template/generate',
      t('Picture by a template (PixVerse)', '模板生图（PixVerse）'),
      OWN,
      {
        aliases: prefixed(PIX, '/openapi/v2/image/template/generate'),
        body: [
          ['template_id', 'integer', 'The template.', '模板 ID。'],
          ['img_ids', 'integer[]', 'Uploaded pictures.', '已上传图片的 ID。'],
        ],
        cost: 'task',
        samples: [sample('make', { body: { template_id: 1, img_ids: [1] }, shown: SELECTED })],
      },
    ),
    brief(
      'pixverse-image',
      'GET /openapi/v2/image/result/{id}',
      t('Ask after a picture (PixVerse)', '查询图片（PixVerse）'),
      OWN,
      {
        aliases: prefixed(PIX, '/openapi/v2/image/result/{id}'),
        params: [TASK_ID],
        samples: [sample('unknown', { path: { id: '1' } }, t('An unknown picture', '不存在的图片'))],
      },
    ),
  ],
};
