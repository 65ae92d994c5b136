// The codec of Anthropic Messages.

import type { Codec } from '../codec.ts';
import { FIELD_NAMES } from '../conversation/field-names.ts';
import { decodeAnswer, encodeAnswer } from './answer.ts';
import { decodeRequest } from './decode-request.ts';
import { mustInline } from './encode-media.ts';
import { encodeRequest } from './encode-request.ts';
import { decodeFault } from './error.ts';
import { MessagesStreamDecoder } from './stream-decoder.ts';
import { MessagesStreamEncoder } from './stream-encoder.ts';
import { readUsage, usageIn } from './usage.ts';
import { PROTOCOL } from './wire.ts';

/** Anthropic Messages, both ways. */
export const anthropicMessages: Codec = {
  protocol: PROTOCOL,
  fieldNames: FIELD_NAMES[PROTOCOL],
  decodeRequest,
  encodeRequest,
  mustInline,
  decodeAnswer,
  encodeAnswer,
  streamDecoder: names => new MessagesStreamDecoder(names),
  streamEncoder: client => new MessagesStreamEncoder(client),
  decodeFault,
  usageOf: body => readUsage(usageIn(body)),
};
