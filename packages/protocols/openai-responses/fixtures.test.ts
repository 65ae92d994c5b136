// Specification against recorded answers of the real services: read whole and streamed, compared with the raw data.

import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import type { Answer } from '../conversation/answer.ts';
import { eventsOf } from '../conversation/collect.ts';
import { fields, isFields, type Fields } from '../conversation/counts.ts';
import { ToolNames } from '../conversation/tool-names.ts';
import { SseReader } from '../sse.ts';
import { openaiResponses } from './codec.ts';
import { bare, read, steps, written } from './harness.fixture.ts';
import { objectsOf, textOf } from './wire.ts';

const FOLDER = fileURLToPath(new URL('../../../fixtures/openai-responses/', import.meta.url));

interface Fixture {
  readonly name: string;
  readonly request: Fields | undefined;
  readonly status: number;
  readonly body: Fields | undefined;
  readonly sse: string | undefined;
}

const FIXTURES: readonly Fixture[] = readdirSync(FOLDER).map(file => {
  const recorded = fields(JSON.parse(readFileSync(FOLDER + file, 'utf8')));
  const response = fields(recorded['response']);
  const request = fields(recorded['request'])['body'];
  return {
    name: file.replace('.json', ''),
    request: isFields(request) ? request : undefined,
    status: Number(response['status']),
    body: isFields(response['body']) ? response['body'] : undefined,
    sse: typeof response['sse'] === 'string' ? response['sse'] : undefined,
  };
});
const WHOLE = FIXTURES.filter(one => one.body !== undefined && one.status === 200);
const STREAMS = FIXTURES.filter(one => one.sse !== undefined && !one.name.includes('error'));

/** Plain readings of the raw data, that know nothing of the codec. */
const raw = {
  contents: (response: Fields): readonly Fields[] =>
    objectsOf(response['output']).flatMap(item => objectsOf(item['content'])),
  text: (response: Fields): string =>
    raw
      .contents(response)
      .filter(part => part['type'] === 'output_text')
      .map(part => textOf(part['text']))
      .join(''),
  calls: (response: Fields): unknown[] =>
    objectsOf(response['output'])
      .filter(item => item['type'] === 'function_call')
      .map(item => [item['call_id'], item['name'], item['arguments']]),
  citations: (response: Fields): unknown[] =>
    raw
      .contents(response)
      .flatMap(part => objectsOf(part['annotations']))
      .filter(annotation => annotation['type'] === 'url_citation')
      .map(annotation => [annotation['url'], annotation['start_index'], annotation['end_index']]),
  sealed: (response: Fields): (readonly [unknown, unknown])[] =>
    objectsOf(response['output'])
      .filter(item => item['type'] === 'reasoning' && typeof item['encrypted_content'] === 'string')
      .map(item => [item['id'], item['encrypted_content']] as const),
};

/** The same readings of an answer. */
const told = {
  parts: (answer: Answer) => answer.choices[0]?.parts ?? [],
  text: (answer: Answer): string =>
    told
      .parts(answer)
      .map(part => (part.type === 'text' ? part.text : ''))
      .join(''),
  calls: (answer: Answer): unknown[] =>
    told.parts(answer).flatMap(part => (part.type === 'tool_call' ? [[part.id, part.name, part.input]] : [])),
  citations: (answer: Answer): unknown[] =>
    told
      .parts(answer)
      .flatMap(part => (part.type === 'text' ? (part.citations ?? []) : []))
      .map(one => [one.url, one.start, one.end]),
  sealed: (answer: Answer): (readonly [unknown, unknown])[] =>
    told
      .parts(answer)
      .flatMap(part =>
        part.type === 'thinking' && part.proof !== undefined ? [[part.proof.id, part.proof.value] as const] : [],
      ),
};

function expectSame(answer: Answer, response: Fields): void {
  expect(told.text(answer)).toBe(raw.text(response));
  expect(told.calls(answer)).toEqual(raw.calls(response));
  expect(told.citations(answer)).toEqual(raw.citations(response));
  expect(told.sealed(answer).map(([id]) => id)).toEqual(raw.sealed(response).map(([id]) => id));
  const usage = fields(response['usage']);
  expect((answer.usage?.input ?? 0) + (answer.usage?.cacheRead ?? 0)).toBe(usage['input_tokens']);
  expect(answer.usage?.output).toBe(usage['output_tokens']);
  expect(answer.choices[0]?.stop.reason).toBe(raw.calls(response).length > 0 ? 'tool_calls' : 'end');
}

