// Specification of reading requests of Gemini's clients: every shorthand, every field, and what is wrong named by its place.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ToolNames } from '../conversation/tool-names.ts';
import { Failure } from '../failures.ts';
import { geminiGenerate } from './codec.ts';

const read = (body: Record<string, unknown>) =>
  geminiGenerate.decodeRequest(body, { model: 'a-model', streamed: true });
const GO = { contents: [{ role: 'user', parts: [{ text: 'Go.' }] }] };
const target = { model: 'gemini-3-pro-preview', vendor: 'gemini' };
const rewritten = (body: Record<string, unknown>): unknown =>
  JSON.parse(JSON.stringify(geminiGenerate.encodeRequest(read(body), target).body));

describe('contents', () => {
  const said = [{ role: 'user', parts: [{ type: 'text', text: 'Go.' }] }];
  it.each([
    ['a list', [{ role: 'user', parts: [{ text: 'Go.' }] }]],
    ['one content', { role: 'user', parts: [{ text: 'Go.' }] }],
    ['one part', [{ role: 'user', parts: { text: 'Go.' } }]],
    ['a text for a part', [{ parts: ['Go.'] }]],
    ['a text for the parts', [{ parts: 'Go.' }]],
    ['a text', 'Go.'],
    ['no role', [{ parts: [{ text: 'Go.' }] }]],
  ])('may be %s', (_name, contents) => {
    expect(read({ contents }).messages).toMatchObject(said);
  });

  it('may be chunks of a streamed answer, which are one text and one thought', () => {
    const model = (part: object) => ({ role: 'model', parts: [part] });
    const { messages } = read({
      contents: [
        GO.contents[0],
        model({ text: 'Let me ', thought: true }),
        model({ text: 'think.', thought: true }),
        model({ text: '', thought: true, thoughtSignature: 'c2ln' }),
        model({ text: 'Well, ' }),
        model({ text: 'so.' }),
        model({ text: '', thoughtSignature: 'c2ln' }),
        GO.contents[0],
      ],
    });
    const proof = { origin: 'gemini-generate', value: 'c2ln' };
    expect(messages.map(message => message.at)).toEqual(['contents[0]', 'contents[1]', 'contents[4]', 'contents[7]']);
    expect(messages[1]?.parts).toEqual([{ type: 'thinking', text: 'Let me think.', proof }]);
    expect(messages[2]?.parts).toEqual([{ type: 'text', text: 'Well, so.', proof }]);
  });

  it('may end with the empty text of a last chunk', () => {
    const called = { role: 'model', parts: [{ functionCall: { name: 'f', id: 'x' } }] };
    const { messages } = read({ contents: [GO.contents[0], called, { role: 'model', parts: [{ text: '' }] }] });
    expect(messages.map(message => message.at)).toEqual(['contents[0]', 'contents[1]']);
  });

  it('may name files by address, by upload and on YouTube', () => {
    const file = (fileUri: string, mimeType?: string) => ({ fileData: { fileUri, mimeType } });
    const upload = 'https://generativelanguage.googleapis.com/v1beta/files/abc';
    const { messages } = read({
      contents: {
        parts: [
          file(upload, 'video/mp4'),
          file('gs://b/a.png', 'image/png'),
          file('https://youtu.be/x'),
          file('https://a.example/b.pdf'),
        ],
      },
    });
    expect(messages[0]?.parts).toEqual([
      { type: 'video', mediaType: 'video/mp4', source: { kind: 'file', id: upload, origin: 'gemini-generate' } },
      {
        type: 'image',
        mediaType: 'image/png',
        source: { kind: 'file', id: 'gs://b/a.png', origin: 'gemini-generate' },
      },
      { type: 'video', source: { kind: 'url', url: 'https://youtu.be/x' } },
      { type: 'file', mediaType: 'application/pdf', source: { kind: 'url', url: 'https://a.example/b.pdf' } },
    ]);
  });

  it('keep what only Gemini knows of a part', () => {
    const parts = [
      {
        inlineData: { mimeType: 'video/mp4', data: 'AAAA' },
        videoMetadata: { fps: 5, startOffset: '4s' },
        mediaResolution: { level: 'MEDIA_RESOLUTION_LOW' },
      },
      { text: 'Go.' },
    ];
    expect(rewritten({ contents: [{ role: 'user', parts }] })).toEqual({ contents: [{ role: 'user', parts }] });
  });
});

