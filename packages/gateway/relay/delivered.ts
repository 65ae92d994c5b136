// What an answer used, where its upstream did not say: counted by what was sent and what was delivered.

import { usageOf, type Usage } from '@turnpike/protocols/conversation/usage';
import type { Call } from './call.ts';
import { likelyPromptTokens } from './estimate.ts';
import { tokensOf, type Facts } from './facts.ts';

/** What was reported so far, with the output raised to what was delivered; counted where nothing was reported. */
export function deliveredUsage(call: Call, facts: Facts): Usage {
  const output = tokensOf(facts.ascii, facts.wide);
  const base = facts.usage ?? usageOf({ input: likelyPromptTokens(call.envelope.weight) });
  return withSearches({ ...base, output: Math.max(base.output, output) }, facts);
}

/** A usage with the searches that were seen in the answer, where its own counter knows less. */
export function withSearches(usage: Usage, facts: Facts): Usage {
  return facts.searches > usage.searches ? { ...usage, searches: facts.searches } : usage;
}
