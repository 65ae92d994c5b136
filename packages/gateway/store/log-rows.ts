// Rows of the usage log as the database gives them: the narrow row of a call with its detail beside it.

import type { CallRecord } from '../ledger/charge.ts';
import { decodeRecord } from '../ledger/settlement-text.ts';
import type { Row } from './driver.ts';
import { integer, money, optionalText, text } from './rows.ts';

/** The columns of `calls`. */
export const CALL_FIELDS = `at, id, account_id, key_id, model, channel, group_name, status, reason, error, amount,
  input_tokens, cached_tokens, output_tokens, organisation_id, cost`;

/** Reads calls, newest first, from what `page` selects, with the details of exactly those. */
export function withDetails(page: string): string {
  return `SELECT page.*, call_details.upstream_id, call_details.detail FROM (${page}) AS page
    LEFT JOIN call_details ON call_details.at = page.at AND call_details.id = page.id
    ORDER BY page.at DESC, page.id DESC`;
}

/** Puts a record together from a row of `withDetails`. */
export function readRecord(row: Row): CallRecord {
  const columns = {
    id: text(row, 'id'),
    at: integer(row, 'at'),
    accountId: integer(row, 'account_id'),
    keyId: integer(row, 'key_id'),
    model: text(row, 'model'),
    channel: integer(row, 'channel'),
    group: text(row, 'group_name'),
    status: integer(row, 'status'),
    reason: text(row, 'reason'),
    error: text(row, 'error'),
    amount: money(row, 'amount'),
    inputTokens: integer(row, 'input_tokens'),
    cachedTokens: integer(row, 'cached_tokens'),
    outputTokens: integer(row, 'output_tokens'),
    organisationId: integer(row, 'organisation_id'),
    cost: money(row, 'cost'),
    upstreamId: optionalText(row, 'upstream_id') ?? '',
  };
  return decodeRecord(columns, optionalText(row, 'detail'));
}
