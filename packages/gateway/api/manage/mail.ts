// The SMTP account that mail is sent from: shown without its password, changed, tried.

import { Failure } from '@turnpike/protocols/failures';
import { Type, type Static } from 'typebox';
import { MAIL, mailDocument, readMail } from '../../config/mail-section.ts';
import { readAs } from '../../config/words.ts';
import { MailFault, sendMail } from '../../notices/mail.ts';
import type { Services } from '../services.ts';
import { operation, type Operation } from './operation.ts';
import { Email, strict } from './schemas.ts';
import { givenAnew, rowsOf } from './secret-documents.ts';

const NOTICES = 'Notices';

const View = Type.Object({
  set: Type.Boolean(),
  declared: Type.Boolean({ description: 'Declared in the configuration file, so read-only here.' }),
  host: Type.String(),
  port: Type.Integer(),
  security: Type.String(),
  user: Type.String(),
  has_password: Type.Boolean(),
  from: Type.String(),
  from_name: Type.String(),
});

async function view(services: Services): Promise<Static<typeof View>> {
  const { mail } = services.world();
  const [row] = await rowsOf(services, 'mail');
  return {
    set: mail !== undefined,
    declared: row?.declared === true,
    host: mail?.host ?? '',
    port: mail?.port ?? 587,
    security: mail?.security ?? 'auto',
    user: mail?.user ?? '',
    has_password: (mail?.password ?? '') !== '',
    from: mail?.from ?? '',
    from_name: mail?.fromName ?? '',
  };
}

async function checkNotDeclared(services: Services): Promise<void> {
  if ((await view(services)).declared)
    throw new Failure('declared_in_file', 'Mail is declared in the configuration file. Change it there.');
}

export const mailOperations: readonly Operation[] = [
  operation({
    method: 'GET',
    path: '/mail',
    id: 'getMail',
    tag: NOTICES,
    summary: 'Shows the account that mail is sent from, without its password.',
    who: 'settings.read',
    answer: View,
    handle: (_caller, _input, { services }) => view(services),
  }),
  operation({
    method: 'PUT',
    path: '/mail',
    id: 'setMail',
    tag: NOTICES,
    summary: 'Sets the account that mail is sent from. Without a password the one that is there stays.',
    who: 'settings.write',
    proof: true,
    body: strict({
      host: Type.String({ minLength: 1, maxLength: 253 }),
      port: Type.Optional(Type.Integer({ minimum: 1, maximum: 65_535 })),
      security: Type.Optional(Type.String({ maxLength: 20 })),
      user: Type.Optional(Type.String({ maxLength: 254 })),
      password: Type.Optional(Type.String({ maxLength: 500 })),
      from: Type.Optional(Type.String({ maxLength: 254 })),
      from_name: Type.Optional(Type.String({ maxLength: 100 })),
    }),
    answer: View,
    async handle(_caller, { body }, { services, change }) {
      await checkNotDeclared(services);
      const password = body.password ?? services.world().mail?.password ?? '';
      const account = readAs('mail', { ...body, password }, readMail);
      const before = services.world().mail;
      if (body.password === undefined && password !== '' && before?.host !== account.host)
        throw givenAnew('password', 'server');
      await services.store.documents.put({ ...mailDocument(account, services.seal, undefined), declared: false });
      await services.refresh();
      const { password: _password, ...told } = body;
      await change('mail.change', `mail:${MAIL}`, undefined, told);
      return view(services);
    },
  }),
  operation({
    method: 'DELETE',
    path: '/mail',
    id: 'removeMail',
    tag: NOTICES,
    summary: 'Sends no mail any more.',
    who: 'settings.write',
    proof: true,
    async handle(_caller, _input, { services, change }) {
      await checkNotDeclared(services);
      await services.store.documents.remove('mail', MAIL);
      await services.refresh();
      await change('mail.remove', `mail:${MAIL}`);
    },
  }),
  operation({
    method: 'POST',
    path: '/mail/test',
    id: 'testMail',
    tag: NOTICES,
    summary: 'Sends a letter at once and answers what the server said.',
    who: 'settings.write',
    body: strict({ to: Email }),
    answer: Type.Object({ arrived: Type.Boolean(), said: Type.String() }),
    async handle(_caller, { body }, { services }) {
      const { mail, settings } = services.world();
      if (mail === undefined) throw new Failure('conflict', 'No mail account is set up.');
      try {
        await sendMail(mail, { to: body.to, subject: settings.siteName, text: `${settings.siteName}: OK` });
        return { arrived: true, said: '' };
      } catch (error) {
        if (error instanceof MailFault) return { arrived: false, said: error.message };
        throw error;
      }
    },
  }),
];
