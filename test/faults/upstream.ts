// The fault-injecting upstream: the path of a request names the fault, and a header the moment at which it strikes.

import { createServer } from 'node:net';
import type { Server, Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { FAMILIES } from '../support/families.ts';
import type { FamilyCase } from '../support/families.ts';
import { UNTRUSTED_CERTIFICATE, UNTRUSTED_KEY } from './certificate.ts';
import { FAULTS, type Fault, type Phase, type Scene } from './faults.ts';

/** What is before the first output, or up to and with it, and the rest. */
export function partsOf(family: FamilyCase, streamed: boolean, phase: Phase): readonly [string, string] {
  if (!streamed) {
    const body = JSON.stringify(family.answer('m'));
    const cut = phase === 'before' ? 1 : Math.floor(body.length / 2);
    return [body.slice(0, cut), body.slice(cut)];
  }
  const events = family.events('m');
  const first = events.findIndex(event => event.includes('Hi'));
  const border = phase === 'before' ? first : first + 1;
  return [events.slice(0, border).join(''), events.slice(border).join('')];
}

/** The paths by which families are told apart. */
function familyOf(target: string): FamilyCase {
  const marks = ['/chat/completions', '/responses', '/messages', 'enerateContent'];
  const index = marks.findIndex(mark => target.includes(mark));
  const family = FAMILIES[Math.max(index, 0)];
  if (family === undefined) throw new Error('no family');
  return family;
}

/** A fault's part of an address. */
export function slugOf(fault: Fault): string {
  return fault.name.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-');
}

/** The upstream. */
export class FaultyUpstream {
  /** How often each fault struck. */
  readonly strikes = new Map<string, number>();
  private readonly plain: Server;
  private readonly secure: Server;
  private readonly sockets = new Set<Socket>();

  private constructor() {
    this.plain = createServer({ noDelay: true }, socket => this.serve(socket));
    this.secure = createTlsServer({ key: UNTRUSTED_KEY, cert: UNTRUSTED_CERTIFICATE }, socket => this.serve(socket));
    this.secure.on('tlsClientError', () => undefined);
  }

  static async start(): Promise<FaultyUpstream> {
    const upstream = new FaultyUpstream();
    for (const server of [upstream.plain, upstream.secure])
      await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
    return upstream;
  }

  /** Where a fault lives. */
  urlOf(fault: Fault): string {
    const secure = fault.name.includes('certificate');
    const address = (secure ? this.secure : this.plain).address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    return `${secure ? 'https' : 'http'}://127.0.0.1:${port}/${slugOf(fault)}`;
  }

  async stop(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    await Promise.all([this.plain, this.secure].map(server => new Promise(resolve => server.close(resolve))));
  }

  private serve(socket: Socket): void {
    this.sockets.add(socket);
    socket.once('close', () => this.sockets.delete(socket));
    socket.on('error', () => undefined);
    let received = '';
    socket.on('data', bytes => {
      received += bytes.toString('latin1');
      const head = received.indexOf('\r\n\r\n');
      if (head === -1) return;
      const length = Number(/content-length: (\d+)/i.exec(received)?.[1] ?? 0);
      if (received.length < head + 4 + length) return;
      const request = received.slice(0, head + 4 + length);
      received = received.slice(head + 4 + length);
      void this.strike(socket, request);
    });
  }

  private async strike(socket: Socket, request: string): Promise<void> {
    const [, target = ''] = request.split(' ');
    const fault = FAULTS.find(one => target.startsWith(`/${slugOf(one)}/`));
    if (fault === undefined) return void socket.destroy();
    const family = familyOf(target);
    const phase: Phase = /x-fault-phase: after/i.test(request) ? 'after' : 'before';
    const streamed = target.includes('streamGenerateContent') || /"stream":true/.test(request);
    const [prefix, rest] = partsOf(family, streamed, phase);
    const turn = this.strikes.get(fault.name) ?? 0;
    this.strikes.set(fault.name, turn + 1);
    const scene: Scene = { socket, family, streamed, phase, prefix, rest, turn };
    await fault.strike(scene);
  }
}
