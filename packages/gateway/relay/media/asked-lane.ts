// The lane of a medium whose upstream speaks another format: asked once, and its answer made anew for the client.

import type { IncomingHttpHeaders } from 'node:http';
import { fields, type Fields } from '@turnpike/protocols/conversation/counts';
import type { Fault } from '@turnpike/protocols/conversation/fault';
import { Failure } from '@turnpike/protocols/failures';
import type { Exchange } from '../../http/exchange.ts';
import type { Candidate } from '../../routing/plan.ts';
import type { UpstreamRequest } from '../attempt.ts';
import type { Errands } from '../errand.ts';
import { noFacts, type Facts } from '../facts.ts';
import { forClient } from '../fault-words.ts';
import type { Carrier, Lane, WholeAnswer } from '../lane.ts';
import { answerFault, type Refusal } from '../refusal.ts';
import { addressOf } from '../road.ts';
import { conversing, type Asker } from './conversing.ts';
import { objectIn } from './drawing.ts';
import { retrySecondsOf } from '../retry-after.ts';

/** What a client is given. */
export interface Made {
  readonly body: Buffer;
  readonly type: string;
  readonly facts: Facts;
}

interface AskedParts {
  readonly parts: Errands;
  readonly candidate: Candidate;
  readonly protocol: string;
  readonly request: UpstreamRequest;
  /** @throws Failure for an answer that is none */
  readonly make: (body: Fields, asker: Asker) => Promise<Made | { readonly fault: Fault }>;
  readonly fault: (status: number, body: Fields) => Fault;
}

/** The lane of one candidate. */
export class AskedLane implements Lane {
  readonly protocol: string;
  readonly request: UpstreamRequest;
  readonly carry: Carrier;
  private readonly options: AskedParts;
  private made: Made | { readonly fault: Fault } | undefined;

  constructor(options: AskedParts) {
    this.options = options;
    this.protocol = options.protocol;
    this.request = options.request;
    this.carry = conversing(options.parts.services, options.candidate, async (asker, request) => {
      const heard = await asker.ask(request);
      if (heard.status < 200 || heard.status >= 300) return heard;
      const body = objectIn(heard.body);
      if (Object.keys(body).length === 0)
        throw new Failure('bad_response', 'The upstream answered with something that is no answer. Try again.');
      this.made = await options.make(body, asker);
      return { status: 200, headers: heard.headers, body: Buffer.from('{}') };
    });
  }

  passage(): undefined {
    return undefined;
  }

  whole(): WholeAnswer | undefined {
    const { made } = this;
    if (made === undefined) return undefined;
    if ('fault' in made) return { facts: noFacts(), body: Buffer.alloc(0), fault: forClient(made.fault) };
    return { facts: made.facts, body: made.body };
  }

  headers(from: IncomingHttpHeaders): IncomingHttpHeaders {
    const sandbox = from['x-turnpike-sandbox'];
    const type = this.made !== undefined && 'type' in this.made ? this.made.type : 'application/json';
    return { 'content-type': type, ...(sandbox === undefined ? {} : { 'x-turnpike-sandbox': sandbox }) };
  }

  refuse(exchange: Exchange, { status, headers, body }: Refusal): void {
    const fault = this.options.fault(status, fields(objectIn(body)));
    const retryAfter = retrySecondsOf({ headers, body });
    const told = retryAfter === undefined ? fault : { retryAfter, ...fault };
    answerFault(exchange, 'openai-chat', forClient(told));
  }
}

/** A request to Google's at the place where its clouds have the same verb. */
export function atGoogle(
  candidate: Candidate,
  upstream: string,
  plain: UpstreamRequest,
  verb: string,
): UpstreamRequest {
  const operation = { protocol: 'gemini-generate', action: 'generate', streamed: false, version: 'v1beta' } as const;
  const { origin, path } = addressOf(candidate, { ...operation, model: upstream }, '');
  return { ...plain, origin, path: path.replace(/:generateContent$/, verb) };
}
