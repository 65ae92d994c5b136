// Ends an answer at a stop text that the upstream could not be told: across the borders of chunks, and not a letter late.

import type { Answer, Choice } from '@turnpike/protocols/conversation/answer';
import type { StreamEvent } from '@turnpike/protocols/conversation/event';
import type { Part } from '@turnpike/protocols/conversation/part';

/** Where the first of the stop texts stands in a text, or undefined. */
function find(text: string, stops: readonly string[]): { readonly at: number; readonly stop: string } | undefined {
  let first: { at: number; stop: string } | undefined;
  for (const stop of stops) {
    const at = text.indexOf(stop);
    if (at !== -1 && (first === undefined || at < first.at)) first = { at, stop };
  }
  return first;
}

/** How many characters at the end of a text may be the beginning of a stop text. */
function unsure(text: string, stops: readonly string[]): number {
  let most = 0;
  for (const stop of stops) {
    for (let length = Math.min(stop.length - 1, text.length); length > most; length -= 1) {
      if (text.endsWith(stop.slice(0, length))) most = length;
    }
  }
  return most;
}

/** Cuts a stream of events. What may be the beginning of a stop text is held back until it is known. */
export class StopCutter {
  private readonly stops: readonly string[];
  private readonly held = new Map<number, string>();
  /** Whether a stop text was met: the answer is over, whatever else the upstream says. */
  hit = false;

  /** `stops`: texts that are not empty. */
  constructor(stops: readonly string[]) {
    this.stops = stops.filter(stop => stop !== '');
  }

  push(event: StreamEvent): readonly StreamEvent[] {
    if (this.stops.length === 0) return [event];
    if (this.hit) return [];
    if (event.type === 'text') return this.cut(event.choice, event.text);
    if (!('choice' in event) || event.type === 'logprobs' || event.type === 'citation') return [event];
    const rest = this.held.get(event.choice) ?? '';
    this.held.delete(event.choice);
    return rest === '' ? [event] : [{ type: 'text', choice: event.choice, text: rest }, event];
  }

  private cut(choice: number, more: string): readonly StreamEvent[] {
    const text = (this.held.get(choice) ?? '') + more;
    const found = find(text, this.stops);
    if (found === undefined) {
      const keep = unsure(text, this.stops);
      this.held.set(choice, text.slice(text.length - keep));
      return keep === text.length ? [] : [{ type: 'text', choice, text: text.slice(0, text.length - keep) }];
    }
    this.hit = true;
    const before: readonly StreamEvent[] =
      found.at === 0 ? [] : [{ type: 'text', choice, text: text.slice(0, found.at) }];
    return [
      ...before,
      { type: 'text_end', choice },
      { type: 'stop', choice, stop: { reason: 'stop_text', text: found.stop } },
    ];
  }
}

/** A whole answer, each choice ended at the first stop text in it. */
export function cutAnswer(answer: Answer, stops: readonly string[]): Answer {
  const real = stops.filter(stop => stop !== '');
  return real.length === 0 ? answer : { ...answer, choices: answer.choices.map(choice => cutChoice(choice, real)) };
}

function cutChoice(choice: Choice, stops: readonly string[]): Choice {
  const parts: Part[] = [];
  for (const part of choice.parts) {
    const found = part.type === 'text' ? find(part.text, stops) : undefined;
    if (part.type !== 'text' || found === undefined) {
      parts.push(part);
      continue;
    }
    if (found.at > 0) parts.push({ type: 'text', text: part.text.slice(0, found.at) });
    return { ...choice, parts, stop: { reason: 'stop_text', text: found.stop } };
  }
  return choice;
}
