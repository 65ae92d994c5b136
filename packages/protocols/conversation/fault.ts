// What went wrong at an upstream, in the neutral form, with its word and status in each API family.

import { DASHSCOPE_CODES, type Family, retryInfo } from '../failures.ts';

interface FaultRow {
  /** The status a client of each family is given. */
  readonly status: number;
  readonly anthropicStatus?: number;
  readonly openai: string;
  /** `error.code` of the OpenAI shape. */
  readonly code: string | null;
  readonly anthropic: string;
  readonly gemini: string;
}

/** Every kind of fault (conversion §11). An upstream's 401 is the gateway's fault, so it is a 502 for the client. */
export const FAULTS = {
  invalid_request: {
    status: 400,
    openai: 'invalid_request_error',
    code: null,
    anthropic: 'invalid_request_error',
    gemini: 'INVALID_ARGUMENT',
  },
  credential: {
    status: 502,
    openai: 'server_error',
    code: 'upstream_auth_error',
    anthropic: 'api_error',
    gemini: 'UNAVAILABLE',
  },
  quota: {
    status: 429,
    openai: 'insufficient_quota',
    code: 'insufficient_quota',
    anthropic: 'rate_limit_error',
    gemini: 'RESOURCE_EXHAUSTED',
  },
  permission: {
    status: 403,
    openai: 'permission_error',
    code: null,
    anthropic: 'permission_error',
    gemini: 'PERMISSION_DENIED',
  },
  not_found: {
    status: 404,
    openai: 'invalid_request_error',
    code: 'model_not_found',
    anthropic: 'not_found_error',
    gemini: 'NOT_FOUND',
  },
  too_large: {
    status: 413,
    openai: 'invalid_request_error',
    code: 'request_too_large',
    anthropic: 'request_too_large',
    gemini: 'INVALID_ARGUMENT',
  },
  rate_limit: {
    status: 429,
    openai: 'rate_limit_error',
    code: 'rate_limit_exceeded',
    anthropic: 'rate_limit_error',
    gemini: 'RESOURCE_EXHAUSTED',
  },
  overloaded: {
    status: 503,
    anthropicStatus: 529,
    openai: 'server_error',
    code: 'overloaded',
    anthropic: 'overloaded_error',
    gemini: 'UNAVAILABLE',
  },
  timeout: {
    status: 504,
    openai: 'server_error',
    code: 'timeout',
    anthropic: 'timeout_error',
    gemini: 'DEADLINE_EXCEEDED',
  },
  server: { status: 500, openai: 'server_error', code: null, anthropic: 'api_error', gemini: 'INTERNAL' },
  /** The stream ended before its terminal event. */
  cut: {
    status: 502,
    openai: 'server_error',
    code: 'upstream_cut',
    anthropic: 'api_error',
    gemini: 'UNAVAILABLE',
  },
} as const satisfies Record<string, FaultRow>;

/** A kind of fault. */
export type FaultKind = keyof typeof FAULTS;

/** A fault of an upstream, as far as a client may know it. */
export interface Fault {
  readonly kind: FaultKind;
  /** The upstream's own words, or ours. */
  readonly message: string;
  /** The upstream's own code, where a client may act on it (`context_length_exceeded`, `content_filter`). */
  readonly code?: string;
  readonly param?: string;
  /** Seconds. */
  readonly retryAfter?: number;
}

const BY_STATUS: Readonly<Record<number, FaultKind>> = {
  400: 'invalid_request',
  401: 'credential',
  402: 'quota',
  403: 'permission',
  404: 'not_found',
  408: 'timeout',
  409: 'invalid_request',
  413: 'too_large',
  415: 'invalid_request',
  422: 'invalid_request',
  429: 'rate_limit',
  503: 'overloaded',
  504: 'timeout',
  529: 'overloaded',
};

/** The kind of fault that an HTTP status means. */
export function faultKind(status: number): FaultKind {
  return BY_STATUS[status] ?? (status >= 400 && status < 500 ? 'invalid_request' : 'server');
}

/** The HTTP status that a client of a family is given for a fault. */
export function faultStatus(family: Family, fault: Fault): number {
  const row: FaultRow = FAULTS[fault.kind];
  return family === 'anthropic-messages' ? (row.anthropicStatus ?? row.status) : row.status;
}

/** The error object of a fault in a family's own shape; for Responses the HTTP shape, not the event's. */
export function renderFault(family: Family, fault: Fault, requestId: string): Record<string, unknown> {
  const row: FaultRow = FAULTS[fault.kind];
  const message = requestId === '' ? fault.message : `${fault.message} (request id: ${requestId})`;
  switch (family) {
    case 'anthropic-messages':
      return { type: 'error', error: { type: row.anthropic, message }, request_id: requestId };
    case 'gemini-generate':
      return { error: { code: row.status, message, status: row.gemini, ...retryInfo(fault.retryAfter) } };
    case 'cohere':
      return { message, id: requestId };
    case 'voyage':
      return { detail: message };
    case 'dashscope':
      return { code: DASHSCOPE_CODES[row.status] ?? 'InternalError', message, request_id: requestId };
    default:
      return { error: { message, type: row.openai, param: fault.param ?? null, code: fault.code ?? row.code } };
  }
}
