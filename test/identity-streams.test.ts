// Streams through the identity lane: every event leaves when it comes, and a broken stream never looks like a whole one.

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { call, eventually, pause } from './support/client.ts';
import type { Answer } from './support/client.ts';
import { FAMILIES } from './support/families.ts';
import type { FamilyCase } from './support/families.ts';
import { KEY, sameName, startLane } from './support/lane.ts';
import type { Lane } from './support/lane.ts';
import { generation, usedBy } from './support/money.ts';

const SSE = { 'content-type': 'text/event-stream; charset=utf-8' };
const EVENTS = 12;
/** What an event may take that nothing holds back; of several, since a busy machine may stall any process for longer. */
const MAX_DELAY_MS = 20;

let lane: Lane;
beforeAll(async () => {
  lane = await startLane(['cut', 'quiet', 'early', 'failed']);
}, 60_000);
afterAll(async () => lane.stop());

/** A stream request of a family; chat asks for its usage, so that all bytes pass. */
async function stream(
  family: FamilyCase,
  model: string,
  options: Partial<Parameters<typeof call>[1]> = {},
): Promise<Answer> {
  const body = family.body(model, true);
  const asked = family.name === 'openai-chat' ? `${body.slice(0, -1)},"stream_options":{"include_usage":true}}` : body;
  return call(lane.gateway.url + family.path(model, true), { headers: family.headers(KEY), body: asked, ...options });
}

/** An event of the family that carries text, made unlike every other by `word`. */
function textEvent(family: FamilyCase, word: string): string {
  const event = family.events('m').find(one => one.includes('Hi'));
  if (event === undefined) throw new Error('the family has no text event');
  return event.replace('Hi', `Hi-${word}`);
}

/** What comes before text in a stream of the family. */
function opening(family: FamilyCase): readonly string[] {
  const events = family.events('m');
  return events.slice(
    0,
    events.findIndex(one => one.includes('Hi')),
  );
}

/** What comes after the text. */
function closing(family: FamilyCase): readonly string[] {
  const events = family.events('m');
  return events.slice(
    events.findLastIndex(one => one.includes('" there"')) + (family.name === 'gemini-generate' ? 0 : 1),
  );
}

/**
 * Sends EVENTS events, each when the client has the one before: one that is held back for a later one ends nothing.
 * Answers the milliseconds of each from the upstream's socket to the client.
 */
async function delaysOf(family: FamilyCase): Promise<number[]> {
  const arrivals = Array.from({ length: EVENTS }, () => Promise.withResolvers<number>());
  const delays: number[] = [];
  lane.upstream.script = async (_request, reply) => {
    reply.open(200, SSE);
    for (const event of opening(family)) reply.write(event);
    for (const [index, { promise }] of arrivals.entries()) {
      const leftAt = reply.write(textEvent(family, `${index}.`));
      delays.push((await promise) - leftAt);
    }
    for (const event of closing(family)) reply.write(event);
    reply.end();
  };
  const answer = await stream(family, sameName(family), {
    onPiece({ at, bytes }) {
      arrivals.forEach(({ resolve }, index) => bytes.includes(`Hi-${index}.`) && resolve(at));
    },
  });
  expect([answer.status, answer.complete]).toEqual([200, true]);
  return delays;
}

describe.each(FAMILIES)('a slow $name stream', family => {
  it('brings each event to the client when it comes, before any other', { timeout: 60_000 }, async () => {
    const delays = await delaysOf(family);
    expect(delays).toHaveLength(EVENTS);
    expect(Math.min(...delays)).toBeLessThanOrEqual(MAX_DELAY_MS);
  });
});

