// Specifies that no request of another protocol, however it came, is one that Anthropic refuses.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkMessages } from '../../sandbox/anthropic-messages/rules.ts';
import { messagesRequest } from '../../sandbox/anthropic-messages/shape.ts';
import { anthropicMessages as codec } from './codec.ts';
import { EXPRESSIBLE, requests } from '../conversation/arbitrary.fixture.ts';
import { fields } from '../conversation/counts.ts';
import type { ConversationRequest, Effort } from '../conversation/request.ts';
import { objects } from './wire.ts';

const MODELS = [
  'claude-3-haiku-20240307',
  'claude-3-7-sonnet-20250219',
  'claude-sonnet-4@20250514',
  'claude-opus-4-1',
  'us.anthropic.claude-sonnet-4-5-20250929-v1:0',
  'claude-opus-4-5',
  'claude-sonnet-4-6',
  'claude-opus-4-8',
  'claude-sonnet-5',
  'claude-fable-5',
  'deepseek-chat',
] as const;

const FOREIGN = ['openai-chat', 'openai-responses', 'gemini-generate'] as const;

/** What Anthropic itself cannot do is refused before, in tests of its own. */
const asked = fc.oneof(
  ...FOREIGN.map(origin => {
    const what = EXPRESSIBLE[origin];
    const output = what.output.filter(field => field !== 'choices' && field !== 'logprobs');
    const media = what.media.filter(kind => kind !== 'audio' && kind !== 'video');
    // Each part an object of its own, as readers make them: the generator gives one image to many messages.
    return requests({ ...what, output, media }).map((request): ConversationRequest =>
      JSON.parse(JSON.stringify(request)),
    );
  }),
);

const efforts: readonly (Effort | undefined)[] = ['none', 'minimal', 'low', 'high', 'xhigh', 'max', undefined];

function expectAccepted(request: ConversationRequest, model: string, maxOutput?: number): void {
  const target = { model, vendor: 'anthropic', ...(maxOutput === undefined ? {} : { maxOutput }) };
  const body = fields(JSON.parse(JSON.stringify(codec.encodeRequest(request, target).body)));
  expect(messagesRequest(body, [])).toBeUndefined();
  checkMessages(body, objects(body['messages']), '2023-06-01');
}

describe('a request of another protocol', () => {
  it.each(MODELS)('is one that %s takes', model => {
    fc.assert(
      fc.property(
        asked,
        fc.constantFrom(...efforts),
        fc.constantFrom(undefined, 4096),
        (request, effort, maxOutput) => {
          const { reasoning: _, ...rest } = request;
          expectAccepted(effort === undefined ? rest : { ...rest, reasoning: { effort } }, model, maxOutput);
          expectAccepted(request, model, maxOutput);
        },
      ),
      { numRuns: 100 },
    );
  });
});
