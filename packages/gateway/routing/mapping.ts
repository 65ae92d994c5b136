// What a channel calls a model: by its own names, chains of them, and patterns with a star.

import type { Channel } from '../world.ts';
import { fits } from './conditions.ts';

/** Links of a chain that are followed; a longer one, or a circle, ends where it stands. */
const MAX_LINKS = 8;

/** The name a channel knows a model by: its own name for it, followed as far as it leads; else the name as it came. */
export function upstreamOf(channel: Pick<Channel, 'models' | 'provider'>, model: string): string {
  let name = model;
  for (let link = 0; link < MAX_LINKS; link += 1) {
    const next = step(channel, name, link === 0);
    if (next === undefined || next === name) break;
    name = next;
  }
  // `sandbox/<model>` names the practice upstream explicitly.
  return name === model && channel.provider === 'sandbox' ? model.replace(/^sandbox\//, '') : name;
}

/** One link; a pattern holds for what the client asked, not for what came of it. */
function step({ models }: Pick<Channel, 'models'>, name: string, first: boolean): string | undefined {
  const named = models.named.get(name);
  if (named !== undefined) return named.upstream;
  if (!first) return undefined;
  for (const { name: pattern, upstream } of models.patterns ?? []) {
    if (fits(pattern, name)) return filled(upstream, pattern, name);
  }
  return undefined;
}

/** Puts what the star stood for in its place. */
function filled(upstream: string, pattern: string, name: string): string {
  if (!upstream.includes('*')) return upstream;
  const star = pattern.indexOf('*');
  const tail = pattern.length - star - 1;
  return upstream.replace('*', () => name.slice(star, name.length - tail));
}

/** Whether a channel serves a name by a pattern of its own. */
export function servesByPattern(channel: Pick<Channel, 'models'>, name: string): boolean {
  return channel.models.patterns?.some(({ name: pattern }) => fits(pattern, name)) === true;
}
