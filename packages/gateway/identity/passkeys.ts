// Passkeys: registered by whoever has signed in, and a way in that counts as two factors; challenges live here, once.

import type { AuthenticationResponseJSON, RegistrationResponseJSON } from '@simplewebauthn/server';
import { Failure } from '@turnpike/protocols/failures';
import type { PasskeyRow } from '../store/people.ts';
import type { AccountRow, Store } from '../store/store.ts';
import type { Seal } from './seal.ts';
import { hashSecret, newSecret } from './secrets.ts';

/** The site that passkeys belong to. */
export interface Site {
  /** Its host, without scheme and port. */
  readonly id: string;
  readonly name: string;
  readonly origin: string;
}

const FLOW_MS = 5 * 60_000;
const MOST_PASSKEYS = 20;

type Kind = 'passkey-register' | 'passkey-enter';

/** The loaded library: most gateways never need it. */
const library = () => import('@simplewebauthn/server');

export class Passkeys {
  private readonly store: Pick<Store, 'flows' | 'signIns' | 'accounts'>;
  private readonly seal: Seal;

  constructor(store: Passkeys['store'], seal: Seal) {
    this.store = store;
    this.seal = seal;
  }

  /** What authenticators know an account by: it says nothing of it, and is the same each time. */
  private handleOf(accountId: number): string {
    return this.seal.mac(`passkey:${accountId}`);
  }

  private async begin(kind: Kind, accountId: number | null, challenge: string): Promise<string> {
    const flow = newSecret();
    await this.store.flows.begin(hashSecret(flow), {
      kind,
      accountId,
      body: JSON.stringify({ challenge }),
      expiresAt: Date.now() + FLOW_MS,
    });
    return flow;
  }

  /** The challenge of a flow, once. @throws Failure `AUTH_WRONG` */
  private async challenge(kind: Kind, flow: string): Promise<{ challenge: string; accountId: number | null }> {
    const begun = await this.store.flows.take(kind, hashSecret(flow));
    if (begun === undefined) throw new Failure('AUTH_WRONG', 'This took too long, or was done already. Begin anew.');
    const body: unknown = JSON.parse(begun.body);
    const challenge = typeof body === 'object' && body !== null ? String(Reflect.get(body, 'challenge')) : '';
    return { challenge, accountId: begun.accountId };
  }

  async beginRegistration(account: AccountRow, site: Site) {
    const { generateRegistrationOptions } = await library();
    const before = await this.store.signIns.passkeysOf(account.id);
    if (before.length >= MOST_PASSKEYS)
      throw new Failure('conflict', `An account has at most ${MOST_PASSKEYS} passkeys. Remove one first.`);
    const options = await generateRegistrationOptions({
      rpName: site.name,
      rpID: site.id,
      userName: account.name,
      userID: Buffer.from(this.handleOf(account.id)),
      attestationType: 'none',
      excludeCredentials: before.map(({ id }) => ({ id })),
      authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
    });
    return { flow: await this.begin('passkey-register', account.id, options.challenge), options };
  }

  /** @throws Failure `AUTH_WRONG` for what no authenticator has made for this site and challenge. */
  async finishRegistration(account: AccountRow, site: Site, flow: string, name: string, response: unknown) {
    const { verifyRegistrationResponse } = await library();
    const { challenge, accountId } = await this.challenge('passkey-register', flow);
    if (accountId !== account.id) throw new Failure('AUTH_WRONG', 'This was begun by another account.');
    const { registrationInfo } = await verified(() =>
      verifyRegistrationResponse({
        // Its parts are checked one by one by the library.
        response: response as RegistrationResponseJSON,
        expectedChallenge: challenge,
        expectedOrigin: site.origin,
        expectedRPID: site.id,
        requireUserVerification: true,
      }),
    );
    if (registrationInfo === undefined) throw new Failure('AUTH_WRONG', 'The passkey could not be verified.');
    const { credential } = registrationInfo;
    if ((await this.store.signIns.passkey(credential.id)) !== undefined)
      throw new Failure('conflict', 'This passkey is known already.');
    await this.store.signIns.addPasskey({
      id: credential.id,
      accountId: account.id,
      name,
      publicKey: Buffer.from(credential.publicKey).toString('base64url'),
      counter: credential.counter,
      transports: credential.transports ?? [],
    });
  }

  async beginEntrance(site: Site) {
    const { generateAuthenticationOptions } = await library();
    const options = await generateAuthenticationOptions({ rpID: site.id, userVerification: 'required' });
    return { flow: await this.begin('passkey-enter', null, options.challenge), options };
  }

  /** Whose passkey it is. @throws Failure `AUTH_WRONG`, `AUTH_USER_DISABLED` */
  async finishEntrance(site: Site, flow: string, response: unknown): Promise<AccountRow> {
    const { verifyAuthenticationResponse } = await library();
    const { challenge } = await this.challenge('passkey-enter', flow);
    const said = response as AuthenticationResponseJSON;
    const passkey = typeof said?.id === 'string' ? await this.store.signIns.passkey(said.id) : undefined;
    const account = passkey === undefined ? undefined : await this.store.accounts.byId(passkey.accountId);
    if (passkey === undefined || account === undefined)
      throw new Failure('AUTH_WRONG', 'This passkey is not known here.');
    const handle = said.response.userHandle;
    if (handle !== undefined && Buffer.from(handle, 'base64url').toString() !== this.handleOf(account.id))
      throw new Failure('AUTH_WRONG', 'This passkey belongs to somebody else.');
    const { verified: good, authenticationInfo } = await verified(() =>
      verifyAuthenticationResponse({
        response: said,
        expectedChallenge: challenge,
        expectedOrigin: site.origin,
        expectedRPID: site.id,
        credential: credentialOf(passkey),
        requireUserVerification: true,
      }),
    );
    if (!good) throw new Failure('AUTH_WRONG', 'The passkey could not be verified.');
    if (!(await this.store.signIns.passkeyUsed(passkey.id, authenticationInfo.newCounter, Date.now())))
      throw new Failure('AUTH_WRONG', 'This passkey may have been copied, and is refused. Tell the operator.');
    if (!account.enabled) throw new Failure('AUTH_USER_DISABLED', 'This account is disabled. Ask the operator why.');
    return account;
  }
}

function credentialOf({ id, publicKey, counter }: PasskeyRow) {
  return { id, publicKey: new Uint8Array(Buffer.from(publicKey, 'base64url')), counter };
}

/** What the library finds wrong is an answer, not a fault of ours. */
async function verified<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    throw new Failure(
      'AUTH_WRONG',
      `The passkey could not be verified: ${error instanceof Error ? error.message : ''}.`,
    );
  }
}
