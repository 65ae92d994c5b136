// Specifies that Anthropic's own client puts a stream together to the message that the whole answer is.

import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import Anthropic from '@anthropic-ai/sdk';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anthropicMessages as codec } from './codec.ts';
import { EXPRESSIBLE, interleaved, streams } from '../conversation/arbitrary.fixture.ts';
import { AnswerCollector, eventsOf } from '../conversation/collect.ts';
import type { Codec } from '../codec.ts';
import { fields } from '../conversation/counts.ts';
import { ToolNames } from '../conversation/tool-names.ts';
import { geminiGenerate } from '../gemini-generate/codec.ts';
import { openaiChat } from '../openai-chat/codec.ts';
import { openaiResponses } from '../openai-responses/codec.ts';
import { SseReader } from '../sse.ts';
import type { Answer } from '../conversation/answer.ts';
import type { StreamEvent } from '../conversation/event.ts';
import { usageOf } from '../conversation/usage.ts';
import { context } from './stream.fixture.ts';

const ROOT = fileURLToPath(new URL('../../../fixtures/', import.meta.url));

/** The final message of the SDK for a stream that we wrote. */
async function finalMessage(events: readonly StreamEvent[]): Promise<Anthropic.Message> {
  const encoder = codec.streamEncoder(context());
  const text = events.map(event => encoder.push(event)).join('');
  const answer = async (): Promise<Response> =>
    new Response(text, { headers: { 'content-type': 'text/event-stream' } });
  const client = new Anthropic({ apiKey: 'key', maxRetries: 0, fetch: answer });
  const messages = [{ role: 'user' as const, content: 'Hello' }];
  return client.messages.stream({ model: 'a-model', max_tokens: 100, messages }).finalMessage();
}

function expectedOf(answer: Answer): unknown {
  const { usage: _, ...message } = codec.encodeAnswer(answer, context());
  return JSON.parse(JSON.stringify(message));
}

async function expectSame(answer: Answer, events: readonly StreamEvent[]): Promise<void> {
  const { usage, ...message } = JSON.parse(JSON.stringify(await finalMessage(events)));
  expect(message).toMatchObject(Object(expectedOf(answer)));
  expect(usage).toMatchObject({
    input_tokens: (answer.usage?.input ?? 0) + (answer.usage?.audioIn ?? 0) + (answer.usage?.imageIn ?? 0),
    cache_read_input_tokens: answer.usage?.cacheRead ?? 0,
    output_tokens: (answer.usage?.output ?? 0) + (answer.usage?.audioOut ?? 0) + (answer.usage?.imageOut ?? 0),
  });
}

const FOLDERS: readonly (readonly [string, Codec])[] = [
  ['anthropic', codec],
  ['openai-chat', openaiChat],
  ['openai-responses', openaiResponses],
  ['gemini', geminiGenerate],
];

/** Recorded streams of all four protocols. The client puts no inputs of MCP calls together, so theirs are left out. */
const RECORDED = FOLDERS.flatMap(([folder, upstream]) =>
  readdirSync(`${ROOT}${folder}`)
    .filter(name => name.endsWith('.json') && !name.includes('mcp'))
    .map(name => ({ name, codec: upstream, sse: sseOf(`${ROOT}${folder}/${name}`) }))
    .filter(({ sse }) => sse !== ''),
);

function sseOf(file: string): string {
  const { sse } = fields(fields(JSON.parse(readFileSync(file, 'utf8')))['response']);
  return typeof sse === 'string' ? sse : '';
}

const ORIGINS = ['anthropic-messages', 'openai-chat', 'openai-responses', 'gemini-generate'] as const;

describe("Anthropic's client", () => {
  it.each(ORIGINS)('reads a stream told by %s as the whole answer', async origin => {
    await fc.assert(
      fc.asyncProperty(streams({ ...EXPRESSIBLE[origin], choices: false }), async ({ answer, events }) => {
        await expectSame(answer, events);
        await expectSame(answer, interleaved(events));
      }),
      { numRuns: 25 },
    );
  });

  it("reads what another provider's tools did as calls of Anthropic's", async () => {
    const answer: Answer = {
      id: 'resp_1',
      model: 'gpt-5',
      choices: [
        {
          parts: [
            {
              type: 'server_tool',
              tool: 'web_search',
              id: 'ws_1',
              query: 'weather',
              hits: [{ url: 'https://example.com/', title: 'Weather' }],
            },
            { type: 'server_tool', tool: 'code_execution', id: 'ci-1', code: 'print(1)', output: '1\n' },
            {
              type: 'text',
              text: 'It rains.',
              citations: [{ url: 'https://example.com/', title: 'Weather', start: 0, end: 9 }],
            },
          ],
          stop: { reason: 'end' },
        },
      ],
      usage: usageOf({ input: 10, output: 5, searches: 1 }),
    };
    await expectSame(answer, eventsOf(answer));
    const { content, usage } = await finalMessage(eventsOf(answer));
    expect(content.map(block => block.type)).toEqual([
      'server_tool_use',
      'web_search_tool_result',
      'server_tool_use',
      'code_execution_tool_result',
      'text',
    ]);
    expect(usage.server_tool_use?.web_search_requests).toBe(1);
  });

  it.each(RECORDED)('reads the recorded stream $name as the whole answer', async ({ codec: upstream, sse }) => {
    const decoder = upstream.streamDecoder(new ToolNames(), { model: 'm', vendor: 'openai' });
    const collector = new AnswerCollector();
    const events = [
      ...new SseReader().push(`${sse}\n\n`).flatMap(({ data }) => decoder.push(data)),
      ...decoder.close(),
    ];
    for (const event of events) collector.push(event);
    if (collector.fault !== undefined) {
      await expect(finalMessage(events)).rejects.toThrow(collector.fault.message);
      return;
    }
    const { content, stop_reason: stop } = await finalMessage(events);
    const expected = codec.encodeAnswer(collector.answer(), context());
    expect(JSON.parse(JSON.stringify([content, stop]))).toEqual(
      JSON.parse(JSON.stringify([expected['content'], expected['stop_reason']])),
    );
  });

  it('throws what the upstream failed with, and no message', async () => {
    const events: readonly StreamEvent[] = [
      { type: 'start', id: 'x', model: 'm' },
      { type: 'text', choice: 0, text: 'Half an ans' },
      { type: 'error', fault: { kind: 'overloaded', message: 'Overloaded' } },
    ];
    await expect(finalMessage(events)).rejects.toThrow('Overloaded');
  });
});
