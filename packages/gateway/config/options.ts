// The one table of settings: every option with its unit, default and meaning; files, environment and manual read it.

import { DEFAULT_RULES, readRules } from '../routing/rules.ts';
import { ANSWER_OPTIONS } from './answer-options.ts';
import { NOTICE_OPTIONS } from './notice-options.ts';
import { PAYMENT_OPTIONS } from './payment-options.ts';
import { TASK_OPTIONS } from './task-options.ts';

interface OptionBase {
  /** One sentence for the manual. */
  readonly text: string;
}
interface NumberOption extends OptionBase {
  readonly type: 'integer';
  readonly unit: string;
  readonly default: number;
  readonly min: number;
  readonly max: number;
}
interface SwitchOption extends OptionBase {
  readonly type: 'switch';
  readonly default: boolean;
}
interface WordOption<Word extends string> extends OptionBase {
  readonly type: 'word';
  readonly words: readonly Word[];
  readonly default: Word;
}
interface MoneyOption extends OptionBase {
  readonly type: 'usd';
  readonly default: string;
}
interface TextOption extends OptionBase {
  readonly type: 'text';
  readonly default: string;
  /** What the text must be, in words and as the expression that it must match. */
  readonly what: string;
  readonly pattern: RegExp;
}
/** A table in one text. */
interface TableOption extends OptionBase {
  readonly type: 'table';
  readonly default: string;
  /** Throws with what to write instead. */
  readonly check: (text: string) => void;
}
/** One row of the table. */
export type Option = NumberOption | SwitchOption | WordOption<string> | MoneyOption | TextOption | TableOption;

/** The ways to choose among channels of one priority. */
export const POLICIES = ['weighted', 'least_latency', 'least_cost', 'least_busy'] as const;

const integer = (unit: string, fallback: number, min: number, max: number, text: string): NumberOption => ({
  type: 'integer',
  unit,
  default: fallback,
  min,
  max,
  text,
});
const onOff = (fallback: boolean, text: string): SwitchOption => ({ type: 'switch', default: fallback, text });
const word = <const Word extends string>(words: readonly Word[], fallback: Word, text: string): WordOption<Word> => ({
  type: 'word',
  words,
  default: fallback,
  text,
});
const line = (fallback: string, what: string, pattern: RegExp, sentence: string): TextOption => ({
  type: 'text',
  default: fallback,
  what,
  pattern,
  text: sentence,
});
const table = (fallback: string, check: (text: string) => void, sentence: string): TableOption => ({
  type: 'table',
  default: fallback,
  check,
  text: sentence,
});
const usd = (fallback: string, text: string): MoneyOption => ({ type: 'usd', default: fallback, text });

