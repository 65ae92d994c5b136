// What a sink is given of an answer: a burst as one piece, a slow stream event by event, and nothing of it lost or late.

import { createServer, type Server, type Socket } from 'node:net';
import { once } from 'node:events';
import { Agent } from 'undici';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { send, type Sink } from './attempt.ts';

const HEAD = 'HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n';
const agent = new Agent();
let server: Server;
let origin = '';
/** What the upstream does with the next request. */
let answer: (socket: Socket) => void = () => undefined;

beforeAll(async () => {
  server = createServer(socket => {
    socket.on('error', () => undefined);
    socket.on('data', () => answer(socket));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  origin = typeof address === 'object' && address !== null ? `http://127.0.0.1:${address.port}` : '';
});

afterAll(async () => {
  await agent.destroy();
  server.close();
});

const framed = (bytes: Buffer): Buffer =>
  Buffer.concat([Buffer.from(`${bytes.length.toString(16)}\r\n`), bytes, Buffer.from('\r\n')]);
const frames = (...texts: (string | Buffer)[]): Buffer => Buffer.concat(texts.map(text => framed(Buffer.from(text))));

/** Sends a request; resolves with what the sink was given, and how it ended. */
function taken(seen: (piece: string) => void = () => undefined): Promise<{ pieces: Buffer[]; end: string }> {
  const pieces: Buffer[] = [];
  return new Promise(resolve => {
    const sink: Sink = {
      head: () => undefined,
      data(chunk) {
        pieces.push(Buffer.from(chunk));
        seen(chunk.toString());
      },
      end: () => resolve({ pieces, end: 'end' }),
      broken: failure => resolve({ pieces, end: failure.code }),
    };
    send(agent, { origin, path: '/', method: 'GET', headers: [], body: undefined }, { firstByte: 0, idle: 0 }, sink);
  });
}

describe('a sink', () => {
  it('is given the chunks of one burst as one piece', async () => {
    answer = socket =>
      socket.write(Buffer.concat([Buffer.from(HEAD), frames('a', 'b', 'c'), Buffer.from('0\r\n\r\n')]));
    expect(await taken()).toEqual({ pieces: [Buffer.from('abc')], end: 'end' });
  });

  it('is given each event of a slow stream when it arrives', async () => {
    answer = socket => {
      socket.write(HEAD);
      socket.write(frames('one'));
      // The upstream goes on only when the event before has come through.
      next = text => socket.write(text === 'two' ? '0\r\n\r\n' : frames('two'));
    };
    let next: (text: string) => void = () => undefined;
    expect(await taken(text => next(text))).toEqual({ pieces: [Buffer.from('one'), Buffer.from('two')], end: 'end' });
  });

  it('is given what came before a cut', async () => {
    answer = socket => socket.end(Buffer.concat([Buffer.from(HEAD), frames('a', 'b')]));
    const { pieces, end } = await taken();
    expect(Buffer.concat(pieces).toString()).toBe('ab');
    expect(end).not.toBe('end');
  });

  it('is given chunk by chunk what is no text, so that what was whole before it counts', async () => {
    answer = socket =>
      socket.write(Buffer.concat([Buffer.from(HEAD), frames('good', Buffer.from([0xff])), Buffer.from('0\r\n\r\n')]));
    expect(await taken()).toEqual({ pieces: [Buffer.from('good'), Buffer.from([0xff])], end: 'end' });
  });
});
