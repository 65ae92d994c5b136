// OpenID Connect: discovery, the authorization code with PKCE and nonce, and an id token checked in every point.

import type * as Client from 'openid-client';
import { type IdentityProvider, type OutsideChecks, OutsideFault, type OutsidePerson } from './providers.ts';

/** How long a discovery document is believed, milliseconds. */
const KEEP_MS = 3_600_000;
const TIMEOUT_SECONDS = 10;

interface Known {
  readonly at: number;
  readonly key: string;
  readonly config: Promise<Client.Configuration>;
}

const known = new Map<string, Known>();

async function configurationOf(provider: IdentityProvider, client: typeof Client): Promise<Client.Configuration> {
  const { name, issuer, clientId, clientSecret } = provider;
  const key = [issuer, clientId, clientSecret].join(' ');
  const before = known.get(name);
  if (before?.key === key && Date.now() - before.at < KEEP_MS) return before.config;
  const config = client.discovery(new URL(issuer), clientId, undefined, client.ClientSecretBasic(clientSecret), {
    timeout: TIMEOUT_SECONDS,
    // An issuer without TLS is one that the operator runs beside the gateway.
    ...(issuer.startsWith('http://') ? { execute: [client.allowInsecureRequests] } : {}),
  });
  known.set(name, { at: Date.now(), key, config });
  config.catch(() => known.delete(name));
  return config;
}

/** Where a person goes to sign in. @throws OutsideFault */
export async function oidcStart(provider: IdentityProvider, checks: OutsideChecks): Promise<string> {
  const client = await import('openid-client');
  try {
    const config = await configurationOf(provider, client);
    return client.buildAuthorizationUrl(config, {
      redirect_uri: checks.redirectUri,
      scope: provider.scopes,
      state: checks.state,
      nonce: checks.nonce,
      code_challenge: await client.calculatePKCECodeChallenge(checks.verifier),
      code_challenge_method: 'S256',
    }).href;
  } catch (error) {
    throw faultOf(error);
  }
}

/** Who came back. `search`: the query that the provider sent along. @throws OutsideFault */
export async function oidcFinish(
  provider: IdentityProvider,
  checks: OutsideChecks,
  search: string,
): Promise<OutsidePerson> {
  const client = await import('openid-client');
  try {
    const config = await configurationOf(provider, client);
    const tokens = await client.authorizationCodeGrant(config, new URL(checks.redirectUri + search), {
      expectedState: checks.state,
      expectedNonce: checks.nonce,
      pkceCodeVerifier: checks.verifier,
      idTokenExpected: true,
    });
    const claims = tokens.claims();
    if (claims === undefined) throw new OutsideFault('there was no id token');
    const more =
      claims['email'] === undefined && config.serverMetadata().userinfo_endpoint !== undefined
        ? await client.fetchUserInfo(config, tokens.access_token, claims.sub)
        : {};
    return personOf({ ...more, ...claims });
  } catch (error) {
    throw faultOf(error);
  }
}

function personOf(claims: Readonly<Record<string, unknown>>): OutsidePerson {
  const text = (name: string): string => (typeof claims[name] === 'string' ? claims[name] : '');
  const subject = text('sub');
  if (subject === '' || subject.length > 255) throw new OutsideFault('the id token names nobody');
  const email = claims['email_verified'] === true ? text('email').toLowerCase() : '';
  return { subject, email, name: text('preferred_username') || text('name') || (email.split('@')[0] ?? '') };
}

function faultOf(error: unknown): OutsideFault {
  if (error instanceof OutsideFault) return error;
  const cause = error instanceof Error && error.cause instanceof Error ? `: ${error.cause.message}` : '';
  return new OutsideFault(`${error instanceof Error ? error.message : String(error)}${cause}`);
}
