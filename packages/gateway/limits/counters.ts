// What counts toward a limit: charges that are taken all at once or not at all, in one process or for many nodes.

/** A charge on one counter. */
export interface Charge {
  /** Whose counter it is, with what it counts: `key:7 requests minute`. */
  readonly counter: string;
  /** Milliseconds of the sliding window; 0 counts what is under way at once. */
  readonly window: number;
  /** The most that the window may hold. */
  readonly limit: number;
  readonly amount: number;
  /** What there must be room for where the amount alone exceeds the limit; else it waits for an empty window. */
  readonly least?: number;
}

/** The state of a counter after a charge was tried. */
export interface Count {
  readonly charge: Charge;
  /** What the window can still hold. */
  readonly left: number;
  /** Milliseconds until the window holds nothing of what it holds now. */
  readonly reset: number;
}

/** What came of taking charges. */
export type Taken =
  | { readonly ok: true; readonly counts: readonly Count[] }
  | {
      readonly ok: false;
      /** The charge that did not fit, and milliseconds until it may; for what is under way nobody knows: 0. */
      readonly charge: Charge;
      readonly wait: number;
      readonly counts: readonly Count[];
    };

/** Counters of one process or of many. */
export interface Counters {
  /** Takes every charge, or none. `id` names the call, for what is under way at once. */
  take(id: string, charges: readonly Charge[]): Taken | Promise<Taken>;
  /** Adds what was not known when the charges were taken; amounts may be negative. Never fails. */
  adjust(charges: readonly Charge[]): void;
  /** The call is over: it is no longer under way. Never fails. */
  end(id: string, charges: readonly Charge[]): void;
  close(): Promise<void>;
}

/** Parts of a window: what is older than the window leaves it by one of these. So a limit holds within one part in 60. */
export const PARTS = 60;

/** What there must be room for: an amount that alone exceeds the limit must not wait for ever. */
export function fitting({ amount, limit, least }: Charge): number {
  return amount <= limit ? amount : Math.min(least ?? limit, limit);
}
