// The tool calls of one streamed choice, put together from pieces: whatever indexes, ids and names the upstream repeats or omits.

import { ID_RULES, madeId } from '../conversation/call-ids.ts';
import { fields, isFields, type Fields } from '../conversation/counts.ts';
import { CustomInputReader } from '../conversation/custom-input.ts';
import type { StreamEvent } from '../conversation/event.ts';
import type { Proof } from '../conversation/origin.ts';
import type { ToolNames } from '../conversation/tool-names.ts';
import { JsonBalance } from './json-balance.ts';
import { signatureOf } from './signatures.ts';

interface Call {
  readonly number: number;
  readonly balance: JsonBalance;
  /** The upstream's id, or empty as long as it gave none. */
  id: string;
  wire: string;
  native: boolean;
  begun: boolean;
  ended: boolean;
  /** Pieces that came before the name, or an empty object that may be a mere placeholder. */
  held: string;
  reader: CustomInputReader | undefined;
  proof: Proof | undefined;
}

/** Assembles the calls of one choice. Calls are numbered by us, one for each that really begins. */
export class CallAssembly {
  private readonly choice: number;
  private readonly names: ToolNames;
  /** What an id is made of for a call without one. */
  private readonly seed: string;
  private readonly calls: Call[] = [];
  private readonly byIndex = new Map<number, Call>();

  constructor(choice: number, names: ToolNames, seed: string) {
    this.choice = choice;
    this.names = names;
    this.seed = seed;
  }

  /** Whether any call has begun. */
  get any(): boolean {
    return this.calls.some(call => call.begun);
  }

  /** One entry of `delta.tool_calls`. */
  push(piece: Fields): StreamEvent[] {
    const custom = isFields(piece['custom']) ? piece['custom'] : undefined;
    const target = custom ?? fields(piece['function']);
    const name = stringOf(target['name']);
    const input = inputOf(custom === undefined ? target['arguments'] : target['input']);
    const events: StreamEvent[] = [];
    const call = this.callFor(piece, name, input, events);
    if (call.id === '') call.id = stringOf(piece['id']);
    if (call.wire === '') call.wire = name;
    if (custom !== undefined) call.native = true;
    call.proof ??= signatureOf(piece);
    this.begin(call, events);
    this.feed(call, input, events);
    return events;
  }

  /** The choice is over: ends what has not ended. */
  close(): StreamEvent[] {
    return this.calls.flatMap(call => this.end(call));
  }

  private callFor(piece: Fields, name: string, input: string, events: StreamEvent[]): Call {
    const id = stringOf(piece['id']);
    const index = typeof piece['index'] === 'number' ? piece['index'] : undefined;
    const known = this.find(id, index, name, input);
    if (known !== undefined) {
      if (index !== undefined) this.byIndex.set(index, known);
      return known;
    }
    // Calls rarely interleave; one whose input is complete when the next begins is over.
    for (const call of this.calls) if (call.balance.complete) events.push(...this.end(call));
    const call: Call = {
      number: this.calls.length,
      balance: new JsonBalance(),
      id: '',
      wire: '',
      native: false,
      begun: false,
      ended: false,
      held: '',
      reader: undefined,
      proof: undefined,
    };
    this.calls.push(call);
    if (index !== undefined) this.byIndex.set(index, call);
    return call;
  }

  /** The call that a piece goes on with, or undefined when it begins another. */
  private find(id: string, index: number | undefined, name: string, input: string): Call | undefined {
    const atIndex = index === undefined ? undefined : this.byIndex.get(index);
    if (id !== '') {
      const same = this.calls.find(call => call.id === id);
      // One id for two calls: only another index with a name of its own tells them apart.
      if (same !== undefined)
        return index !== undefined && atIndex === undefined && name !== ''
          ? undefined
          : atIndex?.id === id
            ? atIndex
            : same;
      return atIndex?.id === '' ? atIndex : undefined;
    }
    const candidate =
      index === undefined ? this.calls.at(-1) : (atIndex ?? (name === '' ? this.calls.at(-1) : undefined));
    if (candidate === undefined || name === '' || candidate.wire === '') return candidate;
    // A name again: the same call going on, or the next one of an upstream that tells calls apart by nothing else.
    const another = candidate.wire !== name || (candidate.balance.complete && input.trimStart().startsWith('{'));
    return another ? undefined : candidate;
  }

  private begin(call: Call, events: StreamEvent[]): void {
    if (call.begun || call.wire === '') return;
    call.begun = true;
    const { name, namespace, kind } = this.names.client(call.wire);
    if (kind === 'custom' && !call.native) call.reader = new CustomInputReader();
    const twice = this.calls.some(other => other !== call && other.begun && other.id === call.id);
    if (call.id === '' || twice) call.id = madeId(ID_RULES['openai-chat'], `${this.seed}:${call.number}`);
    events.push({
      type: 'tool_call',
      choice: this.choice,
      call: call.number,
      id: call.id,
      name,
      ...(namespace === undefined ? {} : { namespace }),
      kind: call.native ? 'custom' : kind,
    });
    const { held } = call;
    call.held = '';
    this.feed(call, held, events);
  }

  private feed(call: Call, input: string, events: StreamEvent[]): void {
    if (input === '' || call.ended) return;
    if (!call.begun) {
      call.held += input;
      return;
    }
    if (call.native) {
      this.give(call, input, events);
      return;
    }
    if (call.balance.complete && input.trim() === '') return;
    if (!call.balance.begun && input.trim() === '{}') {
      // Some upstreams begin with an empty object and then send the real one: it counts when nothing follows.
      call.held = input;
      call.balance.push(input);
      return;
    }
    if (call.held !== '') {
      call.held = '';
      call.balance.reset();
    }
    call.balance.push(input);
    this.give(call, call.reader === undefined ? input : call.reader.push(input), events);
  }

  private give(call: Call, text: string, events: StreamEvent[]): void {
    if (text !== '') events.push({ type: 'tool_input', choice: this.choice, call: call.number, text });
  }

  private end(call: Call): StreamEvent[] {
    if (call.ended || !call.begun) return [];
    call.ended = true;
    const events: StreamEvent[] = [];
    if (call.reader !== undefined) this.give(call, call.reader.push(call.held) + call.reader.close(), events);
    else this.give(call, call.held, events);
    events.push({
      type: 'tool_call_end',
      choice: this.choice,
      call: call.number,
      ...(call.proof === undefined ? {} : { proof: call.proof }),
    });
    return events;
  }
}

function stringOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** A piece of input: text, or the whole object where the upstream does not write JSON text. */
function inputOf(value: unknown): string {
  if (typeof value === 'string') return value;
  return value === undefined || value === null ? '' : JSON.stringify(value);
}
