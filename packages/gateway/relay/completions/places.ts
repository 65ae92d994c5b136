// Which channels complete texts themselves, and which only chat: by the kind of channel and what the catalog knows of the model.

import type { CatalogModel } from '../../catalog/model.ts';
import { offersOf, type Offer } from '../../providers/offers.ts';
import type { Channel } from '../../world.ts';

/** Kinds that complete with every model they serve (completions-fim.md §2 and §3). */
const ALWAYS: ReadonlySet<string> = new Set([
  'vllm',
  'xinference',
  'ollama',
  'siliconflow',
  'together',
  'fireworks',
  'deepinfra',
  'novita',
]);

/** Models that complete at kinds whose other models only chat. */
const BY_KIND: Readonly<Record<string, RegExp>> = {
  openai: /instruct|davinci|babbage|curie|^ada|^ft:/,
  azure: /instruct|davinci|babbage/,
  deepseek: /^deepseek-(?!reasoner)/,
  bailian: /coder/,
  mistral: /codestral|devstral|fim/,
  sandbox: /instruct|davinci|babbage|^deepseek-(?!reasoner)|coder|codestral/,
};

/** Kinds that stand for anything: what the catalog does not know to chat is asked to complete. */
const OPEN: ReadonlySet<string> = new Set(['compatible', 'custom', 'relay', 'poloapi']);

/** How a channel is asked for a completion; undefined when it only chats. */
export function completionOffer(
  channel: Channel,
  upstream: string,
  known: CatalogModel | undefined,
): Offer | undefined {
  const [offer] = offersOf(channel, 'completions');
  if (offer === undefined) return undefined;
  if (known?.kind === 'completion' || ALWAYS.has(channel.provider)) return offer;
  const pattern = BY_KIND[channel.provider];
  if (pattern !== undefined) return pattern.test(upstream) ? offer : undefined;
  return OPEN.has(channel.provider) && known === undefined ? offer : undefined;
}
