// Suno: songs, lyrics, uploads and what is made of a song.

import type { Call, CallFamily } from '../call.ts';
import type { Row } from '../field.ts';
import { t, type Text } from '../text.ts';
import { brief, prefixed, sample, TASK_ID, type More } from './brief.ts';

/** Prefixes under which the family's clients call. */
const OTHERS = ['/sunoapi', '/suno/v1'];
const CLIP: Row = ['clip*', 'string', 'Id of a clip, from a song’s answer.', '歌曲结果中的片段 ID。'];
const SONG = { sample: 'suno-submit/music', take: { id: 'data' } } as const;
const DONE = { sample: 'suno-fetch/get', take: { clip: 'data.data.0.id' } } as const;
const WRAPPED: readonly Row[] = [['code*', 'string', '`success`, or what is wrong.', '`success` 或错误码。']];

function suno(id: string, route: string, title: Text, purpose: Text, more: More = {}): Call {
  const [method = '', path = ''] = route.split(' ');
  return brief(`suno-${id}`, `${method} /suno${path}`, title, purpose, { aliases: prefixed(OTHERS, path), ...more });
}

const SONG_BODY: readonly Row[] = [
  ['prompt', 'string', 'Lyrics; with `make_instrumental` none.', '歌词；纯音乐时留空。'],
  ['gpt_description_prompt', 'string', 'Or what the song is about.', '或描述歌曲内容，由系统作词。'],
  ['tags', 'string', 'Style.', '风格。'],
  ['title', 'string', 'Title.', '标题。'],
  ['mv', 'string', 'Version, such as `chirp-v4`.', '版本，如 `chirp-v4`。'],
  ['make_instrumental', 'boolean', 'Without singing.', '是否纯音乐。'],
  ['continue_clip_id', 'string', 'Goes on after this clip.', '在该片段之后续写。'],
  ['continue_at', 'number', 'From this second.', '从第几秒开始续写。'],
  ['notify_hook', 'string', 'URL that gets a POST when it has ended.', '结束时通知的地址。'],
];
const EXTRA = t('Free; asked where the clip was made.', '免费；由生成该片段的渠道提供。');

