// The line to try a gateway with: one `curl` command, in a protocol and for a model that it serves now.

import type { Protocol } from '@turnpike/protocols/failures';
import type { World } from '../world.ts';

interface Example {
  readonly path: (model: string) => string;
  readonly headers: (key: string) => readonly string[];
  readonly body: (model: string) => unknown;
}

const MESSAGES = [{ role: 'user', content: 'Hello' }];
const bearer = (key: string): readonly string[] => [`Authorization: Bearer ${key}`];

/** One short request in each protocol; the first that a model speaks is shown. */
const EXAMPLES: Readonly<Record<Protocol, Example>> = {
  'openai-chat': {
    path: () => '/v1/chat/completions',
    headers: bearer,
    body: model => ({ model, messages: MESSAGES }),
  },
  'openai-responses': {
    path: () => '/v1/responses',
    headers: bearer,
    body: model => ({ model, input: 'Hello' }),
  },
  'anthropic-messages': {
    path: () => '/v1/messages',
    headers: key => [`x-api-key: ${key}`, 'anthropic-version: 2023-06-01'],
    body: model => ({ model, max_tokens: 256, messages: MESSAGES }),
  },
  'gemini-generate': {
    path: model => `/v1beta/models/${model.split('/').map(encodeURIComponent).join('/')}:generateContent`,
    headers: key => [`x-goog-api-key: ${key}`],
    body: () => ({ contents: [{ role: 'user', parts: [{ text: 'Hello' }] }] }),
  },
};

/** Models worth a first try: small ones, then whatever there is. */
function* wishes(world: World, group: string): Generator<string> {
  yield* ['gpt-4o-mini', 'claude-haiku-4-5', 'gemini-2.5-flash'];
  yield* world.modelsOf(group);
  yield 'sandbox/gpt-4o-mini';
}

/** A model that answers texts for a group, and a protocol in which it does; undefined when there is none. */
export function findExample(world: World, group: string): { model: string; protocol: Protocol } | undefined {
  for (const model of wishes(world, group)) {
    const known = world.model(model);
    if ((known !== undefined && known.kind !== 'chat') || world.price(model) === undefined) continue;
    const spoken = new Set(world.candidates(model, group).flatMap(channel => channel.speaks));
    if (known?.responsesOnly === true) spoken.delete('openai-chat');
    const protocol = PROTOCOLS.find(name => spoken.has(name));
    if (protocol !== undefined) return { model, protocol };
  }
  return undefined;
}

const PROTOCOLS: readonly Protocol[] = ['openai-chat', 'openai-responses', 'anthropic-messages', 'gemini-generate'];

/** The command, ready to paste into a shell; undefined when nothing answers texts. */
export function curlLine(address: string, key: string, world: World, group = 'default'): string | undefined {
  const found = findExample(world, group);
  if (found === undefined) return undefined;
  const example = EXAMPLES[found.protocol];
  const headers = [...example.headers(key), 'Content-Type: application/json'].map(header => `-H "${header}"`);
  const body = JSON.stringify(example.body(found.model)).replaceAll("'", String.raw`'\''`);
  return `curl ${address}${example.path(found.model)} ${headers.join(' ')} -d '${body}'`;
}
