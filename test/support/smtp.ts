// A mail server for tests, on a real socket: greets, offers STARTTLS and AUTH as told, takes letters or refuses them.

import { createServer, type Server, type Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import type { AddressInfo } from 'node:net';
import { CERTIFICATE, KEY } from './tls.ts';

/** How it behaves. */
export interface Manner {
  /** Whether it offers STARTTLS, and AUTH only behind it. */
  readonly starttls: boolean;
  readonly auth: 'LOGIN' | 'PLAIN';
  readonly user: string;
  readonly password: string;
  /** What it says to RCPT instead of 250. */
  refusal: string;
}

export interface Letter {
  readonly from: string;
  readonly to: string;
  readonly raw: string;
  readonly secure: boolean;
  readonly user: string;
  header(name: string): string;
  /** The decoded text part. */
  readonly text: string;
}

/** A running server and what it took. */
export interface MailServer {
  readonly port: number;
  readonly manner: Manner;
  readonly letters: Letter[];
  close(): void;
}

/** Header text with its encoded words read. */
function decoded(text: string): string {
  return text
    .replace(/\?=\s+=\?/g, '?==?')
    .replace(/=\?utf-8\?([bq])\?([^?]*)\?=/gi, (_, kind: string, word: string) =>
      kind.toLowerCase() === 'b' ? Buffer.from(word, 'base64').toString('utf8') : quoted(word.replaceAll('_', ' ')),
    );
}

function quoted(text: string): string {
  const bytes = text
    .replace(/=\r?\n/g, '')
    .replace(/=([0-9A-F]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(bytes, 'latin1').toString('utf8');
}

function letterOf(raw: string, rest: Omit<Letter, 'raw' | 'header' | 'text'>): Letter {
  const header = (name: string): string => {
    const head = raw.slice(0, raw.indexOf('\r\n\r\n')).replace(/\r\n[ \t]+/g, ' ');
    return decoded(new RegExp(`^${name}: (.*)$`, 'im').exec(head)?.[1] ?? '');
  };
  const plain = raw.split(/\r\n--[^\r\n]+\r\n/).find(part => /^content-type: text\/plain/im.test(part)) ?? '';
  const body = plain.slice(plain.indexOf('\r\n\r\n') + 4).trim();
  const encoding = /content-transfer-encoding: (\S+)/i.exec(plain)?.[1]?.toLowerCase();
  const text =
    encoding === 'base64'
      ? Buffer.from(body, 'base64').toString('utf8')
      : encoding === 'quoted-printable'
        ? quoted(body)
        : body;
  return { ...rest, raw, header, text };
}

class Session {
  private readonly server: { readonly manner: Manner; readonly letters: Letter[] };
  private socket: Socket;
  private secure = false;
  private rest = '';
  private state: 'command' | 'user' | 'password' | 'data' = 'command';
  private login = '';
  private user = '';
  private from = '';
  private to = '';

  constructor(server: Session['server'], socket: Socket) {
    this.server = server;
    this.socket = socket;
  }

  greet(): void {
    this.listen(this.socket);
    this.say('220 test ESMTP');
  }

  private listen(socket: Socket): void {
    socket.on('data', chunk => this.hear(chunk.toString('latin1')));
    socket.on('error', () => undefined);
  }

  private say(text: string): void {
    this.socket.write(`${text}\r\n`);
  }

  private hear(text: string): void {
    this.rest += text;
    if (this.state === 'data') {
      const end = this.rest.indexOf('\r\n.\r\n');
      if (end < 0) return;
      const raw = this.rest.slice(0, end).replace(/^\.\./gm, '.');
      this.rest = this.rest.slice(end + 5);
      this.state = 'command';
      const { secure, user, from, to } = this;
      this.server.letters.push(letterOf(raw, { secure, user, from, to }));
      this.say('250 2.0.0 taken');
    }
    for (let end = this.rest.indexOf('\r\n'); end >= 0 && this.isLines; end = this.rest.indexOf('\r\n')) {
      const line = this.rest.slice(0, end);
      this.rest = this.rest.slice(end + 2);
      this.line(line);
    }
  }

  private get isLines(): boolean {
    return this.state !== 'data';
  }

  private line(line: string): void {
    const { manner } = this.server;
    if (this.state === 'user') {
      this.login = Buffer.from(line, 'base64').toString();
      this.state = 'password';
      this.say('334 UGFzc3dvcmQ6');
      return;
    }
    if (this.state === 'password') {
      this.state = 'command';
      this.check(this.login, Buffer.from(line, 'base64').toString());
      return;
    }
    const verb = line.split(' ')[0]?.toUpperCase() ?? '';
    if (verb === 'EHLO') {
      this.say('250-test');
      if (manner.starttls && !this.secure) this.say('250-STARTTLS');
      if (!manner.starttls || this.secure) this.say(`250-AUTH ${manner.auth}`);
      this.say('250 SIZE 1000000');
    } else if (verb === 'STARTTLS' && !manner.starttls) this.say('502 not here');
    else if (verb === 'STARTTLS') {
      this.say('220 go ahead');
      const secured = new TLSSocket(this.socket, { isServer: true, key: KEY, cert: CERTIFICATE });
      this.socket.removeAllListeners('data');
      this.socket = secured;
      this.secure = true;
      this.listen(secured);
    } else if (verb === 'AUTH') this.authenticate(line);
    else if (verb === 'MAIL') {
      this.from = /<(.*?)>/.exec(line)?.[1] ?? '';
      this.say('250 ok');
    } else if (verb === 'RCPT') {
      this.to = /<(.*?)>/.exec(line)?.[1] ?? '';
      this.say(manner.refusal === '' ? '250 ok' : manner.refusal);
    } else if (verb === 'DATA') {
      this.state = 'data';
      this.say('354 go ahead');
    } else if (verb === 'QUIT') {
      this.say('221 bye');
      this.socket.end();
    } else this.say('250 ok');
  }

  private authenticate(line: string): void {
    const [, kind = '', first = ''] = line.split(' ');
    if (kind !== this.server.manner.auth) this.say('504 not this way');
    else if (kind === 'LOGIN') {
      this.state = 'user';
      this.say('334 VXNlcm5hbWU6');
    } else {
      const [, user = '', password = ''] = Buffer.from(first, 'base64').toString().split('\0');
      this.check(user, password);
    }
  }

  private check(user: string, password: string): void {
    const { manner } = this.server;
    if (user === manner.user && password === manner.password) {
      this.user = user;
      this.say('235 welcome');
    } else this.say('535 5.7.8 authentication failed');
  }
}

/** Starts a server on a free port. */
export function startMailServer(manner: Partial<Manner> = {}): Promise<MailServer> {
  const whole: Manner = {
    starttls: true,
    auth: 'LOGIN',
    user: 'gw@example.com',
    password: 'secret',
    refusal: '',
    ...manner,
  };
  const letters: Letter[] = [];
  const sockets = new Set<Socket>();
  const server: Server = createServer(socket => {
    sockets.add(socket);
    new Session({ manner: whole, letters }, socket).greet();
  });
  return new Promise(resolve => {
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      const close = (): void => {
        server.close();
        for (const socket of sockets) socket.destroy();
      };
      resolve({ port, manner: whole, letters, close });
    });
  });
}
