// Usage of Gemini: `promptTokenCount` includes the cache but not tool use; `candidatesTokenCount` excludes thoughts.

import { count, fields, isFields, part, type Fields } from '../conversation/counts.ts';
import { usageOf, type Usage } from '../conversation/usage.ts';

/** The raw usage of an answer or of a stream event. */
export function usageIn(event: unknown): unknown {
  const usage = fields(event)['usageMetadata'];
  return isFields(usage) ? usage : undefined;
}

/** Tokens of a modality in a list of details. */
function modality(list: unknown, name: string): number {
  if (!Array.isArray(list)) return 0;
  const rows: readonly Fields[] = list.map(fields);
  return rows.filter(row => row['modality'] === name).reduce((sum, row) => sum + count(row['tokenCount']), 0);
}

/** Reads a usage object into disjoint meters; undefined when there is none. Never throws. */
export function readUsage(value: unknown): Usage | undefined {
  if (!isFields(value) || Object.values(value).every(item => typeof item !== 'number')) return undefined;
  const prompt = count(value['promptTokenCount']);
  const tools = count(value['toolUsePromptTokenCount']);
  const thoughts = count(value['thoughtsTokenCount']);
  const candidates = count(value['candidatesTokenCount'] ?? value['responseTokenCount']);
  // What the total holds and no part names is output: never free (all 362 recorded totals are the plain sum).
  const rest = Math.max(count(value['totalTokenCount']) - prompt - tools - thoughts - candidates, 0);
  const cacheRead = part(value['cachedContentTokenCount'], prompt);
  const fresh = prompt - cacheRead;
  const cachedAudio = modality(value['cacheTokensDetails'], 'AUDIO');
  const cachedImage = modality(value['cacheTokensDetails'], 'IMAGE');
  const audioIn = part(modality(value['promptTokensDetails'], 'AUDIO') - cachedAudio, fresh);
  const imageIn = part(modality(value['promptTokensDetails'], 'IMAGE') - cachedImage, fresh - audioIn);
  const made = value['candidatesTokensDetails'] ?? value['responseTokensDetails'];
  const audioOut = part(modality(made, 'AUDIO'), candidates);
  const imageOut = part(modality(made, 'IMAGE'), candidates - audioOut);
  return usageOf({
    input: fresh - audioIn - imageIn + tools,
    cacheRead,
    audioIn,
    imageIn,
    output: candidates - audioOut - imageOut + thoughts + rest,
    reasoning: thoughts,
    audioOut,
    imageOut,
  });
}

/** Web searches of a candidate's grounding: each query is charged by the provider. */
export function searchesIn(groundingMetadata: unknown): number {
  const queries = fields(groundingMetadata)['webSearchQueries'];
  return Array.isArray(queries) ? queries.length : 0;
}

/** The usage object of an answer; zero fields are left out, as Google does. */
export function writeUsage(usage: Usage): Record<string, unknown> {
  const cached = usage.cacheRead;
  const fresh = usage.input + usage.cacheWrite5m + usage.cacheWrite1h + usage.audioIn + usage.imageIn;
  const prompt = fresh + cached;
  const candidates = usage.output - usage.reasoning + usage.audioOut + usage.imageOut;
  const entries: readonly (readonly [string, unknown, boolean])[] = [
    ['promptTokenCount', prompt, prompt > 0],
    ['candidatesTokenCount', candidates, candidates > 0],
    ['totalTokenCount', prompt + candidates + usage.reasoning, true],
    ['cachedContentTokenCount', cached, cached > 0],
    ['promptTokensDetails', details(prompt - usage.audioIn - usage.imageIn, usage.audioIn, usage.imageIn), prompt > 0],
    [
      'candidatesTokensDetails',
      details(usage.output - usage.reasoning, usage.audioOut, usage.imageOut),
      usage.audioOut + usage.imageOut > 0,
    ],
    ['thoughtsTokenCount', usage.reasoning, usage.reasoning > 0],
  ];
  return Object.fromEntries(entries.filter(([, , present]) => present).map(([name, value]) => [name, value]));
}

function details(text: number, audio: number, image: number): { modality: string; tokenCount: number }[] {
  const rows = [
    { modality: 'TEXT', tokenCount: text },
    { modality: 'AUDIO', tokenCount: audio },
    { modality: 'IMAGE', tokenCount: image },
  ];
  return rows.filter(({ tokenCount }) => tokenCount > 0);
}
