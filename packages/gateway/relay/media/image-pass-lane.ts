// The lane of an order whose upstream draws in OpenAI's format too: the bytes pass, JSON or form, with the model changed.

import { entryOf } from '@turnpike/protocols/conversation/entry-of';
import type { IncomingHttpHeaders } from 'node:http';
import type { Fault } from '@turnpike/protocols/conversation/fault';
import { fields, isFields } from '@turnpike/protocols/conversation/counts';
import { decodeFault } from '@turnpike/protocols/openai-chat/error';
import type { Picture } from '@turnpike/protocols/images/answer';
import { encodeImageEvents } from '@turnpike/protocols/images/openai-answer';
import type { ImageSource } from '@turnpike/protocols/images/request';
import { usageOf } from '@turnpike/protocols/conversation/usage';
import type { Exchange } from '../../http/exchange.ts';
import { formType } from '../../http/form.ts';
import { mediaRoot } from '../../providers/image-offers.ts';
import type { StreamedBody } from '../../providers/outer.ts';
import type { UpstreamRequest } from '../attempt.ts';
import { fieldByte, fieldValue, type Envelope } from '../envelope.ts';
import { upstreamHeaders } from '../headers.ts';
import { parseRecord } from '../json.ts';
import type { Carrier, Lane, Passage, WholeAnswer } from '../lane.ts';
import { answerRefusal, type Refusal } from '../refusal.ts';
import { credentialHeaders, roadTo } from '../road.ts';
import { modelEdits, removal, splice, type Edit } from '../splice.ts';
import { conversing, type Asker, type Heard } from './conversing.ts';
import { changedForm } from './form-fields.ts';
import { wholeImageFacts } from './image-facts.ts';
import { ImagePassage } from './image-passage.ts';
import { bytesOf } from './streamed-body.ts';
import type { ImageWork } from './work.ts';

const PATHS = { generate: '/images/generations', edit: '/images/edits', vary: '/images/variations' } as const;
const EVENTS = /^text\/event-stream/i;
/** Pictures take minutes, and are paid for once they are begun. */
export const READ_ON_MS = 300_000;
/** Models that give bytes alone, and refuse to be asked how they should. */
const BYTES_ALONE = /^(?:gpt-image|chatgpt-image)/;
/** Kinds that know OpenAI's own words alone, and refuse those that relays' clients have for the same. */
const OFFICIAL: ReadonlySet<string> = new Set(['openai', 'azure']);
/** Words of the old models for the qualities of the new ones. */
const QUALITIES: Readonly<Record<string, string>> = { standard: 'medium', hd: 'high' };

/** The lane of one candidate that speaks the order's own format. */
export class ImagePassLane implements Lane {
  readonly protocol = 'images';
  readonly request: UpstreamRequest;
  readonly carry?: Carrier;
  readonly readOnMs = READ_ON_MS;
  private readonly work: ImageWork;
  private readonly isPlayed: boolean;
  private streamed = false;

  constructor(work: ImageWork) {
    this.work = work;
    this.request = requestOf(work);
    const { wants, streams } = work.order.request;
    // The practice upstream's own addresses are of this machine alone.
    this.isPlayed = work.candidate.channel.provider === 'sandbox';
    if ((wants !== undefined || this.isPlayed) && !streams)
      this.carry = conversing(work.parts.services, work.candidate, async (asker, request) =>
        this.asWanted(asker, await asker.ask(request)),
      );
  }

  passage(headers: IncomingHttpHeaders): Passage | undefined {
    const { order, parts } = this.work;
    this.streamed = EVENTS.test(headers['content-type'] ?? '');
    if (!this.streamed || !order.request.streams) return undefined;
    return new ImagePassage(order.request.n, parts.exchange.id);
  }

  whole(body: Buffer): WholeAnswer | undefined {
    const facts = wholeImageFacts(body);
    if (facts === undefined) return undefined;
    if (facts.failed) return { facts, body, fault: this.faultIn(body) };
    const { request } = this.work.order;
    if (!request.streams) return { facts, body };
    // It cannot stream: its answer is the one event of the stream.
    const answer = parseRecord(body.toString('utf8')) ?? {};
    const pictures = picturesIn(answer);
    const usage = facts.usage ?? usageOf({ images: pictures.length });
    const created = Math.floor(Date.now() / 1000);
    return { facts, body: Buffer.from(encodeImageEvents({ pictures, usage }, request, created)) };
  }

