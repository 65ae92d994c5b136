// Specification by properties: what chat can say survives writing and reading, whole or streamed, wherever it is cut.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ClientContext } from '../codec.ts';
import {
  answers,
  EXPRESSIBLE,
  interleaved,
  requests,
  streams,
  type Expression,
} from '../conversation/arbitrary.fixture.ts';
import type { Answer } from '../conversation/answer.ts';
import { AnswerCollector } from '../conversation/collect.ts';
import { comparable, comparableAnswer } from '../conversation/compare.fixture.ts';
import type { StreamEvent } from '../conversation/event.ts';
import type { ConversationRequest } from '../conversation/request.ts';
import { ToolNames } from '../conversation/tool-names.ts';
import type { Protocol } from '../failures.ts';
import { SseReader } from '../sse.ts';
import { checkChat } from '../../sandbox/openai-chat/rules.ts';
import { chatRequest } from '../../sandbox/openai-chat/shape.ts';
import { openaiChat } from './codec.ts';

const CHAT = EXPRESSIBLE['openai-chat'];
/** Chat that carries thinking with its proofs, as OpenRouter's does. */
const THINKING: Expression = { ...CHAT, thinking: 'proven', redacted: true };

const REQUEST: ConversationRequest = {
  origin: 'openai-chat',
  model: 'a-model',
  streamed: true,
  messages: [{ role: 'user', parts: [{ type: 'text', text: 'Go.' }], at: 'messages[0]' }],
  tools: [],
  sampling: {},
  output: {},
  handling: {},
  extras: {},
};

const client: ClientContext = {
  request: REQUEST,
  model: 'shown',
  id: 'abc123',
  created: 1_700_000_000,
  wantsUsage: true,
  form: 'events',
};

function streamed(events: readonly StreamEvent[]): string {
  const encoder = openaiChat.streamEncoder(client);
  return events.map(event => encoder.push(event)).join('');
}

function collected(pieces: readonly string[]): AnswerCollector {
  const reader = new SseReader();
  const decoder = openaiChat.streamDecoder(new ToolNames());
  const collector = new AnswerCollector();
  const read = [...pieces.flatMap(piece => reader.push(piece)), ...reader.close()];
  for (const { data } of read) for (const event of decoder.push(data)) collector.push(event);
  for (const event of decoder.close()) collector.push(event);
  return collector;
}

/** An answer less its id and model, which are the client's own, and the origin of proofs that were wrapped. */
const bare = (answer: Answer): unknown => comparableAnswer(answer);

describe('a request of chat', () => {
  it.each([
    ['openai', 'gpt-4o-audio-preview', { ...CHAT, customTools: false, reasoning: 'none' }],
    ['openai', 'gpt-5-audio', { ...CHAT, sampling: [], output: ['limit', 'format', 'verbosity'] }],
    [
      'openrouter',
      'a/model',
      {
        ...CHAT,
        customTools: false,
        cacheMarks: true,
        refusals: false,
        handling: ['user', 'metadata', 'serviceTier', 'cacheKey'],
      },
    ],
    ['relay', 'a-model', { ...CHAT, customTools: false, refusals: false, cacheMarks: true }],
  ] as const)('to %s for %s is the same when it was written and read', (vendor, model, what) => {
    fc.assert(
      fc.property(requests(what), request => {
        const { body, losses } = openaiChat.encodeRequest(request, { model, vendor });
        const read = openaiChat.decodeRequest(body, {});
        expect(losses).toEqual([]);
        // Vendors want the word JSON somewhere, and are given it; a file has a name, and is given one.
        fc.pre(request.output.format?.type !== 'json');
        const blind = { partFields: ['name'] };
        expect(comparable(read, blind)).toEqual(comparable(request, blind));
      }),
    );
  });

  it('to any vendor says what it said, less what is declared lost', () => {
    const vendors = [
      'deepseek',
      'bailian',
      'moonshot',
      'zhipu',
      'ark',
      'siliconflow',
      'vllm',
      'compatible',
      'openrouter',
      'fireworks',
      'xai',
    ];
    const what: Expression = {
      ...CHAT,
      customTools: false,
      media: ['image'],
      output: ['limit', 'stop'],
      refusals: false,
      handling: ['user', 'cacheKey'],
      parallelTools: false,
      toolChoices: ['auto'],
    };
    fc.assert(
      fc.property(requests(what), fc.constantFrom(...vendors), (request, vendor) => {
        const { body, losses, cutAt } = openaiChat.encodeRequest(request, { model: 'a-model', vendor });
        const read = openaiChat.decodeRequest(body, {});
        const stop = [...(read.output.stop ?? []), ...cutAt];
        expect(stop).toEqual(request.output.stop ?? []);
        const names = openaiChat.fieldNames;
        const seen = { ...read, output: { ...read.output, ...(stop.length > 0 ? { stop } : {}) } };
        const disregard = {
          losses: [
            ...losses,
            ...['reasoning_effort', 'parallel_tool_calls'].map(path => ({ path, how: 'dropped' as const })),
          ],
          names,
          partFields: ['strict'],
          // Some vendors must be given something in the place of thinking that there never was.
          partTypes: ['thinking' as const],
        };
        const { turns, tools, rest } = comparable(seen, disregard);
        const expected = comparable(request, disregard);
        // Vendors without a developer's role, or with one system message, have the same words in a system's.
        const words = (list: typeof turns): unknown =>
          list.map(turn => ({ ...turn, role: turn.role === 'developer' ? 'system' : turn.role }));
        expect(words(turns)).toEqual(words(expected.turns));
        expect(rest).toEqual(expected.rest);
        expect(tools).toEqual(expected.tools);
      }),
    );
  });
});

