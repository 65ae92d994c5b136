// Writes the conversation as `systemInstruction` and `contents`: turn by turn, signatures in their places, no part empty.

import type { Fields } from '../conversation/counts.ts';
import type { Losses } from '../conversation/losses.ts';
import type { MediaPart, Part, ToolCallPart, ToolResultPart } from '../conversation/part.ts';
import type { ConversationRequest, Message } from '../conversation/request.ts';
import type { ToolNames } from '../conversation/tool-names.ts';
import { turnsOf, type PlacedPart, type Turn } from '../conversation/turns.ts';
import { Failure } from '../failures.ts';
import type { Target } from '../codec.ts';
import { callPart, idFor, resultPart, wireNameOf } from './encode-calls.ts';
import { fitsInResult, mediaFor } from './encode-media.ts';
import { LOST_SIGNATURE, ownSignature } from './proof.ts';
import { isServerTool } from './server-tools.ts';
import { generationOf } from './thinking.ts';
import { GEMINI } from './wire.ts';

/** Stands where a turn must be but says nothing. */
const BLANK: Fields = { text: ' ' };

/** The parts of the system's instruction, and the contents. */
export interface EncodedContents {
  readonly system: readonly Fields[];
  readonly contents: readonly Fields[];
}

/** Writes a conversation. @throws Failure naming the message and the part that cannot be held */
export function encodeContents(
  request: ConversationRequest,
  target: Target,
  names: ToolNames,
  losses: Losses,
): EncodedContents {
  const begin = request.messages.findIndex(message => message.role !== 'system' && message.role !== 'developer');
  const leading = begin === -1 ? request.messages : request.messages.slice(0, begin);
  const writer = new ContentWriter(request, target, names, losses);
  const system = leading.flatMap(message => writer.systemParts(message));
  const turns = turnsOf(begin === -1 ? [] : request.messages.slice(begin));
  for (const turn of turns) writer.turn(turn);
  return { system, contents: writer.contents() };
}

interface Content extends Fields {
  readonly role: 'user' | 'model';
  readonly parts: Fields[];
}

class ContentWriter {
  private readonly request: ConversationRequest;
  private readonly target: Target;
  private readonly names: ToolNames;
  private readonly losses: Losses;
  private readonly list: Content[] = [];
  /** The calls of the turn of the model before, which the next results answer in order. */
  private calls: readonly PlacedPart<ToolCallPart>[] = [];

  constructor(request: ConversationRequest, target: Target, names: ToolNames, losses: Losses) {
    this.request = request;
    this.target = target;
    this.names = names;
    this.losses = losses;
  }

  /** The contents in a form that the provider takes. */
  contents(): readonly Fields[] {
    const [first] = this.list;
    if (first === undefined)
      throw new Failure('invalid_request', 'The conversation has no message of a user: there is nothing to answer.');
    const begins = first.role === 'model' && first.parts.some(part => part['functionCall'] !== undefined);
    return begins ? [{ role: 'user', parts: [BLANK] }, ...this.list] : this.list;
  }

  systemParts(message: Message): readonly Fields[] {
    return message.parts.flatMap(part => {
      if (part.type !== 'text') return this.refused(part, message.at, 'a system message can only hold text');
      this.markLost(part, message.at);
      return part.text === '' ? [] : [{ text: part.text }];
    });
  }

  turn(turn: Turn): void {
    if (turn.name !== undefined) this.nameLost(turn);
    if (turn.role === 'assistant') this.modelTurn(turn);
    else this.userTurn(turn);
  }

  private nameLost(turn: Turn): void {
    for (const at of new Set(turn.parts.map(placed => placed.at))) this.losses.path(`${at}.name`);
  }

  private userTurn(turn: Turn): void {
    const results = turn.parts.filter(isResult);
    const answered = results.map((placed, index) => this.result(placed, this.calls[index]));
    const said = turn.parts.filter(placed => !isResult(placed)).flatMap(placed => this.userPart(placed));
    // System text in the middle stays where it was said: moved to the front it would break the cache of the prompt.
    if (turn.role !== 'user') for (const { at } of turn.parts.slice(0, 1)) this.losses.path(at, 'emulated');
    const parts = [...answered.map(one => one.response), ...answered.flatMap(one => one.following), ...said];
    if (results.length > 0) this.calls = [];
    // A turn without a word still keeps two turns of the model apart.
    if (parts.length > 0) this.list.push({ role: 'user', parts });
    else if (this.list.at(-1)?.role !== 'user') this.list.push({ role: 'user', parts: [BLANK] });
  }

  private userPart({ part, at }: PlacedPart): readonly Fields[] {
    switch (part.type) {
      case 'text':
        this.markLost(part, at);
        return part.text === '' ? [] : [{ text: part.text }];
      case 'image':
      case 'audio':
      case 'video':
      case 'file':
        return [mediaFor(part, at, this.target, this.losses)];
      case 'native':
        return this.nativePart(part, at);
      default:
        return this.refused(part, at, `a ${part.type} part cannot stand in a message of the user`);
    }
  }

  private nativePart(part: Extract<Part, { type: 'native' }>, at: string): readonly Fields[] {
    if (part.native.origin === GEMINI) return [part.native.value];
    this.losses.part(part, at);
    return [];
  }

