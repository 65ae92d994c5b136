// How long a piece of a stream stays in the gateway: realtime of both kinds, pictures and transcripts on their way. `node test/shows/forwarding.ts [pieces] [gap ms]`.

import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { WebSocket, WebSocketServer } from 'ws';
import { call, pause } from '../support/client.ts';
import { Gateway, keyOf } from '../support/gateway.ts';

const KEY = keyOf('forwarding');
/** Pictures of about 300 kB; sound of 100 ms. */
const PICTURE = Buffer.alloc(220_000, 7).toString('base64');
const SOUND = Buffer.alloc(4_800, 7).toString('base64');

/** The kinds of streams, and the model that each is asked of. */
export const KINDS = ['realtime', 'gemini-live', 'images', 'transcripts'] as const;
export type Kind = (typeof KINDS)[number];
const MODELS: Readonly<Record<Kind, string>> = {
  realtime: 'gpt-realtime-mini',
  'gemini-live': 'gemini-3.8-live',
  images: 'gpt-image-1',
  transcripts: 'gpt-4o-mini-transcribe',
};

/** An upstream of all kinds that writes down when each piece left. `pace` is waited for before each. */
class Source {
  readonly sentAt: number[] = [];
  url = '';
  private readonly pieces: number;
  private readonly pace: (index: number) => Promise<void>;
  private readonly server: Server;

  constructor(pieces: number, pace: (index: number) => Promise<void>) {
    this.pieces = pieces;
    this.pace = pace;
    const sockets = new WebSocketServer({ noServer: true });
    this.server = createServer((request, response) => void this.answer(request, response));
    this.server.on('upgrade', (request, socket, head) =>
      sockets.handleUpgrade(request, socket, head, accepted =>
        request.url?.includes('Bidi') === true ? this.live(accepted) : this.realtime(accepted),
      ),
    );
  }

