// Specifies how sockets are found whose peer is gone without a word: no pong, no frame, no end.

import { connect, type AddressInfo } from 'node:net';
import { randomBytes } from 'node:crypto';
import { afterEach, describe, expect, it } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import { Liveness } from './liveness.ts';

const EVERY = 30;
const servers: WebSocketServer[] = [];

afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

/** A server, and its side of the next socket. */
async function served(): Promise<{ readonly port: number; readonly accepted: Promise<WebSocket> }> {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
  servers.push(server);
  const accepted = new Promise<WebSocket>(resolve => void server.once('connection', resolve));
  await new Promise(resolve => server.once('listening', resolve));
  // A server that listens on a port has an address of this kind.
  return { port: (server.address() as AddressInfo).port, accepted };
}

const wait = (milliseconds: number): Promise<string> =>
  new Promise(resolve => setTimeout(() => resolve('alive'), milliseconds));

describe('a socket', () => {
  it('whose peer answers pings lives', async () => {
    const { port, accepted } = await served();
    const client = new WebSocket(`ws://127.0.0.1:${port}`);
    const socket = await accepted;
    const dead = new Promise<string>(resolve => {
      const watch = new Liveness([socket], () => resolve('dead'), EVERY);
      void wait(EVERY * 8).then(() => watch.stop());
    });
    expect(await Promise.race([dead, wait(EVERY * 8)])).toBe('alive');
    client.terminate();
  });

  it('whose peer reads and never answers is found, and cut', async () => {
    const { port, accepted } = await served();
    const mute = connect(port, '127.0.0.1');
    const key = randomBytes(16).toString('base64');
    mute.write(
      `GET / HTTP/1.1\r\nhost: x\r\nupgrade: websocket\r\nconnection: upgrade\r\nsec-websocket-key: ${key}\r\nsec-websocket-version: 13\r\n\r\n`,
    );
    mute.resume();
    const socket = await accepted;
    const closed = new Promise<number>(resolve => void socket.once('close', resolve));
    const dead = new Promise<string>(resolve => new Liveness([socket], () => resolve('dead'), EVERY));
    expect(await Promise.race([dead, wait(5000)])).toBe('dead');
    expect(await closed).toBe(1006);
    mute.destroy();
  });

  it('that is held back is not taken for dead: nobody reads its pongs', async () => {
    const { port, accepted } = await served();
    const client = new WebSocket(`ws://127.0.0.1:${port}`);
    const socket = await accepted;
    socket.pause();
    const dead = new Promise<string>(resolve => {
      const watch = new Liveness([socket], () => resolve('dead'), EVERY);
      void wait(EVERY * 8).then(() => watch.stop());
    });
    expect(await Promise.race([dead, wait(EVERY * 8)])).toBe('alive');
    client.terminate();
  });
});