  private result(
    placed: PlacedPart<ToolResultPart>,
    call: PlacedPart<ToolCallPart> | undefined,
  ): {
    readonly response: Fields;
    readonly following: readonly Fields[];
  } {
    const { part, at } = placed;
    this.markLost(part, at);
    if (part.native !== undefined && part.native.origin !== GEMINI) this.losses.part(part, at);
    const media = part.content.filter(isMedia);
    const held = media.filter(one => fitsInResult(one, this.target));
    const write = (one: MediaPart): Fields => mediaFor(one, at, this.target, this.losses);
    const name = call === undefined ? (part.name ?? part.callId) : wireNameOf(call.part, this.names);
    const id = call === undefined ? undefined : idFor(call, this.request, this.target);
    return {
      response: resultPart(part, { name, id }, held.map(write)),
      following: media.filter(one => !held.includes(one)).map(write),
    };
  }

  private modelTurn(turn: Turn): void {
    this.calls = turn.parts.filter(isCall);
    const carried = carriedSignatures(turn.parts);
    const parts: Fields[] = [];
    for (const placed of turn.parts) parts.push(...this.modelPart(placed, carried.get(placed.part)));
    this.signStep(parts);
    if (parts.length > 0) this.list.push({ role: 'model', parts });
  }

  private modelPart({ part, at }: PlacedPart, carried: string | undefined): readonly Fields[] {
    const proof = 'proof' in part ? ownSignature(part.proof) : undefined;
    const signature = proof ?? carried;
    const signed = signature === undefined ? {} : { thoughtSignature: signature };
    switch (part.type) {
      case 'text':
        this.markLost(part, at);
        return part.text === '' && signature === undefined ? [] : [{ text: part.text, ...signed }];
      case 'refusal':
        return part.text === '' ? [] : [{ text: part.text }];
      case 'thinking':
        return this.thought(part, proof);
      case 'tool_call':
        this.markLost(part, at);
        return [{ ...callPart({ part, at }, this.request, this.target, this.names), ...signed }];
      case 'image':
      case 'audio':
      case 'video':
      case 'file':
        return [{ ...mediaFor(part, at, this.target, this.losses), ...signed }];
      case 'server_tool':
        return this.serverTool(part, at);
      case 'native':
        return this.nativePart(part, at);
      default:
        return this.refused(part, at, `a ${part.type} part cannot stand in a message of the model`);
    }
  }

  /** Thoughts go back only to the provider that thought them, from a client that speaks its protocol. */
  private thought(part: Extract<Part, { type: 'thinking' }>, signature: string | undefined): readonly Fields[] {
    const own = this.request.origin === GEMINI && (part.proof === undefined || signature !== undefined);
    if (!own || (part.text === '' && signature === undefined)) return [];
    return [{ thought: true, text: part.text, ...(signature === undefined ? {} : { thoughtSignature: signature }) }];
  }

  private serverTool(part: Extract<Part, { type: 'server_tool' }>, at: string): readonly Fields[] {
    const native = (part.native ?? []).filter(({ origin }) => origin === GEMINI).map(({ value }) => value);
    if (native.length > 0) return native.filter(isServerTool);
    this.losses.part(part, at);
    return [];
  }

  /** From generation 3 on the first call of every step must be signed, and so must pictures of the model. */
  private signStep(parts: Fields[]): void {
    const { version, makes } = generationOf(this.target.model);
    if (version < 3) return;
    const call = parts.findIndex(part => part['functionCall'] !== undefined);
    for (const [index, part] of parts.entries()) {
      const needed = index === call || (makes === 'image' && part['inlineData'] !== undefined);
      if (needed && part['thoughtSignature'] === undefined)
        parts[index] = { ...part, thoughtSignature: LOST_SIGNATURE };
    }
  }

  private markLost(part: Part, at: string): void {
    if ('cache' in part && part.cache !== undefined) this.losses.part(part, at, 'cache_control');
  }

  private refused(part: Part, at: string, why: string): never {
    const place = this.losses.placeOf(part, at);
    throw new Failure('invalid_request', `${place}: ${why}.`, { param: place });
  }
}

function isCall(placed: PlacedPart): placed is PlacedPart<ToolCallPart> {
  return placed.part.type === 'tool_call';
}

function isResult(placed: PlacedPart): placed is PlacedPart<ToolResultPart> {
  return placed.part.type === 'tool_result';
}

function isMedia(part: { readonly type: string }): part is MediaPart {
  return part.type !== 'text';
}

/**
 * Signatures that a client of another protocol carried with a thought. Google puts them on what follows the thought:
 * the next call that has none, or else the last text.
 */
function carriedSignatures(parts: readonly PlacedPart[]): ReadonlyMap<Part, string> {
  const carried = new Map<Part, string>();
  for (const [index, { part }] of parts.entries()) {
    const signature = part.type === 'thinking' ? ownSignature(part.proof) : undefined;
    if (signature === undefined) continue;
    const rest = parts.slice(index + 1);
    const next = rest.findIndex(one => one.part.type === 'thinking' && one.part.proof !== undefined);
    const follows = (next === -1 ? rest : rest.slice(0, next)).map(one => one.part);
    const call = follows.find(one => one.type === 'tool_call');
    const place = call ?? follows.findLast(one => one.type === 'text');
    if (place !== undefined) carried.set(place, signature);
  }
  return carried;
}
