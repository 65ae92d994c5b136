// How many web searches a call may run, and how many of those it ran its provider charges for (web-search.md §6).

import { entryOf } from '@turnpike/protocols/conversation/entry-of';
import type { Usage } from '@turnpike/protocols/conversation/usage';
import type { Call } from './call.ts';
import { fieldByte, fieldValue, type Envelope } from './envelope.ts';
import { record } from './json.ts';

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

/** Searches that a size of context stands for, where the provider is told a number (web-search.md §5). */
const BY_SIZE: Readonly<Record<string, number>> = { low: 1, medium: USUAL_MOST, high: 10 };

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
  const options = record(fieldValue(envelope, 'web_search_options'));
  if (fields.has('web_search_options')) return entryOf(BY_SIZE, String(options['search_context_size'])) ?? USUAL_MOST;
  return asksPlugin(envelope) || fieldByte(envelope, 'enable_search') === TRUE ? USUAL_MOST : 0;
}

const TRUE = 0x74;

/** Whether OpenRouter's plugin for the web is among a request's. */
export function asksPlugin(envelope: Envelope): boolean {
  const plugins = fieldByte(envelope, 'plugins') === undefined ? undefined : fieldValue(envelope, 'plugins');
  return Array.isArray(plugins) && plugins.some(plugin => record(plugin)['id'] === 'web');
}

/** Whether a model searches on every request, and charges one search for it. */
export function searchesAlways(model: string): boolean {
  return SEARCHES_ALWAYS.test(model);
}

/** How many searches a call to this model may be charged for at most. */
export function searchesHeld(call: Call): number {
  return searchesAlways(call.model) ? 1 : call.searches;
}

/** A usage with the searches that its provider charges for. `spoken` is what it was asked in. */
export function withChargedSearches(usage: Usage, call: Call, upstreamModel: string, spoken: string): Usage {
  const isChat = spoken === 'openai-chat';
  const asked = call.envelope.fields.has('web_search_options') || searchesAlways(upstreamModel);
  let { searches } = usage;
  if (isChat && asked && usage.output > 0) searches = Math.max(searches, 1);
  if (BY_PROMPT.test(upstreamModel)) searches = Math.min(searches, 1);
  return searches === usage.searches ? usage : { ...usage, searches };
}
