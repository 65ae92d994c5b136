// The items of a running stream: each turns its own steps into neutral events, and fills in steps that never came.

import type { Fields } from '../conversation/counts.ts';
import { count, countOrNone, fields } from '../conversation/counts.ts';
import { CustomInputReader } from '../conversation/custom-input.ts';
import type { StreamEvent } from '../conversation/event.ts';
import type { MediaPart } from '../conversation/part.ts';
import type { ToolNames } from '../conversation/tool-names.ts';
import { codePoints, readAnnotation } from './citations.ts';
import { clientCall } from './decode-answer.ts';
import { clientToolOf } from './client-tools.ts';
import { readCall, readOther, readReasoning, reasoningText } from './read-output.ts';
import { objectsOf, textOf, wordOf } from './wire.ts';

/** What the items of one stream share. */
export interface Told {
  readonly names: ToolNames;
  /** Calls that began. */
  calls: number;
  /** Code points of text that were said. */
  characters: number;
}

/** One item while its steps come. */
export interface OpenItem {
  readonly id: string | undefined;
  readonly type: string;
  /** A step of this item. */
  event(type: string, event: Fields): readonly StreamEvent[];
  /** The item is over; `final` is how it stands in the finished response, where it does. Safe to call again. */
  close(final: Fields): readonly StreamEvent[];
}

/** Opens the item that a step belongs to; undefined when the step says of no kind of item that we know. */
export function openItem(step: string, item: Fields, told: Told): OpenItem | undefined {
  const type = wordOf(item['type']) ?? TYPE_OF_STEP.find(([pattern]) => pattern.test(step))?.[1];
  switch (type) {
    case undefined:
      return undefined;
    case 'message':
      return new OpenMessage(item, told);
    case 'reasoning':
      return new OpenReasoning(item);
    case 'function_call':
    case 'custom_tool_call':
      return new OpenCall(item, type, told);
    default:
      return clientToolOf(type) === undefined ? new OpenOther(item, type) : new OpenWholeCall(item, type, told);
  }
}

/** The kind of item by the name of a step, for vendors that never add items. */
const TYPE_OF_STEP: readonly (readonly [pattern: RegExp, type: string])[] = [
  [/^response\.(?:output_text|refusal)\./, 'message'],
  [/^response\.reasoning/, 'reasoning'],
  [/^response\.function_call_arguments\./, 'function_call'],
  [/^response\.custom_tool_call_input\./, 'custom_tool_call'],
  [/^response\.image_generation_call\./, 'image_generation_call'],
];

/** What of a text has not been told yet, after `length` characters of it were. */
function remainder(whole: string, length: number): string {
  return whole.length > length ? whole.slice(length) : '';
}

interface SaidPart {
  readonly kind: 'text' | 'refusal';
  /** Characters and annotations that were told. */
  length: number;
  annotations: number;
  /** Code points of the choice's text before this part. */
  readonly base: number;
  ended: boolean;
}

class OpenMessage implements OpenItem {
  readonly id: string | undefined;
  readonly type = 'message';
  private readonly told: Told;
  private readonly parts = new Map<number, SaidPart>();

  constructor(item: Fields, told: Told) {
    this.id = wordOf(item['id']);
    this.told = told;
  }

  event(type: string, event: Fields): readonly StreamEvent[] {
    const index = countOrNone(event['content_index']) ?? 0;
    switch (type) {
      case 'response.output_text.delta':
        return this.say(index, 'text', textOf(event['delta']), event['logprobs']);
      case 'response.refusal.delta':
        return this.say(index, 'refusal', textOf(event['delta']));
      case 'response.output_text.done':
        return this.fill(index, { type: 'output_text', text: event['text'], annotations: event['annotations'] });
      case 'response.refusal.done':
        return this.fill(index, { type: 'refusal', refusal: event['refusal'] });
      case 'response.output_text.annotation.added':
        return this.annotate(index, [fields(event['annotation'])]);
      case 'response.content_part.done':
        return [...this.fill(index, fields(event['part'])), ...this.end(index)];
      case 'response.output_item.done':
        return this.close(fields(event['item']));
      default:
        return [];
    }
  }

  close(final: Fields): readonly StreamEvent[] {
    const content = typeof final['content'] === 'string' ? [{ type: 'output_text', text: final['content'] }] : [];
    const parts = [...content, ...objectsOf(final['content'])];
    const events = parts.flatMap((part, index) => [...this.fill(index, part), ...this.end(index)]);
    return [...events, ...[...this.parts.keys()].flatMap(index => this.end(index))];
  }

