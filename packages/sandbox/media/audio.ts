// OpenAI's audio API, played: speech of the right length in every format, transcripts in every form, streamed or whole.

import { misbehave, sendJson, sendStream, SANDBOX_HEADERS, type Visit } from '../exchange.ts';
import { openaiError, openaiFault, openaiRefusal, openaiStatus, requireBearer } from '../openai-errors.ts';
import { failing } from '../play/failing.ts';
import { readMarkers, type Markers } from '../play/markers.ts';
import { countTokens, filler } from '../play/tokens.ts';
import { any, either, decimal, isObject, nullable, object, text, word } from '../shape.ts';
import { note } from '../tally.ts';
import { readForm, type Form, type FormFile } from './form.ts';
import { heardSeconds } from './hearing.ts';
import { sound } from './sounds.ts';
import { setTimeout as sleep } from 'node:timers/promises';

const VOICES = 'alloy ash ballad coral echo fable onyx nova sage shimmer verse marin cedar'.split(' ');
const FORMATS = ['mp3', 'opus', 'aac', 'flac', 'wav', 'pcm'];
const SPEECH = object({
  'model!': text(),
  'input!': text(4096),
  'voice!': either(word(...VOICES), object({ 'id!': text() })),
  instructions: nullable(text(4096)),
  response_format: nullable(word(...FORMATS)),
  speed: nullable(decimal(0.25, 4)),
  stream_format: nullable(word('audio', 'sse')),
});
const FOREIGN = object({ 'model!': text(), 'input!': text(), 'voice!': any }, true);
/** Characters spoken in a second, and tokens that it takes. */
const PACE = 15;
const SPOKEN_TOKENS = 20;
const NOTHING = { input: 0, cacheRead: 0, cacheWrite: 0, cacheWrite1h: 0, output: 0, thinking: 0, searches: 0 };

/** Seconds that a text takes to speak. */
export function spokenSeconds(input: string, speed = 1): number {
  return Math.max([...input].length / PACE / speed, 0.1);
}

/** `/v1/audio/speech`. */
export async function serveSpeech(visit: Visit): Promise<void> {
  requireBearer(visit.request.headers);
  const body = jsonOf(visit);
  const model = typeof body['model'] === 'string' ? body['model'] : '';
  const fault = (/^(?:tts-1|gpt-)/.test(model) ? SPEECH : FOREIGN)(body, []);
  if (fault !== undefined) throw openaiFault(fault);
  const input = String(body['input']);
  const markers = readMarkers(`${input}\n${model}`);
  if (failing({ markers, seed: `${model} ${input}` }))
    throw openaiStatus(markers.error?.status ?? 500, markers.error?.retryAfter);
  const sse = body['stream_format'] === 'sse';
  if (sse && model.startsWith('tts-1'))
    throw openaiRefusal(
      "Unsupported value: 'sse' is not supported with this model.",
      'stream_format',
      'unsupported_value',
    );
  if (await misbehave(visit, markers)) return;
  const seconds = spokenSeconds(input, typeof body['speed'] === 'number' ? body['speed'] : 1);
  const format = typeof body['response_format'] === 'string' ? body['response_format'] : 'mp3';
  const bytes = sound(format, seconds);
  const read = countTokens(input + String(body['instructions'] ?? ''));
  const made = Math.ceil(seconds * SPOKEN_TOKENS);
  const complete = sse ? await sendEvents(visit, bytes, read, made, markers) : await sendBytes(visit, bytes, markers);
  note(model, { ...NOTHING, input: read, output: made }, complete);
}

async function sendEvents(visit: Visit, bytes: Buffer, read: number, made: number, markers: Markers): Promise<boolean> {
  const usage = { input_tokens: read, output_tokens: made, total_tokens: read + made };
  const events = pieces(bytes).map(piece => ({ type: 'speech.audio.delta', audio: piece.toString('base64') }));
  const done = { type: 'speech.audio.done', ...(markers.noUsage === true ? {} : { usage }) };
  const lines = [...events, done].map(event => `data: ${JSON.stringify(event)}\n\n`);
  const failure = openaiError('The server had an error while speaking.', 'server_error', null, null);
  const errorEvent = `event: error\ndata: ${JSON.stringify(failure)}\n\n`;
  return sendStream(visit, { contentType: 'text/event-stream', headers: {}, events: lines, errorEvent }, markers);
}

