// One order for each driver of tasks, as a client of its own wire sends it: for tests that hold for every platform.

export interface PlatformCase {
  /** The driver that makes it, over a channel of this kind at this place of the practice upstream. */
  readonly driver: string;
  readonly provider: string;
  readonly base: string;
  /** The keys of the channel: what one has made, the other does not know. */
  readonly keys: readonly string[];
  readonly model: string;
  readonly dialect: string;
  readonly pattern: string;
  readonly params?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly query?: string;
  /** Its platform shows a result's address a moment after the end. */
  readonly patient?: true;
  body(prompt: string): Record<string, unknown>;
  /** What follows up a task that succeeded: by its public id, its answer as its dialect shows it, and its references. */
  more?(
    id: string,
    shown: Readonly<Record<string, unknown>>,
    prompt: string,
  ): {
    readonly pattern: string;
    readonly params?: Readonly<Record<string, string>>;
    readonly body: Record<string, unknown>;
  };
}

const KEYS = ['first-key', 'second-key'];
const PICTURE = 'https://example.com/a.png';

function list(value: unknown): readonly Record<string, unknown>[] {
  return Array.isArray(value) ? (value as Record<string, unknown>[]) : [];
}

/** Every driver. */
export const PLATFORM_CASES: readonly PlatformCase[] = [
  {
    driver: 'midjourney',
    provider: 'midjourney',
    base: '',
    keys: KEYS,
    model: 'mj_imagine',
    dialect: 'midjourney',
    pattern: '/mj/submit/imagine',
    body: prompt => ({ prompt }),
    more: (taskId, shown) => ({
      pattern: '/mj/submit/action',
      body: { taskId, customId: list(shown['buttons'])[4]?.['customId'] },
    }),
  },
  {
    driver: 'suno',
    patient: true,
    provider: 'suno',
    base: '',
    keys: KEYS,
    model: 'suno_music',
    dialect: 'suno',
    pattern: '/suno/submit/{action}',
    params: { action: 'music' },
    body: prompt => ({ gpt_description_prompt: prompt }),
    more: (_id, shown, prompt) => ({
      pattern: '/suno/submit/{action}',
      params: { action: 'music' },
      body: { task: 'extend', continue_clip_id: list(shown['data'])[0]?.['id'], continue_at: 3, prompt },
    }),
  },
  {
    driver: 'openai-video',
    provider: 'openai',
    base: '',
    keys: KEYS,
    model: 'sora-2',
    dialect: 'openai-video',
    pattern: '/v1/videos',
    body: prompt => ({ model: 'sora-2', prompt }),
    more: (id, _shown, prompt) => ({ pattern: '/v1/videos/{id}/remix', params: { id }, body: { prompt } }),
  },
  {
    driver: 'unified-video',
    patient: true,
    provider: 'relay',
    base: '',
    keys: KEYS,
    model: 'veo3.1-fast',
    dialect: 'unified-video',
    pattern: '/v1/video/create',
    body: prompt => ({ model: 'veo3.1-fast', prompt }),
    more: (id, _shown, prompt) => ({ pattern: '/v1/video/extend', body: { id, prompt } }),
  },
  {
    driver: 'bailian',
    provider: 'bailian',
    base: '',
    keys: KEYS,
    model: 'wan2.2-t2i-flash',
    dialect: 'bailian',
    pattern: '/api/v1/services/aigc/{path*}',
    params: { path: 'text2image/image-synthesis' },
    headers: { 'x-dashscope-async': 'enable' },
    body: prompt => ({ model: 'wan2.2-t2i-flash', input: { prompt }, parameters: { n: 1 } }),
  },
  {
    driver: 'fal',
    provider: 'fal',
    base: '',
    keys: KEYS,
    model: 'fal-ai/flux/dev',
    dialect: 'fal',
    pattern: '/fal-ai/{path*}',
    params: { path: 'flux/dev' },
    headers: { 'x-fal-queue-priority': 'normal' },
    body: prompt => ({ prompt }),
  },
  {
    driver: 'replicate',
    provider: 'replicate',
    base: '/replicate',
    keys: KEYS,
    model: 'minimax/video-01',
    dialect: 'replicate',
    pattern: '/replicate/v1/models/{owner}/{name}/predictions',
    params: { owner: 'minimax', name: 'video-01' },
    body: prompt => ({ input: { prompt } }),
  },
  {
    driver: 'veo',
    provider: 'gemini',
    base: '',
    keys: KEYS,
    model: 'veo-3.1-generate-001',
    dialect: 'veo',
    pattern: '/v1beta/models/{model*}:predictLongRunning',
    params: { model: 'veo-3.1-generate-001' },
    body: prompt => ({ instances: [{ prompt }] }),
    more: (_id, shown, prompt) => {
      const response = shown['response'] as { generateVideoResponse: Record<string, unknown> } | undefined;
      const video = list(response?.generateVideoResponse['generatedSamples'])[0]?.['video'];
      return {
        pattern: '/v1beta/models/{model*}:predictLongRunning',
        params: { model: 'veo-3.1-generate-001' },
        body: { instances: [{ prompt, video }] },
      };
    },
  },
  {
    driver: 'veo-vertex',
    provider: 'vertex',
    base: '',
    keys: KEYS,
    model: 'veo-3.0-generate-001',
    dialect: 'veo',
    pattern: '/v1/publishers/google/models/{model}:predictLongRunning',
    params: { model: 'veo-3.0-generate-001' },
    body: prompt => ({ instances: [{ prompt }] }),
  },
  {
    driver: 'vidu',
    provider: 'vidu',
    base: '',
    keys: KEYS,
    model: 'viduq2',
    dialect: 'vidu',
    pattern: '/ent/v2/{verb}',
    params: { verb: 'text2video' },
    body: prompt => ({ model: 'viduq2', prompt }),
  },
  {
    driver: 'minimax',
    provider: 'minimax',
    base: '/minimax',
    keys: KEYS,
    model: 'MiniMax-Hailuo-02',
    dialect: 'minimax',
    pattern: '/minimax/v1/video_generation',
    body: prompt => ({ model: 'MiniMax-Hailuo-02', prompt }),
  },
  {
    driver: 'pixverse',
    provider: 'pixverse',
    base: '',
    keys: KEYS,
    model: 'pixverse',
    dialect: 'pixverse',
    pattern: '/openapi/v2/video/{verb}/generate',
    params: { verb: 'text' },
    body: prompt => ({ model: 'v5', prompt, duration: 5, quality: '540p', aspect_ratio: '16:9' }),
    more: (id, _shown, prompt) => ({
      pattern: '/openapi/v2/video/{verb}/generate',
      params: { verb: 'extend' },
      body: { model: 'v5', source_video_id: Number(id), prompt, duration: 5, quality: '540p' },
    }),
  },
  {
    driver: 'kling',
    provider: 'kling',
    base: '/kling',
    keys: KEYS,
    model: 'kling-v1-6',
    dialect: 'kling',
    pattern: '/kling/v1/{verb*}',
    params: { verb: 'videos/text2video' },
    body: prompt => ({ model_name: 'kling-v1-6', prompt, duration: '5' }),
    more: (_id, shown, prompt) => {
      const result = shown['task_result'] as Record<string, unknown> | undefined;
      return {
        pattern: '/kling/v1/{verb*}',
        params: { verb: 'videos/video-extend' },
        body: { video_id: list(result?.['videos'])[0]?.['id'], prompt },
      };
    },
  },
  {
    driver: 'luma',
    patient: true,
    provider: 'luma',
    base: '',
    keys: KEYS,
    model: 'ray-2',
    dialect: 'luma-official',
    pattern: '/dream-machine/v1/generations',
    body: prompt => ({ model: 'ray-2', prompt }),
    more: (id, _shown, prompt) => ({
      pattern: '/dream-machine/v1/generations',
      body: { model: 'ray-2', prompt, keyframes: { frame0: { type: 'generation', id } } },
    }),
  },
  {
    driver: 'luma-relay',
    patient: true,
    provider: 'relay',
    base: '',
    keys: KEYS,
    model: 'luma_video_api',
    dialect: 'luma',
    pattern: '/luma/generations',
    body: prompt => ({ user_prompt: prompt }),
    more: (id, _shown, prompt) => ({
      pattern: '/luma/generations/{id}/extend',
      params: { id },
      body: { user_prompt: prompt },
    }),
  },
  {
    driver: 'pika',
    patient: true,
    provider: 'relay',
    base: '',
    keys: KEYS,
    model: 'pika',
    dialect: 'pika',
    pattern: '/pika/generate',
    body: prompt => ({ promptText: prompt, model: '2.0' }),
  },
  {
    driver: 'runway',
    provider: 'runway',
    base: '/runwayml',
    keys: KEYS,
    model: 'gen4_turbo',
    dialect: 'runway',
    pattern: '/runwayml/v1/{verb}',
    params: { verb: 'image_to_video' },
    body: prompt => ({ model: 'gen4_turbo', promptText: prompt, promptImage: PICTURE, ratio: '1280:720', duration: 5 }),
  },
  {
    driver: 'ark',
    provider: 'ark',
    base: '',
    keys: KEYS,
    model: 'doubao-seedance-2-0-260128',
    dialect: 'ark',
    pattern: '/api/v3/contents/generations/tasks',
    body: prompt => ({ model: 'doubao-seedance-2-0-260128', content: [{ type: 'text', text: prompt }] }),
  },
  {
    driver: 'jimeng',
    provider: 'jimeng',
    base: '/visual',
    keys: ['AKTEST|SKTEST'],
    model: 'jimeng_t2v_v30',
    dialect: 'jimeng',
    pattern: '/jimeng',
    query: 'Action=CVSync2AsyncSubmitTask&Version=2022-08-31',
    body: prompt => ({ req_key: 'jimeng_t2v_v30', prompt }),
  },
  {
    driver: 'jimeng-mirror',
    provider: 'relay',
    base: '',
    keys: KEYS,
    model: 'jimeng_t2i_v40',
    dialect: 'jimeng',
    pattern: '/jimeng',
    query: 'Action=CVSync2AsyncSubmitTask&Version=2022-08-31',
    body: prompt => ({ req_key: 'jimeng_t2i_v40', prompt }),
  },
  {
    driver: 'jimeng-relay',
    provider: 'relay',
    base: '',
    keys: KEYS,
    model: 'jimeng-video-3.0',
    dialect: 'jimeng',
    pattern: '/jimeng/submit/videos',
    body: prompt => ({ prompt, duration: 5 }),
  },
];
