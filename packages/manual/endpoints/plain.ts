// Texts without a conversation, and the one form for every model and medium.

import type { CallFamily } from '../call.ts';
import { t } from '../text.ts';
import { MODEL, STREAM, USER } from './rows.ts';

export const completions: CallFamily = {
  section: 'chat',
  id: 'completions',
  title: t('Legacy completions', '旧版补全'),
  calls: [
    {
      id: 'completions',
      method: 'POST',
      path: '/v1/completions',
      aliases: ['/beta/completions', '/beta/v1/completions', '/compatible-mode/v1/completions'],
      title: t('Complete a text', '文本补全'),
      purpose: t(
        'Goes on with a text, or fills the middle of one when `suffix` is given (DeepSeek’s FIM under `/beta`).',
        '续写文本；给出 `suffix` 时为中间填充（DeepSeek 的 FIM，路径 `/beta`）。',
      ),
      body: [
        MODEL,
        ['prompt*', 'string|array', 'Text, texts, or tokens.', '文本、多段文本或 token。'],
        ['suffix', 'string|null', 'What comes after the gap.', '空缺之后的文本。'],
        ['max_tokens', 'integer = 16', 'Most tokens to make.', '最多生成的 token 数。'],
        ['temperature', 'number 0..2 = 1', 'Higher is more varied.', '越高越发散。'],
        ['n', 'integer 1..128 = 1', 'How many texts; each is paid for.', '生成几段；每段都计费。'],
        ['stop', 'string|string[]|null', 'Texts at which it ends.', '遇到即停止的文本。'],
        ['echo', 'boolean = false', 'Give the prompt back too.', '同时返回提示文本。'],
        ['logprobs', 'integer|null', 'How many likelihoods.', '返回多少个概率。'],
        STREAM,
        USER,
      ],
      returns: [
        ['id*', 'string', 'Id of the answer.', '回答 ID。'],
        ['object*', '"text_completion"', 'Kind of the object.', '对象类型。'],
        ['choices*', 'object[]', 'The texts.', '生成的文本。'],
        ['choices[].text*', 'string', 'A text.', '文本。'],
        ['choices[].finish_reason', 'string|null', '`stop` or `length`.', '`stop` 或 `length`。'],
        ['usage', 'object', 'What is paid for.', '计费用量。'],
      ],
      cost: 'tokens',
      sdk: { library: 'openai', method: 'completions.create' },
      samples: [
        {
          id: 'plain',
          title: t('Going on', '续写'),
          body: { model: 'gpt-3.5-turbo-instruct', prompt: 'Once upon a time', max_tokens: 20 },
        },
        {
          id: 'fill',
          title: t('Filling the middle', '中间填充（FIM）'),
          body: {
            model: 'gpt-3.5-turbo-instruct',
            prompt: 'def add(a, b):\n    ',
            suffix: '\n\nprint(add(1, 2))',
            max_tokens: 30,
          },
        },
      ],
    },
    {
      id: 'fim',
      method: 'POST',
      path: '/v1/fim/completions',
      title: t('Fill a gap, Mistral’s form', '中间填充（Mistral 格式）'),
      purpose: t(
        'What Mistral’s library calls: the text between `prompt` and `suffix`, answered in the form of chat.',
        'Mistral 官方库所用的接口：生成 `prompt` 与 `suffix` 之间的文本，以对话格式返回。',
      ),
      body: [
        MODEL,
        ['prompt*', 'string', 'What comes before the gap.', '空缺之前的文本。'],
        ['suffix', 'string|null', 'What comes after the gap.', '空缺之后的文本。'],
        ['max_tokens', 'integer|null', 'Most tokens to make.', '最多生成的 token 数。'],
        ['stop', 'string|string[]', 'Texts at which it ends.', '遇到即停止的文本。'],
        ['random_seed', 'integer', 'For the same answer again.', '固定随机种子。'],
        STREAM,
      ],
      returns: [
        ['id*', 'string', 'Id of the answer.', '回答 ID。'],
        ['object*', '"chat.completion"', 'Kind of the object.', '对象类型。'],
        ['choices[].message.content*', 'string', 'What fills the gap.', '填充的文本。'],
        ['usage', 'object', 'What is paid for.', '计费用量。'],
      ],
      cost: 'tokens',
      samples: [
        {
          id: 'fill',
          title: t('Filling the middle', '中间填充'),
          body: {
            model: 'codestral-latest',
            prompt: 'def add(a, b):\n    ',
            suffix: '\n\nprint(add(1, 2))',
            max_tokens: 30,
          },
        },
      ],
    },
  ],
};

export const universal: CallFamily = {
  section: 'common',
  id: 'universal',
  title: t('One form for everything', '统一接口'),
  calls: [
    {
      id: 'universal',
      method: 'POST',
      path: '/v1/universal',
      aliases: ['/v1/run'],
      title: t('Run any model', '调用任意模型'),
      purpose: t(
        'Any model and any medium in one form: the kind of the model decides what is done. Models of videos answer with a task to ask after.',
        '用同一种格式调用任意模型与媒介：由模型类别决定做什么。视频模型返回一个可查询的任务。',
      ),
      body: [
        MODEL,
        [
          'kind',
          '"chat"|"completion"|"embedding"|"rerank"|"image"|"video"|"tts"|"moderation"|"search"',
          'What it is, where the catalog does not know.',
          '目录未收录时指明模型类别。',
        ],
        ['prompt', 'string', 'What is asked, in words.', '文字要求。'],
        ['messages', 'object[]', 'Or a conversation.', '或给出对话。'],
        ['input', 'any', 'Or what the model’s own API takes.', '或模型原生接口的输入。'],
        ['parameters', 'object', 'Further fields of the model’s own API.', '模型原生接口的其他字段。'],
        STREAM,
        [
          'async',
          '"auto"|boolean = "auto"',
          'Whether to wait; `auto` is right for each kind.',
          '是否等待；`auto` 按类别自动选择。',
        ],
        ['webhook', 'string', 'URL that gets a POST when the task has ended.', '任务结束时通知的地址。'],
      ],
      returns: [
        ['id*', 'string|null', 'Id of the answer or task.', '回答或任务的 ID。'],
        ['object*', '"universal.result"', 'Kind of the object.', '对象类型。'],
        ['kind*', 'string', 'Kind of the model.', '模型类别。'],
        [
          'status*',
          'string',
          '`succeeded`, `queued`, `running`, `failed`.',
          '`succeeded`、`queued`、`running`、`failed`。',
        ],
        ['output', 'object', 'What was made.', '产物。'],
      ],
      cost: 'varies',
      samples: [
        {
          id: 'chat',
          title: t('A question', '一个问题'),
          body: { model: 'gpt-4o-mini', prompt: 'Say hello in one sentence.' },
        },
        { id: 'video', title: t('A video', '一段视频'), body: { model: 'sora-2', prompt: 'Waves at sunset' } },
      ],
    },
    {
      id: 'universal-get',
      method: 'GET',
      path: '/v1/universal/{id}',
      title: t('Ask after a task', '查询任务'),
      purpose: t('How far a task of this form is.', '查询统一接口任务的进度。'),
      params: [['id*', 'string', 'Id of the task.', '任务 ID。']],
      returns: [['status*', 'string', 'How far it is.', '状态。']],
      cost: 'free',
      samples: [
        {
          id: 'get',
          title: t('By id', '按 ID'),
          before: { sample: 'universal/video', take: { id: 'id' } },
          path: { id: '<id>' },
          until: { at: 'status', over: ['succeeded', 'failed'] },
        },
      ],
    },
  ],
};
