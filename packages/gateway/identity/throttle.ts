// Slows guessing down without locking anybody out: each wrong try from one place makes the next wait longer.

/** Wrong tries that cost nothing: people mistype. */
const FREE_TRIES = 5;
/** The first wait, milliseconds; it doubles with each further wrong try. */
const FIRST_WAIT_MS = 2_000;
const LONGEST_WAIT_MS = 15 * 60_000;
/** After this long without a wrong try a place is forgotten. */
const FORGET_MS = 60 * 60_000;
/** Places that are remembered; the oldest are forgotten first. */
const MAX_PLACES = 50_000;

interface Place {
  wrong: number;
  /** When the next try is allowed, and when the last wrong one was; milliseconds since the epoch. */
  from: number;
  last: number;
}

/**
 * Counts wrong tries by a text that names who is tried and from where. An account alone never names a place, or
 * anybody could lock its owner out.
 */
export class Throttle {
  private readonly places = new Map<string, Place>();
  private readonly now: () => number;

  constructor(now: () => number = Date.now) {
    this.now = now;
  }

  /** Milliseconds to wait before another try, or 0. */
  wait(place: string): number {
    const known = this.places.get(place);
    if (known === undefined) return 0;
    const now = this.now();
    if (now - known.last > FORGET_MS) {
      this.places.delete(place);
      return 0;
    }
    return Math.max(0, known.from - now);
  }

  /** Notes a wrong try. */
  wrong(place: string): void {
    const now = this.now();
    const known = this.places.get(place) ?? { wrong: 0, from: now, last: now };
    known.wrong += 1;
    known.last = now;
    const beyond = known.wrong - FREE_TRIES;
    if (beyond >= 0) known.from = now + Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** Math.min(beyond, 20));
    this.places.delete(place);
    this.places.set(place, known);
    if (this.places.size > MAX_PLACES) {
      const [oldest] = this.places.keys();
      if (oldest !== undefined) this.places.delete(oldest);
    }
  }

  /** Notes a right try: the place starts anew. */
  right(place: string): void {
    this.places.delete(place);
  }
}
