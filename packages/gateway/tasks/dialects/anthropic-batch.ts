// Anthropic's batches of messages as their owner sees them: the provider's own object, under our id and address.

import { FAILURES, renderFailure } from '@turnpike/protocols/failures';
import { text, type Json } from '../../relay/json.ts';
import { wordsOf, type Answer, type Dialect, type Problem } from '../dialect.ts';
import { word } from '../ids.ts';
import { isFinal, type Task } from '../task.ts';

const NOTHING = { processing: 0, succeeded: 0, errored: 0, canceled: 0, expired: 0 };
/** Error types by status, where a failure of ours has no own one. */
const TYPES: Readonly<Record<number, string>> = {
  400: 'invalid_request_error',
  404: 'not_found_error',
  413: 'request_too_large',
  429: 'rate_limit_error',
};

/** A MessageBatch object. */
export function renderMessageBatch(task: Task): Json {
  const { raw = {} } = task;
  const ended = isFinal(task.state);
  const made = text(raw['results_url']) !== '';
  return {
    expires_at: new Date(task.createdAt + 86_400_000).toISOString(),
    archived_at: null,
    cancel_initiated_at: null,
    ended_at: ended ? new Date(task.finishedAt).toISOString() : null,
    request_counts: NOTHING,
    ...raw,
    id: task.publicId,
    type: 'message_batch',
    processing_status: ended ? 'ended' : text(raw['processing_status']) || 'in_progress',
    created_at: text(raw['created_at']) || new Date(task.createdAt).toISOString(),
    results_url: made ? `${task.origin}/v1/messages/batches/${task.publicId}/results` : null,
  };
}

/** Errors in Anthropic's shape. */
export function anthropicError(problem: Problem): Answer {
  const requestId = problem.requestId ?? '';
  if (problem.kind === 'failure') {
    const { failure } = problem;
    return { status: failure.status, json: renderFailure('anthropic-messages', failure, requestId) };
  }
  const { status, code, message } = wordsOf(problem);
  const known = Object.entries(FAILURES).find(([name]) => name === code)?.[1].anthropic;
  const type = known ?? TYPES[status] ?? 'api_error';
  return { status, json: { type: 'error', error: { type, message }, request_id: requestId } };
}

export const anthropicBatch: Dialect = {
  name: 'anthropic-batch',
  // Its paths are in `api/message-batches.ts`.
  routes: [],
  newId: () => word('msgbatch_', 24),
  render: renderMessageBatch,
  error: anthropicError,
};
