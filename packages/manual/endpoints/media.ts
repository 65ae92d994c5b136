// Pictures and sound at once: OpenAI's images and audio, and Ideogram.

import type { CallFamily } from '../call.ts';
import type { Row } from '../field.ts';
import { t } from '../text.ts';
import { MODEL, PROMPT, STREAM, USER } from './rows.ts';

const IMAGES: readonly Row[] = [
  ['created*', 'integer', 'Unix seconds.', 'Unix 秒。'],
  ['data*', 'object[]', 'The pictures.', '图片列表。'],
  ['data[].b64_json', 'string', 'The picture, base64.', 'Base64 图片。'],
  ['data[].url', 'string', 'Or its address, for an hour.', '或图片地址，保留一小时。'],
  ['data[].revised_prompt', 'string', 'The prompt as the model understood it.', '模型改写后的提示词。'],
  ['usage', 'object', 'Tokens, where the model is paid by them.', '按 token 计费的模型的用量。'],
];
const LOOK: readonly Row[] = [
  ['n', 'integer 1..10 = 1', 'How many; each is paid for.', '张数；每张都计费。'],
  [
    'size',
    'string = "auto"',
    '`1024x1024`, `1536x1024`, `1024x1536`, `auto`; others by model.',
    '`1024x1024`、`1536x1024`、`1024x1536`、`auto`，其他视模型而定。',
  ],
  ['quality', '"auto"|"low"|"medium"|"high"|"standard"|"hd" = "auto"', 'The better, the dearer.', '质量越高越贵。'],
  [
    'response_format',
    '"url"|"b64_json"',
    'Address or base64; GPT image models always give base64.',
    '地址或 Base64；GPT image 系列总是返回 Base64。',
  ],
  ['output_format', '"png"|"jpeg"|"webp" = "png"', 'Kind of file.', '文件格式。'],
  ['background', '"auto"|"transparent"|"opaque" = "auto"', 'Of GPT image models.', 'GPT image 系列的背景。'],
  ['aspect_ratio', 'string', 'Such as `16:9`, for models that go by it.', '如 `16:9`，用于按比例出图的模型。'],
  STREAM,
  ['partial_images', 'integer 0..3', 'With `stream`: pictures on the way.', '流式时返回的中间图数量。'],
  USER,
];

