// What a kind of upstream is: its address, how it wants the credential, and which protocols it speaks where.

import type { Protocol } from '@turnpike/protocols/failures';

/** A header to send. */
export type Header = readonly [name: string, value: string];

/** One operation of a protocol at an upstream. */
export interface Operation {
  readonly protocol: Protocol;
  /** What is asked: an answer, its tokens counted, a conversation compacted (Responses), or a path below `responses/`. */
  readonly action: 'generate' | 'count' | 'compact' | { readonly stored: string };
  /** The upstream's own name of the model. */
  readonly model: string;
  /** Gemini only: streamed or not, and the version segment the client used. */
  readonly streamed: boolean;
  readonly version: string;
}

/** Where each protocol that a kind speaks begins, behind its base URL: `/v1` for most. */
export type Roots = Readonly<Partial<Record<Protocol, string>>>;

/** One kind of upstream. Adding one is a file in this folder and a line in the registry. */
export interface ProviderKind {
  /** The word in `provider:` of a channel. */
  readonly name: string;
  readonly title: string;
  /** Origin and prefix before the roots; empty when the operator must give one. */
  readonly defaultBaseUrl: string;
  readonly roots: Roots;
  readonly speaks: readonly Protocol[];
  /** Catalog providers whose models a channel with `models: "*"` serves; undefined means all. */
  readonly catalog: readonly string[] | undefined;
  /** Headers that carry the credential. */
  authorize(protocol: Protocol, secret: string): readonly Header[];
  /** Path behind the base URL. */
  path(operation: Operation): string;
}

/** The part of a kind that its file states; the rest is standard. */
export type ProviderDraft = Pick<ProviderKind, 'name' | 'title' | 'defaultBaseUrl' | 'roots'> & Partial<ProviderKind>;

/** A kind made of its draft: credentials and paths are each protocol's own unless the draft says otherwise. */
export function providerOf(draft: ProviderDraft): ProviderKind {
  const { roots } = draft;
  const speaks = PROTOCOLS.filter(protocol => roots[protocol] !== undefined);
  return {
    speaks,
    catalog: [draft.name],
    authorize: standardAuthorize,
    path: operation => (roots[operation.protocol] ?? '/v1') + standardPath(operation),
    ...draft,
  };
}

const PROTOCOLS: readonly Protocol[] = ['openai-chat', 'openai-responses', 'anthropic-messages', 'gemini-generate'];

/** Everything in its own provider's place, for upstreams that play all four. */
export const ALL_ROOTS: Roots = {
  'openai-chat': '/v1',
  'openai-responses': '/v1',
  'anthropic-messages': '/v1',
  'gemini-generate': '',
};

/** The credential headers that each protocol's own provider expects. */
export function standardAuthorize(protocol: Protocol, secret: string): readonly Header[] {
  if (secret === '') return [];
  switch (protocol) {
    case 'anthropic-messages':
      return [['x-api-key', secret]];
    case 'gemini-generate':
      return [['x-goog-api-key', secret]];
    default:
      return bearer(protocol, secret);
  }
}

/** `Authorization: Bearer`, whatever the protocol. */
export function bearer(_protocol: Protocol, secret: string): readonly Header[] {
  return secret === '' ? [] : [['authorization', `Bearer ${secret}`]];
}

const RESPONSES_PATHS = {
  generate: '/responses',
  count: '/responses/input_tokens',
  compact: '/responses/compact',
} as const;

/** The path of an operation behind its protocol's root. */
function standardPath(operation: Operation): string {
  const { protocol, action } = operation;
  if (typeof action === 'object') return `/responses/${action.stored}`;
  switch (protocol) {
    case 'openai-chat':
      return '/chat/completions';
    case 'openai-responses':
      return RESPONSES_PATHS[action];
    case 'anthropic-messages':
      return action === 'count' ? '/messages/count_tokens' : '/messages';
    case 'gemini-generate': {
      const verb =
        action === 'count' ? 'countTokens' : operation.streamed ? 'streamGenerateContent' : 'generateContent';
      return `/${operation.version}/models/${operation.model.split('/').map(encodeURIComponent).join('/')}:${verb}`;
    }
  }
}
