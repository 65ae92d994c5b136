// Writes calls and their results for the provider: objects, names found through the calls, ids only where both have them.

import { ID_RULES, wireId } from '../conversation/call-ids.ts';
import { isFields, type Fields } from '../conversation/counts.ts';
import { wrapCustomInput } from '../conversation/custom-input.ts';
import type { MediaPart, TextPart, ToolCallPart, ToolResultPart } from '../conversation/part.ts';
import type { ConversationRequest } from '../conversation/request.ts';
import type { ToolNames } from '../conversation/tool-names.ts';
import type { PlacedPart } from '../conversation/turns.ts';
import type { Target } from '../codec.ts';
import { parseJson } from '../json.ts';
import { idAtPlace } from './decode-calls.ts';
import { GEMINI, present } from './wire.ts';

/** The arguments as an object; what is no JSON object is kept under a name of its own. */
export function argumentsOf(kind: ToolCallPart['kind'], input: string): Fields {
  const text = kind === 'custom' ? wrapCustomInput(input) : input.trim();
  if (text === '' || text === 'null') return {};
  return objectIn(text) ?? { _raw: input };
}

/** The object that a JSON text is, or undefined. */
function objectIn(text: string): Fields | undefined {
  if (!/^\s*\{/.test(text)) return undefined;
  try {
    const value = parseJson(text);
    return isFields(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** What the provider calls a tool. */
export function wireNameOf({ name, kind, namespace }: ToolCallPart, names: ToolNames): string {
  return names.wire({ name, kind, ...(namespace === undefined ? {} : { namespace }) });
}

/** The id that a call goes out with, or none: its result must then have none either. */
export function idFor(
  call: PlacedPart<ToolCallPart>,
  request: ConversationRequest,
  target: Target,
): string | undefined {
  const { id } = call.part;
  // Vertex has long refused ids; those of its own making it takes back.
  if (request.origin !== GEMINI) return target.vendor === 'vertex' ? undefined : wireId(ID_RULES[GEMINI], id);
  const message = request.messages.find(one => one.at === call.at && one.parts.includes(call.part));
  const index = (message?.parts ?? []).filter(part => part.type === 'tool_call').indexOf(call.part);
  return id === idAtPlace(call.at, index) ? undefined : id;
}

/** The part of a call, without a signature. */
export function callPart(
  call: PlacedPart<ToolCallPart>,
  request: ConversationRequest,
  target: Target,
  names: ToolNames,
): Record<string, unknown> {
  const { part } = call;
  const functionCall = present({
    id: idFor(call, request, target),
    name: wireNameOf(part, names),
    args: argumentsOf(part.kind, part.input),
  });
  return { functionCall };
}

/** A result for the provider: `media` are those that it may hold. */
export function resultPart(
  result: ToolResultPart,
  call: { readonly name: string; readonly id: string | undefined },
  media: readonly Fields[],
): Record<string, unknown> {
  const functionResponse = present({
    id: call.id,
    name: call.name,
    response: responseOf(result),
    parts: media.length === 0 ? undefined : media,
    ...(result.native?.origin === GEMINI ? result.native.value : {}),
  });
  return { functionResponse };
}

/** The object of a result: its own where it has one, an object that the text is, or the text under a name. */
function responseOf(result: ToolResultPart): Fields {
  const own = result.object === undefined ? undefined : objectIn(result.object);
  if (own !== undefined) return own;
  const text = result.content
    .filter(isText)
    .map(part => part.text)
    .join('\n');
  if (result.failed) return { error: text };
  return objectIn(text) ?? { result: text };
}

function isText(part: TextPart | MediaPart): part is TextPart {
  return part.type === 'text';
}
