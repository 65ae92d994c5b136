// Errors in Google's shape.

import { Refused } from '../exchange.ts';
import type { Fault } from '../shape.ts';

const STATUSES: Readonly<Record<number, readonly [status: string, message: string]>> = {
  400: ['INVALID_ARGUMENT', 'Request contains an invalid argument.'],
  401: ['UNAUTHENTICATED', 'Request had invalid authentication credentials.'],
  403: ['PERMISSION_DENIED', 'The caller does not have permission.'],
  404: ['NOT_FOUND', 'Requested entity was not found.'],
  429: ['RESOURCE_EXHAUSTED', 'Resource has been exhausted (e.g. check quota).'],
  500: ['INTERNAL', 'An internal error has occurred.'],
  503: ['UNAVAILABLE', 'The model is overloaded. Please try again later.'],
  504: ['DEADLINE_EXCEEDED', 'The request timed out.'],
};

/** A Google error body. */
export function geminiBody(code: number, message?: string, details: readonly unknown[] = []): unknown {
  const [status, words] = STATUSES[code] ?? ['UNKNOWN', `The sandbox answers ${code} as asked.`];
  return { error: { code, message: message ?? words, status, ...(details.length === 0 ? {} : { details }) } };
}

/** A Google error. */
export function geminiError(code: number, message?: string, retryAfter?: number): Refused {
  const details =
    retryAfter === undefined
      ? []
      : [{ '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: `${retryAfter}s` }];
  return new Refused(code, geminiBody(code, message, details), retryAfter);
}

/** A fault of shape in Google's words. */
export function geminiFault(fault: Fault): Refused {
  const names = fault.path.map(part =>
    typeof part === 'number' ? `[${part}]` : part.replace(/[A-Z]/g, letter => `_${letter.toLowerCase()}`),
  );
  const where = names.join('.').replace(/\.\[/g, '[');
  const parent = names.slice(0, -1).join('.').replace(/\.\[/g, '[');
  const last = String(fault.path.at(-1) ?? '');
  switch (fault.kind) {
    case 'unknown':
      return geminiError(
        400,
        `Invalid JSON payload received. Unknown name "${last}"${parent === '' ? '' : ` at '${parent}'`}: Cannot find field.`,
      );
    case 'missing':
      return geminiError(400, `* GenerateContentRequest.${where}: ${last} is not specified\n`);
    default:
      return geminiError(
        400,
        `Invalid value at '${where}': expected ${fault.expected}, found ${JSON.stringify(fault.found)?.slice(0, 80)}`,
      );
  }
}
