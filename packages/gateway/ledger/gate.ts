// A gate that many may pass at once, or one alone.

/** Operations on the store's allowances pass together; a comparison with what the store has booked passes alone. */
export class Gate {
  #passing = 0;
  #alone: Promise<void> | undefined;
  #emptied: (() => void) | undefined;

  /** Runs `work` together with others, after anyone who passes alone. */
  async together<T>(work: () => Promise<T>): Promise<T> {
    while (this.#alone !== undefined) await this.#alone;
    this.#passing += 1;
    try {
      return await work();
    } finally {
      this.#passing -= 1;
      if (this.#passing === 0) this.#emptied?.();
    }
  }

  /** Waits until nobody passes, and runs `work` while nobody may. */
  async alone<T>(work: () => Promise<T>): Promise<T> {
    while (this.#alone !== undefined) await this.#alone;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#alone = promise;
    try {
      if (this.#passing > 0) {
        const emptied = Promise.withResolvers<void>();
        this.#emptied = emptied.resolve;
        await emptied.promise;
        this.#emptied = undefined;
      }
      return await work();
    } finally {
      this.#alone = undefined;
      resolve();
    }
  }
}
