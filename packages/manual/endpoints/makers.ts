// Makers of videos by their own APIs: Kling, Runway, Jimeng and Seedance.

import type { CallFamily } from '../call.ts';
import type { Row } from '../field.ts';
import { t } from '../text.ts';
import { brief, prefixed, sample, TASK_ID } from './brief.ts';

const OWN = t('In the maker’s own bodies and answers.', '请求与响应均为厂商原生格式。');
const PROMPT: Row = ['prompt', 'string', 'What to make.', '画面描述。'];
const IMAGE: Row = ['image', 'string', 'A picture to begin from: address or base64.', '首帧图片：地址或 Base64。'];
const HOOK: Row = ['callback_url', 'string', 'URL that gets a POST when something changes.', '状态变化时通知的地址。'];
const KLING = { sample: 'kling-create/plain', take: { id: 'data.task_id' } } as const;

export const kling: CallFamily = {
  section: 'video',
  id: 'kling',
  title: t('Kling', '可灵 Kling'),
  calls: [
    brief(
      'kling-create',
      'POST /kling/v1/{verb*}',
      t('Begin a task (Kling)', '创建任务（可灵）'),
      t(
        'Everything of Kling’s classic API: `videos/text2video`, `image2video`, `multi-image2video`, `video-extend`, `lip-sync`, `effects`, `images/generations`, `images/kolors-virtual-try-on`, `audio/tts` … In the maker’s own bodies and answers.',
        '可灵经典接口的全部能力：`videos/text2video`、`image2video`、`multi-image2video`、`video-extend`、`lip-sync`、`effects`、`images/generations`、`images/kolors-virtual-try-on`、`audio/tts` 等，原生格式。',
      ),
      {
        params: [['verb*', 'string', 'Kling’s path.', '可灵的路径。']],
        body: [
          ['model_name', 'string = "kling-v1"', 'Name of the model.', '模型名。'],
          PROMPT,
          ['negative_prompt', 'string', 'What not to show.', '负向提示词。'],
          IMAGE,
          ['image_tail', 'string', 'The last picture.', '尾帧图片。'],
          ['mode', '"std"|"pro" = "std"', 'Pro is dearer.', '`pro` 更贵。'],
          ['duration', 'string|integer = "5"', 'Seconds.', '秒数。'],
          ['aspect_ratio', 'string', 'Such as `16:9`.', '如 `16:9`。'],
          ['cfg_scale', 'number 0..1', 'How closely to follow the prompt.', '提示词遵循度。'],
          [
            'external_task_id',
            'string',
            'Your own id; twice the same makes one task.',
            '自定义 ID；重复提交只生成一个任务。',
          ],
          HOOK,
        ],
        returns: [
          ['code*', 'integer', '0 when it is taken.', '0 表示成功。'],
          ['data.task_id', 'string', 'Id of the task.', '任务 ID。'],
        ],
        cost: 'task',
        samples: [
          sample('plain', {
            path: { verb: 'videos/text2video' },
            body: { model_name: 'kling-v1-6', prompt: 'A lock on a canal', duration: '5', mode: 'std' },
          }),
          sample(
            'image',
            {
              path: { verb: 'images/generations' },
              body: { model_name: 'kling-v1', prompt: 'An old key', n: 1 },
            },
            t('A picture', '生成图片'),
          ),
        ],
      },
    ),
    brief(
      'kling-get',
      'GET /kling/v1/{path*}',
      t('Ask after a task (Kling)', '查询任务（可灵）'),
      t(
        'One task by `<verb>/<id>`, or a page of them by `<verb>?pageNum=`.',
        '`<verb>/<id>` 查询单个，`<verb>?pageNum=` 分页列出。',
      ),
      {
        params: [['path*', 'string', 'Verb and id.', '动作与 ID。']],
        query: [
          ['pageNum', 'integer', 'Page.', '页码。'],
          ['pageSize', 'integer', 'Tasks a page.', '每页条数。'],
        ],
        returns: [['code*', 'integer', '0 when all is well.', '0 表示成功。']],
        samples: [
          sample('get', {
            before: KLING,
            path: { path: 'videos/text2video/<id>' },
            until: { at: 'data.task_status', over: ['succeed', 'failed'] },
          }),
        ],
      },
    ),
    ...(['text-to-video', 'image-to-video', 'omni-video', 'motion-control'] as const).map(kind =>
      brief(
        `kling-${kind}`,
        `POST /kling/${kind}/{model}`,
        t(`Kling, new generation: ${kind}`, `可灵新版：${kind}`),
        OWN,
        {
          params: [['model*', 'string', 'Name of the model.', '模型名。']],
          body: [
            PROMPT,
            [
              'settings',
              'object',
              '`duration`, `resolution`, `aspect_ratio`.',
              '`duration`、`resolution`、`aspect_ratio`。',
            ],
            ['contents', 'object[]', 'Pictures and videos to go by.', '参考图片与视频。'],
          ],
          cost: 'task',
          samples:
            kind === 'text-to-video'
              ? [
                  sample('plain', {
                    path: { model: 'kling-3.0' },
                    body: { prompt: 'A bridge', settings: { duration: 5, resolution: '1080p', aspect_ratio: '16:9' } },
                  }),
                ]
              : [
                  sample('plain', {
                    path: { model: 'kling-3.0' },
                    body: { prompt: 'A bridge', settings: { duration: 5 } },
                    shown: {
                      because: t('It needs pictures or videos of yours.', '需要你自己的图片或视频。'),
                      status: 200,
                      answer: { code: 0, message: 'SUCCEED', data: { id: 'task_abc', status: 'submitted' } },
                    },
                  }),
                ],
        },
      ),
    ),
    brief(
      'kling-tasks',
      'GET /kling/tasks',
      t('Ask after tasks (Kling, new)', '批量查询任务（可灵新版）'),
      t('Several at once, by comma. `POST` with a body does the same.', '以逗号分隔批量查询；也可用 `POST` 带请求体。'),
      {
        aliases: ['POST /kling/tasks'],
        query: [['task_ids', 'string', 'Ids, by comma.', '任务 ID，逗号分隔。']],
        returns: [['data*', 'object[]', 'The tasks.', '任务列表。']],
        samples: [
          sample('get', {
            before: { sample: 'kling-text-to-video/plain', take: { id: 'data.id' } },
            query: { task_ids: '<id>' },
            until: { at: 'data.0.status', over: ['succeeded', 'failed'] },
          }),
        ],
      },
    ),
  ],
};

