// Kept answers: what is kept of one, the store behind it, and the one in the memory of a node.

import type { Usage } from '@turnpike/protocols/conversation/usage';

/** An answer that may be given again. */
export interface KeptAnswer {
  /** Our id of the call that it was made for. */
  readonly source: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly expiresAt: number;
  /** Whole, or in which manner it was streamed: its bytes fit only a client that wants the same. */
  readonly shape: string;
  readonly type: string;
  readonly upstreamModel: string;
  /** The answer's own id. */
  readonly upstreamId: string;
  readonly finishReason: string;
  /** What was charged for when it was made. */
  readonly usage: Usage;
  /** Whether the practice upstream made it. */
  readonly sandbox: boolean;
  readonly body: Buffer;
}

/** How much may be kept. */
export interface Room {
  /** Of all answers together, bytes. */
  readonly bytes: number;
}

/** Where answers are kept. Nothing of it ever fails a call. */
export interface AnswerStore {
  /** The answer under a key that is still good; undefined where there is none, or the store is away. */
  find(key: string): KeptAnswer | undefined | Promise<KeptAnswer | undefined>;
  /** Keeps an answer; returns at once. */
  keep(key: string, answer: KeptAnswer): void;
  /** Frees the room of all answers of this node. They are not asked for any more. */
  forget(): void;
  close(): Promise<void>;
}

/** Beside its body an answer takes about so much, bytes. */
const OVERHEAD_BYTES = 1024;
const SWEEP_MS = 30_000;

/** The answers of one node, in its memory. */
export class MemoryAnswers implements AnswerStore {
  private readonly kept = new Map<string, KeptAnswer>();
  private readonly room: () => Room;
  private readonly timer: NodeJS.Timeout;
  private taken = 0;

  constructor(room: () => Room) {
    this.room = room;
    this.timer = setInterval(() => this.sweep(), SWEEP_MS).unref();
  }

  /** How much the answers take, bytes. */
  get bytes(): number {
    return this.taken;
  }

  find(key: string): KeptAnswer | undefined {
    const answer = this.kept.get(key);
    if (answer === undefined) return undefined;
    this.drop(key);
    if (answer.expiresAt <= Date.now()) return undefined;
    // The map's order is that of use: the first makes way first.
    this.add(key, answer);
    return answer;
  }

  keep(key: string, answer: KeptAnswer): void {
    this.drop(key);
    this.add(key, answer);
    const { bytes } = this.room();
    for (const oldest of this.kept.keys()) {
      if (this.taken <= bytes) break;
      this.drop(oldest);
    }
  }

  forget(): void {
    this.kept.clear();
    this.taken = 0;
  }

  close(): Promise<void> {
    clearInterval(this.timer);
    this.forget();
    return Promise.resolve();
  }

  private add(key: string, answer: KeptAnswer): void {
    this.kept.set(key, answer);
    this.taken += answer.body.length + OVERHEAD_BYTES;
  }

  private drop(key: string): void {
    const answer = this.kept.get(key);
    if (answer === undefined) return;
    this.kept.delete(key);
    this.taken -= answer.body.length + OVERHEAD_BYTES;
  }

  private sweep(): void {
    const now = Date.now();
    for (const [key, { expiresAt }] of this.kept) if (expiresAt <= now) this.drop(key);
  }
}
