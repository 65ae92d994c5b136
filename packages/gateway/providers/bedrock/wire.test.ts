// Specification of what Bedrock puts on the wire: signatures by published vectors, frames by bytes that AWS's own reader took.

import { describe, expect, it } from 'vitest';
import { FrameReader } from './event-stream.ts';
import { bedrockKey } from './key.ts';
import { baseModel, wireModel } from './models.ts';
import { signed, signingKey } from './sigv4.ts';

const SECRET = 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY';
const KEY = { id: 'AKIDEXAMPLE', secret: SECRET };
const BODY = '{"anthropic_version":"bedrock-2023-05-31","max_tokens":16,"messages":[{"role":"user","content":"hi"}]}';
const WIRE = '/model/us.anthropic.claude-sonnet-4-20250514-v1%3A0/invoke';

const signatureOf = (headers: readonly (readonly [string, string])[]): string | undefined =>
  /Signature=([0-9a-f]{64})$/.exec(new Map(headers).get('authorization') ?? '')?.[1];

const bedrockCall = (path: string, session?: string): string | undefined =>
  signatureOf(
    signed(
      {
        method: 'POST',
        host: 'bedrock-runtime.us-east-1.amazonaws.com',
        path,
        contentType: 'application/json',
        body: [Buffer.from(BODY.slice(0, 40)), Buffer.from(BODY.slice(40))],
      },
      { ...KEY, session },
      { region: 'us-east-1', service: 'bedrock', now: Date.UTC(2025, 0, 2, 3, 4, 5) },
    ),
  );

describe('a signature', () => {
  it('has the key of a day, region and service that AWS publishes', () => {
    expect(signingKey(SECRET, '20150830', 'us-east-1', 'iam').toString('hex')).toBe(
      'c4afb1cc5771d871763a393e44b703571b55cc28424d1a5e86da6ed3c154a4b9',
    );
  });

  it('is that of the vector get-vanilla', () => {
    const headers = signed({ method: 'GET', host: 'example.amazonaws.com', path: '/', body: [] }, KEY, {
      region: 'us-east-1',
      service: 'service',
      now: Date.UTC(2015, 7, 30, 12, 36, 0),
    });
    expect(signatureOf(headers)).toBe('5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31');
  });

  it('is that of botocore for a call of Bedrock: an encoded colon is encoded again, a raw one once', () => {
    expect(bedrockCall(WIRE)).toBe('4f61bace10f5452441b610f42c84ee100354ce48b90ca6343bb7f6026f504414');
    expect(bedrockCall(WIRE.replace('%3A', ':'))).toBe(
      '88922cf9a22ea039e692308ff7c8f6e2605ba7d44174e840530a3fd801d7ca29',
    );
  });

  it('covers the token of temporary credentials', () => {
    expect(bedrockCall(WIRE, 'TOKEN-EXAMPLE')).toBe('a1a08b45eca64d77f48f77cb42cd5dea7f76dd27df53ba7b4f9b8f214a4542aa');
  });
});

const CHUNK = Buffer.from(
  '000000920000004b2fea33010b3a6576656e742d747970650700056368756e6b0d3a636f6e74656e742d747970650700106170706c69636174696f6e2f6a736f6e0d3a6d6573736167652d747970650700056576656e747b226279746573223a2265794a306558426c496a6f696257567a6332466e5a56397a64473977496e303d222c2270223a2261626364227d42b72480',
  'hex',
);
const EXCEPTION = Buffer.from(
  '00000090000000618e91a9b70f3a657863657074696f6e2d747970650700137468726f74746c696e67457863657074696f6e0d3a636f6e74656e742d747970650700106170706c69636174696f6e2f6a736f6e0d3a6d6573736167652d74797065070009657863657074696f6e7b226d657373616765223a22546f6f206d616e79207265717565737473227de67f8005',
  'hex',
);
const EMPTY = Buffer.from('000000100000000005c248eb7d98c8ff', 'hex');
const DELTA = Buffer.from(
  '0000009d00000057b9bbf89f0d3a6d6573736167652d747970650700056576656e740b3a6576656e742d74797065070011636f6e74656e74426c6f636b44656c74610d3a636f6e74656e742d747970650700106170706c69636174696f6e2f6a736f6e7b22636f6e74656e74426c6f636b496e646578223a302c2264656c7461223a7b2274657874223a224869227d2c2270223a226162227d302d70ec',
  'hex',
);

