// Writes the turns of a conversation for a Messages upstream: system text apart, results first, nothing empty.

import { ID_RULES, wireId } from '../conversation/call-ids.ts';
import { wrapCustomInput } from '../conversation/custom-input.ts';
import type { Losses } from '../conversation/losses.ts';
import type { MediaPart, Part, TextPart, ThinkingPart, ToolCallPart, ToolResultPart } from '../conversation/part.ts';
import type { ConversationRequest } from '../conversation/request.ts';
import type { ToolNames } from '../conversation/tool-names.ts';
import { turnsOf, type PlacedPart, type Turn } from '../conversation/turns.ts';
import type { CacheMarks } from './cache-marks.ts';
import { ownCitations } from './citations.ts';
import { mediaBlock } from './encode-media.ts';
import { objectOf } from './input.ts';
import type { ModelRules } from './models.ts';
import { refuse } from './read.ts';
import { ownServerBlocks } from './server-tools.ts';
import { cacheControl, ownValue, PROTOCOL, type Block, type WireMessage } from './wire.ts';

/** What the writing of messages needs to know. */
export interface MessageContext {
  readonly request: ConversationRequest;
  readonly rules: ModelRules;
  readonly names: ToolNames;
  readonly marks: CacheMarks;
  readonly losses: Losses;
}

/** The conversation on the wire. */
export interface EncodedMessages {
  readonly system: readonly Block[];
  readonly messages: readonly WireMessage[];
}

/** Writes the conversation. @throws Failure naming the message and the part that Anthropic cannot hold. */
export function encodeMessages(context: MessageContext): EncodedMessages {
  const writer = new MessageWriter(context);
  for (const turn of turnsOf(context.request.messages)) writer.turn(turn);
  return writer.finish();
}

const RULE = ID_RULES['anthropic-messages'];

/** Writes turn by turn; ids of calls are made unique over the whole conversation, as Anthropic demands. */
class MessageWriter {
  private readonly context: MessageContext;
  private readonly system: Block[] = [];
  private readonly messages: WireMessage[] = [];
  private readonly timesSeen = new Map<string, number>();
  /** The wire ids of the last turn's calls, by the client's id, each to be answered once. */
  private open = new Map<string, string[]>();
  /** Images that the assistant made: Anthropic takes them from the user alone, so they go into his next turn. */
  private made: PlacedPart<MediaPart>[] = [];

  constructor(context: MessageContext) {
    this.context = context;
  }

  turn(turn: Turn): void {
    if (turn.name !== undefined) this.context.losses.path(`${turn.parts[0]?.at ?? 'messages'}.name`);
    if (turn.role === 'assistant') {
      this.open = new Map();
      this.add(
        'assistant',
        turn.parts.flatMap(placed => this.assistantBlocks(placed)),
      );
      return;
    }
    if (turn.role === 'user') {
      const { parts } = turn;
      const results = parts.filter(isResult).map(placed => this.result(placed));
      const shown = this.made.splice(0).map(({ part, at }) => this.media(part, at));
      const others = parts.filter(placed => !isResult(placed)).flatMap(placed => this.userBlocks(placed));
      this.add('user', [...results, ...shown, ...others]);
      return;
    }
    this.systemTurn(turn);
  }

  finish(): EncodedMessages {
    const [stranded] = this.made;
    if (stranded !== undefined)
      refuse(
        this.place(stranded.part, stranded.at),
        'this model takes images from the user alone. Put it into his message.',
      );
    this.trimEnd();
    if (this.messages.length > 0) return { system: this.system, messages: this.messages };
    if (this.system.length === 0) refuse('messages', 'give at least one message with a text.');
    // Nothing but system text is a request elsewhere; here it must be said by somebody.
    return { system: [], messages: [{ role: 'user', content: this.system }] };
  }

  /** System text before all else is `system`; later it stands in its place, as the user's where the model takes no other. */
  private systemTurn(turn: Turn): void {
    if (this.messages.length === 0) {
      this.system.push(...turn.parts.flatMap(placed => this.systemBlocks(placed)));
      return;
    }
    const { request, rules } = this.context;
    const native = request.origin === PROTOCOL && rules.systemTurns;
    if (native)
      this.messages.push({ role: 'system', content: turn.parts.flatMap(placed => this.systemBlocks(placed)) });
    else
      this.add(
        'user',
        turn.parts.flatMap(placed => this.userBlocks(placed)),
      );
  }

  /** Adds to the last message when it is of the same role: Anthropic would join them anyway. */
  private add(role: 'user' | 'assistant', blocks: readonly Block[]): void {
    if (blocks.length === 0) return;
    const last = this.messages.at(-1);
    if (last?.role === role) last.content.push(...blocks);
    else this.messages.push({ role, content: [...blocks] });
  }

  /** The beginning of an answer must not end in white space. */
  private trimEnd(): void {
    const last = this.messages.at(-1);
    const block = last?.content.at(-1);
    if (last?.role === 'assistant' && block?.['type'] === 'text') block['text'] = String(block['text']).trimEnd();
  }

  private systemBlocks({ part, at }: PlacedPart): Block[] {
    if (part.type === 'text') return this.text(part);
    return refuse(this.place(part, at), 'system text cannot hold anything but text for this model.');
  }

