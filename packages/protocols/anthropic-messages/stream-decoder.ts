// Reads a Messages stream: blocks that open, grow and close become events of the neutral form.

import type { StreamDecoder } from '../codec.ts';
import { fields, isFields, type Fields } from '../conversation/counts.ts';
import { CustomInputReader } from '../conversation/custom-input.ts';
import type { StreamEvent } from '../conversation/event.ts';
import type { ToolNames } from '../conversation/tool-names.ts';
import type { Usage } from '../conversation/usage.ts';
import { parseJson } from '../json.ts';
import { decodeFault, isError } from './error.ts';
import { callIdOf } from './ids.ts';
import { objectOf } from './input.ts';
import { belongs, isServerUse, serverPart } from './server-tools.ts';
import { explanationOf, stopOf } from './stops.ts';
import {
  answerThroughTool,
  callBlock,
  CHOICE,
  NOTHING,
  textBlock,
  thinkingBlock,
  wholeBlock,
  type Events,
  type OpenBlock,
} from './stream-blocks.ts';
import { ANSWER_TOOL, answersThroughTool } from './structured.ts';
import { mergeUsage, readUsage } from './usage.ts';
import { given, textOrNone } from './wire.ts';

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
