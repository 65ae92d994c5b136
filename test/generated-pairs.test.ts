// Generated conversations from each protocol into each other: what arrives is what was said, less what is declared lost.

import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Codec, Target } from '@turnpike/protocols/codec';
import { codecOf } from '@turnpike/protocols/codecs';
import { fields, isFields } from '@turnpike/protocols/conversation/counts';
import { openCustomInput } from '@turnpike/protocols/conversation/custom-input';
import { FIELD_NAMES } from '@turnpike/protocols/conversation/field-names';
import type { RequestField } from '@turnpike/protocols/conversation/loss';
import type { MediaPart, Part } from '@turnpike/protocols/conversation/part';
import type { ConversationRequest } from '@turnpike/protocols/conversation/request';
import { turnsOf } from '@turnpike/protocols/conversation/turns';
import { Failure } from '@turnpike/protocols/failures';
import { EXPRESSIBLE, requests } from '../packages/protocols/conversation/arbitrary.fixture.ts';
import { FAMILIES } from './support/families.ts';

const NAMES = FAMILIES.map(family => family.name);
const PAIRS = NAMES.flatMap(from => NAMES.filter(to => to !== from).map(to => ({ from, to })));

const TARGETS: Readonly<Record<(typeof NAMES)[number], Target>> = {
  'openai-chat': { model: 'gpt-4o-mini', vendor: 'openai' },
  'openai-responses': { model: 'gpt-4o-mini', vendor: 'openai' },
  'anthropic-messages': { model: 'claude-sonnet-4-5', vendor: 'anthropic', maxOutput: 64_000 },
  'gemini-generate': { model: 'gemini-2.5-flash', vendor: 'gemini', maxOutput: 65_536 },
};

function need(name: (typeof NAMES)[number]): Codec {
  const codec = codecOf(name);
  if (codec === undefined) throw new Error(`no codec of ${name}`);
  return codec;
}

/** A part in what every protocol can say of it; undefined for thinking, which no other maker is given. */
function essence(part: Part): unknown {
  switch (part.type) {
    case 'thinking':
      return undefined;
    case 'text':
      return ['text', part.text.replace(/\s+/g, '')];
    case 'tool_call': {
      const name = part.namespace === undefined ? part.name : `${part.namespace}__${part.name}`;
      // Free text travels as the one argument of a function where there are only functions.
      const text = openCustomInput(part.input);
      return ['call', name, part.kind === 'custom' || text !== part.input ? text : (JSON.parse(part.input) as unknown)];
    }
    case 'tool_result':
      return ['result', plainResult(part.content.map(one => (one.type === 'text' ? one.text : '')).join(''))];
    case 'image':
    case 'audio':
    case 'video':
    case 'file':
      return documentText(part) ?? [part.type, part.source];
    default:
      return [part.type];
  }
}

/** A document of plain text, which some protocols know only as text and one only as a file. */
function documentText({ source, mediaType }: MediaPart): unknown {
  const isText = source.kind === 'base64' && mediaType === 'text/plain';
  const text =
    source.kind === 'text' ? source.text : isText ? Buffer.from(source.data, 'base64').toString() : undefined;
  return text === undefined ? undefined : ['text', text.replace(/\s+/g, '')];
}

/** A failed result is said to be one in its text, or in an object, where the protocol has no mark for it. */
function plainResult(text: string): string {
  const value = jsonOf(text);
  return (isFields(value) && typeof value['error'] === 'string' ? value['error'] : text).replace(/^Error:\s*/, '');
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** What was said, in order, less system text (which some protocols know only in front); texts of a turn joined. */
function said(request: ConversationRequest): readonly unknown[] {
  const speakers = { system: 'system', developer: 'system', user: 'user', assistant: 'assistant' } as const;
  const result: { speaker: string; essence: unknown }[] = [];
  for (const turn of turnsOf(request.messages)) {
    const speaker = speakers[turn.role];
    if (speaker === 'system') continue;
    const placed = turn.parts.map(({ part }) => part);
    for (const part of [
      ...placed.filter(isResult),
      ...placed.flatMap(shownIn),
      ...placed.filter(one => !isResult(one)),
    ]) {
      const one = essence(part);
      const last = result.at(-1);
      const both = [last?.essence, one].every(value => Array.isArray(value) && value[0] === 'text');
      if (both && last?.speaker === speaker) last.essence = ['text', `${textOf(last.essence)}${textOf(one)}`];
      else if (one !== undefined) result.push({ speaker, essence: one });
    }
  }
  return result;
}

/** Media in results, which some protocols can only put behind all of them. */
const shownIn = (part: Part): readonly Part[] =>
  part.type === 'tool_result' ? part.content.filter(one => one.type !== 'text') : [];
const isResult = (part: Part): boolean => part.type === 'tool_result';
/** What stands between texts that are joined is not compared. */
const textOf = (value: unknown): string => (Array.isArray(value) ? String(value[1]).replace(/\s+/g, '') : '');

/** Everything of a request outside of its messages that a protocol may not have. */
function wishes(request: ConversationRequest): Readonly<Partial<Record<RequestField, unknown>>> {
  const { sampling, output, handling, toolChoice, parallelTools } = request;
  const { serviceTier: _tier, store, ...hints } = handling;
  return {
    ...sampling,
    limit: output.limit,
    stop: output.stop,
    choices: output.choices,
    format: output.format?.type,
    verbosity: output.verbosity,
    logprobs: output.logprobs,
    ...hints,
    // What is every protocol's own way needs no word.
    store: store === true ? true : undefined,
    toolChoice: toolChoice?.mode === 'auto' ? undefined : toolChoice?.mode,
    parallelTools: parallelTools === false ? false : undefined,
  };
}

describe.each(PAIRS)('$from into $to', ({ from, to }) => {
  const names = FIELD_NAMES[from];
  // What a speaker is called, and where a cache begins, are hints that the codecs' own tests look at.
  // System text in the middle is a user's where there is none: also that has its tests there.
  const what = { ...EXPRESSIBLE[from], speakers: false, cacheMarks: false, system: 'first' as const };

  it('keeps every word, call, result and medium, and every wish, or says which it does not', () => {
    fc.assert(
      fc.property(requests(what), request => {
        const target = TARGETS[to];
        let encoded: ReturnType<Codec['encodeRequest']>;
        try {
          encoded = need(to).encodeRequest(request, target);
        } catch (error) {
          if (error instanceof Failure && error.code === 'invalid_request') return;
          throw error;
        }
        const arrived = need(to).decodeRequest(fields(JSON.parse(JSON.stringify(encoded.body))), {
          model: target.model,
          streamed: request.streamed,
        });
        const lost = encoded.losses.map(loss => loss.path);
        if (!lost.some(path => /^(?:messages|input|contents)\b/.test(path)))
          expect(said(arrived)).toEqual(said(request));
        const has = new Map(Object.entries(wishes(arrived)));
        for (const [field, wish] of Object.entries(wishes(request))) {
          const path = new Map(Object.entries(names)).get(field) ?? field;
          const declared = lost.some(one => one === path || one.startsWith(`${path}.`));
          const cut = field === 'stop' && encoded.cutAt.length > 0;
          if (wish !== undefined && !declared && !cut) expect([field, has.get(field)]).toEqual([field, wish]);
        }
        if (request.reasoning !== undefined && arrived.reasoning === undefined)
          expect(lost.some(path => path.startsWith(names.reasoning ?? 'reasoning'))).toBe(true);
        expect(arrived.tools.map(tool => tool.type === 'hosted')).toEqual(request.tools.map(() => false));
      }),
      { numRuns: 150 },
    );
  });
});
