// What Luma's two own APIs have in common: states but for one word, errors, and the generations that a body refers to.

import { Failure } from '@turnpike/protocols/failures';
import type { Json } from '../../relay/json.ts';
import { answer, parentOf, together, wordsOf, type Answer, type Desk, type Problem } from '../dialect.ts';
import type { Parent } from '../order.ts';
import type { TaskState } from '../task.ts';

/** Luma's words for the states; `running` is the one that differs. */
export function lumaStates(running: 'dreaming' | 'processing'): Readonly<Record<TaskState, string>> {
  return {
    accepted: 'queued',
    submitting: 'queued',
    queued: 'queued',
    waiting_input: 'queued',
    running,
    saving: running,
    succeeded: 'completed',
    failed: 'failed',
    cancelled: 'failed',
    expired: 'failed',
  };
}

/** The body of an error, which at the Agents API is a guess: the sources show none. */
export function lumaError(problem: Problem): Answer {
  const { status, message } = wordsOf(problem);
  return answer({ detail: message }, status);
}

/** Generations that a body goes on from: ours with the maker's ids, and the account that made them all. @throws Failure */
export async function generationsNamed(
  names: readonly string[],
  desk: Desk,
  param?: string,
): Promise<{ readonly ids: Json; readonly parent: Parent | undefined }> {
  const more = param === undefined ? {} : { param };
  const ids: Record<string, string> = {};
  let parent: Parent | undefined;
  for (const name of names) {
    const task = await desk.find(name);
    if (task === undefined) throw new Failure('not_found', 'Generation not found', more);
    if (task.state !== 'succeeded')
      throw new Failure('invalid_request', 'The generation that is referred to is not completed.', more);
    ids[task.publicId] = task.upstreamId;
    parent = together(parent, parentOf(task), param);
  }
  return { ids, parent };
}
