// Answers through the identity lane: whole bodies, upstream errors and refused credentials, as the client sees them.

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { call, jsonOf } from './support/client.ts';
import { FAMILIES } from './support/families.ts';
import type { FamilyCase } from './support/families.ts';
import { KEY, UPSTREAM_SECRET, sameName, startLane } from './support/lane.ts';
import type { Lane } from './support/lane.ts';
import { findGeneration, generation, usedBy } from './support/money.ts';

const DENIALS = [401, 402, 403] as const;
const ERRORS = [400, 404, 409, 422, 429, 500, 503, 529] as const;

let lane: Lane;
beforeAll(async () => {
  lane = await startLane([...DENIALS, ...ERRORS].map(status => `s${status}`));
}, 60_000);
afterAll(async () => lane.stop());

async function ask(family: FamilyCase, model: string, stream = false) {
  return call(lane.gateway.url + family.path(model, stream), {
    headers: family.headers(KEY),
    body: family.body(model, stream),
  });
}

describe.each(FAMILIES)('a $name answer', family => {
  it('with unknown fields comes back byte for byte, with its own headers', async () => {
    const text = `\n{ "x_unknown":{"b":1,"a":123456789012345678901234567890},\r\n"é":"\\u00e9",  ${JSON.stringify(family.answer('m')).slice(1)}\n`;
    lane.upstream.script = (_request, reply) =>
      reply.send(
        200,
        {
          'content-type': 'application/json; charset=utf-8',
          'openai-processing-ms': '17',
          'x-future': 'kept',
          'x-ratelimit-remaining-requests': '9',
        },
        text,
      );
    const answer = await ask(family, sameName(family));
    expect(answer.status).toBe(200);
    expect(answer.text).toBe(text);
    expect(answer.headers['content-type']).toBe('application/json; charset=utf-8');
    expect(answer.headers['openai-processing-ms']).toBe('17');
    expect(answer.headers['x-future']).toBe('kept');
    expect(answer.headers['x-ratelimit-remaining-requests']).toBe('9');
  });

  it('has our request id in every header that clients read, and is explained under it', async () => {
    lane.upstream.script = (_request, reply) => reply.json(200, family.answer('m'), { 'x-request-id': 'upstream-id' });
    const answer = await ask(family, sameName(family));
    expect(answer.id).not.toBe('');
    expect(answer.id).not.toBe('upstream-id');
    expect(answer.headers['x-oneapi-request-id']).toBe(answer.id);
    if (family.name === 'anthropic-messages') expect(answer.headers['request-id']).toBe(answer.id);
    const explained = await generation(lane.gateway.url, KEY, answer.id);
    expect(explained.cost).toBe((11 * 1 + 7 * 2) / 1_000_000);
    expect([explained.prompt, explained.completion]).toEqual([11, 7]);
  });

  it.each(ERRORS)(
    'that is an upstream error %i keeps its status, body and Retry-After, and costs nothing',
    async status => {
      const text = ` ${JSON.stringify(family.upstreamError(`it is ${status}  \u00e9`), null, 1)}\n`;
      lane.upstream.script = (_request, reply) =>
        reply.send(status, { 'content-type': 'application/json', 'retry-after': '7', 'x-future': 'kept' }, text);
      const before = await usedBy(lane.gateway.url, KEY);
      const answer = await ask(family, `s${status}-${family.name}`);
      expect(answer.status).toBe(status);
      expect(answer.text).toBe(text);
      expect(answer.headers['retry-after']).toBe('7');
      expect(answer.headers['x-future']).toBe('kept');
      expect(await usedBy(lane.gateway.url, KEY)).toBe(before);
      const explained = await findGeneration(lane.gateway.url, KEY, answer.id);
      expect(explained?.cost ?? 0).toBe(0);
    },
  );

  it.each(DENIALS)(
    'with an upstream %i about our credential becomes a 502 of the family that tells no secret',
    async status => {
      lane.upstream.script = (_request, reply) =>
        reply.json(status, family.upstreamError(`Incorrect API key provided: ${UPSTREAM_SECRET}`), {
          'www-authenticate': 'Bearer',
        });
      const answer = await ask(family, `s${status}-${family.name}`);
      expect(answer.status).toBe(502);
      expect(family.errorFault(jsonOf(answer), 502)).toBeUndefined();
      expect(answer.text).not.toContain(UPSTREAM_SECRET);
      expect(answer.text).not.toContain('Incorrect API key');
      expect(answer.headers['www-authenticate']).toBeUndefined();
      if (family.provider === 'openai') expect(family.errorCode(jsonOf(answer))).toBe('upstream_auth_error');
    },
  );

  it('that is not what the protocol promises becomes a 502 of the family', async () => {
    lane.upstream.script = (_request, reply) =>
      reply.send(200, { 'content-type': 'text/html' }, '<html>Bad gateway</html>');
    const answer = await ask(family, sameName(family));
    expect(answer.status).toBe(502);
    expect(family.errorFault(jsonOf(answer), 502)).toBeUndefined();
    expect(answer.text).not.toContain('<html');
  });
});

describe('what the gateway writes to its log', () => {
  it('holds neither the key of a client nor the secret of a channel', () => {
    expect(lane.gateway.output).not.toBe('');
    expect(lane.gateway.output).not.toContain(KEY.slice(3));
    expect(lane.gateway.output).not.toContain(UPSTREAM_SECRET);
  });
});
