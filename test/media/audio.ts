// Speech and transcripts by the official OpenAI client.

import OpenAI, { toFile } from 'openai';
import { sound } from '../../packages/sandbox/media/sounds.ts';
import { check, type MediaCase, type Stage } from './stage.ts';

const clientOf = ({ url, key }: Stage): OpenAI => new OpenAI({ baseURL: `${url}/v1`, apiKey: key, maxRetries: 0 });

/** Sixty characters are four seconds. */
const TEXT = 'Where the road runs on, each car slows and pays its toll ...';
const FORMATS = ['mp3', 'opus', 'aac', 'flac', 'wav', 'pcm'] as const;
const HEADS: Readonly<Record<string, string>> = {
  opus: 'OggS',
  flac: 'fLaC',
  wav: 'RIFF',
  mp3: '\xff\xfb',
  aac: '\xff\xf1',
};
const CHARACTER = 15_000n;
const SECOND = 100_000n;

const recording = (format: 'wav' | 'mp3' | 'flac' | 'opus', seconds: number): Promise<File> =>
  toFile(sound(format, seconds), `talk.${format === 'opus' ? 'ogg' : format}`);

const speech = (model: string, format: (typeof FORMATS)[number], charge: bigint): MediaCase => ({
  name: `speech ${model}, ${format}`,
  charge,
  async run(stage) {
    const answer = await clientOf(stage).audio.speech.create({
      model,
      voice: 'alloy',
      input: TEXT,
      response_format: format,
    });
    const bytes = Buffer.from(await answer.arrayBuffer());
    const head = HEADS[format] ?? '';
    check(bytes.toString('latin1', 0, head.length) === head, `it begins with ${bytes.toString('hex', 0, 4)}`);
    check(bytes.equals(sound(format, 4)), 'it is not four seconds');
    return { requestId: answer.headers.get('x-request-id') ?? '', seen: `${bytes.length} bytes` };
  },
});

const transcript = (
  name: string,
  model: string,
  format: 'json' | 'text' | 'srt' | 'verbose_json' | 'vtt' | 'diarized_json',
  file: () => Promise<File>,
  charge: bigint,
): MediaCase => ({
  name: `transcription ${model}, ${format}, ${name}`,
  charge,
  async run(stage) {
    const body = { model, file: await file(), response_format: format };
    const { data, request_id: requestId } = await clientOf(stage).audio.transcriptions.create(body).withResponse();
    const seen = typeof data === 'string' ? data : JSON.stringify(data);
    check(seen.includes('[sandbox]'), `no transcript: ${seen}`);
    return { requestId: requestId ?? '', seen: seen.replace(/\s+/g, ' ').slice(0, 60) };
  },
});

/** Four seconds are 40 tokens of sound; their transcript is fifteen. */
const BY_TOKENS = 40n * 2_500n + 15n * 10_000n;

export const audioCases: readonly MediaCase[] = [
  ...FORMATS.map(format => speech('tts-1', format, 60n * CHARACTER)),
  speech('gpt-4o-mini-tts', 'mp3', 15n * 600n + 80n * 12_000n),
  {
    name: 'speech gpt-4o-mini-tts, events',
    charge: 15n * 600n + 80n * 12_000n,
    async run(stage) {
      const answer = await clientOf(stage).audio.speech.create({
        model: 'gpt-4o-mini-tts',
        voice: 'coral',
        input: TEXT,
        response_format: 'pcm',
        stream_format: 'sse',
      });
      const source = await answer.text();
      check(source.includes('speech.audio.done') && source.includes('"output_tokens":80'), source.slice(-200));
      return { requestId: answer.headers.get('x-request-id') ?? '', seen: 'speech.audio.done' };
    },
  },
  transcript('wav', 'whisper-1', 'json', () => recording('wav', 4), 4n * SECOND),
  transcript('mp3', 'whisper-1', 'verbose_json', () => recording('mp3', 3.5), 4n * SECOND),
  transcript('flac', 'whisper-1', 'srt', () => recording('flac', 6), 6n * SECOND),
  transcript('ogg', 'whisper-1', 'vtt', () => recording('opus', 7.2), 8n * SECOND),
  transcript('wav', 'whisper-1', 'text', () => recording('wav', 10), 10n * SECOND),
  transcript('wav', 'gpt-4o-transcribe', 'json', () => recording('wav', 4), BY_TOKENS),
  transcript('wav', 'gpt-4o-transcribe-diarize', 'diarized_json', () => recording('wav', 4), BY_TOKENS),
  {
    name: 'transcription gpt-4o-transcribe, streamed',
    charge: BY_TOKENS,
    async run(stage) {
      const body = { model: 'gpt-4o-transcribe', file: await recording('wav', 4), stream: true } as const;
      const { data, request_id: requestId } = await clientOf(stage).audio.transcriptions.create(body).withResponse();
      let text = '';
      let last = '';
      for await (const event of data) {
        if (event.type === 'transcript.text.delta') text += event.delta;
        last = event.type;
      }
      check(last === 'transcript.text.done' && text.startsWith('[sandbox]'), `${last}: ${text}`);
      return { requestId: requestId ?? '', seen: text.slice(0, 60) };
    },
  },
  {
    name: 'translation whisper-1, json',
    charge: 4n * SECOND,
    async run(stage) {
      const body = { model: 'whisper-1', file: await recording('wav', 4) };
      const { data, request_id: requestId } = await clientOf(stage).audio.translations.create(body).withResponse();
      check(data.text.includes('[sandbox]'), data.text);
      return { requestId: requestId ?? '', seen: data.text.slice(0, 60) };
    },
  },
];