export const images: CallFamily = {
  section: 'images',
  id: 'images',
  title: t('Images', '图像'),
  calls: [
    {
      id: 'images-generations',
      method: 'POST',
      path: '/v1/images/generations',
      title: t('Generate images', '生成图像'),
      purpose: t(
        'Draws pictures from words, by any maker’s model: GPT image, DALL·E, Gemini, Imagen, FLUX, Seedream, Qwen-Image …',
        '由文字生成图片，支持 GPT image、DALL·E、Gemini、Imagen、FLUX、Seedream、Qwen-Image 等各家模型。',
      ),
      body: [MODEL, PROMPT, ...LOOK, ['style', '"vivid"|"natural"', 'Of DALL·E 3.', 'DALL·E 3 的风格。']],
      returns: IMAGES,
      cost: 'images',
      sdk: { library: 'openai', method: 'images.generate' },
      samples: [
        {
          id: 'plain',
          title: t('One picture', '一张图片'),
          body: { model: 'gpt-image-1', prompt: 'A red fox in the snow', size: '1024x1024', quality: 'low' },
        },
        {
          id: 'url',
          title: t('As an address', '返回地址'),
          body: { model: 'dall-e-3', prompt: 'A red fox in the snow', response_format: 'url' },
        },
        {
          id: 'stream',
          title: t('Seeing it come', '流式出图'),
          note: t(
            'Events `image_generation.partial_image`, then `image_generation.completed` with the usage.',
            '先是 `image_generation.partial_image` 事件，最后是带用量的 `image_generation.completed`。',
          ),
          stream: true,
          body: {
            model: 'gpt-image-1',
            prompt: 'A red fox in the snow',
            quality: 'low',
            stream: true,
            partial_images: 1,
          },
        },
      ],
    },
    {
      id: 'images-edits',
      method: 'POST',
      path: '/v1/images/edits',
      title: t('Edit images', '编辑图像'),
      purpose: t(
        'Changes pictures as words say; several pictures are put together; a mask says where. A form with files, or JSON with addresses.',
        '按文字修改图片；可合成多张；遮罩指明位置。可用带文件的表单，或带地址的 JSON。',
      ),
      bodyType: 'both',
      body: [
        MODEL,
        PROMPT,
        ['image', 'file|file[]', 'The picture; repeat `image[]` for several.', '图片；多张时重复 `image[]`。'],
        [
          'images',
          'object[]',
          'JSON instead of a form: `[{"image_url": "…"}]`.',
          'JSON 方式：`[{"image_url": "…"}]`。',
        ],
        ['mask', 'file|object', 'Where it is clear, the picture changes.', '透明处为要修改的区域。'],
        ['input_fidelity', '"low"|"high" = "low"', 'How closely to keep to the picture.', '对原图的忠实程度。'],
        ...LOOK,
      ],
      returns: IMAGES,
      cost: 'images',
      samples: [
        {
          id: 'form',
          title: t('A file', '上传文件'),
          form: [
            { name: 'model', value: 'gpt-image-1' },
            { name: 'prompt', value: 'Put a hat on it' },
            { name: 'quality', value: 'low' },
            { name: 'image', file: 'cat.png' },
          ],
        },
        {
          id: 'mask',
          title: t('With a mask', '使用遮罩'),
          form: [
            { name: 'model', value: 'gpt-image-1' },
            { name: 'prompt', value: 'A pond' },
            { name: 'quality', value: 'low' },
            { name: 'image', file: 'cat.png' },
            { name: 'mask', file: 'mask.png' },
          ],
        },
      ],
    },
    {
      id: 'images-variations',
      method: 'POST',
      path: '/v1/images/variations',
      title: t('Vary an image', '图像变体'),
      purpose: t('Makes pictures like one (DALL·E 2).', '生成与给定图片相似的图片（DALL·E 2）。'),
      bodyType: 'form',
      body: [
        MODEL,
        ['image*', 'file', 'A square PNG.', '正方形 PNG。'],
        ['n', 'string|integer = 1', 'How many.', '张数。'],
        ['size', 'string', '`256x256`, `512x512`, `1024x1024`.', '`256x256`、`512x512`、`1024x1024`。'],
        ['response_format', '"url"|"b64_json"', 'Address or base64.', '地址或 Base64。'],
      ],
      returns: IMAGES,
      cost: 'images',
      samples: [
        {
          id: 'form',
          title: t('A file', '上传文件'),
          form: [
            { name: 'model', value: 'dall-e-2' },
            { name: 'image', file: 'cat.png' },
            { name: 'size', value: '256x256' },
          ],
        },
      ],
    },
    {
      id: 'imagen-predict',
      method: 'POST',
      path: '/v1beta/models/{model*}:predict',
      aliases: ['/v1alpha', '/v1'].map(version => `${version}/models/{model*}:predict`),
      title: t('Imagen’s form, and Vertex’s vectors', 'Imagen 原生格式与 Vertex 向量'),
      purpose: t(
        'Google’s `:predict`: an instance with a `prompt` is drawn, by Imagen or any other model that draws; instances with a `content` are turned into vectors. Vertex’s own paths (`/v1/projects/…/publishers/google/models/…`) are understood too.',
        'Google 的 `:predict`：带 `prompt` 的实例用于出图，可由 Imagen 或任意图像模型完成；带 `content` 的实例转换为向量。也支持 Vertex 的原生路径（`/v1/projects/…/publishers/google/models/…`）。',
      ),
      params: [['model*', 'string', 'Name of the model.', '模型名。']],
      body: [
        [
          'instances*',
          'object[]',
          'One with `prompt`; or texts in `content`, with `task_type` and `title`.',
          '一个带 `prompt` 的实例；或多段 `content` 文本，可带 `task_type`、`title`。',
        ],
        [
          'parameters',
          'object',
          '`sampleCount` 1 to 4 (4), `aspectRatio`, `imageSize`, `negativePrompt`, `seed`, `outputOptions`; for vectors `outputDimensionality`, `autoTruncate`.',
          '`sampleCount` 1 至 4（默认 4）、`aspectRatio`、`imageSize`、`negativePrompt`、`seed`、`outputOptions`；向量可用 `outputDimensionality`、`autoTruncate`。',
        ],
      ],
      returns: [
        [
          'predictions*',
          'object[]',
          'Pictures in `bytesBase64Encoded`, or `raiFilteredReason`; vectors in `embeddings.values`.',
          '图片位于 `bytesBase64Encoded`，被过滤时为 `raiFilteredReason`；向量位于 `embeddings.values`。',
        ],
      ],
      cost: 'images',
      samples: [
        {
          id: 'plain',
          title: t('Two pictures', '两张图片'),
          path: { model: 'imagen-4.0-generate-001' },
          body: {
            instances: [{ prompt: 'A red fox in the snow' }],
            parameters: { sampleCount: 2, aspectRatio: '16:9' },
          },
        },
      ],
    },
    {
      id: 'image-files',
      method: 'GET',
      path: '/v1/images/files/{name}',
      title: t('Fetch a picture', '获取图片'),
      purpose: t(
        'The address that an answer names. Whoever knows it may fetch it; it cannot be guessed and ends by itself.',
        '回答中给出的图片地址。知道地址即可获取；地址不可猜测，到期失效。',
      ),
      credential: 'none',
      params: [['name*', 'string', 'As the answer gave it.', '回答给出的名称。']],
      returnsType: 'image/png',
      cost: 'free',
      samples: [
        {
          id: 'get',
          title: t('By name', '按名称'),
          path: { name: '0123456789abcdef.png' },
          shown: {
            because: t('The name is in the answer of the call that made the picture.', '名称在生成图片的结果中。'),
            status: 200,
            answer: '(PNG bytes)',
          },
        },
      ],
    },
    {
      id: 'ideogram',
      method: 'POST',
      path: '/ideogram/{rest*}',
      title: t('Ideogram', 'Ideogram'),
      purpose: t(
        'Ideogram’s own API: `v1/ideogram-v3/generate`, `edit`, `remix`, `reframe`, `replace-background`, and the older `generate`, `remix`, `upscale`, `describe`. It answers at once.',
        'Ideogram 原生接口：`v1/ideogram-v3/generate`、`edit`、`remix`、`reframe`、`replace-background`，以及旧版 `generate`、`remix`、`upscale`、`describe`，同步返回。',
      ),
      params: [['rest*', 'string', 'Ideogram’s path.', 'Ideogram 的路径。']],
      bodyType: 'both',
      body: [
        ['prompt', 'string', 'What to draw.', '画面描述。'],
        ['rendering_speed', '"TURBO"|"DEFAULT"|"QUALITY"|"FLASH" = "DEFAULT"', 'The slower, the dearer.', '越慢越贵。'],
        ['aspect_ratio', 'string', 'Such as `16x9`.', '如 `16x9`。'],
        ['num_images', 'integer|string 1..8 = 1', 'How many; each is paid for.', '张数；每张都计费。'],
        ['style_type', 'string', 'Such as `REALISTIC`.', '如 `REALISTIC`。'],
        ['negative_prompt', 'string', 'What not to draw.', '不要出现的内容。'],
        ['seed', 'integer|string', 'The same seed gives the same picture.', '随机种子。'],
        ['image', 'file', 'For edits and remixes.', '编辑与改图所用的图片。'],
        ['image_request', 'object', 'Of the older calls: everything stands in it.', '旧版接口把所有字段放在其中。'],
      ],
      returns: [
        ['data*', 'object[]', 'The pictures.', '图片列表。'],
        ['data[].url', 'string', 'Address of the picture.', '图片地址。'],
      ],
      cost: 'images',
      samples: [
        {
          id: 'v3',
          title: t('Third generation', '第三代'),
          path: { rest: 'v1/ideogram-v3/generate' },
          body: { prompt: 'A poster of a fox', rendering_speed: 'TURBO', aspect_ratio: '16x9' },
        },
      ],
    },
  ],
};

