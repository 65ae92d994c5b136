// The vendors of chat: one row of quirks a provider kind. What only some of their models do is in `models.ts`.

import { efforts, PLAIN, type Quirks, type ThinkingBack, type ThinkingSwitch } from './quirks.ts';

/** The quirks in which a vendor or a model differs from a plain server. */
export type Row = Partial<Quirks>;

const OPENAI_EXTRAS = [
  'prediction',
  'prompt_cache_options',
  'moderation',
  'safety_identifier',
  'web_search_options',
  'functions',
  'function_call',
];

/** OpenAI itself: everything of its own, and nothing else. */
const OPENAI: Row = {
  limit: 'max_completion_tokens',
  drop: ['top_k'],
  extras: OPENAI_EXTRAS,
  developer: true,
  lists: 'all',
  media: ['image', 'file'],
  mediaTypes: /^image\/(?:png|jpeg|gif|webp)$|^audio\/(?:wav|mpeg)$/,
  mediaOut: ['audio'],
  fetches: ['image'],
  history: ['annotations', 'refusal', 'audio'],
  // Models that do not reason refuse the field; those that do have rows below.
  thinking: {},
};

const NO_SAMPLING_BUT_HEAT = ['seed', 'logit_bias', 'presence_penalty', 'frequency_penalty', 'logprobs', 'n'];
const PLAIN_DROPS = PLAIN.drop;

export const THINKING_TYPE: Pick<ThinkingSwitch, 'on' | 'off'> = {
  on: { thinking: { type: 'enabled' } },
  off: { thinking: { type: 'disabled' } },
};
export const ENABLE_THINKING: Pick<ThinkingSwitch, 'on' | 'off' | 'budget'> = {
  on: { enable_thinking: true },
  off: { enable_thinking: false },
  budget: { at: 'thinking_budget', least: 1 },
};
export const TEMPLATE_THINKING: Pick<ThinkingSwitch, 'on' | 'off'> = {
  on: { chat_template_kwargs: { enable_thinking: true } },
  off: { chat_template_kwargs: { enable_thinking: false } },
};
/** DeepSeek and Moonshot refuse a call whose thinking is missing, and take one space for it. */
const BACK_OR_SPACE: ThinkingBack = { as: 'reasoning_content', when: 'calls', lost: ' ' };
export const BACK_WITH_CALLS: ThinkingBack = { as: 'reasoning_content', when: 'calls' };

