// Proofs of thinking kept for clients that strip them: found again by the ids of the calls that they belong to.

import type { Part, ThinkingPart, ToolCallPart } from '@turnpike/protocols/conversation/part';
import type { Proof } from '@turnpike/protocols/conversation/origin';
import type { ConversationRequest, Message } from '@turnpike/protocols/conversation/request';

/** What stood before a call, and what was on it. */
interface Kept {
  /** Milliseconds since the epoch until which it is kept. */
  readonly until: number;
  /** Who made it: only the same maker is given it back. */
  readonly maker: string;
  readonly thinking: readonly ThinkingPart[];
  readonly proof: Proof | undefined;
  readonly bytes: number;
}

/** Limits of the store. */
export interface ProofLimits {
  readonly entries: number;
  readonly bytes: number;
  /** Milliseconds: agents come back within minutes, people within hours. */
  readonly kept: number;
}

const LIMITS: ProofLimits = { entries: 20_000, bytes: 64 * 1024 * 1024, kept: 4 * 3600 * 1000 };
/** One turn's thinking above this is not kept: it would push out that of hundreds of others. */
const MAX_THINKING_BYTES = 1024 * 1024;

/** The proofs that this node has seen, by account and call; the oldest go first when there is no more room. */
export class ProofStore {
  private readonly limits: ProofLimits;
  private readonly now: () => number;
  private readonly kept = new Map<string, Kept>();
  private bytes = 0;

  constructor(limits: ProofLimits = LIMITS, now: () => number = Date.now) {
    this.limits = limits;
    this.now = now;
  }

  /** Bytes of what is kept. */
  get size(): number {
    return this.bytes;
  }

  /**
   * Keeps the thinking of a turn and the proofs of its calls, where it has any. `idOf` says by which id the client
   * will know a call.
   */
  note(account: number, maker: string, parts: readonly Part[], idOf: (id: string) => string): void {
    const thinking = parts.filter(part => part.type === 'thinking');
    const bytes = thinking.reduce((sum, part) => sum + sizeOf(part.text, part.proof), 0);
    const worth = bytes <= MAX_THINKING_BYTES ? thinking : [];
    let before: readonly ThinkingPart[] = worth;
    for (const part of parts) {
      if (part.type !== 'tool_call' || (worth.length === 0 && part.proof === undefined)) continue;
      this.put(`${account}:${idOf(part.id)}`, {
        until: this.now() + this.limits.kept,
        maker,
        // One copy of the thinking serves all calls of the turn: it is weighed with the first.
        thinking: worth,
        proof: part.proof,
        bytes: 200 + (before.length > 0 ? bytes : 0) + sizeOf('', part.proof),
      });
      before = [];
    }
  }

  /** The request with what its client stripped put back, where it was `maker` who thought it. */
  restore(account: number, maker: string, request: ConversationRequest): ConversationRequest {
    if (this.kept.size === 0) return request;
    let changed = false;
    let known = false;
    const messages = request.messages.map((message, index): Message => {
      if (message.role !== 'assistant') return message;
      // A turn may stand in several messages (Responses items): its thinking is put before the first of its calls.
      if (request.messages[index - 1]?.role !== 'assistant') known = false;
      known ||= message.parts.some(part => part.type === 'thinking' && part.proof !== undefined);
      const restored = this.restoreParts(account, maker, message.parts, known);
      if (restored === message.parts) return message;
      changed = true;
      known = true;
      return { ...message, parts: restored };
    });
    return changed ? { ...request, messages } : request;
  }

  private restoreParts(account: number, maker: string, parts: readonly Part[], known: boolean): readonly Part[] {
    let thinking: readonly ThinkingPart[] = [];
    let changed = false;
    const calls = parts.map((part): Part => {
      const kept = part.type === 'tool_call' ? this.find(account, maker, part) : undefined;
      if (kept === undefined || part.type !== 'tool_call') return part;
      if (!known && thinking.length === 0) thinking = kept.thinking;
      if (part.proof !== undefined || kept.proof === undefined) return part;
      changed = true;
      return { ...part, proof: kept.proof };
    });
    if (thinking.length === 0) return changed ? calls : parts;
    return [...thinking, ...calls.filter(part => part.type !== 'thinking')];
  }

  private find(account: number, maker: string, call: ToolCallPart): Kept | undefined {
    const kept = this.kept.get(`${account}:${call.id}`);
    return kept !== undefined && kept.maker === maker && kept.until > this.now() ? kept : undefined;
  }

  private put(key: string, entry: Kept): void {
    this.drop(key);
    this.kept.set(key, entry);
    this.bytes += entry.bytes;
    const now = this.now();
    for (const [oldest, { until }] of this.kept) {
      const full = this.kept.size > this.limits.entries || this.bytes > this.limits.bytes;
      if (!full && until > now) break;
      this.drop(oldest);
    }
  }

  private drop(key: string): void {
    this.bytes -= this.kept.get(key)?.bytes ?? 0;
    this.kept.delete(key);
  }
}

function sizeOf(text: string, proof: Proof | undefined): number {
  return text.length + (proof?.value.length ?? 0);
}
