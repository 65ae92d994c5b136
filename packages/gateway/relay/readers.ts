// How each protocol says what the gateway must know: one reader a protocol, for events and for whole answers.

import type { Usage } from '@turnpike/protocols/conversation/usage';
import type { Protocol } from '@turnpike/protocols/failures';
import * as anthropic from '@turnpike/protocols/anthropic-messages/usage';
import * as gemini from '@turnpike/protocols/gemini-generate/usage';
import * as chat from '@turnpike/protocols/openai-chat/usage';
import * as responses from '@turnpike/protocols/openai-responses/usage';
import { addText, type Facts } from './facts.ts';
import { FieldMarker } from './field-marker.ts';
import { isRecord, list, record, text, type Json } from './json.ts';

/** What a tap needs of a protocol. */
export interface WireReader {
  /** What stands before the text of the commonest event, up to and with its opening quote. */
  readonly textMarker: Buffer | undefined;
  /** Fields whose presence makes a line worth parsing. */
  readonly markers: readonly FieldMarker[];
  /** Reads one event of a stream, or one whole answer, into the facts. */
  read(event: Json, facts: Facts): void;
  /** Whether the event carries usage and nothing else. */
  isUsageOnly?(event: Json): boolean;
}

function setUsage(facts: Facts, usage: Usage | undefined): void {
  if (usage !== undefined) facts.usage = usage;
}

function setId(facts: Facts, id: unknown): void {
  if (facts.id === '' && typeof id === 'string') facts.id = id;
}

function setFinish(facts: Facts, reason: unknown): void {
  if (typeof reason === 'string' && reason !== '') facts.finishReason = reason;
}

const openaiChat: WireReader = {
  textMarker: Buffer.from('content":"'),
  markers: ['usage', 'finish_reason', 'error', 'audio'].map(name => new FieldMarker(name)),
  read(event, facts) {
    setId(facts, event['id']);
    if (event['error'] !== undefined && event['error'] !== null) facts.failed = true;
    const usage = chat.usageIn(event);
    if (usage !== undefined) setUsage(facts, chat.readUsage(usage));
    for (const choice of list(event['choices'])) readChatChoice(record(choice), facts);
  },
  isUsageOnly: event =>
    list(event['choices']).length === 0 && isRecord(event['usage']) && Array.isArray(event['choices']),
};

function readChatChoice(choice: Json, facts: Facts): void {
  setFinish(facts, choice['finish_reason']);
  const message = record(choice['delta'] ?? choice['message']);
  const content = message['content'];
  if (Array.isArray(content)) for (const part of content) addText(facts, record(part)['text']);
  else addText(facts, content);
  addText(facts, message['reasoning_content'] ?? message['reasoning']);
  addText(facts, message['refusal']);
  for (const call of list(message['tool_calls'])) {
    const target = record(record(call)['function'] ?? record(call)['custom']);
    addText(facts, target['name']);
    addText(facts, target['arguments'] ?? target['input']);
  }
  addText(facts, choice['text']);
  const { id: spoken, transcript, data } = record(message['audio']);
  addText(facts, transcript);
  if (typeof data === 'string' && data !== '') facts.output = true;
  if (typeof spoken === 'string' && spoken !== '') facts.spoken = spoken;
}

/** Events of the Responses stream that end it. */
const RESPONSES_TERMINAL = new Set([
  'response.completed',
  'response.incomplete',
  'response.failed',
  'response.cancelled',
]);

const openaiResponses: WireReader = {
  textMarker: Buffer.from('"delta":"'),
  markers: [new FieldMarker('usage'), new FieldMarker('error')],
  read(event, facts) {
    if (typeof event['sequence_number'] === 'number') facts.sequence = event['sequence_number'];
    const type = text(event['type']);
    if (type === 'error') facts.failed = true;
    const response = isRecord(event['response']) ? event['response'] : type === '' ? event : undefined;
    if (response === undefined) {
      addText(facts, event['delta']);
      return;
    }
    if (type === 'response.created') facts.created = response;
    readResponse(response, facts, type);
  },
};

