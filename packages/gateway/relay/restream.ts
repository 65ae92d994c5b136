// A whole answer as the stream that was asked for, as some upstreams answer in one piece; and a stream as a whole answer.

import type { Codec, ClientContext } from '@turnpike/protocols/codec';
import { codecOf } from '@turnpike/protocols/codecs';
import { AnswerCollector, eventsOf } from '@turnpike/protocols/conversation/collect';
import { fields } from '@turnpike/protocols/conversation/counts';
import { ToolNames } from '@turnpike/protocols/conversation/tool-names';
import { parseJson } from '@turnpike/protocols/json';
import { SseReader } from '@turnpike/protocols/sse';
import type { Call } from './call.ts';

/** The events of an answer in the client's own protocol, or undefined where the answer cannot be told in them. */
export function asEvents(call: Call, id: string, body: Buffer): Buffer | undefined {
  const codec = codecOf(call.protocol);
  if (codec === undefined) return undefined;
  try {
    const answer = codec.decodeAnswer(fields(parseJson(body.toString('utf8'))), new ToolNames());
    const encoder = codec.streamEncoder(clientOf(call, codec, id));
    return Buffer.from(
      eventsOf(answer)
        .map(event => encoder.push(event))
        .join(''),
    );
  } catch {
    // An answer that its own codec cannot read: another candidate may do better.
    return undefined;
  }
}

/** A stream of the client's own protocol, events or a JSON array, as the whole answer; undefined where it is not whole. */
export function asWhole(call: Call, id: string, body: Buffer): Buffer | undefined {
  const codec = codecOf(call.protocol);
  if (codec === undefined) return undefined;
  try {
    const decoder = codec.streamDecoder(new ToolNames());
    const collector = new AnswerCollector();
    for (const data of eventTexts(body.toString('utf8'))) for (const event of decoder.push(data)) collector.push(event);
    for (const event of decoder.close()) collector.push(event);
    if (collector.fault !== undefined) return undefined;
    return Buffer.from(JSON.stringify(codec.encodeAnswer(collector.answer(), clientOf(call, codec, id))));
  } catch {
    return undefined;
  }
}

/** Whom the answer is written for. The upstream's own id stays, by which it can be asked for what it stores. */
function clientOf(call: Call, codec: Codec, id: string): ClientContext {
  return {
    request: codec.decodeRequest(fields(parseJson(call.envelope.body.toString('utf8'))), {
      model: call.model,
      streamed: call.form !== 'whole',
    }),
    model: call.model,
    id: id.replace(/^(?:chatcmpl-|resp_|msg_)/, ''),
    created: Math.floor(Date.now() / 1000),
    wantsUsage: call.wantsUsage,
    form: call.form === 'array' ? 'array' : 'events',
  };
}

function eventTexts(text: string): string[] {
  if (text.trimStart().startsWith('[')) {
    const list = parseJson(text);
    return Array.isArray(list) ? list.map(item => JSON.stringify(item)) : [];
  }
  const reader = new SseReader();
  return [...reader.push(text), ...reader.close()].map(({ data }) => data);
}
