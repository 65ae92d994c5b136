// Specifies that nothing a client or an upstream sends breaks the codec: it is read, or refused in words.

import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fields, type Fields } from '../conversation/counts.ts';
import { ToolNames } from '../conversation/tool-names.ts';
import { Failure } from '../failures.ts';
import { anthropicMessages as codec } from './codec.ts';

const ROOT = fileURLToPath(new URL('../../../fixtures/', import.meta.url));

const files = (folder: string): readonly Fields[] =>
  readdirSync(`${ROOT}${folder}`)
    .filter(name => name.endsWith('.json'))
    .map(name => fields(JSON.parse(readFileSync(`${ROOT}${folder}/${name}`, 'utf8'))));

const RECORDED = files('anthropic').filter(file => JSON.stringify(file).length < 20_000);
const BODIES = [
  ...RECORDED.map(file => fields(fields(file['request'])['body'])),
  ...files('clients')
    .filter(file => String(file['path']).startsWith('/v1/messages'))
    .map(file => fields(file['body'])),
].filter(body => 'messages' in body);
const ANSWERS = RECORDED.map(file => fields(fields(file['response'])['body'])).filter(body => 'content' in body);
const EVENTS = RECORDED.map(file => String(fields(file['response'])['sse'] ?? ''))
  .filter(sse => sse !== '')
  .map(sse => sse.split('\n').flatMap(line => (line.startsWith('data:') ? [line.slice(5)] : [])));

/** A value with one thing in it, anywhere, made something else. */
function broken(value: unknown, path: readonly number[], other: unknown): unknown {
  const [at = 0, ...rest] = path;
  if (Array.isArray(value) && value.length > 0) {
    const index = at % value.length;
    return value.map((item: unknown, position) => (position === index ? broken(item, rest, other) : item));
  }
  const entries = typeof value === 'object' && value !== null ? Object.entries(value) : [];
  if (entries.length === 0 || rest.length === 0) return other;
  const index = at % entries.length;
  return Object.fromEntries(
    entries.map(([name, item], position) => [name, position === index ? broken(item, rest, other) : item]),
  );
}

const path = fc.array(fc.nat(20), { minLength: 1, maxLength: 7 });
const other = fc.oneof(
  fc.jsonValue({ maxDepth: 1 }),
  fc.constantFrom<unknown>(
    null,
    {},
    [],
    '',
    0,
    -1,
    [null],
    { type: 'text' },
    { type: 'tool_result' },
    { type: 'x_tool_result' },
    'constructor',
    '__proto__',
  ),
);

describe('a request with anything wrong in it', () => {
  it('is read, or refused as the client must know it', () => {
    fc.assert(
      fc.property(fc.constantFrom(...BODIES), path, other, (body, where, what) => {
        try {
          const request = codec.decodeRequest(fields(broken(body, where, what)), {});
          codec.encodeRequest(request, { model: 'claude-sonnet-4-5', vendor: 'anthropic' });
          codec.encodeRequest({ ...request, origin: 'openai-chat' }, { model: 'claude-sonnet-4', vendor: 'anthropic' });
        } catch (error) {
          expect(error).toBeInstanceOf(Failure);
          if (error instanceof Failure) expect([error.status, error.code]).toEqual([400, 'invalid_request']);
        }
      }),
      { numRuns: 3000 },
    );
  });
});

describe('an answer with anything wrong in it', () => {
  it('is read, or is no answer', () => {
    fc.assert(
      fc.property(fc.constantFrom(...ANSWERS), path, other, (body, where, what) => {
        try {
          codec.decodeAnswer(fields(broken(body, where, what)), new ToolNames());
        } catch (error) {
          expect(error).toBeInstanceOf(Failure);
          if (error instanceof Failure) expect(error.status).toBe(502);
        }
      }),
      { numRuns: 1500 },
    );
  });
});

describe('a stream with anything wrong in it', () => {
  it('is read as far as it can be, and ends once', () => {
    fc.assert(
      fc.property(fc.constantFrom(...EVENTS), fc.nat(1000), path, other, (events, at, where, what) => {
        const decoder = codec.streamDecoder(new ToolNames());
        const told = events.flatMap((data, index) =>
          decoder.push(index === at % events.length ? JSON.stringify(broken(JSON.parse(data), where, what)) : data),
        );
        const all = [...told, ...decoder.close()];
        expect(all.filter(event => event.type === 'end' || event.type === 'error')).toHaveLength(1);
      }),
      { numRuns: 500 },
    );
  });
});
