// Reads a Messages stream: blocks that open, grow and close become events of the neutral form.

import type { StreamDecoder } from '../codec.ts';
import { fields, isFields, type Fields } from '../conversation/counts.ts';
import { CustomInputReader } from '../conversation/custom-input.ts';
import type { StreamEvent } from '../conversation/event.ts';
import type { ToolNames } from '../conversation/tool-names.ts';
import type { Usage } from '../conversation/usage.ts';
import { parseJson } from '../json.ts';
import { citationsOf, readCitation } from './citations.ts';
import { inputText, partsOf, proofOf } from './decode-blocks.ts';
import { decodeFault, isError } from './error.ts';
import { callIdOf } from './ids.ts';
import { objectOf } from './input.ts';
import { belongs, isServerUse, serverPart } from './server-tools.ts';
import { explanationOf, stopOf } from './stops.ts';
import { ANSWER_TOOL, answersThroughTool } from './structured.ts';
import { mergeUsage, readUsage } from './usage.ts';
import { given, textOrNone } from './wire.ts';

type Events = readonly StreamEvent[];

/** A block that is open on the wire. */
interface OpenBlock {
  /** More of it came. */
  delta(delta: Fields): Events;
  /** It is complete. */
  stop(): Events;
}

const NOTHING: Events = [];
const CHOICE = 0;

/** Events that a text before the answer consists of. */
const PREFACING: ReadonlySet<StreamEvent['type']> = new Set(['text', 'text_end', 'citation']);

/** Reads one stream. Pings and what is not known answer nothing; a stream without `message_stop` was cut. */
export class MessagesStreamDecoder implements StreamDecoder {
  private readonly names: ToolNames;
  private readonly open = new Map<unknown, OpenBlock>();
  private usage: Usage | undefined;
  private calls = 0;
  /** A call of Anthropic's own tool that waits for its result, which mostly is the next block. */
  private held: Fields | undefined;
  /** Text held back until it is known whether the answer comes through a tool instead; undefined where it cannot. */
  private preface: StreamEvent[] | undefined;
  private begun = false;
  private over = false;

  constructor(names: ToolNames) {
    this.names = names;
    if (answersThroughTool(names)) this.preface = [];
  }

  push(data: string): Events {
    const event = this.over ? undefined : read(data);
    return event === undefined ? NOTHING : this.take(event);
  }

  close(): Events {
    if (this.over) return NOTHING;
    this.over = true;
    return [{ type: 'error', fault: { kind: 'cut', message: 'The upstream broke off before the end of its answer.' } }];
  }

  private take(event: Fields): Events {
    switch (event['type']) {
      case 'message_start':
        return this.start(fields(event['message']));
      case 'content_block_start':
        return this.tell(this.openBlock(event['index'], fields(event['content_block'])));
      case 'content_block_delta':
        return this.tell(this.open.get(event['index'])?.delta(fields(event['delta'])) ?? NOTHING);
      case 'content_block_stop': {
        const block = this.open.get(event['index']);
        this.open.delete(event['index']);
        return this.tell(block?.stop() ?? NOTHING);
      }
      case 'message_delta':
        return this.messageDelta(event);
      case 'message_stop': {
        const rest = [...this.withPreface(), ...this.release()];
        this.over = true;
        return [...rest, { type: 'end' }];
      }
      default:
        if (!isError(event)) return NOTHING;
        this.over = true;
        return [{ type: 'error', fault: decodeFault(200, event) }];
    }
  }

  /** What may be told now: all of it, but for text that may turn out to be a preface. */
  private tell(events: Events): Events {
    if (this.preface === undefined) return events;
    if (events.every(event => PREFACING.has(event.type))) {
      this.preface.push(...events);
      return NOTHING;
    }
    return [...this.withPreface(), ...events];
  }

  private withPreface(): Events {
    const held = this.preface ?? NOTHING;
    this.preface = undefined;
    return held;
  }

  private start(message: Fields): Events {
    if (this.begun) return NOTHING;
    this.begun = true;
    this.usage = readUsage(message['usage']);
    const id = textOrNone(message['id']) ?? '';
    return [{ type: 'start', id, model: textOrNone(message['model']) ?? '', ...given('usage', this.usage) }];
  }

  private messageDelta(event: Fields): Events {
    const delta = fields(event['delta']);
    const events = [...this.withPreface(), ...this.release()];
    this.usage = mergeUsage(this.usage, event['usage']);
    if (this.usage !== undefined && isFields(event['usage'])) events.push({ type: 'usage', usage: this.usage });
    const explanation = explanationOf(delta);
    if (explanation !== undefined) events.push({ type: 'refusal', choice: CHOICE, text: explanation });
    if (textOrNone(delta['stop_reason']) === undefined) return events;
    const stop = stopOf(delta);
    const seen = stop.reason === 'tool_calls' && this.calls === 0 ? { ...stop, reason: 'end' as const } : stop;
    events.push({ type: 'stop', choice: CHOICE, stop: seen });
    return events;
  }

  /** What was held back for a result that did not come next. */
  private release(): Events {
    const use = this.held;
    this.held = undefined;
    return use === undefined ? NOTHING : [{ type: 'part', choice: CHOICE, part: serverPart(use, undefined) }];
  }

  private openBlock(index: unknown, block: Fields): Events {
    const use = this.held !== undefined && belongs(this.held, block) ? this.held : undefined;
    if (use !== undefined) this.held = undefined;
    const before = this.release();
    const [opened, first] = this.opened(block, use);
    this.open.set(index, opened);
    return before.length === 0 ? first : [...before, ...first];
  }

