// The shapes of the management API's answers that several pages use, by their own names.

import type { paths } from './schema.d.ts';

type Answer<Path extends keyof paths> = paths[Path] extends {
  get: { responses: { 200: { content: { 'application/json': infer Body } } } };
}
  ? Body
  : never;

export type Key = Answer<'/manage/v1/keys'>['items'][number];
export type CallRow = Answer<'/manage/v1/usage'>['items'][number];
export type CallDetail = Answer<'/manage/v1/usage/{id}'>;
export type Sums = Answer<'/manage/v1/usage/sums'>['items'][number];
export type Wallet = Answer<'/manage/v1/wallet'>;
export type Transfer = Answer<'/manage/v1/wallet/transfers'>['items'][number];
export type Statement = Answer<'/manage/v1/wallet/statement'>;
export type Models = Answer<'/manage/v1/models'>;
export type Model = Models['items'][number];
export type Group = Models['groups'][number];
export type TopUp = Answer<'/manage/v1/wallet/top-up'>;
export type Order = Answer<'/manage/v1/orders/{id}'>;
export type OperatorOrder = Answer<'/manage/v1/payments/orders'>['items'][number];
export type OrderDetail = Answer<'/manage/v1/payments/orders/{id}'>;
export type Account = Answer<'/manage/v1/accounts'>['items'][number];
export type AccountDetail = Answer<'/manage/v1/accounts/{id}'>;
export type Organisation = Answer<'/manage/v1/organisations'>['items'][number];
export type OrganisationDetail = Answer<'/manage/v1/organisations/{id}'>;
export type Code = Answer<'/manage/v1/codes'>['items'][number];
export type CodeBatch = Answer<'/manage/v1/codes/batches'>['items'][number];
export type Change = Answer<'/manage/v1/changes'>['items'][number];
export type NoticeSettings = Answer<'/manage/v1/notices/settings'>;
