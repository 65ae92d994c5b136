// Reads a whole response into the neutral answer.

import type { Answer, Stop } from '../conversation/answer.ts';
import type { Fields } from '../conversation/counts.ts';
import { fields } from '../conversation/counts.ts';
import { openCustomInput } from '../conversation/custom-input.ts';
import type { Part, ToolCallPart } from '../conversation/part.ts';
import type { ToolNames } from '../conversation/tool-names.ts';
import type { Usage } from '../conversation/usage.ts';
import { Failure } from '../failures.ts';
import { decodeFault } from './error.ts';
import { codePoints } from './citations.ts';
import { readCall, readMessage, readOther, readReasoning } from './read-output.ts';
import { readUsage, searchesIn, usageIn } from './usage.ts';
import { given, objectsOf, textOf, wordOf } from './wire.ts';

/** The usage of a response, with the searches that its items count. */
export function usageOfResponse(body: Fields): Usage | undefined {
  const usage = readUsage(usageIn(body));
  if (usage === undefined) return undefined;
  const searches = searchesIn(body['output'] ?? fields(body['response'])['output']);
  return searches === 0 ? usage : { ...usage, searches };
}

/**
 * Reads a response. `names` tells the client's tools by how they are called on the wire.
 * @throws Failure `bad_response` for one that failed: it is no answer.
 */
export function decodeAnswer(body: Fields, names: ToolNames): Answer {
  refuseFailed(body);
  const parts: Part[] = [];
  const logprobs: unknown[] = [];
  let base = 0;
  for (const item of objectsOf(body['output'])) {
    const read = readItem(item, names, base);
    for (const part of read) if (part.type === 'text') base += codePoints(part.text);
    parts.push(...read.filter(part => part.type !== 'text' || part.text !== ''));
    logprobs.push(...logprobsOf(item));
  }
  const said = wordOf(body['output_text']);
  // Some hosts answer with the SDK's shortcut alone.
  if (parts.length === 0 && said !== undefined) parts.push({ type: 'text', text: said });
  return {
    id: textOf(body['id']),
    model: textOf(body['model']),
    choices: [{ parts, stop: stopOf(body, parts), ...given('logprobs', logprobs.length === 0 ? undefined : logprobs) }],
    ...given('usage', usageOfResponse(body)),
    ...given('serviceTier', wordOf(body['service_tier'])),
  };
}

function refuseFailed(body: Fields): void {
  const { status } = body;
  if (status !== 'failed' && status !== 'cancelled') return;
  throw new Failure('bad_response', `The model's provider failed: ${decodeFault(500, body).message}`);
}

function readItem(item: Fields, names: ToolNames, base: number): readonly Part[] {
  switch (item['type']) {
    case 'message':
      return readMessage(item, base);
    case 'reasoning': {
      const read = readReasoning(item);
      return read === undefined ? [] : [read.part];
    }
    default: {
      const call = readCall(item);
      return call === undefined ? readOther(item) : [clientCall(call, names)];
    }
  }
}

/** A call under the name that the client gave the tool. */
export function clientCall(call: ToolCallPart, names: ToolNames): ToolCallPart {
  const known = names.client(call.name);
  const namespace = call.namespace ?? known.namespace;
  const opened = known.kind === 'custom' && call.kind === 'function';
  return {
    ...call,
    name: known.name,
    kind: opened ? 'custom' : call.kind,
    input: opened ? openCustomInput(call.input) : call.input,
    ...given('namespace', namespace),
  };
}

function logprobsOf(item: Fields): readonly unknown[] {
  return objectsOf(item['content']).flatMap(part => (Array.isArray(part['logprobs']) ? part['logprobs'] : []));
}

/** Why the answer ended; there is no word for it but the status, so it is seen from the parts. */
export function stopOf(body: Fields, parts: readonly Pick<Part, 'type'>[]): Stop {
  const reason = wordOf(fields(body['incomplete_details'])['reason']);
  if (body['status'] === 'incomplete' || reason !== undefined) {
    if (reason === 'content_filter') return { reason: 'filter' };
    return { reason: 'limit', ...(reason === undefined || reason === 'max_output_tokens' ? {} : { detail: reason }) };
  }
  if (parts.some(part => part.type === 'tool_call')) return { reason: 'tool_calls' };
  return { reason: parts.some(part => part.type === 'refusal') ? 'refusal' : 'end' };
}