  private part(index: number, kind: SaidPart['kind']): SaidPart {
    const known = this.parts.get(index);
    if (known !== undefined) return known;
    const part: SaidPart = { kind, length: 0, annotations: 0, base: this.told.characters, ended: false };
    this.parts.set(index, part);
    return part;
  }

  private say(index: number, kind: SaidPart['kind'], text: string, logprobs?: unknown): readonly StreamEvent[] {
    const part = this.part(index, kind);
    const events: StreamEvent[] = [];
    if (text !== '') {
      part.length += text.length;
      if (kind === 'text') this.told.characters += codePoints(text);
      events.push({ type: kind, choice: 0, text });
    }
    if (Array.isArray(logprobs) && logprobs.length > 0) events.push({ type: 'logprobs', choice: 0, tokens: logprobs });
    return events;
  }

  /** Tells of a finished part what its deltas did not. */
  private fill(index: number, final: Fields): readonly StreamEvent[] {
    const kind = final['type'] === 'refusal' ? 'refusal' : 'text';
    const part = this.part(index, kind);
    if (part.ended) return [];
    const whole = textOf(kind === 'refusal' ? final['refusal'] : final['text']);
    const annotations = objectsOf(final['annotations']);
    return [
      ...this.say(index, kind, remainder(whole, part.length)),
      ...this.annotate(index, annotations.slice(part.annotations)),
    ];
  }

  private annotate(index: number, annotations: readonly Fields[]): readonly StreamEvent[] {
    const part = this.part(index, 'text');
    part.annotations += annotations.length;
    return annotations.flatMap((annotation): readonly StreamEvent[] => {
      const citation = readAnnotation(annotation, part.base);
      return citation === undefined ? [] : [{ type: 'citation', choice: 0, citation }];
    });
  }

  private end(index: number): readonly StreamEvent[] {
    const part = this.parts.get(index);
    if (part === undefined || part.ended) return [];
    part.ended = true;
    return part.kind === 'text' && part.length > 0 ? [{ type: 'text_end', choice: 0 }] : [];
  }
}

class OpenReasoning implements OpenItem {
  readonly id: string | undefined;
  readonly type = 'reasoning';
  private length = 0;
  /** Where the text comes from: the summary, or what was thought itself. The first to speak is told. */
  private source: 'summary' | 'content' | undefined;
  private part = 0;
  private ended = false;

  constructor(item: Fields) {
    this.id = wordOf(item['id']);
  }

  event(type: string, event: Fields): readonly StreamEvent[] {
    switch (type) {
      case 'response.reasoning_summary_text.delta':
      case 'response.reasoning_summary.delta':
        return this.think('summary', countOrNone(event['summary_index']) ?? 0, textOf(event['delta']));
      case 'response.reasoning_text.delta':
      case 'response.reasoning.delta':
        return this.think('content', countOrNone(event['content_index']) ?? 0, textOf(event['delta']));
      case 'response.output_item.done':
        return this.close(fields(event['item']));
      default:
        return [];
    }
  }

  private think(source: 'summary' | 'content', index: number, delta: string): readonly StreamEvent[] {
    this.source ??= source;
    if (this.source !== source || delta === '') return [];
    const text = index > this.part ? `\n\n${delta}` : delta;
    this.part = Math.max(this.part, index);
    this.length += text.length;
    return [{ type: 'thinking', choice: 0, text }];
  }

  close(final: Fields): readonly StreamEvent[] {
    if (this.ended) return [];
    const rest = this.source === 'content' ? '' : remainder(reasoningText(final), this.length);
    const proof = readReasoning(final)?.part.proof;
    this.length += rest.length;
    if (Object.keys(final).length > 0) this.ended = true;
    const told: readonly StreamEvent[] = rest === '' ? [] : [{ type: 'thinking', choice: 0, text: rest }];
    if (this.length === 0 && proof === undefined) return told;
    return [...told, { type: 'thinking_end', choice: 0, ...(proof === undefined ? {} : { proof }) }];
  }
}

/** A call whose input comes in pieces. It begins when its name and id are known. */
class OpenCall implements OpenItem {
  readonly id: string | undefined;
  readonly type: string;
  private readonly told: Told;
  private item: Fields;
  private call: number | undefined;
  private early = '';
  private length = 0;
  private reader: CustomInputReader | undefined;
  private ended = false;

  constructor(item: Fields, type: string, told: Told) {
    this.id = wordOf(item['id']);
    this.type = type;
    this.item = { ...item, type };
    this.told = told;
  }

