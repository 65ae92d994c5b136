// Everything that an upstream can do wrong, as bytes on its socket: one row a fault, before and after the first output.

import type { Socket } from 'node:net';
import { gzipSync, constants, createGzip } from 'node:zlib';
import { pause } from '../support/client.ts';
import type { FamilyCase } from '../support/families.ts';

/** Where a fault strikes. Of an answer that is not streamed nothing has reached the client in either. */
export type Phase = 'before' | 'after';

/** One answer to be spoiled. */
export interface Scene {
  readonly socket: Socket;
  readonly family: FamilyCase;
  readonly streamed: boolean;
  readonly phase: Phase;
  /** The events before the first output, those with output that come in time, and the rest; or the parts of a JSON body. */
  readonly prefix: string;
  readonly rest: string;
  /** Grows with each call of one fault. */
  readonly turn: number;
}

/** A fault. `spared`: it is none for this kind of answer, and the client gets what this very upstream sends. */
export interface Fault {
  readonly name: string;
  readonly phases: readonly Phase[];
  readonly strike: (scene: Scene) => void | Promise<void>;
  readonly spared?: (scene: Pick<Scene, 'streamed' | 'phase'>) => boolean;
}

const BOTH: readonly Phase[] = ['before', 'after'];
const BEFORE: readonly Phase[] = ['before'];
const MEGABYTE = 1024 * 1024;

function typeOf({ streamed }: Scene): string {
  return streamed ? 'text/event-stream' : 'application/json';
}

/** Opens a chunked answer with the usual head. */
function open(scene: Scene, extra = ''): void {
  scene.socket.write(`HTTP/1.1 200 OK\r\ncontent-type: ${typeOf(scene)}\r\n${extra}transfer-encoding: chunked\r\n\r\n`);
}

function chunk(socket: Socket, bytes: string | Buffer): boolean {
  const body = Buffer.from(bytes as string);
  if (body.length === 0) return true;
  return socket.write(Buffer.concat([Buffer.from(`${body.length.toString(16)}\r\n`), body, Buffer.from('\r\n')]));
}

function end(socket: Socket): void {
  socket.write('0\r\n\r\n');
}

/** A whole answer with a length. */
function send(socket: Socket, status: string, headers: string, body: string | Buffer): void {
  const bytes = Buffer.from(body as string);
  socket.write(
    Buffer.concat([Buffer.from(`HTTP/1.1 ${status}\r\n${headers}content-length: ${bytes.length}\r\n\r\n`), bytes]),
  );
}

/** Begins as every answer does, up to where the fault strikes. */
function begin(scene: Scene): void {
  open(scene);
  chunk(scene.socket, scene.prefix);
}

const HTML = '<!doctype html><html><body><h1>Bad gateway</h1></body></html>';