export const music: CallFamily = {
  section: 'music',
  id: 'suno',
  title: t('Suno', 'Suno'),
  calls: [
    suno(
      'submit',
      'POST /submit/{action}',
      t('Submit a song', '提交生成'),
      t(
        '`music` makes two songs, `lyrics` a text, `concat` joins what was continued, `persona` keeps a voice, `upsample-tags` improves a style.',
        '`music` 一次生成两首，`lyrics` 生成歌词，`concat` 拼接续写片段，`persona` 保存音色，`upsample-tags` 优化风格描述。',
      ),
      {
        params: [
          [
            'action*',
            'string',
            '`music`, `lyrics`, `concat`, `persona`, `upsample-tags`.',
            '`music`、`lyrics`、`concat`、`persona`、`upsample-tags`。',
          ],
        ],
        body: SONG_BODY,
        returns: [...WRAPPED, ['data*', 'string', 'Id of the task.', '任务 ID。']],
        cost: 'task',
        samples: [
          sample(
            'music',
            {
              path: { action: 'music' },
              body: { gpt_description_prompt: 'A song about a canal', mv: 'chirp-v4', make_instrumental: false },
            },
            t('A song from a description', '按描述作歌'),
          ),
          sample(
            'custom',
            {
              path: { action: 'music' },
              body: { prompt: 'Slow water, slow water', tags: 'folk', title: 'Canal', mv: 'chirp-v4' },
            },
            t('A song from lyrics', '自定义歌词'),
          ),
          sample('lyrics', { path: { action: 'lyrics' }, body: { prompt: 'A canal' } }, t('Lyrics', '生成歌词')),
        ],
      },
    ),
    suno(
      'fetch',
      'GET /fetch/{id}',
      t('Ask after a task', '查询任务'),
      t('How far it is; at last the clips.', '查询进度；完成后给出片段。'),
      {
        params: [TASK_ID],
        returns: WRAPPED,
        samples: [
          sample('get', {
            before: SONG,
            path: { id: '<id>' },
            until: { at: 'data.status', over: ['SUCCESS', 'FAILURE'] },
          }),
        ],
      },
    ),
    suno(
      'fetch-many',
      'POST /fetch',
      t('Ask after several', '批量查询'),
      t('Up to 500 at once.', '一次最多 500 个。'),
      {
        body: [
          ['ids*', 'array', 'Ids of tasks.', '任务 ID 列表。'],
          ['action', 'string', 'Only of this action.', '只看某动作。'],
        ],
        returns: WRAPPED,
        samples: [sample('get', { before: SONG, body: { ids: ['<id>'] } })],
      },
    ),
    suno(
      'upload',
      'POST /uploads/audio',
      t('Upload a recording', '上传音频'),
      t(
        'With `url` a task; with `extension` an address to send the file to.',
        '给出 `url` 则创建任务；给出 `extension` 则返回上传地址。',
      ),
      {
        body: [
          ['url', 'string', 'Address of the recording.', '音频地址。'],
          ['extension', 'string', 'Or the kind of file to send.', '或待上传文件的扩展名。'],
        ],
        cost: 'task',
        samples: [sample('url', { body: { url: 'https://example.com/song.mp3' } })],
      },
    ),
    suno(
      'upload-url',
      'POST /uploads/audio-url',
      t('Upload by address', '按地址上传音频'),
      t('At once.', '同步返回。'),
      {
        body: [['url*', 'string', 'Address of the recording.', '音频地址。']],
        cost: 'task',
        samples: [
          sample('url', {
            body: { url: 'https://example.com/song.mp3' },
            shown: {
              because: t('The practice upstream does not play it.', '练习上游不模拟此接口。'),
              status: 200,
              answer: { code: 'success', data: 'clip-id' },
            },
          }),
        ],
      },
    ),
    suno(
      'upload-get',
      'GET /uploads/audio/{id}',
      t('Ask after an upload', '查询上传'),
      t('How far it is.', '查询进度。'),
      {
        params: [TASK_ID],
        samples: [
          sample('get', {
            path: { id: 'upload-id' },
            shown: {
              because: t('The practice upstream does not play it.', '练习上游不模拟此接口。'),
              status: 200,
              answer: { id: 'upload-id', status: 'complete' },
            },
          }),
        ],
      },
    ),
    suno(
      'upload-step',
      'POST /uploads/audio/{id}/{step}',
      t('Next step of an upload', '上传后续步骤'),
      t('`upload-finish`, then `initialize-clip`.', '`upload-finish`，然后 `initialize-clip`。'),
      {
        params: [TASK_ID, ['step*', 'string', 'The step.', '步骤名。']],
        body: [
          ['upload_type', 'string', 'Kind.', '类型。'],
          ['upload_filename', 'string', 'Name.', '文件名。'],
        ],
        cost: 'task',
        samples: [
          sample('finish', {
            path: { id: 'upload-id', step: 'upload-finish' },
            body: { upload_type: 'file_upload', upload_filename: 'song.mp3' },
            shown: {
              because: t('The practice upstream does not play it.', '练习上游不模拟此接口。'),
              status: 200,
              answer: {},
            },
          }),
        ],
      },
    ),
    suno(
      'persona',
      'POST /persona/create',
      t('Keep a voice', '创建音色'),
      t('Makes a persona of a clip.', '从片段创建音色（persona）。'),
      {
        body: [
          ['root_clip_id*', 'string', 'The clip.', '片段 ID。'],
          ['name', 'string', 'Its name.', '名称。'],
          ['description', 'string', 'What it is like.', '描述。'],
        ],
        cost: 'task',
        samples: [
          sample('create', { before: DONE, body: { root_clip_id: '<clip>', name: 'Voice', description: 'Soft' } }),
        ],
      },
    ),
    ...(['wav', 'mv', 'timing', 'midi'] as const).map(kind =>
      suno(kind, `GET /${kind}/{clip}`, t(`${kind} of a clip`, `片段的 ${kind}`), EXTRA, {
        aliases: prefixed(['/suno', ...OTHERS], `/act/${kind === 'mv' ? 'mp4' : kind}/{clip}`).concat(
          prefixed(OTHERS, `/${kind}/{clip}`),
        ),
        params: [CLIP],
        samples: [sample('get', { before: DONE, path: { clip: '<clip>' } })],
      }),
    ),
    ...(['midi', 'waveform'] as const).map(kind =>
      suno(`act-${kind}`, `GET /act/${kind}`, t(`${kind} of a clip, by query`, `片段的 ${kind}（查询参数）`), EXTRA, {
        query: [['clipId*', 'string', 'The clip.', '片段 ID。']],
        samples: [
          sample('get', {
            query: { clipId: 'clip-id' },
            shown: {
              because: t('The practice upstream does not play it.', '练习上游不模拟此接口。'),
              status: 200,
              answer: { id: 'clip-id' },
            },
          }),
        ],
      }),
    ),
    suno('act-vox', 'POST /act/vox/{clip}', t('vox of a clip', '片段的 vox'), EXTRA, {
      params: [CLIP],
      samples: [
        sample('make', {
          path: { clip: 'clip-id' },
          shown: {
            because: t('The practice upstream does not play it.', '练习上游不模拟此接口。'),
            status: 200,
            answer: { id: 'clip-id' },
          },
        }),
      ],
    }),
    suno(
      'tags',
      'POST /act/tags',
      t('Improve a style', '优化风格描述'),
      t('Writes a fuller style.', '扩写风格描述。'),
      {
        body: [['original_tags*', 'string', 'The style.', '原风格。']],
        returns: WRAPPED,
        cost: 'task',
        samples: [
          sample('tags', {
            body: { original_tags: 'folk' },
            shown: {
              because: t('The practice price list has no such action.', '练习价格表不含此动作。'),
              status: 200,
              answer: { code: 'success', message: '', data: { upsampled_tags: 'warm acoustic folk' } },
            },
          }),
        ],
      },
    ),
    suno(
      'generate',
      'POST /generate',
      t('Make a song (raw)', '生成歌曲（原始接口）'),
      t('The raw path of older clients.', '旧客户端使用的原始路径。'),
      {
        aliases: prefixed(['/suno', ...OTHERS], '/generate/description-mode').concat(prefixed(OTHERS, '/generate')),
        body: SONG_BODY,
        cost: 'task',
        samples: [sample('plain', { body: { gpt_description_prompt: 'A song about a canal', mv: 'chirp-v4' } })],
      },
    ),
    suno(
      'raw-lyrics',
      'POST /generate/lyrics',
      t('Make lyrics (raw)', '生成歌词（原始接口）'),
      t('The raw path of older clients.', '旧客户端使用的原始路径。'),
      {
        body: [['prompt*', 'string', 'About what.', '主题。']],
        returns: [['id*', 'string', 'Id.', 'ID。']],
        cost: 'task',
        samples: [sample('plain', { body: { prompt: 'A canal' } })],
      },
    ),
    suno(
      'lyrics-get',
      'GET /lyrics/{id}',
      t('Ask after lyrics (raw)', '查询歌词（原始接口）'),
      t('The text once it is there.', '完成后给出歌词。'),
      {
        params: [TASK_ID],
        samples: [
          sample('get', {
            before: { sample: 'suno-raw-lyrics/plain', take: { id: 'id' } },
            path: { id: '<id>' },
            until: { at: 'status', over: ['complete', 'error'] },
          }),
        ],
      },
    ),
    suno(
      'feed',
      'GET /feed/{ids}',
      t('Clips by id (raw)', '按 ID 查询片段（原始接口）'),
      t('Several, by comma.', '逗号分隔，可多个。'),
      {
        params: [['ids*', 'string', 'Ids of clips.', '片段 ID。']],
        samples: [
          sample('get', {
            before: { sample: 'suno-generate/plain', take: { id: 'clips.0.id' } },
            path: { ids: '<id>' },
          }),
        ],
      },
    ),
    suno(
      'concat',
      'POST /generate/concat',
      t('Join clips (raw)', '拼接片段（原始接口）'),
      t('Joins a continued clip with what came before.', '把续写片段与原曲拼接。'),
      {
        body: [['clip_id*', 'string', 'The clip.', '片段 ID。']],
        cost: 'task',
        samples: [sample('join', { before: DONE, body: { clip_id: '<clip>' } })],
      },
    ),
  ],
};
