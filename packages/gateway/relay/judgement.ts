// What an attempt's end means: which rule of the table it falls under, in which words, and how long its upstream wants peace.

import type { Failure } from '@turnpike/protocols/failures';
import { statusMeant } from '../providers/failing.ts';
import { REFUSED_KEYS } from '../providers/refused-keys.ts';
import { readRules, type Rule, type Rules, type Trouble } from '../routing/rules.ts';
import type { Settings } from '../config/settings.ts';
import type { Outcome } from './delivery.ts';
import { parseRecord, record, text } from './json.ts';
import { upstreamStatus } from './refusal.ts';
import { retryAfterOf } from './retry-after.ts';
import { UpstreamFailure } from './upstream-failure.ts';

/** A failure, judged. */
export interface Judgement {
  readonly rule: Rule;
  /** For the log and the timeline: `status 503`, `connect`. */
  readonly reason: string;
  /** Whether every credential of the channel would fail alike. */
  readonly whole: boolean;
  /** Milliseconds, as the upstream asked. */
  readonly retryAfter: number | undefined;
}

const tables = new WeakMap<Settings, Rules>();

/** The rules in force, read once for each world. */
export function rulesOf(settings: Settings): Rules {
  let rules = tables.get(settings);
  if (rules === undefined) {
    rules = readRules(settings.retry);
    tables.set(settings, rules);
  }
  return rules;
}

/** Statuses that are about the credential that was used, and not about the channel. */
const OF_CREDENTIAL = new Set([401, 402, 403, 429]);

/** Judges how an attempt ended; undefined when it ended well, or because the client left. */
export function judge(outcome: Outcome, rules: Rules): Judgement | undefined {
  switch (outcome.kind) {
    case 'delivered':
      return outcome.failure === undefined ? undefined : ofTrouble(troubleOf(outcome.failure), rules);
    case 'lost':
      return undefined;
    case 'unfit':
      return UNFIT;
    case 'broken':
      return ofTrouble(troubleOf(outcome.failure), rules);
    case 'refused':
      return ofStatus(outcome.status, outcome.body.toString('utf8', 0, 4096), rules, retryAfterOf(outcome));
    case 'fault': {
      if (outcome.fault.kind === 'quota') return ofTrouble('quota', rules);
      const seconds = outcome.fault.retryAfter;
      return ofStatus(upstreamStatus(outcome.fault), '', rules, seconds === undefined ? undefined : seconds * 1000);
    }
    case 'failed':
      return ofEvent(outcome.body.toString('utf8'), rules);
  }
}

/** The call cannot be put into this channel's protocol: another may take it, and nobody is to blame. */
const UNFIT: Judgement = {
  rule: { next: true, again: false, effect: 'ignore' },
  reason: 'unfit',
  whole: true,
  retryAfter: undefined,
};

function ofTrouble(trouble: Trouble, rules: Rules): Judgement {
  return { rule: rules.ofTrouble(trouble), reason: trouble, whole: trouble !== 'quota', retryAfter: undefined };
}

/** The words of providers for an account that has run out of money, which no waiting mends. */
const OUT_OF_MONEY =
  /insufficient_quota|insufficient[ _]balance|billing_hard_limit|credit balance is too low|exceeded your current quota|account.{0,20}(?:suspended|deactivated)|exhausted balance|balance.{0,20}exhausted|no credits|out of credits|余额不足|额度不足|欠费/i;

/** Judges a status with the words that came with it. */
export function judgeStatus(status: number, words: string, rules: Rules): Judgement {
  return ofStatus(status, words, rules, undefined);
}

function ofStatus(status: number, body: string, rules: Rules, retryAfter: number | undefined): Judgement {
  // Google calls every limit a quota, and says when it ends; money that is gone does not come back by itself.
  const comesBack = status === 429 && retryAfter !== undefined;
  if ((OF_CREDENTIAL.has(status) || status === 400) && !comesBack && OUT_OF_MONEY.test(body)) {
    return { ...ofTrouble('quota', rules), reason: `quota, status ${status}` };
  }
  // A 403 is about one model, unless it says that it is about the key.
  const meant = status === 403 ? statusMeant(REFUSED_KEYS, status, body) : status;
  const reason = meant === status ? `status ${status}` : `status ${status} of the key`;
  return { rule: rules.ofStatus(meant), reason, whole: !OF_CREDENTIAL.has(status), retryAfter };
}

/** An error that a stream told before any output: some say in it which status it would have been. */
function ofEvent(body: string, rules: Rules): Judgement {
  const status = statusInEvents(body);
  if (status === undefined) return ofTrouble('stream_error', rules);
  return ofStatus(status, body, rules, undefined);
}

/** What the words of an error in a stream, or in an answer with status 200, would be as a status. */
const WORDS: Readonly<Record<string, number>> = {
  overloaded_error: 529,
  overloaded: 529,
  server_is_overloaded: 529,
  rate_limit_error: 429,
  rate_limit_exceeded: 429,
  too_many_requests: 429,
  insufficient_quota: 429,
  RESOURCE_EXHAUSTED: 429,
  invalid_request_error: 400,
  context_length_exceeded: 400,
  INVALID_ARGUMENT: 400,
  authentication_error: 401,
  invalid_api_key: 401,
  UNAUTHENTICATED: 401,
  permission_error: 403,
  PERMISSION_DENIED: 403,
  not_found_error: 404,
  model_not_found: 404,
  NOT_FOUND: 404,
  api_error: 500,
  server_error: 500,
  internal_server_error: 500,
  INTERNAL: 500,
  UNAVAILABLE: 503,
  timeout_error: 504,
};

/** The status that an error inside an answer stands for; undefined when it does not say. */
export function statusInEvents(body: string): number | undefined {
  const lines = body.includes('data:')
    ? body.split(/\r?\n/).flatMap(line => (line.startsWith('data:') ? [line.slice(5)] : []))
    : [body.replace(/^\s*\[/, '').replace(/\]\s*$/, '')];
  for (const line of lines) {
    const event = parseRecord(line.trim());
    if (event === undefined) continue;
    const inner = record(record(event['response'])['error']);
    const error = Object.keys(inner).length > 0 ? inner : record(event['error'] ?? (event['code'] ? event : {}));
    for (const name of ['code', 'type', 'status']) {
      const value = error[name];
      const number = Number(value);
      if (Number.isInteger(number) && number >= 400 && number <= 599) return number;
      const known = WORDS[text(value)];
      if (known !== undefined) return known;
    }
  }
  return undefined;
}

/** The trouble that a failure is; one of our own making in an answer is a broken connection. */
function troubleOf(failure: Failure): Trouble {
  return failure instanceof UpstreamFailure ? failure.trouble : 'reset';
}
