// Properties of the Gemini codec over generated conversations: nothing is lost unless it is declared.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EXPRESSIBLE, answers, interleaved, requests, streams } from '../conversation/arbitrary.fixture.ts';
import type { Answer } from '../conversation/answer.ts';
import { AnswerCollector } from '../conversation/collect.ts';
import { comparable, comparableAnswer } from '../conversation/compare.fixture.ts';
import { isFields } from '../conversation/counts.ts';
import type { StreamEvent } from '../conversation/event.ts';
import type { ConversationRequest } from '../conversation/request.ts';
import { ToolNames } from '../conversation/tool-names.ts';
import { turnsOf } from '../conversation/turns.ts';
import type { ClientContext, Target } from '../codec.ts';
import { SseReader } from '../sse.ts';
import { camelCased } from '../../sandbox/gemini-generate/names.ts';
import { checkGenerate } from '../../sandbox/gemini-generate/rules.ts';
import { generateRequest } from '../../sandbox/gemini-generate/shape.ts';
import { geminiGenerate } from './codec.ts';
import { LOST_SIGNATURE } from './proof.ts';

const OWN = EXPRESSIBLE['gemini-generate'];
const GEMINI_3: Target = { model: 'gemini-3-pro-preview', vendor: 'gemini' };
const TARGETS: readonly Target[] = [
  GEMINI_3,
  { model: 'gemini-2.5-flash', vendor: 'gemini' },
  { model: 'gemini-2.5-pro', vendor: 'vertex' },
  { model: 'gemini-2.0-flash', vendor: 'relay' },
];

const json = (value: unknown): Record<string, unknown> => JSON.parse(JSON.stringify(value));
const decoded = (body: unknown): ConversationRequest =>
  geminiGenerate.decodeRequest(json(body), { model: 'a-model', streamed: false });

/** Google has no name for the form of an answer; its place of a lost signature is filled. */
function normal(request: ConversationRequest): ConversationRequest {
  const { format, ...output } = request.output;
  const unnamed = format?.type === 'json_schema' ? { type: format.type, schema: format.schema } : format;
  const messages = request.messages.map(message => ({
    ...message,
    parts: message.parts.map(part => {
      if (!('proof' in part) || part.proof?.value !== LOST_SIGNATURE) return part;
      const { proof: _lost, ...rest } = part;
      return rest;
    }),
  }));
  return { ...request, messages, output: { ...output, ...(unnamed === undefined ? {} : { format: unnamed }) } };
}

describe('a request of a client of Gemini', () => {
  it('is read back as it was after it was written', () => {
    fc.assert(
      fc.property(requests(OWN), request => {
        const { body, losses } = geminiGenerate.encodeRequest(request, GEMINI_3);
        const names = geminiGenerate.fieldNames;
        expect(comparable(normal(decoded(body)), { losses, names })).toEqual(
          comparable(normal(request), { losses, names }),
        );
      }),
    );
  });

  it('means the same in snake_case, at every level', () => {
    fc.assert(
      fc.property(requests(OWN), request => {
        const { body } = geminiGenerate.encodeRequest(request, GEMINI_3);
        expect(decoded(snakeCased(json(body)))).toEqual(decoded(body));
      }),
    );
  });
});

const FREE: ReadonlySet<string> = new Set(['args', 'response', 'parametersJsonSchema', 'responseJsonSchema']);

function snakeCased(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(snakeCased);
  if (!isFields(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, entry]) => [
      name.replace(/[A-Z]/g, letter => `_${letter.toLowerCase()}`),
      FREE.has(name) ? entry : snakeCased(entry),
    ]),
  );
}

describe.each(Object.values(EXPRESSIBLE))('a request of a client of $origin', what => {
  it.each(TARGETS)('is one that $model of $vendor takes', target => {
    fc.assert(
      fc.property(requests(what), request => {
        const { body } = geminiGenerate.encodeRequest(request, target);
        const written = camelCased(json(body));
        expect(generateRequest(written, [])).toBeUndefined();
        if (isFields(written)) expect(() => checkGenerate(written, target.model, () => true)).not.toThrow();
      }),
      { numRuns: 60 },
    );
  });

  it('says the same words, makes the same calls and has the same results in their order', () => {
    fc.assert(
      fc.property(requests(what), request => {
        const { body, names } = geminiGenerate.encodeRequest(request, GEMINI_3);
        const said = (one: ConversationRequest, wire: boolean) =>
          turnsOf(one.messages)
            .flatMap(turn => turn.parts)
            .flatMap(({ part }) => {
              if (part.type === 'text' || part.type === 'refusal') return [part.text];
              if (part.type === 'tool_result')
                return part.content.map(item => ('text' in item ? item.text : item.type));
              if (part.type !== 'tool_call') return part.type === 'thinking' ? [] : [part.type];
              const { name, kind, namespace } = wire ? names.client(part.name) : part;
              const input =
                kind === 'function' ? JSON.parse(part.input) : wire ? JSON.parse(part.input).input : part.input;
              return [{ name, namespace, input }];
            });
        const sent = said(decoded(body), true);
        expect(sent).toEqual(said(request, false));
      }),
    );
  });
});

