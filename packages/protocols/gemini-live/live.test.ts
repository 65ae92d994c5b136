// Specifies what is read of Gemini Live: usage by modality, running values, turns without usage, set-ups and their locks.

import { describe, expect, it } from 'vitest';
import { usageOf } from '../conversation/usage.ts';
import { GeminiLive } from './codec.ts';
import { constrained } from './constrained.ts';
import { plainModel, readSetup, writeSetup } from './setup.ts';
import { added, readLiveUsage, renamedUsage } from './usage.ts';

const gemini = { clientIsVertex: false, upstreamIsVertex: false };
const codec = (bySeconds = false): GeminiLive => new GeminiLive({ bySeconds }, gemini);
const audio = (bytes: number): string => {
  const parts = [{ inlineData: { mimeType: 'audio/pcm;rate=24000', data: Buffer.alloc(bytes).toString('base64') } }];
  return JSON.stringify({ serverContent: { modelTurn: { role: 'model', parts } } });
};
const usageMetadata = (prompt: number, response: number): object => ({
  promptTokenCount: prompt,
  responseTokenCount: response,
  promptTokensDetails: [{ modality: 'AUDIO', tokenCount: prompt }],
  responseTokensDetails: [{ modality: 'AUDIO', tokenCount: response }],
});

describe('the usage of a turn', () => {
  it('is told apart by modality, on both of Google’s surfaces', () => {
    const usage = {
      promptTokenCount: 541,
      responseTokenCount: 156,
      totalTokenCount: 697,
      promptTokensDetails: [
        { modality: 'TEXT', tokenCount: 410 },
        { modality: 'AUDIO', tokenCount: 131 },
      ],
      responseTokensDetails: [{ modality: 'AUDIO', tokenCount: 156 }],
    };
    expect(readLiveUsage(usage)).toEqual(usageOf({ input: 410, audioIn: 131, audioOut: 156 }));
    expect(readLiveUsage(renamedUsage(usage, true))).toEqual(readLiveUsage(usage));
    expect(renamedUsage(renamedUsage(usage, true), false)).toEqual(usage);
  });

  it('counts what no detail names as text, thoughts beside the answer, and never by the total', () => {
    const reported = {
      promptTokenCount: 522,
      responseTokenCount: 42,
      thoughtsTokenCount: 136,
      totalTokenCount: 564,
      promptTokensDetails: [
        { modality: 'TEXT', tokenCount: 332 },
        { modality: 'AUDIO', tokenCount: 165 },
      ],
      responseTokensDetails: [{ modality: 'AUDIO', tokenCount: 42 }],
    };
    expect(readLiveUsage(reported)).toEqual(
      usageOf({ input: 357, audioIn: 165, output: 136, reasoning: 136, audioOut: 42 }),
    );
  });

  it('gives a detail without a number what the others leave, and frames of video what pictures cost', () => {
    const usage = {
      promptTokenCount: 100,
      promptTokensDetails: [{ modality: 'VIDEO' }, { modality: 'AUDIO', tokenCount: 30 }],
    };
    expect(readLiveUsage(usage)).toEqual(usageOf({ audioIn: 30, imageIn: 70 }));
  });

  it('tells cached sound apart', () => {
    const usage = {
      promptTokenCount: 100,
      cachedContentTokenCount: 60,
      promptTokensDetails: [{ modality: 'AUDIO', tokenCount: 90 }],
      cacheTokensDetails: [{ modality: 'AUDIO', tokenCount: 50 }],
    };
    expect(readLiveUsage(usage)).toEqual(usageOf({ cacheRead: 10, cacheReadAudio: 50, audioIn: 40 }));
  });

  it('that runs is counted once: what it grows by, while the prompt stays', () => {
    const first = { promptTokenCount: 50, responseTokenCount: 10 };
    expect(added(first, { promptTokenCount: 50, responseTokenCount: 25 })).toEqual(usageOf({ output: 15 }));
    expect(added(first, { promptTokenCount: 80, responseTokenCount: 5 })).toEqual(usageOf({ input: 80, output: 5 }));
  });
});

