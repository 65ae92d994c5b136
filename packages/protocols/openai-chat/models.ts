// The models that differ from their vendor's other ones, and the quirks of a target put together from both tables.

import type { Target } from '../codec.ts';
import type { Effort } from '../conversation/request.ts';
import { efforts, PLAIN, type Quirks, type ThinkingSwitch } from './quirks.ts';
import { BACK_WITH_CALLS, ENABLE_THINKING, TEMPLATE_THINKING, THINKING_TYPE, VENDORS, type Row } from './vendors.ts';

const OPENAI_HOSTS = ['openai', 'azure', 'sandbox', 'github'];
/** Hosts of many makers' models, whose rules are then those of the model. */
const ANY_HOST = undefined;
/** What the reasoning models of OpenAI refuse beside the spelling of the limit; heat they take while they do not think. */
const REASONING_DROPS = ['presence_penalty', 'frequency_penalty', 'logprobs', 'logit_bias', 'stop'];
const HEAT = ['temperature', 'top_p'];

const openaiThinking = (...levels: readonly Effort[]): ThinkingSwitch => ({
  effort: { at: 'reasoning_effort', words: efforts(...levels) },
});

/** A rule for models by name: at some hosts, or wherever they are. Later rules go over earlier ones. */
interface ModelRule {
  readonly model: RegExp;
  readonly hosts: readonly string[] | undefined;
  readonly quirks: Row;
  /** Further fields to drop, beside the host's own. */
  readonly drop?: readonly string[];
  /** Hosts that have the model in a way of their own. */
  readonly but?: readonly string[];
}

const NAMED = String.raw`(?:^|[/.:@])`;
const named = (rest: string): RegExp => new RegExp(NAMED + rest, 'i');

