// A model's answer in the neutral form, whole.

import type { Part } from './part.ts';
import type { Usage } from './usage.ts';

/** Why an answer ended. Whether tools were called is seen from its parts, not from the upstream's word. */
export type StopReason =
  /** Said all that it wanted. */
  | 'end'
  /** Hit one of the request's stop texts. */
  | 'stop_text'
  | 'tool_calls'
  /** The output limit, or the model's context. */
  | 'limit'
  | 'context'
  /** The provider filtered the answer or the prompt; the model declined. */
  | 'filter'
  | 'refusal'
  /** The provider paused a long turn of its own tools: send the content back to go on (Anthropic `pause_turn`). */
  | 'pause'
  /** The model's own call was broken (Gemini `MALFORMED_FUNCTION_CALL`). */
  | 'broken_call';

/** The end of an answer. */
export interface Stop {
  readonly reason: StopReason;
  /** The stop text that was hit. */
  readonly text?: string;
  /** The upstream's own word, where there are finer ones than ours (`RECITATION`, `SPII`). */
  readonly detail?: string;
}

/** One of the answers that were asked for. */
export interface Choice {
  readonly parts: readonly Part[];
  readonly stop: Stop;
  /** Log probabilities in OpenAI's shape: `[{token, logprob, bytes, top_logprobs}]`. */
  readonly logprobs?: readonly unknown[];
}

/** A whole answer. */
export interface Answer {
  /** The upstream's id, or empty. */
  readonly id: string;
  /** The model's name as the upstream says it. */
  readonly model: string;
  /** Usually one. Empty when the prompt itself was refused: `stop` of the only choice then says so. */
  readonly choices: readonly Choice[];
  /** Absent when the upstream reported none. */
  readonly usage?: Usage;
  readonly serviceTier?: string;
}
