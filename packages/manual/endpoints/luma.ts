// Luma by its own API and by the relays' form.

import type { CallFamily } from '../call.ts';
import type { Row } from '../field.ts';
import { t } from '../text.ts';
import { brief, sample, TASK_ID } from './brief.ts';
import { PICTURE_URL } from './examples.ts';

const OWN = t('In the maker’s own bodies and answers.', '请求与响应均为厂商原生格式。');
const PROMPT: Row = ['prompt', 'string', 'What to make.', '画面描述。'];
const HOOK: Row = ['callback_url', 'string', 'URL that gets a POST when something changes.', '状态变化时通知的地址。'];
const LUMA = { sample: 'luma-create/plain', take: { id: 'id' } } as const;
const DREAM = { sample: 'dream-create/plain', take: { id: 'id' } } as const;
const DREAM_DONE = { sample: 'dream-get/get', take: { id: 'id' } } as const;
const ROOT = '/luma/dream-machine/v1';
const dream = (path: string): readonly string[] => [`/dream-machine/v1${path}`];
const DREAM_BODY: readonly Row[] = [
  ['model', 'string', '`ray-2`, `ray-flash-2` …', '`ray-2`、`ray-flash-2` 等。'],
  PROMPT,
  ['resolution', 'string', '`540p`, `720p`, `1080p`, `4k`.', '`540p`、`720p`、`1080p`、`4k`。'],
  ['duration', 'string', '`5s`, `9s`.', '`5s`、`9s`。'],
  ['aspect_ratio', 'string', 'Such as `16:9`.', '如 `16:9`。'],
  ['keyframes', 'object', 'First and last: pictures or generations.', '首尾帧：图片或已生成的视频。'],
  ['loop', 'boolean', 'Whether it closes.', '是否循环。'],
  HOOK,
];

