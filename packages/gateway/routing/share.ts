// Shares health between nodes: what one decides the others hear of within a second, and a start knows what went before.

import type { Health, HealthEvent } from './health.ts';
import { readTold, writeTold, type HealthWire, type ToldEvent } from './health-wire.ts';

/** A change as another node noted it. */
export interface SharedEvent extends HealthEvent {
  readonly id: number;
  readonly node: string;
}

/** Where changes are noted and heard of: the store, or anything else that all nodes see. */
export interface HealthBoard {
  add(node: string, event: HealthEvent): Promise<number>;
  latest(): Promise<SharedEvent[]>;
  after(id: number, limit: number): Promise<SharedEvent[]>;
  prune(before: number): Promise<void>;
}

/** How often others are listened to, milliseconds: a change is in force everywhere within two seconds (design §1). */
const LISTEN_MS = 1_000;
/** Rows that are read again: of two that were written at once, the later number may be seen first. */
const OVERLAP = 50;
const PAGE = 500;
/** What rested until longer ago than this is forgotten at a start, milliseconds. */
const STALE_MS = 3600 * 1000;
const PRUNE_MS = 3600 * 1000;
const DAY_MS = 24 * 3600 * 1000;
/** Places of nodes that are remembered; there are as many as candidates fail. */
const MOST_TOLD = 50_000;

/** Of how each place stood last, what still rests, or may be tried again only now. */
export function stillResting<Event extends SharedEvent>(latest: readonly Event[], now: number): Event[] {
  // A channel that a hand has switched on begins anew.
  const anew = new Map(
    latest.filter(row => row.event === 'closed' && row.credential === '').map(row => [row.channel, row.id]),
  );
  return latest.filter(row => {
    const isOver = row.event === 'closed' || row.id < (anew.get(row.channel) ?? 0);
    return !isOver && (row.until === 0 || row.until >= now);
  });
}

/** The tie between a node's health and those of the others. */
export class HealthShare {
  private readonly board: HealthBoard;
  private readonly node: string;
  private readonly onError: (error: unknown) => void;
  private readonly keptDays: () => number;
  private seen = new Set<number>();
  private last = 0;
  /** Rows up to here were there at the start, and are in force by `latest`. */
  private first = 0;
  private listening: Promise<void> | undefined;
  private writing: Promise<unknown> = Promise.resolve();
  private timers: NodeJS.Timeout[] = [];
  private readonly wire: HealthWire | undefined;
  /** The last change that each node told of each place: what comes by wire comes once more by the board. */
  private readonly told = new Map<string, ToldEvent>();

  /** `wire`: a way that is quicker than the board, where the nodes have one. */
  constructor(
    board: HealthBoard,
    node: string,
    keptDays: () => number,
    onError: (error: unknown) => void,
    wire?: HealthWire,
  ) {
    this.board = board;
    this.node = node;
    this.keptDays = keptDays;
    this.onError = onError;
    this.wire = wire;
  }

  /** Notes a change of this node. Returns at once; the board follows. */
  publish(event: HealthEvent): void {
    this.wire?.send(writeTold({ ...event, node: this.node }));
    this.writing = this.writing.then(() => this.board.add(this.node, event)).catch(this.onError);
  }

  /** Takes over how things stand, and listens from then on. */
  async start(health: Health): Promise<void> {
    const latest = await this.board.latest();
    this.first = Math.max(0, ...latest.map(({ id }) => id));
    this.last = this.first;
    for (const event of stillResting(latest, Date.now() - STALE_MS)) health.apply(event);
    await this.wire?.listen(text => {
      const event = readTold(text);
      if (event !== undefined) this.take(health, event);
    });
    this.timers = [
      setInterval(() => this.listen(health), LISTEN_MS),
      setInterval(() => {
        this.board.prune(Date.now() - this.keptDays() * DAY_MS).catch(this.onError);
      }, PRUNE_MS),
    ];
    for (const timer of this.timers) timer.unref();
  }

  /** Hears of what the others have noted. While the board is away, each node goes by what it knows. */
  private listen(health: Health): void {
    this.listening ??= this.hear(health)
      .catch(() => undefined)
      .finally(() => {
        this.listening = undefined;
      });
  }

  private async hear(health: Health): Promise<void> {
    const rows = await this.board.after(Math.max(this.last - OVERLAP, 0), PAGE);
    const seen = new Set<number>();
    for (const row of rows) {
      seen.add(row.id);
      this.last = Math.max(this.last, row.id);
      if (row.id > this.first && !this.seen.has(row.id)) this.take(health, row);
    }
    this.seen = seen;
  }

  /** Takes over what another node told, unless it is known already or its node has told something newer since. */
  private take(health: Health, event: ToldEvent): void {
    if (event.node === this.node) return;
    const { channel, credential, model } = event;
    const place = JSON.stringify([event.node, channel, credential, model]);
    const before = this.told.get(place);
    const isKnown = before !== undefined && (event.at < before.at || isSame(event, before));
    if (isKnown) return;
    if (this.told.size >= MOST_TOLD) this.told.clear();
    this.told.set(place, event);
    health.apply(event);
  }

  /** Stops listening, once everything noted is on the board. */
  async close(): Promise<void> {
    for (const timer of this.timers) clearInterval(timer);
    await this.wire?.close();
    await this.writing;
    await this.listening;
  }
}

function isSame(one: HealthEvent, other: HealthEvent): boolean {
  return one.at === other.at && one.event === other.event && one.until === other.until;
}
