// The section of mail: the SMTP account that notices and codes are sent from; and its stored form, with the password sealed.

import { Type } from 'typebox';
import { Compile } from 'typebox/compile';
import type { Seal } from '../identity/seal.ts';
import type { MailAccount } from '../notices/mail.ts';
import type { DocumentRow } from '../store/store.ts';
import { required } from './fields.ts';
import type { YamlNode } from './yaml-node.ts';

const FIELDS = ['host', 'port', 'security', 'user', 'password', 'from', 'from_name', 'trust_any_certificate'];
const SECURITIES = ['auto', 'tls', 'starttls', 'none'] as const;
const ADDRESS = /^[^@\s<>]+@[^@\s<>]+$/;
/** The one document of its kind. */
export const MAIL = 'smtp';

/** Reads the account. */
export function readMail(node: YamlNode): MailAccount | undefined {
  const fields = node.fields(FIELDS);
  const host = required(node, fields, 'host');
  const user = fields.get('user')?.text() ?? '';
  const from = fields.get('from')?.text() ?? (ADDRESS.test(user) ? user : undefined);
  if (from === undefined) node.fault('lacks the field "from": the address that mail comes from');
  else if (!ADDRESS.test(from)) fields.get('from')?.fault('must be an address such as gateway@example.com');
  const security = fields.get('security')?.word(SECURITIES) ?? 'auto';
  const password = fields.get('password')?.text() ?? '';
  if (security === 'none' && password !== '')
    fields.get('security')?.fault('must not be none where there is a password: it would be sent in clear');
  if (host === undefined || from === undefined) return undefined;
  return {
    host,
    port: fields.get('port')?.integer(1, 65_535) ?? 587,
    security,
    user,
    password,
    from,
    fromName: fields.get('from_name')?.text() ?? '',
    trustAny: fields.get('trust_any_certificate')?.switch() ?? false,
  };
}

const check = Compile(
  Type.Object({
    host: Type.String(),
    port: Type.Number(),
    security: Type.Union(SECURITIES.map(word => Type.Literal(word))),
    user: Type.String(),
    password: Type.String(),
    from: Type.String(),
    fromName: Type.String(),
    trustAny: Type.Boolean(),
  }),
);

/** The document of the account. A password that is sealed in `before` already keeps its form: nothing changed. */
export function mailDocument(
  account: MailAccount,
  seal: Seal,
  before: DocumentRow | undefined,
): Omit<DocumentRow, 'id' | 'declared'> {
  const kept = sealedBefore(account.password, seal, before);
  return {
    kind: 'mail',
    name: MAIL,
    body: JSON.stringify({ ...account, password: kept ?? seal.seal(account.password) }),
  };
}

function sealedBefore(password: string, seal: Seal, before: DocumentRow | undefined): string | undefined {
  try {
    const sealed = before === undefined ? undefined : check.Parse(JSON.parse(before.body)).password;
    return sealed !== undefined && seal.open(sealed) === password ? sealed : undefined;
  } catch {
    return undefined;
  }
}

/** The account of a document. @throws Error when it is malformed or sealed under another secret. */
export function readMailDocument(row: DocumentRow, seal: Seal): MailAccount {
  const body = check.Parse(JSON.parse(row.body));
  return { ...body, password: seal.open(body.password) };
}
