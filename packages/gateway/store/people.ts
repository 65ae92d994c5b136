// The people behind accounts as the store has them: profiles, sessions, ways to sign in, and the log of changes.

/** What an account may do beside spending; see `identity/roles.ts`. */
export type Role = 'owner' | 'admin' | 'finance' | 'support' | 'read-only' | 'user';

export const ROLES: readonly Role[] = ['owner', 'admin', 'finance', 'support', 'read-only', 'user'];

/** What an account tells of itself. */
export interface ProfileRow {
  readonly accountId: number;
  /** In lower case, or empty; no two accounts share one. */
  readonly email: string;
  readonly displayName: string;
  /** Grows when every session of the account must end (password, second factor, «everywhere»). */
  readonly authVersion: number;
  /** JSON text of what the console remembers for the account (language, theme, notices). */
  readonly preferences: string;
  /** Milliseconds since the epoch, or 0. */
  readonly seenAt: number;
}

export interface ProfileStore {
  /** An account without a profile has an empty one. */
  of(accountId: number): Promise<ProfileRow>;
  byEmail(email: string): Promise<ProfileRow | undefined>;
  /** Rejects with an error named `Taken` when another account has the address. */
  put(accountId: number, draft: { email?: string; displayName?: string; preferences?: string }): Promise<ProfileRow>;
  /** Ends every session of the account: answers the new version. */
  endSessions(accountId: number): Promise<number>;
}

/** A session of the console. */
export interface SessionRow {
  /** A public number, to list and revoke by. */
  readonly id: number;
  readonly accountId: number;
  readonly authVersion: number;
  readonly createdAt: number;
  readonly seenAt: number;
  readonly expiresAt: number;
  /** When the person last proved who it is, milliseconds since the epoch: for acts that ask for a fresh proof. */
  readonly provenAt: number;
  readonly agent: string;
  readonly address: string;
}

export interface SessionStore {
  /** `hash`: SHA-256 of the secret. */
  open(hash: string, draft: Omit<SessionRow, 'id'>): Promise<SessionRow>;
  /** The session and its account's version, when it has not expired. */
  find(hash: string): Promise<(SessionRow & { readonly currentVersion: number }) | undefined>;
  touch(id: number, seenAt: number, expiresAt: number): Promise<void>;
  prove(id: number, provenAt: number): Promise<void>;
  ofAccount(accountId: number): Promise<SessionRow[]>;
  /** False when the account has no such session. */
  end(accountId: number, id: number): Promise<boolean>;
  endOthers(accountId: number, keep: number): Promise<number>;
}

/** A personal access token: a key to the management API. */
export interface AccessTokenRow {
  readonly id: number;
  readonly accountId: number;
  readonly name: string;
  readonly hint: string;
  /** What it may do; empty means all that its owner may. */
  readonly scopes: readonly string[];
  readonly createdAt: number;
  /** Null never expires. */
  readonly expiresAt: number | null;
  readonly usedAt: number | null;
}

export interface AccessTokenStore {
  make(hash: string, draft: Omit<AccessTokenRow, 'id' | 'createdAt' | 'usedAt'>): Promise<AccessTokenRow>;
  find(hash: string): Promise<AccessTokenRow | undefined>;
  used(id: number, at: number): Promise<void>;
  ofAccount(accountId: number): Promise<AccessTokenRow[]>;
  /** False when the account has no such token. */
  remove(accountId: number, id: number): Promise<boolean>;
}

/** Something begun that waits for its second step: a set-up link, a mailed code, a second factor, an outside sign-in. */
export interface FlowRow {
  readonly kind: string;
  readonly accountId: number | null;
  /** JSON text. */
  readonly body: string;
  readonly expiresAt: number;
  /** Wrong tries so far. */
  readonly tries: number;
}

