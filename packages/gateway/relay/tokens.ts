// Tokens that secrets are traded for: fetched once for all who need the same, kept until shortly before they end.

import { Failure } from '@turnpike/protocols/failures';
import type { Dispatcher } from 'undici';
import type { Grant } from '../providers/outer.ts';
import { collect } from './collect.ts';
import { parseRecord } from './json.ts';

/** A token is renewed this long before it ends, milliseconds (clouds §2.1). */
const AHEAD_MS = 300_000;
/** How long a token is taken to last where nobody says, milliseconds. */
const USUAL_MS = 3_600_000;
/** One that lasts less than the time ahead is used for half of its life. */
const LEAST_SHARE = 0.5;
const TIMEOUTS = { firstByte: 20_000, idle: 20_000 };

/** Why a secret was not traded: the issuer said no, in these words. */
export class GrantRefused extends Error {}

interface Kept {
  readonly token: string;
  readonly until: number;
}

/** The tokens of a node. */
export class Tokens {
  private readonly kept = new Map<string, Kept>();
  private readonly running = new Map<string, Promise<string>>();
  private readonly now: () => number;

  constructor(now: () => number = Date.now) {
    this.now = now;
  }

  /** The token of a grant that is kept now; undefined when one must be fetched. */
  ready(grant: Grant): string | undefined {
    const kept = this.kept.get(grant.id);
    return kept !== undefined && kept.until > this.now() ? kept.token : undefined;
  }

  /** The token of a grant. @throws GrantRefused when its issuer refuses, Failure when it cannot be reached */
  get(grant: Grant, dispatcher: Dispatcher): Promise<string> {
    const ready = this.ready(grant);
    if (ready !== undefined) return Promise.resolve(ready);
    let running = this.running.get(grant.id);
    if (running === undefined) {
      running = this.fetch(grant, dispatcher).finally(() => this.running.delete(grant.id));
      this.running.set(grant.id, running);
    }
    return running;
  }

  /** The upstream did not take the token: it is not used again. */
  drop(grant: Grant, token: string): void {
    if (this.kept.get(grant.id)?.token === token) this.kept.delete(grant.id);
  }

  private async fetch(grant: Grant, dispatcher: Dispatcher): Promise<string> {
    const url = new URL(grant.url);
    const body = Buffer.from(new URLSearchParams(grant.form(this.now())).toString());
    const headers = ['content-type', 'application/x-www-form-urlencoded', 'content-length', String(body.length)];
    const path = url.pathname + url.search;
    const request = { origin: url.origin, path, method: 'POST' as const, headers, body: [body] };
    const answer = await collect(dispatcher, request, TIMEOUTS);
    if (answer instanceof Failure) throw answer;
    const told = parseRecord(answer.body.toString('utf8')) ?? {};
    const { access_token: token, expires_in: seconds, error, error_description: why } = told;
    if (typeof token !== 'string' || token === '') {
      if (answer.status >= 500) throw new Failure('upstream_unreachable', 'The issuer of tokens failed. Try again.');
      const words = [error, why].filter(word => typeof word === 'string').join(': ');
      throw new GrantRefused(`No token was issued for this key (status ${answer.status}). ${words}`.trim());
    }
    const life = Number(seconds) > 0 ? Number(seconds) * 1000 : USUAL_MS;
    this.kept.set(grant.id, { token, until: this.now() + Math.max(life - AHEAD_MS, life * LEAST_SHARE) });
    return token;
  }
}
