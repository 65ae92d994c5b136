// Specification of usage: four shapes, one meaning; what one protocol writes it reads back.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as anthropic from '../anthropic-messages/usage.ts';
import * as gemini from '../gemini-generate/usage.ts';
import * as chat from '../openai-chat/usage.ts';
import * as responses from '../openai-responses/usage.ts';
import { usageOf, type Usage } from './usage.ts';

const tokens = fc.nat(1_000_000);
const expressible = (meters: readonly (keyof Usage)[]): fc.Arbitrary<Usage> =>
  fc.record(Object.fromEntries(['input', 'output', ...meters].map(meter => [meter, tokens]))).map(drawn => {
    const usage = usageOf(drawn);
    return { ...usage, reasoning: Math.min(usage.reasoning, usage.output) };
  });

const CASES = [
  [
    'openai-chat',
    chat,
    expressible(['cacheRead', 'cacheWrite5m', 'reasoning', 'audioIn', 'audioOut', 'imageIn', 'imageOut']),
  ],
  [
    'openai-responses',
    responses,
    expressible(['cacheRead', 'cacheWrite5m', 'reasoning', 'audioIn', 'audioOut', 'imageIn', 'imageOut']),
  ],
  [
    'anthropic-messages',
    anthropic,
    expressible(['cacheRead', 'cacheWrite5m', 'cacheWrite1h', 'reasoning', 'searches']),
  ],
  ['gemini-generate', gemini, expressible(['cacheRead', 'reasoning', 'audioIn', 'audioOut', 'imageIn', 'imageOut'])],
] as const;

describe.each(CASES)('%s usage', (_name, { readUsage, writeUsage }, usages) => {
  it('reads back what it writes', () => {
    fc.assert(
      fc.property(usages, usage => {
        fc.pre(usage.input + usage.output > 0);
        expect(readUsage(writeUsage(usage))).toEqual(usage);
      }),
    );
  });

  it('takes anything without throwing, and never gives a negative or broken count', () => {
    fc.assert(
      fc.property(fc.anything(), junk => {
        for (const value of [
          junk,
          { prompt_tokens: junk, completion_tokens: 5, prompt_tokens_details: junk },
          { input_tokens: junk, output_tokens: 7, cache_creation: junk },
          { promptTokenCount: junk, totalTokenCount: 9, promptTokensDetails: junk },
        ]) {
          const usage = readUsage(value);
          if (usage === undefined) continue;
          for (const [meter, count] of Object.entries(usage))
            if (meter !== 'upstreamCost') expect(Number.isSafeInteger(count) && Number(count) >= 0).toBe(true);
        }
      }),
    );
  });
});

describe('what no split names', () => {
  it('goes to the plain meter', () => {
    expect(chat.readUsage({ prompt_tokens: 100, completion_tokens: 20, total_tokens: 120 })).toMatchObject({
      input: 100,
      output: 20,
    });
    expect(anthropic.readUsage({ input_tokens: 5, cache_creation_input_tokens: 30, output_tokens: 1 })).toMatchObject({
      cacheWrite5m: 30,
      cacheWrite1h: 0,
    });
    expect(
      anthropic.readUsage({
        input_tokens: 5,
        output_tokens: 1,
        cache_creation_input_tokens: 30,
        cache_creation: { ephemeral_1h_input_tokens: 10 },
      }),
    ).toMatchObject({ cacheWrite5m: 20, cacheWrite1h: 10 });
    expect(
      gemini.readUsage({
        promptTokenCount: 10,
        candidatesTokenCount: 5,
        toolUsePromptTokenCount: 7,
        totalTokenCount: 30,
      }),
    ).toMatchObject({ input: 17, output: 13 });
  });

  it('is found where each vendor puts it', () => {
    expect(chat.usageIn({ choices: [{ usage: { prompt_tokens: 1 } }] })).toEqual({ prompt_tokens: 1 });
    expect(chat.usageIn({ x_groq: { usage: { prompt_tokens: 2 } } })).toEqual({ prompt_tokens: 2 });
    expect(chat.readUsage({ prompt_tokens: 20, completion_tokens: 30, cached_tokens: 10 })).toMatchObject({
      input: 10,
      cacheRead: 10,
    });
    expect(chat.readUsage({ prompt_tokens: 20, completion_tokens: 30, prompt_cache_hit_tokens: 8 })).toMatchObject({
      input: 12,
      cacheRead: 8,
    });
    expect(
      chat.readUsage({
        prompt_tokens: 307,
        completion_tokens: 26,
        total_tokens: 588,
        completion_tokens_details: { reasoning_tokens: 255 },
      }),
    ).toMatchObject({ output: 281, reasoning: 255 });
    expect(chat.readUsage({ prompt_tokens: 1, completion_tokens: 1, cost: 0.0015 })).toMatchObject({
      upstreamCost: 1_500_000n,
    });
  });
});

describe('an Anthropic stream', () => {
  it('keeps what the delta leaves out, and takes what it says', () => {
    const start = anthropic.readUsage({
      input_tokens: 10,
      cache_read_input_tokens: 5,
      cache_creation_input_tokens: 8,
      cache_creation: { ephemeral_1h_input_tokens: 8 },
      output_tokens: 1,
    });
    const end = anthropic.mergeUsage(start, {
      output_tokens: 40,
      input_tokens: 12,
      cache_creation_input_tokens: 8,
      server_tool_use: { web_search_requests: 2 },
    });
    expect(end).toMatchObject({ input: 12, cacheRead: 5, cacheWrite5m: 0, cacheWrite1h: 8, output: 40, searches: 2 });
  });
});
