// Broken input to the translation: a client's mistake is named as its own, an upstream's ends the answer, and nothing throws.

import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Codec, Target } from '@turnpike/protocols/codec';
import { codecOf } from '@turnpike/protocols/codecs';
import { fields } from '@turnpike/protocols/conversation/counts';
import { ToolNames } from '@turnpike/protocols/conversation/tool-names';
import { usageOf } from '@turnpike/protocols/conversation/usage';
import { Failure } from '@turnpike/protocols/failures';
import { SseReader } from '@turnpike/protocols/sse';
import { StopCutter } from '../packages/gateway/relay/stop-cutter.ts';
import { TranslatedPassage } from '../packages/gateway/relay/translated-passage.ts';
import { FAMILIES, type FamilyName } from './support/families.ts';
import { readFixtures } from './support/fixtures.ts';
import { recordedClients } from './support/recorded-clients.ts';

const NAMES: readonly FamilyName[] = FAMILIES.map(family => family.name);

function need(name: FamilyName): Codec {
  const codec = codecOf(name);
  if (codec === undefined) throw new Error(`no codec of ${name}`);
  return codec;
}

const TARGETS: Readonly<Record<FamilyName, readonly Target[]>> = {
  'openai-chat': [
    { model: 'gpt-5.1', vendor: 'openai' },
    { model: 'deepseek-reasoner', vendor: 'deepseek' },
    { model: 'any', vendor: 'compatible' },
  ],
  'openai-responses': [{ model: 'gpt-5.1', vendor: 'openai' }],
  'anthropic-messages': [
    { model: 'claude-sonnet-4-5', vendor: 'anthropic', maxOutput: 64_000 },
    { model: 'claude-opus-4-8', vendor: 'anthropic' },
  ],
  'gemini-generate': [
    { model: 'gemini-3-pro-preview', vendor: 'gemini' },
    { model: 'gemini-2.5-flash', vendor: 'gemini' },
  ],
};

/** Where values stand in a JSON value. */
function pathsOf(value: unknown, path: readonly (string | number)[] = []): (readonly (string | number)[])[] {
  if (typeof value !== 'object' || value === null) return [path];
  const inner = Array.isArray(value) ? value.map((one, index) => [index, one] as const) : Object.entries(value);
  return [path, ...inner.flatMap(([name, one]) => pathsOf(one, [...path, name]))];
}

/** A copy with another value in one place; `undefined` takes the place away. */
function changed(value: unknown, path: readonly (string | number)[], to: unknown): unknown {
  const [step, ...rest] = path;
  if (step === undefined) return to;
  if (Array.isArray(value)) {
    const copy = value.map((one: unknown, index) => (index === step ? changed(one, rest, to) : one));
    return rest.length === 0 && to === undefined ? copy.filter((_, index) => index !== step) : copy;
  }
  const entries = Object.entries(value ?? {}).map(
    ([name, one]) => [name, name === step ? changed(one, rest, to) : one] as const,
  );
  return Object.fromEntries(entries.filter(([, one]) => one !== undefined));
}

const junk = fc.oneof(
  fc.constantFrom<unknown>(
    undefined,
    null,
    '',
    0,
    -1,
    1.5,
    1e300,
    true,
    [],
    {},
    [[]],
    [null],
    [{}],
    'x',
    '{',
    '\u0000',
    '\ud800',
    'data:,',
  ),
  fc.jsonValue({ maxDepth: 2 }),
  fc.string({ unit: 'binary', maxLength: 20 }),
);

const BODIES: readonly { readonly name: string; readonly family: FamilyName; readonly body: object }[] = [
  ...recordedClients().map(({ name, family, body }) => ({ name, family, body })),
  ...readFixtures()
    .filter(fixture => fixture.action === 'generate' && fixture.request !== undefined && fixture.status === 200)
    .filter(fixture => JSON.stringify(fixture.request?.body).length < 40_000)
    .map(fixture => ({ name: fixture.name, family: fixture.family, body: fixture.request?.body ?? {} })),
];

/** A real request with one or two values replaced. */
const broken = fc.constantFrom(...BODIES).chain(({ family, body }) => {
  const paths = pathsOf(body).filter(path => path.length > 0);
  const change = fc.tuple(fc.constantFrom(...paths), junk);
  return fc.array(change, { minLength: 1, maxLength: 2 }).map(changes => ({
    family,
    body: fields(changes.reduce<unknown>((made, [path, to]) => changed(made, path, to), body)),
  }));
});

describe('a request with anything in it', () => {
  it('is written for every other protocol, or refused as the client’s mistake', () => {
    fc.assert(
      fc.property(broken, fc.boolean(), ({ family, body }, streamed) => {
        const attempt = (work: () => unknown): unknown => {
          try {
            return work();
          } catch (error) {
            if (error instanceof Failure && error.code === 'invalid_request') return undefined;
            throw error;
          }
        };
        const request = attempt(() => need(family).decodeRequest(body, { model: 'm', streamed })) as
          ReturnType<Codec['decodeRequest']> | undefined;
        if (request === undefined) return;
        for (const name of NAMES) {
          if (name === family) continue;
          for (const target of TARGETS[name]) {
            const encoded = attempt(() => need(name).encodeRequest(request, target)) as
              ReturnType<Codec['encodeRequest']> | undefined;
            if (encoded !== undefined) expect(() => JSON.parse(JSON.stringify(encoded.body)) as unknown).not.toThrow();
          }
        }
      }),
      { numRuns: 1_500 },
    );
  });
});

