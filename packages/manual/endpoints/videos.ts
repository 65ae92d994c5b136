// Videos by the forms that any maker's model understands: OpenAI's, the relays' and new-api's.

import type { CallFamily } from '../call.ts';
import type { Row } from '../field.ts';
import { t } from '../text.ts';
import { brief, FILM, sample, TASK_ID } from './brief.ts';
import { MODEL, PROMPT } from './rows.ts';

const VIDEO: readonly Row[] = [
  ['id*', 'string', 'Id of the video.', '视频 ID。'],
  ['object*', 'string', '`video`.', '`video`。'],
  ['model*', 'string', 'The model.', '模型。'],
  [
    'status*',
    'string',
    '`queued`, `in_progress`, `completed`, `failed`.',
    '`queued`、`in_progress`、`completed`、`failed`。',
  ],
  ['progress', 'number', 'Percent.', '进度（百分比）。'],
  ['error', 'object|null', 'Why it failed.', '失败原因。'],
];
const MADE = { sample: 'videos-create/plain', take: { id: 'id' } } as const;
const DONE = { sample: 'videos-get/get', take: { id: 'id' } } as const;
const SORA = 'sora-2';

export const videos: CallFamily = {
  section: 'video',
  id: 'videos',
  title: t('Videos (OpenAI’s form)', '视频（OpenAI 格式）'),
  calls: [
    brief(
      'videos-create',
      'POST /v1/videos',
      t('Create a video', '创建视频'),
      t(
        'Begins a video by any maker’s model: Sora, Veo, Kling, Seedance, Hailuo, Vidu, Wan, Runway, Luma … Ask after it until it is `completed`.',
        '用任意厂商的模型开始生成视频：Sora、Veo、可灵、Seedance、海螺、Vidu、万相、Runway、Luma 等。随后轮询直至 `completed`。',
      ),
      {
        aliases: ['/v1/videos/generations'],
        bodyType: 'both',
        body: [
          MODEL,
          PROMPT,
          ...FILM,
          ['input_reference', 'file|object|string', 'A picture to begin from.', '首帧参考图。'],
          ['image', 'string|object', 'The same as an address.', '以地址给出的参考图。'],
          ['callback_url', 'string', 'URL that gets a POST when it has ended.', '结束时通知的地址。'],
        ],
        returns: VIDEO,
        cost: 'task',
        sdk: { library: 'openai', method: 'videos.create' },
        samples: [
          sample('plain', { body: { model: SORA, prompt: 'Waves at sunset', seconds: '4', size: '1280x720' } }),
          sample(
            'picture',
            {
              form: [
                { name: 'model', value: SORA },
                { name: 'prompt', value: 'It begins to snow' },
                { name: 'size', value: '1280x720' },
                { name: 'input_reference', file: 'frame.png' },
              ],
            },
            t('From a picture', '图生视频'),
          ),
        ],
      },
    ),
    brief('videos-get', 'GET /v1/videos/{id}', t('Ask after a video', '查询视频'), t('How far it is.', '查询进度。'), {
      aliases: ['/v1/videos/generations/{id}'],
      params: [TASK_ID],
      returns: VIDEO,
      samples: [
        sample('get', { before: MADE, path: { id: '<id>' }, until: { at: 'status', over: ['completed', 'failed'] } }),
      ],
    }),
    brief(
      'videos-content',
      'GET /v1/videos/{id}/content',
      t('Download a video', '下载视频'),
      t('The file, with ranges; 400 while it is not ready.', '视频文件，支持 Range；未完成时返回 400。'),
      {
        params: [TASK_ID],
        returnsType: 'video/mp4',
        samples: [sample('get', { before: DONE, path: { id: '<id>' } })],
      },
    ),
    brief(
      'videos-list',
      'GET /v1/videos',
      t('List videos', '视频列表'),
      t('Your videos, newest first.', '列出你的视频，新的在前。'),
      {
        query: [
          ['limit', 'integer 1..100 = 20', 'How many.', '条数。'],
          ['after', 'string', 'Id after which to go on.', '从该 ID 之后继续。'],
          ['order', '"asc"|"desc" = "desc"', 'Order.', '排序。'],
        ],
        returns: [['data*', 'object[]', 'The videos.', '视频。']],
        samples: [sample('list', { query: { limit: '1' }, before: MADE })],
      },
    ),
    brief(
      'videos-remix',
      'POST /v1/videos/{id}/remix',
      t('Remix a video', '二次创作'),
      t('The same with changes, at the account that made it.', '在原账户上按修改要求重新生成。'),
      {
        params: [TASK_ID],
        body: [PROMPT],
        returns: VIDEO,
        cost: 'task',
        samples: [sample('remix', { before: DONE, path: { id: '<id>' }, body: { prompt: 'At night' } })],
      },
    ),
    brief(
      'videos-edits',
      'POST /v1/videos/edits',
      t('Edit a video', '编辑视频'),
      t('Changes a video that was made here.', '编辑在此生成的视频。'),
      {
        bodyType: 'both',
        body: [
          PROMPT,
          ['video*', 'object|file|string', 'Which: `{"id": "video_…"}`.', '指定视频：`{"id": "video_…"}`。'],
        ],
        returns: VIDEO,
        cost: 'task',
        samples: [sample('edit', { before: DONE, body: { prompt: 'At night', video: { id: '<id>' } } })],
      },
    ),
    brief(
      'videos-extensions',
      'POST /v1/videos/extensions',
      t('Extend a video', '延长视频'),
      t('Goes on where a video ends.', '从视频结尾继续生成。'),
      {
        bodyType: 'both',
        body: [
          PROMPT,
          ['video*', 'object|file|string', 'Which: `{"id": "video_…"}`.', '指定视频：`{"id": "video_…"}`。'],
          ['seconds', 'string', 'How much longer.', '延长秒数。'],
        ],
        returns: VIDEO,
        cost: 'task',
        samples: [
          sample('extend', { before: DONE, body: { prompt: 'It goes on', seconds: '4', video: { id: '<id>' } } }),
        ],
      },
    ),
    brief(
      'videos-characters',
      'POST /v1/videos/characters',
      t('Make a character', '创建角色'),
      t('Keeps a figure of a video, to be named in later ones.', '从视频中保存角色，供后续视频使用。'),
      {
        aliases: ['/sora/v1/characters'],
        bodyType: 'both',
        body: [
          ['name', 'string', 'Its name.', '名称。'],
          ['video', 'file', 'A video of it.', '包含该角色的视频。'],
          ['url', 'string', 'Or its address.', '或视频地址。'],
          ['timestamps', 'string', 'Where it is seen, such as `1,3`.', '出现的时间段，如 `1,3`。'],
        ],
        returns: [['id', 'string', 'Id of the character.', '角色 ID。']],
        cost: 'task',
        samples: [
          sample('form', {
            form: [{ name: 'name', value: 'Fox' }],
            shown: {
              because: t('It needs a video of yours.', '需要你自己的视频。'),
              status: 200,
              answer: { id: 'char_abc', name: 'Fox' },
            },
          }),
        ],
      },
    ),
    brief(
      'videos-character-get',
      'GET /v1/videos/characters/{id}',
      t('Get a character', '查询角色'),
      t('One that you made.', '查询你创建的角色。'),
      {
        params: [['id*', 'string', 'Id of the character.', '角色 ID。']],
        samples: [sample('unknown', { path: { id: 'none' }, fails: 404 }, t('An unknown character', '不存在的角色'))],
      },
    ),
    brief(
      'videos-delete',
      'DELETE /v1/videos/{id}',
      t('Delete a video', '删除视频'),
      t('Removes it and its files.', '删除视频及其文件。'),
      {
        params: [TASK_ID],
        returns: [['deleted*', 'boolean', 'True.', '恒为 true。']],
        samples: [sample('delete', { before: DONE, path: { id: '<id>' } })],
      },
    ),
  ],
};

