// The lane of a text whose upstream speaks in another format: samples get a header, addresses are fetched.

import type { SpeechCodec, Speech } from '@turnpike/protocols/audio/speech-answer';
import { encodeSpeechEvents, wavHeader } from '@turnpike/protocols/audio/speech-answer';
import { SPEECH_TYPES, type SpeechRequest } from '@turnpike/protocols/audio/speech-request';
import { Failure } from '@turnpike/protocols/failures';
import { noFacts } from '../facts.ts';
import { roadTo } from '../road.ts';
import { AskedLane, atGoogle, type Made } from './asked-lane.ts';
import type { Asker } from './conversing.ts';
import type { SpeechWork } from './speech-pass-lane.ts';
import { SpokenTime } from './spoken-time.ts';
import { ownRequest } from './work.ts';

/** Base64 of one event. */
const CHUNK_BYTES = 48 * 1024;

/** @throws Failure for what the API cannot do */
export function speechLane(work: SpeechWork, codec: SpeechCodec): AskedLane {
  const { parts, errand, candidate, upstream } = work;
  // Nothing here encodes: what its maker cannot say in the wanted format comes as WAV, and says so (gemini-native-media §4).
  const { format } = errand.request;
  const request = { ...errand.request, format: codec.formats.includes(format) ? format : 'wav' };
  const { path, body } = codec.encode(request, upstream);
  const dialect = parts.destinations.channels.get(candidate.channel) ?? '';
  const isGoogle = dialect === 'gemini';
  const family = isGoogle ? 'gemini-generate' : 'openai-chat';
  const plain = ownRequest(candidate, family, 'POST', path, {}, [Buffer.from(JSON.stringify(body))]);
  return new AskedLane({
    parts,
    candidate,
    protocol: dialect,
    request: isGoogle ? atGoogle(candidate, upstream, plain, ':generateContent') : plain,
    fault: (status, value) => codec.fault(status, value),
    make: async (value, asker) => {
      const outcome = codec.decode(value, request);
      return outcome.kind === 'fault' ? outcome : made(work, request, outcome.speech, asker);
    },
  });
}

async function made(
  { parts, errand, candidate }: SpeechWork,
  request: SpeechRequest,
  speech: Speech,
  asker: Asker,
): Promise<Made> {
  const bytes = await bytesOf(speech, fetchFor(candidate, parts, asker));
  const spoken = inFormat(bytes, speech, request.format);
  const seconds = new SpokenTime(request.format).add(spoken);
  const counted = errand.usageFor(seconds);
  const { usage } = speech;
  // What was told goes before what was counted; characters and seconds stand beside tokens for lists that price them.
  const used =
    usage === undefined
      ? counted
      : { ...usage, characters: usage.characters || counted.characters, seconds: counted.seconds };
  const facts = { ...noFacts(), usage: used, output: true, finished: true, finishReason: 'stop' };
  if (!request.events) return { body: spoken, type: SPEECH_TYPES[request.format], facts };
  const chunks: string[] = [];
  for (let at = 0; at < spoken.length; at += CHUNK_BYTES)
    chunks.push(spoken.subarray(at, at + CHUNK_BYTES).toString('base64'));
  return { body: Buffer.from(encodeSpeechEvents(chunks, used)), type: 'text/event-stream; charset=utf-8', facts };
}

type Fetch = (url: string) => Promise<Buffer>;

/** An upstream's own origin is trusted, as the operator named it; all others are guarded. */
function fetchFor(candidate: SpeechWork['candidate'], parts: SpeechWork['parts'], asker: Asker): Fetch {
  return async url => {
    const address = URL.parse(url);
    if (address?.origin !== roadTo(candidate.channel).origin) return (await parts.services.media.get(url)).bytes;
    const headers = ['accept-encoding', 'identity', 'user-agent', 'turnpike'];
    const { origin, pathname, search } = address;
    const heard = await asker.ask({ origin, path: pathname + search, method: 'GET', headers, body: undefined });
    if (heard.status !== 200) throw new Error(`status ${heard.status}`);
    return heard.body;
  };
}

async function bytesOf({ audio }: Speech, fetch: Fetch): Promise<Buffer> {
  if ('base64' in audio) return Buffer.from(audio.base64, 'base64');
  if ('hex' in audio) return Buffer.from(audio.hex, 'hex');
  try {
    return await fetch(audio.url);
  } catch (error) {
    throw new Failure('bad_response', 'The speech that the provider made could not be had. Try again.', {
      cause: error,
    });
  }
}

/** Samples with or without their header; everything else stays as it came. */
function inFormat(bytes: Buffer, { format, rate }: Speech, wanted: Speech['format']): Buffer {
  if (format === 'pcm' && wanted === 'wav') return Buffer.concat([wavHeader(bytes.length, rate), bytes]);
  const hasHeader = format === 'wav' && wanted === 'pcm' && bytes.toString('latin1', 0, 4) === 'RIFF';
  if (!hasHeader) return bytes;
  const data = bytes.indexOf('data', 12, 'latin1');
  return data === -1 ? bytes.subarray(44) : bytes.subarray(data + 8);
}