export const runway: CallFamily = {
  section: 'video',
  id: 'runway',
  title: t('Runway', 'Runway'),
  calls: [
    brief('runway-create', 'POST /runwayml/v1/{verb}', t('Begin a task (Runway)', '创建任务（Runway）'), OWN, {
      aliases: ['/runway/v1/{verb}'],
      params: [
        [
          'verb*',
          'string',
          '`image_to_video`, `text_to_video`, `text_to_image`, `video_to_video` …',
          '`image_to_video`、`text_to_video`、`text_to_image`、`video_to_video` 等。',
        ],
      ],
      headers: [['X-Runway-Version', 'string', '`2024-11-06`', '`2024-11-06`']],
      body: [
        ['model*', 'string', 'Name of the model.', '模型名。'],
        ['promptText', 'string', 'What to make.', '画面描述。'],
        ['promptImage', 'string|object[]', 'First picture.', '首帧。'],
        ['ratio', 'string', 'Such as `1280:720`.', '如 `1280:720`。'],
        ['duration', 'integer', 'Seconds.', '秒数。'],
        ['seed', 'integer', 'The same seed gives the same.', '随机种子。'],
      ],
      returns: [['id*', 'string', 'Id of the task.', '任务 ID。']],
      cost: 'task',
      samples: [
        sample('plain', {
          path: { verb: 'image_to_video' },
          body: {
            model: 'gen4_turbo',
            promptImage: 'https://example.com/first.png',
            promptText: 'A canal',
            ratio: '1280:720',
            duration: 5,
          },
        }),
      ],
    }),
    brief('runway-get', 'GET /runwayml/v1/tasks/{id}', t('Ask after it (Runway)', '查询（Runway）'), OWN, {
      aliases: ['/runway/v1/tasks/{id}'],
      params: [TASK_ID],
      returns: [['status*', 'string', 'How far it is.', '状态。']],
      samples: [
        sample('get', {
          before: { sample: 'runway-create/plain', take: { id: 'id' } },
          path: { id: '<id>' },
          until: { at: 'status', over: ['SUCCEEDED', 'FAILED'] },
        }),
      ],
    }),
    brief(
      'runway-delete',
      'DELETE /runwayml/v1/tasks/{id}',
      t('Cancel or delete it (Runway)', '取消或删除（Runway）'),
      OWN,
      {
        aliases: ['/runway/v1/tasks/{id}'],
        params: [TASK_ID],
        samples: [sample('delete', { before: { sample: 'runway-get/get', take: { id: 'id' } }, path: { id: '<id>' } })],
      },
    ),
    brief('runway-upload', 'POST /runwayml/v1/uploads', t('Upload a file (Runway)', '上传文件（Runway）'), OWN, {
      aliases: ['/runway/v1/uploads'],
      body: [
        ['filename*', 'string', 'Its name, whose ending says what it is.', '文件名，后缀说明类型。'],
        ['type', 'string', '`ephemeral`.', '`ephemeral`。'],
      ],
      samples: [
        sample('upload', {
          body: { filename: 'first.png', type: 'ephemeral' },
          shown: {
            because: t('The practice upstream does not play it.', '练习上游不模拟此接口。'),
            status: 200,
            answer: { uploadUrl: 'https://example.com/bucket', fields: { key: 'k' }, runwayUri: 'runway://upload' },
          },
        }),
      ],
    }),
    brief('runway-organization', 'GET /runwayml/v1/organization', t('What is left (Runway)', '余额（Runway）'), OWN, {
      aliases: ['/runway/v1/organization'],
      samples: [sample('get')],
    }),
  ],
};

