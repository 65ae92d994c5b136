// A chat stream, read: each chunk becomes what happened, in order, whatever its vendor puts where.

import type { StreamDecoder, Target } from '../codec.ts';
import type { Stop } from '../conversation/answer.ts';
import { isFields, type Fields } from '../conversation/counts.ts';
import type { StreamEvent } from '../conversation/event.ts';
import type { Fault } from '../conversation/fault.ts';
import type { Citation } from '../conversation/part.ts';
import type { ToolNames } from '../conversation/tool-names.ts';
import { parseJson } from '../json.ts';
import { listedSources } from './annotations.ts';
import { ChoiceReader } from './choice-reader.ts';
import { faultIn } from './error.ts';
import { readUsage, usageIn } from './usage.ts';
import { quirksOf, UNKNOWN_TARGET } from './models.ts';

/** The decoder of one stream. */
export function streamDecoder(names: ToolNames, target: Target = UNKNOWN_TARGET): StreamDecoder {
  return new ChatStreamDecoder(names, quirksOf(target).thinkTags);
}

class ChatStreamDecoder implements StreamDecoder {
  private readonly names: ToolNames;
  private readonly thinkTags: boolean;
  private readonly choices = new Map<number, ChoiceReader>();
  /** Sources that a vendor lists beside its answer, again in every chunk. */
  private listed: readonly Citation[] = [];
  private id = '';
  private started = false;
  private over = false;

  constructor(names: ToolNames, thinkTags: boolean) {
    this.names = names;
    this.thinkTags = thinkTags;
  }

  push(data: string): readonly StreamEvent[] {
    if (this.over || data === '') return [];
    if (data.trim() === '[DONE]') return this.finish(true);
    const chunk = parsed(data);
    if (chunk === undefined) return [];
    const fault = faultIn(chunk);
    if (fault !== undefined) return this.fail(fault);
    const events: StreamEvent[] = [];
    this.start(chunk, events);
    const choices = Array.isArray(chunk['choices']) ? chunk['choices'].filter(isFields) : [];
    for (const choice of choices) events.push(...this.choiceOf(choice).push(choice));
    const usage = readUsage(usageIn(chunk));
    if (usage !== undefined) events.push({ type: 'usage', usage });
    const listed = listedSources(chunk);
    if (listed.length > 0) this.listed = listed;
    return events;
  }

  close(): readonly StreamEvent[] {
    return this.over ? [] : this.finish(false);
  }

  /** Azure sends a chunk about the prompt first, which has neither an id nor a choice. */
  private start(chunk: Fields, events: StreamEvent[]): void {
    const id = typeof chunk['id'] === 'string' ? chunk['id'] : '';
    const model = typeof chunk['model'] === 'string' ? chunk['model'] : '';
    const choices = chunk['choices'];
    const empty = !Array.isArray(choices) || choices.length === 0;
    if (this.started || (empty && id === '' && model === '')) return;
    this.started = true;
    this.id = id;
    events.push({ type: 'start', id, model });
  }

  private choiceOf(choice: Fields): ChoiceReader {
    const index = typeof choice['index'] === 'number' ? choice['index'] : 0;
    const known = this.choices.get(index);
    if (known !== undefined) return known;
    const reader = new ChoiceReader(index, this.names, this.thinkTags, `${this.id}:${index}`);
    this.choices.set(index, reader);
    return reader;
  }

  /** The stream is over: complete when it said so itself, or when every choice has its finish. */
  private finish(done: boolean): readonly StreamEvent[] {
    const readers = [...this.choices.values()];
    const complete = readers.length > 0 && (done || readers.every(reader => reader.finished));
    if (!complete) return this.fail(readers.length === 0 && done ? EMPTY : CUT);
    this.over = true;
    return [
      ...readers.flatMap((reader, index) => reader.close(index === 0 ? this.listed : [])),
      ...readers.map(reader => stopEvent(reader.index, reader.stop)),
      { type: 'end' },
    ];
  }

  private fail(fault: Fault): readonly StreamEvent[] {
    this.over = true;
    return [{ type: 'error', fault }];
  }
}

const CUT: Fault = { kind: 'cut', message: 'The upstream broke off in the middle of its answer.' };
const EMPTY: Fault = { kind: 'server', message: 'The upstream ended its stream without an answer.' };

function stopEvent(choice: number, stop: Stop): StreamEvent {
  return { type: 'stop', choice, stop };
}

function parsed(data: string): Fields | undefined {
  try {
    const value = parseJson(data);
    return isFields(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
