// Specification of requests: what Responses can say survives being written and read; what others say is written as its rules demand.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EXPRESSIBLE, requests } from '../conversation/arbitrary.fixture.ts';
import { comparable } from '../conversation/compare.fixture.ts';
import type { Protocol } from '../failures.ts';
import { openaiResponses } from './codec.ts';

const TARGET = { model: 'gpt-5', vendor: 'openai' };

describe('a request that Responses can say', () => {
  it('is the same after it was written and read', () => {
    const what = EXPRESSIBLE['openai-responses'];
    fc.assert(
      fc.property(requests(what), request => {
        const { body, losses } = openaiResponses.encodeRequest(request, { ...TARGET, model: 'a-model' });
        const read = openaiResponses.decodeRequest(body, {});
        expect(losses).toEqual([]);
        const blind = { partFields: ['name'], losses, names: openaiResponses.fieldNames };
        expect(comparable(read, blind)).toEqual(comparable(request, blind));
      }),
    );
  });
});

/** Whether a path ends in a field, in whatever spelling its protocol has. */
function sameWord(path: string, field: string): boolean {
  return path.toLowerCase().replaceAll('_', '').endsWith(field.toLowerCase());
}

const OTHERS: readonly Protocol[] = ['openai-chat', 'anthropic-messages', 'gemini-generate'];

describe.each(OTHERS)('a request of %s', origin => {
  const what = {
    ...EXPRESSIBLE[origin],
    media: ['image', 'pdf'] as const,
    output: EXPRESSIBLE[origin].output.filter(name => name !== 'choices'),
  };

  it('says the same in the words of Responses, less what is declared lost', () => {
    fc.assert(
      fc.property(requests(what), request => {
        const { body, losses, names, cutAt } = openaiResponses.encodeRequest(request, TARGET);
        const read = openaiResponses.decodeRequest(body, {});
        expect(cutAt).toEqual(request.output.stop ?? []);
        expect(body['store']).toBe(false);
        const texts = (given: typeof request): string =>
          given.messages
            .filter(message => message.role === 'user' || message.role === 'assistant')
            .flatMap(message => message.parts)
            .map(part => (part.type === 'text' ? part.text : part.type === 'tool_call' ? part.input : ''))
            .join('');
        expect(texts(read)).toBe(texts(request));
        expect(read.tools.map(tool => ('name' in tool ? names.client(tool.name).name : tool.type))).toEqual(
          request.tools.map(tool => ('name' in tool ? tool.name : tool.type)),
        );
        for (const name of Object.keys(request.sampling))
          expect(name in read.sampling || losses.some(loss => sameWord(loss.path, name))).toBe(true);
      }),
    );
  });
});