/** Without encrypted content, which the service tells otherwise on the way than in the end, and without the tier. */
function unsealed(answer: Answer): unknown {
  const choices = answer.choices.map(choice => ({
    ...choice,
    parts: choice.parts
      .filter(part => part.type !== 'thinking' || part.text !== '')
      .map(part => ({ ...part, proof: undefined })),
  }));
  return { ...answer, choices, serviceTier: undefined };
}

describe.each(WHOLE)('the answer $name', ({ body = {} }) => {
  const answer = openaiResponses.decodeAnswer(body, new ToolNames());

  it('is read with its text, calls, citations, usage and stop', () => {
    expectSame(answer, body);
    expect(told.sealed(answer)).toEqual(raw.sealed(body));
  });

  it('is told as a stream that says the same', () => {
    expect(bare(read(written(eventsOf(answer))).answer())).toEqual(bare(answer));
  });
});

describe.each(STREAMS)('the stream $name', ({ sse = '' }) => {
  const final = fields(steps(sse).at(-1)?.['response']);
  const less = (keep: (type: string) => boolean): Answer =>
    read(
      steps(sse)
        .filter(step => keep(textOf(step['type'])))
        .map(step => `data: ${JSON.stringify(step)}\n\n`)
        .join(''),
    ).answer();

  it('is read with its text, calls, citations, usage and stop', () => {
    const collected = read(sse);
    expect(collected.ended).toBe(true);
    expectSame(collected.answer(), final);
  });

  it('says what the whole response says', () => {
    expect(unsealed(read(sse).answer())).toEqual(unsealed(openaiResponses.decodeAnswer(final, new ToolNames())));
  });

  it('proves its reasoning by what stands in the item that is done', () => {
    const done = steps(sse).filter(step => step['type'] === 'response.output_item.done');
    expect(told.sealed(read(sse).answer())).toEqual(raw.sealed({ output: done.map(step => step['item']) }));
  });

  it('says the same when a vendor leaves steps out', () => {
    const whole = unsealed(read(sse).answer());
    expect(unsealed(less(type => !type.endsWith('.delta')))).toEqual(whole);
    expect(unsealed(less(type => !type.endsWith('.done') || type.includes('output_item')))).toEqual(whole);
    expect(unsealed(less(type => !type.endsWith('.added') || type.includes('annotation')))).toEqual(whole);
    expect(unsealed(less(type => type === 'response.completed'))).toEqual(whole);
    const unfinished = less(type => !type.endsWith('.done'));
    expect([told.text(unfinished), told.calls(unfinished)]).toEqual([raw.text(final), raw.calls(final)]);
  });

  it('is read the same wherever it is cut into pieces', () => {
    const decoder = openaiResponses.streamDecoder(new ToolNames());
    const reader = new SseReader();
    const events = [...sse].flatMap(character => reader.push(character)).flatMap(event => decoder.push(event.data));
    expect(events.at(-1)).toEqual({ type: 'end' });
    expect(events.map(event => (event.type === 'text' ? event.text : '')).join('')).toBe(raw.text(final));
  });

  it('is an error when it breaks off', () => {
    const events = sse.split('\n\n').filter(event => event.trim() !== '');
    const cut = read(`${events.slice(0, -1).join('\n\n')}\n\n`);
    expect(cut.ended).toBe(false);
    expect(cut.fault?.kind).toBe('cut');
  });
});

describe('errors', () => {
  it('end a stream in which the provider failed, in its words', () => {
    const collected = read(FIXTURES.find(one => one.name === 'openai-error-1-s')?.sse ?? '');
    expect(collected.ended).toBe(false);
    expect(collected.fault).toMatchObject({ kind: 'quota' });
    expect(collected.fault?.message).toContain('You exceeded your current quota');
  });

  it('are told by their kind', () => {
    const faultOf = (name: string) => {
      const found = FIXTURES.find(one => one.name === name);
      return openaiResponses.decodeFault(found?.status ?? 0, found?.body ?? {}, 7);
    };
    expect(faultOf('openai-error-1-j')).toMatchObject({ kind: 'quota', retryAfter: 7 });
    expect(faultOf('reasoning-model-temperature-error-j')).toEqual({
      kind: 'invalid_request',
      param: 'temperature',
      message: "Unsupported parameter: 'temperature' is not supported with this model.",
      retryAfter: 7,
    });
  });
});
