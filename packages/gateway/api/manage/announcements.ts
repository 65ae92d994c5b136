// Announcements: operators write them, everybody who has signed in sees them until they are put away or over.

import { Failure } from '@turnpike/protocols/failures';
import { Type, type Static } from 'typebox';
import type { AnnouncementRow } from '../../store/announcements.ts';
import { operation, type Operation } from './operation.ts';
import { Id, strict, Time } from './schemas.ts';

const ANNOUNCEMENTS = 'Announcements';
const ById = Type.Object({ id: Id });
const Tone = Type.Union([Type.Literal('plain'), Type.Literal('warning')]);

const View = Type.Object({
  id: Id,
  title: Type.String(),
  body: Type.String({ description: 'Plain text.' }),
  tone: Tone,
  from: Time,
  until: Type.Union([Time, Type.Null()]),
  author: Type.String(),
});
const List = Type.Object({ items: Type.Array(View) });

const view = ({ id, title, body, tone, fromAt, untilAt, author }: AnnouncementRow): Static<typeof View> => ({
  id,
  title,
  body,
  tone,
  from: fromAt,
  until: untilAt,
  author,
});

export const announcementOperations: readonly Operation[] = [
  operation({
    method: 'GET',
    path: '/announcements',
    id: 'readAnnouncements',
    tag: ANNOUNCEMENTS,
    summary: 'Tells the announcements in force that the caller has not put away.',
    who: 'account',
    answer: List,
    async handle(caller, _input, { services }) {
      return { items: (await services.store.announcements.forAccount(caller.account.id)).map(view) };
    },
  }),
  operation({
    method: 'POST',
    path: '/announcements/{id}/dismissal',
    id: 'dismissAnnouncement',
    tag: ANNOUNCEMENTS,
    summary: 'Puts an announcement away for the caller.',
    who: 'account',
    params: ById,
    async handle(caller, { params }, { services }) {
      const active = await services.store.announcements.forAccount(caller.account.id);
      if (active.some(({ id }) => id === params.id))
        await services.store.announcements.dismiss(params.id, caller.account.id);
    },
  }),
  operation({
    method: 'GET',
    path: '/all-announcements',
    id: 'listAnnouncements',
    tag: ANNOUNCEMENTS,
    summary: 'Lists every announcement, newest first.',
    who: 'settings.read',
    answer: List,
    handle: async (_caller, _input, { services }) => ({
      items: (await services.store.announcements.list(200)).map(view),
    }),
  }),
  operation({
    method: 'POST',
    path: '/announcements',
    id: 'announce',
    tag: ANNOUNCEMENTS,
    summary: 'Tells everybody something.',
    who: 'settings.write',
    status: 201,
    body: strict({
      title: Type.String({ minLength: 1, maxLength: 200 }),
      body: Type.Optional(Type.String({ maxLength: 5_000 })),
      tone: Type.Optional(Tone),
      from: Type.Optional(Time),
      until: Type.Optional(Type.Union([Time, Type.Null()])),
    }),
    answer: View,
    async handle(caller, { body }, { services, change }) {
      const { title, tone = 'plain', from = Date.now(), until = null } = body;
      if (until !== null && until <= from)
        throw new Failure('invalid_request', 'until: must be later than its beginning.', { param: 'until' });
      const row = await services.store.announcements.make({
        title,
        body: body.body ?? '',
        tone,
        fromAt: from,
        untilAt: until,
        author: caller.account.name,
      });
      await change('announcement.create', `announcement:${row.id}`, undefined, body);
      return view(row);
    },
  }),
  operation({
    method: 'DELETE',
    path: '/announcements/{id}',
    id: 'removeAnnouncement',
    tag: ANNOUNCEMENTS,
    summary: 'Takes an announcement back.',
    who: 'settings.write',
    params: ById,
    async handle(_caller, { params }, { services, change }) {
      if (!(await services.store.announcements.remove(params.id)))
        throw new Failure('not_found', 'There is no such announcement.');
      await change('announcement.remove', `announcement:${params.id}`);
    },
  }),
];
