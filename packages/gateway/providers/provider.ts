// What a kind of upstream is: its address, how it wants the credential, and which protocols it speaks.

import type { Protocol } from '@turnpike/protocols/failures';

/** A header to send. */
export type Header = readonly [name: string, value: string];

/** One operation of a protocol at an upstream. */
export interface Operation {
  readonly protocol: Protocol;
  /** What is asked: an answer, its tokens counted, a conversation compacted (Responses), or a path below `/v1/responses/`. */
  readonly action: 'generate' | 'count' | 'compact' | { readonly stored: string };
  /** The upstream's own name of the model. */
  readonly model: string;
  /** Gemini only: streamed or not, and the version segment the client used. */
  readonly streamed: boolean;
  readonly version: string;
}

/** One kind of upstream. Adding one is a file in this folder and a line in the registry. */
export interface ProviderKind {
  /** The word in `provider:` of a channel. */
  readonly name: string;
  readonly title: string;
  /** Origin and prefix before `/v1…`; empty when the operator must give one. */
  readonly defaultBaseUrl: string;
  readonly speaks: readonly Protocol[];
  /** Catalog providers whose models a channel with `models: "*"` serves; undefined means all. */
  readonly catalog: readonly string[] | undefined;
  /** Headers that carry the credential. */
  authorize(protocol: Protocol, secret: string): readonly Header[];
  /** Path and query behind the base URL. */
  path(operation: Operation): string;
}

/** The credential headers that each protocol's own provider expects. */
export function standardAuthorize(protocol: Protocol, secret: string): readonly Header[] {
  if (secret === '') return [];
  switch (protocol) {
    case 'anthropic-messages':
      return [['x-api-key', secret]];
    case 'gemini-generate':
      return [['x-goog-api-key', secret]];
    default:
      return [['authorization', `Bearer ${secret}`]];
  }
}

const RESPONSES_PATHS = {
  generate: '/v1/responses',
  count: '/v1/responses/input_tokens',
  compact: '/v1/responses/compact',
} as const;

/** The path of an operation at the protocol's own provider. */
export function standardPath(operation: Operation): string {
  const { protocol, action } = operation;
  if (typeof action === 'object') return `/v1/responses/${action.stored}`;
  switch (protocol) {
    case 'openai-chat':
      return '/v1/chat/completions';
    case 'openai-responses':
      return RESPONSES_PATHS[action];
    case 'anthropic-messages':
      return action === 'count' ? '/v1/messages/count_tokens' : '/v1/messages';
    case 'gemini-generate': {
      const verb =
        action === 'count' ? 'countTokens' : operation.streamed ? 'streamGenerateContent' : 'generateContent';
      return `/${operation.version}/models/${operation.model.split('/').map(encodeURIComponent).join('/')}:${verb}`;
    }
  }
}

/** A kind that takes each protocol in its standard place. */
export function standardKind(
  kind: Pick<ProviderKind, 'name' | 'title' | 'defaultBaseUrl' | 'speaks'> & Partial<ProviderKind>,
): ProviderKind {
  return { catalog: undefined, authorize: standardAuthorize, path: standardPath, ...kind };
}

/** A kind that speaks OpenAI's chat format under `<base>/v1/chat/completions`, sold under a catalog name of its own. */
export function compatibleKind(
  kind: Pick<ProviderKind, 'name' | 'title' | 'defaultBaseUrl'> & Partial<ProviderKind>,
): ProviderKind {
  return standardKind({ speaks: ['openai-chat'], catalog: [kind.name], ...kind });
}