describe('results', () => {
  const answered = (response: unknown, name = 'f') =>
    read({
      contents: [
        { role: 'model', parts: [{ functionCall: { name: 'f', args: {} } }] },
        { role: 'user', parts: [{ functionResponse: { name, response } }] },
      ],
    }).messages[1]?.parts[0];
  it.each([
    [{ result: 'Fine.' }, 'Fine.', false],
    [{ output: 'Fine.' }, 'Fine.', false],
    [{ content: 'Fine.', name: 'f' }, 'Fine.', false],
    [{ error: 'No such file.' }, 'No such file.', true],
    [{ error: { code: 5 } }, '{"code":5}', true],
    [{ result: { a: 1 } }, '{"result":{"a":1}}', false],
    [{ a: 1, b: 2 }, '{"a":1,"b":2}', false],
  ])('%j says %s', (response, text, failed) => {
    expect(answered(response)).toMatchObject({ content: [{ type: 'text', text }], failed });
  });

  it('go back as they came', () => {
    for (const response of [
      { output: 'x' },
      { error: 'x' },
      { a: 1 },
      {},
      { content: 'x', name: 'f' },
      { result: 'x' },
    ]) {
      const contents = [
        { role: 'user', parts: [{ text: 'Go.' }] },
        { role: 'model', parts: [{ functionCall: { name: 'f', args: {} }, thoughtSignature: 'c2ln' }] },
        { role: 'user', parts: [{ functionResponse: { name: 'f', response } }] },
      ];
      expect(rewritten({ contents })).toEqual({ contents });
    }
  });
});

describe('everything that Gemini knows', () => {
  it('is read, and written again', () => {
    const body = {
      ...GO,
      systemInstruction: { parts: [{ text: 'One.' }, { text: 'Two.' }] },
      tools: [
        {
          functionDeclarations: [
            {
              name: 'f',
              description: 'D',
              parametersJsonSchema: { type: 'object', properties: {} },
              responseJsonSchema: { type: 'string' },
            },
          ],
        },
        { googleSearch: { timeRangeFilter: {} } },
        { urlContext: {} },
        { codeExecution: {} },
        { googleMaps: { enableWidget: true } },
        { fileSearch: { file_search_store_names: ['fileSearchStores/x'] } },
      ],
      toolConfig: {
        functionCallingConfig: { mode: 'VALIDATED', allowedFunctionNames: ['f'] },
        retrievalConfig: { latLng: { latitude: 1, longitude: 2 } },
        includeServerSideToolInvocations: true,
      },
      generationConfig: {
        temperature: 0.5,
        topP: 0.9,
        topK: 40,
        seed: 7,
        presencePenalty: 0.1,
        frequencyPenalty: 0.2,
        maxOutputTokens: 100,
        candidateCount: 2,
        stopSequences: ['END'],
        responseMimeType: 'application/json',
        responseJsonSchema: { type: 'object', properties: {} },
        responseLogprobs: true,
        logprobs: 3,
        thinkingConfig: { thinkingLevel: 'LOW', includeThoughts: true },
        responseModalities: ['TEXT', 'IMAGE'],
        imageConfig: { aspectRatio: '16:9', imageSize: '2K', personGeneration: 'ALLOW_ALL' },
        speechConfig: { voiceConfig: { prebuiltVoiceConfig: { voiceName: 'Kore' } } },
        mediaResolution: 'MEDIA_RESOLUTION_LOW',
      },
      safetySettings: [{ category: 'HARM_CATEGORY_HARASSMENT', threshold: 'OFF' }],
      cachedContent: 'cachedContents/x',
      labels: { team: 'a' },
      serviceTier: 'flex',
    };
    expect(rewritten(body)).toEqual(body);
    expect(read(body)).toMatchObject({
      model: 'a-model',
      streamed: true,
      toolChoice: { mode: 'allowed', names: ['f'], required: false },
      sampling: { temperature: 0.5, topK: 40, seed: 7 },
      reasoning: { effort: 'low', show: 'auto' },
      output: {
        limit: 100,
        choices: 2,
        stop: ['END'],
        modalities: ['text', 'image'],
        logprobs: { top: 3 },
        image: { aspectRatio: '16:9', size: '2K' },
        speech: { voice: 'Kore' },
      },
      handling: { serviceTier: 'flex', metadata: { team: 'a' } },
      extras: {
        cachedContent: 'cachedContents/x',
        safetySettings: [{}],
        'generationConfig.mediaResolution': 'MEDIA_RESOLUTION_LOW',
        'generationConfig.imageConfig.personGeneration': 'ALLOW_ALL',
        'toolConfig.includeServerSideToolInvocations': true,
      },
    });
  });

  it('may have its numbers as texts, and its schemas in capitals', () => {
    const given = read({
      ...GO,
      generation_config: {
        max_output_tokens: '100',
        top_k: '3',
        response_mime_type: 'application/json',
        response_schema: { type: 'OBJECT', properties: { a: { type: 'STRING' } } },
      },
    });
    expect(given).toMatchObject({
      sampling: { topK: 3 },
      output: { limit: 100, format: { schema: { type: 'object', properties: { a: { type: 'string' } } } } },
    });
  });

  it('speaks with two voices only for Gemini', () => {
    const speechConfig = {
      multiSpeakerVoiceConfig: { speakerVoiceConfigs: [{ speaker: 'Joe' }, { speaker: 'Jane' }] },
    };
    const body = { ...GO, generationConfig: { responseModalities: ['AUDIO'], speechConfig } };
    expect(rewritten(body)).toEqual(body);
    expect(read(body).output).toEqual({ modalities: ['audio'] });
  });
});