/** Vendors by the name of their provider kind; facts from the wire pages `providers`, `openrouter` and `bailian`. */
export const VENDORS: Readonly<Record<string, Row>> = {
  openai: OPENAI,
  azure: OPENAI,
  sandbox: OPENAI,
  github: { ...OPENAI, drop: [...PLAIN_DROPS, 'top_k'] },
  deepseek: {
    mediaOut: [],
    drop: [...PLAIN_DROPS, 'n', 'seed', 'logit_bias', 'parallel_tool_calls', 'prompt_cache_key', 'top_k'],
    rename: { user: 'user_id' },
    stops: 16,
    media: ['image'],
    strict: false,
    format: 'object',
    thinking: {
      ...THINKING_TYPE,
      effort: { at: 'reasoning_effort', words: { ...efforts('low', 'high', 'max'), medium: 'high', xhigh: 'high' } },
      forbidsForcedTools: true,
    },
    back: BACK_OR_SPACE,
    prefill: 'prefix',
  },
  bailian: {
    drop: [...PLAIN_DROPS, 'frequency_penalty', 'logit_bias', 'prompt_cache_key', 'user'],
    media: ['image', 'audio', 'video'],
    fetches: ['image', 'audio', 'video'],
    strict: false,
    toolChoice: 'named',
    asksParallel: true,
    cacheMarks: true,
    thinking: { ...ENABLE_THINKING, forbidsForcedTools: true },
    back: BACK_WITH_CALLS,
    prefill: 'partial',
    search: { kind: 'fields', fields: { enable_search: true } },
  },
  moonshot: {
    mediaOut: [],
    limit: 'max_completion_tokens',
    drop: [...PLAIN_DROPS, 'seed', 'top_k', 'logit_bias', 'parallel_tool_calls', 'user'],
    media: ['image', 'video'],
    fetches: [],
    strict: false,
    schemas: 'undated',
    thinking: THINKING_TYPE,
    back: BACK_OR_SPACE,
    prefill: 'partial',
    searchTools: ['builtin_function'],
  },
  zhipu: {
    mediaOut: [],
    drop: [...PLAIN_DROPS, ...NO_SAMPLING_BUT_HEAT, 'parallel_tool_calls', 'prompt_cache_key', 'top_k'],
    rename: { user: 'user_id' },
    clamp: { temperature: [0, 1], top_p: [0.01, 0.99] },
    media: ['image', 'video', 'file'],
    fetches: ['image', 'video', 'file'],
    strict: false,
    toolChoice: 'auto',
    format: 'object',
    thinking: THINKING_TYPE,
    back: { as: 'reasoning_content', when: 'always' },
    asksUsage: false,
    searchTools: ['web_search'],
    search: {
      kind: 'tool',
      tool: { type: 'web_search', web_search: { enable: true, search_engine: 'search_std', search_result: true } },
    },
  },
  minimax: {
    mediaOut: [],
    limit: 'max_completion_tokens',
    drop: [...PLAIN_DROPS, 'n', 'seed', 'logprobs', 'parallel_tool_calls', 'user', 'prompt_cache_key', 'top_k'],
    system: 'one',
    media: ['image', 'video'],
    strict: false,
    cacheMarks: true,
    thinking: { off: { thinking: { type: 'disabled' } }, always: { reasoning_split: true } },
    back: { as: 'reasoning_details', when: 'always' },
    thinkTags: true,
  },
  ark: {
    mediaOut: [],
    // Its max_tokens counts the answer alone; the other one is the whole, as ours is.
    limit: 'max_completion_tokens',
    drop: [...PLAIN_DROPS, 'user', 'prompt_cache_key', 'top_k'],
    media: ['image', 'video'],
    thinking: {
      ...THINKING_TYPE,
      effort: { at: 'reasoning_effort', words: efforts('minimal', 'low', 'medium', 'high') },
    },
    back: BACK_WITH_CALLS,
  },
  tencent: {
    mediaOut: [],
    drop: [...PLAIN_DROPS, ...NO_SAMPLING_BUT_HEAT, 'parallel_tool_calls', 'user', 'prompt_cache_key', 'top_k'],
    system: 'one',
    toolChoice: 'named',
    format: 'none',
    thinking: THINKING_TYPE,
    search: { kind: 'fields', fields: { enable_enhancement: true } },
  },
  baidu: {
    mediaOut: [],
    limit: 'max_completion_tokens',
    drop: [...PLAIN_DROPS, 'logit_bias', 'logprobs', 'n', 'prompt_cache_key', 'top_k'],
    media: ['image'],
    thinking: { ...ENABLE_THINKING, budget: { at: 'thinking_budget', least: 100 } },
    back: BACK_WITH_CALLS,
    search: { kind: 'fields', fields: { web_search: { enable: true, enable_citation: true, enable_trace: true } } },
  },
  stepfun: { drop: [...PLAIN_DROPS, 'seed', 'logprobs', 'logit_bias', 'prompt_cache_key', 'top_k'], asksUsage: false },
  siliconflow: {
    mediaOut: [],
    drop: [...PLAIN_DROPS, 'logit_bias', 'prompt_cache_key', 'user'],
    thinking: { ...ENABLE_THINKING, budget: { at: 'thinking_budget', least: 128 } },
    strict: false,
  },
  xai: {
    mediaOut: [],
    drop: [...PLAIN_DROPS, 'top_k'],
    media: ['image'],
    names: false,
    strict: false,
    thinking: {},
  },
  mistral: {
    mediaOut: [],
    drop: [...PLAIN_DROPS, 'user', 'logit_bias', 'logprobs', 'top_k', 'prompt_cache_key'],
    rename: { seed: 'random_seed' },
    extras: ['prediction', 'safe_prompt', 'document_image_limit', 'document_page_limit', 'prompt_mode'],
    media: ['image', 'audio'],
    names: false,
    required: 'any',
    nulls: false,
    // After the results of tools only the assistant may speak (fixture test-multimodal-tool-return-matrix … url-i-1).
    bridge: 'OK.',
    ids: { pattern: /^[a-zA-Z0-9]{9}$/, longest: 9, prefix: '' },
    thinking: {},
    prefill: 'prefix',
    asksUsage: false,
  },
  groq: {
    mediaOut: [],
    limit: 'max_completion_tokens',
    drop: [...PLAIN_DROPS, 'logprobs', 'logit_bias', 'n', 'top_k', 'prompt_cache_key'],
    media: ['image'],
    names: false,
    developer: true,
    thinking: { hide: { reasoning_format: 'hidden' } },
    extras: ['reasoning_format', 'include_reasoning', 'search_settings', 'documents', 'citation_options'],
  },
  perplexity: {
    mediaOut: [],
    drop: [
      ...PLAIN_DROPS,
      'stop',
      'logit_bias',
      'logprobs',
      'seed',
      'n',
      'parallel_tool_calls',
      'user',
      'prompt_cache_key',
    ],
    stops: 0,
    system: 'one',
    media: ['image', 'file'],
    tools: false,
    search: { kind: 'options' },
  },
  together: {
    mediaOut: [],
    drop: [...PLAIN_DROPS, 'user', 'prompt_cache_key'],
    back: BACK_WITH_CALLS,
  },
  fireworks: {
    mediaOut: [],
    drop: [...PLAIN_DROPS],
    required: 'any',
    thinking: {
      effort: { at: 'reasoning_effort', words: efforts('none', 'low', 'medium', 'high') },
      budget: { at: 'thinking.budget_tokens', least: 1024 },
      on: {},
    },
    back: BACK_WITH_CALLS,
  },
  deepinfra: {
    mediaOut: [],
    lists: 'user',
    toolChoice: 'auto',
    back: BACK_WITH_CALLS,
  },
  cerebras: {
    mediaOut: [],
    limit: 'max_completion_tokens',
    drop: [...PLAIN_DROPS, 'frequency_penalty', 'presence_penalty', 'logit_bias', 'parallel_tool_calls', 'top_k'],
    media: [],
    lists: 'none',
    thinking: { effort: { at: 'reasoning_effort', words: efforts('low', 'medium', 'high') } },
    back: { as: 'reasoning', when: 'always' },
  },
  sambanova: {
    mediaOut: [],
    drop: [...PLAIN_DROPS, ...NO_SAMPLING_BUT_HEAT, 'parallel_tool_calls', 'user', 'prompt_cache_key'],
    media: ['image'],
  },
  nvidia: {
    mediaOut: [],
    drop: [...PLAIN_DROPS, 'logit_bias', 'user', 'prompt_cache_key'],
    thinking: TEMPLATE_THINKING,
  },
  cohere: {
    mediaOut: [],
    drop: [...PLAIN_DROPS, 'n', 'logit_bias', 'user', 'parallel_tool_calls', 'logprobs', 'prompt_cache_key', 'top_k'],
    media: ['image'],
    thinking: { effort: { at: 'reasoning_effort', words: { none: 'none', ...efforts('high') } } },
  },
  vllm: {
    drop: [...PLAIN_DROPS, 'prompt_cache_key'],
    media: ['image', 'audio', 'video'],
    fetches: ['image', 'audio', 'video'],
    back: BACK_WITH_CALLS,
  },
  ollama: {
    mediaOut: [],
    drop: [...PLAIN_DROPS, 'n', 'logit_bias', 'logprobs', 'user', 'parallel_tool_calls', 'prompt_cache_key'],
    media: ['image'],
    fetches: [],
    strict: false,
    toolChoice: 'auto',
    thinking: { effort: { at: 'reasoning_effort', words: efforts('none', 'low', 'medium', 'high') } },
    back: { as: 'reasoning', when: 'calls' },
  },
  openrouter: {
    drop: ['store', 'prompt_cache_retention'],
    developer: true,
    lists: 'all',
    fetches: ['image', 'video', 'file'],
    cacheMarks: true,
    history: ['annotations', 'images', 'signatures'],
    thinking: {
      effort: { at: 'reasoning.effort', words: efforts('none', 'minimal', 'low', 'medium', 'high', 'xhigh', 'max') },
      budget: { at: 'reasoning.max_tokens', least: 1 },
      on: { reasoning: { enabled: true } },
      hide: { reasoning: { exclude: true } },
    },
    back: { as: 'reasoning_details', when: 'always' },
    search: { kind: 'fields', fields: { plugins: [{ id: 'web' }] } },
    searchTools: ['openrouter:web_search'],
  },
  // Another gateway of this kind: what it cannot use it leaves out by itself.
  relay: {
    drop: [],
    developer: true,
    lists: 'all',
    cacheMarks: true,
    history: ['annotations', 'signatures'],
    search: { kind: 'options' },
  },
  compatible: { history: ['signatures'] },
};
