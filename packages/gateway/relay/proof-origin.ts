// Marks proofs with who made them, and takes those away that another could not read: none is sent to another vendor.

import type { Answer } from '@turnpike/protocols/conversation/answer';
import type { StreamEvent } from '@turnpike/protocols/conversation/event';
import type { Proof } from '@turnpike/protocols/conversation/origin';
import type { Part } from '@turnpike/protocols/conversation/part';
import type { ConversationRequest } from '@turnpike/protocols/conversation/request';

/** The maker of a proof: the vendor and the family of its model, as `anthropic/claude`. */
export function makerOf(vendor: string, model: string): string {
  const [family = ''] = /^[a-z]+/i.exec(model.replace(/^.*\//, '')) ?? [];
  return `${vendor}/${family.toLowerCase()}`;
}

/** An event whose proof says who made it. */
export function markEvent(event: StreamEvent, maker: string): StreamEvent {
  if (event.type === 'part') return { ...event, part: markPart(event.part, maker) };
  if (!('proof' in event) || event.proof === undefined) return event;
  return { ...event, proof: marked(event.proof, maker) };
}

/** An answer whose proofs say who made them. */
export function markAnswer(answer: Answer, maker: string): Answer {
  const choices = answer.choices.map(choice => ({
    ...choice,
    parts: choice.parts.map(part => markPart(part, maker)),
  }));
  return { ...answer, choices };
}

function markPart(part: Part, maker: string): Part {
  return 'proof' in part && part.proof !== undefined ? { ...part, proof: marked(part.proof, maker) } : part;
}

function marked(proof: Proof, maker: string): Proof {
  return { ...proof, maker };
}

/** The request without the proofs of other makers. Unmarked ones are their protocol's own: the codec judges those. */
export function withoutForeign(request: ConversationRequest, maker: string): ConversationRequest {
  const isForeign = (part: Part): boolean =>
    'proof' in part && part.proof?.maker !== undefined && part.proof.maker !== maker;
  if (!request.messages.some(message => message.parts.some(isForeign))) return request;
  const messages = request.messages.map(message =>
    message.parts.some(isForeign)
      ? { ...message, parts: message.parts.flatMap(part => (isForeign(part) ? unproven(part) : [part])) }
      : message,
  );
  return { ...request, messages };
}

/** A part without its proof; thinking that was nothing but its proof is gone. */
function unproven(part: Part): readonly Part[] {
  if (part.type === 'thinking' && (part.redacted === true || part.text === '')) return [];
  const copy = { ...part };
  Reflect.deleteProperty(copy, 'proof');
  return [copy];
}
