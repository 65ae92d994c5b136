// Sends one notice to one place: by mail, signed webhook, Bark or Telegram; each says in its own way whether it arrived.

import { signatureFor } from '../tasks/hooks.ts';
import type { Ask } from '../payments/gateway.ts';
import type { Words } from './events.ts';
import { type MailAccount, MailFault, sendMail } from './mail.ts';
import type { Target } from './wishes.ts';

/** What a try came to. `again`: milliseconds to wait at least, or undefined for the usual plan; `never`: not again. */
export type Outcome =
  | { readonly state: 'done'; readonly said: string }
  | { readonly state: 'again'; readonly said: string; readonly waitMs?: number }
  | { readonly state: 'never'; readonly said: string };

/** One notice, as every sender gets it. */
export interface Message {
  /** The same at every try. */
  readonly id: string;
  readonly type: string;
  /** Milliseconds since the epoch when it happened. */
  readonly at: number;
  readonly values: Readonly<Record<string, string>>;
  readonly words: Words;
}

export interface SenderParts {
  readonly mail: MailAccount | undefined;
  readonly telegramUrl: string;
  /** Asks at addresses that people named: never private ones. */
  readonly askGuarded: Ask;
  /** Asks at addresses that the operator named. */
  readonly ask: Ask;
  /** Whether plain HTTP and private addresses are allowed, in a house of its own. */
  readonly allowPrivate: boolean;
}

const TOO_FAST = new Set([408, 425, 429]);
const cut = (text: string): string => text.replace(/\s+/g, ' ').slice(0, 1000);

/** What a status means for anything that speaks HTTP. */
function byStatus(status: number, said: string): Outcome {
  if (status >= 200 && status < 300) return { state: 'done', said };
  if (TOO_FAST.has(status) || status >= 500) return { state: 'again', said };
  return { state: 'never', said };
}

async function post(ask: Ask, url: string, body: unknown, headers: Record<string, string> = {}) {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return ask({ method: 'POST', url, headers: { 'content-type': 'application/json', ...headers }, body: text });
}

function refused(url: string, { allowPrivate }: SenderParts): Outcome | undefined {
  const parsed = URL.parse(url);
  const fits = parsed !== null && (parsed.protocol === 'https:' || (allowPrivate && parsed.protocol === 'http:'));
  return fits ? undefined : { state: 'never', said: 'the address must begin with https://' };
}

async function webhook(target: Extract<Target, { kind: 'webhook' }>, message: Message, parts: SenderParts) {
  const wrong = refused(target.url, parts);
  if (wrong !== undefined) return wrong;
  const { type, at, words, values } = message;
  const body = JSON.stringify({ type, timestamp: new Date(at).toISOString(), data: { ...values, ...words } });
  const timestamp = Math.floor(Date.now() / 1000);
  const answer = await post(parts.askGuarded, target.url, body, {
    'webhook-id': message.id,
    'webhook-timestamp': String(timestamp),
    'webhook-signature': signatureFor(target.secret, message.id, timestamp, body),
  });
  if ('fault' in answer) return { state: 'again', said: answer.fault } as const;
  return byStatus(answer.status, cut(`${answer.status} ${answer.text}`));
}

async function bark(
  target: Extract<Target, { kind: 'bark' }>,
  { words }: Message,
  parts: SenderParts,
): Promise<Outcome> {
  const wrong = refused(target.url, parts);
  if (wrong !== undefined) return wrong;
  const answer = await post(parts.askGuarded, `${target.url.replace(/\/+$/, '')}/push`, {
    device_key: target.key,
    title: words.title,
    body: words.body,
    group: 'turnpike',
    ...(words.url === '' ? {} : { url: words.url }),
  });
  if ('fault' in answer) return { state: 'again', said: answer.fault };
  // It answers 200 with a code of its own.
  const code = Number(fieldOf(answer.text, 'code') ?? answer.status);
  return byStatus(answer.status === 200 ? code : answer.status, cut(answer.text));
}

async function telegram(
  target: Extract<Target, { kind: 'telegram' }>,
  { words }: Message,
  parts: SenderParts,
): Promise<Outcome> {
  const escape = (text: string): string =>
    text.replace(/[&<>]/g, sign => ({ '&': '&amp;', '<': '&lt;' })[sign] ?? '&gt;');
  const answer = await post(parts.ask, `${parts.telegramUrl}/bot${target.token}/sendMessage`, {
    chat_id: target.chat,
    text: `<b>${escape(words.title)}</b>\n${escape(words.body)}${words.url === '' ? '' : `\n${escape(words.url)}`}`,
    parse_mode: 'HTML',
    link_preview_options: { is_disabled: true },
  });
  if ('fault' in answer) return { state: 'again', said: answer.fault };
  if (fieldOf(answer.text, 'ok') === true) return { state: 'done', said: 'ok' };
  const said = cut(answer.text);
  const wait = Number(fieldOf(answer.text, 'parameters', 'retry_after') ?? 0);
  if (answer.status === 429) return { state: 'again', said, ...(wait > 0 ? { waitMs: wait * 1000 } : {}) };
  return answer.status >= 500 ? { state: 'again', said } : { state: 'never', said };
}

/** A field of JSON text, by its path; undefined where there is none. */
function fieldOf(text: string, ...path: readonly string[]): unknown {
  try {
    let value: unknown = JSON.parse(text);
    for (const name of path) value = typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
    return value;
  } catch {
    return undefined;
  }
}

async function email(
  target: Extract<Target, { kind: 'email' }>,
  { words }: Message,
  parts: SenderParts,
): Promise<Outcome> {
  if (parts.mail === undefined) return { state: 'never', said: 'this gateway sends no mail: the operator set none up' };
  const text = words.url === '' ? words.body : `${words.body}\n\n${words.url}`;
  try {
    await sendMail(parts.mail, { to: target.address, subject: words.title, text });
    return { state: 'done', said: 'sent' };
  } catch (error) {
    const again = !(error instanceof MailFault) || error.again;
    return { state: again ? 'again' : 'never', said: cut(error instanceof Error ? error.message : String(error)) };
  }
}

/** Sends a message to a target. Never rejects. */
export async function sendTo(target: Target, message: Message, parts: SenderParts): Promise<Outcome> {
  switch (target.kind) {
    case 'email':
      return email(target, message, parts);
    case 'webhook':
      return webhook(target, message, parts);
    case 'bark':
      return bark(target, message, parts);
    case 'telegram':
      return telegram(target, message, parts);
  }
}
