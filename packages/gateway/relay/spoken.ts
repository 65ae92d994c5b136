// Which protocol a channel is spoken to in: the client's own where the model lives in it, else the model's native one.

import { codecOf } from '@turnpike/protocols/codecs';
import type { Protocol } from '@turnpike/protocols/failures';
import { protocolsOf } from '../catalog/catalog.ts';
import type { CatalogModel } from '../catalog/model.ts';
import type { Channel } from '../world.ts';
import type { Call } from './call.ts';
import { isBound } from './foreign-state.ts';
import { searchesOverResponses } from './search-words.ts';
import { speaksOf } from './speaks.ts';

/** What is nearest to each client's protocol when nothing is known of the model; most upstreams only chat. */
const NEAREST: Readonly<Record<Protocol, readonly Protocol[]>> = {
  'openai-chat': ['openai-responses', 'anthropic-messages', 'gemini-generate'],
  'openai-responses': ['openai-chat', 'anthropic-messages', 'gemini-generate'],
  'anthropic-messages': ['openai-chat', 'openai-responses', 'gemini-generate'],
  'gemini-generate': ['openai-chat', 'anthropic-messages', 'openai-responses'],
};

/** OpenAI's own names of models that only its Responses API serves, for those that the catalog does not know yet. */
const RESPONSES_ONLY = /(?:^|-)codex(?:-|$)|^(?:o\d|gpt-[\d.]+)-pro(?:-|$)/;

/** Whether a model is served by OpenAI's Responses API only. Names with a vendor in front are resellers', who serve them over chat. */
function needsResponses(model: CatalogModel | undefined, upstream: string): boolean {
  return !upstream.includes('/') && (model?.responsesOnly ?? RESPONSES_ONLY.test(upstream));
}

/** The protocols in which a model is at home, the one that tells most of it first: OpenAI's Chat shows no thinking. */
function homesOf(model: CatalogModel): readonly Protocol[] {
  const homes = protocolsOf(model);
  return model.capabilities.has('reasoning') && homes.includes('openai-responses')
    ? ['openai-responses', ...homes]
    : homes;
}

/** Whether a call can be put into another protocol at all: what builds on a provider's state or its own calls cannot. */
function isTranslatable(call: Call): boolean {
  return call.operation === 'generate' && !isBound(call) && codecOf(call.protocol) !== undefined;
}

/**
 * The protocol in which a channel is asked; undefined when the call cannot go there. `upstream` is the channel's name
 * of the model, `model` what the catalog knows of it.
 */
export function spokenTo(
  channel: Channel,
  call: Call,
  upstream: string,
  model: CatalogModel | undefined,
): Protocol | undefined {
  const speaks = speaksOf(channel, upstream);
  const responds = call.protocol === 'openai-chat' && speaks.includes('openai-responses');
  const searches = responds && searchesOverResponses(channel, call, upstream);
  const elsewhere = responds && (searches || needsResponses(model, upstream));
  if (speaks.includes(call.protocol) && !(elsewhere && isTranslatable(call))) return call.protocol;
  if (!isTranslatable(call)) return undefined;
  if (searches) return 'openai-responses';
  const homes = model === undefined ? [] : homesOf(model);
  const wanted = needsResponses(model, upstream) ? ['openai-responses' as const, ...homes] : homes;
  return [...wanted, ...NEAREST[call.protocol]].find(
    protocol => protocol !== call.protocol && speaks.includes(protocol) && codecOf(protocol) !== undefined,
  );
}
