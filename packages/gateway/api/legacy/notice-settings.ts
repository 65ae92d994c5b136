// What an account of the new-api family wants to hear of: a threshold and one place, put into our own notices.

import { Failure } from '@turnpike/protocols/failures';
import { formatUsd } from '../../ledger/money.ts';
import { isRecord } from '../../relay/json.ts';
import type { AccountRow } from '../../store/store.ts';
import { noticeOperations } from '../manage/notices.ts';
import type { Services } from '../services.ts';
import { act, operationIn } from './act.ts';
import { nanoOf, quotaOf, textField, type Visit } from './envelope.ts';

const CHANGE = operationIn(noticeOperations, 'changeNoticeSettings');
const ADD = operationIn(noticeOperations, 'addNoticeTarget');
const LARGEST = 20_000;
/** Fields that are secrets: they are used, and never shown again. */
const SECRETS: ReadonlySet<string> = new Set(['webhook_secret', 'gotify_token', 'bark_url']);

/** Where notices go to, in the words of our own form; undefined where nothing is to be added. @throws Failure */
function targetIn(fields: Readonly<Record<string, unknown>>): Readonly<Record<string, string>> | undefined {
  const type = fields['notify_type'];
  const word = (name: string): string => textField(fields, name)?.trim() ?? '';
  switch (type) {
    case undefined:
      return undefined;
    case 'email':
      return { kind: 'email' };
    case 'webhook':
      return { kind: 'webhook', url: word('webhook_url') };
    case 'bark': {
      // The family's form is the whole address: https://api.day.app/<key>/{{title}}/{{content}}
      const url = URL.parse(word('bark_url'));
      const [, key = ''] = url?.pathname.split('/') ?? [];
      return { kind: 'bark', url: url?.origin ?? '', key };
    }
    default:
      throw new Failure('invalid_request', 'notify_type must be email, webhook or bark.', { param: 'notify_type' });
  }
}

/** Changes what a body says: the threshold is in force, the place gets notices, and all of it is told again. */
export async function putSetting(visit: Visit, account: AccountRow): Promise<void> {
  const { store } = visit.services;
  const fields = await visit.body();
  const threshold = fields['quota_warning_threshold'];
  const target = targetIn(fields);
  if (threshold !== undefined) {
    const least = typeof threshold === 'number' ? Math.round(threshold) : threshold;
    const amount = nanoOf(least, 'quota_warning_threshold');
    if (amount === 0n)
      throw new Failure('invalid_request', 'quota_warning_threshold must be more than 0.', {
        param: 'quota_warning_threshold',
      });
    await act(visit, CHANGE, { body: { threshold: formatUsd(amount) } });
  }
  const { targets } = await visit.services.courier.wishesOf(account.id);
  const isThere = targets.some(one => one.kind === target?.['kind'] && (!('url' in one) || one.url === target['url']));
  const { email } = await store.profiles.of(account.id);
  if (target !== undefined && !isThere && (target['kind'] !== 'email' || email !== ''))
    await act(visit, ADD, { body: target });
  const profile = await store.profiles.of(account.id);
  const before: unknown = JSON.parse(profile.preferences);
  const told = Object.fromEntries(Object.entries(fields).filter(([name]) => !SECRETS.has(name)));
  const preferences = JSON.stringify({ ...(isRecord(before) ? before : {}), notices: told });
  if (preferences.length > LARGEST) throw new Failure('invalid_request', 'The settings are too large.');
  await store.profiles.put(account.id, { preferences });
}

/** The settings as the family keeps them: JSON in a text. */
export async function settingOf(services: Services, accountId: number, preferences: string): Promise<string> {
  const all: unknown = JSON.parse(preferences);
  const kept = isRecord(all) && isRecord(all['notices']) ? all['notices'] : {};
  const wish = await services.store.notices.wish(accountId);
  const threshold = wish === undefined ? {} : { quota_warning_threshold: quotaOf(wish.threshold) };
  return JSON.stringify({ ...kept, ...threshold });
}
