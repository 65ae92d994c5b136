// The blocks of a Messages stream while they are open: what each delta and the end of a block tell.

import { isFields, type Fields } from '../conversation/counts.ts';
import type { CustomInputReader } from '../conversation/custom-input.ts';
import type { StreamEvent } from '../conversation/event.ts';
import type { Citation } from '../conversation/part.ts';
import { citationsOf, readCitation } from './citations.ts';
import { inputText, partsOf, proofOf } from './decode-blocks.ts';
import { serverPart } from './server-tools.ts';
import { textOrNone } from './wire.ts';

/** What is told at once. */
export type Events = readonly StreamEvent[];

export const NOTHING: Events = [];

/** The protocol has one answer a request. */
export const CHOICE = 0;

/** A block that is open on the wire. */
export interface OpenBlock {
  /** More of it came. */
  delta(delta: Fields): Events;
  /** It is complete. */
  stop(): Events;
}

/** Citations come before the text that they belong to, and are told behind its first piece: alone they belong to none. */
export function textBlock(block: Fields): readonly [OpenBlock, Events] {
  let early: StreamEvent[] = [];
  let begun = false;
  const cite = (citation: Citation): Events => {
    const event: StreamEvent = { type: 'citation', choice: CHOICE, citation };
    if (begun) return [event];
    early.push(event);
    return NOTHING;
  };
  const text = (value: unknown): Events => {
    if (typeof value !== 'string' || value === '') return NOTHING;
    const event: StreamEvent = { type: 'text', choice: CHOICE, text: value };
    if (begun && early.length === 0) return [event];
    begun = true;
    const cited = early;
    early = [];
    return [event, ...cited];
  };
  const opened: OpenBlock = {
    delta: delta => (isFields(delta['citation']) ? cite(readCitation(delta['citation'])) : text(delta['text'])),
    stop: () => [...early, { type: 'text_end', choice: CHOICE }],
  };
  const cited = (citationsOf(block['citations']).citations ?? []).flatMap(cite);
  return [opened, [...cited, ...text(block['text'])]];
}

export function thinkingBlock(block: Fields): readonly [OpenBlock, Events] {
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
export function callBlock(block: Fields, call: number, custom: CustomInputReader | undefined): OpenBlock {
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
export function answerThroughTool(block: Fields): OpenBlock {
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
export function wholeBlock(block: Fields, use: Fields | undefined): OpenBlock {
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