export const luma: CallFamily = {
  section: 'video',
  id: 'luma',
  title: t('Luma', 'Luma'),
  calls: [
    brief(
      'dream-create',
      `POST ${ROOT}/generations`,
      t('Create a video (Luma’s own API)', '创建视频（Luma 官方格式）'),
      OWN,
      {
        aliases: [...dream('/generations'), ...dream('/generations/video'), `${ROOT}/generations/video`],
        body: DREAM_BODY,
        returns: [
          ['id*', 'string', 'Id of the generation.', '任务 ID。'],
          [
            'state*',
            'string',
            '`queued`, `dreaming`, `completed`, `failed`.',
            '`queued`、`dreaming`、`completed`、`failed`。',
          ],
        ],
        cost: 'task',
        samples: [sample('plain', { body: { model: 'ray-2', prompt: 'A canal', resolution: '720p', duration: '5s' } })],
      },
    ),
    brief('dream-get', `GET ${ROOT}/generations/{id}`, t('Ask after it (Luma)', '查询（Luma 官方）'), OWN, {
      aliases: dream('/generations/{id}'),
      params: [TASK_ID],
      returns: [['state*', 'string', 'How far it is.', '状态。']],
      samples: [
        sample('get', { before: DREAM, path: { id: '<id>' }, until: { at: 'state', over: ['completed', 'failed'] } }),
      ],
    }),
    brief('dream-list', `GET ${ROOT}/generations`, t('List generations (Luma)', '列表（Luma 官方）'), OWN, {
      aliases: dream('/generations'),
      query: [
        ['limit', 'integer', 'How many.', '条数。'],
        ['offset', 'integer', 'How many to skip.', '偏移。'],
      ],
      samples: [sample('list', { before: DREAM, query: { limit: '1' } })],
    }),
    brief('dream-delete', `DELETE ${ROOT}/generations/{id}`, t('Delete it (Luma)', '删除（Luma 官方）'), OWN, {
      aliases: dream('/generations/{id}'),
      params: [TASK_ID],
      samples: [sample('delete', { before: DREAM_DONE, path: { id: '<id>' } })],
    }),
    brief('dream-image', `POST ${ROOT}/generations/image`, t('Create a picture (Luma)', '创建图片（Luma 官方）'), OWN, {
      aliases: dream('/generations/image'),
      body: DREAM_BODY,
      cost: 'task',
      samples: [
        sample('plain', {
          body: { model: 'photon-1', prompt: 'A canal', aspect_ratio: '16:9' },
          shown: {
            because: t('The practice upstream plays Luma’s videos only.', '练习上游只模拟 Luma 的视频。'),
            status: 201,
            answer: { id: 'abc', generation_type: 'image', state: 'queued', model: 'photon-1' },
          },
        }),
      ],
    }),
    ...(['image/reframe', 'video/reframe', 'video/modify'] as const).map(verb =>
      brief(
        `dream-${verb.replace('/', '-')}`,
        `POST ${ROOT}/generations/${verb}`,
        t(`Luma: ${verb}`, `Luma 官方：${verb}`),
        OWN,
        {
          aliases: dream(`/generations/${verb}`),
          body: [...DREAM_BODY, ['media', 'object', 'Address of what to change.', '待处理媒体的地址。']],
          cost: 'task',
          samples: [
            sample('plain', {
              body: { model: 'ray-2', prompt: 'Wider', aspect_ratio: '16:9', media: { url: PICTURE_URL } },
              shown: {
                because: t('It needs a picture or video of yours.', '需要你自己的图片或视频。'),
                status: 201,
                answer: { id: 'abc', generation_type: verb.replace('/', '_'), state: 'queued' },
              },
            }),
          ],
        },
      ),
    ),
    ...(['upscale', 'audio'] as const).map(verb =>
      brief(
        `dream-${verb}`,
        `POST ${ROOT}/generations/{id}/${verb}`,
        verb === 'upscale'
          ? t('Upscale it (Luma)', '放大（Luma 官方）')
          : t('Add sound (Luma)', '添加声音（Luma 官方）'),
        OWN,
        {
          aliases: dream(`/generations/{id}/${verb}`),
          params: [TASK_ID],
          body: [
            ['generation_type', 'string', 'Kind.', '类型。'],
            ['resolution', 'string', 'How large.', '分辨率。'],
            PROMPT,
          ],
          cost: 'task',
          samples: [
            sample('plain', {
              before: DREAM_DONE,
              path: { id: '<id>' },
              body:
                verb === 'upscale'
                  ? { generation_type: 'upscale_video', resolution: '1080p' }
                  : { generation_type: 'add_audio', prompt: 'Rain' },
              ...(verb === 'upscale'
                ? {}
                : {
                    shown: {
                      because: t('The practice price list has no sound of Luma’s.', '练习价格表不含 Luma 声音。'),
                      status: 201,
                      answer: { id: 'abc', generation_type: 'add_audio', state: 'queued' },
                    },
                  }),
            }),
          ],
        },
      ),
    ),
    ...(['generations/concepts/list', 'credits', 'ping'] as const).map(path =>
      brief(
        `dream-${path.split('/').slice(-2)[0] ?? path}`,
        `GET ${ROOT}/${path}`,
        t(`Luma: ${path}`, `Luma 官方：${path}`),
        path === 'credits'
          ? t('What is left, in the platform’s coin.', '以平台币种表示的余额。')
          : t('As Luma answers.', '同 Luma 官方。'),
        { aliases: dream(`/${path}`), samples: [sample('get')] },
      ),
    ),
    brief('luma-create', 'POST /luma/generations', t('Create a video (relays’ form)', '创建视频（中转格式）'), OWN, {
      aliases: ['/pro/luma/generations'],
      body: [
        ['user_prompt*', 'string', 'What to make.', '画面描述。'],
        ['expand_prompt', 'boolean = true', 'Let the prompt be improved.', '是否优化提示词。'],
        ['model_name', 'string', 'Name of the model.', '模型名。'],
        ['image_url', 'string', 'First picture.', '首帧。'],
        ['image_end_url', 'string', 'Last picture.', '尾帧。'],
        ['notify_hook', 'string', 'URL that gets a POST with the result.', '通知地址。'],
      ],
      returns: [['id*', 'string', 'Id of the task.', '任务 ID。']],
      cost: 'task',
      samples: [sample('plain', { body: { user_prompt: 'A dancing cat', expand_prompt: true } })],
    }),
    brief('luma-get', 'GET /luma/generations/{id}', t('Ask after it (relays’ form)', '查询（中转格式）'), OWN, {
      aliases: ['/pro/luma/generations/{id}'],
      params: [TASK_ID],
      returns: [['state*', 'string', 'How far it is.', '状态。']],
      samples: [
        sample('get', { before: LUMA, path: { id: '<id>' }, until: { at: 'state', over: ['completed', 'failed'] } }),
      ],
    }),
    brief('luma-extend', 'POST /luma/generations/{id}/extend', t('Extend it (relays’ form)', '延长（中转格式）'), OWN, {
      aliases: ['/pro/luma/generations/{id}/extend'],
      params: [TASK_ID],
      body: [['user_prompt*', 'string', 'How it goes on.', '后续内容。']],
      cost: 'task',
      samples: [
        sample('plain', {
          before: { sample: 'luma-get/get', take: { id: 'id' } },
          path: { id: '<id>' },
          body: { user_prompt: 'It goes on' },
        }),
      ],
    }),
    brief('luma-tasks', 'POST /luma/tasks', t('Ask after several (relays’ form)', '批量查询（中转格式）'), OWN, {
      aliases: ['/pro/luma/tasks'],
      body: [['ids*', 'string[]', 'Their ids.', '任务 ID 列表。']],
      samples: [sample('get', { before: LUMA, body: { ids: ['<id>'] } })],
    }),
  ],
};
