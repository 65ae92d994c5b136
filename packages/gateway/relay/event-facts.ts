// Facts of an answer in the neutral form: what a tap reads from passing bytes, read from decoded events and answers.

import type { Answer } from '@turnpike/protocols/conversation/answer';
import { eventsOf } from '@turnpike/protocols/conversation/collect';
import type { StreamEvent } from '@turnpike/protocols/conversation/event';
import { addText, noFacts, type Facts } from './facts.ts';

/** Adds what one event tells to the facts. */
export function readEvent(event: StreamEvent, facts: Facts): void {
  switch (event.type) {
    case 'text':
    case 'thinking':
    case 'refusal':
    case 'tool_input':
      addText(facts, event.text);
      return;
    case 'tool_call':
      addText(facts, event.name);
      return;
    case 'part':
    case 'picture':
      facts.output = true;
      facts.unsplit = true;
      return;
    case 'start':
      facts.id = event.id;
      if (event.usage !== undefined) facts.usage = event.usage;
      return;
    case 'usage':
      facts.usage = event.usage;
      return;
    case 'stop':
      facts.finishReason = event.stop.detail ?? event.stop.reason;
      return;
    case 'end':
      facts.finished = true;
      return;
    case 'error':
      facts.failed = true;
  }
}

/** The facts of a whole answer. */
export function answerFacts(answer: Answer): Facts {
  const facts = noFacts();
  for (const event of eventsOf(answer)) readEvent(event, facts);
  return facts;
}
