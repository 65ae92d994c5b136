// What system messages change in the middle of a conversation (betas of 2026): the tools, the effort, and themselves.

import { fields, isFields, type Fields } from '../conversation/counts.ts';
import { objects, textOrNone } from './wire.ts';

const CHANGES: ReadonlySet<unknown> = new Set(['tool_addition', 'tool_removal']);

/**
 * The tools as they stand at the end: those of the body, with what system messages added or withdrew. Other protocols
 * have only one list of tools a request.
 */
export function toolsInForce(body: Fields): readonly unknown[] {
  const offered: unknown[] = Array.isArray(body['tools']) ? [...body['tools']] : [];
  const withdrawn = new Set<unknown>();
  for (const block of systemBlocks(body)) {
    if (!CHANGES.has(block['type'])) continue;
    const tool = fields(block['tool']);
    const definition = tool['definition'];
    const name = isFields(definition) ? definition['name'] : tool['name'];
    if (block['type'] === 'tool_removal') withdrawn.add(name);
    else withdrawn.delete(name);
    if (isFields(definition)) offered.push(definition);
  }
  return offered.filter((tool, index) => {
    const { name } = fields(tool);
    const defined = name !== undefined && offered.findLastIndex(other => fields(other)['name'] === name);
    return !withdrawn.has(name) && (defined === false || defined === index);
  });
}

/** The effort that the last system message with a word on it asks for: it outweighs that of the body. */
export function effortInForce(body: Fields): unknown {
  return systemMessages(body)
    .map(message => fields(message['output_config'])['effort'])
    .findLast(effort => typeof effort === 'string');
}

/** The blocks of a system message that are text for the model. */
export function spokenContent(content: unknown): unknown {
  if (content === undefined || content === null) return [];
  if (!Array.isArray(content)) return content;
  return content.filter((block: unknown) => !CHANGES.has(fields(block)['type']));
}

/** Whether a system message is shown no more: it was for one turn, and the user has spoken since. */
export function isCleared(messages: readonly Fields[], index: number): boolean {
  if (textOrNone(messages[index]?.['clear_at']) !== 'next_user_message') return false;
  return messages.some((message, at) => at > index && message['role'] === 'user');
}

function systemMessages(body: Fields): readonly Fields[] {
  return objects(body['messages']).filter(message => message['role'] === 'system');
}

function systemBlocks(body: Fields): readonly Fields[] {
  return systemMessages(body).flatMap(message => objects(message['content']));
}
