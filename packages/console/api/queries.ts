// What the pages ask of the gateway, each with the name under which it is kept and forgotten.

import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { answerOf, client } from './client.ts';

export const KEYS_KEY = ['keys'] as const;
export const USAGE_KEY = ['usage'] as const;
export const WALLET_KEY = ['wallet'] as const;

/** The caller's relay keys. */
export function useKeys() {
  return useQuery({ queryKey: KEYS_KEY, queryFn: () => answerOf(client.GET('/manage/v1/keys')) });
}

/** The models with their prices, and the groups. */
export function useModels(group?: string) {
  return useQuery({
    queryKey: ['models', group ?? ''],
    staleTime: 60_000,
    queryFn: () =>
      answerOf(client.GET('/manage/v1/models', { params: { query: group === undefined ? {} : { group } } })),
  });
}

/** The organisations that may pay for the caller's keys. */
export function useOrganisations() {
  return useQuery({
    queryKey: ['own-organisations'],
    staleTime: 60_000,
    queryFn: () => answerOf(client.GET('/manage/v1/me/organisations')),
  });
}

export function useWallet() {
  return useQuery({
    queryKey: WALLET_KEY,
    refetchInterval: 30_000,
    queryFn: () => answerOf(client.GET('/manage/v1/wallet')),
  });
}

/** Sums of the caller's calls. `from` and `to` are milliseconds since the epoch. */
export function useSums(wanted: { from: number; to: number; step: 'hour' | 'day' | 'total'; by?: 'model' | 'key' }) {
  const offset = -new Date().getTimezoneOffset() / 60;
  return useQuery({
    queryKey: [...USAGE_KEY, 'sums', wanted],
    queryFn: () =>
      answerOf(client.GET('/manage/v1/usage/sums', { params: { query: { ...wanted, offset: Math.trunc(offset) } } })),
  });
}

/** Filters of the usage log, as they stand in the address. */
export interface UsageFilters {
  readonly model?: string;
  readonly key_id?: number;
  readonly outcome?: 'ok' | 'failed';
  readonly id?: string;
}

/** The usage log, page by page. */
export function useUsage(filters: UsageFilters, live: boolean) {
  return useInfiniteQuery({
    queryKey: [...USAGE_KEY, 'log', filters],
    initialPageParam: '',
    refetchInterval: live ? 3_000 : false,
    queryFn: ({ pageParam }) =>
      answerOf(
        client.GET('/manage/v1/usage', {
          params: { query: { ...filters, limit: 50, ...(pageParam === '' ? {} : { cursor: pageParam }) } },
        }),
      ),
    getNextPageParam: page => page.next,
  });
}

/** One call with its explained charge. */
export function useCall(id: string) {
  return useQuery({
    queryKey: [...USAGE_KEY, 'call', id],
    queryFn: () => answerOf(client.GET('/manage/v1/usage/{id}', { params: { path: { id } } })),
  });
}
