// A client that reads slowly slows its upstream down: the gateway never becomes the store of a stream.

import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { call, eventually, pause } from './support/client.ts';
import { FAMILIES } from './support/families.ts';
import type { FamilyCase } from './support/families.ts';
import { KEY, sameName, startLane } from './support/lane.ts';
import type { Lane } from './support/lane.ts';

const MEGABYTE = 1024 * 1024;
const EVENT_TEXT = 'x'.repeat(64 * 1024);
const EVENTS = 2048;
/** What kernel buffers of two connections and the buffers of the processes may hold together. */
const MOST_IN_FLIGHT = 48 * MEGABYTE;

let lane: Lane;
/** Bytes that the upstream has got rid of. */
let sent = 0;

beforeAll(async () => {
  lane = await startLane();
}, 60_000);
afterAll(async () => lane.stop());

/** Streams 128 MB as fast as they are taken. */
function flood(family: FamilyCase): void {
  sent = 0;
  lane.upstream.script = async (_request, reply) => {
    const events = family.events('m');
    const text = events.findIndex(event => event.includes('Hi'));
    reply.open(200, { 'content-type': 'text/event-stream' });
    for (const event of events.slice(0, text)) reply.write(event);
    const large = (events[text] ?? '').replace('Hi', EVENT_TEXT);
    for (let index = 0; index < EVENTS; index += 1) {
      while (reply.pending() > MEGABYTE && !reply.gone()) await pause(2);
      reply.write(large);
      sent += large.length;
    }
    for (const event of events.slice(text + 1)) reply.write(event);
    reply.end();
  };
}

/** Sends a stream request on a raw socket that reads nothing until it is told to. */
async function askWithoutReading(family: FamilyCase): Promise<Socket> {
  const body = family.body(sameName(family), true);
  const headers = Object.entries(family.headers(KEY)).map(([name, value]) => `${name}: ${value}\r\n`);
  const socket = connect({ port: lane.gateway.port, host: '127.0.0.1' });
  socket.pause();
  await new Promise(resolve => socket.once('connect', resolve));
  socket.write(
    `POST ${family.path(sameName(family), true)} HTTP/1.1\r\nhost: gateway\r\nconnection: close\r\n${headers.join('')}content-length: ${body.length}\r\n\r\n${body}`,
  );
  return socket;
}

describe.each(FAMILIES)('a $name stream whose client does not read', family => {
  it('stops its upstream, and is whole once the client reads', { timeout: 30_000 }, async () => {
    flood(family);
    const socket = await askWithoutReading(family);
    let before = -1;
    await eventually(async () => {
      const now = sent;
      const isStill = now === before && now > 0;
      before = now;
      if (!isStill) await pause(300);
      expect(isStill).toBe(true);
    }, 20_000);
    expect(sent).toBeLessThan(MOST_IN_FLIGHT);
    // Others are served meanwhile.
    expect((await call(`${lane.gateway.url}/healthz`)).status).toBe(200);
    let received = 0;
    let tail = '';
    socket.on('data', bytes => {
      received += bytes.length;
      tail = (tail + bytes.toString('latin1', Math.max(0, bytes.length - 4000))).slice(-4000);
    });
    socket.resume();
    await new Promise(resolve => socket.once('close', resolve));
    expect(received).toBeGreaterThan(EVENTS * EVENT_TEXT.length);
    expect(tail).toMatch(family.terminal);
    expect(tail).not.toMatch(family.errorEvent);
  });
});
