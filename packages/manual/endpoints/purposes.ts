// What calls are for, at more length than their families say it: which maker's API it is, which client sends it, how it goes on.

import { t, type Text } from '../text.ts';

/** How a task of a maker's own API goes on, said at each submission. */
const begun = (en: string, zh: string, next: string): Text =>
  t(
    `${en} The answer names the task; ask after it with [${next}](/docs/video/${next}).`,
    `${zh}响应给出任务 ID，之后用[查询接口](/docs/video/${next})获取进度与结果。`,
  );
const asked = (maker: string, end: string, zhEnd: string): Text =>
  t(
    `Asks ${maker} how far a task is, with the states and fields of its own API; ${end}. Files are served by the gateway, so that they last longer than the maker’s addresses.`,
    `按 ${maker} 原生格式查询任务进度；${zhEnd}。文件由网关提供，保留时间比厂商地址更长。`,
  );

export const PURPOSES: Readonly<Record<string, Text>> = {
  'responses-items': t(
    'Lists the input items of a stored response: what was asked, files and tool results included.',
    '列出已保存响应的输入条目，含文件与工具结果。',
  ),
  'responses-delete': t(
    'Has the upstream forget a stored response. It can no longer be continued by `previous_response_id`.',
    '让上游删除已保存的响应，之后不能再用 `previous_response_id` 接续。',
  ),
  'files-list': t(
    'Lists the files that you uploaded to Gemini through this gateway; nobody sees another’s.',
    '列出你通过本网关上传到 Gemini 的文件，他人不可见。',
  ),
  'files-get': t(
    'Tells the state of a file and the address that goes into `fileData.fileUri`. A video is `PROCESSING` for a while before it can be used.',
    '查询文件状态与用于 `fileData.fileUri` 的地址；视频须等 `PROCESSING` 结束后才能使用。',
  ),
  'files-delete': t(
    'Has Google forget the file before its 48 hours are over.',
    '在 48 小时期限之前让 Google 删除该文件。',
  ),
  'caches-list': t('Lists the caches that you keep, with their models and ends.', '列出你的缓存及其模型与到期时间。'),
  'caches-delete': t('Ends the cache, and with it what its storage costs.', '删除缓存，存储费随之停止。'),
  'provider-files-list': t(
    'Lists the files that you uploaded to a provider through this gateway; nobody sees another’s.',
    '列出你通过本网关上传到供应商的文件，他人不可见。',
  ),
  'provider-files-get': t(
    'Tells name, length, purpose and state of an uploaded file.',
    '查询已上传文件的名称、大小、用途与状态。',
  ),
  'provider-files-delete': t('Has the provider forget the file.', '让供应商删除该文件。'),
  'batches-list': t('Lists your batches, the newest first.', '列出你的批处理任务，新的在前。'),
  'message-batches-list': t('Lists your batches of messages, the newest first.', '列出你的消息批处理，新的在前。'),
  'message-batches-get': t(
    'Tells how many of a batch’s messages are done, failed or expired, and where the results are once it has ended.',
    '查询批处理中成功、失败与过期的条数；结束后给出结果地址。',
  ),
  'message-batches-delete': t('Deletes a batch that has ended, with its results.', '删除已结束的批处理及其结果。'),
  'minimax-speech': t(
    'MiniMax’s own call of text to speech (`t2a_v2`): at once, whole or streamed, with emotion, speed, pitch and pronunciation. The sound comes as hex text.',
    'MiniMax 原生语音合成（`t2a_v2`）：同步返回，可流式，支持情绪、语速、音调与读音控制；音频为十六进制文本。',
  ),
  'minimax-speech-task': t(
    'Speaks a long text (up to a million characters) as a task of MiniMax’s own API. The answer names the task and its file.',
    '以任务方式合成长文本（最多百万字符），MiniMax 原生接口；响应给出任务与文件编号。',
  ),
  'minimax-speech-get': t(
    'Asks how far a long text is; at `Success` its file can be downloaded.',
    '查询长文本合成进度；`Success` 后即可下载文件。',
  ),
  'minimax-voice-clone': t(
    'Makes a voice like that of an uploaded recording. It belongs to the upstream account that made it, to which later calls with this `voice_id` go.',
    '用上传的录音克隆音色。音色属于创建它的上游账户，之后使用该 `voice_id` 的请求会发往同一账户。',
  ),
  'minimax-voice-design': t(
    'Makes a voice from a description in words, with a preview to listen to.',
    '按文字描述设计音色，并返回试听音频。',
  ),
  'minimax-files': t(
    'Uploads a recording for cloning a voice, or a text to be spoken as a task.',
    '上传用于克隆音色的录音，或待合成的长文本。',
  ),
  'videos-get': t(
    'Asks how far a video is: `queued`, `in_progress`, `completed` or `failed`, with percent. The official SDKs’ `videos.poll` does it for you.',
    '查询视频进度：`queued`、`in_progress`、`completed` 或 `failed` 与百分比；官方 SDK 的 `videos.poll` 会自动轮询。',
  ),
  'videos-list': t('Lists your videos, the newest first, by cursor.', '按游标分页列出你的视频，新的在前。'),
  'videos-extensions': t('Makes a video that goes on where another ends.', '从另一个视频的结尾继续生成。'),
  'videos-character-get': t(
    'Tells the state of a character that you made from a video, to be named in prompts.',
    '查询由视频创建、可在提示词中引用的角色。',
  ),
  'videos-delete': t(
    'Removes a video and its files. What it cost stays in the books.',
    '删除视频及其文件，扣费记录保留。',
  ),
  'video-extend': t(
    'Goes on where an earlier video of the unified form ends, with the model that made it.',
    '用同一模型从之前视频的结尾继续生成（统一格式）。',
  ),
  'vertex-operation': t(
    'Asks after an operation in Vertex AI’s way: its name stands in the body. At `done` the videos stand in the answer.',
    '按 Vertex AI 方式查询：操作名称写在请求体中；`done` 后响应中含视频。',
  ),
  'kling-create': begun(
    'Kling’s own API, as its documentation and libraries write it: `videos/text2video`, `image2video`, `multi-image2video`, `video-extend`, `lip-sync`, `effects`, `images/generations` and others stand in the path.',
    '可灵原生接口，与官方文档一致：路径中写 `videos/text2video`、`image2video`、`multi-image2video`、`video-extend`、`lip-sync`、`effects`、`images/generations` 等。',
    'kling-get',
  ),
  'kling-text-to-video': begun(
    'A video from words by Kling’s newer API, with the model in the path.',
    '可灵新版接口：文生视频，模型写在路径中。',
    'kling-tasks',
  ),
  'kling-image-to-video': begun(
    'A video from one or two pictures by Kling’s newer API.',
    '可灵新版接口：由首帧或首尾帧图片生成视频。',
    'kling-tasks',
  ),
  'kling-omni-video': begun(
    'A video from words, pictures, elements and videos together by Kling’s newer API.',
    '可灵新版接口：由文字、图片、主体与视频混合生成。',
    'kling-tasks',
  ),
  'kling-motion-control': begun(
    'Moves a person of a picture as someone in a video moves, by Kling’s newer API.',
    '可灵新版接口：让图片中的人物按参考视频的动作运动。',
    'kling-tasks',
  ),
  'dream-create': begun(
    'Luma’s own Dream Machine API, as `lumaai` for Python and Node calls it: a video from words, or between `keyframes`.',
    'Luma Dream Machine 原生接口（`lumaai` 官方库所用）：文生视频，或以 `keyframes` 指定首尾帧。',
    'dream-get',
  ),
  'dream-get': asked(
    'Luma',
    'at `completed` `assets.video` or `assets.image` is there',
    '`completed` 后给出 `assets.video` 或 `assets.image`',
  ),
  'dream-list': t('Lists your generations, the newest first.', '列出你的生成记录，新的在前。'),
  'dream-delete': t('Removes a generation and its files.', '删除一条生成记录及其文件。'),
  'dream-image': begun(
    'A picture by Luma’s Photon, with references of style, character or another picture.',
    '用 Luma Photon 画图，可附风格、角色或参考图。',
    'dream-get',
  ),
  'dream-image-reframe': begun(
    'Paints a picture on beyond its borders, to another ratio.',
    '扩展图片边界以适配新的宽高比。',
    'dream-get',
  ),
  'dream-video-reframe': begun(
    'Films a video on beyond its borders, to another ratio.',
    '扩展视频边界以适配新的宽高比。',
    'dream-get',
  ),
  'dream-video-modify': begun(
    'Restyles a video by words; `mode` says how far it may depart from it.',
    '按文字改变视频风格；`mode` 控制偏离原片的程度。',
    'dream-get',
  ),
  'dream-upscale': begun('Makes a finished generation larger.', '放大已完成的生成结果。', 'dream-get'),
  'dream-audio': begun('Adds sound to a finished video, from words.', '按文字为已完成的视频配音。', 'dream-get'),
  'dream-concepts': t('Lists the camera moves that prompts may name.', '列出可在提示词中使用的镜头运动。'),
  'dream-ping': t(
    'Answers `pong`: Luma’s libraries try a connection with it.',
    '返回 `pong`，供 Luma 官方库测试连接。',
  ),
  'luma-create': begun(
    'Luma in the form of the new-api family’s relays.',
    'new-api 系列中转所用的 Luma 格式。',
    'luma-get',
  ),
  'luma-get': asked('Luma', 'at `completed` `video` is there', '`completed` 后给出 `video`'),
  'luma-extend': begun('Goes on where a Luma video ends.', '从 Luma 视频结尾继续生成。', 'luma-get'),
  'luma-tasks': t('Asks after several Luma tasks at once.', '一次查询多个 Luma 任务。'),
  'runway-create': begun(
    'Runway’s own API, as `@runwayml/sdk` calls it: `text_to_video`, `image_to_video`, `video_to_video`, `text_to_image`, `upscale` and others stand in the path.',
    'Runway 原生接口（`@runwayml/sdk` 所用）：路径中写 `text_to_video`、`image_to_video`、`video_to_video`、`text_to_image`、`upscale` 等。',
    'runway-get',
  ),
  'runway-get': asked('Runway', 'at `SUCCEEDED` `output` lists the files', '`SUCCEEDED` 后 `output` 列出文件'),
  'runway-delete': t(
    'Cancels a task that runs, or deletes one that has ended.',
    '取消进行中的任务，或删除已结束的任务。',
  ),
  'runway-upload': t(
    'Gives an address to which a file is uploaded, and its `runway://` name for later calls.',
    '返回上传地址，以及之后引用该文件的 `runway://` 名称。',
  ),
  'runway-organization': t(
    'Tells what is left, in credits as Runway’s libraries read them: a cent is one.',
    '以 Runway 点数表示的余额（1 点为 1 美分），供官方库读取。',
  ),
  'ark-create': begun(
    'Seedance by Volcengine Ark’s own API: `content` holds the text and the pictures of first frame, last frame or reference.',
    '火山方舟原生接口的 Seedance：`content` 中写文字与首帧、尾帧或参考图。',
    'ark-get',
  ),
  'ark-get': asked('Ark', 'at `succeeded` `content.video_url` is there', '`succeeded` 后给出 `content.video_url`'),
  'ark-list': t(
    'Lists your Seedance tasks, page by page, with Ark’s filters.',
    '按方舟的筛选与分页参数列出你的 Seedance 任务。',
  ),
  'ark-delete': t(
    'Cancels a task that waits, or deletes one that has ended.',
    '取消排队中的任务，或删除已结束的任务。',
  ),
  'jimeng-create': begun(
    'Jimeng in the form of relays: a video from words or a picture.',
    '中转所用的即梦格式：文生视频或图生视频。',
    'jimeng-get',
  ),
  'jimeng-get': asked('Jimeng', 'at the end the address of the video is there', '完成后给出视频地址'),
  'vidu-create': begun(
    'Vidu’s own API: `text2video`, `img2video`, `reference2video`, `start-end2video`, `upscale` and others stand in the path.',
    'Vidu 原生接口：路径中写 `text2video`、`img2video`、`reference2video`、`start-end2video`、`upscale` 等。',
    'vidu-get',
  ),
  'vidu-get': asked('Vidu', 'at `success` `creations` lists the files', '`success` 后 `creations` 列出文件'),
  'vidu-task': t(
    'The same question in Vidu’s other form, with the id in the query.',
    '同一查询的另一种写法，任务 ID 放在查询参数中。',
  ),
  'vidu-cancel': t(
    'Cancels a task that waits off its peak; what was held is given back.',
    '取消错峰排队中的任务，预占金额退回。',
  ),
  'minimax-create': begun(
    'Hailuo by MiniMax’s own API: a video from words, from first and last frames, or with a subject.',
    'MiniMax 海螺原生接口：文生视频、首尾帧或主体参考。',
    'minimax-get',
  ),
  'minimax-get': asked('MiniMax', 'at `Success` `file_id` is there', '`Success` 后给出 `file_id`'),
  'minimax-file': t('Gives the address of a finished video by its `file_id`.', '按 `file_id` 获取成品视频的地址。'),
  'minimax-create-2': begun(
    'Hailuo by MiniMax’s second API, whose `content` lists texts and pictures.',
    'MiniMax 第二版接口，`content` 中列出文字与图片。',
    'minimax-get-2',
  ),
  'minimax-get-2': asked('MiniMax', 'at `succeeded` the address of the video is there', '`succeeded` 后给出视频地址'),
  'pixverse-create': begun(
    'PixVerse’s own API: `text`, `img`, `transition`, `extend`, `lip_sync`, `fusion` and others stand in the path.',
    'PixVerse 原生接口：路径中写 `text`、`img`、`transition`、`extend`、`lip_sync`、`fusion` 等。',
    'pixverse-get',
  ),
  'pixverse-get': asked('PixVerse', 'at status 1 `url` is there', '状态为 1 时给出 `url`'),
  'pixverse-image-upload': t(
    'Uploads a picture; its `img_id` goes into later calls.',
    '上传图片，返回的 `img_id` 用于后续请求。',
  ),
  'pixverse-media-upload': t(
    'Uploads a sound or video; its `media_id` goes into later calls.',
    '上传音频或视频，返回的 `media_id` 用于后续请求。',
  ),
  'pixverse-voices': t('Lists the voices for lip sync.', '列出对口型可用的音色。'),
  'pixverse-mask': t(
    'Finds what can be replaced in a video, as masks to choose from.',
    '识别视频中可替换的对象并返回遮罩。',
  ),
  'pixverse-template': t('Makes a picture by one of PixVerse’s templates.', '用 PixVerse 模板生成图片。'),
  'pixverse-image': asked('PixVerse', 'at status 1 `url` is there', '状态为 1 时给出 `url`'),
  'luma-agents-create': begun(
    'Luma’s agents API: pictures and videos by Ray and Uni, also from a video of yours.',
    'Luma Agents 接口：用 Ray 与 Uni 生成图片与视频，也可改编已有视频。',
    'luma-agents-get',
  ),
  'luma-agents-get': asked('Luma', 'at `completed` the files are there', '`completed` 后给出文件'),
  'pika-create': begun(
    'Pika in the form of relays: a video from words or a picture, with Pikaffects.',
    '中转所用的 Pika 格式：文生或图生视频，可用 Pikaffects 特效。',
    'pika-get',
  ),
  'pika-get': asked('Pika', 'at `finished` the address of the video is there', '`finished` 后给出视频地址'),
  'runway-web-create': begun(
    'Runway in the older form of its web page, which some relays still speak.',
    'Runway 旧网页版格式，部分中转仍在使用。',
    'runway-web-get',
  ),
  'runway-web-get': asked(
    'Runway',
    'at `SUCCEEDED` `artifacts` lists the files',
    '`SUCCEEDED` 后 `artifacts` 列出文件',
  ),
  'runway-web-feed': t('Asks after a task whose id stands in the body.', '任务 ID 写在请求体中的查询方式。'),
  'suno-fetch-many': t('Asks after several songs at once.', '一次查询多首歌。'),
  'suno-upload-url': t(
    'Fetches a recording from an address, to be extended or covered.',
    '从链接导入录音，用于续写或翻唱。',
  ),
  'suno-upload-get': t(
    'Tells whether an uploaded recording can be used yet, and the clip that it became.',
    '查询上传的录音是否可用及其 clip 编号。',
  ),
  'suno-persona': t(
    'Keeps the voice and style of a song under a name, for later songs.',
    '把一首歌的人声与风格存为 Persona，供之后使用。',
  ),
  'suno-tags': t('Turns a few words of style into a full description.', '把简短的风格词扩写为完整描述。'),
  'mj-change': t(
    'Upscales, varies or rerolls by the number of the picture: the older form, for clients that know no buttons.',
    '按图片序号放大、变换或重绘：旧版写法，供不支持按钮的客户端使用。',
  ),
  'mj-simple-change': t(
    'The same in one text: `<task> U1`, `<task> V2`, `<task> R`.',
    '同一操作的单行写法：`<任务> U1`、`<任务> V2`、`<任务> R`。',
  ),
  'mj-describe': t('Four prompts that could have made a picture.', '由图片反推四条提示词。'),
  'mj-edits': t('Changes a picture by words, everywhere or where the mask says.', '按文字修改图片，可用遮罩限定区域。'),
  'mj-list': t('Asks after several tasks at once.', '一次查询多个任务。'),
  'mj-seed': t(
    'Tells the seed of a finished picture, for making ones like it.',
    '查询成品图的种子，用于生成相似图片。',
  ),
  'mj-cancel': t('Cancels a task that has not ended; what was held is given back.', '取消未结束的任务，预占金额退回。'),
  'mj-image-file': t(
    'The picture of a finished task, from the gateway: no address of Discord’s is needed.',
    '由网关提供成品图片，无需访问 Discord 地址。',
  ),
  'mj-video-file': t('The video of a finished task, from the gateway.', '由网关提供成品视频。'),
  'bailian-get': t(
    'Asks how far a task of DashScope’s is; at `SUCCEEDED` `output` has the results.',
    '查询 DashScope 任务进度；`SUCCEEDED` 后 `output` 含结果。',
  ),
  'bailian-list': t('Lists your DashScope tasks, page by page.', '分页列出你的 DashScope 任务。'),
  'bailian-cancel': t('Cancels a task that waits; what was held is given back.', '取消排队中的任务，预占金额退回。'),
  'embed-cohere': t(
    'Embeddings as Cohere’s libraries ask for them (v2), several types of numbers at once.',
    'Cohere 官方库（v2）的向量接口，可同时返回多种数值类型。',
  ),
  'embed-bailian': t('Embeddings as DashScope’s library asks for them.', 'DashScope 官方库的向量接口。'),
  'rerank-cohere': t(
    'Reranking as Cohere’s libraries ask for it (v1 and v2).',
    'Cohere 官方库的重排序接口（v1 与 v2）。',
  ),
  'rerank-bailian': t('Reranking as DashScope’s library asks for it.', 'DashScope 官方库的重排序接口。'),
};
