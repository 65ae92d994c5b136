// Who has signed in: asked once, and told to everything that depends on it.

import { queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { answerOf, ApiError, client } from './client.ts';
import type { paths } from './schema.d.ts';

/** The account that has signed in. */
export type Me = paths['/manage/v1/me']['get']['responses'][200]['content']['application/json'];

export const ME_KEY = ['me'] as const;

/** Who has signed in, as it is asked and kept. */
export const ME_QUERY = queryOptions({
  queryKey: ME_KEY,
  staleTime: 60_000,
  async queryFn(): Promise<Me | null> {
    try {
      return (await answerOf(client.GET('/manage/v1/session'))).account;
    } catch (error) {
      if (error instanceof ApiError && error.status === 401) return null;
      throw error;
    }
  },
});

/** The account, or null when nobody has signed in. */
export function useMe() {
  return useQuery(ME_QUERY);
}

/** Ends the session and forgets everything that was asked in it. */
export function useSignOut() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: () => answerOf(client.DELETE('/manage/v1/session')),
    onSuccess() {
      // Not all at once: whoever watches the account must hear that nobody is there.
      queries.setQueryData(ME_KEY, null);
      queries.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== ME_KEY[0] });
    },
  });
}
