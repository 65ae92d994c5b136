// What an operator may set for one channel beside its address, keys and models: everything has a default that does nothing.

import { Type, type Static } from 'typebox';

const Words = Type.Array(Type.String());
const Whole = Type.Integer({ minimum: 0 });

/** The stored form of `Condition`. */
export const ConditionSchema = Type.Object({
  models: Type.Optional(Words),
  protocols: Type.Optional(
    Type.Array(
      Type.Union([
        Type.Literal('openai-chat'),
        Type.Literal('openai-responses'),
        Type.Literal('anthropic-messages'),
        Type.Literal('gemini-generate'),
      ]),
    ),
  ),
  groups: Type.Optional(Words),
  minTokens: Type.Optional(Whole),
  maxTokens: Type.Optional(Whole),
  media: Type.Optional(
    Type.Array(
      Type.Union([
        Type.Literal('image'),
        Type.Literal('audio'),
        Type.Literal('video'),
        Type.Literal('file'),
        Type.Literal('tools'),
        Type.Literal('search'),
      ]),
    ),
  ),
  streamed: Type.Optional(Type.Boolean()),
  headers: Type.Optional(Type.Record(Type.String(), Type.String())),
  hours: Type.Optional(Type.String()),
  days: Type.Optional(
    Type.Array(
      Type.Union([
        Type.Literal('sun'),
        Type.Literal('mon'),
        Type.Literal('tue'),
        Type.Literal('wed'),
        Type.Literal('thu'),
        Type.Literal('fri'),
        Type.Literal('sat'),
      ]),
    ),
  ),
  zone: Type.Optional(Type.String()),
});
export type StoredCondition = Static<typeof ConditionSchema>;

/** Bounds on what is sent to a channel or with one credential; a bound that is left out does not exist. */
export const LimitsSchema = Type.Object({
  /** Calls under way at once. */
  concurrency: Type.Optional(Whole),
  requestsPerMinute: Type.Optional(Whole),
  requestsPerHour: Type.Optional(Whole),
  requestsPerDay: Type.Optional(Whole),
  /** Prompt and output together, tokens. */
  tokensPerMinute: Type.Optional(Whole),
  tokensPerHour: Type.Optional(Whole),
  tokensPerDay: Type.Optional(Whole),
  /** What its calls are charged, USD as decimal text. */
  moneyPerMinute: Type.Optional(Type.String()),
  moneyPerHour: Type.Optional(Type.String()),
  moneyPerDay: Type.Optional(Type.String()),
  /** How long a call may wait for its turn when nobody else has room, seconds. */
  waitSeconds: Type.Optional(Whole),
});
export type Limits = Static<typeof LimitsSchema>;

/** One change of the request's parameters; paths are field names joined by dots. */
export const ParameterRuleSchema = Type.Object({
  /** Values by path. */
  set: Type.Optional(Type.Record(Type.String(), Type.Unknown())),
  /** Values by path, where the client sent none. */
  default: Type.Optional(Type.Record(Type.String(), Type.Unknown())),
  drop: Type.Optional(Words),
  /** New paths by old ones. */
  rename: Type.Optional(Type.Record(Type.String(), Type.String())),
  when: Type.Optional(ConditionSchema),
});
export type ParameterRule = Static<typeof ParameterRuleSchema>;

/** Changes of the request's headers; names are in lower case. */
export const HeaderRulesSchema = Type.Object({
  set: Type.Record(Type.String(), Type.String()),
  /** Names, or patterns with `*`, that the client's request does not pass on. */
  drop: Words,
  /** Names, or patterns with `*`, that pass although they are withheld elsewhere; never a credential. */
  pass: Words,
});
export type HeaderRules = Static<typeof HeaderRulesSchema>;

/** The ways in which the credentials of a channel take turns. */
export const KEY_ORDERS = ['random', 'round_robin', 'least_used'] as const;
export type KeyOrder = (typeof KEY_ORDERS)[number];
/** What happens to a system prompt of the client's where the channel has one. */
export const PROMPT_MODES = ['default', 'prepend', 'replace'] as const;

const Word = Type.Optional(Type.String());

/** The stored form of `Details`. */
export const DetailsSchema = Type.Object({
  region: Word,
  regions: Type.Optional(Type.Record(Type.String(), Type.String())),
  project: Word,
  account: Word,
  api_version: Word,
  scope: Word,
  auth: Type.Optional(Type.Object({ header: Type.String(), prefix: Type.String() })),
  paths: Type.Optional(Type.Record(Type.String(), Type.String())),
});

/** The stored form of a channel's options. */
export const ChannelOptionsSchema = Type.Object({
  keyOrder: Type.Union([Type.Literal('random'), Type.Literal('round_robin'), Type.Literal('least_used')]),
  /** What the channel costs the operator, as a factor of the list price. */
  cost: Type.Number({ minimum: 0 }),
  /** Milliseconds; one that is left out is that of the settings. */
  timeouts: Type.Object({
    connect: Type.Optional(Whole),
    firstByte: Type.Optional(Whole),
    idle: Type.Optional(Whole),
  }),
  parameters: Type.Array(ParameterRuleSchema),
  headers: HeaderRulesSchema,
  /** Statuses that the upstream's are taken for. */
  status: Type.Record(Type.String(), Type.Integer({ minimum: 100, maximum: 599 })),
  systemPrompt: Type.Optional(
    Type.Object({
      text: Type.String(),
      mode: Type.Union([Type.Literal('default'), Type.Literal('prepend'), Type.Literal('replace')]),
    }),
  ),
  /** `http://`, `https://` or `socks5://`, with a user name and password where the proxy wants them. */
  proxy: Type.Optional(Type.String()),
  /** The client's bytes go as they came: no model name, no usage option, no parameter is changed. */
  passThrough: Type.Boolean(),
  /** What a translation cannot keep is refused instead of left out. */
  strictTranslation: Type.Boolean(),
  /** The operator's own word for channels that are switched and changed together. */
  tag: Type.Optional(Type.String()),
  /** Its answers are kept, and kept ones given, without asking. */
  cache: Type.Optional(Type.Boolean()),
  /** What its provider kind must know beside the address. */
  details: Type.Optional(DetailsSchema),
  limits: LimitsSchema,
});
export type ChannelOptions = Static<typeof ChannelOptionsSchema>;

/** The options of a channel of which nothing was said. */
export const PLAIN_OPTIONS: ChannelOptions = {
  keyOrder: 'random',
  cost: 1,
  timeouts: {},
  parameters: [],
  headers: { set: {}, drop: [], pass: [] },
  status: {},
  passThrough: false,
  strictTranslation: false,
  limits: {},
};