describe.each(FAMILIES)('a $name stream', family => {
  it('with unknown events and fields comes back byte for byte, however its bytes are cut', async () => {
    const odd = `event: x_unknown\ndata: {"type":"x_unknown","b":1,  "a":"𝄞 é \\u00e9","n":12345678901234567890}\n\n`;
    const strange = family.name === 'openai-chat' ? odd.replace('event: x_unknown\n', '') : odd;
    const text = [
      ...opening(family),
      textEvent(family, 'é𝄞'),
      strange,
      ': a comment\n\n',
      textEvent(family, 'b'),
      ...closing(family),
    ].join('');
    const bytes = Buffer.from(text);
    lane.upstream.script = async (_request, reply) => {
      reply.open(200, { ...SSE, 'x-future': 'kept' });
      for (let position = 0; position < bytes.length; position += 37) {
        reply.write(bytes.subarray(position, position + 37));
        if (position % 5 === 0) await pause(1);
      }
      reply.end();
    };
    const answer = await stream(family, sameName(family));
    expect(answer.text).toBe(text);
    expect(answer.complete).toBe(true);
    expect(answer.headers['content-type']).toBe(SSE['content-type']);
    expect(answer.headers['x-future']).toBe('kept');
  });

  it('that is cut after some text ends with the error event of the family and no normal end', async () => {
    lane.upstream.script = async (_request, reply) => {
      reply.open(200, SSE);
      for (const event of [...opening(family), textEvent(family, 'one'), textEvent(family, 'two')]) reply.write(event);
      await pause(60);
      reply.cut();
    };
    const answer = await stream(family, `cut-${family.name}`);
    expect(answer.text).toContain('Hi-one');
    expect(answer.text).toContain('Hi-two');
    expect(answer.text).toMatch(family.errorEvent);
    expect(answer.text).not.toMatch(family.terminal);
    expect(answer.complete).toBe(true);
  });

  it('that the upstream ends too early in good order is treated as cut', async () => {
    lane.upstream.script = (_request, reply) => {
      reply.open(200, SSE);
      for (const event of [...opening(family), textEvent(family, 'one')]) reply.write(event);
      reply.end();
    };
    const answer = await stream(family, `early-${family.name}`);
    expect(answer.text).toContain('Hi-one');
    expect(answer.text).toMatch(family.errorEvent);
    expect(answer.text).not.toMatch(family.terminal);
  });

  it('that is cut in the middle of an event shows no half event as a whole one', async () => {
    const half = textEvent(family, 'half').slice(0, -12);
    lane.upstream.script = async (_request, reply) => {
      reply.open(200, SSE);
      for (const event of [...opening(family), textEvent(family, 'one'), half]) reply.write(event);
      await pause(60);
      reply.cut();
    };
    const answer = await stream(family, `cut-${family.name}`);
    const events = answer.text.split(/\r?\n\r?\n/).filter(event => event.includes('data:'));
    for (const event of events) {
      const value = event
        .split(/\r?\n/)
        .filter(line => line.startsWith('data:'))
        .map(line => line.slice(5))
        .join('\n');
      expect(() => JSON.parse(value)).not.toThrow();
    }
    expect(answer.text).toMatch(family.errorEvent);
  });

  it('whose upstream fails before any text, with an empty stream, is an error with a status of the family', async () => {
    lane.upstream.script = async (_request, reply) => {
      reply.open(200, SSE);
      await pause(20);
      reply.cut();
    };
    const before = await usedBy(lane.gateway.url, KEY);
    const answer = await stream(family, `failed-${family.name}`);
    if (answer.status === 200) expect(answer.text).toMatch(family.errorEvent);
    else expect(family.errorFault(JSON.parse(answer.text), answer.status)).toBeUndefined();
    expect(answer.text).not.toMatch(family.terminal);
    expect(await usedBy(lane.gateway.url, KEY)).toBe(before);
  });

  it('that the client leaves is given up at the upstream, and charged for once', async () => {
    let gone: () => boolean = () => false;
    lane.upstream.script = async (_request, reply) => {
      gone = reply.gone;
      reply.open(200, SSE);
      for (const event of opening(family)) reply.write(event);
      for (let index = 0; index < 600 && !reply.gone(); index += 1) {
        reply.write(textEvent(family, String(index)));
        await pause(50);
      }
    };
    const leave = new AbortController();
    let id = '';
    const answer = stream(family, sameName(family), {
      signal: leave.signal,
      onPiece: piece => {
        if (piece.bytes.includes('Hi-3')) leave.abort();
      },
    });
    id = (await answer).id;
    await eventually(async () => expect(gone()).toBe(true), 20_000);
    const explained = await generation(lane.gateway.url, KEY, id);
    expect(explained.cost).toBeGreaterThan(0);
  }, 30_000);
});

describe('a Gemini stream without alt=sse', () => {
  const array = (items: readonly string[]) => `[${items.join(',\r\n')}\r\n]\n`;
  const family = FAMILIES.find(one => one.name === 'gemini-generate');
  if (family === undefined) throw new Error('no Gemini');
  const items = family.events('m').map(event => event.slice('data: '.length).trimEnd());
  const ask = async (model: string) =>
    call(`${lane.gateway.url}/v1beta/models/${model}:streamGenerateContent`, {
      headers: family.headers(KEY),
      body: family.body(model, true),
    });

  it('comes back as the JSON array that the upstream wrote, byte for byte, and is metered', async () => {
    lane.upstream.script = async (_request, reply) => {
      reply.open(200, { 'content-type': 'application/json' });
      const bytes = Buffer.from(array(items));
      for (let position = 0; position < bytes.length; position += 41)
        reply.write(bytes.subarray(position, position + 41));
      reply.end();
    };
    const answer = await ask(sameName(family));
    expect(answer.text).toBe(array(items));
    const explained = await generation(lane.gateway.url, KEY, answer.id);
    expect([explained.prompt, explained.completion]).toEqual([11, 7]);
  });

  it('is closed as an array whose last element is the error when it is cut', async () => {
    lane.upstream.script = async (_request, reply) => {
      reply.open(200, { 'content-type': 'application/json' });
      reply.write(`[${items[0]}`);
      await pause(60);
      reply.cut();
    };
    const answer = await ask(`cut-${family.name}`);
    const value: unknown = JSON.parse(answer.text);
    expect(Array.isArray(value) ? value.length : 0).toBe(2);
    expect(family.errorFault(Array.isArray(value) ? value.at(-1) : undefined, 502)).toBeUndefined();
  });
});
