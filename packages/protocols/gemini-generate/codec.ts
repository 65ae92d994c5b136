// The codec of Gemini generateContent: requests, answers, streams and errors, both ways.

import { FIELD_NAMES } from '../conversation/field-names.ts';
import type { Codec } from '../codec.ts';
import { searchesIn, readUsage, usageIn } from './usage.ts';
import { decodeRequest } from './decode-request.ts';
import { encodeAnswer } from './encode-answer.ts';
import { mustInline } from './encode-media.ts';
import { encodeRequest } from './encode-request.ts';
import { decodeFault } from './error.ts';
import { AnswerReader, decodeAnswer } from './stream-decoder.ts';
import { AnswerWriter } from './stream-encoder.ts';
import { GEMINI, listed, namedOrNone } from './wire.ts';

/** Gemini generateContent, of the Gemini API and of Vertex. */
export const geminiGenerate: Codec = {
  protocol: GEMINI,
  fieldNames: FIELD_NAMES[GEMINI],
  decodeRequest,
  encodeRequest,
  mustInline,
  decodeAnswer,
  encodeAnswer,
  streamDecoder: names => new AnswerReader(names),
  streamEncoder: client => new AnswerWriter(client),
  decodeFault,
  usageOf(body) {
    const usage = readUsage(usageIn(body));
    if (usage === undefined) return undefined;
    const queries = listed(body['candidates']).map(one => searchesIn(namedOrNone(one)['groundingMetadata']));
    const searches = Math.max(0, ...queries);
    return searches === 0 ? usage : { ...usage, searches };
  },
};
