// Specifies what is read of realtime usage, and the beta's shapes both ways.

import { describe, expect, it } from 'vitest';
import { fields } from '../conversation/counts.ts';
import { fromBeta, isSameInBeta, sessionFromBeta, sessionToBeta, toBeta } from './beta.ts';
import { OpenaiRealtime } from './codec.ts';
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

describe('a session', () => {
  const codec = (changes: { beta?: boolean; prepared?: boolean; bySeconds?: boolean } = {}): OpenaiRealtime =>
    new OpenaiRealtime(
      { model: 'voice', upstreamModel: 'gpt-realtime', bySeconds: changes.bySeconds ?? false },
      {
        beta: changes.beta ?? false,
        prepared: changes.prepared ?? false,
        mayTranscribe: model => (model === 'whisper-1' ? undefined : 'Not yours.'),
      },
    );
  const created = JSON.stringify({ type: 'session.created', session: { type: 'realtime', model: 'gpt-realtime' } });
  const usage = { input_tokens: 5, output_tokens: 2 };
  const done = JSON.stringify({ type: 'response.done', response: { id: 'resp_1', usage } });
  const sound = (bytes: number): string => Buffer.alloc(bytes).toString('base64');

  it('tells the client the name that it asked for, and lets all else pass', () => {
    const one = codec();
    expect(JSON.parse(String(one.fromUpstream(created).shown))).toMatchObject({ session: { model: 'voice' } });
    const delta = JSON.stringify({ type: 'response.output_audio.delta', delta: sound(48_000) });
    expect(one.fromUpstream(delta)).toEqual({});
    expect(one.running().audioOut).toBe(20);
    expect(one.fromUpstream('no JSON')).toEqual({});
  });

  it('counts an answer when it is told, and knows of one under way', () => {
    const one = codec();
    one.fromUpstream('{"type":"response.created","response":{}}');
    expect([one.answering, one.stop()]).toEqual([true, '{"type":"response.cancel"}']);
    const told = one.fromUpstream(done);
    expect(told.counts).toMatchObject([{ id: 'resp_1', usage: { input: 5, output: 2 } }]);
    expect(told.shown).toBeUndefined();
    expect([one.answering, one.stop(), one.owed()]).toEqual([false, undefined, undefined]);
  });

  it('keeps its models, however a client writes that it wants others', () => {
    const wanted = '"session":{"type":"realtime","model":"gpt-realtime-2"}';
    for (const frame of [
      `{"type":"session.update",${wanted}}`,
      `{${wanted},"type":"session.update"}`,
      `{"type":"input_audio_buffer.append","audio":"AAAA","type":"session.update",${wanted}}`,
      `{"t\\u0079pe":"session.update",${wanted}}`,
      `{"event_id":"${'x'.repeat(500)}","type":"session.update",${wanted}}`,
    ])
      expect(JSON.parse(String(codec().fromClient(frame).answer))).toMatchObject({ error: { param: 'session.model' } });
    const writing = (model: string): string =>
      JSON.stringify({
        type: 'session.update',
        session: { type: 'realtime', audio: { input: { transcription: { model } } } },
      });
    expect(codec().fromClient(writing('gpt-4o-transcribe')).answer).toContain('Not yours.');
    expect(codec().fromClient(writing('whisper-1'))).toEqual({});
  });

  it('names its models to the upstream by the upstream’s names, and to the client by the client’s', () => {
    const one = new OpenaiRealtime(
      { model: 'voice', upstreamModel: 'gpt-realtime', bySeconds: false },
      { beta: false, prepared: false, mayTranscribe: () => undefined, upstreamOf: model => `${model}-2` },
    );
    const session = { type: 'realtime', model: 'voice', audio: { input: { transcription: { model: 'ears' } } } };
    const told = { ...session, model: 'gpt-realtime', audio: { input: { transcription: { model: 'ears-2' } } } };
    expect(JSON.parse(String(one.fromClient(JSON.stringify({ type: 'session.update', session })).sent))).toEqual({
      type: 'session.update',
      session: told,
    });
    expect(
      JSON.parse(String(one.fromUpstream(JSON.stringify({ type: 'session.updated', session: told })).shown)),
    ).toMatchObject({ session });
    const heard = { type: 'conversation.item.input_audio_transcription.completed', item_id: 'i', usage };
    expect(one.fromUpstream(JSON.stringify(heard)).counts).toMatchObject([{ model: 'ears' }]);
  });

  it('of the beta that only writes down is one of the released API', () => {
    const one = codec({ beta: true });
    const begun = { type: 'session.created', session: { type: 'transcription', audio: { input: {} } } };
    expect(JSON.parse(String(one.fromUpstream(JSON.stringify(begun)).shown))).toMatchObject({
      type: 'transcription_session.created',
      session: { object: 'realtime.transcription_session', input_audio_format: 'pcm16' },
    });
    const asks = (model: string): string =>
      JSON.stringify({ type: 'transcription_session.update', session: { input_audio_transcription: { model } } });
    expect(JSON.parse(String(one.fromClient(asks('whisper-1')).sent))).toEqual({
      type: 'session.update',
      session: { type: 'transcription', audio: { input: { transcription: { model: 'whisper-1' } } } },
    });
    expect(one.fromClient(asks('gpt-4o-transcribe')).answer).toContain('Not yours.');
  });

  it('that was prepared begins with its own settings', () => {
    const one = codec({ prepared: true });
    expect(one.fromUpstream(created).shown).toBeNull();
    const updated = one.fromUpstream('{"type":"session.updated","session":{"instructions":"Be brief."}}');
    expect(JSON.parse(String(updated.shown))).toMatchObject({
      type: 'session.created',
      session: { instructions: 'Be brief.', model: 'voice' },
    });
    expect(JSON.parse(String(one.fromUpstream('{"type":"session.updated","session":{}}').shown))).toMatchObject({
      type: 'session.updated',
    });
  });

  it('that was prepared with settings which are refused says why, and ends', () => {
    const one = codec({ prepared: true });
    one.fromUpstream(created);
    const refused = one.fromUpstream('{"type":"error","error":{"code":"unknown_parameter"}}');
    expect([refused.shown, refused.close?.code]).toEqual([undefined, 1008]);
    expect(codec().fromUpstream('{"type":"error","error":{}}').close).toBeUndefined();
  });

  it('counts seconds of telephone sound too, where they are what is paid', () => {
    const one = codec({ bySeconds: true });
    one.fromUpstream(
      '{"type":"session.updated","session":{"type":"realtime","audio":{"input":{"format":{"type":"audio/pcmu"}}}}}',
    );
    one.fromClient(JSON.stringify({ type: 'input_audio_buffer.append', audio: sound(80_000) }));
    expect(one.due()).toBeUndefined();
    expect(one.owed()?.usage.seconds).toBe(10);
    one.fromClient(JSON.stringify({ type: 'input_audio_buffer.append', audio: sound(8_000 * 16) }));
    expect(one.due()?.usage.seconds).toBe(16);
  });
});
