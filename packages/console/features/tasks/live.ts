// Tasks of the account as they are now: asked once, then told of every change by the gateway.

import { type InfiniteData, useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { answerOf, client } from '../../api/client.ts';
import type { paths } from '../../api/schema.d.ts';

type TaskPage = paths['/manage/v1/tasks']['get']['responses'][200]['content']['application/json'];
export type Task = TaskPage['items'][number];
export type TaskFilters = NonNullable<paths['/manage/v1/tasks']['get']['parameters']['query']>;

export const TASKS_KEY = ['tasks'] as const;
/** Asked again so often where events do not come through, milliseconds. */
const FALLBACK_MS = 10_000;

export const isOver = (task: Task): boolean => task.finished_at !== null;

type Listener = (task: Task) => void;
const listeners = new Set<Listener>();
let source: EventSource | undefined;

/** Hears of changes over one connection, however many listen. Answers how to stop. */
function listen(listener: Listener): () => void {
  listeners.add(listener);
  if (source === undefined) {
    source = new EventSource('/manage/v1/tasks/events');
    source.addEventListener('task', event => {
      const task = taskIn(event.data);
      if (task !== undefined) for (const each of listeners) each(task);
    });
  }
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    source?.close();
    source = undefined;
  };
}

/** The gateway's own view of a task: its shape is the one that the description of the API gives. */
function taskIn(data: unknown): Task | undefined {
  const value: unknown = JSON.parse(String(data));
  return typeof value === 'object' && value !== null && 'id' in value ? (value as Task) : undefined;
}

/** Puts every change where it is shown. */
function useChanges(active: boolean): void {
  const queries = useQueryClient();
  useEffect(() => {
    if (!active) return undefined;
    return listen(task => {
      queries.setQueryData([...TASKS_KEY, 'one', task.id], task);
      let known = false;
      queries.setQueriesData<InfiniteData<TaskPage>>({ queryKey: [...TASKS_KEY, 'list'] }, data => {
        if (data === undefined) return data;
        const pages = data.pages.map(page => ({
          ...page,
          items: page.items.map(item => {
            known ||= item.id === task.id;
            return item.id === task.id ? task : item;
          }),
        }));
        return { ...data, pages };
      });
      if (!known) void queries.invalidateQueries({ queryKey: [...TASKS_KEY, 'list'] });
    });
  }, [active, queries]);
}

/** The list, newest first, page by page. */
export function useTasks(filters: TaskFilters) {
  useChanges(true);
  return useInfiniteQuery({
    queryKey: [...TASKS_KEY, 'list', filters],
    initialPageParam: '',
    queryFn: ({ pageParam }) =>
      answerOf(
        client.GET('/manage/v1/tasks', {
          params: { query: { ...filters, limit: 48, ...(pageParam === '' ? {} : { cursor: pageParam }) } },
        }),
      ),
    getNextPageParam: page => page.next,
  });
}

/** One task, followed until it has ended. */
export function useTask(id: string) {
  const task = useQuery({
    queryKey: [...TASKS_KEY, 'one', id],
    queryFn: () => answerOf(client.GET('/manage/v1/tasks/{id}', { params: { path: { id } } })),
    refetchInterval: query => (query.state.data === undefined || isOver(query.state.data) ? false : FALLBACK_MS),
  });
  useChanges(task.data !== undefined && !isOver(task.data));
  return task;
}
