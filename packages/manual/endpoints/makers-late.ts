// MiniMax's speech, Luma's agents, Pika, and Runway as its old web client asked.

import type { CallFamily } from '../call.ts';
import type { Row } from '../field.ts';
import { t } from '../text.ts';
import { brief, prefixed, sample, TASK_ID } from './brief.ts';
import { PICTURE_URL } from './examples.ts';

const OWN = t('In the maker’s own bodies and answers.', '请求与响应均为厂商原生格式。');
const MODEL: Row = ['model*', 'string', 'Name of the model.', '模型名。'];
const NO_CHANNEL = t('It needs a channel of MiniMax.', '需要 MiniMax 渠道。');
const SPEECH: readonly Row[] = [
  MODEL,
  ['text', 'string', 'What to read out.', '要朗读的文本。'],
  ['voice_setting', 'object', '`voice_id`, `speed`, `vol`, `pitch`.', '`voice_id`、`speed`、`vol`、`pitch`。'],
  ['audio_setting', 'object', 'Kind of sound.', '音频格式。'],
];
const SAID = { model: 'speech-2.6-hd', text: 'Hello there.', voice_setting: { voice_id: 'English_Graceful_Lady' } };

export const minimaxSpeech: CallFamily = {
  section: 'audio',
  id: 'minimax-speech',
  title: t('MiniMax speech', 'MiniMax 语音'),
  calls: [
    brief('minimax-speech', 'POST /minimax/v1/t2a_v2', t('Speak a text (MiniMax)', '语音合成（MiniMax）'), OWN, {
      aliases: ['/v1/t2a_v2'],
      body: [...SPEECH, ['stream', 'boolean = false', 'Send it while it is made.', '流式返回。']],
      returns: [['data', 'object|null', 'The sound, in hexadecimal.', '十六进制音频。']],
      cost: 'characters',
      samples: [
        sample('plain', {
          body: SAID,
          shown: {
            because: NO_CHANNEL,
            status: 200,
            answer: { data: { audio: '4944…', status: 2 }, base_resp: { status_code: 0 } },
          },
        }),
      ],
    }),
    brief(
      'minimax-speech-task',
      'POST /minimax/v1/t2a_async_v2',
      t('Speak a long text (MiniMax)', '长文本语音合成（MiniMax）'),
      OWN,
      {
        aliases: ['/v1/t2a_async_v2'],
        body: SPEECH,
        returns: [['task_id', 'string|integer', 'Id of the task.', '任务 ID。']],
        cost: 'characters',
        samples: [
          sample('plain', {
            body: SAID,
            shown: { because: NO_CHANNEL, status: 200, answer: { task_id: '123', base_resp: { status_code: 0 } } },
          }),
        ],
      },
    ),
    brief(
      'minimax-speech-get',
      'GET /minimax/v1/query/t2a_async_query_v2',
      t('Ask after a long text (MiniMax)', '查询长文本合成（MiniMax）'),
      OWN,
      {
        aliases: ['/v1/query/t2a_async_query_v2'],
        query: [['task_id*', 'string', 'Id of the task.', '任务 ID。']],
        samples: [
          sample('get', {
            query: { task_id: '123' },
            shown: { because: NO_CHANNEL, status: 200, answer: { task_id: '123', status: 'Success', file_id: '456' } },
          }),
        ],
      },
    ),
    brief(
      'minimax-voice-clone',
      'POST /minimax/v1/voice_clone',
      t('Clone a voice (MiniMax)', '克隆音色（MiniMax）'),
      OWN,
      {
        aliases: ['/v1/voice_clone'],
        body: [
          ['file_id*', 'integer|string', 'The recording.', '录音文件 ID。'],
          ['voice_id*', 'string', 'Name of the voice.', '音色 ID。'],
          ['text', 'string', 'A text to hear it by.', '试听文本。'],
        ],
        cost: 'task',
        samples: [
          sample('clone', {
            body: { file_id: 456, voice_id: 'my-voice' },
            shown: { because: NO_CHANNEL, status: 200, answer: { base_resp: { status_code: 0 } } },
          }),
        ],
      },
    ),
    brief(
      'minimax-voice-design',
      'POST /minimax/v1/voice_design',
      t('Design a voice (MiniMax)', '设计音色（MiniMax）'),
      OWN,
      {
        aliases: ['/v1/voice_design'],
        body: [
          ['prompt*', 'string', 'What it is like.', '音色描述。'],
          ['preview_text', 'string', 'A text to hear it by.', '试听文本。'],
        ],
        cost: 'task',
        samples: [
          sample('design', {
            body: { prompt: 'A calm old man', preview_text: 'Hello there.' },
            shown: {
              because: NO_CHANNEL,
              status: 200,
              answer: { voice_id: 'designed-1', base_resp: { status_code: 0 } },
            },
          }),
        ],
      },
    ),
    brief('minimax-files', 'POST /minimax/v1/files', t('Upload a recording (MiniMax)', '上传录音（MiniMax）'), OWN, {
      aliases: ['/minimax/v1/files/upload'],
      bodyType: 'form',
      body: [
        ['purpose*', 'string', '`voice_clone` and the like.', '用途，如 `voice_clone`。'],
        ['file*', 'file', 'The recording.', '录音文件。'],
      ],
      samples: [
        sample('file', {
          form: [
            { name: 'purpose', value: 'voice_clone' },
            { name: 'file', file: 'speech.wav' },
          ],
          shown: {
            because: NO_CHANNEL,
            status: 200,
            answer: { file: { file_id: 456 }, base_resp: { status_code: 0 } },
          },
        }),
      ],
    }),
  ],
};

