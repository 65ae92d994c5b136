// The one table of failures: what can go wrong, with its status, its word in each API family, and what to do about it.

/** The four protocols of the large language models. */
export type Protocol = 'openai-chat' | 'openai-responses' | 'anthropic-messages' | 'gemini-generate';

/** The API families whose error shapes we speak: the four protocols, vendors of small APIs, and our own management. */
export type Family = Protocol | 'cohere' | 'voyage' | 'dashscope' | 'management';

const PROTOCOLS: ReadonlySet<string> = new Set<Protocol>([
  'openai-chat',
  'openai-responses',
  'anthropic-messages',
  'gemini-generate',
]);

/** Whether a word names one of the four protocols. */
export function isProtocol(word: string | undefined): word is Protocol {
  return word !== undefined && PROTOCOLS.has(word);
}

interface FailureRow {
  /** HTTP status of the answer. */
  readonly status: number;
  /** `error.type` of the OpenAI shape. */
  readonly openai: string;
  /** `error.status` of the Gemini shape. */
  readonly gemini: string;
  /** `error.type` of the Anthropic shape. */
  readonly anthropic: string;
}

const row = (status: number, openai: string, anthropic: string, gemini: string): FailureRow => ({
  status,
  openai,
  anthropic,
  gemini,
});

/** Every cause of failure of our own making, by the `code` that clients match on (gateway-api §8.2). */
export const FAILURES = {
  missing_token: row(401, 'authentication_error', 'authentication_error', 'UNAUTHENTICATED'),
  invalid_token: row(401, 'authentication_error', 'authentication_error', 'UNAUTHENTICATED'),
  token_disabled: row(401, 'authentication_error', 'authentication_error', 'UNAUTHENTICATED'),
  token_expired: row(401, 'authentication_error', 'authentication_error', 'UNAUTHENTICATED'),
  token_quota_exhausted: row(403, 'insufficient_quota', 'permission_error', 'PERMISSION_DENIED'),
  access_denied: row(403, 'permission_error', 'permission_error', 'PERMISSION_DENIED'),
  model_not_allowed: row(403, 'permission_error', 'permission_error', 'PERMISSION_DENIED'),
  user_disabled: row(403, 'permission_error', 'permission_error', 'PERMISSION_DENIED'),
  insufficient_user_quota: row(403, 'insufficient_quota', 'permission_error', 'PERMISSION_DENIED'),
  pre_consume_token_quota_failed: row(403, 'insufficient_quota', 'permission_error', 'PERMISSION_DENIED'),
  model_not_found: row(404, 'invalid_request_error', 'not_found_error', 'NOT_FOUND'),
  previous_response_not_found: row(404, 'invalid_request_error', 'not_found_error', 'NOT_FOUND'),
  not_found: row(404, 'invalid_request_error', 'not_found_error', 'NOT_FOUND'),
  method_not_allowed: row(405, 'invalid_request_error', 'invalid_request_error', 'INVALID_ARGUMENT'),
  no_available_channel: row(503, 'server_error', 'overloaded_error', 'UNAVAILABLE'),
  model_price_error: row(400, 'invalid_request_error', 'invalid_request_error', 'INVALID_ARGUMENT'),
  invalid_request: row(400, 'invalid_request_error', 'invalid_request_error', 'INVALID_ARGUMENT'),
  invalid_json: row(400, 'invalid_request_error', 'invalid_request_error', 'INVALID_ARGUMENT'),
  unsupported_media_type: row(415, 'invalid_request_error', 'invalid_request_error', 'INVALID_ARGUMENT'),
  read_request_body_failed: row(413, 'invalid_request_error', 'request_too_large', 'INVALID_ARGUMENT'),
  request_timeout: row(408, 'invalid_request_error', 'invalid_request_error', 'INVALID_ARGUMENT'),
  rate_limit_exceeded: row(429, 'rate_limit_error', 'rate_limit_error', 'RESOURCE_EXHAUSTED'),
  upstream_auth_error: row(502, 'server_error', 'api_error', 'UNAVAILABLE'),
  bad_response_body: row(502, 'server_error', 'api_error', 'UNAVAILABLE'),
  bad_response: row(502, 'server_error', 'api_error', 'UNAVAILABLE'),
  upstream_unreachable: row(502, 'server_error', 'api_error', 'UNAVAILABLE'),
  upstream_timeout: row(504, 'server_error', 'timeout_error', 'DEADLINE_EXCEEDED'),
  api_not_implemented: row(501, 'invalid_request_error', 'invalid_request_error', 'UNIMPLEMENTED'),
  system_overloaded: row(503, 'server_error', 'overloaded_error', 'UNAVAILABLE'),
  store_unavailable: row(503, 'server_error', 'overloaded_error', 'UNAVAILABLE'),
  AUTH_UNAUTHORIZED: row(401, 'authentication_error', 'authentication_error', 'UNAUTHENTICATED'),
  AUTH_USER_DISABLED: row(403, 'permission_error', 'permission_error', 'PERMISSION_DENIED'),
  AUTH_INSUFFICIENT_PRIVILEGE: row(403, 'permission_error', 'permission_error', 'PERMISSION_DENIED'),
  AUTH_PROOF_NEEDED: row(403, 'permission_error', 'permission_error', 'PERMISSION_DENIED'),
  AUTH_WRONG: row(401, 'authentication_error', 'authentication_error', 'UNAUTHENTICATED'),
  conflict: row(409, 'invalid_request_error', 'invalid_request_error', 'INVALID_ARGUMENT'),
  declared_in_file: row(409, 'invalid_request_error', 'invalid_request_error', 'INVALID_ARGUMENT'),
  internal_error: row(500, 'server_error', 'api_error', 'INTERNAL'),
} as const satisfies Record<string, FailureRow>;

