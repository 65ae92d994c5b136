// In which vendor's words a chat asks for a web search, and where those are not understood.

import type { Channel } from '../world.ts';
import type { Call } from './call.ts';
import { fieldByte } from './envelope.ts';
import { asksPlugin, searchesAlways } from './searches.ts';

type Word = 'web_search_options' | 'plugins' | 'enable_search' | 'web_search' | 'tools';

/** Whose chat has a search only in its models that always search; their others search over Responses. */
const OPENAI_HOSTS: ReadonlySet<string> = new Set(['openai', 'azure', 'sandbox']);
/** The words of vendors that take no others. All others are given whatever the client wrote. */
const UNDERSTOOD: Readonly<Record<string, readonly Word[]>> = {
  openai: ['web_search_options'],
  azure: ['web_search_options'],
  sandbox: ['web_search_options'],
  perplexity: ['web_search_options'],
  bailian: ['enable_search'],
  baidu: ['web_search'],
  zhipu: ['tools'],
  moonshot: ['tools'],
};

/** The words of a chat; none where it asks for no search. */
function wordsOf({ protocol, operation, searches, envelope }: Call): readonly Word[] {
  if (protocol !== 'openai-chat' || operation !== 'generate' || searches === 0) return [];
  const { fields } = envelope;
  const words: Word[] = [];
  if (fields.has('web_search_options')) words.push('web_search_options');
  if (asksPlugin(envelope)) words.push('plugins');
  if (fieldByte(envelope, 'enable_search') === TRUE) words.push('enable_search');
  if (fieldByte(envelope, 'web_search') === OBJECT) words.push('web_search');
  return words.length === 0 && fields.has('tools') ? ['tools'] : words;
}

const TRUE = 0x74;
const OBJECT = 0x7b;

/**
 * Whether a model of OpenAI's searches for this chat only when it is asked over Responses. OpenAI's own words pass as
 * they are: its refusal for a model without them is the client's to read.
 */
export function searchesOverResponses(channel: Channel, call: Call, upstream: string): boolean {
  if (!OPENAI_HOSTS.has(channel.provider) || searchesAlways(upstream)) return false;
  return asksInForeignWords(call);
}

/** Whether a chat asks for a search in other words than OpenAI's. */
export function asksInForeignWords(call: Call): boolean {
  return wordsOf(call).some(word => word !== 'web_search_options');
}

/** Whether a chat asks in words that a channel of its own protocol does not understand: it is written anew for it. */
export function asksInOtherWords({ provider }: Channel, call: Call): boolean {
  const understood = UNDERSTOOD[provider];
  return understood !== undefined && wordsOf(call).some(word => !understood.includes(word));
}
