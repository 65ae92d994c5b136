// Amazon's signature, version 4, as S3 and everything that speaks like it check it.

import { createHash, createHmac } from 'node:crypto';

/** Who signs, and for where. */
export interface S3Identity {
  readonly accessKey: string;
  readonly secretKey: string;
  readonly region: string;
}

const hmac = (key: string | Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest();

/** The payload is not part of the signature: it is a stream. */
export const UNSIGNED = 'UNSIGNED-PAYLOAD';

/** Every byte of a path but its slashes as RFC 3986 has it: Amazon is stricter than `encodeURIComponent`. */
export function encodedPath(path: string): string {
  return path
    .split('/')
    .map(part =>
      encodeURIComponent(part).replaceAll(/[!'()*]/g, each => `%${each.charCodeAt(0).toString(16).toUpperCase()}`),
    )
    .join('/');
}

/**
 * The headers of a signed request: those given, `host` among them, with date, payload and signature. `path` is encoded;
 * `date` is like `20130524T000000Z`.
 */
export function s3Headers(
  identity: S3Identity,
  method: string,
  path: string,
  given: Readonly<Record<string, string>>,
  payload: string,
  date: string,
): Readonly<Record<string, string>> {
  const headers: Record<string, string> = { ...given, 'x-amz-content-sha256': payload, 'x-amz-date': date };
  const names = Object.keys(headers).sort();
  const lines = names.map(name => `${name}:${(headers[name] ?? '').trim()}\n`).join('');
  const signed = names.join(';');
  const canonical = [method, path, '', lines, signed, payload].join('\n');
  const scope = `${date.slice(0, 8)}/${identity.region}/s3/aws4_request`;
  const digest = createHash('sha256').update(canonical).digest('hex');
  const key = hmac(
    hmac(hmac(hmac(`AWS4${identity.secretKey}`, date.slice(0, 8)), identity.region), 's3'),
    'aws4_request',
  );
  const signature = hmac(key, ['AWS4-HMAC-SHA256', date, scope, digest].join('\n')).toString('hex');
  const credential = `Credential=${identity.accessKey}/${scope}`;
  return { ...headers, authorization: `AWS4-HMAC-SHA256 ${credential},SignedHeaders=${signed},Signature=${signature}` };
}