const OTHERS: readonly Protocol[] = ['openai-responses', 'anthropic-messages', 'gemini-generate'];

describe.each(OTHERS)('a request of %s', origin => {
  it('keeps its words, calls and tools in chat', () => {
    const what: Expression = {
      ...EXPRESSIBLE[origin],
      media: ['image', 'pdf'],
      resultMedia: ['image'],
      output: ['limit'],
    };
    fc.assert(
      fc.property(requests(what), request => {
        const { body, names, losses } = openaiChat.encodeRequest(request, { model: 'gpt-5', vendor: 'openai' });
        const read = openaiChat.decodeRequest(body, {});
        const said = (given: ConversationRequest): string =>
          given.messages
            .filter(message => message.role === 'user' || message.role === 'assistant')
            .flatMap(message => message.parts)
            .map(part =>
              part.type === 'text' || part.type === 'tool_call' ? ('text' in part ? part.text : part.input) : '',
            )
            .join('');
        for (const text of request.messages
          .flatMap(message => message.parts)
          .flatMap(part => (part.type === 'text' ? [part.text] : [])))
          expect(said(read) + JSON.stringify(body['messages'])).toContain(JSON.stringify(text).slice(1, -1));
        expect(read.tools.map(tool => ('name' in tool ? names.client(tool.name).name : tool.type))).toEqual(
          request.tools.map(tool => ('name' in tool ? tool.name : tool.type)),
        );
        const images = (given: ConversationRequest): number =>
          given.messages
            .flatMap(message => message.parts)
            .flatMap(part => (part.type === 'tool_result' ? part.content : [part]))
            .filter(part => part.type === 'image').length;
        expect(images(read)).toBe(images(request));
        for (const loss of losses) expect(loss.path).not.toMatch(/undefined/);
      }),
    );
  });
});

describe('a request of any protocol', () => {
  it.each(['openai-chat', ...OTHERS] as const)('%s is one that the service takes', origin => {
    const what: Expression = {
      ...EXPRESSIBLE[origin],
      media: ['image', 'image_url', 'pdf', 'text_document'],
      resultMedia: ['image'],
      strictTools: false,
    };
    fc.assert(
      fc.property(requests(what), fc.constantFrom('gpt-4o', 'gpt-5.1', 'o3'), (request, model) => {
        // What the client is promised, a reasoning model cannot keep.
        fc.pre(request.output.logprobs === undefined || model === 'gpt-4o');
        const { body } = openaiChat.encodeRequest(request, { model, vendor: 'openai' });
        const sent = JSON.parse(JSON.stringify(body));
        expect(chatRequest(sent, [])).toBeUndefined();
        checkChat(sent, sent.messages);
      }),
    );
  });
});

describe('an answer', () => {
  it('is the same when it was written and read, whole', () => {
    fc.assert(
      fc.property(answers(THINKING), answer => {
        const body = openaiChat.encodeAnswer(answer, client);
        expect(bare(openaiChat.decodeAnswer(body, new ToolNames()))).toEqual(bare(answer));
        expect(openaiChat.usageOf(body)).toEqual(answer.usage);
      }),
    );
  });

  it('streamed is what it is whole, also with its calls taking turns', () => {
    fc.assert(
      fc.property(streams(THINKING), fc.boolean(), ({ answer, events }, mixed) => {
        const read = collected([streamed(mixed ? interleaved(events) : events)]);
        expect(read.ended).toBe(true);
        expect(bare(read.answer())).toEqual(bare(answer));
      }),
    );
  });

  it('is read the same wherever its stream is cut', () => {
    fc.assert(
      fc.property(streams(THINKING), fc.array(fc.nat(5000), { maxLength: 20 }), ({ events }, cuts) => {
        const text = streamed(events);
        const places = [...new Set(cuts.map(cut => cut % (text.length + 1)))].sort((left, right) => left - right);
        const pieces = [0, ...places].map((from, index) => text.slice(from, places[index] ?? text.length));
        expect(collected(pieces).answer()).toEqual(collected([text]).answer());
      }),
    );
  });

  it('that breaks off anywhere is never read as complete', () => {
    fc.assert(
      fc.property(streams(CHAT), fc.nat(100), ({ events }, percent) => {
        const chunks = streamed(events).split(/(?<=\n\n)/);
        const end = chunks.findIndex(chunk => /"finish_reason":"/.test(chunk));
        const kept = chunks.slice(0, Math.floor((end * percent) / 100));
        const read = collected(kept);
        expect(read.ended).toBe(false);
        expect(read.fault?.kind).toBe('cut');
      }),
    );
  });

  it('of another protocol gives its proofs back as they were', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...OTHERS),
        fc.base64String({ minLength: 8 }),
        fc.boolean(),
        (origin, value, redacted) => {
          const proof = { origin, value, id: 'rs_1' };
          const thinking = redacted
            ? { type: 'thinking' as const, text: '', redacted, proof }
            : { type: 'thinking' as const, text: 'Hm.', proof };
          const answer: Answer = {
            id: 'x',
            model: 'm',
            choices: [{ parts: [thinking, { type: 'text', text: 'So.' }], stop: { reason: 'end' } }],
          };
          const body = openaiChat.encodeAnswer(answer, client);
          const choices: unknown = body['choices'];
          const message: unknown = Array.isArray(choices) ? choices[0].message : undefined;
          const back = openaiChat.decodeRequest(
            { model: 'm', messages: [{ role: 'user', content: 'x' }, message] },
            {},
          );
          expect(back.messages[1]?.parts).toEqual(answer.choices[0]?.parts);
        },
      ),
    );
  });
});
