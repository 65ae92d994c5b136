// The ways into an account: password, second factor, registration, first set-up; and the fresh proof for grave acts.

import { Failure } from '@turnpike/protocols/failures';
import { parseUsd } from '../ledger/money.ts';
import type { AccountRow, Store } from '../store/store.ts';
import { hashPassword, verifyPassword } from './passwords.ts';
import type { Seal } from './seal.ts';
import { hashSecret, newSecret } from './secrets.ts';
import { Throttle } from './throttle.ts';
import { matchingStep, plainBackupCode } from './totp.ts';

/** What of the settings concerns new accounts. */
export interface SignInSettings {
  readonly registration: 'off' | 'invited' | 'open';
  readonly welcomeBalance: string;
}

export interface SignInParts {
  readonly store: Store;
  readonly seal: Seal;
  settings(): SignInSettings;
}

/** How far a sign-in with a password came. */
export type PasswordOutcome =
  | { readonly state: 'signed_in'; readonly account: AccountRow }
  | { readonly state: 'second_factor'; readonly flow: string };

const FLOW_MS = 5 * 60_000;
/** Wrong codes after which a sign-in must begin anew. */
const MAX_CODES = 5;
/** Passwords that are hashed at once: each takes a tenth of a second of a processor and 32 MB. */
const MAX_HASHES = 4;

const WRONG = 'The name or the password is wrong.';

/** Signs people in. */
export class SignIn {
  private readonly parts: SignInParts;
  private readonly throttle = new Throttle();
  private hashes = 0;
  /** Verified for unknown names, so that they take as long as known ones. */
  private decoy: Promise<string> | undefined;

  constructor(parts: SignInParts) {
    this.parts = parts;
  }

  /** @throws Failure `AUTH_WRONG`, `AUTH_USER_DISABLED`, or `rate_limit_exceeded` after too many wrong tries. */
  async withPassword(name: string, password: string, address: string): Promise<PasswordOutcome> {
    const place = `password ${name.toLowerCase()} ${address}`;
    this.checkThrottle(place);
    const account = await this.accountOf(name);
    const stored = account?.passwordHash ?? '';
    const right = await this.hashing(async () =>
      verifyPassword(password, stored === '' ? await this.aDecoy() : stored),
    );
    if (!right || account === undefined || stored === '') {
      this.throttle.wrong(place);
      throw new Failure('AUTH_WRONG', WRONG);
    }
    this.throttle.right(place);
    if (!account.enabled) throw new Failure('AUTH_USER_DISABLED', 'This account is disabled. Ask the operator why.');
    return this.afterFirstFactor(account);
  }

  /** What follows a proven first factor: the session, or the question for the second. */
  async afterFirstFactor(account: AccountRow): Promise<PasswordOutcome> {
    const factor = await this.parts.store.signIns.secondFactor(account.id);
    if (factor?.confirmed !== true) return { state: 'signed_in', account };
    const flow = newSecret();
    await this.parts.store.flows.begin(hashSecret(flow), {
      kind: 'second-factor',
      accountId: account.id,
      body: '{}',
      expiresAt: Date.now() + FLOW_MS,
    });
    return { state: 'second_factor', flow };
  }

  /** @throws Failure `AUTH_WRONG` for a code that is wrong, used before, or too late. */
  async withSecondFactor(flow: string, code: string, address: string): Promise<AccountRow> {
    const { flows, accounts } = this.parts.store;
    const hash = hashSecret(flow);
    const begun = await flows.find('second-factor', hash);
    const account = begun?.accountId == null ? undefined : await accounts.byId(begun.accountId);
    if (begun === undefined || account === undefined || begun.tries >= MAX_CODES)
      throw new Failure('AUTH_WRONG', 'This sign-in took too long or had too many tries. Begin anew.');
    if (!(await this.isCode(account, code, address))) {
      await flows.failed('second-factor', hash);
      throw new Failure('AUTH_WRONG', 'The code is wrong, or was used before.');
    }
    if ((await flows.take('second-factor', hash)) === undefined)
      throw new Failure('AUTH_WRONG', 'This sign-in was completed already.');
    return account;
  }

