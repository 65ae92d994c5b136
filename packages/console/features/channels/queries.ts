// What the channels page asks of the gateway and does with it.

import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { answerOf, client } from '../../api/client.ts';
import type { paths } from '../../api/schema.d.ts';

export type Channel =
  paths['/manage/v1/channels']['get']['responses'][200]['content']['application/json']['items'][number];
export type Detail = paths['/manage/v1/channels/{id}']['get']['responses'][200]['content']['application/json'];
export type Kind =
  paths['/manage/v1/channel-kinds']['get']['responses'][200]['content']['application/json']['items'][number];
export type Draft = paths['/manage/v1/channels']['post']['requestBody']['content']['application/json'];
export type Together = paths['/manage/v1/channels']['patch']['requestBody']['content']['application/json']['change'];

const CHANNELS_KEY = ['channels'] as const;
const LOOK_MS = 15_000;

const byId = (id: number) => ({ params: { path: { id } } });

export function useChannels() {
  return useQuery({
    queryKey: CHANNELS_KEY,
    refetchInterval: LOOK_MS,
    queryFn: () => answerOf(client.GET('/manage/v1/channels')),
  });
}

export function useChannel(id: number) {
  return useQuery({
    queryKey: [...CHANNELS_KEY, id],
    queryFn: () => answerOf(client.GET('/manage/v1/channels/{id}', byId(id))),
  });
}

export function useKinds() {
  return useQuery({
    queryKey: ['channel-kinds'],
    staleTime: Infinity,
    queryFn: () => answerOf(client.GET('/manage/v1/channel-kinds')),
  });
}

export function useGroups() {
  return useQuery({ queryKey: ['groups'], queryFn: () => answerOf(client.GET('/manage/v1/groups')) });
}

export function useTimeline(id: number) {
  return useInfiniteQuery({
    queryKey: [...CHANNELS_KEY, id, 'timeline'],
    initialPageParam: 0,
    queryFn: ({ pageParam }) =>
      answerOf(
        client.GET('/manage/v1/channels/{id}/timeline', {
          params: { path: { id }, query: pageParam === 0 ? {} : { before: pageParam } },
        }),
      ),
    getNextPageParam: page => page.next,
  });
}

export function useRequest(id: string) {
  return useQuery({
    queryKey: ['requests', id],
    queryFn: () => answerOf(client.GET('/manage/v1/requests/{id}', { params: { path: { id } } })),
  });
}

/** Work that changes channels: when it is done, everything about them is asked anew. */
export function useChannelWork<Input, Output>(
  work: (input: Input) => Promise<Output>,
  done?: (output: Output) => void,
) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: work,
    async onSuccess(output: Output) {
      await queries.invalidateQueries({ queryKey: CHANNELS_KEY });
      done?.(output);
    },
  });
}

/** A place of a channel: all of it, a key, or a model of a key. */
export interface Place {
  readonly id: number;
  readonly on: boolean;
  readonly credential?: string;
  readonly model?: string;
}

export async function switchPlace({ id, ...body }: Place): Promise<void> {
  await answerOf(client.POST('/manage/v1/channels/{id}/switch', { ...byId(id), body }));
}

export async function switchAll(ids: readonly number[], on: boolean): Promise<void> {
  await Promise.all(ids.map(id => switchPlace({ id, on })));
}

export const saveChannel = (id: number | undefined, body: Draft): Promise<Detail> =>
  id === undefined
    ? answerOf(client.POST('/manage/v1/channels', { body }))
    : answerOf(client.PATCH('/manage/v1/channels/{id}', { ...byId(id), body }));

export const changeAll = (ids: readonly number[], change: Together) =>
  answerOf(client.PATCH('/manage/v1/channels', { body: { ids: [...ids], change } }));

export const removeChannel = (id: number) => answerOf(client.DELETE('/manage/v1/channels/{id}', byId(id)));

export const testChannel = (id: number, model: string) =>
  answerOf(client.POST('/manage/v1/channels/{id}/test', { ...byId(id), body: model === '' ? {} : { model } }));

export const compareModels = (id: number) => answerOf(client.GET('/manage/v1/channels/{id}/upstream-models', byId(id)));

export const takeModels = (id: number, added: readonly string[], gone: readonly string[]) =>
  answerOf(
    client.POST('/manage/v1/channels/{id}/upstream-models', {
      ...byId(id),
      body: { added: [...added], gone: [...gone] },
    }),
  );

export const readBalance = (id: number) => answerOf(client.GET('/manage/v1/channels/{id}/balance', byId(id)));

export const kindModels = (name: string) =>
  answerOf(client.GET('/manage/v1/channel-kinds/{name}/models', { params: { path: { name } } }));
