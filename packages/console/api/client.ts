// Calls of the management API: typed by its description, failing with what the gateway says went wrong.

import createClient from 'openapi-fetch';
import { inWordsOf, type Spoken } from './fault-words.ts';
import type { components, paths } from './schema.d.ts';

export const client = createClient<paths>({ baseUrl: '/', credentials: 'same-origin' });

/** A field at fault, as the gateway names it. */
export interface FieldFault {
  readonly path: string;
  readonly message: string;
}

/** What the gateway, or the network, says went wrong. */
export class ApiError extends Error {
  /** HTTP status, or 0 when nothing was answered. */
  readonly status: number;
  readonly code: string;
  readonly param: string | undefined;
  readonly fields: readonly FieldFault[];
  /** Our request id, to tell the operator. */
  readonly requestId: string;

  constructor(status: number, said: Partial<components['schemas']['Error']>, requestId: string) {
    super(inWordsOf((said.message ?? '').replace(/ \(request id: [^)]*\)$/, ''), spoken()));
    this.name = 'ApiError';
    this.status = status;
    this.code = said.code ?? (status === 0 ? 'network' : 'unknown');
    this.param = said.param;
    this.fields = fieldsOf(said.details);
    this.requestId = requestId;
  }
}

function fieldsOf(details: unknown): readonly FieldFault[] {
  if (typeof details !== 'object' || details === null || !('fields' in details)) return [];
  const faults = Array.isArray(details.fields) ? details.fields.filter(isFault) : [];
  return faults.map(({ path, message }) => ({ path, message: inWordsOf(message, spoken()) }));
}

/** The language of the page, which the reader has chosen. */
const spoken = (): Spoken => (document.documentElement.lang.startsWith('zh') ? 'zh' : 'en');

function isFault(value: unknown): value is FieldFault {
  return typeof value === 'object' && value !== null && 'path' in value && 'message' in value;
}

/** What a call gives: the value, or a thrown `ApiError`. */
export async function answerOf<Value>(
  call: Promise<{ data?: Value; error?: Partial<components['schemas']['Error']>; response: Response }>,
): Promise<Value> {
  let outcome;
  try {
    outcome = await call;
  } catch {
    throw new ApiError(0, {}, '');
  }
  const { data, error, response } = outcome;
  if (!response.ok) throw new ApiError(response.status, error ?? {}, response.headers.get('x-request-id') ?? '');
  // A success without a body gives nothing, and its type says so.
  return data as Value;
}
