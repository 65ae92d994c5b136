// What a verb of the command line is, and how a wrong call of one is told.

import type { Flags } from '../config/load.ts';

/** Everything that may follow a verb with two dashes. */
export interface CommandFlags extends Flags {
  readonly group?: string | undefined;
  readonly budget?: string | undefined;
  readonly models?: string | undefined;
  readonly addresses?: string | undefined;
  readonly expires?: string | undefined;
  readonly uses?: string | undefined;
  readonly budgets?: string | undefined;
  readonly organisation?: string | undefined;
  readonly 'time-zone'?: string | undefined;
  readonly csv?: boolean | undefined;
  readonly sync?: boolean | undefined;
}

/** A verb: what it does with the remaining words; resolves with the exit code, or never while it serves. */
export interface Verb {
  readonly usage: string;
  readonly text: string;
  /** Flags of its own, beside those that choose the configuration. */
  readonly flags?: readonly (keyof CommandFlags)[];
  run(flags: CommandFlags, words: readonly string[]): Promise<number>;
}

/** The command was called wrongly: its message says how to call it. */
export class UsageError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'UsageError';
  }
}

/** Looks a word up among the actions of a verb. @throws UsageError when it is none of them. */
export function actionOf<Action>(actions: Readonly<Record<string, Action>>, verb: string, word: string): Action {
  const action = Object.hasOwn(actions, word) ? actions[word] : undefined;
  if (action === undefined) {
    throw new UsageError(`turnpike ${verb} knows ${Object.keys(actions).join(', ')}, not ${word}`);
  }
  return action;
}
