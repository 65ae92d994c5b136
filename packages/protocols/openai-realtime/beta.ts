// The beta shapes of OpenAI Realtime for clients that still speak them to an upstream of the released API.

import { entryOf } from '../conversation/entry-of.ts';
import { fields, isFields, type Fields } from '../conversation/counts.ts';

/** Server events by their released names, and what the beta called them. */
const BETA_NAMES: Readonly<Record<string, string>> = {
  'conversation.item.added': 'conversation.item.created',
  'response.output_text.delta': 'response.text.delta',
  'response.output_text.done': 'response.text.done',
  'response.output_audio.delta': 'response.audio.delta',
  'response.output_audio.done': 'response.audio.done',
  'response.output_audio_transcript.delta': 'response.audio_transcript.delta',
  'response.output_audio_transcript.done': 'response.audio_transcript.done',
};

/** Events that the beta did not have. */
const UNKNOWN_TO_BETA: ReadonlySet<string> = new Set(['conversation.item.done']);

const PART_TYPES: Readonly<Record<string, string>> = { output_text: 'text', output_audio: 'audio' };
const FORMATS: readonly (readonly [beta: string, type: string])[] = [
  ['pcm16', 'audio/pcm'],
  ['g711_ulaw', 'audio/pcmu'],
  ['g711_alaw', 'audio/pcma'],
];

/** The part of an event that renames its content parts, wherever they stand. */
function withBetaParts(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withBetaParts);
  if (!isFields(value)) return value;
  const entries = Object.entries(value).map(([name, inner]) => {
    const isPart = name === 'type' && typeof inner === 'string';
    return [name, isPart ? (entryOf(PART_TYPES, inner) ?? inner) : withBetaParts(inner)] as const;
  });
  return Object.fromEntries(entries);
}

/** A server event as the beta told it; undefined for one that it did not have. */
export function toBeta(event: Fields): Fields | undefined {
  const type = String(event['type'] ?? '');
  if (UNKNOWN_TO_BETA.has(type)) return undefined;
  const named = { ...event, type: entryOf(BETA_NAMES, type) ?? type };
  if (type === 'session.created' || type === 'session.updated') {
    const session = fields(event['session']);
    if (session['type'] !== 'transcription') return { ...named, session: sessionToBeta(session) };
    return { ...named, type: `transcription_${type}`, session: transcriptionToBeta(session) };
  }
  if (/^(?:response\.(?:done|created|content_part|output_item)|conversation\.item)/.test(type))
    return { ...fields(withBetaParts(event)), type: named.type };
  return named;
}

/** Whether an event of this type leaves as it came. */
export function isSameInBeta(type: string): boolean {
  return (
    !UNKNOWN_TO_BETA.has(type) &&
    entryOf(BETA_NAMES, type) === undefined &&
    !/^(?:session\.|response\.(?:done|created|content_part|output_item)|conversation\.item)/.test(type)
  );
}

function betaFormat(format: unknown): string {
  const type = fields(format)['type'];
  return FORMATS.find(([, released]) => released === type)?.[0] ?? 'pcm16';
}

function releasedFormat(beta: unknown): Fields | undefined {
  const type = FORMATS.find(([name]) => name === beta)?.[1];
  if (type === undefined) return undefined;
  return type === 'audio/pcm' ? { type, rate: 24_000 } : { type };
}

/** A session object in the beta's flat form. */
export function sessionToBeta(session: Fields): Fields {
  const { audio, output_modalities: modalities, max_output_tokens: limit, type: _type, ...rest } = session;
  const input = fields(fields(audio)['input']);
  const output = fields(fields(audio)['output']);
  const spoken = Array.isArray(modalities) && modalities.includes('audio');
  return {
    ...rest,
    modalities: spoken ? ['audio', 'text'] : ['text'],
    voice: output['voice'] ?? null,
    input_audio_format: betaFormat(input['format']),
    output_audio_format: betaFormat(output['format']),
    input_audio_transcription: input['transcription'] ?? null,
    turn_detection: input['turn_detection'] ?? null,
    input_audio_noise_reduction: input['noise_reduction'] ?? null,
    speed: output['speed'] ?? 1,
    temperature: 0.8,
    max_response_output_tokens: limit ?? 'inf',
  };
}

/** A session that writes down and answers nothing, in the beta's flat form. */
function transcriptionToBeta({ audio, type: _type, ...rest }: Fields): Fields {
  const input = fields(fields(audio)['input']);
  return {
    ...rest,
    object: 'realtime.transcription_session',
    input_audio_format: betaFormat(input['format']),
    input_audio_transcription: input['transcription'] ?? null,
    turn_detection: input['turn_detection'] ?? null,
    input_audio_noise_reduction: input['noise_reduction'] ?? null,
  };
}

const given = (values: Fields): Fields =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));

/** A beta session's settings in the released form; only what it names. */
export function sessionFromBeta(session: Fields): Fields {
  const {
    modalities,
    voice,
    input_audio_format: inputFormat,
    output_audio_format: outputFormat,
    input_audio_transcription: transcription,
    turn_detection: turns,
    input_audio_noise_reduction: noise,
    speed,
    temperature: _temperature,
    max_response_output_tokens: limit,
    ...rest
  } = session;
  const input = given({
    format: releasedFormat(inputFormat),
    transcription,
    turn_detection: turns,
    noise_reduction: noise,
  });
  const output = given({ format: releasedFormat(outputFormat), voice, speed });
  const audio = given({
    input: Object.keys(input).length === 0 ? undefined : input,
    output: Object.keys(output).length === 0 ? undefined : output,
  });
  return {
    type: 'realtime',
    ...rest,
    ...given({
      output_modalities: Array.isArray(modalities) ? [modalities.includes('audio') ? 'audio' : 'text'] : undefined,
      max_output_tokens: limit,
      audio: Object.keys(audio).length === 0 ? undefined : audio,
    }),
  };
}

/** A client event of the beta in the released form. */
export function fromBeta(event: Fields): Fields {
  const type = event['type'];
  if (type === 'session.update') return { ...event, session: sessionFromBeta(fields(event['session'])) };
  if (type === 'transcription_session.update') {
    const session = { ...sessionFromBeta(fields(event['session'])), type: 'transcription' };
    return { ...event, type: 'session.update', session };
  }
  if (type !== 'response.create' || !isFields(event['response'])) return event;
  const { type: _type, ...response } = sessionFromBeta(event['response']);
  return { ...event, response };
}
