// Writes messages as the items of `input`.

import type { Losses } from '../conversation/losses.ts';
import type { MediaPart, Part, TextPart, ThinkingPart, ToolCallPart, ToolResultPart } from '../conversation/part.ts';
import type { ConversationRequest, Message } from '../conversation/request.ts';
import type { ToolNames } from '../conversation/tool-names.ts';
import type { FunctionTool } from '../conversation/tool.ts';
import { Failure } from '../failures.ts';
import { CallPairs } from './call-pairs.ts';
import { codePoints, writeAnnotation } from './citations.ts';
import { behindFunction, callItem, outputItem } from './client-tools.ts';
import { writeContent } from './media.ts';
import { digest } from '../conversation/digest.ts';
import { isDrawnByCode } from './read-output.ts';
import { given, wordOf, type Item } from './wire.ts';

/** What the writing of items needs to know. */
export interface Writing {
  readonly request: ConversationRequest;
  readonly names: ToolNames;
  readonly losses: Losses;
}

/** The items for messages, in their order. @throws Failure naming the message that Responses cannot hold. */
export function writeInput(messages: readonly Message[], writing: Writing): readonly Item[] {
  const writer = new InputWriter(writing);
  for (const message of messages) writer.message(message);
  return writer.close();
}

type Said = Extract<Part, { type: 'text' | 'refusal' }>;

class InputWriter {
  private readonly writing: Writing;
  private readonly items: Item[] = [];
  private readonly pairs = new CallPairs();
  private readonly reasoningIds = new Set<string>();
  private readonly own: boolean;

  constructor(writing: Writing) {
    this.writing = writing;
    this.own = writing.request.origin === 'openai-responses';
  }

  message(message: Message): void {
    for (const part of message.parts)
      if ('cache' in part && part.cache !== undefined) this.writing.losses.part(part, message.at, 'cache_control');
    if (message.name !== undefined) this.writing.losses.path(`${message.at}.name`);
    if (message.role === 'assistant') this.assistant(message);
    else this.client(message, message.role);
  }

  close(): readonly Item[] {
    this.pairs.close();
    // A reasoning item without what it led to is refused: "provided without its required following item".
    return this.items.filter((item, index) => item.type !== 'reasoning' || this.leads(index));
  }

  private leads(index: number): boolean {
    const next = this.items[index + 1];
    if (next === undefined) return false;
    if (next.type === 'reasoning') return this.leads(index + 1);
    return !next.type.endsWith('_output') && (next.type !== 'message' || next['role'] === 'assistant');
  }

  private client(message: Message, role: 'user' | 'system' | 'developer'): void {
    let content: Item[] = [];
    const flush = (): void => {
      if (content.length > 0) this.items.push({ type: 'message', role, content });
      content = [];
    };
    for (const part of message.parts) {
      switch (part.type) {
        case 'tool_result':
          flush();
          this.result(part, message.at);
          break;
        case 'text':
        case 'image':
        case 'audio':
        case 'video':
        case 'file':
          if (part.type !== 'text' && part.citable === true) this.writing.losses.part(part, message.at, 'citations');
          if (part.type !== 'text' || part.text !== '' || message.parts.length === 1)
            content.push(writeContent(part, this.place(part, message.at)));
          break;
        case 'refusal':
          content.push({ type: 'input_text', text: part.text });
          break;
        default:
          if (!this.native(part)) this.lose(part, message.at);
      }
    }
    flush();
  }

  private assistant(message: Message): void {
    let said: Said[] = [];
    const flush = (): void => {
      const content = saidContent(said);
      if (content.length > 0) this.items.push({ type: 'message', role: 'assistant', content });
      said = [];
    };
    for (const [index, part] of message.parts.entries()) {
      if (part.type === 'text' || part.type === 'refusal') {
        said.push(part);
        continue;
      }
      // Prior thinking of another maker is neither proof nor speech: it is left out (conversion §4).
      if (part.type === 'thinking') {
        const item = this.reasoning(part);
        if (item === undefined) continue;
        flush();
        this.items.push(item);
        continue;
      }
      flush();
      if (part.type === 'tool_call') this.call(part, message.at);
      else if (isMedia(part)) this.shown(part, message.at, index);
      else if (!this.native(part)) this.lose(part, message.at);
    }
    flush();
  }

  private reasoning(part: ThinkingPart): Item | undefined {
    const { proof } = part;
    if (proof?.origin !== 'openai-responses') return undefined;
    const id = proof.id !== undefined && isItemId(proof.id) && !this.reasoningIds.has(proof.id) ? proof.id : undefined;
    if (id !== undefined) this.reasoningIds.add(id);
    const summary = part.text === '' ? [] : [{ type: 'summary_text', text: part.text }];
    return { type: 'reasoning', ...given('id', id), summary, encrypted_content: proof.value };
  }

  private call(part: ToolCallPart, at: string): void {
    const tool = this.toolOf(part);
    const { id } = this.pairs.call(part, at, tool);
    const known = behindFunction(tool);
    if (known !== undefined) {
      this.items.push(callItem(known, id, part.input));
      return;
    }
    const named = this.own
      ? { name: part.name, ...given('namespace', part.namespace) }
      : { name: this.writing.names.wire(part) };
    if (part.kind === 'custom') this.items.push({ type: 'custom_tool_call', call_id: id, ...named, input: part.input });
    else this.items.push({ type: 'function_call', call_id: id, ...named, arguments: part.input });
  }

