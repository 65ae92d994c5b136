// Sends mail over SMTP: TLS from the start or before the password, both parts of text, nothing in headers but what belongs there.

import { randomUUID } from 'node:crypto';

/** The account that mail is sent from. */
export interface MailAccount {
  readonly host: string;
  readonly port: number;
  /** `tls` from the start, `starttls` before the password, `none` for a relay of one's own; `auto` goes by the port. */
  readonly security: 'auto' | 'tls' | 'starttls' | 'none';
  readonly user: string;
  readonly password: string;
  /** The address in From, and its name. */
  readonly from: string;
  readonly fromName: string;
  /** Whether a certificate that nobody vouches for is taken. */
  readonly trustAny: boolean;
}

export interface Letter {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
}

/** A letter that could not be sent; `again` says whether a later try may do better. */
export class MailFault extends Error {
  readonly again: boolean;

  constructor(message: string, again: boolean) {
    super(message);
    this.name = 'MailFault';
    this.again = again;
  }
}

const CONNECT_MS = 10_000;
const SOCKET_MS = 30_000;

const oneLine = (text: string): string => text.replace(/[\r\n]+/g, ' ').trim();

const escape = (text: string): string =>
  text.replace(/[&<>"']/g, character => `&#${String(character.codePointAt(0) ?? 0)};`);

/** The same text for readers that want HTML, with its addresses as links. */
function htmlOf(text: string): string {
  const body = escape(text).replace(/https?:\/\/[^\s]+/g, url => `<a href="${url}">${url}</a>`);
  return `<!doctype html><html><body><p>${body.replaceAll('\n\n', '</p><p>').replaceAll('\n', '<br>')}</p></body></html>`;
}

/** Implicit TLS on the ports that are known for it; else STARTTLS, which is then a must. */
export function securityOf({ security, port }: Pick<MailAccount, 'security' | 'port'>): 'tls' | 'starttls' | 'none' {
  if (security !== 'auto') return security;
  return port === 465 || port === 994 ? 'tls' : 'starttls';
}

/** Sends a letter. @throws MailFault */
export async function sendMail(account: MailAccount, letter: Letter): Promise<void> {
  // Loaded when the first letter is sent: most gateways send none.
  const { createTransport } = await import('nodemailer');
  const security = securityOf(account);
  const transport = createTransport({
    host: account.host,
    port: account.port,
    secure: security === 'tls',
    requireTLS: security === 'starttls',
    ignoreTLS: security === 'none',
    connectionTimeout: CONNECT_MS,
    greetingTimeout: CONNECT_MS,
    socketTimeout: SOCKET_MS,
    disableFileAccess: true,
    disableUrlAccess: true,
    ...(account.user === '' ? {} : { auth: { user: account.user, pass: account.password } }),
    ...(account.trustAny ? { tls: { rejectUnauthorized: false } } : {}),
  });
  const domain = account.from.split('@')[1] ?? 'localhost';
  try {
    await transport.sendMail({
      from: { name: oneLine(account.fromName), address: account.from },
      to: { name: '', address: oneLine(letter.to) },
      envelope: { from: account.from, to: [oneLine(letter.to)] },
      subject: oneLine(letter.subject),
      text: letter.text,
      html: htmlOf(letter.text),
      messageId: `<${randomUUID()}@${domain}>`,
      headers: { 'Auto-Submitted': 'auto-generated' },
    });
  } catch (error) {
    throw faultOf(error, account);
  } finally {
    transport.close();
  }
}

/** What went wrong in words that help: the server's own answer, or how far the connection came. */
function faultOf(error: unknown, { host, port }: MailAccount): MailFault {
  if (!(error instanceof Error)) return new MailFault(String(error), true);
  const { code, responseCode } = { code: '', responseCode: 0, ...error } as { code: string; responseCode: number };
  const said = oneLine(error.message).slice(0, 300);
  if (responseCode >= 400 && responseCode < 500) return new MailFault(said, true);
  if (responseCode >= 500 || code === 'EAUTH' || code === 'EENVELOPE') return new MailFault(said, false);
  if (code === 'ETLS')
    return new MailFault(`${host} does not offer TLS, and a password is not sent without: ${said}`, false);
  if (code === 'ETIMEDOUT' || code === 'ECONNECTION' || code === 'ESOCKET')
    return new MailFault(`${host}:${port} cannot be reached; many clouds block mail ports: ${said}`, true);
  return new MailFault(said, true);
}
