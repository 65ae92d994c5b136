// What a kind of upstream is: its address, how it wants the credential, and which protocols it speaks where.

import type { Protocol } from '@turnpike/protocols/failures';
import { openaiList, type BalanceCall, type ModelList } from './account-calls.ts';
import type { FailureRow } from './failing.ts';
import type { Account, AnswerHead, DetailName, Details, Grant, Operation, Outgoing, Undressing } from './outer.ts';

/** A header to send. */
export type Header = readonly [name: string, value: string];

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
  /** What an operator may say of a channel of this kind, beside its address. */
  readonly details: readonly DetailName[];
  /** How its list of models is read; undefined where it has none. */
  readonly list: ModelList | undefined;
  /** How its balance is read with the key of a channel; undefined where that is not possible. */
  readonly balance: BalanceCall | undefined;
  /** Failures that are other than their status says. */
  readonly failures: readonly FailureRow[];
  /** Whether answers of status 200 may hold a failure in the place of an answer. */
  readonly hidesFailures: boolean;
  /** Whether media that a request names by URL are fetched by the upstream itself, in Anthropic's protocol. */
  readonly fetches: boolean;
  /** Headers that carry the credential. */
  authorize(protocol: Protocol, secret: string, details?: Details): readonly Header[];
  /** Path behind the base URL, with a query where it needs one. */
  path(operation: Operation, details?: Details): string;
  /** The base URL by what the operator said of the channel, where it depends on that. */
  address?(details: Details): string;
  /** The protocols in which one model is spoken to, where not every model has all. */
  speaksWith?(model: string): readonly Protocol[];
  /** How the secret is traded for a token; undefined when it is sent as it is. @throws Error for a secret of no use */
  grant?(secret: string, details: Details): Grant | undefined;
  /** The request as this kind wants it, credential included. @throws Error for a secret of no use */
  dress?(request: Outgoing, account: Account): Outgoing;
  /** What brings an answer into the form of its protocol; undefined when it has it already. */
  undress?(request: Outgoing, head: AnswerHead): Undressing | undefined;
}

/** The part of a kind that its file states; the rest is standard. */
export type ProviderDraft = Pick<ProviderKind, 'name' | 'title' | 'defaultBaseUrl' | 'roots'> & Partial<ProviderKind>;

/** A kind made of its draft: credentials and paths are each protocol's own unless the draft says otherwise. */
export function providerOf(draft: ProviderDraft): ProviderKind {
  const { roots } = draft;
  const chat = roots['openai-chat'];
  return {
    speaks: PROTOCOLS.filter(protocol => roots[protocol] !== undefined),
    catalog: [draft.name],
    details: [],
    list: chat === undefined ? undefined : openaiList(`${chat}/models`),
    balance: undefined,
    failures: [],
    hidesFailures: false,
    fetches: true,
    authorize: standardAuthorize,
    path: operation => (roots[operation.protocol] ?? '/v1') + standardPath(operation),
    ...draft,
  };
}

/** The four, OpenAI's first. */
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
export function standardPath(operation: Operation): string {
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