  /** Makes an account. @throws Failure when registration is closed, the name is taken, or the invitation is not good. */
  async register(
    wish: { readonly name: string; readonly password: string; readonly email?: string; readonly invitation?: string },
    address: string,
  ): Promise<AccountRow> {
    const { registration } = this.parts.settings();
    const { accounts, profiles } = this.parts.store;
    const place = `register ${address}`;
    this.checkThrottle(place);
    if (registration === 'off') throw new Failure('access_denied', 'Registration is closed. Ask the operator.');
    const invited = await this.takeInvitation(wish.invitation);
    if (registration === 'invited' && !invited)
      throw new Failure('access_denied', 'An invitation is needed to register here.', { param: 'invitation' });
    if ((await accounts.byName(wish.name)) !== undefined)
      throw new Failure('conflict', 'This name is taken. Choose another.', { param: 'name' });
    if (wish.email !== undefined && (await profiles.byEmail(wish.email)) !== undefined)
      throw new Failure('conflict', 'An account with this e-mail address exists. Sign in instead.', { param: 'email' });
    // Counted like wrong tries, so that one place cannot make accounts by the thousand.
    this.throttle.wrong(place);
    const account = await accounts.put({
      name: wish.name,
      role: 'user',
      passwordHash: await this.hashing(() => hashPassword(wish.password)),
      group: 'default',
      enabled: true,
      declared: false,
    });
    if (wish.email !== undefined) await profiles.put(account.id, { email: wish.email });
    await this.welcome(account);
    return account;
  }

  /** Gives a new account its first balance, once. */
  private async welcome(account: AccountRow): Promise<void> {
    const { welcomeBalance } = this.parts.settings();
    const { ledger } = this.parts.store;
    const amount = parseUsd(welcomeBalance);
    if (amount > 0n) {
      const purse = `account:${account.id}`;
      const note = 'welcome balance';
      await ledger.post({
        id: `grant:welcome:${account.id}`,
        kind: 'grant',
        purse,
        amount,
        note,
        author: 'registration',
      });
    }
  }

  /** Makes an account for somebody who is known at a provider outside. @throws Failure when registration is closed to him. */
  async registerOutside(
    person: { readonly name: string; readonly email: string },
    invitation: string,
  ): Promise<AccountRow> {
    const { registration } = this.parts.settings();
    const invited = await this.takeInvitation(invitation);
    if (registration === 'off' || (registration === 'invited' && !invited))
      throw new Failure('access_denied', 'Registration is closed. Ask the operator.');
    const account = await this.parts.store.accounts.put({
      name: await this.freeName(person.name),
      role: 'user',
      passwordHash: '',
      group: 'default',
      enabled: true,
      declared: false,
    });
    const { profiles } = this.parts.store;
    // An address that another account has stays there: nobody comes into an account by a mail address alone.
    if (person.email !== '' && (await profiles.byEmail(person.email)) === undefined)
      await profiles.put(account.id, { email: person.email });
    await this.welcome(account);
    return account;
  }

  /** A name that nobody has, as near as may be to the wish. */
  private async freeName(wish: string): Promise<string> {
    const clean =
      wish
        .replace(/\p{Cc}/gu, '')
        .trim()
        .slice(0, 60) || 'user';
    const { accounts } = this.parts.store;
    if ((await accounts.byName(clean)) === undefined) return clean;
    return `${clean}-${newSecret().slice(0, 6)}`;
  }

  private async takeInvitation(text: string | undefined): Promise<boolean> {
    if (text === undefined || text === '') return false;
    return (await this.parts.store.flows.take('invitation', hashSecret(text))) !== undefined;
  }

