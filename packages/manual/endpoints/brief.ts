// Calls in few words: for the many paths of platforms whose fields are their makers' own.

import type { Call, Sample } from '../call.ts';
import type { Row } from '../field.ts';
import { t, type Text } from '../text.ts';

/** What a call in few words may add. */
export type More = Partial<Omit<Call, 'id' | 'method' | 'path' | 'title' | 'purpose'>>;

const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;

/** A call: `POST /path`, its title and purpose in both languages, and what else there is. Free unless it says what it costs. */
export function brief(id: string, route: string, title: Text, purpose: Text, more: More = {}): Call {
  const [word, path = ''] = route.split(' ');
  const method = METHODS.find(one => one === word);
  if (method === undefined) throw new Error(`${route} begins with no method`);
  return { id, method, path, title, purpose, cost: 'free', samples: [], ...more };
}

/** A sample named after what it does. */
export function sample(id: string, more: Partial<Sample> = {}, title: Text = t('As it is', '基本用法')): Sample {
  return { id, title, ...more };
}

/** The same patterns behind other prefixes. */
export function prefixed(prefixes: readonly string[], ...patterns: readonly string[]): readonly string[] {
  return prefixes.flatMap(prefix => patterns.map(pattern => prefix + pattern));
}

export const TASK_ID: Row = [
  'id*',
  'string',
  'Id of the task, as the submission answered it.',
  '提交时返回的任务 ID。',
];
export const MODE: Row = [
  'mode*',
  'string',
  'Speed: `mj-fast`, `mj-relax`, `mj-turbo`.',
  '速度：`mj-fast`、`mj-relax`、`mj-turbo`。',
];

/** Sizes and lengths that most makers of videos understand. */
export const FILM: readonly Row[] = [
  ['seconds', 'string|integer', 'Length; the models’ own lengths only.', '时长（秒），仅限模型支持的值。'],
  ['size', 'string', 'Such as `1280x720`.', '如 `1280x720`。'],
];
