// The recorded exchanges as tests read them, and an independent reading of the usage that each of them reports.

import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { at } from './client.ts';
import type { FamilyName } from './families.ts';
import { ROOT } from './gateway.ts';

/** One recorded exchange. */
export interface Fixture {
  /** `anthropic/test-image-url-input-0` */
  readonly name: string;
  readonly family: FamilyName;
  readonly model: string;
  /** What is asked of the gateway: an answer or a token count. */
  readonly action: 'generate' | 'count';
  readonly streamed: boolean;
  /** The recorded request, or undefined where only the answer was stored. */
  readonly request: { readonly headers: Readonly<Record<string, string>>; readonly body: object } | undefined;
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** The recorded answer as it goes on the wire. */
  readonly bytes: Buffer;
}

const FOLDERS: Readonly<Record<string, FamilyName>> = {
  'openai-chat': 'openai-chat',
  'openai-responses': 'openai-responses',
  anthropic: 'anthropic-messages',
  gemini: 'gemini-generate',
};

/** All recorded exchanges. */
export function readFixtures(): Fixture[] {
  return Object.entries(FOLDERS).flatMap(([folder, family]) =>
    readdirSync(join(ROOT, 'fixtures', folder))
      .filter(file => file.endsWith('.json'))
      .map(file => readFixture(folder, file, family)),
  );
}

function strings(value: unknown): Record<string, string> {
  const entries = typeof value === 'object' && value !== null ? Object.entries(value) : [];
  return Object.fromEntries(entries.map(([name, text]) => [name, String(text)]));
}

function readFixture(folder: string, file: string, family: FamilyName): Fixture {
  const value: unknown = JSON.parse(readFileSync(join(ROOT, 'fixtures', folder, file), 'utf8'));
  const sse = at(value, 'response.sse');
  const path = String(at(value, 'request.path') ?? '');
  const body = at(value, 'request.body');
  const model = at(value, 'model');
  return {
    name: `${folder}/${file.replace(/\.json$/, '')}`,
    family,
    model: typeof model === 'string' ? model : 'recorded-model',
    action: /count_tokens|countTokens/.test(path) ? 'count' : 'generate',
    streamed: typeof sse === 'string',
    request:
      typeof body === 'object' && body !== null ? { headers: strings(at(value, 'request.headers')), body } : undefined,
    status: Number(at(value, 'response.status')),
    headers: strings(at(value, 'response.headers')),
    // Written with white space of its own, so that a body that was parsed and written again would differ.
    bytes: Buffer.from(typeof sse === 'string' ? sse : JSON.stringify(at(value, 'response.body'), null, 1)),
  };
}

/** The tokens of an answer in disjoint meters, `reasoning` apart as a part of `output`. */
export interface RecordedUsage {
  readonly input: number;
  readonly cacheRead: number;
  readonly cacheWrite5m: number;
  readonly cacheWrite1h: number;
  readonly audioIn: number;
  readonly imageIn: number;
  readonly output: number;
  readonly audioOut: number;
  readonly imageOut: number;
  readonly reasoning: number;
  readonly searches: number;
}

const NOTHING: RecordedUsage = {
  input: 0,
  cacheRead: 0,
  cacheWrite5m: 0,
  cacheWrite1h: 0,
  audioIn: 0,
  imageIn: 0,
  output: 0,
  audioOut: 0,
  imageOut: 0,
  reasoning: 0,
  searches: 0,
};

/** The JSON values of an answer: the body, or the data of every event. */
function valuesOf(fixture: Fixture): unknown[] {
  const text = fixture.bytes.toString('utf8');
  if (!fixture.streamed) return [JSON.parse(text)];
  return text
    .split(/\r?\n/)
    .filter(line => line.startsWith('data:'))
    .map(line => line.slice(5).trim())
    .filter(data => data !== '' && data !== '[DONE]')
    .map(data => JSON.parse(data) as unknown);
}

/** What the recorded answer says it used, or undefined when it says nothing. */
export function usageIn(fixture: Fixture): RecordedUsage | undefined {
  const values = valuesOf(fixture);
  if (fixture.action === 'count' || fixture.status !== 200) return undefined;
  switch (fixture.family) {
    case 'openai-chat':
      return chatUsage(last(values.map(value => at(value, 'usage') ?? at(value, 'choices.0.usage'))));
    case 'openai-responses':
      return responsesUsage(last(values.map(value => at(value, 'response.usage') ?? at(value, 'usage'))));
    case 'anthropic-messages':
      return anthropicUsage(values.flatMap(value => [at(value, 'message.usage'), at(value, 'usage')]));
    case 'gemini-generate':
      return geminiUsage(last(values.map(value => at(value, 'usageMetadata'))));
  }
}

