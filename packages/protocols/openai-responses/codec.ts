// The codec of OpenAI Responses.

import type { Codec } from '../codec.ts';
import { FIELD_NAMES } from '../conversation/field-names.ts';
import { decodeAnswer, usageOfResponse } from './decode-answer.ts';
import { decodeRequest } from './decode-request.ts';
import { encodeAnswer, streamEncoder } from './encode-answer.ts';
import { encodeRequest } from './encode-request.ts';
import { decodeFault } from './error.ts';
import { streamDecoder } from './stream-decoder.ts';

/** OpenAI Responses, both ways. */
export const openaiResponses: Codec = {
  protocol: 'openai-responses',
  fieldNames: FIELD_NAMES['openai-responses'],
  decodeRequest,
  encodeRequest,
  // Images and files are taken by their address on the web; buckets and the like are known to their owner alone.
  mustInline: ({ source }) => source.kind === 'url' && !/^https?:/i.test(source.url),
  decodeAnswer,
  encodeAnswer,
  streamDecoder,
  streamEncoder,
  decodeFault,
  usageOf: usageOfResponse,
};