  event(type: string, event: Fields): readonly StreamEvent[] {
    switch (type) {
      case 'response.output_item.added':
        return this.begin(fields(event['item']));
      case 'response.function_call_arguments.delta':
      case 'response.custom_tool_call_input.delta':
        return this.input(textOf(event['delta']));
      case 'response.function_call_arguments.done':
        return this.input(remainder(textOf(event['arguments']), this.length));
      case 'response.custom_tool_call_input.done':
        return this.input(remainder(textOf(event['input']), this.length));
      case 'response.output_item.done':
        return this.close(fields(event['item']));
      default:
        return [];
    }
  }

  close(final: Fields): readonly StreamEvent[] {
    if (this.ended) return [];
    const begun = this.begin(final);
    if (this.call === undefined) return [];
    const whole = textOf(this.type === 'custom_tool_call' ? final['input'] : final['arguments']);
    const rest = this.input(remainder(whole, this.length));
    const last = this.reader?.close() ?? '';
    this.ended = true;
    const call = this.call;
    return [
      ...begun,
      ...rest,
      ...(last === '' ? [] : [{ type: 'tool_input', choice: 0, call, text: last } as const]),
      { type: 'tool_call_end', choice: 0, call },
    ];
  }

  private begin(item: Fields): readonly StreamEvent[] {
    if (this.call !== undefined) return [];
    this.item = { ...this.item, ...item, type: this.type };
    const read = readCall(this.item);
    if (read === undefined || read.name === '' || read.id === '') return [];
    const call = clientCall(read, this.told.names);
    if (call.kind === 'custom' && read.kind === 'function') this.reader = new CustomInputReader();
    this.call = this.told.calls;
    this.told.calls += 1;
    const { id, name, kind, namespace } = call;
    const begun: StreamEvent = {
      type: 'tool_call',
      choice: 0,
      call: this.call,
      id,
      name,
      kind,
      ...(namespace === undefined ? {} : { namespace }),
    };
    const early = this.early;
    this.early = '';
    return [begun, ...this.piece(early)];
  }

  private input(delta: string): readonly StreamEvent[] {
    this.length += delta.length;
    if (this.call !== undefined) return this.piece(delta);
    this.early += delta;
    return [];
  }

  private piece(delta: string): readonly StreamEvent[] {
    const text = this.reader === undefined ? delta : this.reader.push(delta);
    return text === '' || this.call === undefined ? [] : [{ type: 'tool_input', choice: 0, call: this.call, text }];
  }
}

/** A call of a shell and its like: it is known when it is done. */
class OpenWholeCall implements OpenItem {
  readonly id: string | undefined;
  readonly type: string;
  private readonly told: Told;
  private ended = false;

  constructor(item: Fields, type: string, told: Told) {
    this.id = wordOf(item['id']);
    this.type = type;
    this.told = told;
  }

  event(type: string, event: Fields): readonly StreamEvent[] {
    return type === 'response.output_item.done' ? this.close(fields(event['item'])) : [];
  }

  close(final: Fields): readonly StreamEvent[] {
    const part = this.ended ? undefined : readCall(final);
    if (part === undefined) return [];
    this.ended = true;
    const call = this.told.calls;
    this.told.calls += 1;
    const { id, name, kind, input } = part;
    return [
      { type: 'tool_call', choice: 0, call, id, name, kind },
      { type: 'tool_input', choice: 0, call, text: input },
      { type: 'tool_call_end', choice: 0, call },
    ];
  }
}

/** Anything that comes whole: the provider's own tools, images. */
class OpenOther implements OpenItem {
  readonly id: string | undefined;
  readonly type: string;
  private partial: string | undefined;
  private ended = false;

  constructor(item: Fields, type: string) {
    this.id = wordOf(item['id']);
    this.type = type;
  }

  event(type: string, event: Fields): readonly StreamEvent[] {
    if (type === 'response.image_generation_call.partial_image') return this.sketch(event);
    return type === 'response.output_item.done' ? this.close(fields(event['item'])) : [];
  }

  /** A picture on its way; the last of them stands in where the picture never comes. */
  private sketch(event: Fields): readonly StreamEvent[] {
    const data = wordOf(event['partial_image_b64']);
    if (data === undefined) return [];
    this.partial = data;
    const format = wordOf(event['output_format']) ?? 'png';
    const picture: MediaPart = { type: 'image', source: { kind: 'base64', data }, mediaType: `image/${format}` };
    return [{ type: 'picture', choice: 0, index: count(event['partial_image_index']), picture }];
  }

  close(final: Fields): readonly StreamEvent[] {
    if (this.ended || Object.keys(final).length === 0) return [];
    this.ended = true;
    return readOther(final, this.partial).map(part => ({ type: 'part', choice: 0, part }));
  }
}