const MODELS: readonly ModelRule[] = [
  // OpenAI's reasoning models, at OpenAI and wherever they are passed on.
  {
    model: named('(?:o\\d|gpt-[5-9]|codex)(?!.*chat)'),
    hosts: [...OPENAI_HOSTS, 'relay', 'compatible'],
    quirks: {
      limit: 'max_completion_tokens',
      stops: 0,
      dropThinking: HEAT,
      customTools: true,
      thinking: openaiThinking('minimal', 'low', 'medium', 'high'),
    },
    drop: REASONING_DROPS,
  },
  {
    model: named('o\\d'),
    hosts: [...OPENAI_HOSTS, 'relay', 'compatible'],
    quirks: { customTools: false, thinking: openaiThinking('low', 'medium', 'high') },
    drop: ['parallel_tool_calls'],
  },
  {
    model: named('gpt-5\\.1'),
    hosts: OPENAI_HOSTS,
    quirks: { thinking: openaiThinking('none', 'low', 'medium', 'high') },
  },
  {
    model: named('(?:gpt-5\\.[2-9]|gpt-[6-9])'),
    hosts: OPENAI_HOSTS,
    quirks: { thinking: openaiThinking('none', 'low', 'medium', 'high', 'xhigh') },
  },
  {
    model: named('gpt-[6-9]'),
    hosts: OPENAI_HOSTS,
    quirks: { thinking: openaiThinking('none', 'low', 'medium', 'high', 'xhigh', 'max') },
  },
  { model: named('(?:gpt-[34]|chatgpt)'), hosts: ANY_HOST, but: ['openrouter'], quirks: { thinking: {} } },
  { model: /audio|omni/i, hosts: OPENAI_HOSTS, quirks: { media: ['image', 'file', 'audio'] } },
  {
    model: /search/i,
    hosts: OPENAI_HOSTS,
    quirks: { search: { kind: 'options' } },
    drop: ['temperature', 'top_p', 'n', 'presence_penalty', 'frequency_penalty', 'seed', 'logprobs'],
  },
  // Families that want their thinking back, at hosts that have no better rule.
  {
    model: named('(?:deepseek|kimi)'),
    hosts: [
      'relay',
      'compatible',
      'vllm',
      'siliconflow',
      'novita',
      'together',
      'fireworks',
      'deepinfra',
      'nvidia',
      'huggingface',
      'bailian',
      'ark',
      'tencent',
      'baidu',
      'zenmux',
    ],
    quirks: { back: BACK_WITH_CALLS },
  },
  {
    model: named('(?:deepseek|kimi|glm|minimax)'),
    hosts: ['relay', 'compatible', 'zenmux'],
    quirks: { back: { as: 'reasoning_content', when: 'calls', lost: ' ' } },
  },
  {
    model: named('(?:deepseek-r1|qwq|qwen3.*thinking|glm-z1|sonar-reasoning|sonar-deep)'),
    hosts: ANY_HOST,
    quirks: { thinkTags: true },
  },
  // Single models.
  { model: /deepseek-reasoner/i, hosts: ['deepseek'], quirks: { toolChoice: 'auto' } },
  {
    model: /qwen3-\d|qwen3-next/i,
    hosts: ['bailian'],
    quirks: { thinking: { ...ENABLE_THINKING, onlyStreams: true, forbidsForcedTools: true } },
  },
  { model: /qwq|thinking/i, hosts: ['bailian'], quirks: { thinking: { budget: { at: 'thinking_budget', least: 1 } } } },
  { model: /qwen.*coder/i, hosts: ['bailian'], quirks: { thinking: {} } },
  {
    model: named('kimi'),
    hosts: ['moonshot'],
    quirks: {},
    drop: ['temperature', 'top_p', 'n', 'presence_penalty', 'frequency_penalty'],
  },
  {
    model: named('kimi-k3'),
    hosts: ['moonshot'],
    quirks: { thinking: { effort: { at: 'reasoning_effort', words: efforts('low', 'high', 'max') } } },
  },
  { model: named('(?:kimi-k2\\.7|kimi-.*thinking)'), hosts: ['moonshot'], quirks: { thinking: {} } },
  {
    model: named('moonshot-v1'),
    hosts: ['moonshot'],
    quirks: { thinking: {}, back: undefined, clamp: { temperature: [0, 1] } },
  },
  {
    model: /glm-5\.[23]/i,
    hosts: ['zhipu'],
    quirks: {
      thinking: {
        ...THINKING_TYPE,
        effort: { at: 'reasoning_effort', words: { ...efforts('low', 'high', 'max'), medium: 'high', xhigh: 'max' } },
      },
    },
  },
  {
    model: /glm-5\.3/i,
    hosts: ['zhipu'],
    quirks: {
      schemas: 'inlined',
      thinking: {
        effort: { at: 'reasoning_effort', words: { ...efforts('low', 'high', 'max'), medium: 'high', xhigh: 'max' } },
      },
    },
  },
  { model: /glm-(?:4\.[6-9]|5)/i, hosts: ['zhipu'], quirks: { toolStream: { tool_stream: true } } },
  { model: /glm-(?:3|4-|4$)/i, hosts: ['zhipu'], quirks: { thinking: {}, back: undefined } },
  { model: /minimax-m2/i, hosts: ['minimax'], quirks: { thinking: { always: { reasoning_split: true } } } },
  {
    model: /(?:doubao-seed-2|doubao-seed-1-8)/i,
    hosts: ['ark'],
    quirks: {},
    drop: ['presence_penalty', 'frequency_penalty'],
  },
  { model: /doubao-seed-2/i, hosts: ['ark'], quirks: {}, drop: ['temperature', 'top_p'] },
  { model: /grok-(?:4|code)/i, hosts: ['xai'], quirks: { stops: 0 }, drop: ['presence_penalty', 'frequency_penalty'] },
  { model: /grok-3-mini/i, hosts: ['xai'], quirks: { stops: 0, thinking: openaiThinking('low', 'high') } },
  {
    model: /grok-4\.3|grok-latest|grok-4-fast/i,
    hosts: ['xai'],
    quirks: { thinking: openaiThinking('none', 'low', 'medium', 'high') },
  },
  { model: /grok-4\.[56]/i, hosts: ['xai'], quirks: { thinking: openaiThinking('low', 'medium', 'high') } },
  { model: /grok-4\.7/i, hosts: ['xai'], quirks: { thinking: openaiThinking('low', 'medium', 'high', 'xhigh') } },
  {
    model: /(?:mistral|devstral)-(?:medium|small|large)-(?:latest|3|4|2[6-9])/i,
    hosts: ['mistral'],
    quirks: { thinking: { effort: { at: 'reasoning_effort', words: { none: 'none', ...efforts('high') } } } },
  },
  // Without it their thinking stands in the text.
  {
    model: /qwen3|qwq|deepseek-r1/i,
    hosts: ['groq'],
    quirks: {
      thinking: { always: { reasoning_format: 'parsed' }, hide: { reasoning_format: 'hidden' } },
      thinkTags: false,
    },
  },
  {
    model: /gpt-oss/i,
    hosts: ['groq'],
    quirks: {
      thinking: {
        effort: { at: 'reasoning_effort', words: efforts('low', 'medium', 'high') },
        hide: { include_reasoning: false },
      },
      search: { kind: 'tool', tool: { type: 'browser_search' } },
    },
  },
  {
    model: /qwen3/i,
    hosts: ['groq'],
    quirks: {
      thinking: {
        effort: {
          at: 'reasoning_effort',
          words: {
            none: 'none',
            minimal: 'default',
            low: 'default',
            medium: 'default',
            high: 'default',
            xhigh: 'default',
            max: 'default',
          },
        },
        always: { reasoning_format: 'parsed' },
        hide: { reasoning_format: 'hidden' },
      },
    },
  },
  {
    model: /glm/i,
    hosts: ['cerebras'],
    quirks: { back: { as: 'tags', when: 'always' }, thinking: { off: { disable_reasoning: true } } },
  },
  { model: /qwen3|glm/i, hosts: ['vllm'], quirks: { thinking: TEMPLATE_THINKING } },
  {
    model: /deepseek-v3|granite/i,
    hosts: ['vllm'],
    quirks: {
      thinking: {
        on: { chat_template_kwargs: { thinking: true } },
        off: { chat_template_kwargs: { thinking: false } },
      },
    },
  },
  {
    model: /deepseek-v4|glm-5\.2/i,
    hosts: ['siliconflow'],
    quirks: {
      thinking: {
        ...ENABLE_THINKING,
        effort: { at: 'reasoning_effort', words: { ...efforts('high', 'max'), xhigh: 'max' } },
      },
    },
  },
];

/** The quirks of a target: its vendor's, and over them those of its model. */
export function quirksOf(target: Target): Quirks {
  let quirks: Quirks = { ...PLAIN, ...VENDORS[target.vendor] };
  for (const rule of MODELS) {
    const there =
      rule.hosts === undefined ? rule.but?.includes(target.vendor) !== true : rule.hosts.includes(target.vendor);
    if (!there || !rule.model.test(target.model)) continue;
    quirks = { ...quirks, ...rule.quirks, drop: [...quirks.drop, ...(rule.drop ?? [])] };
  }
  return quirks;
}

/** What is known of a vendor whose name nobody said. */
export const UNKNOWN_TARGET: Target = { model: '', vendor: 'compatible' };