  private userBlocks({ part, at }: PlacedPart): Block[] {
    switch (part.type) {
      case 'text':
        return this.text(part);
      case 'image':
      case 'audio':
      case 'video':
      case 'file':
        return [this.media(part, at)];
      case 'native':
        return this.native(part, at);
      case 'tool_result':
        return [this.result({ part, at })];
      default:
        return refuse(this.place(part, at), 'a user message cannot hold what only an assistant says.');
    }
  }

  private assistantBlocks(placed: PlacedPart): Block[] {
    const { part, at } = placed;
    const { losses } = this.context;
    switch (part.type) {
      case 'text':
        return this.text(part);
      case 'refusal':
        return part.text.trim() === '' ? [] : [{ type: 'text', text: part.text }];
      case 'thinking':
        return thinkingBlocks(part);
      case 'tool_call':
        return [this.call(part)];
      case 'server_tool': {
        const blocks = ownServerBlocks(part);
        if (blocks === undefined) losses.part(part, at);
        return blocks ?? [];
      }
      case 'native':
        return this.native(part, at);
      case 'image':
      case 'file':
        losses.part(part, at, undefined, 'emulated');
        this.made.push({ part, at });
        return [];
      default:
        return refuse(this.place(part, at), `an assistant message cannot hold ${part.type} for this model.`);
    }
  }

  private text(part: TextPart): Block[] {
    if (part.text.trim() === '') return [];
    const citations = ownCitations(part.citations);
    return [{ type: 'text', text: part.text, ...(citations.length > 0 ? { citations } : {}), ...this.mark(part) }];
  }

  private media(part: MediaPart, at: string): Block {
    if (part.detail !== undefined && part.detail !== 'auto') this.context.losses.part(part, at, 'detail');
    return { ...mediaBlock(part, () => this.place(part, at)), ...this.mark(part) };
  }

  /** Where a part stands in the client's body: looked for only when it is to be named. */
  private place(part: Part, at: string): string {
    return this.context.losses.placeOf(part, at);
  }

  private native(part: Extract<Part, { type: 'native' }>, at: string): Block[] {
    const own = ownValue(part.native);
    if (own !== undefined) return [{ ...own }];
    this.context.losses.part(part, at);
    return [];
  }

  private call(part: ToolCallPart): Block {
    const { id, name, namespace, kind } = part;
    const times = this.timesSeen.get(id) ?? 0;
    this.timesSeen.set(id, times + 1);
    const wire = wireId(RULE, id, times);
    this.open.set(id, [...(this.open.get(id) ?? []), wire]);
    return {
      type: 'tool_use',
      id: wire,
      name: this.context.names.wire({ name, kind, ...(namespace === undefined ? {} : { namespace }) }),
      input: objectOf(kind === 'custom' ? wrapCustomInput(part.input) : part.input),
      ...this.mark(part),
    };
  }

  private result({ part, at }: PlacedPart<ToolResultPart>): Block {
    const wire = this.open.get(part.callId)?.shift() ?? wireId(RULE, part.callId);
    const content = this.resultContent(part, at);
    return {
      type: 'tool_result',
      tool_use_id: wire,
      ...(content.length === 0 ? {} : { content }),
      ...(part.failed ? { is_error: true } : {}),
      ...this.mark(part),
    };
  }

  private resultContent(part: ToolResultPart, at: string): string | readonly Block[] {
    const own = ownValue(part.native)?.['content'];
    if (Array.isArray(own)) return own;
    const object: readonly TextPart[] = part.object === undefined ? [] : [{ type: 'text', text: part.object }];
    const said = part.content.some(inner => inner.type === 'text') ? part.content : [...object, ...part.content];
    const [first] = said;
    if (said.length === 1 && first?.type === 'text') return first.text.trim() === '' ? '' : first.text;
    return said.flatMap(inner => {
      if (inner.type !== 'text') return [mediaBlock(inner, () => this.place(part, at))];
      return inner.text.trim() === '' ? [] : [{ type: 'text', text: inner.text }];
    });
  }

  private mark(part: Part): Block {
    return cacheControl(this.context.marks.get(part));
  }
}

function isResult(placed: PlacedPart): placed is PlacedPart<ToolResultPart> {
  return placed.part.type === 'tool_result';
}

/** Thinking goes back to who proved it; another's would be refused, and must never become visible text. */
function thinkingBlocks({ text, proof, redacted }: ThinkingPart): Block[] {
  if (proof?.origin !== PROTOCOL) return [];
  if (redacted === true) return [{ type: 'redacted_thinking', data: proof.value }];
  return [{ type: 'thinking', thinking: text, signature: proof.value }];
}

/**
 * Whether a loop of tools is running whose turn of calls does not begin with thinking that Anthropic has proved: with
 * thinking on, such a request is refused.
 */
export function isUnproven(messages: readonly WireMessage[]): boolean {
  const last = messages.at(-1);
  if (last?.role !== 'user' || !last.content.some(block => block['type'] === 'tool_result')) return false;
  const before = messages.findLast(message => message.role === 'assistant');
  const first = before?.content[0]?.['type'];
  return first !== 'thinking' && first !== 'redacted_thinking';
}
