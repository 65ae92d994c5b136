// OpenAI's batches as their owner sees them: the provider's own object, under our id and with the client's file.

import { text, type Json } from '../../relay/json.ts';
import type { Dialect } from '../dialect.ts';
import { word } from '../ids.ts';
import { openaiError } from '../openai-error.ts';
import type { Task, TaskState } from '../task.ts';

/** States without a word of the provider's, such as those of a batch that it lost. */
const STATUSES: Readonly<Record<TaskState, string>> = {
  accepted: 'validating',
  submitting: 'validating',
  queued: 'validating',
  waiting_input: 'validating',
  running: 'in_progress',
  saving: 'finalizing',
  succeeded: 'completed',
  failed: 'failed',
  cancelled: 'cancelled',
  expired: 'expired',
};

/** Fields that every batch has, empty until they are known. */
const EMPTY = {
  errors: null,
  output_file_id: null,
  error_file_id: null,
  in_progress_at: null,
  expires_at: null,
  finalizing_at: null,
  completed_at: null,
  failed_at: null,
  expired_at: null,
  cancelling_at: null,
  cancelled_at: null,
  metadata: null,
};

/** The provider's last words, where they are no older than ours. */
function statusOf({ raw, state, error }: Task): string {
  const told = text(raw?.['status']);
  const isLost = error !== undefined && (error.class === 'lost' || error.class === 'timeout');
  return told === '' || isLost ? STATUSES[state] : told;
}

/** A Batch object. */
export function renderBatch(task: Task): Json {
  const { body, raw = {}, error } = task;
  const status = statusOf(task);
  const failed = status === 'failed' && raw['errors'] === undefined && error !== undefined;
  return {
    ...EMPTY,
    request_counts: { total: 0, completed: 0, failed: 0 },
    ...raw,
    ...(failed ? { errors: { object: 'list', data: [{ code: error.code, message: error.message }] } } : {}),
    id: task.publicId,
    object: 'batch',
    endpoint: body['endpoint'],
    input_file_id: body['input_file_id'],
    completion_window: body['completion_window'],
    status,
    created_at: raw['created_at'] ?? Math.floor(task.createdAt / 1000),
  };
}

/** Ids of the files in which a batch was answered. */
export function filesOf({ raw = {} }: Task): readonly string[] {
  return ['output_file_id', 'error_file_id'].map(name => text(raw[name])).filter(id => id !== '');
}

export const openaiBatch: Dialect = {
  name: 'openai-batch',
  // Its paths read files of any size: they are in `api/batches.ts`.
  routes: [],
  newId: () => word('batch_', 32),
  render: renderBatch,
  error: openaiError,
};
