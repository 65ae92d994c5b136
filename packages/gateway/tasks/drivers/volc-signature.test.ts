// Specification of Volcengine's signature: the vector of jimeng.md, which is the official SDK's; and Kling's token.

import { expect, it } from 'vitest';
import { klingAuthorization, klingToken } from './kling-token.ts';
import { volcDate, volcHeaders } from './volc-signature.ts';

it('signs as the official SDK does', () => {
  const headers = volcHeaders({
    accessKey: 'AKTEST',
    secretKey: 'SKTEST',
    date: '20261122T020000Z',
    method: 'POST',
    host: 'visual.volcengineapi.com',
    path: '/',
    query: 'Action=CVSync2AsyncSubmitTask&Version=2022-08-31',
    body: Buffer.from('{"req_key":"jimeng_t2v_v30","prompt":"cat"}'),
    region: 'cn-north-1',
    service: 'cv',
  });
  expect(headers['x-content-sha256']).toBe('515574f3cff78cf906cd7e54c809bc80c416a135a813ef1459eeac06ac03d944');
  expect(headers['authorization']).toBe(
    'HMAC-SHA256 Credential=AKTEST/20261122/cn-north-1/cv/request, SignedHeaders=content-type;host;x-content-sha256;x-date, Signature=b6ca00f0891f565658cea3229485cf340038b26e918868bfc7b064f76d9bfbc1',
  );
  expect(volcDate(Date.UTC(2026, 10, 22, 2))).toBe('20261122T020000Z');
});

it('signs Kling’s tokens as Kling says, and keeps them until shortly before their end', () => {
  expect(klingToken('ak-test', 'sk-test', 1_774_800_000)).toBe(
    'eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJpc3MiOiJhay10ZXN0IiwiZXhwIjoxNzc0ODAxODAwLCJuYmYiOjE3NzQ3OTk5OTV9.R7lh0X1DmvRKvQGgQSUGKZV8dckKo4fGMui5sQo0mPI',
  );
  const first = klingAuthorization('a|s', 1_000);
  expect(klingAuthorization('a|s', 2_700)).toBe(first);
  expect(klingAuthorization('a|s', 2_800)).not.toBe(first);
  expect(klingAuthorization('plain')).toBe('Bearer plain');
});
