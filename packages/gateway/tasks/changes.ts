// Tells who waits for a task that it has changed: at once on this node, and by looking again for the others.

/** Listeners of one node. */
export class Changes {
  private readonly listeners = new Map<string, Set<() => void>>();

  /** Says that a task has changed. */
  tell(id: string): void {
    for (const listener of this.listeners.get(id) ?? []) listener();
  }

  /** Resolves at the next change of a task, or after so many milliseconds. */
  next(id: string, milliseconds: number, signal?: AbortSignal): Promise<void> {
    return new Promise(resolve => {
      const done = (): void => {
        clearTimeout(timer);
        const own = this.listeners.get(id);
        own?.delete(done);
        if (own?.size === 0) this.listeners.delete(id);
        resolve();
      };
      const timer = setTimeout(done, milliseconds);
      timer.unref();
      let own = this.listeners.get(id);
      if (own === undefined) this.listeners.set(id, (own = new Set()));
      own.add(done);
      signal?.addEventListener('abort', done, { once: true });
    });
  }
}
