// Midjourney by the midjourney-proxy family's paths, each also behind a speed.

import type { Call, CallFamily } from '../call.ts';
import type { Row } from '../field.ts';
import { t, type Text } from '../text.ts';
import { brief, MODE, sample, TASK_ID, type More } from './brief.ts';
import { PICTURE } from './examples.ts';

const SUBMITTED: readonly Row[] = [
  [
    'code*',
    'integer',
    '1 taken, 21 waits for you, 22 queued, 23 full, 24 banned word.',
    '1 已提交，21 等待确认，22 排队中，23 队列已满，24 敏感词。',
  ],
  ['description', 'string', 'The same in words.', '说明。'],
  ['result', 'any', 'Id of the task.', '任务 ID。'],
];
const HOOK: Row = ['notifyHook', 'string', 'URL that gets a POST at every change of state.', '状态变化时通知的地址。'];
const STATE: Row = ['state', 'string', 'A text of your own; it comes back unchanged.', '原样返回的自定义内容。'];
const FOLLOWED: Row = ['taskId*', 'string|number', 'The task that is followed up.', '被操作的任务 ID。'];
const GRID = { sample: 'mj-fetch/get', take: { id: 'id', button: 'buttons.0.customId' } } as const;
const dataUrl = `data:image/png;base64,${PICTURE}`;

function mj(id: string, route: string, title: Text, purpose: Text, more: More = {}): Call {
  const [method = '', path = ''] = route.split(' ');
  const { aliases = [], params = [], ...rest } = more;
  return brief(`mj-${id}`, `${method} /mj${path}`, title, purpose, {
    aliases: [`/{mode}/mj${path}`, ...aliases],
    params: [...params, MODE],
    ...rest,
  });
}

function submit(verb: string, title: Text, purpose: Text, body: readonly Row[], more: More): Call {
  return mj(verb, `POST /submit/${verb}`, title, purpose, {
    body: [...body, HOOK, STATE],
    returns: SUBMITTED,
    cost: 'task',
    ...more,
  });
}

