// The settings of notices: when a balance is low, what a jump is, and how many notices are enough.

const number = (unit: string, fallback: number, min: number, max: number, text: string) => ({
  type: 'integer' as const,
  unit,
  default: fallback,
  min,
  max,
  text,
});

/** A part of the one table of settings. */
export const NOTICE_OPTIONS = {
  low_balance: {
    type: 'usd' as const,
    default: '1',
    text: 'The balance in USD below which an account is told that it is low, unless it chose another.',
  },
  spend_jump_factor: number(
    'times',
    10,
    0,
    1000,
    'How many times the usual spending of a week, within two hours, is a jump that its account is told of; 0 never.',
  ),
  spend_jump_minimum: { type: 'usd' as const, default: '5', text: 'The least spending in USD that counts as a jump.' },
  notice_watch_seconds: number(
    'seconds',
    60,
    1,
    3600,
    'How often balances and spending are looked at for what people want to be told of.',
  ),
  notices_per_hour: number('notices', 10, 1, 1000, 'How many notices of one kind an account gets in an hour at most.'),
  telegram_url: {
    type: 'text' as const,
    default: 'https://api.telegram.org',
    what: 'a URL without a path',
    pattern: /^https?:\/\/[^/?#\s]+$/,
    text: 'The address of the Telegram bot API, where a gateway must take another way to it.',
  },
};