/** A cause of failure: the `code` in every family that has one. */
export type FailureCode = keyof typeof FAILURES;

/** What may be said of a failure beside its code and message. */
export interface FailureOptions {
  readonly param?: string;
  readonly retryAfter?: number;
  readonly details?: Readonly<Record<string, unknown>>;
  readonly cause?: unknown;
}

/**
 * A failure of our own making. `message` says what to do; `param` names the field at fault;
 * `retryAfter` is in seconds and becomes `Retry-After`.
 */
export class Failure extends Error {
  readonly code: FailureCode;
  readonly param: string | undefined;
  readonly retryAfter: number | undefined;
  /** Machine-readable details, where a client acts on them (Anthropic `error.details`). */
  readonly details: Readonly<Record<string, unknown>> | undefined;

  constructor(code: FailureCode, message: string, options: FailureOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'Failure';
    this.code = code;
    this.param = options.param;
    this.retryAfter = options.retryAfter;
    this.details = options.details;
  }

  /** HTTP status of this failure. */
  get status(): number {
    return FAILURES[this.code].status;
  }
}

/** Google's clients read in the error itself when to try again; `seconds` may have a fraction. */
export function retryInfo(seconds: number | undefined): object {
  if (seconds === undefined) return {};
  return { details: [{ '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: `${Math.ceil(seconds)}s` }] };
}

/** DashScope's word for each status (bailian.md §2). */
export const DASHSCOPE_CODES: Readonly<Record<number, string>> = {
  400: 'InvalidParameter',
  401: 'InvalidApiKey',
  402: 'Arrearage',
  403: 'AccessDenied',
  404: 'ModelNotFound',
  405: 'InvalidParameter',
  413: 'InvalidParameter',
  415: 'InvalidParameter',
  422: 'InvalidParameter',
  429: 'Throttling.RateQuota',
  503: 'ServiceUnavailable',
  504: 'InternalError.Timeout',
};

/** The JSON value of a failure in a family's own shape (gateway-api §8.1). `requestId` is ours. */
export function renderFailure(family: Family, failure: Failure, requestId: string): unknown {
  const words: FailureRow = FAILURES[failure.code];
  const message = `${failure.message} (request id: ${requestId})`;
  switch (family) {
    case 'anthropic-messages':
      return {
        type: 'error',
        error: {
          type: words.anthropic,
          message,
          ...(failure.details === undefined ? {} : { details: failure.details }),
        },
        request_id: requestId,
      };
    case 'gemini-generate':
      return { error: { code: words.status, message, status: words.gemini, ...retryInfo(failure.retryAfter) } };
    case 'cohere':
      return { message, id: requestId };
    case 'voyage':
      return { detail: message };
    case 'dashscope':
      return { code: DASHSCOPE_CODES[words.status] ?? 'InternalError', message, request_id: requestId };
    case 'management':
      return {
        success: false,
        message,
        code: failure.code,
        ...(failure.param === undefined ? {} : { param: failure.param }),
        ...(failure.details === undefined ? {} : { details: failure.details }),
      };
    default:
      return { error: { message, type: words.openai, param: failure.param ?? '', code: failure.code } };
  }
}
