// Reads what an upstream of a small API says went wrong, in whichever of the providers' error shapes it says it.

import { faultKind, type Fault } from './conversation/fault.ts';
import { fields, isFields, type Fields } from './conversation/counts.ts';

/** The first text among some fields. */
function firstText(values: readonly unknown[]): string | undefined {
  return values.find((value): value is string => typeof value === 'string' && value !== '');
}

/**
 * OpenAI and Google: `{error:{message,code}}`; Cohere: `{message,id}`; Voyage: `{detail}`; DashScope: `{code,message}`;
 * vLLM: `{object:"error",message}`.
 */
export function readFault(status: number, body: Fields, retryAfter?: number): Fault {
  const { error } = body;
  const inner = isFields(error) ? error : body;
  const message =
    firstText([inner['message'], error, inner['detail'], fields(inner['detail'])['message'], inner['msg']]) ??
    `The upstream refused the request with status ${status}.`;
  const code = firstText([inner['code'], inner['status']]);
  return {
    kind: faultKind(status),
    message,
    ...(code === undefined ? {} : { code }),
    ...(typeof inner['param'] === 'string' && inner['param'] !== '' ? { param: inner['param'] } : {}),
    ...(retryAfter === undefined ? {} : { retryAfter }),
  };
}

/** Codes of DashScope and of MiniMax (openrouter.md §8) by the status that they come with elsewhere: some gateways send them under status 200. */
const CODES: readonly (readonly [code: RegExp, status: number])[] = [
  [/^(?:1004|2049)$/, 401],
  [/^1008$/, 402],
  [/^1002$/, 429],
  [/^(?:InvalidApiKey|AccessDenied|Model\.AccessDenied)/, 401],
  [/^Arrearage/, 402],
  [/^(?:Throttling|RateLimit|429$)/, 429],
  [/^(?:ModelNotFound|404$)/, 404],
  [/^(?:InternalError|SystemError|5\d\d$)/, 500],
  [/./, 400],
];

/**
 * A failure in the place of an answer, under status 200: an error object, a code that is none of success, or a
 * `base_resp` that says so. `answered`: the field whose presence makes it an answer all the same.
 */
export function hiddenFault(body: Fields, answered: readonly string[]): Fault | undefined {
  const base = fields(body['base_resp']);
  if (typeof base['status_code'] === 'number' && base['status_code'] !== 0) {
    return readFault(statusOfCode(String(base['status_code'])), { message: base['status_msg'] });
  }
  const { error } = body;
  if (isFields(error) || (typeof error === 'string' && error !== '')) {
    const told = fields(error);
    const code = told['code'] ?? told['status'] ?? body['code'];
    return readFault(statusOfCode(String(code ?? '')), body);
  }
  if (answered.some(name => body[name] !== undefined && body[name] !== null)) return undefined;
  const code = body['code'] ?? body['detail'] ?? (body['object'] === 'error' ? '400' : undefined);
  return code === undefined || code === '' || code === 0 ? undefined : readFault(statusOfCode(String(code)), body);
}

function statusOfCode(code: string): number {
  const number = Number(code);
  if (Number.isInteger(number) && number >= 400 && number < 600) return number;
  return CODES.find(([pattern]) => pattern.test(code))?.[1] ?? 400;
}
