// The issuers of tokens: Google's for service accounts, with the assertion verified, and Entra's for applications.

import { createPublicKey, generateKeyPairSync, randomBytes, verify } from 'node:crypto';
import { sendJson, Refused, type Visit } from '../exchange.ts';
import { isObject } from '../shape.ts';
import type { CloudRoute } from './inner.ts';

const SCOPE = 'https://www.googleapis.com/auth/cloud-platform';
const GRANT = 'urn:ietf:params:oauth:grant-type:jwt-bearer';
/** Clocks may differ by this much, seconds. */
const SKEW = 300;
const LIFETIME = 3599;

/** The service account that the practice cloud knows. */
export const PROJECT = 'sandbox-project';
const EMAIL = `tester@${PROJECT}.iam.gserviceaccount.com`;
const KEY_ID = 'sandboxkey1';
/** The application that the practice directory knows. */
export const ENTRA = { tenant: 'sandbox-tenant', id: 'sandbox-app', secret: 'sandbox-app-secret' } as const;

let pair: { readonly publicKey: string; readonly privateKey: string } | undefined;
const issued = new Map<string, 'google' | 'entra'>();
let count = 0;

/** Takes every token back: whoever used one is told 401. */
export function forgetTokens(): void {
  issued.clear();
}

/** Whether a visit carries a token that was issued here. */
export function hasToken({ request }: Pick<Visit, 'request'>, issuer: 'google' | 'entra'): boolean {
  const token = /^Bearer (\S+)$/.exec(request.headers.authorization ?? '')?.[1];
  return token !== undefined && issued.get(token) === issuer;
}

function keys(): { readonly publicKey: string; readonly privateKey: string } {
  pair ??= generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  return pair;
}

function tokenUrl(visit: Visit): string {
  return `http://${visit.request.headers.host ?? ''}/token`;
}

function issue(visit: Visit, issuer: 'google' | 'entra', prefix: string): void {
  const token = prefix + randomBytes(24).toString('base64url');
  issued.set(token, issuer);
  count += 1;
  sendJson(visit, 200, { access_token: token, expires_in: LIFETIME, token_type: 'Bearer' });
}

function serveAccount(visit: Visit): void {
  sendJson(visit, 200, {
    type: 'service_account',
    project_id: PROJECT,
    private_key_id: KEY_ID,
    private_key: keys().privateKey,
    client_email: EMAIL,
    client_id: '100000000000000000000',
    token_uri: tokenUrl(visit),
  });
}

function formOf(visit: Visit): URLSearchParams {
  const isForm = (visit.request.headers['content-type'] ?? '').startsWith('application/x-www-form-urlencoded');
  if (!isForm) throw new Refused(400, { error: 'invalid_request', error_description: 'The request must be a form.' });
  return new URLSearchParams(visit.body);
}

function serveGoogleToken(visit: Visit): void {
  const form = formOf(visit);
  if (form.get('grant_type') !== GRANT) throw invalid('unsupported_grant_type', 'Invalid grant_type');
  const [header = '', claims = '', signature = '', ...rest] = (form.get('assertion') ?? '').split('.');
  const head = decoded(header);
  const claim = decoded(claims);
  if (rest.length > 0 || head['alg'] !== 'RS256' || head['typ'] !== 'JWT' || /[=+/]/.test(header + claims + signature))
    throw invalid('invalid_grant', 'Invalid JWT: it must be a JWT of RS256 in base64url without padding.');
  const isSigned = verify(
    'RSA-SHA256',
    Buffer.from(`${header}.${claims}`),
    createPublicKey(keys().publicKey),
    Buffer.from(signature, 'base64url'),
  );
  if (!isSigned || head['kid'] !== KEY_ID) throw invalid('invalid_grant', 'Invalid JWT Signature.');
  if (claim['iss'] !== EMAIL) throw invalid('invalid_grant', 'Invalid grant: account not found');
  if (claim['aud'] !== tokenUrl(visit)) throw invalid('invalid_grant', 'Invalid JWT: Failed audience check.');
  if (claim['scope'] !== SCOPE) throw invalid('invalid_scope', 'Invalid OAuth scope or ID token audience provided.');
  const [from, until, now] = [Number(claim['iat']), Number(claim['exp']), Date.now() / 1000];
  if (!(from <= now + SKEW && until > now && until - from <= 3600))
    throw invalid(
      'invalid_grant',
      'Invalid JWT: Token must be a short-lived token (60 minutes) and in a reasonable timeframe.',
    );
  issue(visit, 'google', 'ya29.sandbox-');
}

function serveEntraToken(visit: Visit, [, tenant]: RegExpExecArray): void {
  const form = formOf(visit);
  if (tenant !== ENTRA.tenant) throw invalid('invalid_request', 'AADSTS90002: Tenant not found.');
  if (form.get('grant_type') !== 'client_credentials') throw invalid('unsupported_grant_type', 'AADSTS70003');
  if (form.get('client_id') !== ENTRA.id) throw invalid('unauthorized_client', 'AADSTS700016: Application not found.');
  if (form.get('client_secret') !== ENTRA.secret)
    throw new Refused(401, {
      error: 'invalid_client',
      error_description: 'AADSTS7000215: Invalid client secret provided.',
    });
  if (!/^https:\/\/(?:cognitiveservices\.azure\.com|ai\.azure\.com)\/\.default$/.test(form.get('scope') ?? ''))
    throw invalid('invalid_scope', 'AADSTS70011: The provided value for scope is not valid.');
  issue(visit, 'entra', `eyJ${'sandbox'}.`);
}

function invalid(error: string, why: string): Refused {
  return new Refused(400, { error, error_description: why });
}

function decoded(part: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString('utf8'));
    return isObject(value) ? value : {};
  } catch {
    return {};
  }
}

export const tokenRoutes: readonly CloudRoute[] = [
  ['GET', /^\/__sandbox\/service-account$/, serveAccount],
  ['GET', /^\/__sandbox\/tokens$/, visit => sendJson(visit, 200, { issued: count })],
  [
    'POST',
    /^\/__sandbox\/tokens\/forget$/,
    visit => {
      forgetTokens();
      sendJson(visit, 200, { forgotten: true });
    },
  ],
  ['POST', /^\/token$/, serveGoogleToken],
  ['POST', /^\/([^/]+)\/oauth2\/v2\.0\/token$/, serveEntraToken],
];
