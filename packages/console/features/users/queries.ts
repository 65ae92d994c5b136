// What the pages about accounts ask of the gateway.

import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { answerOf, client } from '../../api/client.ts';

export const ACCOUNTS_KEY = ['accounts'] as const;

/** Accounts page by page. */
export function useAccounts(filters: Readonly<Record<string, string>>) {
  return useInfiniteQuery({
    queryKey: [...ACCOUNTS_KEY, filters],
    initialPageParam: '',
    placeholderData: keepPreviousData,
    queryFn: ({ pageParam }) =>
      answerOf(
        client.GET('/manage/v1/accounts', {
          params: { query: { ...filters, limit: 50, ...(pageParam === '' ? {} : { cursor: pageParam }) } },
        }),
      ),
    getNextPageParam: page => page.next,
  });
}

export function useAccount(id: number) {
  return useQuery({
    queryKey: [...ACCOUNTS_KEY, 'one', id],
    queryFn: () => answerOf(client.GET('/manage/v1/accounts/{id}', { params: { path: { id } } })),
  });
}
