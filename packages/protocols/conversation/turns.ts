// Brings messages into turns: neighbours of one speaker joined, results first and in the order of their calls.

import { Failure } from '../failures.ts';
import type { Part, ToolCallPart, ToolResultPart } from './part.ts';
import type { Message } from './request.ts';

/** A part, and the message that it stood in. */
export interface PlacedPart<P extends Part = Part> {
  readonly part: P;
  readonly at: string;
}

/** One turn of the conversation. */
export interface Turn {
  readonly role: 'system' | 'developer' | 'user' | 'assistant';
  readonly parts: readonly PlacedPart[];
  readonly name?: string;
}

interface OpenTurn {
  role: Turn['role'];
  parts: PlacedPart[];
  name?: string;
}

/**
 * The turns of a conversation, each call answered in the turn right after it. Neighbouring messages of one speaker
 * are joined (system ones are not). Results that clients split over several messages, or send in another order, are
 * put first, in the order of their calls; what else was said among them follows.
 * @throws Failure naming the message, for a result without its call and a call without its result.
 */
export function turnsOf(messages: readonly Message[]): readonly Turn[] {
  const turns: OpenTurn[] = [];
  let calls: PlacedPart<ToolCallPart>[] = [];
  let index = 0;
  while (index < messages.length) {
    const message = messages[index];
    if (message === undefined) break;
    if (message.role === 'assistant') {
      const turn = openAssistant(turns);
      for (; messages[index]?.role === 'assistant'; index += 1) place(turn, messages[index]);
      calls = turn.parts.filter(isCall);
      continue;
    }
    const until = nextAssistant(messages, index);
    addBetween(turns, messages.slice(index, until), calls);
    calls = [];
    index = until;
  }
  const [unanswered] = calls;
  if (unanswered !== undefined) refuseUnanswered(unanswered);
  return turns;
}

function openAssistant(turns: OpenTurn[]): OpenTurn {
  const turn: OpenTurn = { role: 'assistant', parts: [] };
  turns.push(turn);
  return turn;
}

function place(turn: OpenTurn, message: Message | undefined): void {
  if (message === undefined) return;
  for (const part of message.parts) turn.parts.push({ part, at: message.at });
  if (message.name !== undefined) turn.name = message.name;
}

function nextAssistant(messages: readonly Message[], from: number): number {
  const found = messages.findIndex((message, index) => index >= from && message.role === 'assistant');
  return found === -1 ? messages.length : found;
}

/** Adds what stands between two turns of the assistant: the results first, then the rest in its order. */
function addBetween(turns: OpenTurn[], messages: readonly Message[], calls: readonly PlacedPart<ToolCallPart>[]): void {
  const results = messages.flatMap(message =>
    message.parts.filter(isResultPart).map(part => ({ part, at: message.at })),
  );
  const ordered = inCallOrder(results, calls);
  if (ordered.length > 0) turns.push({ role: 'user', parts: ordered });
  for (const message of messages) {
    const parts = message.parts.filter(part => part.type !== 'tool_result').map(part => ({ part, at: message.at }));
    if (parts.length === 0 && message.parts.length > 0) continue;
    const last = turns.at(-1);
    if (last !== undefined && message.role === 'user' && last.role === 'user' && last.name === message.name)
      last.parts.push(...parts);
    else turns.push({ role: message.role, parts, ...(message.name === undefined ? {} : { name: message.name }) });
  }
}

function inCallOrder(
  results: readonly PlacedPart<ToolResultPart>[],
  calls: readonly PlacedPart<ToolCallPart>[],
): PlacedPart[] {
  const left = [...results];
  const ordered = calls.map(call => {
    const found = left.findIndex(result => result.part.callId === call.part.id);
    const [result] = found === -1 ? [] : left.splice(found, 1);
    return result ?? refuseUnanswered(call);
  });
  const [stray] = left;
  if (stray !== undefined) refuseStray(stray, calls);
  return ordered;
}

function refuseUnanswered(call: PlacedPart<ToolCallPart>): never {
  const { id, name } = call.part;
  throw new Failure(
    'invalid_request',
    `${call.at}: the call ${id} of the tool ${name} has no result. Put the result of every call right after the message that made it.`,
    { param: call.at },
  );
}

function refuseStray(result: PlacedPart<ToolResultPart>, calls: readonly PlacedPart<ToolCallPart>[]): never {
  const { callId } = result.part;
  const twice = calls.some(call => call.part.id === callId);
  const why = twice ? 'answers a call that has its result already' : 'answers no call of the message before it';
  throw new Failure('invalid_request', `${result.at}: the tool result for ${callId} ${why}.`, { param: result.at });
}

function isCall(placed: PlacedPart): placed is PlacedPart<ToolCallPart> {
  return placed.part.type === 'tool_call';
}

function isResultPart(part: Part): part is ToolResultPart {
  return part.type === 'tool_result';
}
