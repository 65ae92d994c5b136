// Outside providers of identities: what is configured of them, and what they say of a person.

/** A provider that people may sign in with. */
export interface IdentityProvider {
  /** Stands in the address that the provider sends people back to. */
  readonly name: string;
  readonly kind: 'oidc' | 'github';
  /** What the button says. */
  readonly label: string;
  /** Of OpenID Connect: exactly as its discovery document says. */
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly scopes: string;
  /** E-mail domains whose people may come in; empty means all. */
  readonly domains: readonly string[];
  /** Of GitHub: where it and its API are. */
  readonly siteUrl: string;
  readonly apiUrl: string;
}

/** What a provider says of a person. */
export interface OutsidePerson {
  /** Never changes, unlike names and addresses. */
  readonly subject: string;
  readonly name: string;
  /** Only where the provider has verified it; in lower case, or empty. */
  readonly email: string;
}

/** What a sign-in there is checked against: made at its start, kept on our side. */
export interface OutsideChecks {
  readonly state: string;
  readonly nonce: string;
  readonly verifier: string;
  readonly redirectUri: string;
}

/** The provider said no, or something that cannot be trusted; the message is for the operator's log. */
export class OutsideFault extends Error {}
