// Signing in by others: begun in one browser and ended in the same, once; a known identity enters, a new one may register.

import { Failure } from '@turnpike/protocols/failures';
import type { Ask } from '../payments/gateway.ts';
import type { AccountRow, Store } from '../store/store.ts';
import { githubFinish, githubStart } from './github.ts';
import { oidcFinish, oidcStart } from './oidc.ts';
import { type IdentityProvider, type OutsideChecks, OutsideFault, type OutsidePerson } from './providers.ts';
import { hashSecret, newSecret } from './secrets.ts';
import type { SignIn } from './sign-in.ts';

export interface OutsideParts {
  readonly store: Store;
  readonly signIn: SignIn;
  readonly ask: Ask;
  providers(): readonly IdentityProvider[];
}

/** What was begun. */
interface Begun extends OutsideChecks {
  readonly provider: string;
  /** Hash of the cookie of the browser that began. */
  readonly browser: string;
  /** Where in the console it goes on. */
  readonly next: string;
  readonly invitation: string;
  /** The account that an identity is linked to, or null where somebody signs in. */
  readonly link: number | null;
}

/** How it ended: in words of the address, for the console to tell. */
export type Ending =
  | { readonly state: 'in'; readonly account: AccountRow; readonly next: string }
  | { readonly state: 'linked'; readonly next: string }
  | { readonly state: 'problem'; readonly problem: string; readonly detail: string };

const FLOW = 'outside';
const FLOW_MS = 10 * 60_000;

export class Outside {
  private readonly parts: OutsideParts;

  constructor(parts: OutsideParts) {
    this.parts = parts;
  }

  /** @throws Failure `not_found` */
  private provider(name: string): IdentityProvider {
    const provider = this.parts.providers().find(one => one.name === name);
    if (provider === undefined) throw new Failure('not_found', 'There is no such way to sign in.');
    return provider;
  }

  /** Begins: where the browser goes, and the cookie that it is known by when it comes back. @throws Failure */
  async begin(
    name: string,
    wish: { readonly base: string; readonly next: string; readonly invitation: string; readonly link: number | null },
  ): Promise<{ url: string; cookie: string }> {
    const provider = this.provider(name);
    const cookie = newSecret();
    const begun: Begun = {
      provider: name,
      browser: hashSecret(cookie),
      // Only a path of the console: an address from outside must not lead elsewhere.
      next: /^\/(?!\/)/.test(wish.next) ? wish.next : '/',
      invitation: wish.invitation,
      link: wish.link,
      state: newSecret(),
      nonce: newSecret(),
      verifier: newSecret(),
      redirectUri: `${wish.base}/sign-in/${encodeURIComponent(name)}/callback`,
    };
    try {
      const url = provider.kind === 'oidc' ? await oidcStart(provider, begun) : githubStart(provider, begun);
      await this.parts.store.flows.begin(hashSecret(begun.state), {
        kind: FLOW,
        accountId: wish.link,
        body: JSON.stringify(begun),
        expiresAt: Date.now() + FLOW_MS,
      });
      return { url, cookie };
    } catch (error) {
      if (error instanceof OutsideFault)
        throw new Failure('bad_response', `${provider.label} cannot be reached just now: ${error.message}.`);
      throw error;
    }
  }

  /** Ends what was begun. `caller`: who has signed in already in this browser. Never rejects for what others say. */
  async end(name: string, search: string, cookie: string, caller: AccountRow | undefined): Promise<Ending> {
    const problem = (what: string, detail = ''): Ending => ({ state: 'problem', problem: what, detail });
    const state = new URLSearchParams(search).get('state') ?? '';
    // Taken before anything else: whatever happens, it is not used twice.
    const flow = await this.parts.store.flows.take(FLOW, hashSecret(state));
    if (flow === undefined) return problem('too_late');
    const begun = JSON.parse(flow.body) as Begun;
    if (begun.provider !== name || begun.browser !== hashSecret(cookie)) return problem('other_browser');
    if (new URLSearchParams(search).has('error')) return problem('refused');
    let person: OutsidePerson;
    const provider = this.provider(name);
    try {
      const { ask } = this.parts;
      person = await (provider.kind === 'oidc'
        ? oidcFinish(provider, begun, search)
        : githubFinish(provider, begun, search, ask));
    } catch (error) {
      if (error instanceof OutsideFault) return problem('not_proven', error.message);
      throw error;
    }
    if (!fits(person, provider)) return problem('other_domain');
    return begun.link === null ? this.enter(provider, person, begun) : this.link(provider, person, begun, caller);
  }

  private async enter(provider: IdentityProvider, person: OutsidePerson, begun: Begun): Promise<Ending> {
    const { store, signIn } = this.parts;
    const linked = await store.signIns.linked(provider.name, person.subject);
    if (linked !== undefined) {
      const account = await store.accounts.byId(linked.accountId);
      if (account?.enabled !== true) return { state: 'problem', problem: 'disabled', detail: '' };
      return { state: 'in', account, next: begun.next };
    }
    try {
      const account = await signIn.registerOutside(person, begun.invitation);
      const { subject, name, email } = person;
      await store.signIns.link({ provider: provider.name, subject, accountId: account.id, label: name || email });
      return { state: 'in', account, next: begun.next };
    } catch (error) {
      if (error instanceof Failure) return { state: 'problem', problem: 'no_account', detail: '' };
      // Another callback of the same person was faster.
      if (error instanceof Error && error.name === 'Taken')
        return { state: 'problem', problem: 'too_late', detail: '' };
      throw error;
    }
  }

  private async link(
    provider: IdentityProvider,
    person: OutsidePerson,
    begun: Begun,
    caller: AccountRow | undefined,
  ): Promise<Ending> {
    if (caller === undefined || caller.id !== begun.link)
      return { state: 'problem', problem: 'other_browser', detail: '' };
    try {
      const label = person.name || person.email;
      const identity = { provider: provider.name, subject: person.subject, accountId: caller.id, label };
      await this.parts.store.signIns.link(identity);
      return { state: 'linked', next: begun.next };
    } catch (error) {
      if (error instanceof Error && error.name === 'Taken') return { state: 'problem', problem: 'taken', detail: '' };
      throw error;
    }
  }
}

function fits({ email }: OutsidePerson, { domains }: IdentityProvider): boolean {
  return domains.length === 0 || domains.some(domain => email.endsWith(`@${domain.toLowerCase()}`));
}
