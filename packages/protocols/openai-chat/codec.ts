// OpenAI Chat Completions and its dialects: the codec.

import type { Codec, Target } from '../codec.ts';
import { FIELD_NAMES } from '../conversation/field-names.ts';
import type { MediaPart } from '../conversation/part.ts';
import { decodeAnswer } from './answer.ts';
import { decodeRequest } from './decode-request.ts';
import { encodeAnswer } from './encode-answer.ts';
import { encodeRequest } from './encode-request.ts';
import { decodeFault, faultIn } from './error.ts';
import { streamDecoder } from './stream-decoder.ts';
import { streamEncoder } from './stream-encoder.ts';
import { readUsage, usageIn } from './usage.ts';
import { quirksOf } from './models.ts';

/** Media given by address that the target does not fetch itself. */
function mustInline(part: MediaPart, target: Target): boolean {
  const quirks = quirksOf(target);
  return part.source.kind === 'url' && quirks.media.includes(part.type) && !quirks.fetches.includes(part.type);
}

/** The codec of OpenAI Chat. */
export const openaiChat: Codec = {
  protocol: 'openai-chat',
  fieldNames: FIELD_NAMES['openai-chat'],
  decodeRequest,
  encodeRequest,
  mustInline,
  decodeAnswer,
  encodeAnswer,
  streamDecoder,
  streamEncoder,
  decodeFault,
  faultIn,
  usageOf: body => readUsage(usageIn(body)),
};
