// What the prices page asks of the gateway and does with it.

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { answerOf, client } from '../../api/client.ts';
import type { paths } from '../../api/schema.d.ts';

type Prices = paths['/manage/v1/prices']['get']['responses'][200]['content']['application/json'];
export type Price = Prices['items'][number];
export type Shown = NonNullable<Price['sale']>;
export type Words = NonNullable<Price['written']>;
export type Group = paths['/manage/v1/groups']['get']['responses'][200]['content']['application/json']['items'][number];
export type GroupDraft = paths['/manage/v1/groups/{name}']['put']['requestBody']['content']['application/json'];
export type Wanted = paths['/manage/v1/price-differences']['post']['requestBody']['content']['application/json'];
export type Differences =
  paths['/manage/v1/price-differences']['post']['responses'][200]['content']['application/json'];
export type Difference = Differences['items'][number];

const PRICES_KEY = ['prices'] as const;
const GROUPS_KEY = ['groups'] as const;

export function usePrices(all: boolean) {
  return useQuery({
    queryKey: [...PRICES_KEY, all],
    queryFn: () => answerOf(client.GET('/manage/v1/prices', { params: { query: { all } } })),
  });
}

export function useGroups() {
  return useQuery({ queryKey: GROUPS_KEY, queryFn: () => answerOf(client.GET('/manage/v1/groups')) });
}

/** Work that changes prices or groups: when it is done, everything about them is asked anew. */
export function usePriceWork<Input, Output>(work: (input: Input) => Promise<Output>, done?: (output: Output) => void) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: work,
    async onSuccess(output: Output) {
      await Promise.all([PRICES_KEY, GROUPS_KEY].map(queryKey => queries.invalidateQueries({ queryKey })));
      done?.(output);
    },
  });
}

export const putPrice = (model: string, price: Words, from: number | null) =>
  answerOf(client.PUT('/manage/v1/prices', { body: { model, price, from } }));

export const removePrice = (model: string, from?: number) =>
  answerOf(
    client.DELETE('/manage/v1/prices', { params: { query: { model, ...(from === undefined ? {} : { from }) } } }),
  );

export const comparePrices = (body: Wanted) => answerOf(client.POST('/manage/v1/price-differences', { body }));

export const importPrices = (items: readonly { model: string; price: Words }[]) =>
  answerOf(client.POST('/manage/v1/price-imports', { body: { items: [...items] } }));

export const putGroup = (name: string, body: GroupDraft) =>
  answerOf(client.PUT('/manage/v1/groups/{name}', { params: { path: { name } }, body }));

export const removeGroup = (name: string) =>
  answerOf(client.DELETE('/manage/v1/groups/{name}', { params: { path: { name } } }));