const TRANSCRIPT: readonly Row[] = [
  MODEL,
  [
    'file*',
    'file',
    'The recording, at most 25 MB: mp3, m4a, wav, webm, ogg, flac.',
    '录音文件，最大 25 MB：mp3、m4a、wav、webm、ogg、flac。',
  ],
  ['prompt', 'string', 'Words that may occur.', '可能出现的词语。'],
  [
    'response_format',
    '"json"|"text"|"srt"|"verbose_json"|"vtt"|"diarized_json" = "json"',
    'What comes back.',
    '返回格式。',
  ],
  ['temperature', 'string|number', 'Higher is more varied.', '越高越发散。'],
];

export const audio: CallFamily = {
  section: 'audio',
  id: 'audio',
  title: t('Audio', '音频'),
  calls: [
    {
      id: 'audio-speech',
      method: 'POST',
      path: '/v1/audio/speech',
      title: t('Speak a text', '语音合成'),
      purpose: t('Reads a text aloud, by any maker’s voices.', '把文本读成语音，支持各家音色。'),
      body: [
        MODEL,
        ['input*', 'string', 'The text, at most 4096 characters.', '文本，最多 4096 字符。'],
        ['voice*', 'string|object', 'Such as `alloy`.', '如 `alloy`。'],
        ['instructions', 'string', 'How to say it; not for `tts-1`.', '语气要求；`tts-1` 不支持。'],
        ['response_format', '"mp3"|"opus"|"aac"|"flac"|"wav"|"pcm" = "mp3"', 'Kind of sound.', '音频格式。'],
        ['speed', 'number 0.25..4 = 1', 'How fast.', '语速。'],
        ['stream_format', '"audio"|"sse" = "audio"', 'Bytes or events.', '字节或事件。'],
      ],
      returnsType: 'audio/mpeg',
      cost: 'speech',
      sdk: { library: 'openai', method: 'audio.speech.create' },
      samples: [
        {
          id: 'plain',
          title: t('A sentence', '一句话'),
          body: { model: 'tts-1', input: 'Hello there.', voice: 'alloy' },
        },
        {
          id: 'tone',
          title: t('With a tone', '指定语气'),
          body: {
            model: 'gpt-4o-mini-tts',
            input: 'Hello there.',
            voice: 'coral',
            instructions: 'Whisper.',
            response_format: 'wav',
          },
        },
      ],
    },
    {
      id: 'audio-transcriptions',
      method: 'POST',
      path: '/v1/audio/transcriptions',
      title: t('Write down a recording', '语音转文字'),
      purpose: t('Turns a recording into text, in its own language.', '把录音转成原语言的文字。'),
      bodyType: 'form',
      body: [
        ...TRANSCRIPT,
        ['language', 'string', 'Language, such as `en`.', '语言，如 `zh`。'],
        [
          'timestamp_granularities',
          'string|string[]',
          '`word`, `segment`; with `verbose_json`.',
          '`word`、`segment`，需 `verbose_json`。',
        ],
        ['stream', 'string|boolean', 'Send it while it is heard.', '边识别边返回。'],
      ],
      returns: [
        ['text*', 'string', 'What was said.', '文字内容。'],
        ['usage', 'object', 'What is paid for.', '计费用量。'],
      ],
      cost: 'seconds',
      samples: [
        {
          id: 'form',
          title: t('A file', '上传文件'),
          form: [
            { name: 'model', value: 'whisper-1' },
            { name: 'file', file: 'speech.wav' },
          ],
        },
      ],
    },
    {
      id: 'audio-translations',
      method: 'POST',
      path: '/v1/audio/translations',
      title: t('Translate a recording', '语音翻译'),
      purpose: t('Turns a recording into English text.', '把录音译成英文文字。'),
      bodyType: 'form',
      body: TRANSCRIPT,
      returns: [['text*', 'string', 'What was said, in English.', '英文内容。']],
      cost: 'seconds',
      samples: [
        {
          id: 'form',
          title: t('A file', '上传文件'),
          form: [
            { name: 'model', value: 'whisper-1' },
            { name: 'file', file: 'speech.wav' },
          ],
        },
      ],
    },
  ],
};