export const unifiedVideo: CallFamily = {
  section: 'video',
  id: 'unified-video',
  title: t('Videos (unified form)', '视频（统一格式）'),
  calls: [
    brief(
      'video-create',
      'POST /v1/video/create',
      t('Create a video (unified)', '创建视频（统一格式）'),
      t('The relays’ one form for every maker’s videos.', '中转站通用的统一视频格式，适用于各家模型。'),
      {
        body: [
          MODEL,
          PROMPT,
          [
            'images',
            'string[]',
            'Pictures to begin from; one, two (first and last) or more.',
            '参考图；一张、两张（首尾帧）或多张。',
          ],
          ['aspect_ratio', 'string', 'Such as `16:9`.', '如 `16:9`。'],
          ['duration', 'integer', 'Seconds.', '秒数。'],
          ['size', 'string', 'Such as `720P`.', '如 `720P`。'],
          ['enhance_prompt', 'boolean', 'Let the prompt be improved.', '是否优化提示词。'],
          ['callback_url', 'string', 'URL that gets a POST when it has ended.', '结束时通知的地址。'],
        ],
        returns: [
          ['id*', 'string', 'Id of the task.', '任务 ID。'],
          [
            'status*',
            'string',
            '`pending`, `processing`, `completed`, `failed`.',
            '`pending`、`processing`、`completed`、`failed`。',
          ],
        ],
        cost: 'task',
        samples: [sample('plain', { body: { model: SORA, prompt: 'Waves at sunset' } })],
      },
    ),
    brief(
      'video-query',
      'GET /v1/video/query',
      t('Ask after a video (unified)', '查询视频（统一格式）'),
      t('How far it is; at last `video_url`.', '查询进度；完成后给出 `video_url`。'),
      {
        query: [TASK_ID],
        returns: [
          ['status*', 'string', 'How far it is.', '状态。'],
          ['video_url', 'string|null', 'Address of the video.', '视频地址。'],
        ],
        samples: [
          sample('get', {
            before: { sample: 'video-create/plain', take: { id: 'id' } },
            query: { id: '<id>' },
            until: { at: 'status', over: ['completed', 'failed'] },
          }),
        ],
      },
    ),
    brief(
      'video-extend',
      'POST /v1/video/extend',
      t('Extend a video (unified)', '延长视频（统一格式）'),
      t('Goes on where a video ends.', '从视频结尾继续生成。'),
      {
        body: [
          [
            'id',
            'string',
            'Id of the video’s task; `video_id` and `task_id` mean the same.',
            '视频任务 ID，`video_id`、`task_id` 同义。',
          ],
          ['model', 'string', 'Name of the model.', '模型名。'],
          PROMPT,
        ],
        returns: [['id*', 'string', 'Id of the new task.', '新任务 ID。']],
        cost: 'task',
        samples: [
          sample('extend', {
            before: { sample: 'video-query/get', take: { id: 'id' } },
            body: { id: '<id>', model: SORA, prompt: 'It goes on' },
          }),
        ],
      },
    ),
    brief(
      'video-generations',
      'POST /v1/video/generations',
      t('Create a video (new-api’s form)', '创建视频（new-api 格式）'),
      t('The form of the new-api family.', 'new-api 系列的视频格式。'),
      {
        body: [
          MODEL,
          PROMPT,
          ['image', 'string', 'A picture to begin from: address or base64.', '参考图：地址或 Base64。'],
          ['duration', 'number', 'Seconds.', '秒数。'],
          ['size', 'string', 'Such as `1280x720`.', '如 `1280x720`。'],
          ['metadata', 'object', 'Fields of the maker’s own.', '厂商自有字段。'],
        ],
        returns: [
          ['id*', 'string', 'Id of the task.', '任务 ID。'],
          ['task_id*', 'string', 'The same.', '同上。'],
        ],
        cost: 'task',
        samples: [sample('plain', { body: { model: 'kling-v1', prompt: 'A lock on a canal', duration: 5 } })],
      },
    ),
    brief(
      'video-generations-get',
      'GET /v1/video/generations/{id}',
      t('Ask after a video (new-api’s form)', '查询视频（new-api 格式）'),
      t('One object in both of the family’s readings.', '同一个对象兼容该系列的两种读法。'),
      {
        params: [TASK_ID],
        returns: [['status*', 'string', 'How far it is.', '状态。']],
        samples: [
          sample('get', {
            before: { sample: 'video-generations/plain', take: { id: 'id' } },
            path: { id: '<id>' },
            until: { at: 'status', over: ['succeeded', 'failed'] },
          }),
        ],
      },
    ),
  ],
};