export const midjourney: CallFamily = {
  section: 'midjourney',
  id: 'midjourney',
  title: t('Midjourney', 'Midjourney'),
  calls: [
    submit(
      'imagine',
      t('Imagine', '绘图 Imagine'),
      t(
        'Four pictures from words. Behind `/mj-relax`, `/mj-fast` or `/mj-turbo` at another speed and price.',
        '由文字生成四宫格。放在 `/mj-relax`、`/mj-fast`、`/mj-turbo` 之后可选速度与价格。',
      ),
      [
        ['prompt*', 'string', 'What to draw, with Midjourney’s parameters.', '提示词，可带 Midjourney 参数。'],
        ['base64Array', 'string[]', 'Pictures to go by.', '垫图（Base64）。'],
        ['botType', '"MID_JOURNEY"|"NIJI_JOURNEY" = "MID_JOURNEY"', 'Which bot.', '机器人类型。'],
      ],
      { samples: [sample('plain', { body: { prompt: 'A red fox in the snow --ar 16:9' } })] },
    ),
    mj(
      'fetch',
      'GET /task/{id}/fetch',
      t('Ask after a task', '查询任务'),
      t('How far it is; at last the picture and its buttons.', '查询进度；完成后给出图片与按钮。'),
      {
        params: [TASK_ID],
        returns: [
          ['id*', 'string', 'Id of the task.', '任务 ID。'],
          [
            'status*',
            'string',
            '`SUBMITTED`, `IN_PROGRESS`, `MODAL`, `SUCCESS`, `FAILURE`.',
            '`SUBMITTED`、`IN_PROGRESS`、`MODAL`、`SUCCESS`、`FAILURE`。',
          ],
          ['imageUrl', 'string', 'Address of the picture.', '图片地址。'],
          [
            'buttons',
            'object[]',
            'What can be done next; `customId` goes to action.',
            '后续操作按钮，`customId` 用于 action。',
          ],
        ],
        samples: [
          sample('get', {
            before: { sample: 'mj-imagine/plain', take: { id: 'result' } },
            path: { id: '<id>' },
            until: { at: 'status', over: ['SUCCESS', 'FAILURE'] },
          }),
        ],
      },
    ),
    submit(
      'action',
      t('Press a button', '点击按钮 Action'),
      t('Upscale, vary, zoom, pan: whatever a button offers.', '放大、变换、缩放、平移等按钮操作。'),
      [FOLLOWED, ['customId*', 'string', 'The button.', '按钮的 customId。']],
      { samples: [sample('press', { before: GRID, body: { taskId: '<id>', customId: '<button>' } })] },
    ),
    submit(
      'change',
      t('Change', '变换 Change'),
      t('The same in older words.', '同上，旧版写法。'),
      [
        FOLLOWED,
        ['action*', '"UPSCALE"|"VARIATION"|"REROLL"', 'What to do.', '操作。'],
        ['index', 'integer 1..4', 'Which picture.', '第几张。'],
      ],
      { samples: [sample('upscale', { before: GRID, body: { taskId: '<id>', action: 'UPSCALE', index: 2 } })] },
    ),
    submit(
      'simple-change',
      t('Simple change', '简单变换'),
      t('The same in one text.', '同上，写在一行文字里。'),
      [['content*', 'string', 'Task and action, such as `123 U2`.', '任务与操作，如 `123 U2`。']],
      { samples: [sample('upscale', { before: GRID, body: { content: '<id> U3' } })] },
    ),
    submit(
      'blend',
      t('Blend', '融图 Blend'),
      t('Two to five pictures become one.', '把两到五张图融合。'),
      [
        ['base64Array*', 'string[]', 'The pictures.', '图片（Base64）。'],
        ['dimensions', '"PORTRAIT"|"SQUARE"|"LANDSCAPE"', 'Shape.', '比例。'],
      ],
      { samples: [sample('two', { body: { base64Array: [dataUrl, dataUrl], dimensions: 'SQUARE' } })] },
    ),
    submit(
      'describe',
      t('Describe', '图生文 Describe'),
      t('Prompts from a picture.', '由图片反推提示词。'),
      [
        ['base64', 'string', 'The picture.', '图片（Base64）。'],
        ['link', 'string', 'Or its address.', '或图片地址。'],
      ],
      { samples: [sample('picture', { body: { base64: dataUrl } })] },
    ),
    submit(
      'shorten',
      t('Shorten', '提示词分析 Shorten'),
      t('Which words of a prompt matter.', '分析提示词中哪些词有效。'),
      [['prompt*', 'string', 'The prompt.', '提示词。']],
      { samples: [sample('plain', { body: { prompt: 'A very very red fox in deep snow' } })] },
    ),
    submit(
      'modal',
      t('Answer a window', '确认弹窗 Modal'),
      t('The second step where code was 21: a prompt, a mask.', '返回码 21 后的第二步：填写提示词或遮罩。'),
      [FOLLOWED, ['prompt', 'string', 'The prompt.', '提示词。'], ['maskBase64', 'string', 'The mask.', '遮罩。']],
      {
        samples: [
          sample(
            'answer',
            {
              body: { taskId: '1', prompt: 'A hill --zoom 1.8' },
              fails: 400,
            },
            t('A task without a window', '没有弹窗的任务'),
          ),
        ],
      },
    ),
    submit(
      'edits',
      t('Edit a picture', '编辑图片 Edits'),
      t('Changes a picture of yours.', '编辑你自己的图片。'),
      [
        ['prompt*', 'string', 'How.', '提示词。'],
        ['image*', 'string', 'The picture.', '图片（Base64 或地址）。'],
        ['maskBase64', 'string', 'Where.', '遮罩。'],
      ],
      {
        aliases: ['/mj/submit/edit', '/{mode}/mj/submit/edit'],
        samples: [sample('plain', { body: { prompt: 'With a hat', image: dataUrl } })],
      },
    ),
    submit(
      'retexture',
      t('Retexture', '换纹理 Retexture'),
      t('The same shapes in another matter.', '保持形状，更换质感。'),
      [
        ['prompt*', 'string', 'How.', '提示词。'],
        ['image', 'string', 'The picture.', '图片。'],
      ],
      { samples: [sample('plain', { body: { prompt: 'Made of wood', image: dataUrl } })] },
    ),
    submit(
      'video',
      t('Video', '视频 Video'),
      t('A video from a picture or a task.', '由图片或已有任务生成视频。'),
      [
        ['prompt', 'string', 'How it moves.', '运动描述。'],
        ['image', 'string', 'The first picture.', '首帧图片。'],
        ['taskId', 'string|number', 'Or a task of yours.', '或已有任务。'],
        ['motion', '"low"|"high"', 'How much it moves.', '运动幅度。'],
      ],
      { samples: [sample('plain', { body: { prompt: 'Snow falls', image: dataUrl, motion: 'low' } })] },
    ),
    mj(
      'swap',
      'POST /insight-face/swap',
      t('Swap faces', '换脸'),
      t('The face of one picture in another.', '把一张图的脸换到另一张。'),
      {
        body: [
          ['sourceBase64', 'string', 'The face.', '源人脸。'],
          ['targetBase64', 'string', 'Where it goes.', '目标图片。'],
        ],
        returns: SUBMITTED,
        cost: 'task',
        samples: [sample('plain', { body: { sourceBase64: dataUrl, targetBase64: dataUrl } })],
      },
    ),
    mj(
      'video-swap',
      'POST /insight-face/video-swap',
      t('Swap faces in a video', '视频换脸'),
      t('The face of a picture in a video.', '把人脸换到视频中。'),
      {
        bodyType: 'both',
        body: [
          ['sourceBase64', 'string', 'The face.', '源人脸。'],
          ['targetUrl', 'string', 'The video.', '目标视频。'],
        ],
        returns: SUBMITTED,
        cost: 'task',
        samples: [
          sample('plain', {
            body: { sourceBase64: dataUrl, targetUrl: 'https://example.com/video.mp4' },
            shown: {
              because: t('The practice upstream does not play it.', '练习上游不模拟此接口。'),
              status: 200,
              answer: { code: 1, description: '提交成功', result: '1234567890123456' },
            },
          }),
        ],
      },
    ),
    mj(
      'upload',
      'POST /submit/upload-discord-images',
      t('Upload pictures', '上传图片'),
      t('Gives addresses that prompts can name.', '返回可用于提示词的图片地址。'),
      {
        body: [['base64Array*', 'string[]', 'The pictures.', '图片（Base64）。']],
        returns: SUBMITTED,
        cost: 'task',
        samples: [sample('one', { body: { base64Array: [dataUrl] } })],
      },
    ),
    mj(
      'list',
      'POST /task/list-by-condition',
      t('Ask after several', '批量查询'),
      t('Up to 500 at once.', '一次最多 500 个。'),
      {
        aliases: ['/mj/task/list-by-ids', '/{mode}/mj/task/list-by-ids'],
        body: [['ids*', 'array', 'Their ids.', '任务 ID 列表。']],
        samples: [
          sample('get', { before: { sample: 'mj-imagine/plain', take: { id: 'result' } }, body: { ids: ['<id>'] } }),
        ],
      },
    ),
    mj(
      'seed',
      'GET /task/{id}/image-seed',
      t('Seed of a picture', '图片种子'),
      t('The number it was drawn from.', '查询图片的 seed。'),
      {
        params: [TASK_ID],
        returns: SUBMITTED,
        samples: [sample('get', { before: GRID, path: { id: '<id>' } })],
      },
    ),
    mj(
      'cancel',
      'POST /task/{id}/cancel',
      t('Cancel a task', '取消任务'),
      t('What was held comes back.', '退还预占金额。'),
      {
        params: [TASK_ID],
        samples: [
          sample('cancel', { before: { sample: 'mj-imagine/plain', take: { id: 'result' } }, path: { id: '<id>' } }),
        ],
      },
    ),
    ...(['image', 'video'] as const).map(kind =>
      mj(
        `${kind}-file`,
        `GET /${kind}/{id}`,
        kind === 'image' ? t('Fetch the picture', '获取图片') : t('Fetch the video', '获取视频'),
        t('What a task made.', '任务产物。'),
        {
          aliases: kind === 'video' ? ['/mj/video/{id}/{index}', '/{mode}/mj/video/{id}/{index}'] : [],
          params: [TASK_ID, ['index*', 'string', 'Which of several.', '第几个。']],
          returnsType: kind === 'image' ? 'image/png' : 'video/mp4',
          samples:
            kind === 'image'
              ? [sample('get', { before: GRID, path: { id: '<id>' } })]
              : [
                  sample('get', {
                    path: { id: '1' },
                    shown: {
                      because: t('The video’s task must have ended.', '视频任务须已完成。'),
                      status: 200,
                      answer: '(MP4 bytes)',
                    },
                  }),
                ],
        },
      ),
    ),
  ],
};
