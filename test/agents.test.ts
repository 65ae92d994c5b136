// Coding agents on upstreams of other protocols: recorded sessions of Claude Code, Codex and Gemini CLI run to their end.

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { valuesOf } from './matrix/cell.ts';
import { geminiSpeaker } from './matrix/gemini.ts';
import { messagesSpeaker } from './matrix/messages.ts';
import { responsesSpeaker } from './matrix/responses.ts';
import { items, pick, words, type Reading, type Speaker } from './matrix/scenario.ts';
import { KEY, modelName, startStage, type Stage } from './matrix/stage.ts';
import { call } from './support/client.ts';
import { FAMILIES } from './support/families.ts';
import type { FamilyName } from './support/families.ts';
import { recordedClient, recordedClients, type RecordedClient } from './support/recorded-clients.ts';

let stage: Stage;

beforeAll(async () => {
  stage = await startStage();
}, 60_000);

afterAll(async () => stage.stop());

/** Where a client's conversation stands in its body, and how a question is put at its end. */
interface Conversation {
  readonly field: string;
  readonly ask: (text: string) => unknown;
  /** Results as the client sends them. */
  readonly results: (reading: Reading, outputs: readonly string[]) => readonly unknown[];
}

const CONVERSATIONS: Readonly<Record<string, Conversation>> = {
  'anthropic-messages': {
    field: 'messages',
    ask: text => ({ role: 'user', content: [{ type: 'text', text }] }),
    // Claude Code sends the results of parallel calls in messages of their own, each with a reminder behind it.
    results: (reading, outputs) =>
      reading.calls.map((made, index) => ({
        role: 'user',
        content: [
          {
            tool_use_id: made.id,
            type: 'tool_result',
            content: `${outputs[index] ?? ''}\n\n<system-reminder>go on</system-reminder>`,
            is_error: false,
            ...(index === outputs.length - 1 ? { cache_control: { type: 'ephemeral' } } : {}),
          },
        ],
      })),
  },
  'openai-responses': {
    field: 'input',
    ask: text => ({ type: 'message', id: 'msg_ask', role: 'user', content: [{ type: 'input_text', text }] }),
    results: (reading, outputs) =>
      reading.history
        .filter(item => /^(?:function|custom_tool)_call$/.test(words(pick(item, 'type'))))
        .map((item, index) => ({
          type: `${words(pick(item, 'type'))}_output`,
          call_id: pick(item, 'call_id'),
          output:
            pick(item, 'type') === 'custom_tool_call'
              ? [
                  { type: 'input_text', text: 'Script completed' },
                  { type: 'input_text', text: outputs[index] ?? '' },
                ]
              : (outputs[index] ?? ''),
        })),
  },
  'gemini-generate': {
    field: 'contents',
    ask: text => ({ role: 'user', parts: [{ text }] }),
    results: (reading, outputs) => [
      {
        role: 'user',
        parts: reading.calls.map((made, index) => ({
          functionResponse: { id: made.id, name: made.name, response: { output: outputs[index] ?? '' } },
        })),
      },
    ],
  },
};

const SPEAKERS: Readonly<Record<string, Speaker>> = {
  'anthropic-messages': messagesSpeaker,
  'openai-responses': responsesSpeaker,
  'gemini-generate': geminiSpeaker,
};

function conversationOf(client: RecordedClient): Conversation {
  const found = CONVERSATIONS[client.family];
  if (found === undefined) throw new Error(`no conversation of ${client.family}`);
  return found;
}

/** Sends a body in the client's own way, to another model. */
async function send(client: RecordedClient, model: string, body: object): Promise<Reading> {
  const family = FAMILIES.find(one => one.name === client.family);
  const speaker = SPEAKERS[client.family];
  if (family === undefined || speaker === undefined) throw new Error(client.family);
  const path = client.path.replace(/models\/[^:]+:/, `models/${model}:`);
  const sent = client.family === 'gemini-generate' ? body : { ...body, model };
  const answer = await call(stage.gateway.url + path, {
    headers: { ...client.headers, 'content-type': 'application/json', ...family.headers(KEY) },
    body: JSON.stringify(sent),
  });
  expect(answer.status, answer.text.slice(0, 600)).toBe(200);
  const values = valuesOf(answer.text, true);
  expect(speaker.ended(values) && !speaker.failed(values), answer.text.slice(-400)).toBe(true);
  return speaker.read(values, true);
}

/** What stands in the recorded conversation before the model's first answer. */
function beginning(client: RecordedClient): readonly unknown[] {
  const { field } = conversationOf(client);
  const all = items(client.body[field]);
  const first = all.findIndex(
    item =>
      /^(?:assistant|model)$/.test(words(pick(item, 'role'))) || /_call$|^reasoning$/.test(words(pick(item, 'type'))),
  );
  return first === -1 ? all : all.slice(0, first);
}

