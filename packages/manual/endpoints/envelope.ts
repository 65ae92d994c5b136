// What the calls of the new-api family share: the envelope, pages, filters, and who may call.

import type { Row } from '../field.ts';
import type { More } from './brief.ts';

/** Everything answers in the family's envelope. */
export const ENVELOPE: readonly Row[] = [
  [
    'success*',
    'boolean',
    'Whether it was done; 200 with false is a refusal too.',
    '是否成功；HTTP 200 且为 false 也表示被拒绝。',
  ],
  ['message*', 'string', 'What is wrong.', '错误说明。'],
  ['data', 'any', 'The answer.', '返回内容。'],
];
export const own = (more: More): More => ({ credential: 'account', returns: ENVELOPE, ...more });
export const open = (more: More): More => ({ credential: 'none', returns: ENVELOPE, ...more });
export const operator = (more: More): More => ({ credential: 'operator', returns: ENVELOPE, ...more });

export const PAGE: readonly Row[] = [
  ['p', 'integer = 1', 'Page.', '页码。'],
  ['page_size', 'integer 1..100 = 10', 'Rows a page; `ps` and `size` mean the same.', '每页条数，`ps`、`size` 同义。'],
];
export const FILTERS: readonly Row[] = [
  ...PAGE,
  [
    'type',
    'integer = 0',
    '0 all, 1 put in, 2 charged, 3 by an operator, 5 failed, 6 given back.',
    '0 全部，1 充值，2 消费，3 管理，5 错误，6 退款。',
  ],
  ['start_timestamp', 'integer', 'From, Unix seconds.', '起始时间（Unix 秒）。'],
  ['end_timestamp', 'integer', 'Up to.', '截止时间。'],
  ['token_name', 'string', 'Only of this key.', '只看某密钥。'],
  ['model_name', 'string', 'Only of this model.', '只看某模型。'],
  ['group', 'string', 'Only of this group.', '只看某分组。'],
  ['request_id', 'string', 'Only this call.', '只看某次请求。'],
];
