// Google's service accounts: the JSON of a key, and the signed assertion that is traded for a token (clouds §2.1).

import { createHash, createPrivateKey, sign, type KeyObject } from 'node:crypto';
import { objectOf } from './account-calls.ts';
import type { Grant } from './outer.ts';

/** The scope of everything on Google's cloud. */
const SCOPE = 'https://www.googleapis.com/auth/cloud-platform';
const TOKEN_URL = 'https://oauth2.googleapis.com/token';
/** An assertion holds for an hour at most, seconds. */
const LIFETIME = 3600;

/** A service account's key. */
export interface ServiceAccount {
  readonly project: string;
  readonly email: string;
  readonly keyId: string;
  readonly tokenUrl: string;
  readonly key: KeyObject;
}

const read = new Map<string, ServiceAccount>();
/** Accounts that are remembered: reading a private key takes a millisecond. */
const MAX_READ = 1_000;

/** Whether a secret is the JSON of a service account. */
export function isServiceAccount(secret: string): boolean {
  return secret.trimStart().startsWith('{');
}

/** The account in the JSON of a key file. @throws Error saying what is wrong with it */
export function serviceAccount(secret: string): ServiceAccount {
  const known = read.get(secret);
  if (known !== undefined) return known;
  const account = readAccount(secret);
  if (read.size >= MAX_READ) read.clear();
  read.set(secret, account);
  return account;
}

function readAccount(secret: string): ServiceAccount {
  let fields: Readonly<Record<string, unknown>>;
  try {
    fields = objectOf(JSON.parse(secret));
  } catch {
    throw new Error('The key is not valid JSON. Give the whole text of the service account’s key file.');
  }
  const text = (name: string): string => {
    const value = fields[name];
    return typeof value === 'string' ? value : '';
  };
  const email = text('client_email');
  if (email === '')
    throw new Error('The key lacks client_email. Give the whole text of the service account’s key file.');
  return {
    project: text('project_id'),
    email,
    keyId: text('private_key_id'),
    tokenUrl: text('token_uri') || TOKEN_URL,
    key: privateKey(text('private_key')),
  };
}

/** Keys that went through the environment have their line ends written as two characters. */
function privateKey(pem: string): KeyObject {
  try {
    return createPrivateKey(pem.replaceAll('\\n', '\n'));
  } catch (error) {
    throw new Error('The key’s private_key is no private key in PEM form.', { cause: error });
  }
}

/** How an account gets its token. */
export function googleGrant(account: ServiceAccount, scope = SCOPE): Grant {
  const { email, keyId, tokenUrl } = account;
  return {
    id: createHash('sha256').update(`google ${email} ${keyId} ${tokenUrl} ${scope}`).digest('hex'),
    url: tokenUrl,
    form: now => ({
      grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
      assertion: assertion(account, scope, Math.floor(now / 1000)),
    }),
  };
}

/** The signed claim to be an account. `issued` is in seconds since the epoch. */
export function assertion({ email, keyId, tokenUrl, key }: ServiceAccount, scope: string, issued: number): string {
  const header = { alg: 'RS256', typ: 'JWT', ...(keyId === '' ? {} : { kid: keyId }) };
  const claims = { iss: email, scope, aud: tokenUrl, iat: issued, exp: issued + LIFETIME };
  const input = `${segment(header)}.${segment(claims)}`;
  return `${input}.${sign('RSA-SHA256', Buffer.from(input), key).toString('base64url')}`;
}

function segment(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}
