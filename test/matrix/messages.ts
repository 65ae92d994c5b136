// A client of Anthropic Messages: every block goes back as it came.

import Anthropic from '@anthropic-ai/sdk';
import {
  drained,
  items,
  number,
  pick,
  words,
  type ReadCall,
  type Reading,
  type Speaker,
  type Step,
} from './scenario.ts';

function said(step: Step, calls: readonly ReadCall[]): readonly unknown[] {
  const shown =
    step.image === undefined
      ? []
      : [{ type: 'image', source: { type: 'base64', media_type: 'image/png', data: step.image } }];
  if (step.kind === 'ask') {
    const file =
      step.pdf === undefined
        ? []
        : [{ type: 'document', source: { type: 'base64', media_type: 'application/pdf', data: step.pdf } }];
    return [{ role: 'user', content: [{ type: 'text', text: step.text }, ...shown, ...file] }];
  }
  const results = calls.map((call, index) => {
    const text = { type: 'text', text: step.texts[index] ?? '' };
    return { type: 'tool_result', tool_use_id: call.id, content: [text, ...shown] };
  });
  return [{ role: 'user', content: step.reversed === true ? results.toReversed() : results }];
}

interface Block {
  readonly type: string;
  [field: string]: unknown;
}

/** The content out of the events of a stream; blocks must open and close one after another. */
function gathered(values: readonly unknown[]): { readonly content: readonly Block[]; readonly usage: unknown } {
  const content: Block[] = [];
  let open: Block | undefined;
  let json = '';
  let usage: Record<string, unknown> = {};
  for (const value of values) {
    const delta = pick(value, 'delta');
    switch (pick(value, 'type')) {
      case 'message_start':
        usage = { ...(pick(value, 'message', 'usage') as object) };
        break;
      case 'content_block_start': {
        if (open !== undefined || pick(value, 'index') !== content.length) throw new Error('blocks out of order');
        open = { ...(pick(value, 'content_block') as Block) };
        json = '';
        break;
      }
      case 'content_block_delta':
        if (open === undefined) throw new Error('a delta without a block');
        json += apply(open, delta);
        break;
      case 'content_block_stop':
        if (open === undefined) throw new Error('a block closed that was not open');
        if (json !== '') open = { ...open, input: JSON.parse(json) as unknown };
        content.push(open);
        open = undefined;
        break;
      case 'message_delta':
        usage = { ...usage, ...(pick(value, 'usage') as object | undefined), stop: pick(delta, 'stop_reason') };
    }
  }
  return { content, usage };
}

/** Adds a delta to its block; answers more of its JSON. */
function apply(block: Block, delta: unknown): string {
  const add = (field: string, more: unknown): void => {
    block[field] = words(block[field]) + words(more);
  };
  switch (pick(delta, 'type')) {
    case 'text_delta':
      if (block.type !== 'text') throw new Error(`text in a block of ${block.type}`);
      add('text', pick(delta, 'text'));
      return '';
    case 'thinking_delta':
      if (block.type !== 'thinking') throw new Error(`thinking in a block of ${block.type}`);
      add('thinking', pick(delta, 'thinking'));
      return '';
    case 'signature_delta':
      add('signature', pick(delta, 'signature'));
      return '';
    case 'citations_delta':
      block['citations'] = [...items(block['citations']), pick(delta, 'citation')];
      return '';
    default:
      return words(pick(delta, 'partial_json'));
  }
}

function read(values: readonly unknown[], stream: boolean): Reading {
  const { content, usage } = stream
    ? gathered(values)
    : { content: items(pick(values[0], 'content')) as readonly Block[], usage: pick(values[0], 'usage') };
  const stop = stream ? pick(usage, 'stop') : pick(values[0], 'stop_reason');
  const ofType = (type: string): readonly Block[] => content.filter(block => block.type === type);
  const text = ofType('text')
    .map(block => words(block['text']))
    .join('');
  return {
    text,
    thinking: ofType('thinking')
      .map(block => words(block['thinking']))
      .join(''),
    calls: ofType('tool_use').map(block => ({
      id: words(block['id']),
      name: words(block['name']),
      input: block['input'],
    })),
    stop:
      stop === 'end_turn' || stop === 'stop_sequence'
        ? 'end'
        : stop === 'tool_use'
          ? 'tools'
          : stop === 'max_tokens'
            ? 'limit'
            : stop === 'refusal'
              ? 'refused'
              : 'other',
    refusal: stop === 'refusal' ? text : '',
    citations: ofType('text')
      .flatMap(block => items(block['citations']))
      .map(note => words(pick(note, 'url'))),
    usage: {
      input: number(pick(usage, 'input_tokens')),
      cacheRead: number(pick(usage, 'cache_read_input_tokens')),
      cacheWrite: number(pick(usage, 'cache_creation_input_tokens')),
      output: number(pick(usage, 'output_tokens')),
      reasoning: undefined,
    },
    model: words(stream ? pick(values[0], 'message', 'model') : pick(values[0], 'model')),
    history: [{ role: 'assistant', content }],
  };
}

export const messagesSpeaker: Speaker = {
  name: 'anthropic-messages',
  said,
  request: (scenario, model, history, stream) => ({
    path: '/v1/messages',
    body: {
      model,
      max_tokens: scenario.limit ?? 8_000,
      messages: history,
      ...(stream ? { stream: true } : {}),
      ...(scenario.system === undefined ? {} : { system: scenario.system }),
      ...(scenario.tools === undefined && scenario.search !== true
        ? {}
        : {
            tools: [
              ...(scenario.tools ?? []).map(({ name, schema }) => ({
                name,
                description: `Runs ${name}.`,
                input_schema: schema,
              })),
              ...(scenario.search === true ? [{ type: 'web_search_20250305', name: 'web_search' }] : []),
            ],
          }),
      ...(scenario.thinking === true ? { thinking: { type: 'enabled', budget_tokens: 2_048 } } : {}),
      ...(scenario.schema === undefined
        ? {}
        : { output_config: { format: { type: 'json_schema', schema: scenario.schema } } }),
      ...(scenario.stop === undefined ? {} : { stop_sequences: [scenario.stop] }),
    },
  }),
  read,
  ended: values => values.some(value => pick(value, 'type') === 'message_stop'),
  failed: values => values.some(value => pick(value, 'type') === 'error'),
  sdk: (url, key) => async (sent, _model, stream) => {
    const client = new Anthropic({ baseURL: url, apiKey: key, authToken: null, maxRetries: 0 });
    const body = sent.body as unknown as Anthropic.MessageCreateParams;
    const answer = await client.messages.create(body);
    return stream ? drained(answer as AsyncIterable<unknown>) : [JSON.parse(JSON.stringify(answer)) as unknown];
  },
};
