// Every recorded exchange through every pair of protocols: nothing said is lost, wherever the stream is cut.

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startSandbox, type Sandbox } from '@turnpike/sandbox';
import type { ClientContext, Codec, Target } from '@turnpike/protocols/codec';
import { codecOf } from '@turnpike/protocols/codecs';
import type { Answer } from '@turnpike/protocols/conversation/answer';
import { AnswerCollector, eventsOf } from '@turnpike/protocols/conversation/collect';
import { fields } from '@turnpike/protocols/conversation/counts';
import type { MediaPart, Part } from '@turnpike/protocols/conversation/part';
import type { ConversationRequest } from '@turnpike/protocols/conversation/request';
import { ToolNames } from '@turnpike/protocols/conversation/tool-names';
import { usageOf, type Usage } from '@turnpike/protocols/conversation/usage';
import { Failure } from '@turnpike/protocols/failures';
import { parseJson } from '@turnpike/protocols/json';
import { SseReader } from '@turnpike/protocols/sse';
import { StopCutter } from '../packages/gateway/relay/stop-cutter.ts';
import { Tap } from '../packages/gateway/relay/tap.ts';
import { TranslatedPassage } from '../packages/gateway/relay/translated-passage.ts';
import { wholeFacts } from '../packages/gateway/relay/whole.ts';
import { call } from './support/client.ts';
import { FAMILIES } from './support/families.ts';
import type { FamilyName } from './support/families.ts';
import { readFixtures, type Fixture } from './support/fixtures.ts';

const NAMES: readonly FamilyName[] = FAMILIES.map(family => family.name);
const FIXTURES = readFixtures().filter(fixture => fixture.action === 'generate');
const ANSWERS = FIXTURES.filter(fixture => fixture.status === 200);
const STREAMS = ANSWERS.filter(fixture => fixture.streamed);
const REQUESTS = FIXTURES.filter(fixture => fixture.request !== undefined);

function need(name: FamilyName): Codec {
  const codec = codecOf(name);
  if (codec === undefined) throw new Error(`no codec of ${name}`);
  return codec;
}

const VENDORS: Readonly<Record<FamilyName, string>> = {
  'openai-chat': 'openai',
  'openai-responses': 'openai',
  'anthropic-messages': 'anthropic',
  'gemini-generate': 'gemini',
};
/** Whom a recorded request was written for: vendors of the chat protocol differ. */
const targetOf = (fixture: Fixture): Target => {
  const [vendor = ''] = /deepseek|groq|moonshot|xai|openrouter|zai/.exec(fixture.name) ?? [];
  return { model: fixture.model, vendor: vendor === '' ? VENDORS[fixture.family] : vendor };
};

const ASKED: ConversationRequest = {
  origin: 'openai-chat',
  model: 'asked',
  streamed: true,
  messages: [{ role: 'user', parts: [{ type: 'text', text: 'Hello' }], at: 'messages[0]' }],
  tools: [],
  sampling: {},
  output: {},
  handling: {},
  extras: {},
};
const contextOf = (origin: FamilyName): ClientContext => ({
  request: { ...ASKED, origin },
  model: 'asked',
  id: 'abcdefghijklmnopqrst',
  created: 1_800_000_000,
  wantsUsage: true,
  form: 'events',
});

/** What a recorded answer says, read by its own codec. */
function answerOf(fixture: Fixture): Answer {
  const codec = need(fixture.family);
  const text = fixture.bytes.toString('utf8');
  if (!fixture.streamed) return codec.decodeAnswer(fields(parseJson(text)), new ToolNames(), targetOf(fixture));
  const collector = new AnswerCollector();
  const decoder = codec.streamDecoder(new ToolNames(), targetOf(fixture));
  const reader = new SseReader();
  for (const { data } of [...reader.push(text), ...reader.close()])
    for (const event of decoder.push(data)) collector.push(event);
  for (const event of decoder.close()) collector.push(event);
  return collector.answer();
}

interface Said {
  readonly text: string;
  readonly thinking: string;
  readonly calls: readonly unknown[];
  readonly stop: string;
}

/** What an answer says, in what all protocols can express. */
function said(answer: Answer): Said {
  const parts = answer.choices[0]?.parts ?? [];
  const joined = (types: readonly string[]): string =>
    parts.map(part => (types.includes(part.type) && 'text' in part ? part.text : '')).join('');
  const calls = parts.flatMap(part =>
    part.type === 'tool_call' ? [[part.name, part.kind === 'function' ? parse(part.input) : part.input]] : [],
  );
  return {
    // A made picture is Markdown to clients whose protocol has no place for one.
    text: joined(['text', 'refusal']).replace(/!\[image\]\(data:[^)]*\)\s*/g, ''),
    thinking: joined(['thinking']),
    calls,
    stop: STOPS[answer.choices[0]?.stop.reason ?? 'end'] ?? 'end',
  };
}