  private toolOf(call: ToolCallPart): FunctionTool | undefined {
    return this.writing.request.tools.find(
      (tool): tool is FunctionTool =>
        tool.type === 'function' && tool.name === call.name && tool.namespace === call.namespace,
    );
  }

  private result(part: ToolResultPart, at: string): void {
    const call = this.pairs.answered(part, at);
    for (const inner of part.content)
      if (inner.cache !== undefined) this.writing.losses.path(`${this.place(part, at)}.content.cache_control`);
    const known = behindFunction(call.tool);
    if (known !== undefined) {
      this.items.push(this.nativeResult(part) ?? outputItem(known, call.id, plainText(part), part.failed));
      return;
    }
    this.items.push({
      type: call.part.kind === 'custom' ? 'custom_tool_call_output' : 'function_call_output',
      call_id: call.id,
      output: this.output(part, at),
    });
  }

  private nativeResult(part: ToolResultPart): Item | undefined {
    if (part.native?.origin !== 'openai-responses') return undefined;
    return asItem(part.native.value);
  }

  /** One text as a text; several parts as parts, because images and files may be among them. */
  private output(part: ToolResultPart, at: string): string | readonly Item[] {
    const content = part.content.filter(inner => inner.type !== 'text' || inner.text !== '');
    const [first, ...more] = content;
    if (first === undefined) return part.object ?? (part.failed ? 'Error' : '(no output)');
    if (first.type === 'text' && more.length === 0) return part.failed ? failedText(first.text) : first.text;
    const items = content.map(inner => writeContent(inner, this.place(part, at)));
    return part.failed ? [{ type: 'input_text', text: 'Error:' }, ...items] : items;
  }

  /** What the model showed: an image is an item of its own, an address is a link, and nothing else can stand here. */
  private shown(part: MediaPart, at: string, index: number): void {
    if (isDrawnByCode(part)) return;
    const { source } = part;
    if (part.type === 'image' && source.kind === 'base64') {
      const native = part.native?.origin === 'openai-responses' ? part.native.value : {};
      const id = `ig_${digest(source.data)}${digest(`${at}#${index}`)}`;
      this.items.push({ id, status: 'completed', ...native, type: 'image_generation_call', result: source.data });
      return;
    }
    if (part.type === 'image' && source.kind === 'url') {
      this.writing.losses.part(part, at, undefined, 'emulated');
      const content = [{ type: 'output_text', text: `![image](${source.url})`, annotations: [] }];
      this.items.push({ type: 'message', role: 'assistant', content });
      return;
    }
    const place = this.place(part, at);
    throw new Failure(
      'invalid_request',
      `${place}: the model's provider takes no ${part.type} among what the assistant said (OpenAI Responses); leave it out of the conversation.`,
      { param: place },
    );
  }

  /** Sends back what Responses itself made. */
  private native(part: Part): boolean {
    const natives = part.type === 'native' ? [part.native] : part.type === 'server_tool' ? (part.native ?? []) : [];
    const own = natives.filter(native => native.origin === 'openai-responses');
    for (const native of own) this.items.push(asItem(native.value));
    return own.length > 0;
  }

  /** What only its own protocol knows is lost; the words of a summary that stand for earlier messages are not. */
  private lose(part: Part, at: string): void {
    const summary =
      part.type === 'native' && part.native.value['type'] === 'compaction'
        ? wordOf(part.native.value['content'])
        : undefined;
    this.writing.losses.part(part, at, undefined, summary === undefined ? 'dropped' : 'emulated');
    if (summary === undefined) return;
    const text = `Summary of the conversation so far:\n${summary}`;
    this.items.push({ type: 'message', role: 'developer', content: [{ type: 'input_text', text }] });
  }

  private place(part: Part, at: string): string {
    return this.writing.losses.placeOf(part, at);
  }
}

function asItem(value: Readonly<Record<string, unknown>>): Item {
  return { ...value, type: String(value['type']) };
}

function isMedia(part: Part): part is MediaPart {
  return part.type === 'image' || part.type === 'audio' || part.type === 'video' || part.type === 'file';
}

/** Ids that the provider takes: its own prefix, at most 64 characters. */
function isItemId(id: string): boolean {
  return id.length <= 64 && /^rs_[a-zA-Z0-9_-]+$/.test(id);
}

function saidContent(said: readonly Said[]): readonly Item[] {
  let base = 0;
  return said.flatMap((part): readonly Item[] => {
    if (part.text === '') return [];
    if (part.type === 'refusal') return [{ type: 'refusal', refusal: part.text }];
    const item = { type: 'output_text', text: part.text, annotations: annotationsOf(part, base) };
    base += codePoints(part.text);
    return [item];
  });
}

function annotationsOf(part: TextPart, base: number): readonly Item[] {
  const citations = part.citations ?? [];
  if (citations.length === 0) return [];
  const length = codePoints(part.text);
  return citations.flatMap(citation => writeAnnotation(citation, base, 0, length) ?? []);
}

function plainText(part: ToolResultPart): string {
  return part.content.map(inner => (inner.type === 'text' ? inner.text : '')).join('\n');
}

/** The protocol cannot say that a tool failed: its text does. */
function failedText(text: string): string {
  return /^\W*error/i.test(text) ? text : `Error: ${text}`;
}
