// A client of Gemini generateContent: every part goes back as it came.

import { GoogleGenAI } from '@google/genai';
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
  const shown = step.image === undefined ? [] : [{ inlineData: { mimeType: 'image/png', data: step.image } }];
  if (step.kind === 'ask') {
    const file = step.pdf === undefined ? [] : [{ inlineData: { mimeType: 'application/pdf', data: step.pdf } }];
    return [{ role: 'user', parts: [{ text: step.text }, ...shown, ...file] }];
  }
  const parts = calls.map((call, index) => ({
    functionResponse: {
      ...(call.id === '' ? {} : { id: call.id }),
      name: call.name,
      response: { result: step.texts[index] ?? '' },
      ...(shown.length === 0 ? {} : { parts: shown }),
    },
  }));
  // With ids the order is free; a client without them keeps it.
  return [
    { role: 'user', parts: step.reversed === true && calls.every(call => call.id !== '') ? parts.toReversed() : parts },
  ];
}

function read(values: readonly unknown[], _stream: boolean): Reading {
  const candidates = values.map(value => pick(value, 'candidates', 0));
  const parts = joined(candidates.flatMap(candidate => items(pick(candidate, 'content', 'parts'))));
  const finish = candidates.map(candidate => words(pick(candidate, 'finishReason'))).findLast(reason => reason !== '');
  const usage = values.map(value => pick(value, 'usageMetadata')).findLast(value => value !== undefined);
  const thoughts = number(pick(usage, 'thoughtsTokenCount'));
  const cached = number(pick(usage, 'cachedContentTokenCount'));
  const calls = parts.flatMap(part => {
    const call = pick(part, 'functionCall');
    if (call === undefined) return [];
    return [{ id: words(pick(call, 'id')), name: words(pick(call, 'name')), input: pick(call, 'args') ?? {} }];
  });
  const textOf = (thought: boolean): string =>
    parts
      .filter(part => (pick(part, 'thought') === true) === thought)
      .map(part => words(pick(part, 'text')))
      .join('');
  const refused = /^(?:SAFETY|PROHIBITED_CONTENT|RECITATION|BLOCKLIST|SPII)$/.test(finish ?? '');
  return {
    text: textOf(false),
    thinking: textOf(true),
    calls,
    stop: refused
      ? 'refused'
      : finish === 'MAX_TOKENS'
        ? 'limit'
        : finish !== 'STOP'
          ? 'other'
          : calls.length > 0
            ? 'tools'
            : 'end',
    refusal: refused ? textOf(false) : '',
    citations: candidates.flatMap(candidate =>
      items(pick(candidate, 'groundingMetadata', 'groundingChunks')).map(chunk => words(pick(chunk, 'web', 'uri'))),
    ),
    usage:
      usage === undefined
        ? undefined
        : {
            input: number(pick(usage, 'promptTokenCount')) + number(pick(usage, 'toolUsePromptTokenCount')) - cached,
            cacheRead: cached,
            cacheWrite: 0,
            output: number(pick(usage, 'candidatesTokenCount')) + thoughts,
            reasoning: thoughts,
          },
    model: words(pick(values[0], 'modelVersion')),
    history: [{ role: 'model', parts }],
  };
}

/** Parts of one kind that follow each other as one, as clients keep them; a signature stays on its part. */
function joined(parts: readonly unknown[]): readonly unknown[] {
  const result: Record<string, unknown>[] = [];
  for (const part of parts) {
    const last = result.at(-1);
    const isText = typeof pick(part, 'text') === 'string';
    if (isText && pick(part, 'text') === '' && pick(part, 'thoughtSignature') === undefined) continue;
    const same =
      isText &&
      last !== undefined &&
      typeof last['text'] === 'string' &&
      last['thought'] === pick(part, 'thought') &&
      last['thoughtSignature'] === undefined;
    if (same) {
      const text = words(last['text']) + words(pick(part, 'text'));
      result[result.length - 1] = { ...last, ...(part as object), text };
    } else result.push({ ...(part as object) });
  }
  return result;
}

export const geminiSpeaker: Speaker = {
  name: 'gemini-generate',
  said,
  request: (scenario, model, history, stream) => ({
    path: `/v1beta/models/${model}:${stream ? 'streamGenerateContent?alt=sse' : 'generateContent'}`,
    body: {
      contents: history,
      ...(scenario.system === undefined ? {} : { systemInstruction: { parts: [{ text: scenario.system }] } }),
      ...(scenario.tools === undefined && scenario.search !== true
        ? {}
        : {
            tools: [
              ...(scenario.tools === undefined
                ? []
                : [
                    {
                      functionDeclarations: scenario.tools.map(({ name, schema }) => ({
                        name,
                        description: `Runs ${name}.`,
                        parametersJsonSchema: schema,
                      })),
                    },
                  ]),
              ...(scenario.search === true ? [{ googleSearch: {} }] : []),
            ],
          }),
      generationConfig: {
        ...(scenario.thinking === true ? { thinkingConfig: { includeThoughts: true } } : {}),
        ...(scenario.schema === undefined
          ? {}
          : { responseMimeType: 'application/json', responseJsonSchema: scenario.schema }),
        ...(scenario.limit === undefined ? {} : { maxOutputTokens: scenario.limit }),
        ...(scenario.stop === undefined ? {} : { stopSequences: [scenario.stop] }),
      },
    },
  }),
  read,
  ended: values => values.some(value => words(pick(value, 'candidates', 0, 'finishReason')) !== ''),
  failed: values => values.some(value => typeof pick(value, 'error', 'message') === 'string'),
  sdk: (url, key) => async (sent, model, stream) => {
    const client = new GoogleGenAI({ apiKey: key, httpOptions: { baseUrl: url, apiVersion: 'v1beta' } });
    const { contents, generationConfig, ...rest } = sent.body;
    const config = { ...(generationConfig as object), ...rest };
    const request = { model, contents, config } as unknown as Parameters<typeof client.models.generateContent>[0];
    return stream
      ? drained(await client.models.generateContentStream(request))
      : [JSON.parse(JSON.stringify(await client.models.generateContent(request))) as unknown];
  },
};
