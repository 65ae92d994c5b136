// The lane of a recording whose upstream listens in another format: sent as base64 from the spool, told in OpenAI's forms.

import { encodeTranscript, type TranscriptCodec } from '@turnpike/protocols/audio/transcript-codec';
import { contentOf } from '../../http/form.ts';
import { addText, noFacts } from '../facts.ts';
import { AskedLane, atGoogle } from './asked-lane.ts';
import type { TranscriptWork } from './transcript-pass-lane.ts';
import { ownRequest } from './work.ts';

/** @throws Failure for what the API cannot do */
export function listeningLane(work: TranscriptWork, codec: TranscriptCodec): AskedLane {
  const { parts, errand, candidate, upstream } = work;
  const { request, form, file, sound, standIns } = errand.order;
  const data = standIns.of(contentOf(form, file));
  const { path, body } = codec.encode(request, upstream, data, sound.mediaType);
  const dialect = parts.destinations.channels.get(candidate.channel) ?? '';
  const isGoogle = dialect === 'gemini';
  const sent = standIns.body(JSON.stringify(body));
  const plain = ownRequest(candidate, isGoogle ? 'gemini-generate' : 'openai-chat', 'POST', path, {}, sent);
  return new AskedLane({
    parts,
    candidate,
    protocol: dialect,
    request: isGoogle ? atGoogle(candidate, upstream, plain, ':generateContent') : plain,
    fault: (status, value) => codec.fault(status, value),
    make: async value => {
      const heard = codec.decode(value);
      if ('kind' in heard) return { fault: heard };
      const facts = { ...noFacts(), usage: heard.usage, finished: true, finishReason: 'stop' };
      addText(facts, heard.text);
      const usage = heard.usage ?? errand.delivered(facts);
      const type = request.streams
        ? 'text/event-stream; charset=utf-8'
        : request.format === 'text'
          ? 'text/plain; charset=utf-8'
          : 'application/json; charset=utf-8';
      const told = encodeTranscript({ text: heard.text, usage }, request);
      return { body: Buffer.from(told), type, facts: { ...facts, usage: heard.usage, output: true } };
    },
  });
}
