// Carries an order of media out: at once for pictures, speech and transcripts; as a task for videos and music.

import { jsonBody, relay } from '../../api/relay.ts';
import { FILE_FIELDS, type Order, pathOf } from './code/media-code.ts';
import { list, record, text } from './json.ts';

/** Something that was made, or a task that makes it. */
export interface Made {
  readonly requestId: string;
  /** Pictures, as URLs of this page's policy. */
  readonly images?: readonly string[];
  readonly audio?: string;
  readonly transcript?: string;
  readonly taskId?: string;
}

function bodyOf(order: Order, file: File | undefined): RequestInit {
  if (file === undefined) return jsonBody(order.fields);
  const form = new FormData();
  for (const [name, value] of Object.entries(order.fields)) form.append(name, String(value));
  form.append(FILE_FIELDS[order.medium], file, file.name);
  return { method: 'POST', body: form };
}

/** @throws ApiError, AbortError */
export async function make(order: Order, file: File | undefined, keyId: number, signal: AbortSignal): Promise<Made> {
  const response = await relay(pathOf(order), keyId, { ...bodyOf(order, file), signal });
  const requestId = response.headers.get('x-request-id') ?? '';
  if (order.medium === 'speech') return { requestId, audio: URL.createObjectURL(await response.blob()) };
  const answer = record(await response.json());
  switch (order.medium) {
    case 'image':
      return { requestId, images: list(answer['data']).map(record).map(pictureOf) };
    case 'transcript':
      return { requestId, transcript: text(answer['text']) };
    case 'video':
      return { requestId, taskId: text(answer['id']) };
    case 'music':
      return { requestId, taskId: text(answer['data']) };
  }
}

/** The first bytes of a picture tell what it is. */
function pictureOf(picture: Readonly<Record<string, unknown>>): string {
  const base64 = text(picture['b64_json']);
  if (base64 === '') return text(picture['url']);
  const type = base64.startsWith('/9j/') ? 'jpeg' : base64.startsWith('UklGR') ? 'webp' : 'png';
  return `data:image/${type};base64,${base64}`;
}
