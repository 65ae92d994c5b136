// How a channel is asked for pictures: in OpenAI's format behind the root of chat, or in its maker's own.

import type { ImageDialect } from '@turnpike/protocols/images/codecs';
import type { Channel } from '../world.ts';
import { providerKind } from './registry.ts';

/** Kinds that draw in a format of their own. */
const BY_KIND: Readonly<Record<string, (model: string) => ImageDialect | undefined>> = {
  ark: () => 'ark',
  bailian: () => 'bailian',
  bfl: () => 'bfl',
  fal: () => 'fal',
  gemini: google,
  minimax: () => 'minimax',
  pollinations: () => 'pollinations',
  replicate: () => 'replicate',
  siliconflow: () => 'siliconflow',
  together: () => 'together',
  vertex: google,
  xai: () => 'xai',
};

/** Google's two formats: Imagen predicts, all others generate content. */
function google(model: string): ImageDialect {
  return /imagen/.test(model) ? 'imagen' : 'gemini';
}

/** The format in which a model of a channel is asked for pictures; undefined where it draws none. */
export function imageDialectOf(channel: Channel, upstream: string): ImageDialect | undefined {
  const own = BY_KIND[channel.provider];
  if (own !== undefined) return own(upstream);
  const roots = providerKind(channel.provider)?.roots ?? {};
  // Whoever speaks Google's protocol alone draws in it.
  const speaks = (protocol: 'openai-chat' | 'openai-responses' | 'gemini-generate'): boolean =>
    roots[protocol] !== undefined && channel.speaks.includes(protocol);
  if (speaks('openai-chat') || speaks('openai-responses')) return 'openai';
  return speaks('gemini-generate') ? google(upstream) : undefined;
}

/** Where OpenAI's paths of media begin behind the base URL of a channel: `/v1` for most. */
export function mediaRoot(channel: Channel): string {
  return providerKind(channel.provider)?.roots['openai-chat'] ?? '/v1';
}
