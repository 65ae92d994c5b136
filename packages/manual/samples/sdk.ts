// Samples by the makers' own libraries, in Python and TypeScript: the same body as named arguments.

import type { Call, Sample, SdkCall } from '../call.ts';
import { pythonValue } from './scripts.ts';
import { indented, KEY, lines, pretty, requestOf, type RequestOptions } from './request.ts';

/** How a library is made to call the gateway. */
interface Library {
  readonly name: string;
  readonly python: (base: string, key: string) => readonly string[];
  readonly node: (base: string, key: string) => readonly string[];
}

const LIBRARIES: Readonly<Partial<Record<SdkCall['library'], Library>>> = {
  openai: {
    name: 'OpenAI',
    python: (base, key) => [
      'from openai import OpenAI',
      '',
      `client = OpenAI(base_url="${base}/v1", api_key="${key}")`,
    ],
    node: (base, key) => [
      "import OpenAI from 'openai';",
      '',
      `const client = new OpenAI({ baseURL: '${base}/v1', apiKey: '${key}' });`,
    ],
  },
  anthropic: {
    name: 'Anthropic',
    python: (base, key) => [
      'from anthropic import Anthropic',
      '',
      `client = Anthropic(base_url="${base}", api_key="${key}")`,
    ],
    node: (base, key) => [
      "import Anthropic from '@anthropic-ai/sdk';",
      '',
      `const client = new Anthropic({ baseURL: '${base}', apiKey: '${key}' });`,
    ],
  },
};

/** A sample by a library. */
export interface SdkSample {
  readonly id: 'sdk-python' | 'sdk-node';
  readonly title: string;
  readonly code: string;
}

/** `chat.completions.create` as TypeScript writes it: `countTokens` for `count_tokens`. */
function camel(method: string): string {
  return method.replace(/_([a-z])/g, (_mark, letter: string) => letter.toUpperCase());
}

/** The samples of official libraries; none where a library has no such call, or the sample is no plain body. */
export function sdkSamples(call: Call, sample: Sample, options: RequestOptions = {}): readonly SdkSample[] {
  const { sdk } = call;
  const library = sdk === undefined ? undefined : LIBRARIES[sdk.library];
  if (sdk?.library === 'google') return googleSamples(call, sample, options);
  if (sdk === undefined || library === undefined || sample.form !== undefined) return [];
  const request = requestOf(call, sample, options);
  const body = typeof request.json === 'object' && request.json !== null ? Object.entries(request.json) : [];
  const { base = '{{base}}', key = KEY } = options;
  const isFile = request.file !== undefined;
  const argument = body.map(([name, value]) => `    ${name}=${pythonValue(value, '    ')},`);
  const python = lines(
    library.python(base, key),
    body.length === 0 ? `answer = client.${sdk.method}()` : [`answer = client.${sdk.method}(`, ...argument, ')'],
    sample.stream === true
      ? ['for event in answer:', '    print(event)']
      : isFile
        ? `answer.write_to_file("answer.${request.file ?? 'bin'}")`
        : 'print(answer)',
  );
  const nodeBody = body.length === 0 ? '' : pretty(request.json);
  const node = lines(
    library.node(base, key),
    `const answer = await client.${camel(sdk.method)}(${nodeBody});`,
    sample.stream === true
      ? ['for await (const event of answer) {', '  console.log(event);', '}']
      : isFile
        ? [
            "import { writeFile } from 'node:fs/promises';",
            `await writeFile('answer.${request.file ?? 'bin'}', Buffer.from(await answer.arrayBuffer()));`,
          ]
        : 'console.log(answer);',
  );
  return [
    { id: 'sdk-python', title: `${library.name} Python`, code: python },
    { id: 'sdk-node', title: `${library.name} Node`, code: node },
  ];
}

/** Google's library takes the contents apart from the configuration. */
function googleSamples(call: Call, sample: Sample, options: RequestOptions): readonly SdkSample[] {
  const { base = '{{base}}', key = KEY } = options;
  const { json } = requestOf(call, sample, options);
  const {
    contents,
    generationConfig = {},
    tools,
  }: { contents?: unknown; generationConfig?: unknown; tools?: unknown } = typeof json === 'object' && json !== null
    ? json
    : {};
  const config = { ...Object(generationConfig), ...(tools === undefined ? {} : { tools }) };
  const hasConfig = Object.keys(config).length > 0;
  const model = sample.path?.['model'] ?? '';
  const python = lines(
    'from google import genai',
    '',
    `client = genai.Client(api_key="${key}", http_options={"base_url": "${base}"})`,
    'answer = client.models.generate_content(',
    `    model="${model}",`,
    `    contents=${pythonValue(contents, '    ')},`,
    hasConfig ? `    config=${pythonValue(config, '    ')},` : undefined,
    ')',
    'print(answer.text)',
  );
  const node = lines(
    "import { GoogleGenAI } from '@google/genai';",
    '',
    `const client = new GoogleGenAI({ apiKey: '${key}', httpOptions: { baseUrl: '${base}' } });`,
    'const answer = await client.models.generateContent({',
    `  model: '${model}',`,
    `  contents: ${indented(pretty(contents, '  '), '').trim()},`,
    hasConfig ? `  config: ${pretty(config, '  ')},` : undefined,
    '});',
    'console.log(answer.text);',
  );
  return [
    { id: 'sdk-python', title: 'Google Python', code: python },
    { id: 'sdk-node', title: 'Google Node', code: node },
  ];
}
