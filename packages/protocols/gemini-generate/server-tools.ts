// What Google's own tools leave in a conversation: code and its output, searches and fetches made on the server.

import type { Fields } from '../conversation/counts.ts';
import type { Native, ServerToolPart } from '../conversation/part.ts';
import { GEMINI, listed, namedOrNone, textOrNone } from './wire.ts';

type Tool = ServerToolPart['tool'];

const TOOL_OF: ReadonlyMap<string, Tool> = new Map([
  ['GOOGLE_SEARCH_WEB', 'web_search'],
  ['GOOGLE_SEARCH_IMAGE', 'web_search'],
  ['URL_CONTEXT', 'web_fetch'],
  ['FILE_SEARCH', 'file_search'],
  ['CODE_EXECUTION', 'code_execution'],
]);

/** Whether a part begins or ends the work of a tool on the server. */
export function isServerTool(part: Fields): boolean {
  return ['executableCode', 'codeExecutionResult', 'toolCall', 'toolResponse'].some(name => part[name] !== undefined);
}

/**
 * What a part says of a tool on the server. A result is put to the call that waits for it, so that the two are one;
 * `waiting` is that call, and `id` names a call that has no id of its own.
 */
export function serverToolOf(part: Fields, waiting: ServerToolPart | undefined, id: string): ServerToolPart {
  const native: Native = { origin: GEMINI, value: part };
  const result = part['codeExecutionResult'] ?? part['toolResponse'];
  if (result === undefined) return begun(part, native, id);
  const call = waiting ?? { type: 'server_tool', tool: 'other', id };
  return { ...call, ...outcomeOf(part), native: [...(call.native ?? []), native] };
}

/** Whether a part is the result that a call waits for. */
export function answers(part: Fields, waiting: ServerToolPart | undefined): boolean {
  if (waiting === undefined) return false;
  if (part['codeExecutionResult'] !== undefined)
    return waiting.tool === 'code_execution' && waiting.output === undefined;
  const response = part['toolResponse'];
  if (response === undefined) return false;
  const id = textOrNone(namedOrNone(response)['id']);
  return id === undefined || id === waiting.id;
}

function begun(part: Fields, native: Native, id: string): ServerToolPart {
  const code = namedOrNone(part['executableCode']);
  if (part['executableCode'] !== undefined) {
    const own = textOrNone(code['id']) ?? id;
    return {
      type: 'server_tool',
      tool: 'code_execution',
      id: own,
      code: textOrNone(code['code']) ?? '',
      native: [native],
    };
  }
  const call = namedOrNone(part['toolCall']);
  const tool = TOOL_OF.get(textOrNone(call['toolType']) ?? '') ?? 'other';
  const args = namedOrNone(call['args']);
  const query = [...listed(args['queries']), ...listed(args['query']), ...listed(args['urls'])]
    .filter(isWords)
    .join('; ');
  return {
    type: 'server_tool',
    tool,
    id: textOrNone(call['id']) ?? id,
    ...(query === '' ? {} : { query }),
    native: [native],
  };
}

function isWords(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

function outcomeOf(part: Fields): { readonly output?: string; readonly failed?: boolean } {
  if (part['codeExecutionResult'] === undefined) return {};
  const result = namedOrNone(part['codeExecutionResult']);
  const failed = result['outcome'] !== undefined && result['outcome'] !== 'OUTCOME_OK';
  return { output: textOrNone(result['output']) ?? '', ...(failed ? { failed } : {}) };
}

/** The parts of a tool's work for a client of Google's: as they were, or made of what is known of code that ran. */
export function serverToolParts(part: ServerToolPart): readonly Fields[] {
  const own = (part.native ?? []).filter(({ origin }) => origin === GEMINI).map(({ value }) => value);
  if (own.length > 0) return own.filter(isServerTool);
  if (part.tool !== 'code_execution' || part.code === undefined) return [];
  const executableCode = { language: 'PYTHON', code: part.code };
  if (part.output === undefined) return [{ executableCode }];
  const outcome = part.failed === true ? 'OUTCOME_FAILED' : 'OUTCOME_OK';
  return [{ executableCode }, { codeExecutionResult: { outcome, output: part.output } }];
}