const client = (form: ClientContext['form']): ClientContext => ({
  request: decoded({ contents: 'Hi.' }),
  model: 'a-model',
  id: 'resp-1',
  created: 0,
  wantsUsage: true,
  form,
});

function gathered(events: readonly StreamEvent[]): Answer {
  const collector = new AnswerCollector();
  for (const event of events) collector.push(event);
  expect(collector.ended).toBe(true);
  return collector.answer();
}

/** The chunks of a written stream, read by the rules of its form. */
function chunksIn(text: string, form: ClientContext['form']): readonly string[] {
  if (form === 'array') {
    const list: unknown = JSON.parse(text);
    return Array.isArray(list) ? list.map(chunk => JSON.stringify(chunk)) : [];
  }
  for (const line of text.split('\n')) expect(line === '' || line.startsWith('data: {')).toBe(true);
  const reader = new SseReader();
  return [...reader.push(text), ...reader.close()].map(({ data }) => data);
}

describe('an answer', () => {
  it('is read back as it was', () => {
    fc.assert(
      fc.property(answers(OWN), answer => {
        const body = json(geminiGenerate.encodeAnswer(answer, client('events')));
        const back = geminiGenerate.decodeAnswer(body, new ToolNames());
        expect(comparableAnswer(back)).toEqual(comparableAnswer(answer));
        expect(geminiGenerate.usageOf(body)).toEqual(answer.usage);
      }),
    );
  });

  it.each(['events', 'array'] as const)(
    'streamed as %s says the same, with its calls one by one or taking turns',
    form => {
      fc.assert(
        fc.property(streams(OWN), fc.boolean(), ({ answer, events }, mixed) => {
          const encoder = geminiGenerate.streamEncoder(client(form));
          const text = (mixed ? interleaved(events) : events).map(event => encoder.push(event)).join('');
          const decoder = geminiGenerate.streamDecoder(new ToolNames());
          const chunks = chunksIn(text, form);
          const back = gathered([...chunks.flatMap(chunk => decoder.push(chunk)), ...decoder.close()]);
          expect(comparableAnswer(back)).toEqual(comparableAnswer(answer));
          for (const [index, chunk] of chunks.entries()) {
            const last = index === chunks.length - 1;
            expect(chunk.includes('"finishReason"')).toBe(last);
            expect(chunk.includes('"usageMetadata"')).toBe(last);
            expect(chunk).not.toContain('"parts":[]');
          }
        }),
      );
    },
  );

  it('lets each delta of text leave at once', () => {
    fc.assert(
      fc.property(streams(OWN), ({ events }) => {
        const encoder = geminiGenerate.streamEncoder(client('events'));
        for (const event of events) {
          const out = encoder.push(event);
          if (event.type === 'text' || event.type === 'thinking') expect(out).toContain(JSON.stringify(event.text));
        }
      }),
    );
  });

  it.each(Object.values(EXPRESSIBLE))('of $origin is valid for a client of Gemini', what => {
    fc.assert(
      fc.property(streams(what), ({ answer, events }) => {
        const encoder = geminiGenerate.streamEncoder(client('array'));
        const chunks: unknown = JSON.parse(events.map(event => encoder.push(event)).join(''));
        const whole = json(geminiGenerate.encodeAnswer(answer, client('array')));
        const parts = [chunks, [whole]].map(list => (Array.isArray(list) ? list : []).flatMap(partsIn));
        for (const list of parts)
          for (const part of list) {
            const signature = part['thoughtSignature'];
            if (typeof signature === 'string') expect(signature).toMatch(/^[A-Za-z0-9+/]+=*$/);
            if (isFields(part['functionCall'])) expect(isFields(part['functionCall']['args'])).toBe(true);
          }
        const calls = (list: readonly unknown[]) => list.filter(part => isFields(part) && 'functionCall' in part);
        expect(calls(parts[0] ?? [])).toEqual(calls(parts[1] ?? []));
      }),
    );
  });
});

function partsIn(chunk: unknown): readonly Record<string, unknown>[] {
  const candidates = isFields(chunk) && Array.isArray(chunk['candidates']) ? chunk['candidates'] : [];
  return candidates.flatMap(candidate => {
    const content = isFields(candidate) ? candidate['content'] : undefined;
    return isFields(content) && Array.isArray(content['parts']) ? content['parts'].filter(isFields) : [];
  });
}
