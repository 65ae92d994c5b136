// A client of OpenAI Responses: stateless, sending every item back as it came.

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
  const shown =
    step.image === undefined ? [] : [{ type: 'input_image', image_url: `data:image/png;base64,${step.image}` }];
  if (step.kind === 'ask') {
    const file =
      step.pdf === undefined
        ? []
        : [{ type: 'input_file', filename: 'a.pdf', file_data: `data:application/pdf;base64,${step.pdf}` }];
    return [{ type: 'message', role: 'user', content: [{ type: 'input_text', text: step.text }, ...shown, ...file] }];
  }
  const results = calls.map((call, index) => {
    const text = step.texts[index] ?? '';
    const output = shown.length === 0 ? text : [{ type: 'input_text', text }, ...shown];
    return { type: 'function_call_output', call_id: call.id, output };
  });
  return step.reversed === true ? results.toReversed() : results;
}

function read(values: readonly unknown[], stream: boolean): Reading {
  const response = stream
    ? pick(
        values.findLast(value => /^response\.(?:completed|incomplete)$/.test(words(pick(value, 'type')))),
        'response',
      )
    : values[0];
  const output = items(pick(response, 'output'));
  const ofType = (type: string): readonly unknown[] => output.filter(item => pick(item, 'type') === type);
  const parts = ofType('message').flatMap(item => items(pick(item, 'content')));
  const text = parts.map(part => words(pick(part, 'text'))).join('');
  const refusal = parts.map(part => words(pick(part, 'refusal'))).join('');
  const usage = pick(response, 'usage');
  const cached = number(pick(usage, 'input_tokens_details', 'cached_tokens'));
  const written = number(pick(usage, 'input_tokens_details', 'cache_write_tokens'));
  const reason = pick(response, 'incomplete_details', 'reason');
  const calls = ofType('function_call').map(call => ({
    id: words(pick(call, 'call_id')),
    name: words(pick(call, 'name')),
    input: JSON.parse(words(pick(call, 'arguments'))) as unknown,
  }));
  if (stream) checkLadder(values, text);
  return {
    text,
    thinking: ofType('reasoning')
      .flatMap(item => items(pick(item, 'summary')))
      .map(part => words(pick(part, 'text')))
      .join(''),
    calls,
    stop:
      refusal !== '' || reason === 'content_filter'
        ? 'refused'
        : reason === 'max_output_tokens'
          ? 'limit'
          : pick(response, 'status') !== 'completed'
            ? 'other'
            : calls.length > 0
              ? 'tools'
              : 'end',
    refusal,
    citations: parts.flatMap(part => items(pick(part, 'annotations'))).map(note => words(pick(note, 'url'))),
    usage:
      typeof usage === 'object' && usage !== null
        ? {
            input: number(pick(usage, 'input_tokens')) - cached - written,
            cacheRead: cached,
            cacheWrite: written,
            output: number(pick(usage, 'output_tokens')),
            reasoning: number(pick(usage, 'output_tokens_details', 'reasoning_tokens')),
          }
        : undefined,
    model: words(pick(response, 'model')),
    history: output,
  };
}

/** The deltas tell what the final response says; every event has its number. */
function checkLadder(values: readonly unknown[], text: string): void {
  const deltas = values
    .filter(value => pick(value, 'type') === 'response.output_text.delta')
    .map(value => words(pick(value, 'delta')))
    .join('');
  if (deltas !== text)
    throw new Error(`the deltas say ${JSON.stringify(deltas)}, the response ${JSON.stringify(text)}`);
  values.forEach((value, index) => {
    if (pick(value, 'sequence_number') !== index)
      throw new Error(`event ${index}: ${JSON.stringify(value).slice(0, 200)}`);
  });
}

export const responsesSpeaker: Speaker = {
  name: 'openai-responses',
  said,
  request: (scenario, model, history, stream) => ({
    path: '/v1/responses',
    body: {
      model,
      input: history,
      store: false,
      ...(stream ? { stream: true } : {}),
      ...(scenario.system === undefined ? {} : { instructions: scenario.system }),
      ...(scenario.tools === undefined && scenario.search !== true
        ? {}
        : {
            tools: [
              ...(scenario.tools ?? []).map(({ name, schema }) => ({
                type: 'function',
                name,
                description: `Runs ${name}.`,
                parameters: schema,
                strict: false,
              })),
              ...(scenario.search === true ? [{ type: 'web_search' }] : []),
            ],
          }),
      ...(scenario.thinking === true
        ? { reasoning: { effort: 'medium', summary: 'auto' }, include: ['reasoning.encrypted_content'] }
        : {}),
      ...(scenario.schema === undefined
        ? {}
        : { text: { format: { type: 'json_schema', name: 'answer', strict: true, schema: scenario.schema } } }),
      ...(scenario.limit === undefined ? {} : { max_output_tokens: scenario.limit }),
    },
  }),
  read,
  ended: values => values.some(value => /^response\.(?:completed|incomplete)$/.test(words(pick(value, 'type')))),
  failed: values => values.some(value => /^(?:error|response\.failed)$/.test(words(pick(value, 'type')))),
  sdk: (url, key) => async (sent, _model, stream) => {
    const client = new OpenAI({ baseURL: `${url}/v1`, apiKey: key, maxRetries: 0 });
    const body = sent.body as unknown as OpenAI.Responses.ResponseCreateParams;
    const answer = await client.responses.create(body);
    return stream ? drained(answer as AsyncIterable<unknown>) : [JSON.parse(JSON.stringify(answer)) as unknown];
  },
};