  /** A block and what its beginning already says. */
  private opened(block: Fields, use: Fields | undefined): readonly [OpenBlock, Events] {
    if (block['type'] === 'text') return textBlock(block);
    if (block['type'] === 'thinking') return thinkingBlock(block);
    if (block['type'] === 'tool_use') return this.toolBlock(block);
    if (isServerUse(block)) return [this.serverUse(block), NOTHING];
    return [wholeBlock(block, use), NOTHING];
  }

  private toolBlock(block: Fields): readonly [OpenBlock, Events] {
    const tool = this.names.client(textOrNone(block['name']) ?? '');
    if (tool === ANSWER_TOOL) {
      this.preface = undefined;
      return [answerThroughTool(block), NOTHING];
    }
    const call = this.calls;
    this.calls += 1;
    const { name, namespace, kind } = tool;
    const id = callIdOf(textOrNone(block['id']) ?? '');
    const begun: StreamEvent = {
      type: 'tool_call',
      choice: CHOICE,
      call,
      id,
      name,
      kind,
      ...(namespace === undefined ? {} : { namespace }),
    };
    return [callBlock(block, call, kind === 'custom' ? new CustomInputReader() : undefined), [begun]];
  }

  private serverUse(block: Fields): OpenBlock {
    let json = '';
    return {
      delta: delta => {
        json += textOrNone(delta['partial_json']) ?? '';
        return NOTHING;
      },
      stop: () => {
        this.held = json.trim() === '' ? block : { ...block, input: objectOf(json) };
        return NOTHING;
      },
    };
  }
}

function read(data: string): Fields | undefined {
  try {
    const event = parseJson(data);
    return isFields(event) ? event : undefined;
  } catch {
    return undefined;
  }
}

function textBlock(block: Fields): readonly [OpenBlock, Events] {
  const text = (value: unknown): Events =>
    typeof value === 'string' && value !== '' ? [{ type: 'text', choice: CHOICE, text: value }] : NOTHING;
  const early = citationsOf(block['citations']).citations ?? [];
  const opened: OpenBlock = {
    delta: delta =>
      isFields(delta['citation'])
        ? [{ type: 'citation', choice: CHOICE, citation: readCitation(delta['citation']) }]
        : text(delta['text']),
    stop: () => [{ type: 'text_end', choice: CHOICE }],
  };
  const cited = early.map((citation): StreamEvent => ({ type: 'citation', choice: CHOICE, citation }));
  return [opened, [...text(block['text']), ...cited]];
}

function thinkingBlock(block: Fields): readonly [OpenBlock, Events] {
  let signature = textOrNone(block['signature']) ?? '';
  const text = (value: unknown): Events =>
    typeof value === 'string' && value !== '' ? [{ type: 'thinking', choice: CHOICE, text: value }] : NOTHING;
  const opened: OpenBlock = {
    delta: delta => {
      // Some hosts send it in pieces, all others whole and once.
      if (delta['type'] === 'signature_delta') signature += textOrNone(delta['signature']) ?? '';
      return text(delta['thinking']);
    },
    stop: () => [{ type: 'thinking_end', choice: CHOICE, ...proofOf(signature) }],
  };
  return [opened, text(block['thinking'])];
}

/** A call's input comes in pieces; an object in the block's beginning counts only where no piece follows. */
function callBlock(block: Fields, call: number, custom: CustomInputReader | undefined): OpenBlock {
  let seen = false;
  const piece = (text: string): Events =>
    text === '' ? NOTHING : [{ type: 'tool_input', choice: CHOICE, call, text }];
  return {
    delta: delta => {
      const json = textOrNone(delta['partial_json']) ?? '';
      if (json !== '') seen = true;
      return piece(custom === undefined ? json : custom.push(json));
    },
    stop: () => {
      const whole = seen ? '' : startInput(block);
      const rest = custom === undefined ? whole : custom.push(whole) + custom.close();
      return [...piece(rest), { type: 'tool_call_end', choice: CHOICE, call }];
    },
  };
}

function startInput(block: Fields): string {
  const text = inputText(block['input']);
  return text === '{}' ? '' : text;
}

/** The answer of an older model that was asked for a form: the input of the tool is the text. */
function answerThroughTool(block: Fields): OpenBlock {
  let seen = false;
  const text = (json: string): Events => (json === '' ? NOTHING : [{ type: 'text', choice: CHOICE, text: json }]);
  return {
    delta: delta => {
      const json = textOrNone(delta['partial_json']) ?? '';
      if (json !== '') seen = true;
      return text(json);
    },
    stop: () => [...text(seen ? '' : inputText(block['input'])), { type: 'text_end', choice: CHOICE }],
  };
}

/** A block that comes complete, or whose deltas replace its fields (compaction). */
function wholeBlock(block: Fields, use: Fields | undefined): OpenBlock {
  let whole = block;
  return {
    delta: delta => {
      const { type: _, ...more } = delta;
      whole = { ...whole, ...more };
      return NOTHING;
    },
    stop: () => {
      if (use !== undefined) return [{ type: 'part', choice: CHOICE, part: serverPart(use, whole) }];
      return partsIn(whole).map(part => ({ type: 'part', choice: CHOICE, part }));
    },
  };
}

/** The parts of a block of an upstream; a broken one is passed over, as broken events are. */
function partsIn(block: Fields): ReturnType<typeof partsOf> {
  try {
    return partsOf([block], 'message');
  } catch {
    return [];
  }
}
