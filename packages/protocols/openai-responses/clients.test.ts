// Specification against what real clients send: their bodies are read, and written again they say the same.

import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { fields, isFields, type Fields } from '../conversation/counts.ts';
import { openaiResponses } from './codec.ts';
import { objectsOf, textOf } from './wire.ts';

const FOLDER = fileURLToPath(new URL('../../../fixtures/clients/', import.meta.url));
const NAMES = [
  'codex.freeform',
  'codex.reasoning',
  'codex.responses-lite',
  'codex.unknown-model',
  'opencode.responses',
  'openai-python.responses',
  'ai-sdk.openai-responses',
];

function bodyOf(name: string): Fields {
  return fields(withoutNotes(fields(JSON.parse(readFileSync(`${FOLDER}${name}.json`, 'utf8')))['body']));
}

/** The samples hold notes where long lists were cut. */
function withoutNotes(value: unknown): unknown {
  if (Array.isArray(value)) return value.filter(one => !isFields(one) || !('__note' in one)).map(withoutNotes);
  if (!isFields(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, withoutNotes(inner)]));
}

/** An item as it says the same: its own id and status, and what an output holds beside its text, are not compared. */
function plain(item: Fields): unknown {
  const { id, status: _status, ...rest } = item;
  const content =
    typeof rest['content'] === 'string'
      ? { content: [{ type: item['role'] === 'assistant' ? 'output_text' : 'input_text', text: rest['content'] }] }
      : Array.isArray(rest['content'])
        ? { content: objectsOf(rest['content']).map(({ annotations: _a, logprobs: _l, ...part }) => part) }
        : {};
  const kept = item['type'] === 'reasoning' ? { id, content: undefined } : {};
  return JSON.parse(JSON.stringify({ type: 'message', ...rest, ...content, ...kept }));
}

describe.each(NAMES)('the request of %s', name => {
  const body = bodyOf(name);
  const request = openaiResponses.decodeRequest(body, {});
  const { body: again, losses } = openaiResponses.encodeRequest(request, { model: request.model, vendor: 'openai' });

  it('has its items again, in their order', () => {
    const items = objectsOf(body['input']).filter(item => item['type'] !== 'additional_tools');
    expect(objectsOf(again['input']).map(plain)).toEqual(items.map(plain));
    expect(losses).toEqual([]);
  });

  it('has its tools again, those that an item brought among them', () => {
    const brought = objectsOf(body['input']).flatMap(item => objectsOf(item['tools']));
    const tools = [...objectsOf(body['tools']), ...brought];
    expect(objectsOf(again['tools'])).toEqual(tools);
  });

  it('has its other fields again', () => {
    const { input: _input, tools: _tools, include: _include, instructions: _i, ...rest } = body;
    for (const [field, value] of Object.entries(rest))
      if (value !== undefined && !(field === 'stream' && value === false))
        expect([field, again[field]]).toEqual([field, value]);
    for (const wish of Array.isArray(body['include']) ? body['include'] : []) expect(again['include']).toContain(wish);
  });
});

describe('Codex', () => {
  it('calls functions in namespaces, and free text tools with their grammar', () => {
    const { tools } = openaiResponses.decodeRequest(bodyOf('codex.freeform'), {});
    expect(tools.find(tool => 'name' in tool && tool.name === 'apply_patch')).toMatchObject({
      type: 'custom',
      grammar: { syntax: 'lark' },
    });
    const lite = openaiResponses.decodeRequest(bodyOf('codex.responses-lite'), {});
    expect(lite.tools.map(tool => ('name' in tool ? `${tool.namespace}.${tool.name}` : ''))).toEqual([
      'functions.exec',
      'functions.wait',
      'clock.sleep',
      'collaboration.followup_task',
    ]);
    expect(lite.messages.flatMap(message => message.parts).find(part => part.type === 'tool_call')).toMatchObject({
      name: 'exec',
      namespace: 'functions',
      kind: 'custom',
    });
  });

  it('has its search for tools as a function that it runs itself', () => {
    const { tools } = openaiResponses.decodeRequest(bodyOf('codex.freeform'), {});
    expect(tools.find(tool => 'name' in tool && tool.name === 'tool_search')).toMatchObject({ type: 'function' });
  });

  it('has its reasoning back with its proof', () => {
    const { messages } = openaiResponses.decodeRequest(bodyOf('codex.reasoning'), {});
    const thought = messages.flatMap(message => message.parts).find(part => part.type === 'thinking');
    expect(thought).toEqual({
      type: 'thinking',
      text: 'plan step 0 n9079f768',
      proof: { origin: 'openai-responses', value: 'ENC_187', id: 'rs_mock00000187' },
    });
  });

  it('is told the places of a complaint by its own items', () => {
    const { messages } = openaiResponses.decodeRequest(bodyOf('codex.responses-lite'), {});
    expect(messages.map(message => message.at).slice(0, 2)).toEqual(['input[1]', 'input[2]']);
    expect(textOf(messages[0]?.role)).toBe('developer');
  });
});