/** A session: two rounds of calls with their results, and a last question. */
async function session(client: RecordedClient, model: string, asks: readonly string[]): Promise<readonly Reading[]> {
  const { field, ask, results } = conversationOf(client);
  const history = [...beginning(client)];
  const readings: Reading[] = [];
  for (const [turn, text] of asks.entries()) {
    history.push(ask(text));
    const called = await send(client, model, { ...client.body, [field]: history });
    readings.push(called);
    history.push(...called.history);
    if (called.history.length === 0 || !/\[\[call/.test(text)) continue;
    history.push(...results(called, [`output-${turn}-a`, `output-${turn}-b`]));
    const done = await send(client, model, { ...client.body, [field]: history });
    readings.push(done);
    history.push(...done.history);
  }
  return readings;
}

const bash = (tool: string, command: string): string => `[[call ${tool} ${JSON.stringify({ command })}]]`;

interface Agent {
  readonly client: string;
  readonly tool: string;
  readonly upstreams: readonly FamilyName[];
}

const AGENTS: readonly Agent[] = [
  ...['claude-code.first-turn', 'claude-code.thinking', 'claude-code.after-tools'].map(client => ({
    client,
    tool: 'Bash',
    upstreams: ['openai-chat', 'openai-responses', 'gemini-generate'] as const,
  })),
  ...['codex.freeform', 'codex.unknown-model', 'codex.reasoning'].map(client => ({
    client,
    tool: 'write_stdin',
    upstreams: ['anthropic-messages', 'gemini-generate', 'openai-chat'] as const,
  })),
  {
    client: 'gemini-cli.turn',
    tool: 'run_shell_command',
    upstreams: ['openai-chat', 'openai-responses', 'anthropic-messages'],
  },
];

describe.each(AGENTS)('$client', ({ client, tool, upstreams }) => {
  describe.each(upstreams)('on %s', upstream => {
    it.each(['plain', 'thinking'] as const)('runs a session with parallel tools on a %s model', async role => {
      const recorded = recordedClient(client);
      const parallel = recorded.body['parallel_tool_calls'] !== false;
      const two = `Both at once: ${bash(tool, 'echo one')} ${bash(tool, 'echo two')}`;
      const readings = await session(recorded, modelName(upstream, role), [
        two,
        `And again: ${bash(tool, 'cat "a b" | wc -l')}`,
        'Thank you.',
      ]);
      const [called, done, again, finished, last] = readings;
      const expected = [{ command: 'echo one' }, { command: 'echo two' }];
      expect(called?.calls.map(made => [made.name, made.input])).toEqual(
        (parallel ? expected : expected.slice(0, 1)).map(input => [tool, input]),
      );
      expect(called?.stop).toBe('tools');
      expect(done?.text).toContain('output-0-a');
      expect(again?.calls.map(made => made.input)).toEqual([{ command: 'cat "a b" | wc -l' }]);
      expect(finished?.text).toContain('output-1-a');
      expect(last?.text).toContain('Thank you.');
      expect(last?.stop).toBe('end');
    });
  });
});

const PATCH = '*** Begin Patch\n*** Add File: /home/user/w/out.txt\n+"quoted" \\ 你好\n*** End Patch';

describe('Codex’s tools of free text', () => {
  it.each([
    ['codex.freeform', 'apply_patch', 'apply_patch', undefined],
    ['codex.responses-lite', 'functions__exec', 'exec', 'functions'],
  ] as const)('of %s come back as they are, with their namespace', async (client, wire, name, namespace) => {
    for (const upstream of ['anthropic-messages', 'gemini-generate'] as const) {
      const recorded = recordedClient(client);
      const marker = `[[call ${wire} ${JSON.stringify({ input: PATCH })}]]`;
      const [called, done] = await session(recorded, modelName(upstream, 'thinking'), [`Write it. ${marker}`]);
      const made = called?.history.find(item => pick(item, 'type') === 'custom_tool_call');
      expect(made).toMatchObject({ name, input: PATCH });
      expect(pick(made, 'namespace')).toBe(namespace);
      expect(done?.text).toContain('output-0-a');
    }
  });
});

/** Recorded requests that state of their own provider, or fields of private APIs, keep from any other upstream. */
const BOUND: Readonly<Record<string, RegExp>> = {
  'anthropic-python.thread-create': /thread/,
  'anthropic-python.thread-continue': /thread/,
};

describe.each(recordedClients().filter(client => client.name !== 'zhipu-python.chat'))('$name, as recorded', client => {
  const upstreams = FAMILIES.map(family => family.name).filter(name => name !== client.family);
  it.each(upstreams)('is answered by %s, whatever its history holds', async upstream => {
    // DeepSeek, who plays the thinking chat, takes no files.
    const model = modelName(upstream, upstream === 'openai-chat' ? 'plain' : 'thinking');
    const family = FAMILIES.find(one => one.name === client.family);
    const path = client.path.replace(/models\/[^:]+:/, `models/${model}:`);
    const body = client.family === 'gemini-generate' ? client.body : { ...client.body, model };
    const answer = await call(stage.gateway.url + path, {
      headers: { ...client.headers, 'content-type': 'application/json', ...family?.headers(KEY) },
      body: JSON.stringify(body),
    });
    const bound = BOUND[client.name];
    expect(answer.status, answer.text.slice(0, 800)).toBe(bound === undefined ? 200 : 400);
    if (bound !== undefined) expect(answer.text).toMatch(bound);
    else expect(answer.text).not.toMatch(/"error":\{|event: error/);
  });
});