async function sendBytes(visit: Visit, bytes: Buffer, markers: Markers): Promise<boolean> {
  const { response } = visit;
  response.writeHead(200, { ...SANDBOX_HEADERS, 'content-type': 'application/octet-stream' });
  for (const [index, piece] of pieces(bytes).entries()) {
    if (markers.cutAfter === index) {
      await sleep(5);
      response.destroy();
      return false;
    }
    if (index > 0 && markers.slow !== undefined) await sleep(markers.slow);
    response.write(piece);
  }
  response.end();
  return true;
}

/** A text of 4096 characters makes some hundred pieces. */
function pieces(bytes: Buffer): Buffer[] {
  const size = 8 * 1024;
  return Array.from({ length: Math.ceil(bytes.length / size) }, (_, index) =>
    bytes.subarray(index * size, (index + 1) * size),
  );
}

function jsonOf(visit: Visit): Readonly<Record<string, unknown>> {
  let value: unknown;
  try {
    value = JSON.parse(visit.body);
  } catch {
    throw openaiRefusal('We could not parse the JSON body of your request.');
  }
  if (!isObject(value)) throw openaiRefusal('The JSON body of your request must be an object.');
  return value;
}

const FIELDS = new Set([
  'model',
  'language',
  'languages',
  'keywords',
  'prompt',
  'response_format',
  'temperature',
  'include',
  'timestamp_granularities',
  'stream',
  'chunking_strategy',
  'known_speaker_names',
  'known_speaker_references',
]);

interface Heard {
  readonly form: Form;
  readonly file: FormFile;
  readonly one: (name: string) => string | undefined;
}

function heard(visit: Visit): Heard {
  const form = readForm(visit.raw, visit.request.headers['content-type'] ?? '');
  if (form === undefined) throw openaiRefusal('The form of your request could not be read.');
  const strange = [...form.fields.keys()].find(name => !FIELDS.has(name.replace(/\[.*\]$/, '')));
  if (strange !== undefined) throw openaiRefusal(`Unknown parameter: '${strange}'.`, strange, 'unknown_parameter');
  const [file] = form.files;
  if (file === undefined || file.field !== 'file')
    throw openaiRefusal("Missing required parameter: 'file'.", 'file', 'missing_required_parameter');
  if (!/\.(?:flac|mp3|mp4|mpeg|mpga|m4a|ogg|oga|wav|webm)$/i.test(file.name))
    throw openaiRefusal(
      "Invalid file format. Supported formats: ['flac', 'm4a', 'mp3', 'mp4', 'mpeg', 'mpga', 'oga', 'ogg', 'wav', 'webm']",
      'file',
    );
  return { form, file, one: name => form.fields.get(name)?.[0] };
}

/** `/v1/audio/transcriptions` and `/translations`. */
export async function serveTranscript(visit: Visit, [, verb = '']: RegExpExecArray): Promise<void> {
  requireBearer(visit.request.headers);
  const { form, file, one } = heard(visit);
  const model = one('model') ?? '';
  if (model === '') throw openaiRefusal("Missing required parameter: 'model'.", 'model', 'missing_required_parameter');
  const format = one('response_format') ?? 'json';
  checkFormat(model, format);
  const markers = readMarkers(`${one('prompt') ?? ''}\n${model}`);
  const seconds = heardSeconds(file.bytes);
  if (seconds === undefined)
    throw openaiRefusal('The audio file could not be decoded or its format is not supported.', 'file');
  if (failing({ markers, seed: `${model} ${file.name} ${file.bytes.length}` }))
    throw openaiStatus(markers.error?.status ?? 500, markers.error?.retryAfter);
  if (await misbehave(visit, markers)) return;
  const byTime = /^whisper|^gpt-transcribe/.test(model);
  const told = `[sandbox] ${filler(Math.max(Math.ceil(seconds), 1) * 3)}`.trim();
  const audio = Math.ceil(seconds * 10);
  const output = countTokens(told);
  const usage = byTime
    ? { type: 'duration', seconds: Math.ceil(seconds) }
    : {
        type: 'tokens',
        input_tokens: audio,
        input_token_details: { text_tokens: 0, audio_tokens: audio },
        output_tokens: output,
        total_tokens: audio + output,
      };
  note(model, { ...NOTHING, input: audio, output }, true);
  const counted = markers.noUsage === true || !/^(?:whisper-1|gpt-)/.test(model) ? {} : { usage };
  const streams = one('stream') === 'true' && model !== 'whisper-1' && verb === 'transcriptions';
  if (streams) {
    await sendTranscript(visit, told, seconds, format, counted, markers);
    return;
  }
  const words = form.fields.get('timestamp_granularities[]') ?? ['segment'];
  const body = whole(format, verb === 'translations' ? 'translate' : 'transcribe', told, seconds, words, counted);
  if (typeof body !== 'string') {
    sendJson(visit, 200, body);
    return;
  }
  visit.response.writeHead(200, { ...SANDBOX_HEADERS, 'content-type': 'text/plain; charset=utf-8' });
  visit.response.end(body);
}

