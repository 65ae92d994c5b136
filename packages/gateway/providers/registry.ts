// Every kind of upstream by its name: the one list that a new provider is added to.

import type { Protocol } from '@turnpike/protocols/failures';
import { anthropic } from './anthropic.ts';
import { compatible } from './compatible.ts';
import { gemini } from './gemini.ts';
import { openai } from './openai.ts';
import type { ProviderKind } from './provider.ts';
import { relay } from './relay.ts';
import { sandbox } from './sandbox.ts';

const KINDS: readonly ProviderKind[] = [openai, anthropic, gemini, compatible, relay, sandbox];

const byName: ReadonlyMap<string, ProviderKind> = new Map(KINDS.map(kind => [kind.name, kind]));

/** The kind of upstream with this name, or undefined. */
export function providerKind(name: string): ProviderKind | undefined {
  return byName.get(name);
}

/** The names an operator may write, sorted. */
export function providerNames(): readonly string[] {
  return [...byName.keys()].sort();
}

/** Protocols that a channel may narrow `speaks` to: `compatible` may name any, the others only their own. */
export function speakable(kind: ProviderKind): readonly Protocol[] {
  return kind.name === 'compatible' ? relay.speaks : kind.speaks;
}
