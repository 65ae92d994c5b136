// What each vendor refuses of a chat request that OpenAI's own clients write: a row for each whose rules are known.

/** What must be put right in a request, beside what the vendor's quirks say. */
export interface Fitting {
  /** Hints that are refused, where the quirks of the model drop them. */
  readonly refuses?: readonly string[];
  /** Fields by another name. */
  readonly renames?: Readonly<Record<string, string>>;
  /** Whether `null` stands for absent; for most it does. */
  readonly nulls?: false;
  /** Stop texts must be a list. */
  readonly stopList?: true;
  /** Tools must not say whether they are strict. */
  readonly refusesStrict?: true;
  /** Texts alone may not be a list: in no message, or in none but the user's. */
  readonly texts?: 'all' | 'others';
  /** The vendor reads OpenAI's words for how hard to think by itself. */
  readonly effort?: 'own';
  /** Thinking of earlier turns is refused. */
  readonly refusesThinking?: true;
}

const HINTS = ['store', 'service_tier', 'prompt_cache_retention', 'verbosity', 'metadata', 'user', 'prompt_cache_key'];
const SAMPLING = ['temperature', 'top_p', 'n', 'presence_penalty', 'frequency_penalty', 'logit_bias', 'seed', 'top_k'];

/** Vendors by the name of their provider kind (wire page `providers`). Those that are not here take what they are given. */
export const FITTINGS: Readonly<Record<string, Fitting>> = {
  deepseek: { texts: 'others', effort: 'own' },
  bailian: { refuses: ['frequency_penalty', 'logit_bias'] },
  moonshot: { refuses: SAMPLING, refusesStrict: true, texts: 'others' },
  zhipu: { stopList: true },
  minimax: { refusesStrict: true },
  ark: { refuses: SAMPLING },
  tencent: {},
  baidu: { effort: 'own' },
  stepfun: { effort: 'own' },
  siliconflow: {},
  xai: { refuses: ['presence_penalty', 'frequency_penalty'], refusesStrict: true },
  // 422 `extra_forbidden` for everything that is not its own, also within messages.
  mistral: {
    refuses: [...HINTS, 'logit_bias', 'logprobs', 'top_k'],
    renames: { seed: 'random_seed' },
    nulls: false,
    refusesThinking: true,
  },
  groq: { refuses: ['logit_bias', 'logprobs', 'n'], nulls: false, refusesThinking: true },
  perplexity: { refuses: ['logit_bias', 'logprobs', 'seed', 'n', 'parallel_tool_calls', 'service_tier'] },
  together: { effort: 'own' },
  fireworks: { effort: 'own' },
  deepinfra: { texts: 'others', effort: 'own' },
  cerebras: {
    refuses: ['frequency_penalty', 'presence_penalty', 'logit_bias', 'parallel_tool_calls', 'service_tier'],
    texts: 'all',
  },
  sambanova: { texts: 'all', effort: 'own' },
  nvidia: {},
  cohere: { refuses: [...HINTS, 'n', 'logit_bias', 'parallel_tool_calls'], refusesThinking: true },
};