export interface FlowStore {
  /** `hash`: SHA-256 of the secret that the second step shows. Replaces a flow of the same hash. */
  begin(hash: string, draft: Omit<FlowRow, 'tries'>): Promise<void>;
  /** The flow, when it has not expired; it stays. */
  find(kind: string, hash: string): Promise<FlowRow | undefined>;
  /** Takes the flow away: only one caller gets it. */
  take(kind: string, hash: string): Promise<FlowRow | undefined>;
  /** Counts a wrong try and answers how many there were. */
  failed(kind: string, hash: string): Promise<number>;
}

/** An identity at an outside provider. */
export interface OutsideIdentityRow {
  /** The provider's name in the configuration. */
  readonly provider: string;
  /** The provider's own unchanging id of the person. */
  readonly subject: string;
  readonly accountId: number;
  readonly label: string;
  readonly createdAt: number;
}

export interface PasskeyRow {
  /** The credential's id, base64url. */
  readonly id: string;
  readonly accountId: number;
  readonly name: string;
  /** COSE, base64url. */
  readonly publicKey: string;
  readonly counter: number;
  readonly transports: readonly string[];
  readonly createdAt: number;
  readonly usedAt: number | null;
}

export interface SecondFactorRow {
  readonly accountId: number;
  /** The TOTP secret, sealed with the master key. */
  readonly sealed: string;
  readonly confirmed: boolean;
  /** The last time step that was accepted: none before it is accepted again. */
  readonly lastStep: number;
  /** Hashes of the back-up codes that are left. */
  readonly backupCodes: readonly string[];
}

/** The ways to sign in beside the password. */
export interface SignInStore {
  /** Rejects with an error named `Taken` when the identity is another account's. */
  link(draft: Omit<OutsideIdentityRow, 'createdAt'>): Promise<void>;
  unlink(accountId: number, provider: string): Promise<boolean>;
  linked(provider: string, subject: string): Promise<OutsideIdentityRow | undefined>;
  identitiesOf(accountId: number): Promise<OutsideIdentityRow[]>;
  addPasskey(draft: Omit<PasskeyRow, 'createdAt' | 'usedAt'>): Promise<void>;
  passkey(id: string): Promise<PasskeyRow | undefined>;
  passkeysOf(accountId: number): Promise<PasskeyRow[]>;
  /** Notes a use; false when the counter went back, which a copied authenticator does. */
  passkeyUsed(id: string, counter: number, at: number): Promise<boolean>;
  removePasskey(accountId: number, id: string): Promise<boolean>;
  secondFactor(accountId: number): Promise<SecondFactorRow | undefined>;
  putSecondFactor(row: SecondFactorRow): Promise<void>;
  /** Accepts a time step once: false when it or a later one was accepted before. */
  acceptStep(accountId: number, step: number): Promise<boolean>;
  /** Uses a back-up code up: false when it was not there. */
  useBackupCode(accountId: number, hash: string): Promise<boolean>;
  removeSecondFactor(accountId: number): Promise<boolean>;
}

/** One change that somebody made. */
export interface ChangeRow {
  readonly id: number;
  readonly at: number;
  /** The account that acted, or 0 for the command line, the file and the gateway itself. */
  readonly actorId: number;
  readonly actor: string;
  /** `session`, `token`, `file`, `command`, `system`. */
  readonly via: string;
  /** `key.create`, `channel.update`, … */
  readonly action: string;
  /** `channel:claude`, `account:7`, … */
  readonly subject: string;
  /** JSON texts without secrets; empty where there is none. */
  readonly before: string;
  readonly after: string;
  readonly address: string;
}

export interface ChangeStore {
  note(change: Omit<ChangeRow, 'id' | 'at'>): Promise<void>;
  /** Newest first, older than the id `before`. */
  list(query: {
    readonly actorId?: number;
    /** A whole action, or the beginning of several: `key.`. */
    readonly action?: string;
    readonly subject?: string;
    /** Milliseconds, inclusive and exclusive. */
    readonly from?: number;
    readonly to?: number;
    readonly before?: number;
    readonly limit: number;
  }): Promise<ChangeRow[]>;
}

/** An address or an identity that already belongs to another account. */
export class Taken extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'Taken';
  }
}
