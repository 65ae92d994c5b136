// Keeps what translated answers said, for clients of Responses that later name an item by its id instead of sending it.
// The AI SDK does so wherever `store` is not false, and a provider of another protocol stores nothing.

import { isFields, type Fields } from '@turnpike/protocols/conversation/counts';

interface Kept {
  /** Milliseconds since the epoch until which it is kept. */
  readonly until: number;
  /** The item, JSON text. */
  readonly json: string;
}

/** Limits of the store. */
export interface ItemLimits {
  readonly entries: number;
  /** Characters of JSON text in all. */
  readonly size: number;
  /** Milliseconds: people come back to a conversation within hours. */
  readonly kept: number;
}

const LIMITS: ItemLimits = { entries: 50_000, size: 64 * 1024 * 1024, kept: 12 * 3600 * 1000 };
/** One item above this is not kept: it would push out hundreds of others. */
const LARGEST = 512 * 1024;

/** The items that this node has written, by account and id; the oldest go first when there is no more room. */
export class ItemStore {
  private readonly limits: ItemLimits;
  private readonly now: () => number;
  private readonly kept = new Map<string, Kept>();
  private total = 0;

  constructor(limits: ItemLimits = LIMITS, now: () => number = Date.now) {
    this.limits = limits;
    this.now = now;
  }

  /** Characters of what is kept. */
  get size(): number {
    return this.total;
  }

  /** Keeps the items of an answer's output. Reasoning is none: references to it are passed over. */
  note(account: number, output: unknown): void {
    if (!Array.isArray(output)) return;
    for (const item of output) {
      if (!isFields(item) || typeof item['id'] !== 'string' || item['type'] === 'reasoning') continue;
      const json = JSON.stringify(item);
      if (json.length <= LARGEST) this.put(keyOf(account, item['id']), { until: this.now() + this.limits.kept, json });
    }
  }

  /** The body with every reference that is known here replaced by its item. */
  resolve(account: number, body: Fields): Fields {
    const { input } = body;
    if (this.kept.size === 0 || !Array.isArray(input)) return body;
    return { ...body, input: input.map((item: unknown) => this.find(account, item) ?? item) };
  }

  private find(account: number, item: unknown): unknown {
    if (!isFields(item) || typeof item['id'] !== 'string' || !isReference(item)) return undefined;
    const kept = this.kept.get(keyOf(account, item['id']));
    return kept === undefined || kept.until <= this.now() ? undefined : JSON.parse(kept.json);
  }

  private put(key: string, entry: Kept): void {
    this.drop(key);
    this.kept.set(key, entry);
    this.total += entry.json.length;
    const now = this.now();
    for (const [oldest, { until }] of this.kept) {
      const full = this.kept.size > this.limits.entries || this.total > this.limits.size;
      if (!full && until > now) break;
      this.drop(oldest);
    }
  }

  private drop(key: string): void {
    this.total -= this.kept.get(key)?.json.length ?? 0;
    this.kept.delete(key);
  }
}

function keyOf(account: number, id: string): string {
  return `${account}:${id}`;
}

/** The type of a reference may be left out: it is then nothing but an id. */
function isReference(item: Fields): boolean {
  return item['type'] === 'item_reference' || (item['type'] === undefined && item['role'] === undefined);
}
