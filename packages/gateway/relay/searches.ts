// How many web searches a call may run, and how many of those it ran its provider charges for (web-search.md §6).

import type { Usage } from '@turnpike/protocols/conversation/usage';
import type { Call } from './call.ts';
import type { Envelope } from './envelope.ts';

/** Names under which tools with a fee appear in the four protocols. */
const SEARCH_TOOLS = ['"web_search', '"googleSearch"', '"google_search"', '"googleSearchRetrieval"'];
/** Searches assumed when a search tool is offered without a bound of its own. */
const USUAL_MOST = 5;
/** More than this is never held for, whatever the request says. */
const MOST = 100;

/** Models that search on every request, and count nothing: OpenAI charges one search a request. */
const SEARCHES_ALWAYS = /-search-(preview|api)/;
/** Gemini before 3 is charged by the grounded prompt, not by the query. */
const BY_PROMPT = /^(models\/)?gemini-[12]\b/;

/** How many searches a request lets the provider run at most; 0 where it offers none. */
export function searchesOffered(envelope: Envelope): number {
  const { fields, body } = envelope;
  const span = fields.get('tools');
  const tools = span === undefined ? undefined : body.subarray(span.start, span.end);
  if (tools !== undefined && SEARCH_TOOLS.some(name => tools.includes(name))) {
    const bounds = [...tools.toString('latin1').matchAll(/"max_uses"\s*:\s*(\d{1,9})/g)].map(([, uses]) =>
      Number(uses),
    );
    const sum = bounds.reduce((total, uses) => total + uses, 0);
    return Math.min(sum === 0 ? USUAL_MOST : sum, MOST);
  }
  return fields.has('web_search_options') ? 1 : 0;
}

/** How many searches a call to this model may be charged for at most. */
export function searchesHeld(call: Call): number {
  return call.searches === 0 && SEARCHES_ALWAYS.test(call.model) ? 1 : call.searches;
}

/** A usage with the searches that its provider charges for. `spoken` is what it was asked in. */
export function withChargedSearches(usage: Usage, call: Call, upstreamModel: string, spoken: string): Usage {
  const isChat = spoken === 'openai-chat';
  const asked = call.envelope.fields.has('web_search_options') || SEARCHES_ALWAYS.test(upstreamModel);
  let { searches } = usage;
  if (isChat && asked && usage.output > 0) searches = Math.max(searches, 1);
  if (BY_PROMPT.test(upstreamModel)) searches = Math.min(searches, 1);
  return searches === usage.searches ? usage : { ...usage, searches };
}
