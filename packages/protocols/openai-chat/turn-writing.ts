// What the writing of a conversation's turns shares: the target's ways, the names of tools, the ids of calls.

import { wireId, type IdRule } from '../conversation/call-ids.ts';
import type { Fields } from '../conversation/counts.ts';
import type { ToolNames } from '../conversation/tool-names.ts';
import type { Turn } from '../conversation/turns.ts';
import type { Writing } from './encode-content.ts';

/** What the writing of turns remembers from one to the next. */
export interface TurnWriting extends Writing {
  readonly names: ToolNames;
  /** Whether the model thinks in this request; calls without thinking then need what stands in for it. */
  readonly thinks: boolean;
  /** Whether the answer goes on from the last message. */
  readonly prefill: boolean;
}

/** A message on the wire. */
export type Message = Record<string, unknown>;

/** The ids of one turn's calls on the wire: two calls of one id are told apart, and their results with them. */
export class CallIds {
  private readonly writing: TurnWriting;
  private readonly called = new Map<string, number>();
  private readonly answered = new Map<string, number>();

  constructor(writing: TurnWriting) {
    this.writing = writing;
  }

  call(id: string): string {
    return this.next(this.called, id);
  }

  result(id: string): string {
    return this.next(this.answered, id);
  }

  private next(seen: Map<string, number>, id: string): string {
    const occurrence = seen.get(id) ?? 0;
    seen.set(id, occurrence + 1);
    return vendorId(this.writing.quirks.ids, id, occurrence);
  }
}

/** An id of a call as a vendor takes it. */
export function vendorId(rule: IdRule, id: string, occurrence = 0): string {
  const wire = wireId(rule, id, occurrence);
  // A rule of an exact length (Mistral's nine) is met by the digest alone.
  return rule.pattern.test(wire) ? wire : wire.slice(-rule.longest).replace(/[^a-zA-Z0-9]/g, '0');
}

/** The speaker's name, where the vendor takes names. */
export function nameOf(writing: TurnWriting, turn: Turn): Fields {
  if (turn.name === undefined) return {};
  if (writing.quirks.names) return { name: turn.name.replace(/[\s<|\\/>]+/g, '_').slice(0, 64) };
  const [first] = turn.parts;
  if (first !== undefined) writing.losses.path(`${first.at}.name`);
  return {};
}
