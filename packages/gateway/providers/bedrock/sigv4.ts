// AWS Signature Version 4: signs the exact request that is sent, its path as it stands on the wire (clouds §3.3).

import { createHash, createHmac } from 'node:crypto';

/** An access key of AWS. */
export interface AwsKey {
  readonly id: string;
  readonly secret: string;
  /** The token of temporary credentials. */
  readonly session?: string | undefined;
}

/** What is signed. */
export interface Signable {
  readonly method: string;
  /** As the `Host` header has it: with the port, unless it is the scheme's own. */
  readonly host: string;
  /** As sent, percent-encoded once, with its query. */
  readonly path: string;
  readonly contentType?: string | undefined;
  readonly body: readonly Buffer[];
}

/** Where and when a signature holds. */
export interface Scope {
  readonly region: string;
  readonly service: string;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** The headers that sign a request: time, token and authorization. */
export function signed(request: Signable, key: AwsKey, scope: Scope): readonly (readonly [string, string])[] {
  const time = timeOf(scope.now);
  const own: [string, string][] = [
    ['host', request.host],
    ['x-amz-date', time],
  ];
  if (request.contentType !== undefined) own.push(['content-type', request.contentType]);
  if (key.session !== undefined) own.push(['x-amz-security-token', key.session]);
  const headers = own.sort(([left], [right]) => (left < right ? -1 : 1));
  const names = headers.map(([name]) => name).join(';');
  const canonical = canonicalRequest(request, headers, names);
  const day = time.slice(0, 8);
  const place = `${day}/${scope.region}/${scope.service}/aws4_request`;
  const text = `AWS4-HMAC-SHA256\n${time}\n${place}\n${sha256([Buffer.from(canonical)])}`;
  const signature = hmac(signingKey(key.secret, day, scope.region, scope.service), text).toString('hex');
  const authorization = `AWS4-HMAC-SHA256 Credential=${key.id}/${place}, SignedHeaders=${names}, Signature=${signature}`;
  return [
    ['x-amz-date', time],
    ...(key.session === undefined ? [] : [['x-amz-security-token', key.session] as const]),
    ['authorization', authorization],
  ];
}

/** The request in the form that is hashed. */
function canonicalRequest(
  { method, path, body }: Signable,
  headers: readonly (readonly [string, string])[],
  names: string,
): string {
  const at = path.indexOf('?');
  const [route, query] = at === -1 ? [path, ''] : [path.slice(0, at), path.slice(at + 1)];
  const lines = headers.map(([name, value]) => `${name}:${value.trim().replace(/ +/g, ' ')}\n`).join('');
  return [method, canonicalPath(route), canonicalQuery(query), lines, names, sha256(body)].join('\n');
}

/** Each segment as it was sent, encoded once more: `%3A` becomes `%253A`. */
function canonicalPath(path: string): string {
  return path === '' ? '/' : path.split('/').map(encoded).join('/');
}

function canonicalQuery(query: string): string {
  if (query === '') return '';
  return query
    .split('&')
    .map(pair => {
      const [name = '', ...value] = pair.split('=');
      return `${encoded(decodeURIComponent(name))}=${encoded(decodeURIComponent(value.join('=')))}`;
    })
    .sort()
    .join('&');
}

/** All but the unreserved characters of RFC 3986 are encoded. */
function encoded(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    character => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

/** The key of a day, region and service. */
export function signingKey(secret: string, day: string, region: string, service: string): Buffer {
  const date = hmac(Buffer.from(`AWS4${secret}`), day);
  return hmac(hmac(hmac(date, region), service), 'aws4_request');
}

function hmac(key: Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}

function sha256(pieces: readonly Buffer[]): string {
  const hash = createHash('sha256');
  for (const piece of pieces) hash.update(piece);
  return hash.digest('hex');
}

function timeOf(now: number): string {
  return new Date(now).toISOString().replace(/[-:]|\.\d{3}/g, '');
}
