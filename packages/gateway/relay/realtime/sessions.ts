// The sessions that are under way on this node: told when it goes down, and waited for.

/** What can be told to end. */
export interface Ending {
  readonly closed: Promise<void>;
  drain(milliseconds: number): void;
}

/** The sessions of a node. */
export class LiveSessions {
  private readonly running = new Set<Ending>();
  /** Milliseconds that are left; undefined while the node stays. */
  private leaving: number | undefined;

  /** How many there are. */
  get size(): number {
    return this.running.size;
  }

  /** Keeps a session until it has ended. */
  async hold(session: Ending): Promise<void> {
    this.running.add(session);
    if (this.leaving !== undefined) session.drain(this.leaving);
    await session.closed;
    this.running.delete(session);
  }

  /** Tells every session that it has so long to end what it is doing, and resolves when all have ended. */
  async drain(milliseconds: number): Promise<void> {
    this.leaving = milliseconds;
    for (const session of this.running) session.drain(milliseconds);
    await Promise.all([...this.running].map(({ closed }) => closed));
  }
}
