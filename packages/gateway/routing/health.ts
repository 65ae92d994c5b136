// The health of every candidate: what failed, what rests and until when, how fast each answers and how busy each is.

import type { Effect } from './rules.ts';
import { Tally } from './tally.ts';

/** What a breaker does with its candidate until its time is over. */
export type Rest = 'open' | 'cooling' | 'suspended' | 'off' | 'held';

/** A change of health, as the timeline keeps it and other nodes take it over. */
export interface HealthEvent {
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly channel: number;
  readonly channelName: string;
  /** Empty when the whole channel is meant. */
  readonly credential: string;
  /** Empty when every model is meant. */
  readonly model: string;
  /** What it rests as from now on, or `closed` when it works again. */
  readonly event: Rest | 'closed';
  readonly reason: string;
  /** Milliseconds since the epoch when a real request tries again; 0 for never by itself. */
  readonly until: number;
  /** How often it has come to rest in a row. */
  readonly trips: number;
}

/** The thresholds, in the units of the settings. */
export interface HealthSettings {
  readonly breakerWindowSeconds: number;
  readonly breakerMinFailures: number;
  readonly breakerErrorPercent: number;
  readonly breakerOpenSeconds: number;
  readonly breakerOpenMaxSeconds: number;
  readonly cooldownSeconds: number;
  readonly credentialOffSeconds: number;
}

/** Who is judged: a credential of a channel with a model, by the channel's own name for it. */
export interface Subject {
  readonly channel: number;
  readonly channelName: string;
  readonly credential: string;
  readonly model: string;
}

/** How a candidate stands now. `due`: one real request may try it. */
export interface Standing {
  readonly state: 'ready' | 'due' | 'resting';
  readonly rest: Rest | undefined;
  /** Milliseconds since the epoch; 0 when it is not resting, or rests until someone says otherwise. */
  readonly until: number;
  readonly reason: string;
}

/** How an attempt went. */
export interface Report {
  /** `ok`: it answered. `none`: nothing was learned (the client left). */
  readonly effect: Effect | 'ok' | 'none';
  readonly reason: string;
  /** Milliseconds that the upstream asked to be left alone. */
  readonly retryAfter?: number | undefined;
  /** Milliseconds to the first output. */
  readonly latency?: number | undefined;
}

/** An attempt under way. Ends in exactly one `finish`. */
export interface Running {
  finish(report: Report): void;
}

interface Trip {
  readonly rest: Rest;
  readonly reason: string;
  readonly since: number;
  readonly until: number;
  readonly trips: number;
  /** A real request is trying it now. */
  probing: boolean;
}

/** How a candidate stands of which nothing is known. */
export const READY: Standing = { state: 'ready', rest: undefined, until: 0, reason: '' };
/** The longest rest that an upstream may ask for, milliseconds: a day. */
const LONGEST_REST = 24 * 3600 * 1000;
/** Doublings of a rest are counted up to here. */
const MAX_DOUBLINGS = 16;

/** Watches the candidates of this node, and hears of those of the others. */
export class Health {
  private readonly settings: () => HealthSettings;
  private readonly publish: (event: HealthEvent) => void;
  private readonly now: () => number;
  /** Only what rests is in here: while it is empty, every candidate is ready. */
  private readonly tripped = new Map<string, Trip>();
  private readonly tallies = new Map<string, Tally>();

  constructor(settings: () => HealthSettings, publish: (event: HealthEvent) => void, now: () => number = Date.now) {
    this.settings = settings;
    this.publish = publish;
    this.now = now;
  }

  /** Whether nothing rests at all. */
  get calm(): boolean {
    return this.tripped.size === 0;
  }

  /** How many things rest now. */
  get resting(): number {
    return this.tripped.size;
  }

  /** How a candidate stands. What rests longer, of channel, credential and model, decides. */
  standing(subject: Subject): Standing {
    if (this.tripped.size === 0) return READY;
    let worst = READY;
    for (const key of [channelKey(subject), credentialKey(subject), modelKey(subject)]) {
      const trip = this.tripped.get(key);
      if (trip !== undefined) worst = worse(worst, standingOf(trip, this.now()));
    }
    return worst;
  }

  /** The tally of a candidate: its speed and how busy it is. */
  tally(subject: Subject): Tally {
    const key = modelKey(subject);
    let tally = this.tallies.get(key);
    if (tally === undefined) {
      tally = new Tally();
      this.tallies.set(key, tally);
    }
    return tally;
  }

  /** Calls under way at a channel, on this node. */
  underWay(channel: number): number {
    let busy = 0;
    for (const [key, tally] of this.tallies) if (key.startsWith(`${channel} `)) busy += tally.busy;
    return busy;
  }

  /** Notes that an attempt begins; when its candidate was due, it is the one that tries. */
  begin(subject: Subject): Running {
    const tally = this.tally(subject);
    const began = this.now();
    const probed = this.tripped.size === 0 ? [] : this.claim(subject);
    tally.busy += 1;
    tally.used += 1;
    let finished = false;
    return {
      finish: report => {
        if (finished) return;
        finished = true;
        tally.busy -= 1;
        this.judge(subject, tally, report, began, probed);
      },
    };
  }

  /** Takes over what another node, or a hand, has decided. */
  apply(event: HealthEvent): void {
    const key = keyOf(event);
    if (event.event === 'closed') {
      this.tripped.delete(key);
      // Switched on by hand: what rests below it begins anew.
      if (event.credential === '') this.forget(event.channel);
      return;
    }
    const { event: rest, reason, until, trips, at } = event;
    this.tripped.set(key, { rest, reason, since: at, until, trips, probing: false });
  }

  /** Every rest of a channel ends. */
  private forget(channel: number): void {
    for (const key of this.tripped.keys()) if (key.startsWith(`${channel} `)) this.tripped.delete(key);
  }

