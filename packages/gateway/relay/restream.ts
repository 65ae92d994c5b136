// A whole answer as the stream that was asked for: some upstreams answer in one piece whatever they are asked.

import { codecOf } from '@turnpike/protocols/codecs';
import { eventsOf } from '@turnpike/protocols/conversation/collect';
import { fields } from '@turnpike/protocols/conversation/counts';
import { ToolNames } from '@turnpike/protocols/conversation/tool-names';
import { parseJson } from '@turnpike/protocols/json';
import type { Call } from './call.ts';

/** The events of an answer in the client's own protocol, or undefined where the answer cannot be told in them. */
export function asEvents(call: Call, id: string, body: Buffer): Buffer | undefined {
  const codec = codecOf(call.protocol);
  if (codec === undefined) return undefined;
  try {
    const request = codec.decodeRequest(fields(parseJson(call.envelope.body.toString('utf8'))), {
      model: call.model,
      streamed: true,
    });
    const answer = codec.decodeAnswer(fields(parseJson(body.toString('utf8'))), new ToolNames());
    const encoder = codec.streamEncoder({
      request,
      model: call.model,
      // The upstream's own id, by which it can be asked for what it stores.
      id: id.replace(/^(?:chatcmpl-|resp_|msg_)/, ''),
      created: Math.floor(Date.now() / 1000),
      wantsUsage: call.wantsUsage,
      form: 'events',
    });
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
