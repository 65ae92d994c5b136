// The line before a counter that is full: bounded, each key in turn, until there is room or the patience ends.

import type { Taken } from './counters.ts';

/** What is under way may end at any moment, on any node: it is looked at this often, milliseconds. */
const LOOK_MS = 50;
/** Calls that wait for one counter; the next one is refused at once. */
const LONGEST_LINE = 1_000;

type Refused = Extract<Taken, { ok: false }>;
type Granted = Extract<Taken, { ok: true }>;

/** A call that waits. */
export interface Wish {
  /** Whose turn it is among those who wait: a key. */
  readonly owner: string;
  /** Milliseconds that it may wait in all. */
  readonly patience: number;
  /** Tries once more. */
  attempt(): Taken | Promise<Taken>;
  /** Whether the client has left. */
  gone(): boolean;
}

interface Ticket {
  readonly wish: Wish;
  readonly until: number;
  resolve(outcome: Taken): void;
}

/** All lines, by their counter. */
export class WaitingLines {
  private readonly lines = new Map<string, Line>();

  /** Waits for a counter; answers what was taken, or the refusal that stands when the patience is over. */
  wait(refused: Refused, wish: Wish): Promise<Taken> {
    const { counter } = refused.charge;
    let line = this.lines.get(counter);
    if (line === undefined) {
      line = new Line(() => this.lines.delete(counter));
      this.lines.set(counter, line);
    }
    return line.join(refused, wish);
  }

  /** Something ended: whoever waits for this counter may try at once. */
  look(counter: string): void {
    this.lines.get(counter)?.look();
  }

  /** How many calls wait. */
  get size(): number {
    return [...this.lines.values()].reduce((sum, line) => sum + line.size, 0);
  }
}

/** One line: the owners take turns, the calls of one owner go in their order. */
class Line {
  size = 0;
  private readonly owners = new Map<string, Ticket[]>();
  private readonly empty: () => void;
  private timer: NodeJS.Timeout | undefined;
  private looking = false;

  constructor(empty: () => void) {
    this.empty = empty;
  }

  join(refused: Refused, wish: Wish): Promise<Taken> {
    if (this.size >= LONGEST_LINE) return Promise.resolve(refused);
    const { promise, resolve } = Promise.withResolvers<Taken>();
    const ticket = { wish, until: performance.now() + wish.patience, resolve };
    const tickets = this.owners.get(wish.owner);
    if (tickets === undefined) this.owners.set(wish.owner, [ticket]);
    else tickets.push(ticket);
    this.size += 1;
    this.schedule(refused.wait);
    return promise;
  }

  look(): void {
    void this.pump();
  }

  /** Serves whoever is next as long as there is room; then waits. */
  private async pump(): Promise<void> {
    if (this.looking) return;
    this.looking = true;
    clearTimeout(this.timer);
    this.timer = undefined;
    let wait: number | undefined;
    for (let ticket = this.next(); ticket !== undefined && wait === undefined; ticket = this.next()) {
      const outcome = await ticket.wish.attempt();
      if (outcome.ok) this.served(ticket, outcome);
      else wait = this.refusedAgain(ticket, outcome);
    }
    this.looking = false;
    if (this.size === 0) this.empty();
    else this.schedule(wait ?? LOOK_MS);
  }

  /** The first of the owner whose turn it is; those who left are dropped. */
  private next(): Ticket | undefined {
    for (const tickets of this.owners.values()) {
      const [ticket] = tickets;
      if (ticket === undefined) continue;
      if (!ticket.wish.gone()) return ticket;
      this.leave(ticket);
      ticket.resolve({ ok: true, counts: [] });
      return this.next();
    }
    return undefined;
  }

  private served(ticket: Ticket, outcome: Granted): void {
    this.leave(ticket);
    // The owner goes to the end of the turns.
    const rest = this.owners.get(ticket.wish.owner);
    if (rest !== undefined) {
      this.owners.delete(ticket.wish.owner);
      this.owners.set(ticket.wish.owner, rest);
    }
    ticket.resolve(outcome);
  }

  /** Milliseconds until the next look; whoever has no patience left is refused. */
  private refusedAgain(ticket: Ticket, outcome: Refused): number | undefined {
    const now = performance.now();
    const wait = outcome.wait === 0 ? LOOK_MS : outcome.wait;
    for (const tickets of this.owners.values()) {
      for (const one of tickets) {
        if (one.until > now && (outcome.wait === 0 || now + wait <= one.until)) continue;
        this.leave(one);
        one.resolve(outcome);
      }
    }
    return this.size === 0 ? undefined : wait;
  }

  private leave(ticket: Ticket): void {
    const { owner } = ticket.wish;
    const rest = (this.owners.get(owner) ?? []).filter(one => one !== ticket);
    if (rest.length === 0) this.owners.delete(owner);
    else this.owners.set(owner, rest);
    this.size -= 1;
  }

  private schedule(wait: number): void {
    if (this.timer !== undefined || this.looking) return;
    this.timer = setTimeout(() => void this.pump(), Math.max(wait, LOOK_MS / 2));
  }
}