export const otherMakers: CallFamily = {
  section: 'video',
  id: 'other-makers',
  title: t('Luma agents, Pika, Runway’s web form', 'Luma Agents、Pika 与 Runway 网页格式'),
  calls: [
    brief(
      'luma-agents-create',
      'POST /luma/agents/v1/generations',
      t('Begin a generation (Luma agents)', '创建任务（Luma Agents）'),
      OWN,
      {
        body: [
          ['type', '"image"|"video"|"image_edit"|"video_edit"|"video_reframe" = "image"', 'What to make.', '类型。'],
          ['model', 'string', 'Name of the model.', '模型名。'],
          ['prompt*', 'string', 'What to make.', '画面描述。'],
          ['video', 'object', '`duration`, `resolution`.', '`duration`、`resolution`。'],
          ['aspect_ratio', 'string', 'Such as `16:9`.', '如 `16:9`。'],
        ],
        cost: 'task',
        samples: [
          sample('video', {
            body: { type: 'video', model: 'ray-3.2', prompt: 'A fen', video: { duration: '5s', resolution: '720p' } },
            shown: {
              because: t('It needs a channel of Luma.', '需要 Luma 渠道。'),
              status: 201,
              answer: { id: 'abc', state: 'queued' },
            },
          }),
        ],
      },
    ),
    brief(
      'luma-agents-get',
      'GET /luma/agents/v1/generations/{id}',
      t('Ask after it (Luma agents)', '查询（Luma Agents）'),
      OWN,
      {
        params: [TASK_ID],
        samples: [sample('unknown', { path: { id: 'none' }, fails: 404 }, t('An unknown generation', '不存在的任务'))],
      },
    ),
    brief('pika-create', 'POST /pika/generate', t('Create a video (Pika)', '创建视频（Pika）'), OWN, {
      aliases: ['/pro/pika/generate'],
      body: [
        ['promptText', 'string', 'What to make.', '画面描述。'],
        ['model', 'string', 'Version.', '版本。'],
        ['image', 'string', 'First picture.', '首帧。'],
        ['pikaffect', 'string', 'An effect.', '特效。'],
        ['options', 'object', '`aspectRatio` and the like.', '`aspectRatio` 等。'],
      ],
      cost: 'task',
      samples: [
        sample('plain', {
          body: { promptText: 'A fen', model: '2.0', options: { aspectRatio: 1.7778 } },
          shown: { because: t('It needs a channel of Pika.', '需要 Pika 渠道。'), status: 200, answer: { id: 'abc' } },
        }),
      ],
    }),
    brief('pika-get', 'GET /pika/feed/{id}', t('Ask after it (Pika)', '查询（Pika）'), OWN, {
      aliases: ['/pro/pika/feed/{id}'],
      params: [TASK_ID],
      samples: [
        sample('get', {
          path: { id: 'abc' },
          shown: {
            because: t('It needs a channel of Pika.', '需要 Pika 渠道。'),
            status: 200,
            answer: { id: 'abc', videos: [{ status: 'finished' }] },
          },
        }),
      ],
    }),
    brief(
      'runway-web-create',
      'POST /runway/tasks',
      t('Begin a task (Runway’s web form)', '创建任务（Runway 网页格式）'),
      OWN,
      {
        aliases: ['/pro/runway/tasks'],
        body: [
          ['taskType', 'string', 'Kind of task.', '任务类型。'],
          ['internal', 'boolean', 'False.', '固定 false。'],
          ['options', 'object', '`text_prompt`, `seconds`, `init_image`.', '`text_prompt`、`seconds`、`init_image`。'],
        ],
        cost: 'task',
        samples: [
          sample('plain', {
            body: {
              taskType: 'gen3a_turbo',
              internal: false,
              options: { name: 'Gen-3', seconds: 5, text_prompt: 'A fen', init_image: PICTURE_URL },
            },
            shown: {
              because: t('It needs a channel of Runway.', '需要 Runway 渠道。'),
              status: 200,
              answer: { task: { id: 'abc', status: 'PENDING' } },
            },
          }),
        ],
      },
    ),
    brief(
      'runway-web-get',
      'GET /runway/tasks/{id}',
      t('Ask after it (Runway’s web form)', '查询（Runway 网页格式）'),
      OWN,
      {
        aliases: ['/pro/runway/tasks/{id}'],
        params: [TASK_ID],
        samples: [
          sample('get', {
            path: { id: 'abc' },
            shown: {
              because: t('It needs a channel of Runway.', '需要 Runway 渠道。'),
              status: 200,
              answer: { task: { id: 'abc', status: 'SUCCEEDED' } },
            },
          }),
        ],
      },
    ),
    brief(
      'runway-web-feed',
      'POST /runway/feed',
      t('Ask after it by its body (Runway’s web form)', '以请求体查询（Runway 网页格式）'),
      OWN,
      {
        aliases: [...prefixed(['/runway', '/pro/runway'], '/v1/feed'), '/pro/runway/feed'],
        body: [['task_id*', 'string', 'Id of the task.', '任务 ID。']],
        samples: [
          sample('get', {
            body: { task_id: 'abc' },
            shown: {
              because: t('It needs a channel of Runway.', '需要 Runway 渠道。'),
              status: 200,
              answer: { code: 200, msg: '成功', data: { task_id: 'abc' } },
            },
          }),
        ],
      },
    ),
  ],
};