  /** Gives the first account its password. @throws Failure when the link was used or is too old. */
  async setUp(secret: string, name: string, password: string): Promise<AccountRow> {
    const { flows, accounts } = this.parts.store;
    const passwordHash = await this.hashing(() => hashPassword(password));
    const flow = await flows.take('setup', hashSecret(secret));
    const account = flow?.accountId == null ? undefined : await accounts.byId(flow.accountId);
    if (account === undefined)
      throw new Failure('AUTH_WRONG', 'This link was used already or is too old. Start the gateway anew for another.');
    const { id: _id, createdAt: _createdAt, ...draft } = account;
    if (name !== account.name) await this.rename(account, name);
    return accounts.put({ ...draft, name, passwordHash });
  }

  private async rename(account: AccountRow, name: string): Promise<void> {
    const { accounts } = this.parts.store;
    if ((await accounts.byName(name)) !== undefined)
      throw new Failure('conflict', 'This name is taken. Choose another.', { param: 'name' });
    await accounts.rename(account.id, name);
  }

  /** What is kept of a password. @throws Failure when too many are hashed just now: ask before anything is written */
  hashOf(password: string): Promise<string> {
    return this.hashing(() => hashPassword(password));
  }

  /** Changes a password; every other session ends. */
  async setPassword(account: AccountRow, password: string): Promise<AccountRow> {
    const passwordHash = await this.hashOf(password);
    const { id: _id, createdAt: _createdAt, ...draft } = account;
    return this.parts.store.accounts.put({ ...draft, passwordHash });
  }

  /** Checks a fresh proof: the password, or a code of the second factor. @throws Failure `AUTH_WRONG` */
  async prove(
    account: AccountRow,
    proof: { readonly password?: string; readonly code?: string },
    address: string,
  ): Promise<void> {
    const place = `proof ${account.id} ${address}`;
    this.checkThrottle(place);
    const { password, code } = proof;
    const right =
      code === undefined
        ? password !== undefined && (await this.hashing(() => verifyPassword(password, account.passwordHash)))
        : await this.isCode(account, code, address);
    if (right) {
      this.throttle.right(place);
      return;
    }
    this.throttle.wrong(place);
    throw new Failure('AUTH_WRONG', code === undefined ? 'The password is wrong.' : 'The code is wrong.');
  }

  /** Whether a code of the account's second factor is right; each is good once. */
  private async isCode(account: AccountRow, code: string, address: string): Promise<boolean> {
    const { signIns } = this.parts.store;
    const place = `code ${account.id} ${address}`;
    this.checkThrottle(place);
    const factor = await signIns.secondFactor(account.id);
    if (factor === undefined) return false;
    const step = matchingStep(this.parts.seal.open(factor.sealed), code, Date.now());
    const right =
      step === undefined
        ? await signIns.useBackupCode(account.id, hashSecret(plainBackupCode(code)))
        : await signIns.acceptStep(account.id, step);
    if (right) this.throttle.right(place);
    else this.throttle.wrong(place);
    return right;
  }

  private async accountOf(name: string): Promise<AccountRow | undefined> {
    const { accounts, profiles } = this.parts.store;
    const named = await accounts.byName(name);
    if (named !== undefined) return named;
    const profile = name.includes('@') ? await profiles.byEmail(name) : undefined;
    return profile === undefined ? undefined : accounts.byId(profile.accountId);
  }

  private checkThrottle(place: string): void {
    const wait = this.throttle.wait(place);
    if (wait === 0) return;
    const seconds = Math.ceil(wait / 1000);
    throw new Failure('rate_limit_exceeded', `Too many tries. Wait ${seconds} seconds.`, { retryAfter: seconds });
  }

  private aDecoy(): Promise<string> {
    this.decoy ??= hashPassword(newSecret());
    return this.decoy;
  }

  private async hashing<T>(work: () => Promise<T>): Promise<T> {
    if (this.hashes >= MAX_HASHES)
      throw new Failure('rate_limit_exceeded', 'Many people sign in just now. Try again in a moment.', {
        retryAfter: 2,
      });
    this.hashes += 1;
    try {
      return await work();
    } finally {
      this.hashes -= 1;
    }
  }
}
