// Reads the event ladder of a response, whole or with steps missing, into neutral events.

import type { StreamDecoder } from '../codec.ts';
import type { Fields } from '../conversation/counts.ts';
import { countOrNone, fields, isFields } from '../conversation/counts.ts';
import type { StreamEvent } from '../conversation/event.ts';
import type { Fault } from '../conversation/fault.ts';
import type { Part } from '../conversation/part.ts';
import type { ToolNames } from '../conversation/tool-names.ts';
import { parseJson } from '../json.ts';
import { stopOf, usageOfResponse } from './decode-answer.ts';
import { decodeFault } from './error.ts';
import { openItem, type OpenItem, type Told } from './open-items.ts';
import { objectsOf, textOf, wordOf } from './wire.ts';

/** A decoder for one stream. */
export function streamDecoder(names: ToolNames): StreamDecoder {
  return new ResponseDecoder(names);
}

class ResponseDecoder implements StreamDecoder {
  private readonly items = new Map<number, OpenItem>();
  private readonly told: Told;
  private readonly kinds = new Set<Part['type']>();
  private started = false;
  private over = false;
  private fault: Fault | undefined;

  constructor(names: ToolNames) {
    this.told = { names, calls: 0, characters: 0 };
  }

  push(data: string): readonly StreamEvent[] {
    const event = this.over ? undefined : parsed(data);
    if (event === undefined) return [];
    const events = this.read(event);
    for (const one of events) this.note(one);
    return this.started || events.length === 0 ? events : this.begin({}, events);
  }

  close(): readonly StreamEvent[] {
    if (this.over) return [];
    this.over = true;
    const message = "The model's provider ended the stream before the answer was complete.";
    return [{ type: 'error', fault: this.fault ?? { kind: 'cut', message } }];
  }

  private note(event: StreamEvent): void {
    if (event.type === 'tool_call' || event.type === 'refusal') this.kinds.add(event.type);
  }

  /** The start comes first, also where the vendor never announces the response. */
  private begin(response: Fields, rest: readonly StreamEvent[]): readonly StreamEvent[] {
    this.started = true;
    return [{ type: 'start', id: textOf(response['id']), model: textOf(response['model']) }, ...rest];
  }

  private read(event: Fields): readonly StreamEvent[] {
    const type = textOf(event['type']);
    const response = fields(event['response']);
    switch (type) {
      case 'response.created':
      case 'response.in_progress':
      case 'response.queued':
        return this.started ? [] : this.begin(response, []);
      case 'response.completed':
      case 'response.incomplete':
      case 'response.done':
        return this.finish(response);
      case 'response.failed':
      case 'response.cancelled':
        return this.fail(response, event);
      case 'error':
        // What was used is said by the failed response that follows, where one does.
        this.fault = decodeFault(200, event);
        return [];
      case '':
        return this.untyped(event);
      default:
        return this.item(type, event);
    }
  }

  /** Bodies of errors come as events too, and so do whole responses from hosts that do not stream. */
  private untyped(event: Fields): readonly StreamEvent[] {
    if (isFields(event['error']) || typeof event['error'] === 'string') return this.fail({}, event);
    return event['object'] === 'response' ? this.finish(event) : [];
  }

  private item(type: string, event: Fields): readonly StreamEvent[] {
    const index = this.indexOf(event);
    const item = fields(event['item']);
    const known = this.items.get(index) ?? this.open(index, type, item);
    return known === undefined ? [] : known.event(type, event);
  }

  /** Where an item stands; vendors that do not say so are asked by its id, and meant the latest otherwise. */
  private indexOf(event: Fields): number {
    const index = countOrNone(event['output_index']);
    if (index !== undefined) return index;
    const id = wordOf(event['item_id']) ?? wordOf(fields(event['item'])['id']);
    for (const [at, item] of this.items) if (id !== undefined && item.id === id) return at;
    return event['type'] === 'response.output_item.added' ? this.items.size : Math.max(this.items.size - 1, 0);
  }

  private open(index: number, type: string, item: Fields): OpenItem | undefined {
    const opened = openItem(type, item, this.told);
    if (opened !== undefined) this.items.set(index, opened);
    return opened;
  }

  private finish(response: Fields): readonly StreamEvent[] {
    if (this.fault !== undefined || response['status'] === 'failed') return this.fail(response, {});
    const events = [...(this.started ? [] : this.begin(response, [])), ...this.rest(response)];
    for (const event of events) this.note(event);
    this.over = true;
    const kinds = [...this.kinds].map(type => ({ type }));
    return [
      ...events,
      ...usageEvents(response),
      { type: 'stop', choice: 0, stop: stopOf(response, kinds) },
      { type: 'end' },
    ];
  }

  /** Ends what is open, and tells the items that only the finished response has. */
  private rest(response: Fields): readonly StreamEvent[] {
    const output = objectsOf(response['output']);
    const events: StreamEvent[] = [];
    // A vendor that tells every item as it goes may number them otherwise than it lists them in the end.
    const complete = this.items.size >= output.length;
    for (const [index, item] of this.items) {
      const final = output[index];
      events.push(...item.close(final?.['type'] === item.type ? final : {}));
    }
    if (complete) return events;
    for (const [index, item] of output.entries()) {
      if (this.items.has(index)) continue;
      const opened = this.open(index, 'response.output_item.done', item);
      if (opened !== undefined) events.push(...opened.close(item));
    }
    return events;
  }

  private fail(response: Fields, event: Fields): readonly StreamEvent[] {
    const fault = this.fault ?? decodeFault(200, isFields(response['error']) ? response : event);
    this.over = true;
    return [...usageEvents(response), { type: 'error', fault }];
  }
}

function usageEvents(response: Fields): readonly StreamEvent[] {
  const usage = usageOfResponse(response);
  return usage === undefined ? [] : [{ type: 'usage', usage }];
}

function parsed(data: string): Fields | undefined {
  try {
    const value = parseJson(data);
    return isFields(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
