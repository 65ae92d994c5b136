// One order drawn by an upstream of another format: sent as often as it takes, asked after until it is done, put together.

import type { IncomingHttpHeaders } from 'node:http';
import { isFields, type Fields } from '@turnpike/protocols/conversation/counts';
import type { Fault } from '@turnpike/protocols/conversation/fault';
import { Failure, type Protocol } from '@turnpike/protocols/failures';
import { parseJson } from '@turnpike/protocols/json';
import type { ImageAnswer, ImageCodec, ImageOutcome } from '@turnpike/protocols/images/answer';
import { drawn } from '@turnpike/protocols/images/read';
import type { ImageRequest } from '@turnpike/protocols/images/request';
import type { UpstreamRequest } from '../attempt.ts';
import { roadTo } from '../road.ts';
import type { Asker, Heard } from './conversing.ts';
import { sum } from './image-facts.ts';
import { ownRequest, type ImageWork } from './work.ts';

/** What an order came to, beside a refusal with a bad status, which is told as it came. */
export type Drawn =
  | { readonly answer: ImageAnswer; readonly headers: IncomingHttpHeaders }
  | { readonly fault: Fault; readonly headers: IncomingHttpHeaders };

interface DrawingOptions {
  readonly work: Pick<ImageWork, 'candidate' | 'shelf'>;
  readonly codec: ImageCodec;
  readonly request: ImageRequest;
  readonly family: Protocol;
  /** How often the request is sent. */
  readonly times: number;
}

/** Questions after an order that may go without an answer before it is given up: it is paid for once it is taken. */
const MOST_MISSED = 5;
/** Pauses grow with the wait, up to this. */
const MOST_WAIT_MS = 10_000;

/** The drawing of one order. */
export class Drawing {
  private readonly options: DrawingOptions;

  constructor(options: DrawingOptions) {
    this.options = options;
  }

  /** @throws Failure when nothing of it could be had */
  async run(asker: Asker, first: UpstreamRequest): Promise<Drawn | Heard> {
    const { times, work, request } = this.options;
    const all = await Promise.allSettled(Array.from({ length: times }, () => this.once(asker, first)));
    const results = all.flatMap(result => (result.status === 'fulfilled' ? [result.value] : []));
    const answers = results.flatMap(result => ('answer' in result ? [result.answer] : []));
    const [one] = results;
    if (answers.length === 0) {
      if (one !== undefined) return one;
      const rejected = all.find(result => result.status === 'rejected');
      throw rejected?.reason ?? new Failure('bad_response', 'The upstream did not answer.');
    }
    // Some of several may fail alone: what was drawn is given, and charged.
    const whole = answers.reduce((left, right) => ({
      ...left,
      pictures: [...left.pictures, ...right.pictures],
      usage: sum(left.usage, right.usage),
    }));
    const { shelf, candidate } = work;
    const pictures = await Promise.all(
      whole.pictures.map(picture => shelf.delivered(picture, request.wants, asker, candidate.channel)),
    );
    return { answer: { ...whole, pictures }, headers: one?.headers ?? {} };
  }

  private async once(asker: Asker, first: UpstreamRequest): Promise<Drawn | Heard> {
    const { codec, request } = this.options;
    let heard = await asker.ask(first);
    for (let waited = 1; ; waited += 1) {
      if (heard.status < 200 || heard.status >= 300) return heard;
      const outcome = outcomeOf(codec, request, heard);
      const { headers } = heard;
      if (outcome.kind === 'done') return { answer: outcome.answer, headers };
      if (outcome.kind === 'fault') return { fault: outcome.fault, headers };
      heard = await this.again(asker, outcome, waited);
    }
  }

  /** Asks after an order once more. A question that fails is repeated: the order itself goes on. */
  private async again(
    asker: Asker,
    { at, afterMs }: ImageOutcome & { kind: 'pending' },
    waited: number,
  ): Promise<Heard> {
    for (let missed = 0; ; missed += 1) {
      await asker.wait(Math.min(afterMs * Math.ceil(waited / 10), MOST_WAIT_MS));
      try {
        const heard = await asker.ask(this.question(at));
        if (heard.status < 500 && heard.status !== 429) return heard;
        if (missed >= MOST_MISSED) return heard;
      } catch (error) {
        if (missed >= MOST_MISSED || !(error instanceof Failure)) throw error;
      }
    }
  }

  /** Where an order is asked after: a path, or an address at the provider's, to which alone the credential may go. */
  private question(at: string): UpstreamRequest {
    const { work, family } = this.options;
    const { candidate } = work;
    if (at.startsWith('/')) return ownRequest(candidate, family, 'GET', at);
    const own = new URL(roadTo(candidate.channel).origin);
    const url = URL.parse(at);
    if (url === null || !isAkin(url, own)) throw new Failure('bad_response', 'The upstream answers somewhere else.');
    return { ...ownRequest(candidate, family, 'GET', ''), origin: url.origin, path: url.pathname + url.search };
  }
}

/** The same host, or another one of the same owner: `api.us1.bfl.ai` for `api.bfl.ai`. */
function isAkin(url: URL, own: URL): boolean {
  if (url.origin === own.origin) return true;
  const owner = own.hostname.split('.').slice(-2).join('.');
  return url.protocol === 'https:' && /[a-z]$/.test(owner) && owner.includes('.') && url.hostname.endsWith(`.${owner}`);
}

function outcomeOf(codec: ImageCodec, request: ImageRequest, { headers, body }: Heard): ImageOutcome {
  const type = /^image\/[\w.+-]+/i.exec(headers['content-type'] ?? '')?.[0].toLowerCase();
  if (type !== undefined && body.length > 0) return drawn([{ data: body.toString('base64'), mediaType: type }]);
  const value = objectIn(body);
  if (Object.keys(value).length === 0)
    throw new Failure('bad_response', 'The upstream answered with something that is no answer. Try again.');
  return codec.decode(value, request);
}

/** The JSON object of a body; an empty one where it is none. */
export function objectIn(body: Buffer): Fields {
  try {
    const value = parseJson(body.toString('utf8'));
    const one: unknown = Array.isArray(value) ? value.at(-1) : value;
    return isFields(one) ? one : {};
  } catch {
    return {};
  }
}
