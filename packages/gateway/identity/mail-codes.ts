// Ways in by mail: a code of six digits, and a link for a new password; known and unknown addresses look the same.

import { randomInt } from 'node:crypto';
import { Failure } from '@turnpike/protocols/failures';
import type { Letter } from '../notices/mail.ts';
import type { AccountRow, Store } from '../store/store.ts';
import { hashSecret, newSecret } from './secrets.ts';
import { Throttle } from './throttle.ts';

const CODE_MS = 10 * 60_000;
const LINK_MS = 3_600_000;
const MOST_TRIES = 5;
const CODE = 'email-code';
/** What waits for a new password. */
export const RESET = 'password-reset';

export type MailLanguage = 'en' | 'zh';

export interface MailCodeParts {
  readonly store: Store;
  /** Sends in the background; undefined where no mail is set up. */
  send(): ((letter: Letter) => void) | undefined;
  settings(): { readonly siteName: string; readonly publicUrl: string };
}

const WORDS = {
  code: {
    en: (site: string, code: string) => ({
      subject: `${code} is your code for ${site}`,
      text: `Your code is ${code}. It is good for 10 minutes, once. If you did not ask for it, do nothing.`,
    }),
    zh: (site: string, code: string) => ({
      subject: `${site} 登录验证码 ${code}`,
      text: `验证码：${code}，10 分钟内有效，仅可使用一次。如非本人操作，请忽略。`,
    }),
  },
  link: {
    en: (site: string, link: string) => ({
      subject: `A new password for ${site}`,
      text: `Set a new password here, once, within an hour:\n\n${link}\n\nIf you did not ask for it, do nothing.`,
    }),
    zh: (site: string, link: string) => ({
      subject: `重设 ${site} 的密码`,
      text: `请在一小时内打开以下链接重设密码，仅可使用一次：\n\n${link}\n\n如非本人操作，请忽略。`,
    }),
  },
};

export class MailCodes {
  private readonly parts: MailCodeParts;
  /** Letters to one address, and from one place: each next one waits longer. */
  private readonly letters = new Throttle();
  private readonly guesses = new Throttle();

  constructor(parts: MailCodeParts) {
    this.parts = parts;
  }

  private sender(): (letter: Letter) => void {
    const send = this.parts.send();
    if (send === undefined) throw new Failure('api_not_implemented', 'This gateway sends no mail.');
    return send;
  }

  private async ownerOf(email: string): Promise<AccountRow | undefined> {
    const { profiles, accounts } = this.parts.store;
    const profile = await profiles.byEmail(email);
    const account = profile === undefined ? undefined : await accounts.byId(profile.accountId);
    return account?.enabled === true ? account : undefined;
  }

  /** Counts each letter like a wrong try: an address cannot be flooded, nor a place ask for many. */
  private count(email: string, address: string): void {
    for (const place of [`to ${email.toLowerCase()}`, `from ${address}`]) {
      const wait = Math.ceil(this.letters.wait(place) / 1000);
      if (wait > 0)
        throw new Failure('rate_limit_exceeded', `Too many letters. Wait ${wait} seconds.`, { retryAfter: wait });
      this.letters.wrong(place);
    }
  }

  /** Sends a code to whoever has the address; answers what it must come back with. */
  async sendCode(email: string, address: string, language: MailLanguage): Promise<string> {
    const send = this.sender();
    this.count(email, address);
    const flow = newSecret();
    const account = await this.ownerOf(email);
    const code = String(randomInt(1_000_000)).padStart(6, '0');
    await this.parts.store.flows.begin(hashSecret(flow), {
      kind: CODE,
      accountId: account?.id ?? null,
      body: JSON.stringify({ code: hashSecret(`${flow} ${code}`) }),
      expiresAt: Date.now() + CODE_MS,
    });
    if (account !== undefined) send({ to: email, ...WORDS.code[language](this.parts.settings().siteName, code) });
    return flow;
  }

  /** Whose code it is. @throws Failure `AUTH_WRONG` */
  async useCode(flow: string, code: string, address: string): Promise<AccountRow> {
    const { flows, accounts } = this.parts.store;
    const place = `guess ${address}`;
    const wait = Math.ceil(this.guesses.wait(place) / 1000);
    if (wait > 0)
      throw new Failure('rate_limit_exceeded', `Too many tries. Wait ${wait} seconds.`, { retryAfter: wait });
    const hash = hashSecret(flow);
    const begun = await flows.find(CODE, hash);
    const digits = code.normalize('NFKC').replace(/\D/g, '');
    const right =
      begun !== undefined && begun.tries < MOST_TRIES && begun.body.includes(hashSecret(`${flow} ${digits}`));
    if (!right || begun.accountId === null) {
      this.guesses.wrong(place);
      if (begun !== undefined) await flows.failed(CODE, hash);
      throw new Failure('AUTH_WRONG', 'The code is wrong or too old. Ask for another.', { param: 'code' });
    }
    const taken = await flows.take(CODE, hash);
    const account = taken === undefined ? undefined : await accounts.byId(begun.accountId);
    if (account?.enabled !== true) throw new Failure('AUTH_WRONG', 'The code is wrong or too old. Ask for another.');
    this.guesses.right(place);
    return account;
  }

  /** Sends a link for a new password to whoever has the address. */
  async sendLink(email: string, address: string, language: MailLanguage, base: string): Promise<void> {
    const send = this.sender();
    this.count(email, address);
    const account = await this.ownerOf(email);
    if (account === undefined || account.declared) return;
    const secret = newSecret();
    const expiresAt = Date.now() + LINK_MS;
    await this.parts.store.flows.begin(hashSecret(secret), {
      kind: RESET,
      accountId: account.id,
      body: '{}',
      expiresAt,
    });
    const link = `${base}/console/password#${secret}`;
    send({ to: email, ...WORDS.link[language](this.parts.settings().siteName, link) });
  }
}
