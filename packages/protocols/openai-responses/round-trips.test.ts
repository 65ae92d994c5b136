// Specification of whole turns: what a client of Responses was told and carries back is what the model had said.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Answer } from '../conversation/answer.ts';
import { answers, EXPRESSIBLE } from '../conversation/arbitrary.fixture.ts';
import type { Fields } from '../conversation/counts.ts';
import type { Part } from '../conversation/part.ts';
import { codecOf } from '../codecs.ts';
import type { Protocol } from '../failures.ts';
import { openaiResponses } from './codec.ts';
import { client } from './harness.fixture.ts';
import { objectsOf, textOf } from './wire.ts';

/** The next request of a client that keeps every item it was given, as Codex does, and answers every call. */
function nextRequest(answer: Answer): Fields {
  const output = objectsOf(openaiResponses.encodeAnswer(answer, client())['output']);
  const results = output
    .filter(item => textOf(item['type']).endsWith('_call') && item['call_id'] !== undefined)
    .map(item => ({ type: `${textOf(item['type'])}_output`, call_id: item['call_id'], output: 'done' }));
  const last = results.length === 0 ? [{ role: 'user', content: 'Go on.' }] : [];
  return { model: 'm', input: [{ role: 'user', content: 'Go.' }, ...output, ...results, ...last] };
}

/** What is compared: citations are told by offsets here, and pictures with how they are stored. */
function plain(part: Part): unknown {
  if (part.type === 'text') return { type: 'text', text: part.text, proof: part.proof };
  if (part.type === 'image') return { type: 'image', source: part.source };
  return part;
}

const MODELS: Readonly<Record<Protocol, string>> = {
  'openai-chat': 'gpt-4o',
  'openai-responses': 'gpt-5',
  'anthropic-messages': 'claude-opus-4-5',
  'gemini-generate': 'gemini-3-pro',
};

const makers: readonly Protocol[] = ['openai-chat', 'anthropic-messages', 'gemini-generate'];

describe.each(makers)('an answer of %s', origin => {
  const what = { ...EXPRESSIBLE[origin], choices: false };

  it('comes back with its thinking, its proofs and its calls in their places', () => {
    fc.assert(
      fc.property(answers(what), answer => {
        const { messages } = openaiResponses.decodeRequest(nextRequest(answer), {});
        const back = messages.filter(message => message.role === 'assistant').flatMap(message => message.parts);
        expect(back.map(plain)).toEqual(answer.choices[0]?.parts.map(plain));
      }),
    );
  });

  it('is given back to its maker as it was', () => {
    const codec = codecOf(origin);
    fc.assert(
      fc.property(answers({ ...what, mediaOut: false }), answer => {
        const target = { model: MODELS[origin], vendor: 'any' };
        const body = codec?.encodeRequest(openaiResponses.decodeRequest(nextRequest(answer), {}), target).body;
        const text = JSON.stringify(body);
        for (const part of answer.choices[0]?.parts ?? [])
          if ('proof' in part && part.proof !== undefined) expect(text).toContain(part.proof.value);
      }),
    );
  });
});
