// Whole answers of Messages: read from an upstream, and written for a client.

import type { ClientContext } from '../codec.ts';
import type { Answer, Choice, Stop } from '../conversation/answer.ts';
import { fields, type Fields } from '../conversation/counts.ts';
import type { Part } from '../conversation/part.ts';
import type { ToolNames } from '../conversation/tool-names.ts';
import { usageOf } from '../conversation/usage.ts';
import { Failure } from '../failures.ts';
import { answerBlocks, clientParts } from './answer-blocks.ts';
import { partsOf } from './decode-blocks.ts';
import { decodeFault, isError } from './error.ts';
import { explanationOf, stopFields, stopOf } from './stops.ts';
import { readUsage, writeUsage } from './usage.ts';
import { given, textOrNone, type Block } from './wire.ts';

/** Reads an answer. @throws Failure `bad_response` for an error under a good status, and for what is no message. */
export function decodeAnswer(body: Fields, names: ToolNames): Answer {
  if (isError(body)) throw new Failure('bad_response', decodeFault(200, body).message);
  const parts = clientParts(contentOf(body), names);
  const explanation = explanationOf(body);
  const refusal: readonly Part[] = explanation === undefined ? [] : [{ type: 'refusal', text: explanation }];
  return {
    id: textOrNone(body['id']) ?? '',
    model: textOrNone(body['model']) ?? '',
    choices: [{ parts: [...parts, ...refusal], stop: seenStop(stopOf(body), parts) }],
    ...given('usage', readUsage(body['usage'])),
    ...given('serviceTier', textOrNone(fields(body['usage'])['service_tier'])),
  };
}

function contentOf(body: Fields): readonly Part[] {
  try {
    return partsOf(body['content'], 'message');
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    throw new Failure('bad_response_body', `The upstream's answer is not a message: ${error.message}`, {
      cause: error,
    });
  }
}

/** An answer that was given through a tool called none of the client's. */
export function seenStop(stop: Stop, parts: readonly Part[]): Stop {
  if (stop.reason !== 'tool_calls' || parts.some(part => part.type === 'tool_call')) return stop;
  return { ...stop, reason: 'end' };
}

/** The fields of a message that are known before it has content. */
export function messageHead(client: ClientContext): Block {
  const id = client.id.startsWith('msg_') ? client.id : `msg_${client.id}`;
  return { id, type: 'message', role: 'assistant', model: client.model };
}

/** Writes an answer: its first choice, as the protocol has one. */
export function encodeAnswer(answer: Answer, client: ClientContext): Block {
  const choice: Choice = answer.choices[0] ?? { parts: [], stop: { reason: 'end' } };
  const content = choice.parts.flatMap(answerBlocks);
  const called = choice.parts.some(part => part.type === 'tool_call');
  return {
    ...messageHead(client),
    content,
    ...stopFields(choice.stop, called),
    usage: writeUsage(answer.usage ?? usageOf()),
  };
}
