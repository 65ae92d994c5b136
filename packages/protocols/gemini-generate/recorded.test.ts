// Every recorded exchange of Gemini, read whole and streamed, against what the record itself says.

import { readFileSync, readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { AnswerCollector } from '../conversation/collect.ts';
import type { Part } from '../conversation/part.ts';
import { ToolNames } from '../conversation/tool-names.ts';
import { comparable } from '../conversation/compare.fixture.ts';
import type { Answer } from '../conversation/answer.ts';
import type { Target } from '../codec.ts';
import type { ConversationRequest } from '../conversation/request.ts';
import { isFields } from '../conversation/counts.ts';
import { geminiGenerate } from './codec.ts';
import { chunksOf, partsOf } from './recorded.fixture.ts';
import type { RecordedExchange, RecordedRequest } from './recorded.fixture.ts';

const FOLDER = new URL('../../../fixtures/', import.meta.url);
const files = (folder: string): readonly string[] =>
  readdirSync(new URL(folder, FOLDER)).filter(name => name.endsWith('.json'));
const textIn = (folder: string, name: string): string => readFileSync(new URL(`${folder}/${name}`, FOLDER), 'utf8');
const exchanges = files('gemini').map((name): { name: string; record: RecordedExchange } => ({
  name,
  record: JSON.parse(textIn('gemini', name)),
}));
const clients = files('clients').map((name): { name: string; request: RecordedRequest } => ({
  name,
  request: JSON.parse(textIn('clients', name)),
}));
const answered = exchanges.filter(({ record }) => chunksOf(record)[0]?.candidates !== undefined);

const collected = (data: readonly string[]): { answer: Answer; collector: AnswerCollector } => {
  const decoder = geminiGenerate.streamDecoder(new ToolNames());
  const collector = new AnswerCollector();
  for (const one of data) for (const event of decoder.push(one)) collector.push(event);
  for (const event of decoder.close()) collector.push(event);
  return { answer: collector.answer(), collector };
};
const textOf = (parts: readonly Part[], type: 'text' | 'thinking'): string =>
  parts.flatMap(part => (part.type === type ? [part.text] : [])).join('');

describe.each(answered)('$name', ({ record }) => {
  const chunks = chunksOf(record);
  const wire = partsOf(chunks);
  const { answer, collector } = collected(chunks.map(chunk => JSON.stringify(chunk)));
  const parts = answer.choices[0]?.parts ?? [];

  it('says all text and all thoughts', () => {
    const said = (thought: boolean) =>
      wire
        .filter(part => (part.thought === true) === thought)
        .map(part => part.text ?? '')
        .join('');
    expect(textOf(parts, 'text')).toBe(said(false));
    expect(textOf(parts, 'thinking')).toBe(said(true));
  });

  it('makes every call, with its arguments and its signature', () => {
    const whole = wire.filter(part => part.functionCall?.name !== undefined);
    const calls = parts.filter(part => part.type === 'tool_call');
    expect(calls.map(call => call.name)).toEqual(whole.map(part => part.functionCall?.name));
    expect(new Set(calls.map(call => call.id)).size).toBe(calls.length);
    for (const [index, call] of calls.entries()) {
      const given = whole[index]?.functionCall;
      if (given?.willContinue !== true) expect(JSON.parse(call.input)).toEqual(given?.args ?? {});
      if (given?.id !== undefined) expect(call.id).toBe(given.id);
      expect(call.proof?.value).toBe(whole[index]?.thoughtSignature);
    }
  });

  it('loses no signature', () => {
    const signatures = parts.flatMap(part =>
      part.type === 'server_tool'
        ? (part.native ?? []).map(one => one.value['thoughtSignature'])
        : 'proof' in part && part.proof !== undefined
          ? [part.proof.value]
          : [],
    );
    expect(signatures.filter(one => one !== undefined)).toEqual(
      wire.map(part => part.thoughtSignature).filter(one => one !== undefined),
    );
  });

  it('counts what the last chunk counts, and ends as it says', () => {
    const last = chunks.findLast(chunk => chunk.usageMetadata?.totalTokenCount !== undefined);
    expect(collector.ended).toBe(true);
    expect(answer.usage).toMatchObject({ ...geminiGenerate.usageOf(last ?? {}), searches: expect.any(Number) });
    const called = parts.some(part => part.type === 'tool_call');
    expect(answer.choices[0]?.stop).toEqual({ reason: called ? 'tool_calls' : 'end' });
  });

  it('says the same as an array of chunks, and when its chunks come as one', () => {
    expect(collected([JSON.stringify(chunks)]).answer).toEqual(answer);
    if (chunks.length === 1) expect(geminiGenerate.decodeAnswer(chunks[0] ?? {}, new ToolNames())).toEqual(answer);
  });

  it('comes back the same from a client that is given it, whole and streamed', () => {
    const client = {
      request: geminiGenerate.decodeRequest({ contents: 'Hi.' }, {}),
      model: answer.model,
      id: answer.id,
      created: 0,
      wantsUsage: true,
      form: 'array',
    } as const;
    const back = geminiGenerate.decodeAnswer(geminiGenerate.encodeAnswer(answer, client), new ToolNames());
    expect(back).toEqual(answer);
    const writer = geminiGenerate.streamEncoder(client);
    const decoder = geminiGenerate.streamDecoder(new ToolNames());
    const text = chunks
      .flatMap(chunk => decoder.push(JSON.stringify(chunk)))
      .concat(decoder.close())
      .map(event => writer.push(event))
      .join('');
    expect(collected([text]).answer).toEqual(answer);
    for (const part of partsOf(JSON.parse(text))) expect(Object.keys(part).length).toBeGreaterThan(0);
  });
});

describe('errors', () => {
  it.each(exchanges.filter(({ record }) => record.response.status >= 400))('$name', ({ record }) => {
    const { status, body } = record.response;
    const fault = geminiGenerate.decodeFault(status, body ?? {});
    expect(fault.message).toBe(body?.error?.message);
    expect(fault.kind).toBe(status === 429 ? 'rate_limit' : 'invalid_request');
  });

  it('tells when to come back', () => {
    const found = exchanges.find(({ name }) => name.startsWith('google-429'));
    expect(geminiGenerate.decodeFault(429, found?.record.response.body ?? {})).toMatchObject({ retryAfter: 35 });
  });
});

const GENERATE = /:(?:stream)?[gG]enerateContent/;
const requests = [
  ...exchanges.flatMap(({ name, record }) => (record.request === null ? [] : [{ name, request: record.request }])),
  ...clients,
].filter(({ request }) => GENERATE.test(request.path));

/** Notes of the recorder stand among the declarations. */
const withoutNotes = (body: RecordedRequest['body']): RecordedRequest['body'] =>
  JSON.parse(JSON.stringify(body), (_name, value: unknown) =>
    Array.isArray(value) ? value.filter(one => !isFields(one) || one['__note'] === undefined) : value,
  );

describe.each(requests)('the request of $name', ({ request }) => {
  const body = withoutNotes(request.body);
  const model = /models\/([^:]+):/.exec(request.path)?.[1] ?? '';
  const target: Target = { model: model.startsWith('gemini') ? model : 'gemini-2.5-pro', vendor: 'gemini' };
  const hints = { model, streamed: false };

  it('comes back as it was, written for Gemini itself', () => {
    const read = geminiGenerate.decodeRequest(body, hints);
    const written = geminiGenerate.encodeRequest(read, target);
    expect(written.losses).toEqual([]);
    const again = geminiGenerate.decodeRequest(JSON.parse(JSON.stringify(written.body)), hints);
    const sorted = (one: ConversationRequest) => {
      const { tools, ...rest } = comparable(one);
      return { ...rest, tools: new Set(tools.map(tool => JSON.stringify(tool))) };
    };
    expect(sorted(again)).toEqual(sorted(read));
    expect(again.extras).toEqual(read.extras);
  });
});
