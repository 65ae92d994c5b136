// Errors in OpenAI's shape, with its words for each kind of fault.

import { Refused } from './exchange.ts';
import { bracketPath, type Fault } from './shape.ts';

/** Statuses that markers may ask for, with OpenAI's type and code. */
const BY_STATUS: Readonly<Record<number, readonly [type: string, code: string | null, message: string]>> = {
  400: ['invalid_request_error', null, 'The request was refused by the sandbox as asked.'],
  401: ['invalid_request_error', 'invalid_api_key', 'Incorrect API key provided: sandbox.'],
  403: ['invalid_request_error', 'unsupported_country_region_territory', 'Country, region, or territory not supported'],
  404: ['invalid_request_error', 'model_not_found', 'The model does not exist or you do not have access to it.'],
  429: ['requests', 'rate_limit_exceeded', 'Rate limit reached in the sandbox. Please try again later.'],
  500: ['server_error', null, 'The server had an error while processing your request.'],
  503: ['server_error', null, 'The engine is currently overloaded, please try again later.'],
};

/** An OpenAI error body. */
export function openaiError(
  message: string,
  type = 'invalid_request_error',
  param: string | null = null,
  code: string | null = null,
): unknown {
  return { error: { message, type, param, code } };
}

/** The error that a marker asks for. */
export function openaiStatus(status: number, retryAfter?: number): Refused {
  const [type, code, message] = BY_STATUS[status] ?? ['server_error', null, `The sandbox answers ${status} as asked.`];
  return new Refused(status, openaiError(message, type, null, code), retryAfter);
}

/** A plain 400. */
export function openaiRefusal(message: string, param: string | null = null, code: string | null = null): Refused {
  return new Refused(400, openaiError(message, 'invalid_request_error', param, code));
}

/** A fault of shape in OpenAI's words. */
export function openaiFault(fault: Fault): Refused {
  const path = bracketPath(fault.path);
  const found =
    typeof fault.found === 'string' ? `'${fault.found.slice(0, 60)}'` : JSON.stringify(fault.found)?.slice(0, 60);
  switch (fault.kind) {
    case 'unknown':
      return openaiRefusal(`Unknown parameter: '${path}'.`, path, 'unknown_parameter');
    case 'missing':
      return openaiRefusal(`Missing required parameter: '${path}'.`, path, 'missing_required_parameter');
    case 'type':
      return openaiRefusal(
        `Invalid type for '${path}': expected ${fault.expected}, but got ${nameOf(fault.found)} instead.`,
        path,
        'invalid_type',
      );
    case 'range':
      return fault.expected.startsWith('one of ')
        ? openaiRefusal(
            `Invalid value: ${found}. Supported values are: ${fault.expected.slice('one of '.length)}.`,
            path,
            'invalid_value',
          )
        : openaiRefusal(
            `Invalid '${path}': expected ${fault.expected}, but got ${found} instead.`,
            path,
            'invalid_value',
          );
  }
}

function nameOf(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'an array' : `a ${typeof value}`;
}

/** The bearer key of an OpenAI client. @throws Refused 401 */
export function requireBearer(headers: Readonly<Record<string, string | string[] | undefined>>): void {
  const header = headers['authorization'];
  if (typeof header === 'string' && /^bearer \S+/i.test(header)) return;
  const message =
    "You didn't provide an API key. You need to provide your API key in an Authorization header using Bearer auth.";
  throw new Refused(401, openaiError(message, 'invalid_request_error', null, null));
}

/** Whether a model of this name reasons: it then refuses sampling, and counts reasoning tokens. */
export function reasons(model: string): boolean {
  return /^(?:o\d|gpt-5|gpt-6|codex)/.test(model) && !/chat/.test(model);
}

/** Whether a model is of a compatible vendor's that shows its thinking in chat, and wants it back while tools run. */
export function showsReasoning(model: string): boolean {
  return /^(?:deepseek-(?:reasoner|v4)|kimi-k\d.*thinking|glm-[5-9]|qwen3.*thinking)/.test(model);
}

/** What strict schemas must have: every object closed, every property required. */
export function strictFault(schema: unknown, context: string): string | undefined {
  if (typeof schema !== 'object' || schema === null) return undefined;
  const node: Readonly<Record<string, unknown>> = { ...schema };
  if (node['type'] === 'object' || 'properties' in node) {
    const properties =
      typeof node['properties'] === 'object' && node['properties'] !== null ? Object.keys(node['properties']) : [];
    const required = Array.isArray(node['required']) ? node['required'].map(String) : [];
    if (node['additionalProperties'] !== false) {
      return `Invalid schema for ${context}: In context=(), 'additionalProperties' is required to be supplied and to be false.`;
    }
    const missing = properties.find(name => !required.includes(name));
    if (missing !== undefined) {
      return `Invalid schema for ${context}: In context=(), 'required' is required to be supplied and to be an array including every key in properties. Missing '${missing}'.`;
    }
  }
  const children = [
    ...Object.values(typeof node['properties'] === 'object' && node['properties'] !== null ? node['properties'] : {}),
    node['items'],
    ...(Array.isArray(node['anyOf']) ? node['anyOf'] : []),
  ];
  for (const child of children) {
    const found = strictFault(child, context);
    if (found !== undefined) return found;
  }
  return undefined;
}