export const FAULTS: readonly Fault[] = [
  {
    name: 'wrong content type',
    phases: BOTH,
    strike(scene) {
      const { socket, phase, prefix } = scene;
      const body = phase === 'before' ? Buffer.from([0, 1, 2, 255, 254, 0]) : prefix;
      send(socket, '200 OK', 'content-type: application/octet-stream\r\n', body);
    },
  },
  {
    name: 'HTML with status 200',
    phases: BOTH,
    strike(scene) {
      if (scene.phase === 'before') return send(scene.socket, '200 OK', 'content-type: text/html\r\n', HTML);
      begin(scene);
      chunk(scene.socket, HTML);
      end(scene.socket);
    },
  },
  {
    name: 'truncated gzip',
    phases: BOTH,
    async strike(scene) {
      const { socket, prefix, rest } = scene;
      open(scene, 'content-encoding: gzip\r\n');
      if (scene.phase === 'before') {
        chunk(socket, gzipSync(prefix + rest).subarray(0, 40));
        return end(socket);
      }
      const gzip = createGzip({ flush: constants.Z_SYNC_FLUSH });
      gzip.on('data', (bytes: Buffer) => chunk(socket, bytes));
      gzip.write(prefix);
      await pause(50);
      end(socket);
    },
  },
  {
    name: 'broken gzip',
    phases: BEFORE,
    strike(scene) {
      open(scene, 'content-encoding: gzip\r\n');
      chunk(scene.socket, scene.prefix + scene.rest);
      end(scene.socket);
    },
  },
  {
    name: 'a line of 100 MB',
    phases: BOTH,
    async strike(scene) {
      const { socket, streamed, turn } = scene;
      begin(scene);
      if (!streamed) return void socket.destroy();
      // Once in full; the others stop a little beyond what may be held.
      const total = turn === 0 ? 100 : 12;
      chunk(socket, 'data: {"x":"');
      const megabyte = 'x'.repeat(MEGABYTE);
      for (let sent = 0; sent < total && !socket.destroyed; sent += 1) {
        if (!chunk(socket, megabyte))
          await new Promise(resolve => socket.once('drain', resolve).once('close', resolve));
      }
      socket.destroy();
    },
  },
  {
    name: 'no newline at the end',
    phases: ['after'],
    spared: () => true,
    strike(scene) {
      open(scene);
      chunk(scene.socket, (scene.prefix + scene.rest).replace(/\n+$/, ''));
      end(scene.socket);
    },
  },
  {
    name: 'invalid UTF-8',
    phases: BOTH,
    strike(scene) {
      const { socket, family, streamed, prefix, rest } = scene;
      open(scene);
      if (streamed) {
        chunk(socket, prefix);
        const event = family.events('m').find(one => one.includes('Hi')) ?? '';
        const [front = '', back = ''] = event.split('Hi');
        chunk(socket, Buffer.concat([Buffer.from(front), Buffer.from([0xff, 0xc0, 0xaf]), Buffer.from(back)]));
        chunk(socket, rest);
      } else {
        const [front = '', back = ''] = (prefix + rest).split('Hi there');
        chunk(socket, Buffer.concat([Buffer.from(front), Buffer.from([0xff, 0xfe]), Buffer.from(back)]));
      }
      end(socket);
    },
  },
  {
    name: 'an empty 200',
    phases: BEFORE,
    strike: scene => send(scene.socket, '200 OK', `content-type: ${typeOf(scene)}\r\n`, ''),
  },
  {
    name: 'JSON that is no answer',
    phases: BEFORE,
    strike: scene =>
      send(
        scene.socket,
        '200 OK',
        'content-type: application/json\r\n',
        scene.turn % 2 === 0 ? '{}' : '{"code":1,"message":"busy"}',
      ),
  },
  {
    name: 'an end too early',
    phases: BOTH,
    strike(scene) {
      begin(scene);
      end(scene.socket);
    },
  },
  {
    name: 'endless headers',
    phases: BOTH,
    async strike(scene) {
      const { socket } = scene;
      // After output: trailers without an end.
      if (scene.phase === 'before') socket.write(`HTTP/1.1 200 OK\r\ncontent-type: ${typeOf(scene)}\r\n`);
      else {
        begin(scene);
        socket.write('0\r\n');
      }
      for (let line = 0; !socket.destroyed && line < 3000; line += 1) {
        socket.write(`x-header-${line}: ${'v'.repeat(400)}\r\n`);
        if (line % 50 === 0) await pause(5);
      }
    },
  },
  {
    name: 'slow loris',
    phases: BOTH,
    async strike(scene) {
      const { socket } = scene;
      const text =
        scene.phase === 'before' ? `HTTP/1.1 200 OK\r\ncontent-type: ${typeOf(scene)}\r\nx: ${'y'.repeat(400)}` : '';
      if (scene.phase === 'after') begin(scene);
      for (let at = 0; !socket.destroyed && at < 100; at += 1) {
        if (text === '') chunk(socket, at === 0 ? 'data: ' : 'x');
        else socket.write(text[at] ?? 'x');
        await pause(30);
      }
      socket.destroy();
    },
  },
  {
    name: 'silence',
    phases: BOTH,
    async strike(scene) {
      if (scene.phase === 'after') begin(scene);
      await pause(3000);
      scene.socket.destroy();
    },
  },
  ...[301, 302, 307, 308].map((status): Fault => ({
    name: `a redirect (${status}) to a private address`,
    phases: BEFORE,
    strike: scene =>
      send(scene.socket, `${status} Moved`, 'location: http://169.254.169.254/latest/meta-data/\r\n', 'moved'),
  })),
  { name: 'a certificate that nobody trusts', phases: BEFORE, strike: scene => void scene.socket.destroy() },
  {
    name: 'a reset at any byte of the head',
    phases: BEFORE,
    strike(scene) {
      const head = `HTTP/1.1 200 OK\r\ncontent-type: ${typeOf(scene)}\r\ntransfer-encoding: chunked\r\n\r\n`;
      const bytes = Buffer.from(head);
      scene.socket.write(bytes.subarray(0, (scene.turn * 7) % bytes.length), () => scene.socket.resetAndDestroy());
    },
  },
  {
    name: 'a reset at any byte of the body',
    phases: BOTH,
    async strike(scene) {
      const { socket, prefix, rest, turn, phase } = scene;
      open(scene);
      // After output: anywhere before the terminal event.
      const body = Buffer.from(prefix + (phase === 'after' ? rest.slice(0, Math.floor(rest.length / 3)) : ''));
      const from = phase === 'after' ? Buffer.byteLength(prefix) : 0;
      const cut = from + ((turn * 13) % Math.max(body.length - from, 1));
      chunk(socket, body.subarray(0, cut));
      await pause(30);
      socket.resetAndDestroy();
    },
  },
  {
    name: 'HTTP/1.0, closed at its end',
    phases: ['after'],
    spared: () => true,
    strike({ socket, prefix, rest, streamed }) {
      const type = streamed ? 'text/event-stream' : 'application/json';
      socket.end(`HTTP/1.0 200 OK\r\ncontent-type: ${type}\r\n\r\n${prefix}${rest}`);
    },
  },
  {
    name: 'HTTP/1.0, closed too early',
    phases: BOTH,
    strike: scene => void scene.socket.end(`HTTP/1.0 200 OK\r\ncontent-type: ${typeOf(scene)}\r\n\r\n${scene.prefix}`),
  },
  {
    name: 'a body shorter than its length',
    phases: BOTH,
    strike(scene) {
      const { socket, prefix } = scene;
      socket.end(`HTTP/1.1 200 OK\r\ncontent-type: ${typeOf(scene)}\r\ncontent-length: 99999\r\n\r\n${prefix}`);
    },
  },
  {
    name: 'broken chunks',
    phases: BOTH,
    strike(scene) {
      begin(scene);
      scene.socket.write('ZZZ\r\nnot a chunk\r\n');
    },
  },
  {
    name: 'no HTTP at all',
    phases: BEFORE,
    strike: ({ socket }) => void socket.write('SSH-2.0-OpenSSH_9.9\r\n\r\n'),
  },
  {
    name: 'an error under status 200',
    phases: BOTH,
    strike(scene) {
      const { socket, family, streamed, prefix, phase } = scene;
      // An error that is the upstream's own: one of the request would be the client's everywhere.
      const error = JSON.stringify(family.upstreamError('it broke inside'))
        .replace(/invalid_request_error|odd_code/g, 'server_error')
        .replace('"code":400', '"code":500');
      const told =
        family.name === 'openai-responses'
          ? '{"type":"error","code":"server_error","message":"it broke","param":null,"sequence_number":9}'
          : error;
      open(scene);
      if (!streamed) chunk(socket, error);
      else {
        if (phase === 'after') chunk(socket, prefix);
        const name = family.provider === 'anthropic' || family.name === 'openai-responses' ? 'event: error\n' : '';
        chunk(socket, `${name}data: ${told}\n\n`);
      }
      end(socket);
    },
  },
  ...[
    '500 Oops',
    '502 Bad Gateway',
    '503 Unavailable',
    '524 Timeout',
    '429 Too Many',
    '401 No',
    '403 No',
    '402 Pay',
  ].map((status): Fault => ({
    name: `status ${status}`,
    phases: BEFORE,
    strike: scene => send(scene.socket, status, 'content-type: text/html\r\nretry-after: 1\r\n', HTML),
  })),
];
