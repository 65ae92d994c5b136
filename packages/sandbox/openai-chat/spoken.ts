// Answers that are spoken: a chat that asks for audio gets real sound with its transcript, whole or in pieces.

import { sound } from '../media/sounds.ts';
import { openaiRefusal } from '../openai-errors.ts';
import { mediaOf, newId, pieces, type Performance } from '../play/scene.ts';
import { mediaTokens } from '../play/media.ts';
import { isObject } from '../shape.ts';

type Json = Readonly<Record<string, unknown>>;

/** The spoken side of an answer, and of its question. */
export interface Spoken {
  /** The message's `audio`; undefined where nothing is spoken. */
  readonly audio: Json | undefined;
  /** The same in the pieces of a stream. */
  readonly deltas: readonly Json[];
  /** Tokens of what is spoken, and of what was heard. */
  readonly tokens: number;
  readonly heard: number;
}

/** Nobody speaks. */
export const NOBODY: Spoken = { audio: undefined, deltas: [], tokens: 0, heard: 0 };

const CHARACTERS_PER_SECOND = 15;
const TOKENS_PER_SECOND = 20;
const HOUR_SECONDS = 3600;
const PIECE_BYTES = 24_000;

/** Whose each spoken answer is: only the key that was given it can go on from it. */
const said = new Map<string, string>();

function refuseForeign(messages: readonly Json[], owner: string): void {
  for (const { audio } of messages) {
    const id = isObject(audio) ? audio['id'] : undefined;
    if (typeof id === 'string' && said.get(id) !== owner)
      throw openaiRefusal(`Audio with id '${id}' not found.`, 'messages', 'audio_not_found');
  }
}

/** What is spoken where the request asks for it. @throws Refused for a model that does not speak, or a form that cannot be streamed */
export function spokenOf(request: Json, messages: readonly Json[], played: Performance, owner: string): Spoken {
  refuseForeign(messages, owner);
  const heard = messages.flatMap(soundsIn).reduce((sum, tokens) => sum + tokens, 0);
  const { modalities, audio } = request;
  const isAsked = Array.isArray(modalities) && modalities.includes('audio');
  if (!isAsked) return { ...NOBODY, heard };
  if (!/audio|omni/.test(String(request['model'])))
    throw openaiRefusal("This model does not support the requested modalities: 'audio'.", 'modalities');
  if (!isObject(audio))
    throw openaiRefusal("Missing required parameter: 'audio'.", 'audio', 'missing_required_parameter');
  const format = String(audio['format']);
  if (request['stream'] === true && format !== 'pcm16')
    throw openaiRefusal(
      "audio.format: only 'pcm16' is supported when stream=true.",
      'audio.format',
      'unsupported_value',
    );
  if (played.finish === 'refusal' || played.text === '') return { ...NOBODY, heard };
  const seconds = Math.max(Math.ceil(played.text.length / CHARACTERS_PER_SECOND), 1);
  const data = sound(format === 'pcm16' ? 'pcm' : format, seconds);
  const id = newId('audio_', `${owner} ${played.seed}`);
  said.set(id, owner);
  const expiresAt = Math.floor(Date.now() / 1000) + HOUR_SECONDS;
  return {
    audio: { id, data: data.toString('base64'), expires_at: expiresAt, transcript: played.text },
    deltas: [
      { audio: { id } },
      ...pieces(played.text).map(transcript => ({ audio: { transcript } })),
      ...cut(data).map(piece => ({ audio: { data: piece.toString('base64') } })),
      { audio: { expires_at: expiresAt } },
    ],
    tokens: seconds * TOKENS_PER_SECOND,
    heard,
  };
}

/** Tokens of the sounds in a message. */
function soundsIn({ content }: Json): number[] {
  return (Array.isArray(content) ? content.filter(isObject) : []).flatMap(part => {
    const audio = part['input_audio'];
    const media = isObject(audio) ? mediaOf(String(audio['data'])) : undefined;
    return media === undefined ? [] : [mediaTokens(media)];
  });
}

function cut(data: Buffer): Buffer[] {
  return Array.from({ length: Math.ceil(data.length / PIECE_BYTES) }, (_, index) =>
    data.subarray(index * PIECE_BYTES, (index + 1) * PIECE_BYTES),
  );
}