const STREAMS = readFixtures().filter(
  fixture => fixture.streamed && fixture.status === 200 && fixture.bytes.length < 60_000,
);
const ANSWERS = readFixtures().filter(
  fixture => !fixture.streamed && fixture.action === 'generate' && fixture.bytes.length < 60_000,
);

/** A recorded stream with some values of its events replaced, and perhaps bytes that are none of any event. */
const brokenStream = fc.constantFrom(...STREAMS).chain(fixture => {
  const events = new SseReader().push(`${fixture.bytes.toString('utf8')}\n\n`);
  const change = fc.record({ event: fc.nat(events.length - 1), place: fc.nat(), to: junk });
  const noise = fc.constantFrom(
    '',
    ': note\n\n',
    'data: {\n\n',
    'data: null\n\n',
    'data: []\n\n',
    'event: x\ndata: {}\n\n',
  );
  return fc.tuple(fc.array(change, { maxLength: 3 }), noise, fc.nat(events.length)).map(([changes, extra, at]) => {
    const data = events.map(event => event.data);
    for (const { event, place, to } of changes) {
      const value = parsed(data[event] ?? '');
      const paths = pathsOf(value);
      const path = paths[place % paths.length] ?? [];
      const made = changed(value, path, to);
      data[event] = made === undefined ? '{}' : JSON.stringify(made);
    }
    const text = data.map((one, index) => (index === at ? extra : '') + `data: ${one}\n\n`).join('');
    return { family: fixture.family, text };
  });
});

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return {};
  }
}

describe('a stream with anything in it', () => {
  it('ends as a whole answer or as a broken one, and never as both', () => {
    fc.assert(
      fc.property(brokenStream, fc.constantFrom(...NAMES), ({ family, text }, name) => {
        const context = {
          request: { ...ASKED, origin: name },
          model: 'asked',
          id: 'abcdefghijklmnopqrst',
          created: 1,
          wantsUsage: true,
          form: 'events',
        } as const;
        const passage = new TranslatedPassage({
          decoder: need(family).streamDecoder(new ToolNames()),
          encoder: need(name).streamEncoder(context),
          cutter: new StopCutter([]),
          maker: 'maker/family',
          watch: () => undefined,
          estimate: () => usageOf({ input: 1, output: 1 }),
        });
        const out = [...passage.feed(Buffer.from(text)), ...passage.rest()].map(String).join('');
        expect(passage.facts.finished !== passage.facts.failed, out.slice(-300)).toBe(true);
        // A mistake of ours is told apart from the upstream's.
        expect(out).not.toContain('could not translate');
        const data = [...new SseReader().push(`${out}\n\n`)].map(event => event.data).filter(one => one !== '[DONE]');
        for (const one of data) expect(() => JSON.parse(one) as unknown).not.toThrow();
      }),
      { numRuns: 1_500 },
    );
  });
});

describe('a whole answer with anything in it', () => {
  it('is read into something that every client can be told, or is none', () => {
    const answer = fc.constantFrom(...ANSWERS).chain(fixture => {
      const body: unknown = JSON.parse(fixture.bytes.toString('utf8'));
      const paths = pathsOf(body).filter(path => path.length > 0);
      return fc.array(fc.tuple(fc.constantFrom(...paths), junk), { maxLength: 3 }).map(changes => ({
        family: fixture.family,
        status: fixture.status,
        body: fields(changes.reduce<unknown>((made, [path, to]) => changed(made, path, to), body)),
      }));
    });
    fc.assert(
      fc.property(answer, ({ family, status, body }) => {
        const codec = need(family);
        if (status !== 200) {
          expect(typeof codec.decodeFault(status, body).message).toBe('string');
          return;
        }
        let read: ReturnType<Codec['decodeAnswer']>;
        try {
          read = codec.decodeAnswer(body, new ToolNames());
        } catch (error) {
          // What is no answer of the protocol is the upstream's fault, and another one may be asked.
          if (error instanceof Failure && error.code === 'bad_response_body') return;
          throw error;
        }
        for (const name of NAMES) {
          const context = {
            request: { ...ASKED, origin: name },
            model: 'm',
            id: 'x',
            created: 1,
            wantsUsage: true,
            form: 'events',
          } as const;
          expect(() => JSON.stringify(need(name).encodeAnswer(read, context))).not.toThrow();
        }
      }),
      { numRuns: 1_000 },
    );
  });
});

const ASKED = {
  origin: 'openai-chat',
  model: 'asked',
  streamed: true,
  messages: [],
  tools: [],
  sampling: {},
  output: {},
  handling: {},
  extras: {},
} as const;
