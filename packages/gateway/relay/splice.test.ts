// Specification of splicing: only what must change changes, byte for byte.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { scanEnvelope } from './envelope.ts';
import { wrapProof } from '@turnpike/protocols/conversation/origin';
import { carriedEdits, modelEdits, nestedModelEdits, splice, usageEdits } from './splice.ts';

function apply(source: string, upstream: string, usage: boolean): string {
  const envelope = scanEnvelope(Buffer.from(source));
  const asked = String(JSON.parse(source).model);
  const edits = [...modelEdits(envelope, asked, upstream), ...(usage ? usageEdits(envelope) : [])];
  return Buffer.concat([...splice(envelope.body, edits)]).toString();
}

describe('splicing', () => {
  it('changes only the bytes of the model name', () => {
    const source = '{ "x":1.0e2,\n "model" : "fast", "seed":12345678901234567890, "a":"\\u00e9" }';
    expect(apply(source, 'claude', false)).toBe(source.replace('"fast"', '"claude"'));
  });

  it('leaves a body alone when nothing must change', () => {
    const envelope = scanEnvelope(Buffer.from('{"model":"a"}'));
    expect(splice(envelope.body, modelEdits(envelope, 'a', 'a'))[0]).toBe(envelope.body);
  });

  it.each([
    ['{"model":"a","stream":true}', '{"model":"a","stream":true,"stream_options":{"include_usage":true}}'],
    ['{"model":"a","stream_options":{}}', '{"model":"a","stream_options":{"include_usage":true}}'],
    ['{"model":"a","stream_options":null}', '{"model":"a","stream_options":{"include_usage":true}}'],
    ['{"model":"a","stream_options":{"include_usage":false}}', '{"model":"a","stream_options":{"include_usage":true}}'],
    [
      '{"stream_options":{"include_usage": true },"model":"a"}',
      '{"stream_options":{"include_usage": true },"model":"a"}',
    ],
    ['{"model":"a","stream_options":{"x":1}}', '{"model":"a","stream_options":{"x":1,"include_usage":true}}'],
  ])('asks for usage in %s', (source, expected) => {
    expect(apply(source, 'a', true)).toBe(expected);
  });

  it('takes out what the client carries for models of other protocols, and leaves bodies without any alone', () => {
    const carried = wrapProof({ origin: 'anthropic-messages', value: 'c2ln' });
    const body = (sealed: string): string =>
      `{"model":"a","input":[{"type":"reasoning","encrypted_content":"${sealed}"},{"role":"user","content":"Hi.","n":12345678901234567890}],"seed":1}`;
    const cleaned = (source: string): string => {
      const envelope = scanEnvelope(Buffer.from(source));
      return Buffer.concat([...splice(envelope.body, carriedEdits('openai-responses', envelope))]).toString();
    };
    expect(cleaned(body(carried))).toBe(
      '{"model":"a","input":[{"role":"user","content":"Hi.","n":12345678901234567890}],"seed":1}',
    );
    expect(cleaned(body('gAAAA'))).toBe(body('gAAAA'));
  });

  it('gives what parsing and changing would give, for any body', () => {
    const options = fc.option(
      fc.record({ include_usage: fc.boolean(), include_obfuscation: fc.boolean() }, { requiredKeys: [] }),
      { nil: undefined },
    );
    fc.assert(
      fc.property(
        fc.dictionary(fc.string(), fc.jsonValue()),
        options,
        fc.string({ minLength: 1 }),
        (rest, streamOptions, upstream) => {
          const body = {
            ...rest,
            model: 'asked',
            ...(streamOptions === undefined ? {} : { stream_options: streamOptions }),
          };
          const source = JSON.stringify(body);
          const expected = {
            ...JSON.parse(source),
            model: upstream,
            stream_options: { ...streamOptions, include_usage: true },
          };
          expect(JSON.parse(apply(source, upstream, true))).toEqual(expected);
        },
      ),
    );
  });

  it('sends a large body in pieces that are parts of it, not copies', () => {
    const body = Buffer.from(JSON.stringify({ model: 'a', image: 'A'.repeat(1_000_000) }));
    const pieces = splice(body, modelEdits(scanEnvelope(body), 'a', 'b'));
    expect(pieces.length).toBe(3);
    expect(pieces[2]?.buffer).toBe(body.buffer);
  });

  it('maps the model inside a token counting request', () => {
    const envelope = scanEnvelope(Buffer.from('{"generateContentRequest":{"model":"models/fast","contents":[]}}'));
    const pieces = splice(envelope.body, nestedModelEdits(envelope, 'fast', 'gemini-2.5-pro'));
    expect(String(pieces[0])).toBe('{"generateContentRequest":{"model":"models/gemini-2.5-pro","contents":[]}}');
  });
});
