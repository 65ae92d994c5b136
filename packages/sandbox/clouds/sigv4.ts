// Verifies AWS Signature Version 4, as strictly as AWS does: what is signed, by which key, and when.

import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { Visit } from '../exchange.ts';
import { sentPath } from './inner.ts';

/** The access key that the practice cloud knows: AWS's published example. */
export const AWS_KEY = { id: 'AKIDEXAMPLE', secret: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY' } as const;
/** What a session of temporary credentials must send, where it sends any. */
export const AWS_SESSION = 'sandbox-session';
const SKEW_MS = 5 * 60_000;

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
const hmac = (key: string | Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest();

/** Why a request is not signed as it must be, as AWS names it; undefined when it is. */
export function signatureFault(
  visit: Visit,
  service: string,
): readonly [exception: string, message: string] | undefined {
  const { headers, method = '' } = visit.request;
  const pattern =
    /^AWS4-HMAC-SHA256 Credential=([^/]+)\/(\d{8})\/([a-z0-9-]+)\/([a-z-]+)\/aws4_request, ?SignedHeaders=([a-z0-9;-]+), ?Signature=([0-9a-f]{64})$/;
  const [, id, day = '', region = '', named, list = '', signature = ''] =
    pattern.exec(headers.authorization ?? '') ?? [];
  if (id === undefined) return ['IncompleteSignatureException', 'Authorization header requires its parts.'];
  if (id !== AWS_KEY.id)
    return ['UnrecognizedClientException', 'The security token included in the request is invalid.'];
  if (named !== service)
    return ['InvalidSignatureException', `Credential should be scoped to correct service: '${service}'.`];
  const time = String(headers['x-amz-date'] ?? '');
  const at = Date.parse(time.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'));
  if (!time.startsWith(day) || !(Math.abs(Date.now() - at) < SKEW_MS))
    return ['InvalidSignatureException', 'Signature expired, or not yet current.'];
  const names = list.split(';');
  if (!names.includes('host') || !names.includes('x-amz-date') || [...names].sort().join(';') !== list)
    return ['InvalidSignatureException', 'The signed headers lack host or x-amz-date, or stand in no order.'];
  const session = headers['x-amz-security-token'];
  if (session !== undefined && (!names.includes('x-amz-security-token') || session !== AWS_SESSION))
    return ['UnrecognizedClientException', 'The security token included in the request is invalid.'];
  const canonical = [
    method,
    sentPath(visit).split('/').map(encode).join('/'),
    queryOf(visit),
    names.map(name => `${name}:${String(headers[name] ?? '').trim()}\n`).join(''),
    list,
    sha256(visit.body),
  ].join('\n');
  const text = `AWS4-HMAC-SHA256\n${time}\n${day}/${region}/${service}/aws4_request\n${sha256(canonical)}`;
  const key = ['aws4_request', service, region, day].reduceRight<string | Buffer>(hmac, `AWS4${AWS_KEY.secret}`);
  const expected = hmac(key, text);
  return timingSafeEqual(expected, Buffer.from(signature, 'hex'))
    ? undefined
    : ['InvalidSignatureException', 'The request signature we calculated does not match the signature you provided.'];
}

function queryOf(visit: Visit): string {
  const query = (visit.request.url ?? '').split('?')[1] ?? '';
  return query === ''
    ? ''
    : query
        .split('&')
        .map(pair => pair.split('=').map(part => encode(decodeURIComponent(part))))
        .map(([name = '', value = '']) => `${name}=${value}`)
        .sort()
        .join('&');
}

function encode(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, letter => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`);
}
