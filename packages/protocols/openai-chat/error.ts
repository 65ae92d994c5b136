// What a chat upstream says when it fails: as an answer's status and body, or inside an answer of status 200.

import { entryOf } from '../conversation/entry-of.ts';
import { fields, isFields, type Fields } from '../conversation/counts.ts';
import { faultKind, type Fault, type FaultKind } from '../conversation/fault.ts';

/** Words and numbers by which vendors name a cause; the first row that matches is the cause. */
const CAUSES: readonly (readonly [pattern: RegExp, kind: FaultKind])[] = [
  [
    /^(?:insufficient_quota|insufficient_balance\w*|Arrearage|AccountOverdueError|exceeded_current_quota_error|1113|30001|billing_\w+|CommodityNotPurchased|PrepaidBillOverdue|PostpaidBillOverdue|BudgetLimitExceeded|insufficient_user_quota)$/i,
    'quota',
  ],
  [
    /^(?:invalid_api_key|invalid_authentication_error|incorrect_api_key_error|AuthenticationError|authentication_error|invalid_iam_token|100[0-4]|10005)$/i,
    'credential',
  ],
  [
    /^(?:rate_limit\w*|rate_limit_exceeded|limit_requests|tokens|requests|Throttling\.\w+|RateLimitExceeded\.\w+|130[234]|rpm_\w+|tpm_\w+|model_rate_limited_error|too_many_requests|SetLimitExceeded)$/i,
    'rate_limit',
  ],
  [
    /^(?:overloaded\w*|engine_overloaded_error|model_overloaded_error|ServerOverloaded|1305|50505|capacity_exceeded|insufficient_system_resource)$/i,
    'overloaded',
  ],
  [/^(?:model_not_found|ModelNotOpen|InvalidEndpointOrModel\.\w+|1211|20012)$/i, 'not_found'],
  [
    /^(?:context_length_exceeded|exceed_context_size_error|OutofContextError|1261|tokens_too_long|content_filter|data_inspection_failed|1301|sensitive|invalid_request_error|invalid_parameter_error|invalid_value|unsafe_request|InvalidParameter\S*)$/i,
    'invalid_request',
  ],
];

/** MiniMax's numbers, in `base_resp` or in brackets behind a message; Zhipu means other things by the same ones. */
const MINIMAX: Readonly<Record<string, FaultKind>> = {
  '1001': 'timeout',
  '1002': 'rate_limit',
  '1004': 'credential',
  '1008': 'quota',
  '1026': 'invalid_request',
  '1027': 'invalid_request',
  '1039': 'invalid_request',
  '1041': 'rate_limit',
  '2013': 'invalid_request',
  '2045': 'rate_limit',
  '2049': 'credential',
  '2056': 'quota',
};

function causeOf(...words: readonly unknown[]): FaultKind | undefined {
  for (const word of words) {
    if (typeof word !== 'string' && typeof word !== 'number') continue;
    const text = String(word);
    const row = CAUSES.find(([pattern]) => pattern.test(text));
    if (row !== undefined) return row[1];
  }
  return undefined;
}

/** Reads an error answer of a chat upstream, in whichever of its vendors' shapes. Never throws. */
export function decodeFault(status: number, body: Fields, retryAfter?: number): Fault {
  const error = errorOf(body);
  const { code, type, param } = error;
  const number = fields(body['base_resp'])['status_code'] ?? /\((\d{4})\)\s*$/.exec(messageOf(body))?.[1];
  const kind = kindOf(status, entryOf(MINIMAX, String(number)) ?? causeOf(code, type));
  return {
    kind,
    message: messageOf(body) || `The upstream answered with status ${status}.`,
    ...(typeof code === 'string' && code !== '' ? { code } : {}),
    ...(typeof param === 'string' && param !== '' ? { param } : {}),
    ...(retryAfter === undefined ? {} : { retryAfter }),
  };
}

/** The status decides; the vendor's word only where statuses are known to say too little. */
function kindOf(status: number, cause: FaultKind | undefined): FaultKind {
  const kind = faultKind(status);
  if (cause === undefined) return kind;
  if (cause === 'quota' || cause === 'credential') return cause;
  if (status === 200 || kind === 'server') return cause;
  return kind === 'rate_limit' && cause === 'overloaded' ? cause : kind;
}

/** The object that names the cause: `error`, MiniMax's `base_resp`, or the body itself. */
function errorOf(body: Fields): Fields {
  const error = body['error'];
  if (isFields(error)) return error;
  const base = fields(body['base_resp']);
  if (base['status_code'] !== undefined) return { code: base['status_code'], message: base['status_msg'] };
  return body;
}

function messageOf(body: Fields): string {
  const error = errorOf(body);
  const detail = body['detail'];
  const candidates = [
    error['message'],
    body['error'],
    error['msg'],
    error['error_msg'],
    detail,
    fields(detail)['error'],
    body['message'],
    fields(Array.isArray(body['errors']) ? body['errors'][0] : undefined)['message'],
  ];
  const text = candidates.find((value): value is string => typeof value === 'string' && value !== '');
  if (text !== undefined) return text;
  // Mistral and others list what they found under `message` or `detail`.
  const listed = [error['message'], detail].find(value => typeof value === 'object' && value !== null);
  return listed === undefined ? '' : JSON.stringify(listed);
}

/** Words of a finish that tell a failure: Zhipu and DeepSeek say it in no other way. */
const FAILED_FINISH: Readonly<Record<string, FaultKind>> = {
  error: 'server',
  network_error: 'server',
  insufficient_system_resource: 'overloaded',
  aborted: 'server',
};

/** The failure that an answer or an event of status 200 tells of, or undefined. */
export function faultIn(body: Fields): Fault | undefined {
  const error = body['error'];
  if (isFields(error) || (typeof error === 'string' && error !== '')) return inBand(body, fields(error));
  if (body['type'] === 'session.error' || body['object'] === 'error' || body['object'] === 'Error')
    return inBand(body, body);
  const base = fields(body['base_resp'])['status_code'];
  if (typeof base === 'number' && base !== 0)
    return decodeFault(entryOf(MINIMAX, String(base)) === undefined ? 500 : 200, body);
  if (Array.isArray(body['choices'])) return faultOfFinish(body['choices']);
  const code = body['code'];
  if (body['success'] === false || (code !== undefined && code !== 0 && code !== 200 && body['message'] !== undefined))
    return inBand(body, body);
  return undefined;
}

function inBand(body: Fields, error: Fields): Fault {
  const status = [error['status_code'], error['status'], error['code']].find(
    (value): value is number => typeof value === 'number' && value >= 400 && value < 600,
  );
  return decodeFault(status ?? (causeOf(error['code'], error['type']) === undefined ? 500 : 200), body);
}

function faultOfFinish(choices: readonly unknown[]): Fault | undefined {
  for (const choice of choices) {
    const { finish_reason: finish, error } = fields(choice);
    if (isFields(error)) return inBand({ error }, error);
    const kind = typeof finish === 'string' ? entryOf(FAILED_FINISH, finish) : undefined;
    if (kind !== undefined) return { kind, message: `The upstream ended its answer with '${String(finish)}'.` };
  }
  return undefined;
}