/** Reasons that some protocols cannot tell from others. */
const STOPS: Readonly<Record<string, string>> = {
  stop_text: 'end',
  pause: 'end',
  broken_call: 'end',
  context: 'limit',
  filter: 'refused',
  refusal: 'refused',
  limit: 'limit',
  tool_calls: 'tools',
};

function parse(text: string): unknown {
  try {
    return JSON.parse(text === '' ? '{}' : text) as unknown;
  } catch {
    return text;
  }
}

/** Tokens as each protocol can tell them: the sums that every one has. */
function sums(usage: Usage | undefined): unknown {
  if (usage === undefined) return undefined;
  const { input, cacheRead, cacheWrite5m, cacheWrite1h, audioIn, imageIn, output, audioOut, imageOut } = usage;
  return {
    input: input + cacheWrite5m + cacheWrite1h + audioIn + imageIn,
    cacheRead,
    output: output + audioOut + imageOut,
  };
}

/** What a client of a protocol reads of an answer that was written for it. */
function readBack(name: FamilyName, answer: Answer, streamed: boolean): Answer {
  const codec = need(name);
  const context = contextOf(name);
  if (!streamed)
    return codec.decodeAnswer(fields(JSON.parse(JSON.stringify(codec.encodeAnswer(answer, context)))), new ToolNames());
  const encoder = codec.streamEncoder(context);
  const text = eventsOf(answer, piecesOf)
    .map(event => encoder.push(event))
    .join('');
  return gathered(name, text).answer();
}

const piecesOf = (text: string): readonly string[] => text.match(/[\s\S]{1,7}(?![\uDC00-\uDFFF])/g) ?? [];

function gathered(name: FamilyName, text: string): AnswerCollector {
  const collector = new AnswerCollector();
  const decoder = need(name).streamDecoder(new ToolNames());
  const reader = new SseReader();
  for (const { data } of [...reader.push(text), ...reader.close()])
    for (const event of decoder.push(data)) collector.push(event);
  for (const event of decoder.close()) collector.push(event);
  return collector;
}

describe('the usage of a recorded answer', () => {
  it.each(ANSWERS)('$name is the same to the tap and to the decoder', fixture => {
    const { usage } = answerOf(fixture);
    let tapped: { usage: Usage | undefined; searches: number } | undefined;
    if (fixture.streamed) {
      const tap = new Tap(fixture.family, false);
      tap.feed(fixture.bytes);
      tap.rest();
      tapped = tap.facts;
    } else tapped = wholeFacts(fixture.family, fixture.bytes);
    const searches = Math.max(tapped?.usage?.searches ?? 0, tapped?.searches ?? 0);
    expect(usage).toEqual(tapped?.usage === undefined ? undefined : { ...tapped.usage, searches });
  });
});

describe.each(NAMES)('a client of %s', name => {
  it.each(ANSWERS.filter(fixture => fixture.family !== name && !/error/.test(fixture.name)))(
    'is told all of $name',
    fixture => {
      const answer = answerOf(fixture);
      for (const streamed of [false, true]) {
        const told = readBack(name, answer, streamed);
        const expected = said(answer);
        expect(said(told)).toEqual(expected);
        if (answer.usage !== undefined) expect(sums(told.usage)).toEqual(sums(answer.usage));
      }
    },
  );
});

/** The passage of a recorded stream to a client of another protocol. */
function passageOf(fixture: Fixture, name: FamilyName): TranslatedPassage {
  return new TranslatedPassage({
    decoder: need(fixture.family).streamDecoder(new ToolNames(), targetOf(fixture)),
    encoder: need(name).streamEncoder(contextOf(name)),
    cutter: new StopCutter([]),
    maker: 'maker/family',
    watch: () => undefined,
    estimate: () => usageOf({ input: 1, output: 1 }),
  });
}

function run(passage: TranslatedPassage, pieces: readonly Buffer[]): string {
  const out: Buffer[] = [];
  for (const piece of pieces) out.push(...passage.feed(piece));
  out.push(...passage.rest());
  return Buffer.concat(out).toString('utf8');
}

/** Up to `most` numbers from 0 to `length`, always the same ones. */
function positions(length: number, most: number): number[] {
  if (length <= most) return Array.from({ length }, (_, index) => index);
  return Array.from({ length: most }, (_, index) => Math.floor((index * length) / most) + (index % 7));
}

