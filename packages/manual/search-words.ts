// What people type when they look for a call, beside its own names: other words, makers' names, Chinese.

const WORDS: Readonly<Record<string, string>> = {
  'chat-completions': 'chat gpt 聊天 对话 问答',
  messages: 'claude anthropic 聊天 对话',
  responses: 'responses api codex',
  'generate-content': 'gemini google 聊天 对话',
  'images-generations': 'text to image draw picture flux dall-e 文生图 画图 绘图 生图 作图',
  'images-edits': 'image to image inpaint 图生图 改图 修图 局部重绘',
  'mj-imagine': 'midjourney 画图 绘图 提交绘图任务',
  'mj-fetch': 'progress status midjourney 绘图任务查询 任务进度',
  'mj-action': 'upscale midjourney variation zoom pan 放大 变体',
  'audio-transcriptions': 'whisper speech to text stt asr 语音转文字 语音识别 听写',
  'audio-speech': 'tts text to speech voice 语音合成 文字转语音 配音',
  'models-list': 'list models which models 模型列表 有哪些模型',
  'videos-create': 'text to video image to video sora 文生视频 图生视频',
  'kling-create': 'kuaishou 可灵',
  'ark-create': 'doubao seedance volcengine 豆包 火山方舟',
  'bailian-create': 'qwen tongyi wanxiang 通义 通义千问 万相 百炼 阿里',
  'jimeng-create': 'dreamina 即梦',
  'minimax-create': 'hailuo 海螺',
  embeddings: 'vector 向量 嵌入 知识库',
  rerank: 'reranker 重排序 重排',
  'suno-submit': 'song lyrics 写歌 生成音乐',
  'user-topup': 'redeem 兑换码 充值',
  'billing-subscription': 'balance quota 余额查询 额度',
  'key-usage': 'balance of a key 密钥额度 令牌余额',
  realtime: 'voice websocket 实时语音 语音对话',
  'tasks-get': 'async task progress 异步任务 任务查询',
};

/** Further words of a call; empty for most. */
export function searchWordsOf(call: string): string {
  return WORDS[call] ?? '';
}
