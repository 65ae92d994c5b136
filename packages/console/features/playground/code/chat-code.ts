// A conversation as a program: curl, TypeScript and Python, in each protocol with its maker's own SDK.

import type { Chat, Protocol } from '../chat.ts';
import { type Json, record } from '../json.ts';
import { WIRES } from '../wires/index.ts';
import { curlJson, python, pythonArguments, typescript } from './literals.ts';

export const LANGUAGES = ['curl', 'typescript', 'python'] as const;
export type CodeLanguage = (typeof LANGUAGES)[number];

/** Where a program calls, and with what. */
export interface Place {
  /** Origin of the gateway, without a slash at its end. */
  readonly base: string;
  readonly key: string;
}

/** The header that carries the key, as each protocol's clients send it. */
const KEY_HEADERS: Readonly<Record<Protocol, string>> = {
  'openai-chat': 'Authorization: Bearer ',
  'openai-responses': 'Authorization: Bearer ',
  'anthropic-messages': 'x-api-key: ',
  'gemini-generate': 'x-goog-api-key: ',
};

/** Google's SDKs take the settings of a request apart from its contents. */
function geminiFields(model: string, body: Json): Json {
  const { contents, generationConfig, systemInstruction } = body;
  const config = { ...record(generationConfig), ...(systemInstruction === undefined ? {} : { systemInstruction }) };
  return { model, contents, ...(Object.keys(config).length === 0 ? {} : { config }) };
}

/** The version of Anthropic's API that its SDKs send by now knows no temperature: with one, the older is asked for. */
const sampled = (body: Json): boolean => body['temperature'] !== undefined;
const OLD_VERSION_TS = "{ headers: { 'anthropic-version': '2023-06-01' } }";

function anthropicPython(body: Json): Json {
  if (!sampled(body)) return body;
  const { temperature, ...rest } = body;
  return { ...rest, extra_body: { temperature }, extra_headers: { 'anthropic-version': '2023-06-01' } };
}

type Write = (place: Place, body: Json, model: string) => string;

const openaiTs =
  (call: string, loop: readonly string[]): Write =>
  ({ base, key }, body) =>
    [
      "import OpenAI from 'openai';",
      '',
      `const client = new OpenAI({ baseURL: '${base}/v1', apiKey: '${key}' });`,
      `const stream = await client.${call}(${typescript(body)});`,
      ...loop,
    ].join('\n');

const openaiPy =
  (call: string, loop: readonly string[]): Write =>
  ({ base, key }, body) =>
    [
      'from openai import OpenAI',
      '',
      `client = OpenAI(base_url="${base}/v1", api_key="${key}")`,
      `stream = client.${call}(\n${pythonArguments(body)})`,
      ...loop,
    ].join('\n');

const TYPESCRIPT: Readonly<Record<Protocol, Write>> = {
  'openai-chat': openaiTs('chat.completions.create', [
    'for await (const chunk of stream) {',
    "  process.stdout.write(chunk.choices[0]?.delta.content ?? '');",
    '}',
  ]),
  'openai-responses': openaiTs('responses.create', [
    'for await (const event of stream) {',
    "  if (event.type === 'response.output_text.delta') process.stdout.write(event.delta);",
    '}',
  ]),
  'anthropic-messages': ({ base, key }, body) =>
    [
      "import Anthropic from '@anthropic-ai/sdk';",
      '',
      `const client = new Anthropic({ baseURL: '${base}', apiKey: '${key}' });`,
      `const stream = await client.messages.create(${typescript(body)}${sampled(body) ? `, ${OLD_VERSION_TS}` : ''});`,
      'for await (const event of stream) {',
      "  if (event.type === 'content_block_delta' && event.delta.type === 'text_delta') {",
      '    process.stdout.write(event.delta.text);',
      '  }',
      '}',
    ].join('\n'),
  'gemini-generate': ({ base, key }, body, model) =>
    [
      "import { GoogleGenAI } from '@google/genai';",
      '',
      `const client = new GoogleGenAI({ apiKey: '${key}', httpOptions: { baseUrl: '${base}' } });`,
      `const stream = await client.models.generateContentStream(${typescript(geminiFields(model, body))});`,
      'for await (const chunk of stream) {',
      "  process.stdout.write(chunk.text ?? '');",
      '}',
    ].join('\n'),
};

const PYTHON: Readonly<Record<Protocol, Write>> = {
  'openai-chat': openaiPy('chat.completions.create', [
    'for chunk in stream:',
    '    if chunk.choices:',
    '        print(chunk.choices[0].delta.content or "", end="", flush=True)',
  ]),
  'openai-responses': openaiPy('responses.create', [
    'for event in stream:',
    '    if event.type == "response.output_text.delta":',
    '        print(event.delta, end="", flush=True)',
  ]),
  'anthropic-messages': ({ base, key }, body) =>
    [
      'from anthropic import Anthropic',
      '',
      `client = Anthropic(base_url="${base}", api_key="${key}")`,
      `stream = client.messages.create(\n${pythonArguments(anthropicPython(body))})`,
      'for event in stream:',
      '    if event.type == "content_block_delta" and event.delta.type == "text_delta":',
      '        print(event.delta.text, end="", flush=True)',
    ].join('\n'),
  'gemini-generate': ({ base, key }, body, model) =>
    [
      'from google import genai',
      '',
      `client = genai.Client(api_key="${key}", http_options=${python({ base_url: base })})`,
      `stream = client.models.generate_content_stream(\n${pythonArguments(geminiFields(model, body))})`,
      'for chunk in stream:',
      '    print(chunk.text or "", end="", flush=True)',
    ].join('\n'),
};

/** The program that asks what the playground asks. @throws CannotCarry */
export function chatCode(language: CodeLanguage, protocol: Protocol, chat: Chat, place: Place): string {
  const wire = WIRES[protocol];
  const body = wire.body(chat, true);
  if (language === 'typescript') return TYPESCRIPT[protocol](place, body, chat.model);
  if (language === 'python') return PYTHON[protocol](place, body, chat.model);
  const others = Object.entries(wire.headers ?? {}).map(([name, value]) => `${name}: ${value}`);
  return curlJson(place.base + wire.path(chat.model), [KEY_HEADERS[protocol] + place.key, ...others], body, ' -N');
}
