// Passes: short-lived secrets by which a browser opens sessions on the account of the key that asked for them.

import { randomInt } from 'node:crypto';
import { Failure } from '@turnpike/protocols/failures';
import type { Exchange } from '../http/exchange.ts';
import type { FlowStore } from '../store/people.ts';
import { findCredential } from './credentials.ts';
import type { Seal } from './seal.ts';
import { hashSecret } from './secrets.ts';

const KIND = 'session-pass';
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
const LENGTH = 40;

/** What a pass opens, and for how long. */
export interface PassTerms {
  /** The protocol whose sessions it opens. */
  readonly api: string;
  /** The hash of the key on whose account the sessions are. */
  readonly keyHash: string;
  /** How many sessions it opens; 0 is any number. */
  readonly uses: number;
  /** Milliseconds since the epoch: until when new sessions may begin, and until when it is good at all. */
  readonly beginsUntil: number;
  readonly expiresAt: number;
  /** The session's settings as they were given; undefined leaves them to the client. */
  readonly settings: Readonly<Record<string, unknown>> | undefined;
  /** The settings that are held fast: undefined is all that are given. */
  readonly locked?: readonly string[];
}

/** What every pass begins with, by its protocol: nobody takes one for a key. */
export const PASS_PREFIXES = { 'openai-realtime': 'ek_', 'gemini-live': 'auth_tokens/gw' } as const;
export type PassApi = keyof typeof PASS_PREFIXES;

/** Issues passes and honours them. */
export class Passes {
  private readonly store: FlowStore;
  private readonly seal: Seal;

  constructor(store: FlowStore, seal: Seal) {
    this.store = store;
    this.seal = seal;
  }

  /** A new pass. */
  async issue(api: PassApi, accountId: number, terms: Omit<PassTerms, 'api'>): Promise<string> {
    const secret = Array.from({ length: LENGTH }, () => ALPHABET.charAt(randomInt(ALPHABET.length))).join('');
    const pass = PASS_PREFIXES[api] + secret;
    const body = this.seal.seal(JSON.stringify({ ...terms, api }));
    await this.store.begin(hashSecret(pass), { kind: KIND, accountId, body, expiresAt: terms.expiresAt }).catch(away);
    return pass;
  }

  /** The pass that an exchange shows; undefined when it shows something else. */
  shownBy(exchange: Exchange): string | undefined {
    const bare = findCredential(exchange)?.bare;
    return bare !== undefined && Object.values(PASS_PREFIXES).some(prefix => bare.startsWith(prefix))
      ? bare
      : undefined;
  }

  /** What a pass opens. @throws Failure when it opens nothing (any more), or another protocol's sessions */
  async look(pass: string, api: PassApi): Promise<PassTerms> {
    const row = await this.store.find(KIND, hashSecret(pass)).catch(away);
    // What was sealed here is what was issued here.
    const terms: PassTerms | undefined = row === undefined ? undefined : JSON.parse(this.seal.open(row.body));
    if (terms?.api !== api) throw over();
    return terms;
  }

  /** Uses a pass for a new session. @throws Failure when all its uses are over */
  async use(pass: string, { uses, beginsUntil }: PassTerms): Promise<void> {
    if (Date.now() >= beginsUntil) throw over();
    const count = await this.store.failed(KIND, hashSecret(pass)).catch(away);
    if (uses > 0 && count > uses) throw over();
  }
}

function over(): Failure {
  return new Failure('token_expired', 'This session token is not good here, or not any more. Ask for another.');
}

function away(error: unknown): never {
  throw new Failure('store_unavailable', 'The store is out of reach. Try again in a moment.', {
    retryAfter: 2,
    cause: error,
  });
}