function last(usages: readonly unknown[]): unknown {
  return usages.findLast(usage => typeof usage === 'object' && usage !== null);
}

const count = (usage: unknown, path: string): number => {
  const value = at(usage, path);
  return typeof value === 'number' ? value : 0;
};

/** OpenAI's prompt includes the cache; xAI's completion leaves reasoning out, which its total shows. */
function chatUsage(usage: unknown): RecordedUsage | undefined {
  if (usage === undefined) return undefined;
  const prompt = count(usage, 'prompt_tokens');
  const completion = count(usage, 'completion_tokens');
  const reasoning = count(usage, 'completion_tokens_details.reasoning_tokens');
  const apart = count(usage, 'total_tokens') === prompt + completion + reasoning && reasoning > 0;
  const cacheRead =
    count(usage, 'prompt_tokens_details.cached_tokens') ||
    count(usage, 'cached_tokens') ||
    count(usage, 'num_cached_tokens');
  const cacheWrite5m = count(usage, 'prompt_tokens_details.cache_write_tokens');
  const audioIn = count(usage, 'prompt_tokens_details.audio_tokens');
  const audioOut = count(usage, 'completion_tokens_details.audio_tokens');
  const imageOut = count(usage, 'completion_tokens_details.image_tokens');
  return {
    ...NOTHING,
    input: prompt - cacheRead - cacheWrite5m - audioIn,
    cacheRead,
    cacheWrite5m,
    audioIn,
    output: completion + (apart ? reasoning : 0) - audioOut - imageOut,
    audioOut,
    imageOut,
    reasoning,
  };
}

function responsesUsage(usage: unknown): RecordedUsage | undefined {
  if (usage === undefined) return undefined;
  const cacheRead = count(usage, 'input_tokens_details.cached_tokens');
  const cacheWrite5m = count(usage, 'input_tokens_details.cache_write_tokens');
  return {
    ...NOTHING,
    input: count(usage, 'input_tokens') - cacheRead - cacheWrite5m,
    cacheRead,
    cacheWrite5m,
    output: count(usage, 'output_tokens'),
    reasoning: count(usage, 'output_tokens_details.reasoning_tokens'),
  };
}

/** Anthropic's input excludes the cache; in a stream each later number replaces the earlier one. */
function anthropicUsage(usages: readonly unknown[]): RecordedUsage | undefined {
  const given = usages.filter(usage => typeof usage === 'object' && usage !== null);
  if (given.length === 0) return undefined;
  const latest = (path: string) =>
    count(
      given.findLast(usage => typeof at(usage, path) === 'number'),
      path,
    );
  const written = latest('cache_creation_input_tokens');
  const hour = latest('cache_creation.ephemeral_1h_input_tokens');
  return {
    ...NOTHING,
    input: latest('input_tokens'),
    cacheRead: latest('cache_read_input_tokens'),
    cacheWrite5m: written - hour,
    cacheWrite1h: hour,
    output: latest('output_tokens'),
    reasoning: latest('output_tokens_details.thinking_tokens'),
    searches: latest('server_tool_use.web_search_requests'),
  };
}

/** Gemini's prompt includes the cache; thoughts come beside the candidates, tool prompts beside the prompt. */
function geminiUsage(usage: unknown): RecordedUsage | undefined {
  if (usage === undefined) return undefined;
  const modality = (list: string, name: string): number => {
    const details = at(usage, list);
    if (!Array.isArray(details)) return 0;
    return details
      .filter(one => at(one, 'modality') === name)
      .reduce((sum: number, one) => sum + count(one, 'tokenCount'), 0);
  };
  const cacheRead = count(usage, 'cachedContentTokenCount');
  const audioIn = modality('promptTokensDetails', 'AUDIO') - modality('cacheTokensDetails', 'AUDIO');
  const imageIn = modality('promptTokensDetails', 'IMAGE') - modality('cacheTokensDetails', 'IMAGE');
  const audioOut = modality('candidatesTokensDetails', 'AUDIO');
  const imageOut = modality('candidatesTokensDetails', 'IMAGE');
  const reasoning = count(usage, 'thoughtsTokenCount');
  return {
    ...NOTHING,
    input: count(usage, 'promptTokenCount') + count(usage, 'toolUsePromptTokenCount') - cacheRead - audioIn - imageIn,
    cacheRead,
    audioIn,
    imageIn,
    output: count(usage, 'candidatesTokenCount') + reasoning - audioOut - imageOut,
    audioOut,
    imageOut,
    reasoning,
  };
}