const ARK = ['/api/v3', '/volc/api/v3', '/ark/api/v3', '/doubao/api/v3'];
const JOBS = '/contents/generations/tasks';

export const seedance: CallFamily = {
  section: 'video',
  id: 'seedance',
  title: t('Seedance and Jimeng', 'Seedance 与即梦'),
  calls: [
    brief('ark-create', `POST /volc/v1${JOBS}`, t('Begin a task (Seedance)', '创建任务（豆包 Seedance）'), OWN, {
      aliases: prefixed(ARK, JOBS),
      body: [
        ['model*', 'string', 'Name of the model.', '模型名。'],
        ['content*', 'object[]', '`text`, `image_url`, `video_url`.', '`text`、`image_url`、`video_url`。'],
        ['duration', 'integer', 'Seconds.', '秒数。'],
        ['resolution', 'string', '`480p`, `720p`, `1080p`.', '`480p`、`720p`、`1080p`。'],
        ['ratio', 'string', 'Such as `16:9`.', '如 `16:9`。'],
        ['generate_audio', 'boolean', 'With sound.', '是否生成声音。'],
        HOOK,
      ],
      returns: [['id*', 'string', 'Id of the task.', '任务 ID。']],
      cost: 'task',
      samples: [
        sample('plain', {
          body: {
            model: 'doubao-seedance-2-0-260128',
            content: [{ type: 'text', text: 'A kite --ratio 16:9 --dur 5' }],
          },
        }),
      ],
    }),
    brief('ark-get', `GET /volc/v1${JOBS}/{id}`, t('Ask after it (Seedance)', '查询（Seedance）'), OWN, {
      aliases: prefixed(ARK, `${JOBS}/{id}`),
      params: [TASK_ID],
      returns: [['status*', 'string', 'How far it is.', '状态。']],
      samples: [
        sample('get', {
          before: { sample: 'ark-create/plain', take: { id: 'id' } },
          path: { id: '<id>' },
          until: { at: 'status', over: ['succeeded', 'failed'] },
        }),
      ],
    }),
    brief('ark-list', `GET /volc/v1${JOBS}`, t('List tasks (Seedance)', '列表（Seedance）'), OWN, {
      aliases: prefixed(ARK, JOBS),
      query: [
        ['page_num', 'integer', 'Page.', '页码。'],
        ['page_size', 'integer', 'Tasks a page.', '每页条数。'],
      ],
      samples: [sample('list', { query: { page_size: '1' } })],
    }),
    brief(
      'ark-delete',
      `DELETE /volc/v1${JOBS}/{id}`,
      t('Cancel or delete it (Seedance)', '取消或删除（Seedance）'),
      OWN,
      {
        aliases: prefixed(ARK, `${JOBS}/{id}`),
        params: [TASK_ID],
        samples: [sample('delete', { before: { sample: 'ark-get/get', take: { id: 'id' } }, path: { id: '<id>' } })],
      },
    ),
    brief('jimeng-create', 'POST /jimeng/submit/videos', t('Create a video (Jimeng)', '创建视频（即梦）'), OWN, {
      body: [
        ['prompt*', 'string', 'What to make.', '画面描述。'],
        ['model', 'string', 'Name of the model.', '模型名。'],
        ['image_url', 'string', 'First picture.', '首帧。'],
        ['duration', 'integer', 'Seconds.', '秒数。'],
        ['aspect_ratio', 'string', 'Such as `9:16`.', '如 `9:16`。'],
      ],
      cost: 'task',
      samples: [sample('plain', { body: { prompt: 'A kite', duration: 5, aspect_ratio: '9:16' } })],
    }),
    brief('jimeng-get', 'GET /jimeng/fetch/{id}', t('Ask after it (Jimeng)', '查询（即梦）'), OWN, {
      params: [TASK_ID],
      samples: [
        sample('get', {
          before: { sample: 'jimeng-create/plain', take: { id: 'data' } },
          path: { id: '<id>' },
          until: { at: 'data.status', over: ['SUCCESS', 'FAILURE'] },
        }),
      ],
    }),
    brief(
      'jimeng-action',
      'POST /jimeng',
      t('Jimeng by Volcengine’s actions', '即梦（火山引擎 Action 格式）'),
      t(
        '`CVSync2AsyncSubmitTask` and `CVSync2AsyncGetResult`.',
        '`CVSync2AsyncSubmitTask` 与 `CVSync2AsyncGetResult`。',
      ),
      {
        query: [
          ['Action*', 'string', 'What to do.', '动作。'],
          ['Version', 'string', '`2022-08-31`', '`2022-08-31`'],
        ],
        body: [
          ['req_key*', 'string', 'Name of the model.', '模型标识。'],
          PROMPT,
          ['task_id', 'string', 'Of the task that is asked after.', '查询时的任务 ID。'],
        ],
        cost: 'task',
        samples: [
          sample('submit', {
            query: { Action: 'CVSync2AsyncSubmitTask', Version: '2022-08-31' },
            body: { req_key: 'jimeng_t2v_v30', prompt: 'A kite' },
          }),
        ],
      },
    ),
  ],
};
