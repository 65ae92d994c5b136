// The load generator, a process of its own: keep-alive HTTP/1.1 over raw sockets, closed loop or streams held open.
// Its task is JSON in the first argument; its result is one line of JSON on standard output.

import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { cpuMicroseconds, residentBytes } from './measure.ts';
import { AnswerReader } from './reader.ts';
import { chatBody, clockMicroseconds, imageBody, messagesBody } from './wire.ts';

/** What one run of the load generator does. */
export interface LoadTask {
  readonly port: number;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: {
    readonly kind: 'chat' | 'chat-stream' | 'messages' | 'image';
    readonly model: string;
    readonly bytes?: number;
  };
  readonly connections: number;
  /** The connections begin evenly over so many milliseconds, so that paced streams do not all tick together. */
  readonly spreadMs: number;
  /** Requests a second over all connections, evenly; as fast as answers come when absent. */
  readonly rate?: number;
  /** Ends after so many milliseconds or requests, whichever is first. */
  readonly milliseconds: number;
  readonly requests?: number;
  /** Events that a whole stream has; 0 for plain answers. */
  readonly events: number;
  /** Process whose CPU and memory are measured; 0 for none. */
  readonly pid: number;
}

/** What was measured. Times are microseconds, memory is bytes. */
export interface LoadResult {
  readonly requests: number;
  readonly chunks: number;
  readonly failures: number;
  readonly elapsed: number;
  readonly cpu: number;
  readonly latency: Percentiles;
  /** From the upstream's stamp to arrival. */
  readonly delay: Percentiles;
  readonly residentBefore: number;
  readonly residentPeak: number;
}

export interface Percentiles {
  readonly p50: number;
  readonly p99: number;
}

const MEMORY_SAMPLE_MS = 10;
/** A connection that brings nothing for so long is given up, so that a run always ends. */
const STALL_MS = 30_000;

const bodies = {
  chat: (task: LoadTask) => chatBody(task.body.model, false),
  'chat-stream': (task: LoadTask) => chatBody(task.body.model, true),
  messages: (task: LoadTask) => messagesBody(task.body.model),
  image: (task: LoadTask) => imageBody(task.body.model, task.body.bytes ?? 0),
} as const;

function requestBytes(task: LoadTask): Buffer {
  const body = bodies[task.body.kind](task);
  const lines = Object.entries(task.headers).map(([name, value]) => `${name}: ${value}\r\n`);
  const head = `POST ${task.path} HTTP/1.1\r\nhost: 127.0.0.1:${task.port}\r\ncontent-type: application/json\r\n${lines.join('')}content-length: ${body.length}\r\n\r\n`;
  return Buffer.concat([Buffer.from(head), body]);
}

/** The sums of a run. */
class Tally {
  requests = 0;
  chunks = 0;
  failures = 0;
  readonly latencies: number[] = [];
  readonly delays: number[] = [];
}

/** Runs requests one after another on one connection until `more` says no. */
async function worker(task: LoadTask, bytes: Buffer, tally: Tally, more: () => boolean): Promise<void> {
  if (!more()) return;
  return new Promise(resolve => {
    const wait = task.rate === undefined ? 0 : (task.connections * 1000) / task.rate;
    let startedAt = 0;
    let socket: Socket | undefined;
    const reader = new AnswerReader({
      onStamp: sentAt => tally.delays.push(clockMicroseconds() - sentAt),
      onAnswer: (status, events) => {
        tally.latencies.push(clockMicroseconds() - startedAt);
        if (status === 200 && events >= task.events) tally.requests += 1;
        else tally.failures += 1;
        tally.chunks += events;
        if (!more()) socket?.end();
        else if (wait === 0) send();
        else setTimeout(send, Math.max(0, startedAt / 1000 + wait - clockMicroseconds() / 1000));
      },
    });
    const send = () => {
      startedAt = clockMicroseconds();
      socket?.write(bytes);
    };
    let broken = false;
    const fail = () => {
      broken = true;
      socket?.destroy();
    };
    socket = connect({ port: task.port, host: '127.0.0.1', noDelay: true }, send);
    socket.setTimeout(STALL_MS, fail);
    socket.on('data', data => reader.read(data));
    socket.on('error', fail);
    socket.on('close', () => {
      if (broken) tally.failures += 1;
      resolve();
    });
  });
}

/** Samples memory until stopped; answers the highest value seen. */
function watchMemory(pid: number): () => number {
  if (pid === 0) return () => 0;
  let peak = residentBytes(pid);
  const sample = () => {
    peak = Math.max(peak, residentBytes(pid));
  };
  const timer = setInterval(sample, MEMORY_SAMPLE_MS);
  return () => {
    clearInterval(timer);
    sample();
    return peak;
  };
}

function percentiles(values: number[]): Percentiles {
  const sorted = Float64Array.from(values).sort();
  const pick = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
  return { p50: pick(0.5), p99: pick(0.99) };
}

async function perform(task: LoadTask): Promise<LoadResult> {
  const bytes = requestBytes(task);
  const tally = new Tally();
  const cpuOf = () => (task.pid === 0 ? 0 : cpuMicroseconds(task.pid));
  const residentBefore = task.pid === 0 ? 0 : residentBytes(task.pid);
  const peakOf = watchMemory(task.pid);
  const cpuBefore = cpuOf();
  const startedAt = clockMicroseconds();
  let issued = 0;
  const more = () => {
    const go = clockMicroseconds() - startedAt < task.milliseconds * 1000 && issued < (task.requests ?? Infinity);
    if (go) issued += 1;
    return go;
  };
  const begin = async (index: number) => {
    const delay = (task.spreadMs * index) / task.connections;
    if (delay >= 1) await new Promise(resolve => setTimeout(resolve, delay));
    return worker(task, bytes, tally, more);
  };
  await Promise.all(Array.from({ length: task.connections }, async (_, index) => begin(index)));
  return {
    requests: tally.requests,
    chunks: tally.chunks,
    failures: tally.failures,
    elapsed: clockMicroseconds() - startedAt,
    cpu: cpuOf() - cpuBefore,
    latency: percentiles(tally.latencies),
    delay: percentiles(tally.delays),
    residentBefore,
    residentPeak: peakOf(),
  };
}

const task = JSON.parse(process.argv[2] ?? '{}') as LoadTask; // Our own parent wrote it.
process.stdout.write(`${JSON.stringify(await perform(task))}\n`);
