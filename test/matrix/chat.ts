// A client of OpenAI Chat: plain, so that it sends nothing back that the official protocol does not know.

import OpenAI from 'openai';
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
  if (step.kind === 'ask') {
    const media = [
      ...(step.image === undefined
        ? []
        : [{ type: 'image_url', image_url: { url: `data:image/png;base64,${step.image}` } }]),
      ...(step.pdf === undefined
        ? []
        : [{ type: 'file', file: { filename: 'a.pdf', file_data: `data:application/pdf;base64,${step.pdf}` } }]),
    ];
    const content = media.length === 0 ? step.text : [{ type: 'text', text: step.text }, ...media];
    return [{ role: 'user', content }];
  }
  const results = calls.map((call, index) => ({
    role: 'tool',
    tool_call_id: call.id,
    content: step.texts[index] ?? '',
  }));
  const given = step.reversed === true ? results.toReversed() : results;
  if (step.image === undefined) return given;
  // The protocol has no place for a picture in a result.
  const shown = [{ type: 'image_url', image_url: { url: `data:image/png;base64,${step.image}` } }];
  return [...given, { role: 'user', content: shown }];
}

function read(values: readonly unknown[], stream: boolean): Reading {
  const message = stream ? gathered(values) : pick(values[0], 'choices', 0, 'message');
  const finish = stream
    ? values.map(value => pick(value, 'choices', 0, 'finish_reason')).find(reason => typeof reason === 'string')
    : pick(values[0], 'choices', 0, 'finish_reason');
  const usage = values
    .map(value => pick(value, 'usage'))
    .findLast(value => typeof value === 'object' && value !== null);
  const cached = number(pick(usage, 'prompt_tokens_details', 'cached_tokens'));
  const written = number(pick(usage, 'prompt_tokens_details', 'cache_write_tokens'));
  const calls = items(pick(message, 'tool_calls'));
  const refusal = words(pick(message, 'refusal'));
  const thinking = words(pick(message, 'reasoning_content'));
  const answered = {
    role: 'assistant',
    content: pick(message, 'content') ?? null,
    ...(calls.length === 0 ? {} : { tool_calls: calls }),
  };
  return {
    text: words(pick(message, 'content')),
    thinking,
    calls: calls.map(call => ({
      id: words(pick(call, 'id')),
      name: words(pick(call, 'function', 'name')),
      input: JSON.parse(words(pick(call, 'function', 'arguments'))) as unknown,
    })),
    stop:
      refusal !== '' || finish === 'content_filter'
        ? 'refused'
        : finish === 'stop'
          ? 'end'
          : finish === 'tool_calls'
            ? 'tools'
            : finish === 'length'
              ? 'limit'
              : 'other',
    refusal,
    citations: items(pick(message, 'annotations')).map(note => words(pick(note, 'url_citation', 'url'))),
    usage:
      usage === undefined
        ? undefined
        : {
            input: number(pick(usage, 'prompt_tokens')) - cached - written,
            cacheRead: cached,
            cacheWrite: written,
            output: number(pick(usage, 'completion_tokens')),
            reasoning: number(pick(usage, 'completion_tokens_details', 'reasoning_tokens')),
          },
    model: words(pick(values[0], 'model')),
    history: [answered],
    // DeepSeek wants the thinking of a running turn back, and clients of DeepSeek know it.
    own: [thinking === '' ? answered : { ...answered, reasoning_content: thinking }],
  };
}

/** A message out of the deltas of a stream, as clients put it together. */
function gathered(values: readonly unknown[]): unknown {
  const deltas = values.map(value => pick(value, 'choices', 0, 'delta'));
  const joined = (name: string): string => deltas.map(delta => words(pick(delta, name))).join('');
  const calls: { id: string; type: string; function: { name: string; arguments: string } }[] = [];
  for (const piece of deltas.flatMap(delta => items(pick(delta, 'tool_calls')))) {
    const index = number(pick(piece, 'index'));
    const call = (calls[index] ??= { id: '', type: 'function', function: { name: '', arguments: '' } });
    call.id ||= words(pick(piece, 'id'));
    call.function.name += words(pick(piece, 'function', 'name'));
    call.function.arguments += words(pick(piece, 'function', 'arguments'));
  }
  return {
    role: 'assistant',
    content: joined('content') || null,
    reasoning_content: joined('reasoning_content'),
    refusal: joined('refusal'),
    annotations: deltas.flatMap(delta => items(pick(delta, 'annotations'))),
    ...(calls.length === 0 ? {} : { tool_calls: calls }),
  };
}

export const chatSpeaker: Speaker = {
  name: 'openai-chat',
  said,
  request: (scenario, model, history, stream) => ({
    path: '/v1/chat/completions',
    body: {
      model,
      messages: [...(scenario.system === undefined ? [] : [{ role: 'system', content: scenario.system }]), ...history],
      ...(stream ? { stream: true, stream_options: { include_usage: true } } : {}),
      ...(scenario.tools === undefined
        ? {}
        : {
            tools: scenario.tools.map(({ name, schema }) => ({
              type: 'function',
              function: { name, description: `Runs ${name}.`, parameters: schema },
            })),
          }),
      ...(scenario.thinking === true ? { reasoning_effort: 'medium' } : {}),
      ...(scenario.schema === undefined
        ? {}
        : {
            response_format: {
              type: 'json_schema',
              json_schema: { name: 'answer', strict: true, schema: scenario.schema },
            },
          }),
      ...(scenario.limit === undefined ? {} : { max_completion_tokens: scenario.limit }),
      ...(scenario.stop === undefined ? {} : { stop: [scenario.stop] }),
      ...(scenario.search === true ? { web_search_options: {} } : {}),
    },
  }),
  read,
  ended: values => values.some(value => typeof pick(value, 'choices', 0, 'finish_reason') === 'string'),
  failed: values => values.some(value => typeof pick(value, 'error', 'message') === 'string'),
  sdk: (url, key) => async (sent, _model, stream) => {
    const client = new OpenAI({ baseURL: `${url}/v1`, apiKey: key, maxRetries: 0 });
    const body = sent.body as unknown as OpenAI.ChatCompletionCreateParams;
    const answer = await client.chat.completions.create(body);
    return stream ? drained(answer as AsyncIterable<unknown>) : [JSON.parse(JSON.stringify(answer)) as unknown];
  },
};
