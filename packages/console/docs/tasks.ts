// Follows the task that a call began, by its request, until it has come to its end.

import { mediaIn } from './media.ts';
import { pause } from './requests.ts';
import { words } from './words.ts';

const PAUSE_MS = 1_000;
/** How often it is looked for a task that is not there yet. */
const LOOKS = 5;

interface Task {
  readonly id: string;
  readonly status: string;
  readonly progress: number;
  readonly held: string;
  readonly cost: string;
  readonly request_id: string;
  readonly error: { readonly message?: string } | null;
}

const OVER = new Set(['succeeded', 'failed', 'cancelled', 'expired']);

/** Where a task is shown. */
export interface TaskPlace {
  readonly line: HTMLElement;
  readonly media: HTMLElement;
  cost(text: string): void;
}

async function tasks(headers: Readonly<Record<string, string>>, signal: AbortSignal): Promise<readonly Task[]> {
  const response = await fetch('/v1/tasks?limit=10', {
    headers,
    credentials: 'same-origin',
    cache: 'no-store',
    signal,
  });
  if (!response.ok) return [];
  const { data }: { data?: readonly Task[] } = await response.json();
  return data ?? [];
}

/** Shows how far the task of a request is, then what it made and cost. */
export async function followTask(
  requestId: string,
  headers: Readonly<Record<string, string>>,
  signal: AbortSignal,
  place: TaskPlace,
): Promise<void> {
  for (let missing = 0; missing < LOOKS;) {
    const task = (await tasks(headers, signal)).find(one => one.request_id === requestId);
    if (task === undefined) missing += 1;
    else {
      const over = OVER.has(task.status);
      const why = task.error?.message ?? '';
      place.line.hidden = false;
      place.line.textContent = `${words.task} ${task.id}: ${task.status} · ${Math.round(task.progress)} %${why === '' ? '' : ` · ${why}`}${over ? '' : ` · ${words.following}`}`;
      place.cost(over ? (Number(task.cost) === 0 ? words.free : `$${task.cost}`) : `$${task.held} (${words.held})`);
      if (over) {
        place.media.replaceChildren(...mediaIn(task));
        return;
      }
    }
    await pause(PAUSE_MS, signal);
  }
}
