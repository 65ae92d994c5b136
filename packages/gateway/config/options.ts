// The one table of settings: every option with its unit, default and meaning; files, environment and manual read it.

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
/** One row of the table. */
export type Option = NumberOption | SwitchOption | WordOption<string> | MoneyOption | TextOption;

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
  journal_fsync: onOff(
    false,
    'Whether each journal flush waits for the disk, so that a power cut loses nothing either.',
  ),
  reveal_keys: onOff(true, 'Whether an encrypted copy of each key is kept, so that its owner can see it again.'),
  trust_proxy: onOff(
    false,
    'Whether the first address of X-Forwarded-For is the client’s (only behind a proxy of yours).',
  ),
  log_requests: onOff(true, 'Whether each request is written as one JSON line to the standard output.'),
  play_balance: usd('100', 'The balance in USD of the account that the first start makes.'),
  sandbox: word(
    ['auto', 'off'],
    'auto',
    'auto: the practice upstream serves all models until a channel exists, then only sandbox/… names; off: never.',
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
    case 'usd':
      return /^\d{1,9}(?:\.\d{1,9})?$/.test(text)
        ? { value: text }
        : { fault: `${name} must be an amount in USD such as "100"` };
  }
}
