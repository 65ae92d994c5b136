// One small API as the relay sees it: its wire formats, which models it is for, and what a request of it likely uses.

import type { Fields } from '@turnpike/protocols/conversation/counts';
import type { Usage } from '@turnpike/protocols/conversation/usage';
import type { WireFormat } from '@turnpike/protocols/wire-format';
import type { ModelKind } from '../../catalog/model.ts';
import type { SmallApi } from '../../providers/offers.ts';
import type { Channel } from '../../world.ts';
import type { Weight } from '../envelope.ts';

/** An API with one JSON request and one JSON answer. */
export interface Service<Request, Answer> {
  readonly name: SmallApi;
  /** Kinds of models in the catalog that it is for; any other is refused by name. */
  readonly kinds: ReadonlySet<ModelKind>;
  readonly formats: ReadonlyMap<string, WireFormat<Request, Answer>>;
  /** Fields of which every answer of any of its formats has one. */
  readonly answered: readonly string[];
  /** What a request likely uses, by its text: for limits and the hold, and for a bill without a reported usage. */
  likely(request: Request, weight: Weight): Usage;
  /** Units that are priced apart from tokens and may be used at most. */
  most(request: Request, weight: Weight): Partial<Usage>;
  /** A usage that the upstream told, with what it left out and a price may be on. */
  filled?(told: Usage, guessed: Usage): Usage;
  /** Whether an answer has what the request asked for: as many vectors as inputs. */
  isWhole(answer: Answer, request: Request): boolean;
  /** The answer with a usage, where the upstream named none. */
  withUsage(answer: Answer, usage: Usage): Answer;
  /** The answer with what its format cannot carry and the client is owed. */
  completed?(answer: Answer, request: Request): Answer;
  /** The request as a channel can take it; the same one where it can be taken as it is. @throws Failure where it cannot */
  fitted?(request: Request, format: string, channel: Channel): Request | Promise<Request>;
  /** How a request that is too large for one call goes in several. */
  readonly portions?: {
    of(request: Request, format: string, channel: Channel, upstream: string): readonly Request[];
    joined(answers: readonly Answer[]): Answer;
    /** What the upstream told of a joined answer. */
    usageOf(answer: Answer): Usage | undefined;
  };
  /** The body for the client's own format under another name of the model, where the name stands deeper than the top. */
  renamed?(body: Fields, model: string): Fields | undefined;
}

/** In whose errors and with whose credential a format is spoken. */
export function familyOf(format: string): 'gemini-generate' | 'openai-chat' {
  return format === 'gemini-embed' || format === 'vertex-embed' ? 'gemini-generate' : 'openai-chat';
}
