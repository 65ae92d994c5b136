// The settings of tasks: how often they are asked after, how long they and what they made are kept, and where.

const number = (unit: string, fallback: number, min: number, max: number, text: string) => ({
  type: 'integer' as const,
  unit,
  default: fallback,
  min,
  max,
  text,
});

/** A part of the one table of settings. */
export const TASK_OPTIONS = {
  task_pace_percent: number(
    'percent',
    100,
    1,
    1000,
    'How often providers are asked after tasks: 100 is the usual pace, 50 twice as often.',
  ),
  task_keep_days: number(
    'days',
    180,
    1,
    36_500,
    'How long tasks can be asked after once they have ended; their charges stay in the log as long as any.',
  ),
  asset_keep_days: number(
    'days',
    30,
    0,
    3650,
    'How long copies of pictures, songs and videos are kept after their task has ended; 0 makes no copies.',
  ),
  asset_store: {
    type: 'text' as const,
    default: '',
    what: 'empty, or s3://bucket/prefix?endpoint=https://s3.example.com&region=eu-1',
    pattern: /^$|^s3:\/\/[^\s/?]+(?:[/?]\S*)?$/,
    text: 'Where copies of pictures, songs and videos are kept: empty for the data folder; for several nodes a bucket, with AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY in the environment.',
  },
  asset_max_bytes: number('bytes', 2 * 1024 ** 3, 1024, 1024 ** 4, 'The largest file that is copied.'),
  asset_link_seconds: number(
    'seconds',
    86_400,
    60,
    31_536_000,
    'How long an address of a picture, song or video is good for; asking after its task gives a new one.',
  ),
};
