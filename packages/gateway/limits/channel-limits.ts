// The limits of channels and their credentials on this node: calls at once, and calls and tokens of the last minute.

import type { Limits } from '../routing/channel-options.ts';
import type { Candidate } from '../routing/plan.ts';
import { MinuteWindow } from './minute-window.ts';

/** Counts what is sent to channels that have limits. */
export interface ChannelLimits {
  /** When there is room for another call (milliseconds since the epoch); 0 when there is now. */
  room(candidate: Candidate): number;
  /** A call begins; `done` takes the tokens that it used, once. */
  begin(candidate: Candidate): { done(tokens: number): void };
}

interface Use {
  running: number;
  readonly requests: MinuteWindow;
  readonly tokens: MinuteWindow;
}

/** How soon a call of another may end, milliseconds: for whom waits on concurrency. */
const SOON_MS = 1_000;
const UNLIMITED = { done: () => undefined };

/** Limits counted in the memory of one node. */
export class LocalChannelLimits implements ChannelLimits {
  private readonly uses = new Map<string, Use>();
  private readonly now: () => number;

  constructor(now: () => number = Date.now) {
    this.now = now;
  }

  room(candidate: Candidate): number {
    const { channel, credential } = candidate;
    const ofChannel = isLimited(channel.options?.limits) ? channel.options?.limits : undefined;
    if (ofChannel === undefined && credential.limits === undefined) return 0;
    const whole = ofChannel === undefined ? 0 : this.free(`${channel.id}`, ofChannel);
    const own = credential.limits === undefined ? 0 : this.free(`${channel.id} ${credential.id}`, credential.limits);
    return Math.max(whole, own);
  }

  begin(candidate: Candidate): { done(tokens: number): void } {
    const { channel, credential } = candidate;
    const uses: Use[] = [];
    if (isLimited(channel.options?.limits)) uses.push(this.use(`${channel.id}`));
    if (isLimited(credential.limits)) uses.push(this.use(`${channel.id} ${credential.id}`));
    if (uses.length === 0) return UNLIMITED;
    for (const use of uses) {
      use.running += 1;
      use.requests.add(this.now(), 1);
    }
    let open = true;
    return {
      done: tokens => {
        if (!open) return;
        open = false;
        for (const use of uses) {
          use.running -= 1;
          use.tokens.add(this.now(), tokens);
        }
      },
    };
  }

  private free(key: string, limits: Limits): number {
    const use = this.uses.get(key);
    if (use === undefined) return 0;
    const now = this.now();
    const { concurrency, requestsPerMinute, tokensPerMinute } = limits;
    const atOnce = concurrency !== undefined && use.running >= concurrency ? now + SOON_MS : 0;
    const requests = requestsPerMinute === undefined ? 0 : use.requests.room(now, requestsPerMinute);
    const tokens = tokensPerMinute === undefined ? 0 : use.tokens.room(now, tokensPerMinute);
    return Math.max(atOnce, requests, tokens);
  }

  private use(key: string): Use {
    let use = this.uses.get(key);
    if (use === undefined) {
      use = { running: 0, requests: new MinuteWindow(), tokens: new MinuteWindow() };
      this.uses.set(key, use);
    }
    return use;
  }
}

function isLimited(limits: Limits | undefined): boolean {
  return (
    limits !== undefined &&
    (limits.concurrency !== undefined || limits.requestsPerMinute !== undefined || limits.tokensPerMinute !== undefined)
  );
}
