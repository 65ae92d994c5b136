// The usage of a practice turn: the whole context read again, what was said, and whatever a marker wants reported.

import type { Markers } from '../play/markers.ts';
import { note } from '../tally.ts';
import { detailsOf, sizeOf, type Context } from './context.ts';

/** The names of the two surfaces: Vertex calls what is made candidates. */
function namesOf(vertex: boolean): readonly [count: string, details: string] {
  return vertex ? ['candidatesTokenCount', 'candidatesTokensDetails'] : ['responseTokenCount', 'responseTokensDetails'];
}

/** `usageMetadata` of a turn, noted in the tally. */
export function usageOf(
  model: string,
  heard: Context,
  told: Context,
  vertex: boolean,
  markers: Markers,
): Record<string, unknown> {
  const asked = markers.usage ?? {};
  const prompt: Context = {
    TEXT: asked['input'] ?? heard.TEXT,
    AUDIO: asked['audioIn'] ?? heard.AUDIO,
    IMAGE: asked['imageIn'] ?? heard.IMAGE,
  };
  const made: Context = { TEXT: asked['output'] ?? told.TEXT, AUDIO: asked['audioOut'] ?? told.AUDIO, IMAGE: 0 };
  const thoughts = asked['thinking'] ?? markers.think ?? 0;
  const cached = asked['cacheRead'] ?? 0;
  const [count, details] = namesOf(vertex);
  note(
    model,
    {
      input: sizeOf(prompt) - cached,
      cacheRead: cached,
      cacheWrite: 0,
      cacheWrite1h: 0,
      output: sizeOf(made),
      thinking: thoughts,
      searches: 0,
    },
    true,
  );
  return {
    promptTokenCount: sizeOf(prompt),
    ...(cached > 0
      ? { cachedContentTokenCount: cached, cacheTokensDetails: [{ modality: 'TEXT', tokenCount: cached }] }
      : {}),
    [count]: sizeOf(made),
    ...(thoughts > 0 ? { thoughtsTokenCount: thoughts } : {}),
    totalTokenCount: sizeOf(prompt) + sizeOf(made) + thoughts,
    promptTokensDetails: detailsOf(prompt),
    [details]: detailsOf(made),
  };
}