  headers(from: IncomingHttpHeaders): IncomingHttpHeaders {
    if (!this.work.order.request.streams || this.streamed) return from;
    return { ...from, 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-cache' };
  }

  refuse(exchange: Exchange, refusal: Refusal): void {
    answerRefusal(exchange, refusal);
  }

  private faultIn(body: Buffer): Fault {
    return decodeFault(500, parseRecord(body.toString('utf8')) ?? {});
  }

  /** An answer in which the pictures stand as the client wants them, where the upstream has its own mind. */
  private async asWanted(asker: Asker, heard: Heard): Promise<Heard> {
    const { shelf, order, candidate } = this.work;
    const { wants } = order.request;
    const other = wants === 'url' ? '"b64_json"' : '"url"';
    const isOther = wants !== undefined && heard.body.includes(other) && !heard.body.includes(`"${wants}"`);
    const isAway = this.isPlayed && wants !== 'b64_json' && heard.body.includes('"url"');
    if (heard.status !== 200 || !(isOther || isAway)) return heard;
    const answer = parseRecord(heard.body.toString('utf8'));
    if (answer === undefined) return heard;
    const given = picturesIn(answer);
    const pictures = await Promise.all(
      given.map(picture => shelf.delivered(picture, wants ?? 'url', asker, candidate.channel)),
    );
    const data = pictures.map(({ data: bytes, url, revisedPrompt }) => ({
      ...(bytes === undefined ? {} : { b64_json: bytes }),
      ...(url === undefined ? {} : { url }),
      ...(revisedPrompt === undefined ? {} : { revised_prompt: revisedPrompt }),
    }));
    return { ...heard, body: Buffer.from(JSON.stringify({ ...answer, data })) };
  }
}

function picturesIn(answer: Readonly<Record<string, unknown>>): Picture[] {
  const list = Array.isArray(answer['data']) ? answer['data'] : [];
  return list.map(fields).map(item => ({
    ...(typeof item['b64_json'] === 'string' ? { data: item['b64_json'] } : {}),
    ...(typeof item['url'] === 'string' ? { url: item['url'] } : {}),
    ...(typeof item['revised_prompt'] === 'string' ? { revisedPrompt: item['revised_prompt'] } : {}),
  }));
}

/** Fields whose value this upstream's model needs changed; undefined takes one out. */
function changesFor({ order, upstream, candidate }: ImageWork): Map<string, string | undefined> {
  const changes = new Map<string, string | undefined>();
  const { request } = order;
  if (upstream !== request.model) changes.set('model', upstream);
  if (!BYTES_ALONE.test(upstream) || candidate.channel.options?.passThrough === true) return changes;
  if (request.wants !== undefined) changes.set('response_format', undefined);
  const quality = entryOf(QUALITIES, request.quality ?? '');
  if (quality !== undefined) changes.set('quality', quality);
  // Of one of the old models alone.
  if (request.style !== undefined) changes.set('style', undefined);
  return changes;
}

/** Whether an order has to be told in OpenAI's own words. */
function isTold({ candidate: { channel } }: ImageWork): boolean {
  return OFFICIAL.has(channel.provider) && channel.options?.passThrough !== true;
}

/** A picture as OpenAI's JSON names it. */
function named(source: ImageSource): Record<string, string> {
  if (source.kind === 'file') return { file_id: source.id };
  return { image_url: source.kind === 'url' ? source.url : `data:${source.mediaType};base64,${source.data}` };
}

/** Pictures that came as relays' clients send them: `image` for `images`, and texts for objects (openai-images.md §3b). */
function officialEdits({ order: { request } }: ImageWork, envelope: Envelope): Edit[] {
  const [image, images, mask] = ['image', 'images', 'mask'].map(name => envelope.fields.get(name));
  const edits: Edit[] = [];
  const written = JSON.stringify(request.images.map(named));
  if (images !== undefined && !onlyObjects(envelope)) edits.push({ ...images, text: written });
  if (image !== undefined) {
    edits.push(removal(envelope, 'image', image));
    if (images === undefined && request.images.length > 0)
      edits.push({ start: envelope.close, end: envelope.close, text: `,"images":${written}` });
  }
  const isText = mask !== undefined && fieldByte(envelope, 'mask') === QUOTE;
  if (isText && request.mask !== undefined) edits.push({ ...mask, text: JSON.stringify(named(request.mask)) });
  return edits;
}

const QUOTE = 0x22;

function onlyObjects(envelope: Envelope): boolean {
  const images = fieldValue(envelope, 'images');
  return Array.isArray(images) && images.every(isFields);
}

function bodyFor(work: ImageWork): { readonly type: string; readonly body: readonly Buffer[] | StreamedBody } {
  const { carriage, request } = work.order;
  const changes = changesFor(work);
  if (carriage.kind === 'form') {
    const { form, files } = carriage;
    return { type: formType(form.boundary), body: changedForm(form, { fields: changes, files }) };
  }
  const { envelope } = carriage;
  const edits: Edit[] = modelEdits(envelope, request.model, work.upstream);
  for (const [name, value] of changes) {
    const span = envelope.fields.get(name);
    if (name === 'model' || span === undefined) continue;
    edits.push(value === undefined ? removal(envelope, name, span) : { ...span, text: JSON.stringify(value) });
  }
  if (isTold(work)) edits.push(...officialEdits(work, envelope));
  return { type: 'application/json', body: splice(envelope.body, edits) };
}

function requestOf(work: ImageWork): UpstreamRequest {
  const { parts, candidate } = work;
  const { channel, credential } = candidate;
  const { origin, prefix } = roadTo(channel);
  const { type, body } = bodyFor(work);
  const { exchange } = parts;
  const headers = upstreamHeaders(
    exchange.request.headers,
    credentialHeaders(channel, credential, 'openai-chat'),
    undefined,
  );
  headers.push('content-type', type, 'content-length', String(bytesOf(body)));
  // The path is the client's own, where pictures in an order of something new are taken there.
  const usual = PATHS[work.order.request.operation];
  const end = isTold(work) ? usual : (/\/images\/(\w+)$/.exec(exchange.path)?.[0] ?? usual);
  const path = `${prefix}${mediaRoot(channel)}${end}${exchange.search}`;
  return { origin, path, method: 'POST', headers, body };
}
