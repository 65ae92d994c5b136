// Writes pictures in OpenAI's format: one JSON answer, or the events of a stream.

import type { ImageAnswer, Picture } from './answer.ts';
import type { ImageRequest } from './request.ts';
import { writeImageUsage } from './usage.ts';

/** An answer as JSON. `created` is Unix seconds. */
export function encodeImageAnswer({ pictures, usage, said }: ImageAnswer, created: number): Record<string, unknown> {
  const written = writeImageUsage(usage);
  return {
    created,
    ...said,
    data: pictures.map(item),
    ...(written === undefined ? {} : { usage: written }),
  };
}

function item({ data, url, revisedPrompt }: Picture): Record<string, unknown> {
  return {
    ...(data === undefined ? {} : { b64_json: data }),
    ...(url === undefined ? {} : { url }),
    ...(revisedPrompt === undefined ? {} : { revised_prompt: revisedPrompt }),
  };
}

/** An answer as the events of a stream: upstreams that cannot stream have no partial pictures. */
export function encodeImageEvents(answer: ImageAnswer, request: ImageRequest, created: number): string {
  const type = `${request.operation === 'edit' ? 'image_edit' : 'image_generation'}.completed`;
  const usage = writeImageUsage(answer.usage);
  const last = answer.pictures.length - 1;
  return answer.pictures
    .map((picture, index) => {
      const event = {
        type,
        ...item(picture),
        created_at: created,
        ...answer.said,
        // The whole usage once: clients add up what each event says.
        ...(index === last && usage !== undefined ? { usage } : {}),
      };
      return `event: ${type}\ndata: ${JSON.stringify(event)}\n\n`;
    })
    .join('');
}