function checkFormat(model: string, format: string): void {
  const taken = /diarize/.test(model)
    ? ['json', 'text', 'diarized_json']
    : model.startsWith('gpt-')
      ? ['json', 'text']
      : ['json', 'text', 'srt', 'verbose_json', 'vtt'];
  if (taken.includes(format)) return;
  throw openaiRefusal(
    `response_format '${format}' is not compatible with model '${model}'. Use 'json' instead.`,
    'response_format',
    'unsupported_value',
  );
}

const stamp = (seconds: number, mark: string): string => {
  const [hours, minutes, rest] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  const two = (value: number): string => String(Math.floor(value)).padStart(2, '0');
  return `${two(hours)}:${two(minutes)}:${two(rest)}${mark}${String(Math.round((rest % 1) * 1000)).padStart(3, '0')}`;
};

function whole(
  format: string,
  task: string,
  told: string,
  seconds: number,
  words: readonly string[],
  usage: object,
): unknown {
  switch (format) {
    case 'text':
      return `${told}\n`;
    case 'srt':
      return `1\n${stamp(0, ',')} --> ${stamp(seconds, ',')}\n${told}\n\n`;
    case 'vtt':
      return `WEBVTT\n\n${stamp(0, '.')} --> ${stamp(seconds, '.')}\n${told}\n\n`;
    case 'verbose_json':
      return {
        task,
        language: 'english',
        duration: Math.round(seconds * 100) / 100,
        text: told,
        ...(words.includes('segment') ? { segments: [segmentOf(told, seconds)] } : {}),
        ...(words.includes('word') ? { words: wordsOf(told, seconds) } : {}),
        ...usage,
      };
    case 'diarized_json':
      return {
        task,
        duration: seconds,
        text: told,
        segments: [
          { type: 'transcript.text.segment', id: 'seg_001', start: 0, end: seconds, text: told, speaker: 'A' },
        ],
        ...usage,
      };
    default:
      return { text: told, ...usage };
  }
}

function segmentOf(told: string, seconds: number): object {
  return {
    id: 0,
    seek: 0,
    start: 0,
    end: seconds,
    text: told,
    tokens: [50364, 440],
    temperature: 0,
    avg_logprob: -0.28,
    compression_ratio: 1.2,
    no_speech_prob: 0.01,
  };
}

function wordsOf(told: string, seconds: number): object[] {
  const all = told.split(' ');
  const step = seconds / all.length;
  return all.map((one, index) => ({ word: one, start: index * step, end: (index + 1) * step }));
}

async function sendTranscript(
  visit: Visit,
  told: string,
  seconds: number,
  format: string,
  usage: object,
  markers: Markers,
): Promise<void> {
  const deltas = told.match(/\S+\s*/g) ?? [];
  const events: unknown[] = deltas.map(delta => ({ type: 'transcript.text.delta', delta }));
  if (format === 'diarized_json')
    events.push({ type: 'transcript.text.segment', id: 'seg_001', start: 0, end: seconds, text: told, speaker: 'A' });
  events.push({ type: 'transcript.text.done', text: told, ...usage });
  const failure = openaiError('The server had an error while listening.', 'server_error', null, null);
  const lines = events.map(event => `data: ${JSON.stringify(event)}\n\n`);
  const errorEvent = `event: error\ndata: ${JSON.stringify(failure)}\n\n`;
  await sendStream(visit, { contentType: 'text/event-stream', headers: {}, events: lines, errorEvent }, markers);
}