describe.each(NAMES)('a stream on its way to a client of %s', name => {
  const streams = STREAMS.filter(fixture => fixture.family !== name);

  it.each(streams)('$name is the same whatever its pieces are', fixture => {
    const { bytes } = fixture;
    const whole = run(passageOf(fixture, name), [bytes]);
    const single = Array.from({ length: bytes.length }, (_, index) => bytes.subarray(index, index + 1));
    expect(run(passageOf(fixture, name), single)).toBe(whole);
  });

  it.each(streams)('$name never ends as if it were whole when it was cut', fixture => {
    const { bytes } = fixture;
    const complete = said(gathered(name, run(passageOf(fixture, name), [bytes])).answer());
    for (const at of positions(bytes.length, 40)) {
      const passage = passageOf(fixture, name);
      const text = run(passage, [bytes.subarray(0, at)]);
      const seen = gathered(name, text);
      const partial = said(seen.answer());
      expect(complete.text.startsWith(partial.text), `cut at ${at}`).toBe(true);
      expect(complete.thinking.startsWith(partial.thinking), `cut at ${at}`).toBe(true);
      // What was finished may end: some upstreams say nothing behind their finish reason.
      expect(passage.whole, `cut at ${at}: ${text.slice(-300)}`).toBe(passage.fault === undefined);
      expect(seen.ended, `cut at ${at}: ${text.slice(-300)}`).toBe(passage.whole);
      if (!passage.whole) expect(seen.fault, `cut at ${at}: ${text.slice(-300)}`).toBeDefined();
    }
  });
});

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox();
});
afterAll(async () => sandbox.close());

const MODELS: Readonly<Record<FamilyName, readonly Target[]>> = {
  'openai-chat': [
    { model: 'gpt-4o-mini', vendor: 'openai', maxOutput: 16_384 },
    { model: 'gpt-5.1', vendor: 'openai', maxOutput: 128_000 },
  ],
  'openai-responses': [
    { model: 'gpt-5.1', vendor: 'openai', maxOutput: 128_000 },
    { model: 'gpt-4o-mini', vendor: 'openai', maxOutput: 16_384 },
  ],
  'anthropic-messages': [
    { model: 'claude-sonnet-4-5', vendor: 'anthropic', maxOutput: 64_000 },
    { model: 'claude-opus-4-8', vendor: 'anthropic', maxOutput: 64_000 },
  ],
  'gemini-generate': [
    { model: 'gemini-3-pro-preview', vendor: 'gemini', maxOutput: 65_536 },
    { model: 'gemini-2.5-flash', vendor: 'gemini', maxOutput: 65_536 },
  ],
};

const STAND_INS: Readonly<Record<string, { readonly data: string; readonly mediaType: string }>> = {
  image: {
    data: 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
    mediaType: 'image/png',
  },
  file: { data: Buffer.from('%PDF-1.4\n%%EOF\n').toString('base64'), mediaType: 'application/pdf' },
};

/** Media by URL as if they had been fetched. */
function inlined(request: ConversationRequest, codec: Codec, target: Target): ConversationRequest {
  const one = <Kind extends Part>(part: Kind): Kind | MediaPart => {
    const isMedia = part.type === 'image' || part.type === 'file';
    const found = STAND_INS[part.type];
    if (!isMedia || found === undefined || part.source.kind !== 'url' || !codec.mustInline(part, target)) return part;
    return { ...part, source: { kind: 'base64', data: found.data }, mediaType: found.mediaType };
  };
  const messages = request.messages.map(message => ({
    ...message,
    parts: message.parts.map(part =>
      part.type === 'tool_result' ? { ...part, content: part.content.map(one) } : one(part),
    ),
  }));
  return { ...request, messages };
}

const SECRET = 'sandbox-key';
const pathOf = (name: FamilyName, model: string): string =>
  ({
    'openai-chat': '/v1/chat/completions',
    'openai-responses': '/v1/responses',
    'anthropic-messages': '/v1/messages',
    'gemini-generate': `/v1beta/models/${model}:generateContent`,
  })[name];

describe.each(NAMES)('a recorded request, written for %s', name => {
  it.each(REQUESTS.filter(fixture => fixture.family !== name))(
    '$name is taken, or refused by its part',
    async fixture => {
      const source = need(fixture.family);
      const body = fields(parseJson(JSON.stringify(fixture.request?.body)));
      for (const target of MODELS[name]) {
        const codec = need(name);
        let encoded: ReturnType<Codec['encodeRequest']>;
        try {
          const request = { ...source.decodeRequest(body, { model: fixture.model, streamed: false }), streamed: false };
          encoded = codec.encodeRequest(inlined(request, codec, target), target);
        } catch (error) {
          if (!(error instanceof Failure)) throw error;
          expect(error.code, error.message).toBe('invalid_request');
          expect(error.param, error.message).not.toBe('');
          expect(error.param, error.message).toBeDefined();
          continue;
        }
        const answer = await call(sandbox.url + pathOf(name, target.model), {
          headers: {
            'content-type': 'application/json',
            authorization: `Bearer ${SECRET}`,
            'x-api-key': SECRET,
            'x-goog-api-key': SECRET,
            'anthropic-version': '2023-06-01',
            ...Object.fromEntries(encoded.headers),
          },
          body: JSON.stringify(encoded.body),
        });
        // A file of the recording's own account: the strict upstream was asked for it, and knows its own alone.
        if (answer.status === 404 && answer.text.includes('File not found: file-')) continue;
        expect(answer.status, `${target.model}: ${answer.text.slice(0, 500)}`).toBe(200);
      }
    },
  );
});
