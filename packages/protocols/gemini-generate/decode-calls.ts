// Calls and results in a history: Google's often have no ids, so that both are given the same made ones.

import { ID_RULES, madeId } from '../conversation/call-ids.ts';
import { isFields, type Fields } from '../conversation/counts.ts';
import type { MediaPart, TextPart, ToolCallPart, ToolResultPart } from '../conversation/part.ts';
import { decodeMedia } from './media.ts';
import { provenBy } from './proof.ts';
import { GEMINI, listed, objectAt, present, refuse, textAt } from './wire.ts';

/** The id of a call that has none: the same for its place in the history, whoever asks. */
export function idAtPlace(at: string, index: number): string {
  return madeId(ID_RULES[GEMINI], `${at}/${index}`);
}

interface OpenCall {
  readonly id: string;
  readonly name: string;
}

/** The calls of a history that wait for their results. */
export class OpenCalls {
  private open: OpenCall[] = [];
  private made = 0;

  /** Another content of the model begins; the calls of an earlier turn wait no longer. */
  model(follows: boolean): void {
    if (!follows) this.open = [];
    this.made = 0;
  }

  /** The call in a part. @throws Failure */
  call(part: Fields, at: string, path: string): ToolCallPart {
    const call = objectAt(part['functionCall'], `${path}.functionCall`);
    const name = textAt(call['name'], `${path}.functionCall.name`);
    if (name === undefined || name === '') refuse(`${path}.functionCall.name`, 'a function name is required');
    const { args } = call;
    if (args !== undefined && !isFields(args)) refuse(`${path}.functionCall.args`, 'an object is expected');
    const given = textAt(call['id'], `${path}.functionCall.id`);
    const id = given === undefined || given === '' ? idAtPlace(at, this.made) : given;
    this.made += 1;
    this.open.push({ id, name });
    const input = JSON.stringify(args ?? {});
    return { type: 'tool_call', id, name, kind: 'function', input, ...provenBy(part['thoughtSignature']) };
  }

  /** The result in a part, put to its call by id, else by name, else by order. @throws Failure */
  result(part: Fields, path: string): ToolResultPart {
    const response = objectAt(part['functionResponse'], `${path}.functionResponse`);
    const name = textAt(response['name'], `${path}.functionResponse.name`);
    const id = textAt(response['id'], `${path}.functionResponse.id`);
    if (name === undefined && id === undefined) refuse(`${path}.functionResponse.name`, 'a function name is required');
    const call = this.take(id, name);
    const answer = response['response'];
    if (answer !== undefined && !isFields(answer)) refuse(`${path}.functionResponse.response`, 'an object is expected');
    const media = listed(response['parts']).map((one, index) =>
      resultMedia(one, `${path}.functionResponse.parts[${index}]`),
    );
    const rest = present({ scheduling: response['scheduling'], willContinue: response['willContinue'] });
    const toolName = name ?? call?.name;
    return {
      type: 'tool_result',
      callId: call?.id ?? id ?? idAtPlace(path, 0),
      ...(toolName === undefined ? {} : { name: toolName }),
      kind: 'function',
      ...readResult(answer ?? {}, toolName, media),
      ...(Object.keys(rest).length === 0 ? {} : { native: { origin: GEMINI, value: rest } }),
    };
  }

  private take(id: string | undefined, name: string | undefined): OpenCall | undefined {
    const byId = id === undefined ? -1 : this.open.findIndex(call => call.id === id);
    const byName = byId >= 0 ? byId : this.open.findIndex(call => call.name === name);
    return this.open.splice(byName >= 0 ? byName : 0, 1)[0];
  }
}

function resultMedia(value: unknown, path: string): TextPart | MediaPart {
  const part = objectAt(value, path);
  if (part['inlineData'] !== undefined || part['fileData'] !== undefined) return decodeMedia(part, path);
  const text = textAt(part['text'], `${path}.text`);
  return text === undefined ? refuse(path, 'inlineData or fileData is required') : { type: 'text', text };
}

/** The fields by which clients wrap a result that is only text. */
const WRAPPERS: ReadonlySet<string> = new Set(['result', 'output', 'content', 'return_value']);

type Result = Pick<ToolResultPart, 'content' | 'failed' | 'object'>;

/** What a result object says: text where it only wraps one, else its JSON. The object itself is kept for Google. */
function readResult(answer: Fields, name: string | undefined, media: Result['content']): Result {
  const entries = Object.entries(answer);
  // The AI SDK repeats the function's name beside the content.
  const telling = entries.filter(([field, value]) => !(field === 'name' && value === name && entries.length === 2));
  const [only] = telling;
  const object = JSON.stringify(answer);
  if (only === undefined) return { content: media, failed: false, object };
  const [field, value] = only;
  const single = telling.length === 1 && typeof value === 'string';
  const failed = field === 'error' && entries.length === 1;
  const text = single && (failed || WRAPPERS.has(field)) ? value : failed ? JSON.stringify(value) : object;
  const plain = entries.length === 1 && single && (failed || field === 'result');
  return { content: [{ type: 'text', text }, ...media], failed, ...(plain ? {} : { object }) };
}
