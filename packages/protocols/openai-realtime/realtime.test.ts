// Specifies what is read of realtime usage, and the beta's shapes both ways.

import { describe, expect, it } from 'vitest';
import { fields } from '../conversation/counts.ts';
import { fromBeta, isSameInBeta, sessionFromBeta, sessionToBeta, toBeta } from './beta.ts';
import { readResponseUsage, readTranscriptionUsage } from './usage.ts';

describe('the usage of a response', () => {
  it('is told apart by text, audio and cache, each once', () => {
    const usage = {
      total_tokens: 253,
      input_tokens: 132,
      output_tokens: 121,
      input_token_details: {
        text_tokens: 119,
        audio_tokens: 13,
        image_tokens: 0,
        cached_tokens: 64,
        cached_tokens_details: { text_tokens: 64, audio_tokens: 0, image_tokens: 0 },
      },
      output_token_details: { text_tokens: 30, audio_tokens: 91 },
    };
    expect(readResponseUsage(usage)).toMatchObject({ input: 55, cacheRead: 64, audioIn: 13, output: 30, audioOut: 91 });
    expect(readResponseUsage(null)).toBeUndefined();
    expect(readResponseUsage({ input_tokens: 5, output_tokens: 2 })).toMatchObject({ input: 5, output: 2 });
  });

  it('of a transcription is tokens or seconds', () => {
    expect(readTranscriptionUsage({ type: 'duration', seconds: 3.2 })).toMatchObject({ seconds: 3.2, input: 0 });
    const tokens = { type: 'tokens', input_tokens: 20, output_tokens: 7, input_token_details: { audio_tokens: 18 } };
    expect(readTranscriptionUsage(tokens)).toMatchObject({ input: 2, audioIn: 18, output: 7 });
  });
});

describe('the beta', () => {
  it('has its own names of events, and none of the newer ones', () => {
    expect(toBeta({ type: 'response.output_audio.delta', delta: 'AA==' })).toEqual({
      type: 'response.audio.delta',
      delta: 'AA==',
    });
    expect(toBeta({ type: 'conversation.item.done' })).toBeUndefined();
    expect(isSameInBeta('input_audio_buffer.committed')).toBe(true);
    expect(isSameInBeta('session.created')).toBe(false);
  });

  it('names content parts without «output»', () => {
    const done = { type: 'response.done', response: { output: [{ content: [{ type: 'output_audio' }] }] } };
    expect(toBeta(done)).toEqual({ type: 'response.done', response: { output: [{ content: [{ type: 'audio' }] }] } });
  });

  it('has a flat session, which goes there and back', () => {
    const beta = {
      modalities: ['text', 'audio'],
      voice: 'marin',
      input_audio_format: 'g711_ulaw',
      turn_detection: null,
      max_response_output_tokens: 500,
      instructions: 'Be brief.',
    };
    const released = sessionFromBeta(beta);
    expect(released).toEqual({
      type: 'realtime',
      instructions: 'Be brief.',
      output_modalities: ['audio'],
      max_output_tokens: 500,
      audio: { input: { format: { type: 'audio/pcmu' }, turn_detection: null }, output: { voice: 'marin' } },
    });
    expect(sessionToBeta(released)).toMatchObject({
      modalities: ['audio', 'text'],
      voice: 'marin',
      input_audio_format: 'g711_ulaw',
      max_response_output_tokens: 500,
    });
    const created = fields(fromBeta({ type: 'response.create', response: { modalities: ['text'] } })['response']);
    expect(created).toEqual({ output_modalities: ['text'] });
  });
});
