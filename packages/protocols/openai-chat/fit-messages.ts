// The messages of a chat request, changed only where their vendor would refuse them.

import { isFields, type Fields } from '../conversation/counts.ts';
import type { Fitting } from './fit-rules.ts';
import type { Quirks } from './quirks.ts';
import { vendorId } from './turn-writing.ts';

/** What the rules for messages look at. */
export interface MessageFit {
  readonly quirks: Quirks;
  readonly fitting: Fitting;
  /** Whether the model thinks, or may. */
  readonly thinks: boolean;
  lose(path: string): void;
}

type Message = Record<string, unknown>;

/** All messages; those that are in order stay as they are. */
export function fitMessages(list: readonly unknown[], fit: MessageFit): readonly unknown[] {
  const fitted = list.map((entry, index) => (isFields(entry) ? fitMessage(entry, `messages[${index}]`, fit) : entry));
  const { system, bridge, prefill } = fit.quirks;
  const placed = system === 'one' ? withOneSystem(fitted) : fitted;
  const bridged = bridge === undefined ? placed : withBridges(placed, bridge);
  const last = bridged.at(-1);
  // A last message of the assistant's is refused where it does not say that the answer goes on from it.
  const goesOn = prefill === 'prefix' && bridge !== undefined && isFields(last) && last['role'] === 'assistant';
  return goesOn && last[prefill] === undefined ? [...bridged.slice(0, -1), { ...last, [prefill]: true }] : bridged;
}

function fitMessage(entry: Fields, at: string, fit: MessageFit): Fields {
  const message: Message = { ...entry };
  const { quirks, fitting } = fit;
  if (message['role'] === 'developer' && !quirks.developer) message['role'] = 'system';
  if (fitting.nulls === false)
    for (const [name, value] of Object.entries(message))
      if (value === null && (name !== 'content' || message['role'] !== 'assistant')) delete message[name];
  if (message['name'] !== undefined && !quirks.names && message['role'] !== 'tool') {
    delete message['name'];
    fit.lose(`${at}.name`);
  }
  message['content'] = plainContent(message, fit);
  if (message['content'] === undefined) delete message['content'];
  if (message['role'] === 'assistant') fitAssistant(message, at, fit);
  const answers = message['tool_call_id'];
  if (typeof answers === 'string' && answers !== '') message['tool_call_id'] = vendorId(quirks.ids, answers);
  return message;
}

/** One text for a list of texts, in messages that may have no lists. */
function plainContent({ role, content }: Message, { fitting }: MessageFit): unknown {
  if (!Array.isArray(content)) return content;
  const mayList = fitting.texts === undefined || (fitting.texts === 'others' && role === 'user');
  const texts = content.flatMap((part: unknown) =>
    isFields(part) && part['type'] === 'text' && part['cache_control'] === undefined ? [String(part['text'])] : [],
  );
  if (mayList || texts.length < content.length) return content;
  return texts.join(role === 'tool' ? '\n' : role === 'assistant' ? '' : '\n\n');
}

function fitAssistant(message: Message, at: string, fit: MessageFit): void {
  const { quirks, fitting, thinks } = fit;
  const calls = message['tool_calls'];
  const isCalling = Array.isArray(calls) && calls.length > 0;
  if (Array.isArray(calls) && !isCalling && fitting.nulls === false) delete message['tool_calls'];
  if (isCalling)
    message['tool_calls'] = calls.map((call: unknown) => {
      if (!isFields(call) || typeof call['id'] !== 'string') return call;
      const id = vendorId(quirks.ids, call['id']);
      return id === call['id'] ? call : { ...call, id };
    });
  if (isCalling && message['content'] === null && !quirks.nulls) message['content'] = '';
  fitThinking(message, at, fit, isCalling && thinks);
}

/** Thinking of earlier turns by the vendor's name of it, and what stands for one that its client has dropped. */
function fitThinking(message: Message, at: string, { quirks, fitting, lose }: MessageFit, needed: boolean): void {
  const said = message['reasoning_content'] ?? message['reasoning'];
  const { back } = quirks;
  if (fitting.refusesThinking === true) {
    for (const name of ['reasoning_content', 'reasoning', 'reasoning_details']) {
      if (message[name] === undefined) continue;
      delete message[name];
      lose(`${at}.${name}`);
    }
    return;
  }
  if (back === undefined || (back.as !== 'reasoning_content' && back.as !== 'reasoning')) return;
  const other = back.as === 'reasoning' ? 'reasoning_content' : 'reasoning';
  if (typeof said === 'string' && said !== '') {
    if (typeof message[back.as] === 'string' && message[back.as] !== '') return;
    delete message[other];
    message[back.as] = said;
  } else if (needed && back.lost !== undefined) message[back.as] = back.lost;
}

/** One system message at the head, for vendors that refuse any other. */
function withOneSystem(messages: readonly unknown[]): readonly unknown[] {
  const isSystem = (message: unknown): message is Fields => isFields(message) && message['role'] === 'system';
  const systems = messages.filter(isSystem);
  const [first] = systems;
  if (first === undefined || (systems.length === 1 && messages[0] === first)) return messages;
  if (!systems.every(({ content }) => typeof content === 'string')) return messages;
  const content = systems.map(system => system['content']).join('\n\n');
  return [{ ...first, content }, ...messages.filter(message => !isSystem(message))];
}

/** After the results of tools only the assistant may speak. */
function withBridges(messages: readonly unknown[], bridge: string): readonly unknown[] {
  const roleOf = (message: unknown): unknown => (isFields(message) ? message['role'] : undefined);
  return messages.flatMap((message, index) =>
    roleOf(message) === 'user' && roleOf(messages[index - 1]) === 'tool'
      ? [{ role: 'assistant', content: bridge }, message]
      : [message],
  );
}
