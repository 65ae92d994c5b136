// What a call of the playground cost: asked after it until it is in the log.

import { answerOf, ApiError, client } from '../../api/client.ts';
import type { CallDetail } from '../../api/types.ts';

/** A call that was broken off is charged once its upstream has told what it used. */
const TRIES = 12;
const PAUSE_MS = 700;

/** The explained charge of a call by its request id, or undefined when it is not in the log in time. */
export async function chargeOf(id: string): Promise<CallDetail | undefined> {
  for (let tried = 0; tried < TRIES; tried += 1) {
    try {
      return await answerOf(client.GET('/manage/v1/usage/{id}', { params: { path: { id } } }));
    } catch (error) {
      if (!(error instanceof ApiError) || error.status !== 404) return undefined;
    }
    await new Promise(resolve => setTimeout(resolve, PAUSE_MS));
  }
  return undefined;
}

/** About how many tokens a text has, until the upstream has counted: four letters, or one and a half Chinese characters. */
export function estimateTokens(text: string): number {
  const wide = (text.match(/[\u2e80-\u9fff\uac00-\ud7af\uff00-\uffef]/g) ?? []).length;
  return Math.ceil(wide / 1.5 + (text.length - wide) / 4);
}