describe('what is wrong', () => {
  it.each<[Record<string, unknown>, string]>([
    [{}, 'contents'],
    [{ contents: [] }, 'contents'],
    [{ contents: [5] }, 'contents[0]'],
    [{ contents: [{ role: 'user' }] }, 'contents[0].parts'],
    [{ contents: [{ role: 'assistant', parts: [{ text: 'x' }] }] }, 'contents[0].role'],
    [{ contents: [{ parts: [{ text: 'x' }, {}] }] }, 'contents[0].parts[1].data'],
    [{ contents: [{ parts: [{ text: 5 }] }] }, 'contents[0].parts[0].text'],
    [{ contents: [{ parts: [{ inlineData: { mimeType: 'image/png' } }] }] }, 'contents[0].parts[0].inlineData.data'],
    [{ contents: [{ parts: [{ inlineData: { data: 'AAAA' } }] }] }, 'contents[0].parts[0].inlineData.mimeType'],
    [{ contents: [{ parts: [{ functionCall: {} }] }] }, 'contents[0].parts[0].functionCall.name'],
    [{ contents: [{ parts: [{ functionCall: { name: 'f', args: 'x' } }] }] }, 'contents[0].parts[0].functionCall.args'],
    [{ ...GO, systemInstruction: { parts: [{ functionCall: {} }] } }, 'systemInstruction.parts[0]'],
    [{ ...GO, tools: [{ functionDeclarations: [{}] }] }, 'tools[0].functionDeclarations[0].name'],
    [{ ...GO, toolConfig: { functionCallingConfig: { mode: 'SOMETIMES' } } }, 'toolConfig.functionCallingConfig.mode'],
    [{ ...GO, generationConfig: { temperature: 'warm' } }, 'generationConfig.temperature'],
    [{ ...GO, generationConfig: { maxOutputTokens: 0 } }, 'generationConfig.maxOutputTokens'],
    [{ ...GO, generationConfig: { candidateCount: 9 } }, 'generationConfig.candidateCount'],
    [{ ...GO, generationConfig: { stopSequences: ['1', '2', '3', '4', '5', '6'] } }, 'generationConfig.stopSequences'],
    [{ ...GO, generationConfig: { responseSchema: { type: 'OBJECT' } } }, 'generationConfig.responseSchema'],
    [{ ...GO, generationConfig: { responseModalities: ['SMELL'] } }, 'generationConfig.responseModalities'],
  ])('in %j is named by its place', (body, param) => {
    expect(() => read(body)).toThrow(expect.objectContaining({ code: 'invalid_request', param }));
  });

  it("is said of a result without a call, and of another provider's file", () => {
    const stray = { contents: [{ role: 'user', parts: [{ functionResponse: { name: 'f', response: {} } }] }] };
    expect(() => rewritten(stray)).toThrow(expect.objectContaining({ param: 'contents[0]' }));
    const part = { type: 'file', source: { kind: 'file', id: 'file-1', origin: 'openai-chat' } } as const;
    const given = read(GO);
    const messages = [{ role: 'user', parts: [part, part], at: 'messages[0]' }] as const;
    expect(() => geminiGenerate.encodeRequest({ ...given, origin: 'openai-chat', messages }, target)).toThrow(
      expect.objectContaining({ param: 'messages[0].content[0]' }),
    );
  });

  it('never makes the codec fail in another way', () => {
    const words = fc.constantFrom(
      'contents',
      'parts',
      'text',
      'role',
      'functionCall',
      'function_response',
      'name',
      'args',
      'tools',
      'functionDeclarations',
      'parameters',
      'type',
      'items',
      'generationConfig',
      'thinkingConfig',
      'inlineData',
      'fileData',
      'thought',
      'candidates',
      'content',
      'usageMetadata',
      'groundingMetadata',
      'groundingSupports',
      'segment',
      'error',
      'partialArgs',
      'model',
    );
    const junk = fc.letrec<{ value: unknown }>(tie => ({
      value: fc.oneof(
        { maxDepth: 6 },
        fc.constantFrom('model', 'user', 'x', null, 5, true, -1),
        fc.array(tie('value'), { maxLength: 3 }),
        fc.dictionary(words, tie('value'), { maxKeys: 4, noNullPrototype: true }),
      ),
    })).value;
    fc.assert(
      fc.property(fc.dictionary(words, junk, { noNullPrototype: true }), junk, (body, contents) => {
        for (const given of [body, { ...body, contents }]) {
          try {
            geminiGenerate.encodeRequest(read(given), target);
          } catch (error) {
            expect(error).toBeInstanceOf(Failure);
          }
        }
        const decoder = geminiGenerate.streamDecoder(new ToolNames());
        for (const chunk of [
          body,
          contents,
          { candidates: contents },
          { candidates: [{ content: { parts: contents } }] },
        ]) {
          decoder.push(JSON.stringify(chunk));
          geminiGenerate.decodeFault(400, { error: chunk });
        }
        decoder.push('no json');
        decoder.close();
      }),
      { numRuns: 1000 },
    );
  });
});
