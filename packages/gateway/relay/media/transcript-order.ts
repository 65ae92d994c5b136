// Reads a recording that is to be written down: a form with a file, looked into before anything is held for it.

import { Failure } from '@turnpike/protocols/failures';
import { readTranscriptRequest, type TranscriptRequest } from '@turnpike/protocols/audio/transcript-request';
import type { Exchange } from '../../http/exchange.ts';
import { contentOf, type FormPart, type SpooledForm } from '../../http/form.ts';
import type { RelayServices } from '../services.ts';
import { fieldsOf, listedNames, partsNamed, refuseRepeated, type Retold } from './form-fields.ts';
import { BadSound, listenTo, type Sound } from './sound.ts';
import { StandIns } from './streamed-body.ts';

/** A recording, as it came and as it is understood. */
export interface TranscriptOrder {
  readonly request: TranscriptRequest;
  readonly form: SpooledForm;
  readonly file: FormPart;
  readonly sound: Sound;
  /** The file told as what it is, where its name does not say it. */
  readonly retold: ReadonlyMap<FormPart, Retold>;
  /** Fields of lists that the client named as single ones. */
  readonly renamed: ReadonlyMap<FormPart, string>;
  readonly standIns: StandIns;
}

/** Of OpenAI's models, bytes. */
const MOST_BYTES = 26_214_400;
const OPENAIS = /^(?:whisper-1|gpt-)/;
/** Of OpenAI's models, seconds. */
const LEAST_SECONDS = 0.1;
/** Fields that may be there several times (openai-audio.md §3). */
const LISTS: ReadonlySet<string> = new Set([
  'languages',
  'keywords',
  'include',
  'timestamp_granularities',
  'known_speaker_names',
  'known_speaker_references',
]);
/** Names by which OpenAI knows what a file is. */
const ENDINGS = /\.(?:flac|mp3|mp4|mpeg|mpga|m4a|oga|ogg|wav|webm)$/i;

/** Reads the form. @throws Failure 400 naming the field, 413, 415 */
export async function readTranscriptOrder(
  services: RelayServices,
  exchange: Exchange,
  translates: boolean,
): Promise<TranscriptOrder> {
  const type = exchange.request.headers['content-type'] ?? '';
  if (!/^multipart\/form-data/i.test(type))
    throw new Failure('unsupported_media_type', 'Send the recording as a form: multipart/form-data with a file.');
  const form = await exchange.form(services.spoolFolder, services.world().settings.maxUploadBytes);
  try {
    return await understood(form, translates);
  } catch (error) {
    await form.spool.dispose();
    throw error;
  }
}

async function understood(form: SpooledForm, translates: boolean): Promise<TranscriptOrder> {
  refuseRepeated(form, LISTS);
  const request = readTranscriptRequest(fieldsOf(form), translates);
  const [file, ...others] = partsNamed(form, 'file');
  if (file === undefined) throw bad('file must be the recording, as a file with a name.');
  if (others.length > 0) throw bad('file may be given once.');
  const content = contentOf(form, file);
  if (content.size > MOST_BYTES && OPENAIS.test(request.model)) {
    const message = `Maximum content size limit (${MOST_BYTES}) exceeded (${content.size} bytes read)`;
    throw new Failure('read_request_body_failed', message, { param: 'file' });
  }
  const sound = await listened(content);
  const least = OPENAIS.test(request.model) ? LEAST_SECONDS : 0;
  if (sound.seconds === 0 || sound.seconds < least)
    throw bad(`Audio file is too short. Minimum audio length is ${LEAST_SECONDS} seconds.`);
  const named = ENDINGS.test(file.fileName ?? '');
  const retold = new Map<FormPart, Retold>();
  if (!named) retold.set(file, { type: sound.mediaType, fileName: `${file.fileName || 'recording'}.${sound.ending}` });
  return { request, form, file, sound, retold, renamed: listedNames(form, LISTS), standIns: new StandIns() };
}

async function listened(content: Parameters<typeof listenTo>[0]): Promise<Sound> {
  try {
    return await listenTo(content);
  } catch (error) {
    if (error instanceof BadSound) throw bad(`file: it ${error.message}.`);
    throw error;
  }
}

function bad(message: string): Failure {
  return new Failure('invalid_request', message, { param: 'file' });
}
