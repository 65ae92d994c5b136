// Usage of Gemini Live: the whole context again at every turn, by modality; what no detail names is text.

import { count, countOrNone, fields, isFields, part, type Fields } from '../conversation/counts.ts';
import { METERS, usageOf, type Usage } from '../conversation/usage.ts';

/** Meters of modalities; documents and text are plain. Frames of video cost what pictures do. */
const PICTURES: ReadonlySet<unknown> = new Set(['IMAGE', 'VIDEO']);

/** Tokens of a total by modality; a detail without a number has what the others leave (gemini-live §7). */
function split(list: unknown, total: number): { readonly audio: number; readonly image: number } {
  const rows: readonly Fields[] = Array.isArray(list) ? list.map(fields) : [];
  const named = rows.reduce((sum, row) => sum + count(row['tokenCount']), 0);
  const rest = Math.max(total - named, 0);
  let [audio, image] = [0, 0];
  for (const row of rows) {
    const tokens = countOrNone(row['tokenCount']) ?? rest;
    if (row['modality'] === 'AUDIO') audio += tokens;
    else if (PICTURES.has(row['modality'])) image += tokens;
  }
  return { audio: part(audio, total), image: part(image, total - part(audio, total)) };
}

/** The usage of a message, whichever of Google's two surfaces it comes from; undefined when it has none. */
export function rawUsage(message: Fields): Fields | undefined {
  const usage = message['usageMetadata'] ?? message['usage_metadata'];
  return isFields(usage) && Object.values(usage).some(value => typeof value === 'number') ? usage : undefined;
}

/** Reads `usageMetadata` into disjoint meters. Never by its total, which leaves thoughts out. Never throws. */
export function readLiveUsage(raw: Fields): Usage {
  const prompt = count(raw['promptTokenCount']);
  const cached = part(raw['cachedContentTokenCount'], prompt);
  const kept = split(raw['cacheTokensDetails'], cached);
  const heard = split(raw['promptTokensDetails'], prompt);
  const audioIn = part(heard.audio - kept.audio, prompt - cached);
  const imageIn = part(heard.image - kept.image, prompt - cached - audioIn);
  const made = producedIn(raw);
  const told = split(raw['responseTokensDetails'] ?? raw['candidatesTokensDetails'], made);
  const thoughts = count(raw['thoughtsTokenCount']);
  return usageOf({
    input: prompt - cached - audioIn - imageIn + count(raw['toolUsePromptTokenCount']),
    cacheRead: cached - kept.audio - kept.image,
    cacheReadAudio: kept.audio,
    cacheReadImage: kept.image,
    audioIn,
    imageIn,
    output: made - told.audio - told.image + thoughts,
    reasoning: thoughts,
    audioOut: told.audio,
    imageOut: told.image,
  });
}

function producedIn(raw: Fields): number {
  return count(raw['responseTokenCount'] ?? raw['candidatesTokenCount']);
}

/**
 * What a usage adds to the one before it in the same turn: a prompt that stays while the answer grows is the same count
 * told again, and any other is another reading of the context.
 */
export function added(before: Fields | undefined, raw: Fields): Usage {
  const usage = readLiveUsage(raw);
  const same =
    before !== undefined &&
    count(before['promptTokenCount']) === count(raw['promptTokenCount']) &&
    producedIn(raw) >= producedIn(before);
  if (!same) return usage;
  const earlier = readLiveUsage(before);
  const growth = METERS.map(meter => [meter, Math.max(usage[meter] - earlier[meter], 0)] as const);
  return usageOf(Object.fromEntries(growth));
}

const NAMES = [
  ['responseTokenCount', 'candidatesTokenCount'],
  ['responseTokensDetails', 'candidatesTokensDetails'],
] as const;

/** A usage with the names of the other surface: `vertex` says candidates where the Gemini API says response. */
export function renamedUsage(raw: Fields, vertex: boolean): Fields {
  const names = new Map<string, string>(NAMES.map(([gemini, cloud]) => (vertex ? [gemini, cloud] : [cloud, gemini])));
  return Object.fromEntries(Object.entries(raw).map(([name, value]) => [names.get(name) ?? name, value]));
}
