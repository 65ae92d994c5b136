// Characters of OpenAI's videos: made at once of a video, and named by later videos at the account that has them.

import { Failure } from '@turnpike/protocols/failures';
import { list, record, text, type Json } from '../../relay/json.ts';
import { answer, type Answer, type Ask, type Desk, type DialectRoute, together } from '../dialect.ts';
import { requiredText } from '../fields.ts';
import { multipartOf } from '../multipart-body.ts';
import type { Order } from '../order.ts';

const MOST_LETTERS = 80;

/** Where a video with such characters is made: all at one account. @throws Failure when one is not the client's. */
export async function withCharacters(order: Order, desk: Desk): Promise<Order> {
  let made = order;
  for (const each of list(order.body['characters'])) {
    const id = typeof each === 'string' ? each : text(record(each)['id']);
    if (id === '') continue;
    const parent = await desk.madeBy(id);
    if (parent === undefined)
      throw new Failure('invalid_request', `There is no character with the id ${id.slice(0, 100)}.`, {
        param: 'characters',
      });
    made = { ...made, parent: together(made.parent, parent, 'characters') };
  }
  return made;
}

const free = (body: Json): { models: readonly string[]; verb: string; measure: object; free: true } => ({
  models: [text(body['model']) || 'sora-2'],
  verb: 'create',
  measure: {},
  free: true,
});

/** `path`: relays have one of their own, with an address or a task in place of the file. */
function create(path: string): DialectRoute['handle'] {
  return async ({ body, files }: Ask, desk: Desk): Promise<Answer> => {
    const isForm = files.length > 0;
    if (isForm || path === '/v1/videos/characters') {
      const name = requiredText(body, 'name');
      if (name.length > MOST_LETTERS)
        throw new Failure('invalid_request', `name is longer than ${MOST_LETTERS} characters.`, { param: 'name' });
    }
    if (!isForm && text(body['url']) !== '') desk.checkMedia('url', body['url']);
    if (!isForm && ['video', 'url', 'from_task'].every(field => body[field] === undefined))
      throw new Failure('invalid_request', 'video is required.', { param: 'video' });
    const content = isForm ? multipartOf(body, files) : { json: body };
    const reply = await desk.direct(free(body), { method: 'POST', path, ...content }, ({ status, json }) =>
      status < 300 && text(json['id']) !== '' ? [text(json['id'])] : undefined,
    );
    return answer(reply.json);
  };
}

const look: DialectRoute['handle'] = async ({ params }, desk) => {
  const id = params['id'] ?? '';
  const parent = await desk.madeBy(id);
  if (parent === undefined)
    throw new Failure('not_found', `Character with id '${id.slice(0, 100)}' not found.`, { param: 'id' });
  const call = { method: 'GET' as const, path: `/v1/videos/characters/${encodeURIComponent(id)}` };
  const reply = await desk.direct({ ...free({}), parent }, call, ({ status }) => (status < 300 ? [] : undefined));
  return answer(reply.json);
};

export const characterRoutes: readonly DialectRoute[] = [
  { method: 'POST', pattern: '/v1/videos/characters', handle: create('/v1/videos/characters') },
  { method: 'POST', pattern: '/sora/v1/characters', handle: create('/sora/v1/characters') },
  { method: 'GET', pattern: '/v1/videos/characters/{id}', handle: look },
];