  private claim(subject: Subject): readonly string[] {
    const now = this.now();
    return [credentialKey(subject), modelKey(subject)].filter(key => {
      const trip = this.tripped.get(key);
      if (trip === undefined || trip.probing || trip.until === 0 || now < trip.until) return false;
      trip.probing = true;
      return true;
    });
  }

  private judge(subject: Subject, tally: Tally, report: Report, began: number, probed: readonly string[]): void {
    const now = this.now();
    for (const key of probed) {
      const trip = this.tripped.get(key);
      if (trip !== undefined) trip.probing = false;
    }
    const { effect } = report;
    if (effect === 'none') return;
    const { breakerWindowSeconds } = this.settings();
    if (effect === 'ok' && report.latency !== undefined) tally.took(report.latency);
    if (effect === 'ok' || effect === 'ignore') {
      if (effect === 'ok') tally.succeeded(now, breakerWindowSeconds * 1000);
      if (this.tripped.size > 0) this.recover(subject, began);
      return;
    }
    if (effect === 'count') this.count(subject, tally, report, now, probed.length > 0);
    else this.rest(subject, report, now, began);
  }

  /** It answered: what rested when the attempt began rests no more, but for what a hand has held. */
  private recover(subject: Subject, began: number): void {
    const ended = [{ ...subject, model: '' }, subject].filter(one => {
      const trip = this.tripped.get(keyOf(one));
      return trip !== undefined && trip.rest !== 'held' && trip.since <= began;
    });
    for (const one of ended) {
      const trip = this.tripped.get(keyOf(one));
      this.tripped.delete(keyOf(one));
      this.tell(one, 'closed', `works again after ${trip?.reason ?? ''}`, 0, 0);
    }
    if (ended.length > 0) this.tally(subject).forget();
  }

  private count(subject: Subject, tally: Tally, report: Report, now: number, probe: boolean): void {
    const settings = this.settings();
    const window = settings.breakerWindowSeconds * 1000;
    tally.failed(now, window);
    const before = this.tripped.get(modelKey(subject));
    if (before !== undefined && !probe && before.until > now) return;
    const { good, bad } = tally.counts(now, window);
    // One that has died is not kept by all that it answered before: nothing has succeeded for a while.
    const isDead = tally.streak >= settings.breakerMinFailures;
    const isPoor = bad * 100 >= (good + bad) * settings.breakerErrorPercent;
    const opens = bad >= settings.breakerMinFailures && (isDead || isPoor);
    if (!opens && before === undefined) return;
    const trips = Math.min((before?.trips ?? 0) + 1, MAX_DOUBLINGS);
    const wait = Math.min(settings.breakerOpenSeconds * 2 ** (trips - 1), settings.breakerOpenMaxSeconds) * 1000;
    const share =
      before === undefined ? `${bad} of ${good + bad} calls failed, the last by ${report.reason}` : report.reason;
    this.trip(subject, 'open', share, now, now + wait, trips);
  }

  /** Rests a candidate for what its upstream said. */
  private rest(subject: Subject, report: Report, now: number, began: number): void {
    const settings = this.settings();
    const { effect } = report;
    const whole = effect === 'off' ? { ...subject, model: '' } : subject;
    const before = this.tripped.get(keyOf(whole));
    // Those that were under way with it say nothing new.
    if (before !== undefined && before.since > began && before.until > now && effect !== 'cool') return;
    const trips = Math.min((before?.trips ?? 0) + 1, MAX_DOUBLINGS);
    if (effect === 'cool') {
      const wait = Math.min(Math.max(report.retryAfter ?? settings.cooldownSeconds * 1000, 1), LONGEST_REST);
      if (before !== undefined && before.until >= now + wait - 1000) return;
      this.trip(whole, 'cooling', report.reason, now, now + wait, trips);
      return;
    }
    const wait = Math.min(settings.credentialOffSeconds * 1000 * 2 ** (trips - 1), LONGEST_REST);
    this.trip(whole, effect === 'off' ? 'off' : 'suspended', report.reason, now, now + wait, trips);
  }

  private trip(subject: Subject, rest: Rest, reason: string, now: number, until: number, trips: number): void {
    const before = this.tripped.get(keyOf(subject));
    if (before?.rest === 'held') return;
    this.tripped.set(keyOf(subject), { rest, reason, since: now, until, trips, probing: false });
    this.tell(subject, rest, reason, until, trips);
  }

  private tell(subject: Subject, event: HealthEvent['event'], reason: string, until: number, trips: number): void {
    const { channel, channelName, credential, model } = subject;
    this.publish({ at: this.now(), channel, channelName, credential, model, event, reason, until, trips });
  }
}

function standingOf(trip: Trip, now: number): Standing {
  const { rest, until, reason } = trip;
  const due = until !== 0 && now >= until && !trip.probing;
  return { state: due ? 'due' : 'resting', rest, until, reason };
}

const SEVERITY = { ready: 0, due: 1, resting: 2 } as const;

function worse(left: Standing, right: Standing): Standing {
  if (SEVERITY[left.state] !== SEVERITY[right.state])
    return SEVERITY[left.state] > SEVERITY[right.state] ? left : right;
  return left.until > right.until && right.until !== 0 ? left : right;
}

type Place = Pick<Subject, 'channel' | 'credential' | 'model'>;

function channelKey({ channel }: Pick<Place, 'channel'>): string {
  return `${channel}  `;
}

function credentialKey({ channel, credential }: Pick<Place, 'channel' | 'credential'>): string {
  return `${channel} ${credential} `;
}

function modelKey({ channel, credential, model }: Place): string {
  return `${channel} ${credential} ${model}`;
}

function keyOf(place: Place): string {
  return modelKey(place);
}