describe('the frames of an event stream', () => {
  const all = Buffer.concat([CHUNK, EXCEPTION, EMPTY, DELTA]);

  it.each([1, 7, 64, 4096])('are read in pieces of %i bytes', size => {
    const reader = new FrameReader();
    const frames = [];
    for (let at = 0; at < all.length; at += size) frames.push(...reader.push(all.subarray(at, at + size)));
    expect(frames.map(({ headers }) => headers.get(':event-type') ?? headers.get(':exception-type'))).toEqual([
      'chunk',
      'throttlingException',
      undefined,
      'contentBlockDelta',
    ]);
    expect(frames.map(({ payload }) => payload.toString())).toEqual([
      '{"bytes":"eyJ0eXBlIjoibWVzc2FnZV9zdG9wIn0=","p":"abcd"}',
      '{"message":"Too many requests"}',
      '',
      '{"contentBlockIndex":0,"delta":{"text":"Hi"},"p":"ab"}',
    ]);
    expect(reader.rest).toBe(0);
  });

  it.each([0, 5, 9, 20, 100, CHUNK.length - 1])('are refused when the byte %i is wrong', at => {
    const broken = Buffer.from(CHUNK);
    broken.writeUInt8(broken.readUInt8(at) ^ 0x01, at);
    expect(() => new FrameReader().push(broken)).toThrow('broken');
  });

  it('that do not come whole are known to be missing', () => {
    const reader = new FrameReader();
    expect(reader.push(CHUNK.subarray(0, 100))).toEqual([]);
    expect(reader.rest).toBe(100);
  });
});

describe('a key', () => {
  const aws = { id: 'AKIA1234567890', secret: 's/e+c', session: undefined };
  it.each([
    ['AKIA1234567890:s/e+c', { aws }],
    ['ASIA1234567890:s/e+c:tok:en', { aws: { id: 'ASIA1234567890', secret: 's/e+c', session: 'tok:en' } }],
    ['AKIA1234567890|s/e+c|eu-west-1', { aws: { id: aws.id, secret: aws.secret }, region: 'eu-west-1' }],
    ['ABSKQmVk…|eu-west-1', { bearer: 'ABSKQmVk…', region: 'eu-west-1' }],
    ['bedrock-api-key-YmVk', { bearer: 'bedrock-api-key-YmVk' }],
    ['{"aws_access_key_id":"AKIA1234567890","aws_secret_access_key":"s/e+c"}', { aws, region: undefined }],
    ['{"AccessKeyId":"AKIA1234567890","SecretAccessKey":"s/e+c","Region":"us-west-2"}', { aws, region: 'us-west-2' }],
  ])('%s is read', (text, expected) => expect(bedrockKey(text)).toEqual(expected));

  it.each(['{"a":1}', '{broken'])('%s says what it lacks', text =>
    expect(() => bedrockKey(text)).toThrow('access_key'),
  );
});

describe('a model', () => {
  it.each([
    ['claude-sonnet-4-5', 'us-west-2', 'us.anthropic.claude-sonnet-4-5-20250929-v1:0'],
    ['claude-3-5-sonnet-20241022', 'eu-central-1', 'eu.anthropic.claude-3-5-sonnet-20241022-v2:0'],
    ['claude-haiku-4-5-20251001', 'ap-northeast-1', 'jp.anthropic.claude-haiku-4-5-20251001-v1:0'],
    ['claude-opus-5', 'sa-east-1', 'global.anthropic.claude-opus-5'],
    ['anthropic.claude-3-haiku-20240307-v1:0', 'us-east-1', 'anthropic.claude-3-haiku-20240307-v1:0'],
    ['amazon.nova-pro-v1:0', 'us-east-1', 'amazon.nova-pro-v1:0'],
    ['arn:aws:bedrock:us-east-1:1:inference-profile/x', 'us-east-1', 'arn:aws:bedrock:us-east-1:1:inference-profile/x'],
  ])('%s in %s is %s', (name, region, id) => expect(wireModel(name, region)).toBe(id));

  it('is counted without its profile', () => {
    expect(baseModel('us.anthropic.claude-sonnet-4-20250514-v1:0')).toBe('anthropic.claude-sonnet-4-20250514-v1:0');
  });
});
