// Pairs calls with their outputs by ids that the wire takes, and refuses what has no partner.

import { ID_RULES, wireId } from '../conversation/call-ids.ts';
import type { ToolCallPart, ToolResultPart } from '../conversation/part.ts';
import type { FunctionTool } from '../conversation/tool.ts';
import { Failure } from '../failures.ts';

/** A call that went out. */
export interface PlacedCall {
  readonly id: string;
  readonly part: ToolCallPart;
  readonly at: string;
  /** The tool of the provider's that the client runs, when it calls one. */
  readonly tool: FunctionTool | undefined;
}

/** The calls of one input. Outputs may stand anywhere behind their calls; ids may come again in later turns. */
export class CallPairs {
  private readonly open = new Map<string, PlacedCall[]>();
  private readonly seen = new Map<string, number>();

  /** A call: its id on the wire. */
  call(part: ToolCallPart, at: string, tool: FunctionTool | undefined): PlacedCall {
    const occurrence = this.seen.get(part.id) ?? 0;
    this.seen.set(part.id, occurrence + 1);
    const placed = { id: wireId(ID_RULES['openai-responses'], part.id, occurrence), part, at, tool };
    this.open.set(part.id, [...(this.open.get(part.id) ?? []), placed]);
    return placed;
  }

  /** The call that a result answers. @throws Failure when there is none before it, or it was answered already. */
  answered(result: ToolResultPart, at: string): PlacedCall {
    const placed = this.open.get(result.callId)?.shift();
    if (placed !== undefined) return placed;
    const why = this.seen.has(result.callId)
      ? 'answers a call that has its result already'
      : 'answers no call before it';
    throw new Failure('invalid_request', `${at}: the tool result for ${result.callId} ${why}.`, { param: at });
  }

  /** @throws Failure naming the message of a call that was never answered. */
  close(): void {
    const left = [...this.open.values()].flat()[0];
    if (left === undefined) return;
    throw new Failure(
      'invalid_request',
      `${left.at}: the call ${left.part.id} of the tool ${left.part.name} has no result. Put the result of every call behind the message that made it.`,
      { param: left.at },
    );
  }
}
