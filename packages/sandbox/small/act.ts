// What every small API of the practice upstream does before it answers: markers read, failures and silence played.

import { createHash } from 'node:crypto';
import { misbehave, Refused, type Visit } from '../exchange.ts';
import { geminiError } from '../gemini-generate/errors.ts';
import { openaiFault, openaiStatus } from '../openai-errors.ts';
import { failing } from '../play/failing.ts';
import { readMarkers, type Markers } from '../play/markers.ts';
import { bracketPath, type Fault } from '../shape.ts';

/** Whose errors are spoken. */
export type Vendor = 'openai' | 'gemini' | 'cohere' | 'voyage' | 'dashscope';

/** An answer about to be given. */
export interface Act {
  readonly markers: Markers;
  /** The same for the same request. */
  readonly seed: string;
}

/** Codes of DashScope by status. */
const DASHSCOPE: Readonly<Record<number, string>> = {
  400: 'InvalidParameter',
  401: 'InvalidApiKey',
  403: 'AccessDenied',
  404: 'ModelNotFound',
  429: 'Throttling.RateQuota',
};

/** An error in a vendor's own shape. */
export function refusalOf(vendor: Vendor, status: number, message: string, retryAfter?: number): Refused {
  switch (vendor) {
    case 'gemini':
      return geminiError(status, message, retryAfter);
    case 'cohere':
      return new Refused(status, { message, id: 'sandbox' }, retryAfter);
    case 'voyage':
      return new Refused(status, { detail: message }, retryAfter);
    case 'dashscope':
      return new Refused(
        status,
        { code: DASHSCOPE[status] ?? 'InternalError.Algo', message, request_id: 'sandbox' },
        retryAfter,
      );
    case 'openai':
      return new Refused(
        status,
        { error: { message, type: 'invalid_request_error', param: null, code: null } },
        retryAfter,
      );
  }
}

/** A fault of shape in a vendor's words. */
export function faultOf(vendor: Vendor, fault: Fault): Refused {
  if (vendor === 'openai') return openaiFault(fault);
  const path = bracketPath(fault.path);
  const words =
    fault.kind === 'unknown'
      ? `unknown field: ${path}`
      : fault.kind === 'missing'
        ? `missing field: ${path}`
        : `${path}: expected ${fault.expected}`;
  return refusalOf(vendor, 400, `invalid request: ${words}`);
}

/** Reads the markers of all texts of a request, and plays what they ask for; undefined when the exchange is over. */
export async function enter(visit: Visit, vendor: Vendor, texts: readonly string[]): Promise<Act | undefined> {
  const markers = readMarkers(texts.join('\n'));
  const seed = createHash('sha256').update(`${visit.path}\n${visit.body}`).digest('hex');
  if (failing({ markers, seed })) {
    const { status = 500, retryAfter } = markers.error ?? {};
    throw vendor === 'openai'
      ? openaiStatus(status, retryAfter)
      : refusalOf(vendor, status, `The sandbox answers ${status} as asked.`, retryAfter);
  }
  return (await misbehave(visit, markers)) ? undefined : { markers, seed };
}

/** Usage that counts only what was read. */
export function readOnly(input: number): {
  input: number;
  cacheRead: number;
  cacheWrite: number;
  cacheWrite1h: number;
  output: number;
  thinking: number;
  searches: number;
} {
  return { input, cacheRead: 0, cacheWrite: 0, cacheWrite1h: 0, output: 0, thinking: 0, searches: 0 };
}