function readResponse(response: Json, facts: Facts, type: string): void {
  setId(facts, response['id']);
  const whole = type === '';
  if (RESPONSES_TERMINAL.has(type) || whole) {
    facts.finished = true;
    setFinish(facts, response['status']);
    facts.searches = responses.searchesIn(response['output']);
  }
  // An error that stands alone has no status; a failed response says so.
  const alone = whole && isRecord(response['error']) && response['status'] === undefined;
  if (response['status'] === 'failed' || alone) facts.failed = true;
  if (isRecord(response['usage'])) setUsage(facts, responses.readUsage(response['usage']));
  if (!whole) return;
  for (const item of list(response['output'])) {
    for (const part of list(record(item)['content'])) addText(facts, record(part)['text']);
    addText(facts, record(item)['arguments']);
  }
}

const anthropicMessages: WireReader = {
  textMarker: Buffer.from('"text":"'),
  markers: [new FieldMarker('stop_reason'), new FieldMarker('error')],
  read(event, facts) {
    switch (event['type']) {
      case 'message':
        readMessage(event, facts);
        facts.finished = true;
        break;
      case 'message_start':
        readMessage(record(event['message']), facts);
        break;
      case 'message_delta':
        setFinish(facts, record(event['delta'])['stop_reason']);
        setUsage(facts, anthropic.mergeUsage(facts.usage, anthropic.usageIn(event)));
        break;
      case 'message_stop':
        facts.finished = true;
        break;
      case 'error':
        facts.failed = true;
        break;
      default:
        readBlock(record(event['content_block'] ?? event['delta']), facts);
    }
  },
};

function readMessage(message: Json, facts: Facts): void {
  setId(facts, message['id']);
  setFinish(facts, message['stop_reason']);
  setUsage(facts, anthropic.readUsage(message['usage']));
  for (const block of list(message['content'])) readBlock(record(block), facts);
}

function readBlock(block: Json, facts: Facts): void {
  if (typeof block['type'] === 'string' && !block['type'].endsWith('_delta')) facts.output ||= block['type'] !== 'text';
  addText(facts, block['text'] ?? block['thinking'] ?? block['partial_json']);
  if (isRecord(block['input']))
    addText(facts, Object.keys(block['input']).length === 0 ? '' : JSON.stringify(block['input']));
}

const geminiGenerate: WireReader = {
  textMarker: undefined,
  markers: [new FieldMarker('usageMetadata'), new FieldMarker('error')],
  read(event, facts) {
    setId(facts, event['responseId']);
    if (event['error'] !== undefined) facts.failed = true;
    const usage = gemini.usageIn(event);
    if (usage !== undefined) {
      setUsage(facts, gemini.readUsage(usage));
      facts.unsplit = record(usage)['candidatesTokensDetails'] === undefined;
    }
    setFinish(facts, record(event['promptFeedback'])['blockReason']);
    for (const candidate of list(event['candidates']).map(record)) {
      setFinish(facts, candidate['finishReason']);
      facts.searches = Math.max(facts.searches, gemini.searchesIn(candidate['groundingMetadata']));
      for (const part of list(record(candidate['content'])['parts']).map(record)) readPart(part, facts);
    }
  },
};

function readPart(part: Json, facts: Facts): void {
  addText(facts, part['text']);
  if (isRecord(part['functionCall'])) addText(facts, JSON.stringify(part['functionCall']));
  if (isRecord(part['inlineData'])) facts.output = true;
}

/** The reader of each protocol. */
export const READERS: Readonly<Record<Protocol, WireReader>> = {
  'openai-chat': openaiChat,
  'openai-responses': openaiResponses,
  'anthropic-messages': anthropicMessages,
  'gemini-generate': geminiGenerate,
};