describe('a session', () => {
  it('lets sound pass unread and charges at the frame that tells', () => {
    const one = codec();
    expect(one.fromUpstream(audio(48_000))).toEqual({});
    expect(one.answering).toBe(true);
    expect(one.running().audioOut).toBe(25);
    const done = { serverContent: { turnComplete: true }, usageMetadata: usageMetadata(40, 25) };
    const told = one.fromUpstream(JSON.stringify(done));
    expect(told.counts?.map(({ usage }) => usage)).toEqual([usageOf({ audioIn: 40, audioOut: 25 })]);
    expect(told.shown).toBeUndefined();
    expect(one.answering).toBe(false);
    expect(one.owed()).toBeUndefined();
  });

  it('charges running values of a turn for their growth, and the next turn whole', () => {
    const one = codec();
    const amounts = [
      { usageMetadata: usageMetadata(40, 10) },
      { usageMetadata: usageMetadata(40, 25), serverContent: { turnComplete: true } },
      { usageMetadata: usageMetadata(40, 25), serverContent: { turnComplete: true } },
    ].map(message => one.fromUpstream(JSON.stringify(message)).counts?.[0]?.usage);
    expect(amounts).toEqual([
      usageOf({ audioIn: 40, audioOut: 10 }),
      usageOf({ audioOut: 15 }),
      usageOf({ audioIn: 40, audioOut: 25 }),
    ]);
  });

  it('estimates a turn whose usage never came: when the next begins, or when the session is over', () => {
    const one = codec();
    one.fromUpstream(JSON.stringify({ serverContent: { turnComplete: true }, usageMetadata: usageMetadata(100, 0) }));
    one.fromUpstream(audio(96_000));
    one.fromUpstream(JSON.stringify({ serverContent: { turnComplete: true } }));
    const estimate = { usage: usageOf({ audioIn: 100, audioOut: 50 }), id: '', estimated: true };
    expect(one.fromUpstream(audio(48_000)).counts).toEqual([estimate]);
    expect(one.owed()?.usage).toMatchObject({ audioIn: 100, audioOut: 25 });
    expect(one.owed()).toBeUndefined();
  });

  it('waits for usage that comes after the turn', () => {
    const one = codec();
    one.fromUpstream(audio(48_000));
    one.fromUpstream(JSON.stringify({ serverContent: { turnComplete: true } }));
    const late = one.fromUpstream(JSON.stringify({ usageMetadata: usageMetadata(40, 25) }));
    expect(late.counts?.map(({ usage }) => usage.audioOut)).toEqual([25]);
    expect(one.owed()).toBeUndefined();
  });

  it('counts each search of a turn once', () => {
    const one = codec();
    const grounding = { serverContent: { groundingMetadata: { webSearchQueries: ['news', 'weather'] } } };
    one.fromUpstream(JSON.stringify(grounding));
    one.fromUpstream(JSON.stringify(grounding));
    const done = one.fromUpstream(
      JSON.stringify({ usageMetadata: usageMetadata(40, 0), serverContent: { turnComplete: true } }),
    );
    expect(done.counts?.[0]?.usage.searches).toBe(2);
  });

  it('counts seconds of any rate where they are what is paid', () => {
    const one = codec(true);
    const data = Buffer.alloc(16_000 * 20).toString('base64');
    one.fromClient(JSON.stringify({ realtimeInput: { audio: { data, mimeType: 'audio/pcm;rate=8000' } } }));
    expect(one.due()?.usage.seconds).toBe(20);
    expect(one.due()).toBeUndefined();
  });

  it('takes no second set-up, however it is spelled', () => {
    for (const frame of ['{"setup":{"model":"models/x"}}', '{"\\u0073etup":{}}'])
      expect(codec().fromClient(frame).close?.code).toBe(1007);
    expect(codec().fromClient('{"clientContent":{"turns":[{"parts":[{"text":"my \\"setup\\""}]}]}}')).toEqual({});
  });
});

describe('a set-up', () => {
  it('names its model in any of Google’s ways, and is written with the upstream’s', () => {
    expect(plainModel('projects/p/locations/us-central1/publishers/google/models/gemini-live')).toBe('gemini-live');
    expect(plainModel('publishers/google/models/gemini-live')).toBe('gemini-live');
    const setup = readSetup('{"setup":{"model":"models/a","session_resumption":{"handle":"h"},"x":1}}');
    expect(setup).toMatchObject({ model: 'a', handle: 'h' });
    if (setup !== undefined)
      expect(JSON.parse(writeSetup(setup, 'models/b'))).toEqual({
        setup: { model: 'models/b', session_resumption: { handle: 'h' }, x: 1 },
      });
    expect(readSetup('{"setup":{}}')).toBeUndefined();
    expect(readSetup('not JSON')).toBeUndefined();
  });

  it('is the token’s where that locks all, but for what is to be taken up again', () => {
    const client = { model: 'models/x', tools: [{}], sessionResumption: { handle: 'h' } };
    const given = { model: 'models/a', generationConfig: { temperature: 0.1 } };
    expect(constrained(client, given, undefined)).toEqual({ ...given, sessionResumption: { handle: 'h' } });
  });

  it('is the client’s where a token locks only some of it, with what is locked and not given taken away', () => {
    const client = { model: 'models/x', generation_config: { temperature: 1, topK: 4 }, tools: [{}] };
    const given = { model: 'models/a', generationConfig: { temperature: 0.1 } };
    const locked = ['model', 'generationConfig.temperature', 'generationConfig.top_k', 'tools'];
    expect(constrained(client, given, locked)).toEqual({ model: 'models/a', generationConfig: { temperature: 0.1 } });
  });
});