  async start(): Promise<void> {
    await new Promise<void>(resolve => this.server.listen(0, '127.0.0.1', resolve));
    // A server that listens on a port has an address of this kind.
    this.url = `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  stop(): void {
    this.server.closeAllConnections();
    this.server.close();
  }

  private async each(send: (index: number) => void, open: () => boolean = () => true): Promise<void> {
    for (let index = 0; index < this.pieces; index += 1) {
      await this.pace(index);
      if (!open()) return;
      this.sentAt.push(performance.now());
      send(index);
    }
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    for await (const _chunk of request);
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    const isPicture = request.url?.includes('images') === true;
    await this.each(index => {
      const told = isPicture
        ? { type: 'image_generation.partial_image', b64_json: PICTURE, partial_image_index: index }
        : { type: 'transcript.text.delta', delta: `word ${index} ` };
      response.write(`event: ${told.type}\ndata: ${JSON.stringify(told)}\n\n`);
    });
    const usage = { input_tokens: 5, output_tokens: 5, total_tokens: 10 };
    const done = isPicture
      ? { type: 'image_generation.completed', b64_json: PICTURE, usage }
      : { type: 'transcript.text.done', text: 'words', usage };
    response.end(`event: ${done.type}\ndata: ${JSON.stringify(done)}\n\n`);
  }

  private realtime(socket: WebSocket): void {
    const tell = (event: object): void => socket.send(JSON.stringify(event));
    tell({ type: 'session.created', session: { type: 'realtime', model: MODELS.realtime } });
    socket.on('message', () => {
      tell({ type: 'response.created', response: { id: 'resp_1' } });
      void this.each(
        () => tell({ type: 'response.output_audio.delta', response_id: 'resp_1', delta: SOUND }),
        () => socket.readyState === socket.OPEN,
      ).then(() =>
        tell({ type: 'response.done', response: { id: 'resp_1', usage: { input_tokens: 5, output_tokens: 5 } } }),
      );
    });
  }

  private live(socket: WebSocket): void {
    const tell = (message: object): void => socket.send(Buffer.from(JSON.stringify(message)), { binary: true });
    socket.on('message', data => {
      if (data.toString().includes('"setup"')) {
        tell({ setupComplete: {} });
        return;
      }
      const parts = [{ inlineData: { mimeType: 'audio/pcm;rate=24000', data: SOUND } }];
      void this.each(
        () => tell({ serverContent: { modelTurn: { role: 'model', parts } } }),
        () => socket.readyState === socket.OPEN,
      ).then(() =>
        tell({ serverContent: { turnComplete: true }, usageMetadata: { promptTokenCount: 5, responseTokenCount: 5 } }),
      );
    });
  }
}

const HEADERS = { authorization: `Bearer ${KEY}`, 'x-goog-api-key': KEY };

/** Asks for a stream of a kind, and tells of each whole piece when it is there; resolves when the last one is. */
function listen(kind: Kind, base: string, pieces: number, seen: (index: number) => void): Promise<void> {
  if (kind === 'images')
    return events(`${base}/v1/images/generations`, 'application/json', seen, {
      model: MODELS.images,
      prompt: 'a gate',
      stream: true,
      partial_images: 3,
    });
  if (kind === 'transcripts') return events(`${base}/v1/audio/transcriptions`, 'multipart', seen, {});
  const isLive = kind === 'gemini-live';
  const path = isLive
    ? '/ws/google.ai.generativelanguage.v1beta.GenerativeService.BidiGenerateContent'
    : `/v1/realtime?model=${MODELS.realtime}`;
  const socket = new WebSocket(base.replace('http', 'ws') + path, { headers: HEADERS });
  let count = 0;
  return new Promise((resolve, reject) => {
    socket.on('error', reject);
    if (isLive) socket.on('open', () => socket.send(JSON.stringify({ setup: { model: `models/${MODELS[kind]}` } })));
    socket.on('message', data => {
      const text = data.toString();
      if (text.includes('session.created')) socket.send('{"type":"response.create"}');
      else if (text.includes('setupComplete')) socket.send('{"clientContent":{"turnComplete":true}}');
      else if (text.includes(SOUND)) {
        seen(count);
        count += 1;
        if (count === pieces) {
          socket.close();
          resolve();
        }
      }
    });
  });
}

/** Reads server-sent events, each as soon as its end is there. */
async function events(url: string, type: string, seen: (index: number) => void, body: object): Promise<void> {
  let [count, last] = [0, ''];
  const isForm = type === 'multipart';
  const answer = await call(url, {
    headers: { ...HEADERS, 'content-type': isForm ? 'multipart/form-data; boundary=x' : type },
    body: isForm ? form() : JSON.stringify(body),
    onPiece: ({ bytes }) => {
      const text = last + bytes.toString('latin1');
      const ends = text.split('\n\n').length - 1;
      // An end may be cut between two pieces.
      last = text.endsWith('\n\n') ? '' : text.slice(-1);
      for (let index = 0; index < ends; index += 1) {
        seen(count);
        count += 1;
      }
    },
  });
  if (answer.status !== 200) throw new Error(`status ${answer.status}: ${answer.text.slice(0, 300)}`);
}

/** A second of quiet, to be written down as it is understood. */
function form(): Buffer {
  const wav = Buffer.alloc(44 + 32_000);
  wav.write('RIFF', 0);
  wav.writeUInt32LE(36 + 32_000, 4);
  wav.write('WAVEfmt ', 8);
  wav.writeUInt32LE(16, 16);
  wav.writeUInt16LE(1, 20);
  wav.writeUInt16LE(1, 22);
  wav.writeUInt32LE(16_000, 24);
  wav.writeUInt32LE(32_000, 28);
  wav.writeUInt16LE(2, 32);
  wav.writeUInt16LE(16, 34);
  wav.write('data', 36);
  wav.writeUInt32LE(32_000, 40);
  const part = (head: string): string => `--x\r\ncontent-disposition: form-data; ${head}\r\n`;
  return Buffer.concat([
    Buffer.from(`${part('name="model"')}\r\n${MODELS.transcripts}\r\n${part('name="stream"')}\r\ntrue\r\n`),
    Buffer.from(`${part('name="file"; filename="a.wav"')}content-type: audio/wav\r\n\r\n`),
    wav,
    Buffer.from('\r\n--x--\r\n'),
  ]);
}

/** A gateway whose one channel is an address. */
export function gatewayTo(url: string): Promise<Gateway> {
  const channel = (name: string, provider: string, kinds: readonly Kind[]) => ({
    name,
    provider,
    base_url: url,
    keys: ['k'],
    models: kinds.map(kind => MODELS[kind]),
  });
  return Gateway.start({
    channels: [
      channel('openai', 'openai', ['realtime', 'images', 'transcripts']),
      channel('google', 'gemini', ['gemini-live']),
    ],
    users: [{ name: 'forwarding', balance: '100', keys: [{ name: 'forwarding', key: KEY }] }],
  });
}

/**
 * Streams of every kind, each piece of which leaves the upstream only when the client has the one before: whoever holds
 * a piece back until there are more stands still. Answers the kinds that came through, with the order of their pieces.
 */
export async function inStep(pieces: number): Promise<ReadonlyMap<Kind, readonly number[]>> {
  let next: (() => void) | undefined;
  let seenUpTo = -1;
  const source = new Source(pieces, async index => {
    if (seenUpTo < index - 1)
      await new Promise<void>(resolve => {
        next = resolve;
      });
  });
  await source.start();
  const gateway = await gatewayTo(source.url);
  const came = new Map<Kind, readonly number[]>();
  for (const kind of KINDS) {
    const order: number[] = [];
    seenUpTo = -1;
    const whole = listen(kind, gateway.url, pieces, index => {
      order.push(index);
      seenUpTo = index;
      next?.();
      next = undefined;
    });
    if ((await Promise.race([whole.then(() => true), pause(10_000).then(() => false)])) === true) came.set(kind, order);
  }
  await gateway.dispose();
  source.stop();
  return came;
}

interface Delay {
  readonly median: number;
  readonly p99: number;
  readonly most: number;
}

async function delayOf(kind: Kind, source: Source, base: string, pieces: number): Promise<Delay> {
  source.sentAt.length = 0;
  const seenAt: number[] = [];
  await listen(kind, base, pieces, () => void seenAt.push(performance.now()));
  const delays = source.sentAt.map((sent, index) => (seenAt[index] ?? NaN) - sent).sort((one, other) => one - other);
  const place = (share: number): number =>
    delays[Math.min(delays.length - 1, Math.floor(delays.length * share))] ?? NaN;
  return { median: place(0.5), p99: place(0.99), most: place(1) };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [pieces = 200, gap = 20] = process.argv.slice(2).map(Number);
  const source = new Source(pieces, () => pause(gap));
  await source.start();
  const gateway = await gatewayTo(source.url);
  process.stdout.write('milliseconds from the upstream’s write to the client’s whole piece: median / 99 % / most\n');
  for (const kind of KINDS) {
    // The first of its kind warms up.
    await delayOf(kind, source, gateway.url, pieces);
    const direct = await delayOf(kind, source, source.url, pieces);
    const through = await delayOf(kind, source, gateway.url, pieces);
    const line = ({ median, p99, most }: Delay): string => [median, p99, most].map(one => one.toFixed(2)).join(' / ');
    process.stdout.write(
      `${kind.padEnd(12)} direct ${line(direct).padEnd(24)} gateway ${line(through).padEnd(24)} added at the median ${(through.median - direct.median).toFixed(2)}\n`,
    );
  }
  await gateway.dispose();
  source.stop();
}
