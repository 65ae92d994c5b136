// Volcengine's signature, version 4: HMAC-SHA256 over the exact bytes that are sent (jimeng.md A).

import { createHash, createHmac } from 'node:crypto';

const sha256 = (text: string | Buffer): string => createHash('sha256').update(text).digest('hex');
const hmac = (key: string | Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest();

/** What is signed. `date` is like `20261122T020000Z`. */
export interface Signed {
  readonly accessKey: string;
  readonly secretKey: string;
  readonly date: string;
  readonly method: string;
  readonly host: string;
  readonly path: string;
  /** Sorted and encoded, without a question mark. */
  readonly query: string;
  readonly body: Buffer;
  readonly region: string;
  readonly service: string;
}

/** The headers of a signed request. */
export function volcHeaders(request: Signed): Readonly<Record<string, string>> {
  const { accessKey, secretKey, date, method, host, path, query, body, region, service } = request;
  const day = date.slice(0, 8);
  const digest = sha256(body);
  const headers: Record<string, string> = {
    'content-type': 'application/json',
    host,
    'x-content-sha256': digest,
    'x-date': date,
  };
  const names = Object.keys(headers).sort();
  const signed = names.join(';');
  const lines = names.map(name => `${name}:${headers[name] ?? ''}\n`).join('');
  const canonical = [method, path, query, lines, signed, digest].join('\n');
  const scope = `${day}/${region}/${service}/request`;
  const toSign = ['HMAC-SHA256', date, scope, sha256(canonical)].join('\n');
  const key = hmac(hmac(hmac(hmac(secretKey, day), region), service), 'request');
  const signature = hmac(key, toSign).toString('hex');
  return {
    ...headers,
    authorization: `HMAC-SHA256 Credential=${accessKey}/${scope}, SignedHeaders=${signed}, Signature=${signature}`,
  };
}

/** A time as the signature wants it. */
export function volcDate(milliseconds: number): string {
  return new Date(milliseconds).toISOString().replaceAll(/[-:]|\.\d{3}/g, '');
}
