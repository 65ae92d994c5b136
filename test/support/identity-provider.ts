// A provider of identities for tests, on a real socket: OpenID Connect with discovery, keys and PKCE; and GitHub's OAuth.

import { createHash, generateKeyPairSync, randomBytes, sign } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Who signs in there, and what the provider does wrong. */
export interface Behaviour {
  sub: string;
  name: string;
  email: string;
  emailVerified: boolean;
  /** Changes the claims of the id token before it is signed. */
  claims: (claims: Record<string, unknown>) => Record<string, unknown>;
  /** Changes the whole id token. */
  token: (token: string) => string;
  /** What GitHub's token address says instead, with status 200. */
  githubError: string;
}

export const CLIENT = { id: 'turnpike', secret: 's:ec ret' } as const;

const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const KID = 'key-1';

const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

function idToken(claims: Record<string, unknown>): string {
  const body = `${part({ alg: 'RS256', kid: KID, typ: 'JWT' })}.${part(claims)}`;
  return `${body}.${sign('sha256', Buffer.from(body), privateKey).toString('base64url')}`;
}

interface Grant {
  readonly redirectUri: string;
  readonly challenge: string;
  readonly nonce: string;
}

async function bodyOf(request: IncomingMessage): Promise<URLSearchParams> {
  const pieces: Buffer[] = [];
  for await (const piece of request) pieces.push(Buffer.from(piece));
  return new URLSearchParams(Buffer.concat(pieces).toString());
}

function json(response: ServerResponse, status: number, value: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(value));
}

/** Starts a provider on a free port. */
export async function startIdentityProvider() {
  const behaviour: Behaviour = {
    sub: 'person-1',
    name: 'wanda',
    email: 'wanda@example.com',
    emailVerified: true,
    claims: claims => claims,
    token: token => token,
    githubError: '',
  };
  const grants = new Map<string, Grant>();
  let url = '';
  const authorise = (query: URLSearchParams, response: ServerResponse): void => {
    if (query.get('client_id') !== CLIENT.id || query.get('code_challenge_method') !== 'S256') {
      json(response, 400, { error: 'invalid_request' });
      return;
    }
    const code = randomBytes(8).toString('hex');
    const redirectUri = query.get('redirect_uri') ?? '';
    const [challenge, nonce] = [query.get('code_challenge') ?? '', query.get('nonce') ?? ''];
    grants.set(code, { redirectUri, challenge, nonce });
    const back = new URL(redirectUri);
    back.searchParams.set('code', code);
    back.searchParams.set('state', query.get('state') ?? '');
    response.writeHead(302, { location: back.href });
    response.end();
  };
  /** The grant of a token request, once, if its verifier and address are right. */
  const redeem = (form: URLSearchParams): Grant | undefined => {
    const grant = grants.get(form.get('code') ?? '');
    grants.delete(form.get('code') ?? '');
    const challenge = createHash('sha256')
      .update(form.get('code_verifier') ?? '')
      .digest('base64url');
    return grant?.challenge === challenge && grant.redirectUri === form.get('redirect_uri') ? grant : undefined;
  };
  const token = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const form = await bodyOf(request);
    const [id = '', secret = ''] = Buffer.from((request.headers.authorization ?? '').slice(6), 'base64')
      .toString()
      .split(':')
      .map(text => decodeURIComponent(text.replaceAll('+', ' ')));
    if (id !== CLIENT.id || secret !== CLIENT.secret) return json(response, 401, { error: 'invalid_client' });
    const grant = redeem(form);
    if (grant === undefined) return json(response, 400, { error: 'invalid_grant' });
    const now = Math.floor(Date.now() / 1000);
    const claims = behaviour.claims({
      iss: url,
      aud: CLIENT.id,
      sub: behaviour.sub,
      iat: now,
      exp: now + 300,
      nonce: grant.nonce,
      email: behaviour.email,
      email_verified: behaviour.emailVerified,
      preferred_username: behaviour.name,
    });
    const answer = { access_token: 'at', token_type: 'bearer', id_token: behaviour.token(idToken(claims)) };
    return json(response, 200, answer);
  };
  const github = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const form = await bodyOf(request);
    if (behaviour.githubError !== '') return json(response, 200, { error: behaviour.githubError });
    const right = form.get('client_secret') === CLIENT.secret && redeem(form) !== undefined;
    return json(
      response,
      200,
      right ? { access_token: 'gho_x', token_type: 'bearer' } : { error: 'bad_verification_code' },
    );
  };
  const server = createServer((request, response) => {
    const asked = new URL(request.url ?? '/', url);
    switch (asked.pathname) {
      case '/.well-known/openid-configuration':
        return json(response, 200, {
          issuer: url,
          authorization_endpoint: `${url}/authorize`,
          token_endpoint: `${url}/token`,
          jwks_uri: `${url}/keys`,
          response_types_supported: ['code'],
          subject_types_supported: ['public'],
          id_token_signing_alg_values_supported: ['RS256'],
          code_challenge_methods_supported: ['S256'],
        });
      case '/keys':
        return json(response, 200, {
          keys: [{ ...publicKey.export({ format: 'jwk' }), kid: KID, alg: 'RS256', use: 'sig' }],
        });
      case '/authorize':
      case '/login/oauth/authorize':
        return authorise(asked.searchParams, response);
      case '/token':
        return void token(request, response);
      case '/login/oauth/access_token':
        return void github(request, response);
      case '/api/user':
        return json(response, 200, { id: 4242, login: behaviour.name, email: null });
      case '/api/user/emails':
        return json(response, 200, [
          { email: 'old@example.com', primary: false, verified: true },
          { email: behaviour.email, primary: true, verified: behaviour.emailVerified },
        ]);
      default:
        return json(response, 404, {});
    }
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { url, behaviour, close: () => server.close() };
}