/** All settings, under the names of the file's `settings:` section. */
export const OPTIONS = {
  max_body_bytes: integer(
    'bytes',
    128 * 1024 * 1024,
    1024,
    4 * 1024 ** 3,
    'The largest request body, after decompression too; a larger one gets 413.',
  ),
  max_upload_bytes: integer(
    'bytes',
    1024 ** 3,
    1024,
    64 * 1024 ** 3,
    'The largest form with files, such as pictures to change; beyond a little it is kept on disk while it is needed.',
  ),
  body_timeout_seconds: integer('seconds', 120, 1, 3600, 'How long a request body may take to arrive.'),
  shutdown_grace_seconds: integer('seconds', 30, 0, 3600, 'How long running requests may finish after a stop signal.'),
  connect_timeout_seconds: integer('seconds', 10, 1, 300, 'How long connecting to an upstream may take.'),
  first_byte_timeout_seconds: integer(
    'seconds',
    600,
    1,
    7200,
    'How long an upstream may think before the first byte of its answer.',
  ),
  idle_timeout_seconds: integer(
    'seconds',
    300,
    1,
    7200,
    'How long an upstream may be silent between two bytes of its answer.',
  ),
  session_idle_seconds: integer(
    'seconds',
    300,
    10,
    86_400,
    'How long a realtime session may stay open without a frame of either side.',
  ),
  session_max_minutes: integer('minutes', 60, 1, 1440, 'How long a realtime session may last at most.'),
  keepalive_seconds: integer(
    'seconds',
    15,
    0,
    600,
    'After how much silence a stream is kept alive in its protocol’s own way; 0 switches it off.',
  ),
  retry_attempts: integer(
    'attempts',
    3,
    0,
    20,
    'How many further candidates are tried when one fails before any output.',
  ),
  retry: table(
    '',
    readRules,
    `What follows a failure, by status or trouble, above the rules that hold anyway: a map, or \`429=next cool; 5xx=next count\`. \`next\` tries another candidate, \`stop\` answers the client, \`again\` tries the only candidate once more; \`count\` counts towards its breaker, \`cool\` rests it for Retry-After, \`suspend\` rests the model, \`off\` the credential. Without any of yours: \`${DEFAULT_RULES}\`.`,
  ),
  retry_same_ms: integer(
    'milliseconds',
    250,
    0,
    60_000,
    'How long is waited before the only candidate is tried once more.',
  ),
  hedge_ms: integer(
    'milliseconds',
    0,
    0,
    600_000,
    'After how long without any output a second candidate is asked as well, and the first to answer is taken; 0 switches it off.',
  ),
  routing_policy: word(
    POLICIES,
    'weighted',
    'How is chosen among channels of one priority: by weight, by the time to the first output, by cost, or by calls under way.',
  ),
  affinity: onOff(
    true,
    'Whether calls whose prompt can be cached keep to one channel and credential while it is healthy.',
  ),
  auto_groups: line(
    '',
    'names of groups with commas',
    /^[^;]*$/,
    'The groups that `auto` stands for, in order and with commas; empty for all, in the order of the file.',
  ),
  breaker_window_seconds: integer('seconds', 60, 1, 3600, 'The time over which failures of a candidate are counted.'),
  breaker_min_failures: integer(
    'failures',
    5,
    1,
    1_000_000,
    'How many failures within the window open a breaker at the earliest; so many in a row always do.',
  ),
  breaker_error_percent: integer(
    'percent',
    50,
    1,
    100,
    'The share of failures within the window from which a breaker opens.',
  ),
  breaker_open_seconds: integer(
    'seconds',
    10,
    1,
    3600,
    'How long an open breaker waits before one real request tries again; twice as long after each failed try.',
  ),
  breaker_open_max_seconds: integer('seconds', 300, 1, 86_400, 'The longest such wait.'),
  cooldown_seconds: integer(
    'seconds',
    10,
    1,
    3600,
    'How long a candidate rests after a 429 that names no Retry-After.',
  ),
  credential_off_seconds: integer(
    'seconds',
    600,
    1,
    864_000,
    'How long a refused credential rests before one real request tries it again; twice as long after each further refusal.',
  ),
  breaker_fail_fast: onOff(
    false,
    'Whether a call is refused at once, with Retry-After, when every candidate rests; else the one that is due first is tried all the same.',
  ),
  timeline_days: integer('days', 30, 1, 3650, 'How long the timeline of channels is kept.'),
  keepalive_whole: onOff(
    false,
    'Whether answers that are not streamed are kept alive too, with spaces before their JSON; their status is then 200 whatever comes.',
  ),
  read_on_seconds: integer(
    'seconds',
    30,
    0,
    600,
    'How long an upstream is read on for its usage after the client has left.',
  ),
  hold_output_tokens: integer(
    'tokens',
    32_768,
    1,
    10_000_000,
    'The output assumed in a hold when a request names no limit (never more than the model’s own).',
  ),
  lease_seconds: integer('seconds', 30, 2, 3600, 'How long a silent node’s share of a balance stays reserved for it.'),
  journal_flush_ms: integer(
    'milliseconds',
    50,
    5,
    5000,
    'How often settlements move from the journal to the database.',
  ),
  log_retention_days: integer(
    'days',
    365,
    0,
    36_500,
    'For how long calls stay in the usage log; 0 keeps them for ever. Money, and sums by the hour, are always kept.',
  ),
  detail_retention_days: integer(
    'days',
    365,
    0,
    36_500,
    'For how long the explanation of each charge stays beside its call; 0 keeps it as long as the call.',
  ),
  reconcile_hours: integer(
    'hours',
    24,
    0,
    8_760,
    'How often the whole ledger is proved to be right, for the metrics and the log; 0 leaves it to `turnpike reconcile`.',
  ),
  journal_fsync: onOff(
    false,
    'Whether each journal flush waits for the disk, so that a power cut loses nothing either.',
  ),
  reveal_keys: onOff(true, 'Whether an encrypted copy of each key is kept, so that its owner can see it again.'),
  trust_proxy: onOff(
    false,
    'Whether the first address of X-Forwarded-For is the client’s (only behind a proxy of yours).',
  ),
  fetch_private_addresses: onOff(
    false,
    'Whether media that a client names by URL may be fetched from private addresses (only in a house of its own).',
  ),
  log_requests: onOff(true, 'Whether each request is written as one JSON line to the standard output.'),
  play_balance: usd('100', 'The balance in USD of the account that the first start makes.'),
  ...ANSWER_OPTIONS,
  ...TASK_OPTIONS,
  picture_link_seconds: integer(
    'seconds',
    3600,
    60,
    2_592_000,
    'How long a picture that was made in a call can be had at the address that the answer names.',
  ),
  picture_store_bytes: integer(
    'bytes',
    4 * 1024 ** 3,
    0,
    1024 ** 4,
    'How much room such pictures may take on a node; the oldest make way. 0 keeps none: answers then hold the bytes.',
  ),
  sandbox: word(
    ['auto', 'off'],
    'auto',
    'auto: the practice upstream serves all models until a channel exists, then only sandbox/… names; off: never.',
  ),
  docs_practice: word(
    ['auto', 'on', 'off'],
    'auto',
    'Whether visitors of the manual may try calls on the practice upstream, from a play balance. auto: while it serves all models; on: beside channels too, with sandbox/… names; off: never.',
  ),
  public_url: line(
    '',
    'a URL without a path, such as https://ai.example.com',
    /^$|^https?:\/\/[^/?#\s]+$/,
    'The address under which people reach the gateway: links, sign-in by others and secure cookies need it.',
  ),
  site_name: line('Turnpike', '1 to 60 characters', /^.{1,60}$/, 'The name that the console and mails show.'),
  registration: word(
    ['off', 'invited', 'open'],
    'off',
    'Who may make an account: nobody, whoever has an invitation, or everybody.',
  ),
  welcome_balance: usd('0', 'The balance in USD that an account gets when it registers.'),
  ...PAYMENT_OPTIONS,
  ...NOTICE_OPTIONS,
  expose_prices: onOff(false, 'Whether other stations may read the prices at /api/ratio_config.'),
  session_idle_days: integer('days', 7, 1, 365, 'After how long without a visit a console session ends.'),
  session_days: integer('days', 30, 1, 365, 'After how long a console session ends whatever happens.'),
} as const satisfies Record<string, Option>;

/** The name of an option in the file. */
export type OptionName = keyof typeof OPTIONS;

type Camel<Name extends string> = Name extends `${infer Head}_${infer Tail}`
  ? `${Head}${Capitalize<Camel<Tail>>}`
  : Name;
type ValueOf<Row> = Row extends { readonly type: 'integer' }
  ? number
  : Row extends { readonly type: 'switch' }
    ? boolean
    : Row extends { readonly type: 'word'; readonly words: readonly (infer Word)[] }
      ? Word
      : string;

/** All settings in force, under their names in code. */
export type Settings = { readonly [Name in OptionName as Camel<Name>]: ValueOf<(typeof OPTIONS)[Name]> };

/** The name of an option in code: `max_body_bytes` is `maxBodyBytes`. */
export function camelCase(name: string): string {
  return name.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}

/** The environment variable of an option. */
export function variableOf(name: string): string {
  return `TURNPIKE_${name.toUpperCase()}`;
}

/** Whether a name is an option. */
export function isOption(name: string): name is OptionName {
  return Object.hasOwn(OPTIONS, name);
}

/** The value of an option as written; or the sentence that says what to write instead. */
export function readOption(
  name: OptionName,
  value: unknown,
): { readonly value: number | boolean | string } | { readonly fault: string } {
  const option: Option = OPTIONS[name];
  const text = typeof value === 'string' ? value.trim() : String(value);
  switch (option.type) {
    case 'integer': {
      const number = /^-?\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
      if (number >= option.min && number <= option.max) return { value: number };
      return { fault: `${name} must be a whole number of ${option.unit} from ${option.min} to ${option.max}` };
    }
    case 'switch':
      if (/^(?:true|on|yes|1)$/i.test(text)) return { value: true };
      if (/^(?:false|off|no|0)$/i.test(text)) return { value: false };
      return { fault: `${name} must be true or false` };
    case 'word':
      return option.words.includes(text)
        ? { value: text }
        : { fault: `${name} must be one of ${option.words.join(', ')}` };
    case 'text':
      return option.pattern.test(text) ? { value: text } : { fault: `${name} must be ${option.what}` };
    case 'table':
      try {
        option.check(text);
        return { value: text };
      } catch (error) {
        return { fault: `${name}: ${error instanceof Error ? error.message : String(error)}` };
      }
    case 'usd':
      return /^\d{1,9}(?:\.\d{1,9})?$/.test(text)
        ? { value: text }
        : { fault: `${name} must be an amount in USD such as "100"` };
  }
}
