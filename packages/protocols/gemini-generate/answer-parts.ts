// The parts of an answer for a client of Google's: each whole, none empty, with signatures in base64.

import { ID_RULES, wireId } from '../conversation/call-ids.ts';
import type { Fields } from '../conversation/counts.ts';
import type { Proof } from '../conversation/origin.ts';
import type { Part, ThinkingPart, ToolCallPart } from '../conversation/part.ts';
import { REDACTED } from './decode-contents.ts';
import { argumentsOf } from './encode-calls.ts';
import { encodeMedia } from './media.ts';
import { signedFor } from './proof.ts';
import { serverToolParts } from './server-tools.ts';
import { GEMINI } from './wire.ts';

/** The parts that a part of an answer becomes; none for what this protocol cannot show. */
export function answerParts(part: Part): readonly Fields[] {
  switch (part.type) {
    case 'text':
      return part.text === '' && part.proof === undefined ? [] : [{ text: part.text, ...signedFor(part.proof) }];
    case 'refusal':
      return part.text === '' ? [] : [{ text: part.text }];
    case 'thinking':
      return thoughtParts(part);
    case 'tool_call':
      return [callPart(part)];
    case 'image':
    case 'audio':
    case 'video':
    case 'file':
      return [{ ...encodeMedia(part), ...signedFor(part.proof) }];
    case 'server_tool':
      return serverToolParts(part);
    case 'native':
      return part.native.origin === GEMINI ? [part.native.value] : [];
    case 'tool_result':
      return [];
  }
}

function thoughtParts({ text, proof, redacted }: ThinkingPart): readonly Fields[] {
  if (text === '' && proof === undefined) return [];
  return [{ thought: true, text, ...signedFor(redacted === true ? withheld(proof) : proof) }];
}

/** The proof of withheld thinking, marked so that it is known as such when it comes back. */
function withheld(proof: Proof | undefined): Proof | undefined {
  return proof === undefined ? undefined : { ...proof, format: REDACTED };
}

function callPart({ id, name, kind, input, proof }: ToolCallPart): Fields {
  const functionCall = { id: wireId(ID_RULES[GEMINI], id), name, args: argumentsOf(kind, input) };
  return { functionCall, ...signedFor(proof) };
}
